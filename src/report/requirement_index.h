// SPDX-License-Identifier: Apache-2.0
// Which requirements of which frameworks ask for a check.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "finding/finding.h"

namespace plimsoll {

/// What a check answers. Sorted, once each.
struct CheckRequirements {
  std::set<std::string> frameworks;    ///< Titles.
  std::set<std::string> requirements;  ///< "CIS AWS Foundations 3.0 / 2.1.4"
};

/// By check id. Lifetime: the scan result.
std::map<std::string_view, CheckRequirements> IndexRequirements(
    const ScanResult& result);

}  // namespace plimsoll

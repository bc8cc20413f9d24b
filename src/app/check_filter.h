// SPDX-License-Identifier: Apache-2.0
// Which checks a user asked for, and which resource types those need.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "model/wanted_type.h"
#include "policy/catalogue.h"
#include "policy/judge.h"

namespace plimsoll {

/// Every list that is not empty narrows the choice. Ids may be ours, aliases,
/// or those of Checkov, Prowler, Trivy and Security Hub, in any case.
struct CheckFilter {
  std::vector<std::string> checks;
  std::vector<std::string> exclude_checks;
  /// Folders that hold checks: "s3"; or Prowler's names of services.
  std::vector<std::string> services;
  std::vector<std::string> exclude_services;
  std::vector<std::string> severities;  ///< Names; each as given.
  std::vector<std::string> categories;
  std::vector<std::string> frameworks;  ///< Checks that these ask for.
};

/// The chosen checks, sorted by id. Names that mean nothing are errors with a
/// suggestion.
std::vector<const Check*> ChooseChecks(const Catalogue& catalogue,
                                       const CheckFilter& filter,
                                       Diagnostics& diagnostics);

/// The resource types that the checks judge or ask for, by name, with the
/// properties that they may read.
std::vector<WantedType> NeededTypes(const Catalogue& catalogue,
                                    const std::vector<const Check*>& checks);

/// The id of a framework by ours or Prowler's ("cis_2.0_aws"); null when there
/// is none, after a diagnostic.
const Framework* ChooseFramework(const Catalogue& catalogue,
                                 const std::string& id,
                                 Diagnostics& diagnostics);

}  // namespace plimsoll

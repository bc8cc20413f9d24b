// SPDX-License-Identifier: Apache-2.0
#include "finding/finding.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"
#include "base/hash.h"

namespace plimsoll {

Uid::Uid(const std::string& digits) {
  PLIMSOLL_CHECK(digits.size() == digits_.size());
  std::copy(digits.begin(), digits.end(), digits_.begin());
}

bool ReportOrder(const Finding& a, const Finding& b) {
  if (a.check->severity != b.check->severity) {
    return a.check->severity > b.check->severity;
  }
  return std::tie(a.check->id, a.account, a.region, a.resource_id) <
         std::tie(b.check->id, b.account, b.region, b.resource_id);
}

std::string FindingUid(std::string_view check_id,
                       std::string_view resource_id) {
  std::string text(check_id);
  text += '\n';
  text += resource_id;
  return Hex(Sha256(text)).substr(0, 32);
}

}  // namespace plimsoll

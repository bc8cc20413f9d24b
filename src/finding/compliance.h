// SPDX-License-Identifier: Apache-2.0
// Requirement-level results and scores of compliance frameworks.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "finding/finding.h"
#include "policy/catalogue.h"
#include "policy/judge.h"

namespace plimsoll {

/// The findings and gaps of a scan, counted by account and check, so that many
/// frameworks can be scored in many accounts. Immutable. Cost: one look at each
/// finding and gap.
class FindingCounts {
 public:
  struct Tally {
    std::size_t pass = 0;
    std::size_t fail = 0;
    std::size_t unknown = 0;  ///< With errors.
  };

  FindingCounts(const std::vector<Finding>& findings,
                const std::vector<Gap>& gaps);

  /// Zeros when there is none.
  Tally Of(std::string_view account, const Check& check) const;
  /// Whether resources that the check judges may be missing.
  bool ListingFailed(std::string_view account, const Check& check) const;

 private:
  struct Account {
    std::unordered_map<const Check*, Tally> checks;
    std::set<std::string, std::less<>> failed_types;
    bool all_failed = false;
  };
  const Account* Find(std::string_view account) const;

  std::map<std::string, Account, std::less<>> accounts_;
};

/// The result of one framework in one account. A requirement whose check could
/// not run because a listing of its resource type failed is unknown unless it
/// fails, and so is one of whose checks only some were selected; one of whose
/// checks none was is "not checked" and does not count. See RequirementResult
/// for the rules.
FrameworkResult ScoreFramework(const Framework& framework,
                               const Catalogue& catalogue,
                               const CheckSelection& selection,
                               const std::string& account,
                               const FindingCounts& counts);

}  // namespace plimsoll

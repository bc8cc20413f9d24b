// SPDX-License-Identifier: Apache-2.0
#include "finding/compliance.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>

namespace plimsoll {
namespace {

struct Tally {
  std::size_t pass = 0;
  std::size_t fail = 0;
  std::size_t unknown = 0;
};

/// Findings of one account, counted by check.
std::map<const Check*, Tally> CountByCheck(
    const std::string& account, const std::vector<Finding>& findings) {
  std::map<const Check*, Tally> counts;
  for (const Finding& finding : findings) {
    if (finding.account != account) continue;
    Tally& tally = counts[finding.check];
    switch (finding.verdict) {
      case Verdict::kPass: ++tally.pass; break;
      case Verdict::kFail: ++tally.fail; break;
      case Verdict::kUnknown:
      case Verdict::kError: ++tally.unknown; break;
      case Verdict::kNotApplicable: break;
    }
  }
  return counts;
}

bool ListingFailed(const Check& check,
                   const std::string& account,
                   const std::vector<Gap>& gaps) {
  return std::any_of(gaps.begin(), gaps.end(), [&](const Gap& gap) {
    return gap.listing && gap.account == account &&
           (gap.type.empty() || gap.type == check.type->name);
  });
}

Verdict Combine(const RequirementResult& result) {
  if (result.fail_count > 0) return Verdict::kFail;
  if (result.unknown_count > 0) return Verdict::kUnknown;
  if (result.pass_count > 0) return Verdict::kPass;
  return Verdict::kNotApplicable;
}

}  // namespace

FrameworkResult ScoreFramework(const Framework& framework,
                               const Catalogue& catalogue,
                               const CheckSelection& selection,
                               const std::string& account,
                               const std::vector<Finding>& findings,
                               const std::vector<Gap>& gaps) {
  const std::map<const Check*, Tally> counts = CountByCheck(account, findings);
  FrameworkResult result;
  result.id = framework.id;
  result.title = framework.title;
  result.account = account;
  std::size_t passed = 0;
  std::size_t counted = 0;
  for (const Requirement& requirement : framework.requirements) {
    RequirementResult& row = result.requirements.emplace_back();
    row.id = requirement.id;
    row.title = requirement.title;
    row.manual = !requirement.manual.empty();
    row.manual_reason = requirement.manual;
    row.checks = requirement.checks;
    for (const std::string& id : requirement.checks) {
      for (const Check* check : catalogue.FindChecks(id)) {
        if (const auto tally = counts.find(check); tally != counts.end()) {
          row.pass_count += tally->second.pass;
          row.fail_count += tally->second.fail;
          row.unknown_count += tally->second.unknown;
        }
        if (!selection.Contains(*check) ||
            ListingFailed(*check, account, gaps)) {
          ++row.unknown_count;
        }
      }
    }
    row.verdict = Combine(row);
    if (row.verdict == Verdict::kNotApplicable) continue;
    ++counted;
    if (row.verdict == Verdict::kPass) ++passed;
  }
  if (counted > 0) {
    const double share =
        static_cast<double>(passed) / static_cast<double>(counted);
    result.score = std::round(share * 10000) / 100;
  }
  return result;
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "finding/compliance.h"

#include <cmath>

namespace plimsoll {
namespace {

Verdict Combine(const RequirementResult& result) {
  if (result.fail_count > 0) return Verdict::kFail;
  if (result.unknown_count > 0) return Verdict::kUnknown;
  if (result.pass_count > 0) return Verdict::kPass;
  return Verdict::kNotApplicable;
}

}  // namespace

FindingCounts::FindingCounts(const std::vector<Finding>& findings,
                             const std::vector<Gap>& gaps) {
  for (const Finding& finding : findings) {
    Tally& tally = accounts_[finding.account.str()].checks[finding.check];
    switch (finding.verdict) {
      case Verdict::kPass: ++tally.pass; break;
      case Verdict::kFail: ++tally.fail; break;
      case Verdict::kUnknown:
      case Verdict::kError: ++tally.unknown; break;
      case Verdict::kNotApplicable: break;
    }
  }
  for (const Gap& gap : gaps) {
    if (!gap.listing) continue;
    Account& account = accounts_[gap.account];
    account.all_failed |= gap.type.empty();
    account.failed_types.insert(gap.type);
  }
}

const FindingCounts::Account* FindingCounts::Find(
    std::string_view account) const {
  const auto found = accounts_.find(account);
  return found == accounts_.end() ? nullptr : &found->second;
}

FindingCounts::Tally FindingCounts::Of(std::string_view account,
                                       const Check& check) const {
  const Account* own = Find(account);
  if (own == nullptr) return {};
  const auto found = own->checks.find(&check);
  return found == own->checks.end() ? Tally{} : found->second;
}

bool FindingCounts::ListingFailed(std::string_view account,
                                  const Check& check) const {
  const Account* own = Find(account);
  return own != nullptr &&
         (own->all_failed || own->failed_types.contains(check.type->name));
}

FrameworkResult ScoreFramework(const Framework& framework,
                               const Catalogue& catalogue,
                               const CheckSelection& selection,
                               const std::string& account,
                               const FindingCounts& counts) {
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
    bool any = false;
    std::size_t unselected = 0;
    for (const std::string& id : requirement.checks) {
      for (const Check* check : catalogue.FindChecks(id)) {
        const FindingCounts::Tally tally = counts.Of(account, *check);
        row.pass_count += tally.pass;
        row.fail_count += tally.fail;
        row.unknown_count += tally.unknown;
        if (!selection.Contains(*check)) {
          ++unselected;
          continue;
        }
        any = true;
        if (counts.ListingFailed(account, *check)) ++row.unknown_count;
      }
    }
    row.not_checked = unselected > 0 && !any;
    if (any) row.unknown_count += unselected;
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

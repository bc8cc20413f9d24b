// SPDX-License-Identifier: Apache-2.0
#include "report/summary.h"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

namespace plimsoll {
namespace {

void Insert(std::vector<std::string>& sorted, const std::string& text) {
  if (text.empty()) return;
  const auto place = std::lower_bound(sorted.begin(), sorted.end(), text);
  if (place == sorted.end() || *place != text) sorted.insert(place, text);
}

}  // namespace

void VerdictCounts::Add(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass: ++pass; return;
    case Verdict::kFail: ++fail; return;
    case Verdict::kUnknown: ++unknown; return;
    case Verdict::kError: ++error; return;
    case Verdict::kNotApplicable: ++not_applicable; return;
  }
}

void VerdictCounts::Add(const Finding& finding) {
  if (finding.suppressed != nullptr) {
    ++suppressed;
  } else {
    Add(finding.verdict);
  }
}

ReportSummary Summarize(const ScanResult& result) {
  ReportSummary summary;
  for (const ScanResult::Account& account : result.accounts) {
    summary.accounts[account.id];
    summary.account_fails[account.id];
    summary.resource_count += account.resource_count;
  }
  for (const Finding& finding : result.findings) {
    const auto severity = static_cast<std::size_t>(finding.check->severity);
    summary.total.Add(finding);
    summary.severities.at(severity).Add(finding);
    summary.accounts[finding.account].Add(finding);
    std::array<std::size_t, 5>& fails = summary.account_fails[finding.account];
    if (finding.fails()) ++fails.at(severity);
  }
  return summary;
}

std::vector<CheckGroup> GroupByCheck(std::span<const Finding> findings) {
  std::vector<CheckGroup> groups;
  std::size_t begin = 0;
  while (begin < findings.size()) {
    CheckGroup group;
    group.check = findings[begin].check;
    std::size_t end = begin;
    while (end < findings.size() && findings[end].check == group.check) {
      group.counts.Add(findings[end]);
      ++end;
    }
    group.findings = findings.subspan(begin, end - begin);
    groups.push_back(group);
    begin = end;
  }
  return groups;
}

std::vector<GapGroup> GroupGaps(std::span<const Gap> gaps) {
  std::map<std::tuple<std::string, std::string, std::string>, GapGroup> groups;
  for (const Gap& gap : gaps) {
    GapGroup& group = groups[{gap.code, gap.subject, gap.remedy}];
    if (group.gap_count == 0) {
      group.code = gap.code;
      group.subject = gap.subject;
      group.remedy = gap.remedy;
      group.message = gap.message;
    }
    ++group.gap_count;
    Insert(group.accounts, gap.account);
    Insert(group.regions, gap.region);
    Insert(group.types, gap.type);
    if (!gap.resource.empty()) ++group.resource_count;
    group.listing = group.listing || gap.listing;
  }
  std::vector<GapGroup> sorted;
  sorted.reserve(groups.size());
  for (auto& [key, group] : groups) sorted.push_back(std::move(group));
  std::stable_sort(
      sorted.begin(), sorted.end(), [](const GapGroup& a, const GapGroup& b) {
        if (a.listing != b.listing) return a.listing;
        return a.gap_count > b.gap_count;
      });
  return sorted;
}

std::string GapUid(const Gap& gap) {
  std::string where = gap.account;
  for (const std::string* part :
       {&gap.region, &gap.type, &gap.code, &gap.resource}) {
    where += '\n';
    where += *part;
  }
  return FindingUid(gap.subject, where);
}

std::string_view ServiceOf(const Check& check) {
  return check.service;
}

std::string_view TypeOf(const Finding& finding) {
  if (!finding.resource_type.empty()) return finding.resource_type;
  if (finding.check->type == nullptr) return {};
  return finding.check->type->name;
}

bool IsShown(const Finding& finding, bool show_passed) {
  return show_passed || (finding.verdict != Verdict::kPass &&
                         finding.verdict != Verdict::kNotApplicable);
}

std::string_view StateOf(const Finding& finding) {
  return finding.suppressed != nullptr ? "suppressed" : Name(finding.verdict);
}

std::string PlaceOf(const Finding& finding) {
  if (finding.code == nullptr) return {};
  return fmt::format("{}:{}:{}",
                     finding.code->file,
                     finding.code->range.line,
                     finding.code->range.column);
}

std::string SuppressionText(const Finding& finding) {
  if (finding.suppressed == nullptr) return {};
  const Suppression& s = *finding.suppressed;
  std::string text = fmt::format(
      "accepted at {}: {}", s.place, s.reason.empty() ? "no reason" : s.reason);
  if (!s.expires.empty()) text += fmt::format(" (until {})", s.expires);
  return text;
}

std::string_view RemedyOf(const Finding& finding) {
  if (finding.verdict == Verdict::kFail) return finding.check->fix.text;
  for (const FindingReason& reason : finding.reasons) {
    if (!reason.remedy.empty()) return reason.remedy;
  }
  return {};
}

std::string Counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", Grouped(count), noun, count == 1 ? "" : "s");
}

std::string Grouped(std::size_t number) {
  std::string digits = fmt::to_string(number);
  for (std::size_t i = digits.size(); i > 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// Counts and groups that several formats show.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "finding/finding.h"

namespace plimsoll {

inline constexpr std::array<Severity, 5> kSeveritiesWorstFirst = {
    Severity::kCritical,
    Severity::kHigh,
    Severity::kMedium,
    Severity::kLow,
    Severity::kInfo};

struct VerdictCounts {
  std::size_t pass = 0;
  std::size_t fail = 0;
  std::size_t unknown = 0;
  std::size_t error = 0;
  std::size_t not_applicable = 0;
  std::size_t suppressed = 0;  ///< Failures that somebody accepted.

  void Add(Verdict verdict);
  void Add(const Finding& finding);
  /// What somebody must look at: fail, unknown and error.
  std::size_t open() const { return fail + unknown + error; }
};

struct ReportSummary {
  VerdictCounts total;
  /// Indexed by Severity.
  std::array<VerdictCounts, 5> severities;
  /// By account id; each account of the scan and of the findings has one.
  std::map<std::string, VerdictCounts> accounts;
  /// Fails by account and Severity.
  std::map<std::string, std::array<std::size_t, 5>> account_fails;
  std::size_t resource_count = 0;

  const VerdictCounts& Of(Severity severity) const {
    return severities.at(static_cast<std::size_t>(severity));
  }
};

ReportSummary Summarize(const ScanResult& result);

/// All findings of one check. Lifetime: the scan result.
struct CheckGroup {
  const Check* check = nullptr;
  std::span<const Finding> findings;
  VerdictCounts counts;
};

/// `findings` must be in ReportOrder; so are the groups.
std::vector<CheckGroup> GroupByCheck(std::span<const Finding> findings);

/// Gaps that one action would close.
struct GapGroup {
  std::string code;
  std::string subject;
  std::string remedy;
  std::string message;                ///< Of the first gap.
  std::vector<std::string> accounts;  ///< Sorted, once each.
  std::vector<std::string> regions;   ///< Sorted; empty: whole accounts.
  std::vector<std::string> types;     ///< Sorted resource types; may be empty.
  std::size_t gap_count = 0;
  std::size_t resource_count = 0;  ///< Resources known to lack a property.
  bool listing = false;            ///< Resources may be missing altogether.
};

/// By code, subject and remedy. Those that may hide whole resources come first,
/// then the larger ones.
std::vector<GapGroup> GroupGaps(std::span<const Gap> gaps);

/// 32 hexadecimal digits: the same for the same gap, for ever.
std::string GapUid(const Gap& gap);

/// Service of a check or resource type: "ec2". Empty when it is not known.
std::string_view ServiceOf(const Check& check);

/// What a check or its type is about, as findings name it; the finding's own
/// type when the check has none.
std::string_view TypeOf(const Finding& finding);

/// True when the machine formats show this finding.
bool IsShown(const Finding& finding, bool show_passed);

/// "suppressed" for a failure that somebody accepted, else the verdict's name.
std::string_view StateOf(const Finding& finding);
/// "main.yaml:12:3"; empty when the resource is not from code.
std::string PlaceOf(const Finding& finding);
/// "accepted at main.yaml:11: reason"; empty when it is not suppressed.
std::string SuppressionText(const Finding& finding);

/// What the reader should do: the first reason's remedy, or the check's fix.
std::string_view RemedyOf(const Finding& finding);

/// "3 accounts", "1 account", "1,234 findings".
std::string Counted(std::size_t count, std::string_view noun);
/// 1234567 as "1,234,567".
std::string Grouped(std::size_t number);

}  // namespace plimsoll

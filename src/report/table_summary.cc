// SPDX-License-Identifier: Apache-2.0
#include "report/table_summary.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "report/paint.h"
#include "report/summary.h"
#include "report/terminal_text.h"

namespace plimsoll {
namespace {

constexpr std::size_t kGapsShown = 12;
constexpr std::size_t kNamesShown = 4;
/// Lines of accounts, and of scores, before the rest is counted only.
constexpr std::size_t kLinesShown = 24;
constexpr std::size_t kGapIndent = 15;
/// Below this many columns, titles give way to ids.
constexpr std::size_t kNarrow = 100;

/// "a, b, c and 3 more".
std::string Some(const std::vector<std::string>& names, bool all) {
  const std::size_t shown =
      all ? names.size() : std::min(names.size(), kNamesShown);
  std::string text =
      fmt::format("{}",
                  fmt::join(names.begin(),
                            names.begin() + static_cast<std::ptrdiff_t>(shown),
                            ", "));
  if (shown < names.size()) {
    text += fmt::format(" and {} more", names.size() - shown);
  }
  return text;
}

class Summary {
 public:
  Summary(const ScanResult& result,
          const ReportOptions& options,
          ReportSink& sink)
      : result_(result),
        options_(options),
        paint_(options.color),
        counts_(Summarize(result)),
        sink_(sink) {}

  void Write() {
    WriteGaps();
    WriteFrameworks();
    WriteAccounts();
    WriteSeverities();
    WriteLastLine();
  }

 private:
  void WriteTitle(Tone tone, std::string_view title) {
    const std::size_t used = DisplayWidth(title) + 4;
    std::string rule = "\xE2\x94\x80\xE2\x94\x80 ";
    rule += title;
    rule += ' ';
    for (std::size_t i = used; i < options_.width; ++i) rule += "\xE2\x94\x80";
    sink_.Write(tone == Tone::kDim ? paint_.Bold(rule) : paint_.Of(tone, rule));
    sink_.Write("\n");
  }

  void WriteIndented(std::size_t indent, std::string_view text, bool dim) {
    const std::size_t width =
        options_.width > indent + 20 ? options_.width - indent : 20;
    for (const std::string& part : Wrap(PrintableLine(text), width)) {
      sink_.Write(std::string(indent, ' '));
      sink_.Write(dim ? paint_.Of(Tone::kDim, part) : part);
      sink_.Write("\n");
    }
  }

  void WriteGaps() {
    if (result_.gaps.empty()) return;
    const std::vector<GapGroup> groups = GroupGaps(result_.gaps);
    WriteTitle(Tone::kUnknown,
               fmt::format("NOT READ: {} in the coverage",
                           Counted(result_.gaps.size(), "gap")));
    const std::size_t shown =
        options_.verbose ? groups.size() : std::min(groups.size(), kGapsShown);
    for (std::size_t i = 0; i < shown; ++i) WriteGap(groups[i]);
    if (shown < groups.size()) {
      WriteIndented(2,
                    fmt::format("... and {} more kinds; --verbose shows all",
                                groups.size() - shown),
                    true);
    }
    sink_.Write("\n");
  }

  void WriteGap(const GapGroup& group) {
    std::string where = Counted(group.accounts.size(), "account");
    if (!group.regions.empty()) {
      where += ", " + Counted(group.regions.size(), "region");
    }
    if (group.resource_count > 0) {
      where += ", " + Counted(group.resource_count, "resource");
    }
    if (group.listing) where += "; resources may be missing";
    const std::string subject = Truncate(PrintableLine(group.subject), 60);
    const bool fits =
        kGapIndent + subject.size() + 2 + where.size() <= options_.width;
    sink_.Write(fmt::format(
        "  {}  {}  {}\n",
        paint_.Of(Tone::kUnknown, Fit(PrintableLine(group.code), 11)),
        paint_.Bold(subject),
        fits ? where : ""));
    if (!fits) WriteIndented(kGapIndent, where, false);
    WriteIndented(kGapIndent, group.message, false);
    if (!group.remedy.empty())
      WriteIndented(kGapIndent, "-> " + group.remedy, false);
    std::string names = Some(group.accounts, options_.verbose);
    if (!group.regions.empty()) {
      names += " | " + Some(group.regions, options_.verbose);
    }
    if (!group.types.empty()) {
      names += " | " + Some(group.types, options_.verbose);
    }
    WriteIndented(kGapIndent, names, true);
  }

  void WriteFrameworks() {
    if (result_.frameworks.empty()) return;
    WriteTitle(Tone::kDim, "Frameworks");
    std::size_t width = 0;
    for (const FrameworkResult& framework : result_.frameworks) {
      width = std::max(width, DisplayWidth(TitleOf(framework)));
    }
    width = std::min<std::size_t>(width, 44);
    std::vector<const FrameworkResult*> scores;
    for (const FrameworkResult& framework : result_.frameworks) {
      scores.push_back(&framework);
    }
    const std::size_t shown = ShownOf(scores.size());
    if (shown < scores.size()) {
      // The worst; those without a score, of which nothing is known, first.
      std::stable_sort(scores.begin(),
                       scores.end(),
                       [](const FrameworkResult* a, const FrameworkResult* b) {
                         return a->score < b->score;
                       });
    }
    for (std::size_t i = 0; i < shown; ++i) WriteFramework(*scores[i], width);
    WriteRest(scores.size() - shown, "better scores");
    sink_.Write("\n");
  }

  std::string TitleOf(const FrameworkResult& framework) const {
    return PrintableLine(options_.width < kNarrow ? framework.id
                                                  : framework.title);
  }

  void WriteFramework(const FrameworkResult& framework, std::size_t width) {
    std::size_t manual = 0;
    std::size_t unchecked = 0;
    VerdictCounts counts;
    for (const RequirementResult& requirement : framework.requirements) {
      if (requirement.manual) {
        ++manual;
      } else if (requirement.not_checked) {
        ++unchecked;
      } else {
        counts.Add(requirement.verdict);
      }
    }
    const std::string score = framework.score < 0
                                  ? "     -"
                                  : fmt::format("{:6.2f}", framework.score);
    const Tone tone = framework.score >= 90 ? Tone::kPass : Tone::kFail;
    sink_.Write(fmt::format(
        "  {}  {}  {}  {} met, {}, {}, {} manual{}\n",
        Fit(TitleOf(framework), width),
        Fit(PrintableLine(framework.account), 12),
        framework.score < 0 ? score : paint_.Of(tone, score),
        counts.pass,
        Loud(Tone::kFail, counts.fail, "not met"),
        Loud(Tone::kUnknown, counts.unknown + counts.error, "unknown"),
        manual,
        unchecked == 0 ? "" : fmt::format(", {} not checked", unchecked)));
  }

  /// "3 unknown", coloured unless none.
  std::string Loud(Tone tone, std::size_t count, std::string_view word) const {
    const std::string text = fmt::format("{} {}", Grouped(count), word);
    return count == 0 ? text : paint_.Of(tone, text);
  }

  void WriteAccounts() {
    if (result_.accounts.size() < 2) return;
    WriteTitle(Tone::kDim, "Accounts");
    const std::size_t width = options_.width < kNarrow ? 12 : 20;
    sink_.Write(paint_.Of(
        Tone::kDim,
        fmt::format("  {:<12}  {:<{}} {:>9} {:>9} {:>6} {:>6} {:>6} {:>8}\n",
                    "account",
                    "name",
                    width,
                    "resources",
                    "critical",
                    "high",
                    "other",
                    "pass",
                    "unknown")));
    std::vector<const ScanResult::Account*> accounts;
    for (const ScanResult::Account& account : result_.accounts) {
      accounts.push_back(&account);
    }
    const std::size_t shown = ShownOf(accounts.size());
    if (shown < accounts.size()) {
      std::stable_sort(accounts.begin(),
                       accounts.end(),
                       [this](const auto* a, const auto* b) {
                         return Urgency(*a) > Urgency(*b);
                       });
    }
    for (std::size_t i = 0; i < shown; ++i) WriteAccount(*accounts[i], width);
    WriteRest(accounts.size() - shown, "accounts with fewer fails");
    sink_.Write("\n");
  }

  /// What puts an account before another when not all are shown.
  std::array<std::size_t, 4> Urgency(const ScanResult::Account& account) const {
    const auto& fails = counts_.account_fails.at(account.id);
    return {account.reachable ? std::size_t{0} : std::size_t{1},
            fails[4],
            fails[3],
            counts_.accounts.at(account.id).open()};
  }

  std::size_t ShownOf(std::size_t count) const {
    return options_.verbose ? count : std::min(count, kLinesShown);
  }

  void WriteRest(std::size_t count, std::string_view what) {
    if (count == 0) return;
    WriteIndented(
        2,
        fmt::format("... and {} {}; --verbose shows all", count, what),
        true);
  }

  void WriteAccount(const ScanResult::Account& account, std::size_t width) {
    const VerdictCounts& counts = counts_.accounts.at(account.id);
    const auto& fails = counts_.account_fails.at(account.id);
    const std::size_t unknown = counts.unknown + counts.error;
    const std::string name =
        account.reachable
            ? Fit(PrintableLine(account.name), width)
            : paint_.Of(
                  Tone::kUnknown,
                  Fit("NOT REACHED " + PrintableLine(account.name), width));
    sink_.Write(fmt::format("  {}  {} {:>9} {} {} {:>6} {:>6} {}\n",
                            Fit(PrintableLine(account.id), 12),
                            name,
                            Grouped(account.resource_count),
                            Number(Tone::kFail, fails[4], 9),
                            Number(Tone::kFail, fails[3], 6),
                            Grouped(counts.fail - fails[4] - fails[3]),
                            Grouped(counts.pass),
                            Number(Tone::kUnknown, unknown, 8)));
  }

  std::string Number(Tone tone, std::size_t count, std::size_t width) const {
    const std::string text = fmt::format("{:>{}}", Grouped(count), width);
    return count == 0 ? text : paint_.Of(tone, text);
  }

  void WriteSeverities() {
    WriteTitle(Tone::kDim, "Summary");
    sink_.Write(paint_.Of(Tone::kDim,
                          fmt::format("  {:<10} {:>9} {:>9} {:>9} {:>9}\n",
                                      "severity",
                                      "fail",
                                      "unknown",
                                      "error",
                                      "pass")));
    for (const Severity severity : kSeveritiesWorstFirst) {
      WriteCounts(paint_.Of(severity, SeverityWord(severity) + "  "),
                  counts_.Of(severity));
    }
    WriteCounts(paint_.Bold("total     "), counts_.total);
    sink_.Write("\n");
  }

  void WriteCounts(const std::string& label, const VerdictCounts& counts) {
    sink_.Write(fmt::format("  {} {} {} {} {:>9}\n",
                            label,
                            Number(Tone::kFail, counts.fail, 9),
                            Number(Tone::kUnknown, counts.unknown, 9),
                            Number(Tone::kUnknown, counts.error, 9),
                            Grouped(counts.pass)));
  }

  void WriteLastLine() {
    const VerdictCounts& total = counts_.total;
    const std::size_t unknown = total.unknown + total.error;
    sink_.Write(
        fmt::format("{}, {}: {}, {}, {}, {}.\n",
                    Counted(result_.accounts.size(), "account"),
                    Counted(counts_.resource_count, "resource"),
                    Loud(Tone::kFail, total.fail, "failed"),
                    Loud(Tone::kUnknown, unknown, "unknown"),
                    Loud(Tone::kUnknown, result_.gaps.size(), "not read"),
                    Loud(Tone::kPass, total.pass, "passed")));
    if (result_.interrupted) {
      sink_.Write(paint_.Of(Tone::kUnknown,
                            "Interrupted: what was not reached is missing.") +
                  "\n");
    } else if (!result_.complete) {
      sink_.Write(
          paint_.Of(
              Tone::kUnknown,
              "The scan is incomplete: what was not read was not judged.") +
          "\n");
    }
  }

  const ScanResult& result_;
  const ReportOptions& options_;
  Paint paint_;
  ReportSummary counts_;
  ReportSink& sink_;
};

}  // namespace

void WriteTableSummary(const ScanResult& result,
                       const ReportOptions& options,
                       ReportSink& sink) {
  Summary(result, options, sink).Write();
}

}  // namespace plimsoll

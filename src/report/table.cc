// SPDX-License-Identifier: Apache-2.0
#include "report/table.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "report/paint.h"
#include "report/summary.h"
#include "report/table_summary.h"
#include "report/terminal_text.h"

namespace plimsoll {
namespace {

/// Rows of a check without --verbose: the worse, the more. A check that shows
/// none is its heading alone.
constexpr std::size_t RowsShown(Severity severity) {
  switch (severity) {
    case Severity::kCritical: return 10;
    case Severity::kHigh: return 3;
    case Severity::kMedium:
    case Severity::kLow:
    case Severity::kInfo: break;
  }
  return 0;
}

constexpr std::size_t kVerdictWidth = 7;  // "UNKNOWN"
constexpr std::size_t kIndent = 2;
constexpr std::size_t kGap = 2;
constexpr std::size_t kLeastMessageWidth = 24;

/// What names a resource within its account and region: the last part of an
/// ARN, or the id.
std::string_view ShortId(std::string_view id) {
  if (!id.starts_with("arn:")) return id;
  for (int colons = 0; colons < 5; ++colons) {
    const std::size_t colon = id.find(':');
    if (colon == std::string_view::npos) return id;
    id.remove_prefix(colon + 1);
  }
  return id;
}

std::string ResourceLabel(const Finding& finding) {
  if (finding.code != nullptr) {
    const std::string& file = finding.code->file;
    return PrintableLine(fmt::format("{} {}:{}",
                                     finding.resource_name.str(),
                                     file.substr(file.rfind('/') + 1),
                                     finding.code->range.line));
  }
  const std::string_view id = ShortId(finding.resource_id);
  const std::string& name = finding.resource_name;
  if (name.empty() || id == name) return PrintableLine(id);
  if (id.ends_with(name)) return PrintableLine(name);
  const std::size_t slash = id.rfind('/');
  const std::string_view tail =
      slash == std::string_view::npos ? id : id.substr(slash + 1);
  return PrintableLine(fmt::format("{} ({})", name, tail));
}

std::string AccountLabel(const Finding& finding) {
  if (finding.account_name.empty()) return PrintableLine(finding.account);
  return PrintableLine(finding.account + " " + finding.account_name);
}

bool NeedsAttention(const Finding& finding) {
  return IsShown(finding, false);
}

/// Columns of the rows, the same in the whole report.
struct Layout {
  std::size_t account = 0;  ///< 0: one account only, named in the heading.
  std::size_t region = 0;
  std::size_t resource = 0;
  std::size_t message = 0;  ///< 0: below the row, for want of room.
};

Layout MakeLayout(const ScanResult& result, std::size_t width) {
  Layout layout;
  std::string_view account;
  bool several = result.accounts.size() > 1;
  for (const Finding& finding : result.findings) {
    if (!NeedsAttention(finding)) continue;
    several = several || (!account.empty() && account != finding.account);
    account = finding.account;
    layout.account =
        std::max(layout.account, DisplayWidth(AccountLabel(finding)));
    layout.region =
        std::max(layout.region, DisplayWidth(PrintableLine(finding.region)));
    layout.resource =
        std::max(layout.resource, DisplayWidth(ResourceLabel(finding)));
  }
  layout.account = several ? std::min<std::size_t>(layout.account, 26) : 0;
  layout.region = std::min<std::size_t>(layout.region, 14);
  layout.resource =
      std::min(layout.resource, std::max<std::size_t>(width / 4, 24));
  const std::size_t used = kIndent + kVerdictWidth + kGap +
                           (several ? layout.account + kGap : 0) +
                           layout.region + kGap + layout.resource + kGap;
  if (used + kLeastMessageWidth <= width) {
    layout.message = width - used;
  } else {
    const std::size_t before = used - layout.resource - kGap;
    layout.resource = width > before + 8 ? width - before : 8;
  }
  return layout;
}

std::string VerdictWord(Verdict verdict) {
  std::string word(Name(verdict));
  for (char& c : word) c = static_cast<char>(c - 'a' + 'A');
  return word;
}

class Table {
 public:
  Table(const ScanResult& result,
        const ReportOptions& options,
        ReportSink& sink)
      : options_(options),
        paint_(options.color),
        layout_(MakeLayout(result, options.width)),
        sink_(sink) {
    for (const ScanResult::Account& account : result.accounts) {
      if (!account.reachable) unreached_.insert(account.id);
    }
  }

  void WriteGroup(const CheckGroup& group) {
    std::vector<const Finding*> rows;
    for (const Finding& finding : group.findings) {
      if (NeedsAttention(finding) && HasRow(finding)) rows.push_back(&finding);
    }
    // Fails before unknowns, otherwise in the order of the report.
    std::stable_sort(
        rows.begin(), rows.end(), [](const Finding* a, const Finding* b) {
          return a->verdict < b->verdict;
        });
    const std::size_t shown =
        options_.verbose
            ? rows.size()
            : std::min(rows.size(), RowsShown(group.check->severity));
    // Headings alone stand together, groups with rows apart.
    if (shown > 0 && heading_only_) sink_.Write("\n");
    heading_only_ = shown == 0;
    WriteHeading(group);
    for (std::size_t i = 0; i < shown; ++i) WriteRow(*rows[i]);
    if (shown == 0 && !rows.empty()) rows_left_out_ = true;
    if (shown > 0 && shown < rows.size()) WriteRest(rows, shown);
    if (options_.verbose) WriteAdvice(*group.check);
    if (!heading_only_) sink_.Write("\n");
  }

  /// Ends the last group and says how to see what was left out.
  void Finish() {
    if (rows_left_out_) {
      const std::string_view text =
          "Checks without rows: --verbose shows their resources";
      sink_.Write(
          fmt::format("{:{}}{}\n", "", kIndent, paint_.Of(Tone::kDim, text)));
    }
    if (heading_only_) sink_.Write("\n");
  }

 private:
  /// Of an account that was not entered everything is unknown: the summary says
  /// so once, not each check again.
  bool HasRow(const Finding& finding) const {
    if (finding.suppressed != nullptr) return options_.verbose;
    return options_.verbose || finding.verdict == Verdict::kFail ||
           !unreached_.contains(finding.account);
  }

  void WriteHeading(const CheckGroup& group) {
    const Check& check = *group.check;
    const std::string counts = CountText(group.counts);
    const std::string badge = SeverityWord(check.severity);
    const std::size_t used = badge.size() + 5 + counts.size();
    const std::size_t room =
        options_.width > used + 20 ? options_.width - used : 20;
    sink_.Write(fmt::format(
        "{} {}  {}\n",
        paint_.Badge(check.severity, badge),
        paint_.Bold(Fit(PrintableLine(check.title), room)),
        paint_.Of(group.counts.fail > 0 ? Tone::kFail : Tone::kUnknown,
                  counts)));
    sink_.Write(fmt::format("{:{}}{}\n",
                            "",
                            kIndent,
                            paint_.Of(Tone::kDim, PrintableLine(check.id))));
  }

  static std::string CountText(const VerdictCounts& counts) {
    std::vector<std::string> parts;
    if (counts.fail > 0) parts.push_back(Grouped(counts.fail) + " fail");
    if (counts.unknown > 0) {
      parts.push_back(Grouped(counts.unknown) + " unknown");
    }
    if (counts.error > 0) parts.push_back(Grouped(counts.error) + " error");
    if (counts.pass > 0) parts.push_back(Grouped(counts.pass) + " pass");
    if (counts.suppressed > 0) {
      parts.push_back(Grouped(counts.suppressed) + " suppressed");
    }
    return fmt::format("{}", fmt::join(parts, ", "));
  }

  void WriteRow(const Finding& finding) {
    const Tone tone =
        finding.verdict == Verdict::kFail ? Tone::kFail : Tone::kUnknown;
    std::string line(kIndent, ' ');
    line += paint_.Of(
        tone,
        Fit(finding.suppressed != nullptr ? "SKIPPED"
                                          : VerdictWord(finding.verdict),
            kVerdictWidth));
    line.append(kGap, ' ');
    if (layout_.account > 0) {
      line += Fit(AccountLabel(finding), layout_.account);
      line.append(kGap, ' ');
    }
    line += Fit(PrintableLine(finding.region), layout_.region);
    line.append(kGap, ' ');
    const std::string label = ResourceLabel(finding);
    if (layout_.message > 0) {
      line += Fit(label, layout_.resource);
    } else {
      line += Truncate(label, layout_.resource);
    }
    sink_.Write(line);
    WriteMessage(finding);
    if (options_.verbose) WriteDetails(finding);
  }

  void WriteMessage(const Finding& finding) {
    const std::string message = PrintableLine(finding.message);
    const bool below = layout_.message == 0;
    const std::size_t indent = below ? kIndent + kVerdictWidth + kGap
                                     : options_.width - layout_.message;
    const std::size_t width =
        below ? std::max(options_.width, indent + kLeastMessageWidth) - indent
              : layout_.message;
    bool first = true;
    for (const std::string& part : Wrap(message, width)) {
      if (first && !below) {
        sink_.Write("  " + part + "\n");
      } else {
        if (first) sink_.Write("\n");
        sink_.Write(std::string(indent, ' ') + part + "\n");
      }
      first = false;
    }
  }

  /// "label: text", wrapped, below a row or a check.
  void WriteDetail(std::string_view label, std::string_view text) {
    const std::size_t indent = kIndent + kVerdictWidth + kGap;
    const std::size_t used = indent + label.size() + 1;
    const std::size_t width =
        std::max(options_.width, used + kLeastMessageWidth) - used;
    bool first = true;
    for (const std::string& part : Wrap(PrintableLine(text), width)) {
      sink_.Write(std::string(indent, ' '));
      sink_.Write(paint_.Of(Tone::kDim,
                            first ? label : std::string(label.size(), ' ')));
      sink_.Write(" " + part + "\n");
      first = false;
    }
  }

  void WriteDetails(const Finding& finding) {
    WriteDetail("id", finding.resource_id);
    if (finding.code != nullptr) WriteDetail("at", PlaceOf(finding));
    if (finding.suppressed != nullptr) {
      WriteDetail("ok", SuppressionText(finding));
    }
    for (const FindingEvidence& evidence : finding.evidence) {
      std::string text = evidence.expression + " = " + evidence.value;
      if (!evidence.origin.empty()) text += "  [" + evidence.origin + "]";
      WriteDetail("read", text);
    }
    for (const FindingReason& reason : finding.reasons) {
      std::string text = reason.code + ": " + reason.message;
      if (!reason.remedy.empty()) text += "; " + reason.remedy;
      WriteDetail("why", text);
    }
  }

  void WriteRest(const std::vector<const Finding*>& rows, std::size_t shown) {
    const std::size_t left = rows.size() - shown;
    const auto unknown = static_cast<std::size_t>(std::count_if(
        rows.begin() + static_cast<std::ptrdiff_t>(shown),
        rows.end(),
        [](const Finding* f) { return f->verdict != Verdict::kFail; }));
    std::string text = fmt::format("... and {} more", Grouped(left));
    if (unknown > 0 && unknown < left) {
      text += fmt::format(" ({} of them unknown)", Grouped(unknown));
    }
    sink_.Write(
        fmt::format("{:{}}{}\n",
                    "",
                    kIndent,
                    paint_.Of(Tone::kDim, text + "; --verbose shows all")));
  }

  void WriteAdvice(const Check& check) {
    if (!check.rationale.empty()) WriteDetail("because", check.rationale);
    if (!check.fix.text.empty()) WriteDetail("fix", check.fix.text);
    if (!check.fix.cli.empty()) WriteDetail("cli", check.fix.cli);
    for (const std::string& link : check.references) WriteDetail("see", link);
  }

  const ReportOptions& options_;
  Paint paint_;
  Layout layout_;
  std::set<std::string_view> unreached_;  ///< Accounts that were not entered.
  bool heading_only_ = false;             ///< The last group was.
  bool rows_left_out_ = false;
  ReportSink& sink_;
};

}  // namespace

void WriteTable(const ScanResult& result,
                const ReportOptions& options,
                ReportSink& sink) {
  Table table(result, options, sink);
  sink.Write("\n");
  for (const CheckGroup& group : GroupByCheck(result.findings)) {
    if (group.counts.open() + group.counts.suppressed > 0) {
      table.WriteGroup(group);
    }
  }
  table.Finish();
  WriteTableSummary(result, options, sink);
}

}  // namespace plimsoll

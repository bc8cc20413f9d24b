// SPDX-License-Identifier: Apache-2.0
#include "report/junit.h"

#include <fmt/format.h>

#include "report/clean_text.h"
#include "report/summary.h"

namespace plimsoll {
namespace {

std::string Details(const Finding& finding) {
  std::string text = finding.message;
  for (const FindingEvidence& evidence : finding.evidence) {
    text += fmt::format("\nread: {} = {}", evidence.expression, evidence.value);
    if (!evidence.origin.empty()) text += fmt::format(" [{}]", evidence.origin);
  }
  for (const FindingReason& reason : finding.reasons) {
    text += fmt::format("\nwhy: {}: {}", reason.code, reason.message);
  }
  const std::string_view remedy = RemedyOf(finding);
  if (!remedy.empty()) text += fmt::format("\nto do: {}", remedy);
  return text;
}

void WriteOutcome(std::string_view element,
                  std::string_view type,
                  std::string_view message,
                  std::string_view details,
                  ReportSink& sink) {
  sink.Write(fmt::format("      <{} type=\"{}\" message=\"{}\">{}</{}>\n",
                         element,
                         EscapeMarkup(type),
                         EscapeMarkup(message),
                         EscapeMarkup(details),
                         element));
}

void WriteCase(const Finding& finding, ReportSink& sink) {
  const std::string name = fmt::format("{} ({} {})",
                                       finding.resource_id.str(),
                                       finding.account.str(),
                                       finding.region.str());
  sink.Write(fmt::format("    <testcase classname=\"{}\" name=\"{}\"",
                         EscapeMarkup(finding.check->id),
                         EscapeMarkup(name)));
  if (finding.code != nullptr) {
    sink.Write(fmt::format(" file=\"{}\" line=\"{}\"",
                           EscapeMarkup(finding.code->file),
                           finding.code->range.line));
  }
  if (finding.verdict == Verdict::kPass) {
    sink.Write("/>\n");
    return;
  }
  sink.Write(">\n");
  if (finding.suppressed != nullptr) {
    sink.Write(fmt::format("      <skipped message=\"{}\"/>\n",
                           EscapeMarkup(SuppressionText(finding))));
    sink.Write("    </testcase>\n");
    return;
  }
  const std::string_view severity = Name(finding.check->severity);
  switch (finding.verdict) {
    case Verdict::kFail:
      WriteOutcome(
          "failure", severity, finding.message, Details(finding), sink);
      break;
    case Verdict::kUnknown:
    case Verdict::kError:
      WriteOutcome("error",
                   Name(finding.verdict),
                   finding.message,
                   Details(finding),
                   sink);
      break;
    default: sink.Write("      <skipped message=\"does not apply\"/>\n");
  }
  sink.Write("    </testcase>\n");
}

void WriteCoverage(const std::vector<Gap>& gaps, ReportSink& sink) {
  if (gaps.empty()) return;
  sink.Write(
      fmt::format("  <testsuite name=\"coverage\" tests=\"{0}\" failures=\"0\" "
                  "errors=\"{0}\" skipped=\"0\">\n",
                  gaps.size()));
  for (const Gap& gap : gaps) {
    const std::string name = fmt::format(
        "{} ({} {} {})", gap.subject, gap.account, gap.region, gap.resource);
    sink.Write(
        fmt::format("    <testcase classname=\"coverage\" name=\"{}\">\n",
                    EscapeMarkup(name)));
    std::string details = gap.message;
    if (!gap.remedy.empty()) details += "\nto do: " + gap.remedy;
    WriteOutcome("error", gap.code, gap.message, details, sink);
    sink.Write("    </testcase>\n");
  }
  sink.Write("  </testsuite>\n");
}

/// Counts of a suite, as attributes.
std::string Attributes(const VerdictCounts& counts, std::size_t gap_count) {
  const std::size_t errors = counts.unknown + counts.error + gap_count;
  return fmt::format(
      "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"",
      counts.pass + counts.fail + errors + counts.not_applicable +
          counts.suppressed,
      counts.fail,
      errors,
      counts.not_applicable + counts.suppressed);
}

VerdictCounts Shown(VerdictCounts counts, bool show_passed) {
  if (!show_passed) {
    counts.pass = 0;
    counts.not_applicable = 0;
  }
  return counts;
}

}  // namespace

void WriteJunit(const ScanResult& result,
                const ReportOptions& options,
                ReportSink& sink) {
  const VerdictCounts total =
      Shown(Summarize(result).total, options.show_passed);
  sink.Write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  sink.Write(fmt::format("<testsuites name=\"plimsoll\" {}>\n",
                         Attributes(total, result.gaps.size())));
  for (const CheckGroup& group : GroupByCheck(result.findings)) {
    const VerdictCounts counts = Shown(group.counts, options.show_passed);
    if (counts.open() + counts.pass + counts.not_applicable +
            counts.suppressed ==
        0)
      continue;
    sink.Write(fmt::format("  <testsuite name=\"{}\" {}>\n",
                           EscapeMarkup(group.check->id),
                           Attributes(counts, 0)));
    for (const Finding& finding : group.findings) {
      if (IsShown(finding, options.show_passed)) WriteCase(finding, sink);
    }
    sink.Write("  </testsuite>\n");
  }
  WriteCoverage(result.gaps, sink);
  sink.Write("</testsuites>\n");
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "report/json.h"

#include <map>

#include "report/json_parts.h"
#include "report/json_stream.h"
#include "report/summary.h"

namespace plimsoll {
namespace {

/// Begins a list whose elements stand on lines of their own.
void BeginLines(std::string_view key, JsonStream& out) {
  out.NewLine();
  out.BeginArrayMember(key);
}

void EndLines(JsonStream& out) {
  out.NewLine();
  out.EndArray();
}

void WriteAccounts(const ScanResult& result,
                   const ReportSummary& summary,
                   JsonStream& out) {
  BeginLines("accounts", out);
  for (const ScanResult::Account& account : result.accounts) {
    out.NewLine();
    out.BeginObject();
    out.StringMember("id", account.id);
    out.OptionalMember("name", account.name);
    out.BoolMember("reachable", account.reachable);
    out.ListMember("regions", account.regions);
    out.CountMember("resources", account.resource_count);
    out.Key("verdicts");
    WriteCounts(summary.accounts.at(account.id), out);
    out.EndObject();
  }
  EndLines(out);
}

void WriteSummary(const ScanResult& result,
                  const ReportSummary& summary,
                  JsonStream& out) {
  out.NewLine();
  out.BeginObjectMember("summary");
  out.CountMember("resources", summary.resource_count);
  out.CountMember("gaps", result.gaps.size());
  out.Key("verdicts");
  WriteCounts(summary.total, out);
  out.BeginObjectMember("severities");
  for (const Severity severity : kSeveritiesWorstFirst) {
    out.NewLine();
    out.Key(Name(severity));
    WriteCounts(summary.Of(severity), out);
  }
  out.NewLine();
  out.EndObject();
  out.EndObject();
}

void WriteChecks(const ScanResult& result, JsonStream& out) {
  std::map<std::string_view, const Check*> checks;
  for (const Finding& finding : result.findings) {
    checks.emplace(finding.check->id, finding.check);
  }
  out.NewLine();
  out.BeginObjectMember("checks");
  for (const auto& [id, check] : checks) {
    out.NewLine();
    out.BeginObjectMember(id);
    WriteCheckMembers(*check, out);
    out.EndObject();
  }
  out.NewLine();
  out.EndObject();
}

/// What a line tells of its check beside id and severity.
void WriteLineCheck(const Check& check, JsonStream& out) {
  out.StringMember("title", check.title);
  out.StringMember("service", ServiceOf(check));
  out.OptionalMember("rationale", check.rationale);
  out.OptionalMember("fix", check.fix.text);
  out.ListMember("references", check.references);
}

}  // namespace

void WriteJsonReport(const ScanResult& result,
                     const ReportOptions& options,
                     ReportSink& sink) {
  const ReportSummary summary = Summarize(result);
  JsonStream out(sink);
  out.BeginObject();
  out.StringMember("format", "plimsoll-report");
  out.IntegerMember("version", kJsonReportVersion);
  out.NewLine();
  out.BeginObjectMember("tool");
  out.StringMember("name", "plimsoll");
  out.StringMember("version", result.tool_version);
  out.EndObject();
  out.NewLine();
  out.StringMember("provider", result.provider);
  out.BoolMember("complete", result.complete);
  out.BoolMember("interrupted", result.interrupted);
  WriteSummary(result, summary, out);
  WriteAccounts(result, summary, out);
  WriteChecks(result, out);
  BeginLines("findings", out);
  for (const Finding& finding : result.findings) {
    if (!IsShown(finding, options.show_passed)) continue;
    out.NewLine();
    out.BeginObject();
    WriteFindingMembers(finding, out);
    out.EndObject();
  }
  EndLines(out);
  BeginLines("gaps", out);
  for (const Gap& gap : result.gaps) {
    out.NewLine();
    out.BeginObject();
    WriteGapMembers(gap, out);
    out.EndObject();
  }
  EndLines(out);
  BeginLines("frameworks", out);
  for (const FrameworkResult& framework : result.frameworks) {
    out.NewLine();
    WriteFramework(framework, out);
  }
  EndLines(out);
  out.NewLine();
  out.EndObject();
  out.NewLine();
}

void WriteJsonLines(const ScanResult& result,
                    const ReportOptions& options,
                    ReportSink& sink) {
  JsonStream out(sink);
  for (const Finding& finding : result.findings) {
    if (!IsShown(finding, options.show_passed)) continue;
    out.BeginObject();
    out.StringMember("kind", "finding");
    WriteFindingMembers(finding, out);
    WriteLineCheck(*finding.check, out);
    out.EndObject();
    out.NewLine();
  }
  for (const Gap& gap : result.gaps) {
    out.BeginObject();
    out.StringMember("kind", "gap");
    WriteGapMembers(gap, out);
    out.EndObject();
    out.NewLine();
  }
}

}  // namespace plimsoll

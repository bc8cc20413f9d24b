// SPDX-License-Identifier: Apache-2.0
#include "report/json_parts.h"

namespace plimsoll {
namespace {

void WriteEvidence(const Finding& finding, JsonStream& out) {
  if (finding.evidence.empty()) return;
  out.BeginArrayMember("evidence");
  for (const FindingEvidence& evidence : finding.evidence) {
    out.BeginObject();
    out.StringMember("expression", evidence.expression);
    out.StringMember("value", evidence.value);
    out.OptionalMember("origin", evidence.origin);
    out.EndObject();
  }
  out.EndArray();
}

void WriteReasons(const Finding& finding, JsonStream& out) {
  if (finding.reasons.empty()) return;
  out.BeginArrayMember("reasons");
  for (const FindingReason& reason : finding.reasons) {
    out.BeginObject();
    out.StringMember("code", reason.code);
    out.OptionalMember("subject", reason.subject);
    out.StringMember("message", reason.message);
    out.OptionalMember("remedy", reason.remedy);
    out.EndObject();
  }
  out.EndArray();
}

/// Where code declares the resource, and who accepted the failure.
void WriteCode(const Finding& finding, JsonStream& out) {
  if (finding.code != nullptr) {
    out.BeginObjectMember("code");
    out.StringMember("file", finding.code->file);
    out.CountMember("line", finding.code->range.line);
    out.CountMember("column", finding.code->range.column);
    out.CountMember("end_line", finding.code->range.end_line);
    out.StringMember("address", finding.code->address);
    out.EndObject();
  }
  if (finding.suppressed != nullptr) {
    out.BeginObjectMember("suppressed");
    out.StringMember("id", finding.suppressed->id);
    out.OptionalMember("reason", finding.suppressed->reason);
    out.OptionalMember("expires", finding.suppressed->expires);
    out.StringMember("place", finding.suppressed->place);
    out.EndObject();
  }
}

void WriteRequirement(const RequirementResult& requirement, JsonStream& out) {
  out.BeginObject();
  out.StringMember("id", requirement.id);
  out.StringMember("title", requirement.title);
  out.StringMember("verdict", Name(requirement.verdict));
  out.BoolMember("manual", requirement.manual);
  out.OptionalMember("manual_reason", requirement.manual_reason);
  if (requirement.not_checked) out.BoolMember("not_checked", true);
  out.CountMember("pass", requirement.pass_count);
  out.CountMember("fail", requirement.fail_count);
  out.CountMember("unknown", requirement.unknown_count);
  out.ListMember("checks", requirement.checks);
  out.EndObject();
}

}  // namespace

void WriteFindingMembers(const Finding& finding, JsonStream& out) {
  out.StringMember("uid", finding.uid);
  out.StringMember("check", finding.check->id);
  out.StringMember("severity", Name(finding.check->severity));
  out.StringMember("verdict", Name(finding.verdict));
  out.StringMember("account", finding.account);
  out.OptionalMember("account_name", finding.account_name);
  out.StringMember("region", finding.region);
  out.StringMember("partition", finding.partition);
  out.StringMember("resource", finding.resource_id);
  out.OptionalMember("resource_name", finding.resource_name);
  out.StringMember("resource_type", TypeOf(finding));
  if (!finding.tags.empty()) {
    out.BeginObjectMember("tags");
    for (const auto& [key, value] : finding.tags) out.StringMember(key, value);
    out.EndObject();
  }
  out.StringMember("message", finding.message);
  WriteCode(finding, out);
  WriteEvidence(finding, out);
  WriteReasons(finding, out);
}

void WriteCheckMembers(const Check& check, JsonStream& out) {
  out.StringMember("title", check.title);
  out.StringMember("severity", Name(check.severity));
  out.StringMember("service", ServiceOf(check));
  out.StringMember("type", check.type == nullptr ? "" : check.type->name);
  out.ListMember("categories", check.categories);
  out.OptionalMember("rationale", check.rationale);
  out.OptionalMember("condition", check.condition_text);
  out.BeginObjectMember("fix");
  out.OptionalMember("text", check.fix.text);
  out.OptionalMember("console", check.fix.console);
  out.OptionalMember("cli", check.fix.cli);
  out.OptionalMember("terraform", check.fix.terraform);
  out.EndObject();
  out.ListMember("references", check.references);
  out.BeginObjectMember("equivalents");
  for (const auto& [tool, ids] : check.equivalents) out.ListMember(tool, ids);
  out.EndObject();
}

void WriteGapMembers(const Gap& gap, JsonStream& out) {
  out.StringMember("account", gap.account);
  out.OptionalMember("region", gap.region);
  out.OptionalMember("type", gap.type);
  out.StringMember("subject", gap.subject);
  out.StringMember("code", gap.code);
  out.StringMember("message", gap.message);
  out.OptionalMember("remedy", gap.remedy);
  out.OptionalMember("resource", gap.resource);
  out.BoolMember("listing", gap.listing);
}

void WriteFramework(const FrameworkResult& framework, JsonStream& out) {
  out.BeginObject();
  out.StringMember("id", framework.id);
  out.StringMember("title", framework.title);
  out.StringMember("account", framework.account);
  out.Key("score");
  if (framework.score < 0) {
    out.Null();
  } else {
    out.Decimal(framework.score);
  }
  out.BeginArrayMember("requirements");
  for (const RequirementResult& requirement : framework.requirements) {
    out.NewLine();
    WriteRequirement(requirement, out);
  }
  out.NewLine();
  out.EndArray();
  out.EndObject();
}

void WriteCounts(const VerdictCounts& counts, JsonStream& out) {
  out.BeginObject();
  out.CountMember("pass", counts.pass);
  out.CountMember("fail", counts.fail);
  out.CountMember("unknown", counts.unknown);
  out.CountMember("error", counts.error);
  out.CountMember("na", counts.not_applicable);
  if (counts.suppressed > 0) out.CountMember("suppressed", counts.suppressed);
  out.EndObject();
}

}  // namespace plimsoll

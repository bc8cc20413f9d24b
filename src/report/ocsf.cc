// SPDX-License-Identifier: Apache-2.0
#include "report/ocsf.h"

#include "report/json_stream.h"
#include "report/requirement_index.h"
#include "report/summary.h"

namespace plimsoll {
namespace {

constexpr std::int64_t kMillisecondsPerSecond = 1000;

/// A number of the standard with its caption.
struct Code {
  int id;
  std::string_view caption;
};

constexpr Code kSeverityUnknown = {0, "Unknown"};

Code SeverityCode(Severity severity) {
  switch (severity) {
    case Severity::kInfo: return {1, "Informational"};
    case Severity::kLow: return {2, "Low"};
    case Severity::kMedium: return {3, "Medium"};
    case Severity::kHigh: return {4, "High"};
    case Severity::kCritical: return {5, "Critical"};
  }
  return kSeverityUnknown;
}

Code ComplianceCode(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass: return {1, "Pass"};
    case Verdict::kFail: return {3, "Fail"};
    case Verdict::kUnknown:
    case Verdict::kError: return {2, "Warning"};
    case Verdict::kNotApplicable: return {99, "Other"};
  }
  return {0, "Unknown"};
}

void WriteCode(std::string_view key, const Code& code, JsonStream& out) {
  out.StringMember(key, code.caption);
  out.IntegerMember(std::string(key) + "_id", code.id);
}

class OcsfWriter {
 public:
  OcsfWriter(const ScanResult& result, ReportSink& sink)
      : result_(result), requirements_(IndexRequirements(result)), out_(sink) {}

  void Write(const Finding& finding) {
    const Check& check = *finding.check;
    const bool passed = finding.verdict == Verdict::kPass;
    out_.BeginObject();
    // A pass must not wake anybody who filters by severity alone; the check's
    // own severity stands in compliance.checks.
    WriteHead(SeverityCode(passed ? Severity::kInfo : check.severity),
              passed                          ? Code{4, "Resolved"}
              : finding.suppressed != nullptr ? Code{3, "Suppressed"}
                                              : Code{1, "New"},
              finding.message,
              check.id);
    WriteCloud(finding.account,
               finding.account_name,
               finding.region,
               finding.partition);
    WriteInfo(finding.uid,
              check.title,
              check.rationale.empty() ? check.title : check.rationale,
              check.categories);
    WriteCompliance(finding);
    WriteRemediation(check);
    WriteEvidences(finding);
    WriteResource(finding);
    out_.EndObject();
    out_.NewLine();
  }

  void Write(const Gap& gap) {
    const std::string title = "Not read: " + gap.subject;
    out_.BeginObject();
    WriteHead(kSeverityUnknown, {1, "New"}, gap.message, "coverage-gap");
    WriteCloud(gap.account, AccountName(gap.account), gap.region, "");
    WriteInfo(GapUid(gap), title, gap.message, {});
    out_.BeginObjectMember("compliance");
    out_.StringMember("control", "coverage-gap");
    WriteCode("status", ComplianceCode(Verdict::kUnknown), out_);
    out_.StringMember("status_code", gap.code);
    out_.StringMember("status_detail", gap.message);
    out_.EndObject();
    if (!gap.remedy.empty()) {
      out_.BeginObjectMember("remediation");
      out_.StringMember("desc", gap.remedy);
      out_.EndObject();
    }
    out_.BeginArrayMember("resources");
    out_.BeginObject();
    out_.StringMember("uid", gap.resource.empty() ? gap.account : gap.resource);
    out_.OptionalMember("type", gap.type);
    out_.OptionalMember("region", gap.region);
    out_.EndObject();
    out_.EndArray();
    out_.EndObject();
    out_.NewLine();
  }

 private:
  std::string_view AccountName(std::string_view id) const {
    for (const ScanResult::Account& account : result_.accounts) {
      if (account.id == id) return account.name;
    }
    return {};
  }

  void WriteHead(const Code& severity,
                 const Code& status,
                 std::string_view message,
                 std::string_view event_code) {
    out_.IntegerMember("activity_id", 1);
    out_.StringMember("activity_name", "Create");
    out_.IntegerMember("category_uid", 2);
    out_.StringMember("category_name", "Findings");
    out_.IntegerMember("class_uid", 2003);
    out_.StringMember("class_name", "Compliance Finding");
    out_.IntegerMember("type_uid", 200301);
    out_.StringMember("type_name", "Compliance Finding: Create");
    out_.IntegerMember("time", result_.time * kMillisecondsPerSecond);
    WriteCode("severity", severity, out_);
    WriteCode("status", status, out_);
    out_.OptionalMember("message", message);
    out_.BeginObjectMember("metadata");
    out_.StringMember("version", kOcsfVersion);
    out_.BeginObjectMember("product");
    out_.StringMember("name", "Plimsoll");
    out_.StringMember("vendor_name", "Plimsoll");
    out_.StringMember("version", result_.tool_version);
    out_.EndObject();
    out_.BeginArrayMember("profiles");
    out_.String("cloud");
    out_.EndArray();
    out_.StringMember("event_code", event_code);
    out_.EndObject();
  }

  void WriteCloud(std::string_view account,
                  std::string_view name,
                  std::string_view region,
                  std::string_view partition) {
    out_.BeginObjectMember("cloud");
    out_.StringMember("provider", "AWS");
    out_.OptionalMember("region", region);
    out_.OptionalMember("cloud_partition", partition);
    out_.BeginObjectMember("account");
    out_.StringMember("uid", account);
    out_.OptionalMember("name", name);
    out_.StringMember("type", "AWS Account");
    out_.IntegerMember("type_id", 10);
    out_.EndObject();
    out_.EndObject();
  }

  void WriteInfo(std::string_view uid,
                 std::string_view title,
                 std::string_view desc,
                 std::span<const std::string> types) {
    out_.BeginObjectMember("finding_info");
    out_.StringMember("uid", uid);
    out_.StringMember("title", title);
    out_.StringMember("desc", desc);
    out_.IntegerMember("created_time", result_.time * kMillisecondsPerSecond);
    if (!types.empty()) out_.ListMember("types", types);
    out_.EndObject();
  }

  void WriteCompliance(const Finding& finding) {
    const Check& check = *finding.check;
    const Code status = ComplianceCode(finding.verdict);
    out_.BeginObjectMember("compliance");
    out_.StringMember("control", check.id);
    WriteCode("status", status, out_);
    out_.StringMember("status_code", Name(finding.verdict));
    out_.OptionalMember("status_detail", finding.message);
    if (!finding.reasons.empty() || finding.suppressed != nullptr) {
      out_.BeginArrayMember("status_details");
      if (finding.suppressed != nullptr) out_.String(SuppressionText(finding));
      for (const FindingReason& reason : finding.reasons) {
        out_.String(reason.code + ": " + reason.message);
      }
      out_.EndArray();
    }
    const auto found = requirements_.find(check.id);
    if (found != requirements_.end()) {
      out_.BeginArrayMember("standards");
      for (const std::string& title : found->second.frameworks) {
        out_.String(title);
      }
      out_.EndArray();
      out_.BeginArrayMember("requirements");
      for (const std::string& id : found->second.requirements) out_.String(id);
      out_.EndArray();
    }
    out_.BeginArrayMember("checks");
    out_.BeginObject();
    out_.StringMember("uid", check.id);
    out_.StringMember("name", check.title);
    WriteCode("severity", SeverityCode(check.severity), out_);
    WriteCode("status", status, out_);
    out_.EndObject();
    out_.EndArray();
    out_.EndObject();
  }

  void WriteRemediation(const Check& check) {
    if (check.fix.text.empty()) return;
    out_.BeginObjectMember("remediation");
    out_.StringMember("desc", check.fix.text);
    if (!check.references.empty()) {
      out_.ListMember("references", check.references);
    }
    out_.EndObject();
  }

  void WriteEvidences(const Finding& finding) {
    if (finding.evidence.empty()) return;
    out_.BeginArrayMember("evidences");
    for (const FindingEvidence& evidence : finding.evidence) {
      out_.BeginObject();
      out_.StringMember("name", evidence.expression);
      out_.BeginObjectMember("data");
      out_.StringMember("value", evidence.value);
      out_.OptionalMember("origin", evidence.origin);
      out_.EndObject();
      out_.EndObject();
    }
    out_.EndArray();
  }

  void WriteResource(const Finding& finding) {
    out_.BeginArrayMember("resources");
    out_.BeginObject();
    out_.StringMember("uid", finding.resource_id);
    out_.OptionalMember("name", finding.resource_name);
    out_.StringMember("type", TypeOf(finding));
    out_.OptionalMember("region", finding.region);
    out_.OptionalMember("cloud_partition", finding.partition);
    if (!finding.tags.empty()) {
      out_.BeginArrayMember("tags");
      for (const auto& [name, value] : finding.tags) {
        out_.BeginObject();
        out_.StringMember("name", name);
        out_.StringMember("value", value);
        out_.EndObject();
      }
      out_.EndArray();
    }
    out_.EndObject();
    out_.EndArray();
  }

  const ScanResult& result_;
  std::map<std::string_view, CheckRequirements> requirements_;
  JsonStream out_;
};

}  // namespace

void WriteOcsf(const ScanResult& result,
               const ReportOptions& options,
               ReportSink& sink) {
  OcsfWriter writer(result, sink);
  for (const Finding& finding : result.findings) {
    if (finding.verdict == Verdict::kNotApplicable) continue;
    if (IsShown(finding, options.show_passed)) writer.Write(finding);
  }
  for (const Gap& gap : result.gaps) writer.Write(gap);
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "report/html_data.h"

#include <array>
#include <map>

#include "report/json_parts.h"
#include "report/json_stream.h"
#include "report/summary.h"

namespace plimsoll {
namespace {

constexpr std::array kVerdicts = {Verdict::kPass,
                                  Verdict::kFail,
                                  Verdict::kNotApplicable,
                                  Verdict::kUnknown,
                                  Verdict::kError};

/// Numbers things in the order in which they are first seen.
class Index {
 public:
  std::size_t Of(std::string_view text) {
    const auto [place, added] = numbers_.try_emplace(text, texts_.size());
    if (added) texts_.push_back(text);
    return place->second;
  }
  const std::vector<std::string_view>& texts() const { return texts_; }

 private:
  std::map<std::string_view, std::size_t> numbers_;
  std::vector<std::string_view> texts_;
};

class DataWriter {
 public:
  DataWriter(const ScanResult& result,
             const ReportOptions& options,
             ReportSink& sink)
      : result_(result), options_(options), out_(sink) {}

  void Write() {
    IndexAll();
    out_.BeginObject();
    out_.StringMember("tool", result_.tool_version);
    out_.StringMember("provider", result_.provider);
    out_.BoolMember("complete", result_.complete);
    out_.BoolMember("interrupted", result_.interrupted);
    out_.BeginArrayMember("verdicts");
    for (const Verdict verdict : kVerdicts) out_.String(Name(verdict));
    out_.EndArray();
    WriteAccounts();
    WriteChecks();
    out_.BeginArrayMember("strings");
    for (const std::string_view text : strings_.texts()) out_.String(text);
    out_.EndArray();
    out_.BeginArrayMember("findings");
    for (const Finding& finding : result_.findings) {
      if (IsShown(finding, options_.show_passed)) WriteFinding(finding);
    }
    out_.EndArray();
    out_.BeginArrayMember("gaps");
    for (const Gap& gap : result_.gaps) {
      out_.BeginObject();
      WriteGapMembers(gap, out_);
      out_.EndObject();
    }
    out_.EndArray();
    out_.BeginArrayMember("frameworks");
    for (const FrameworkResult& framework : result_.frameworks) {
      WriteFramework(framework, out_);
    }
    out_.EndArray();
    out_.EndObject();
  }

 private:
  void IndexAll() {
    for (const ScanResult::Account& account : result_.accounts) {
      accounts_.Of(account.id);
    }
    for (const Finding& finding : result_.findings) {
      accounts_.Of(finding.account);
      if (checks_.try_emplace(finding.check, check_list_.size()).second) {
        check_list_.push_back(finding.check);
      }
      strings_.Of(finding.region);
      strings_.Of(TypeOf(finding));
      strings_.Of(finding.partition);
    }
  }

  void WriteAccounts() {
    out_.BeginArrayMember("accounts");
    for (std::size_t i = 0; i < accounts_.texts().size(); ++i) {
      out_.BeginObject();
      out_.StringMember("id", accounts_.texts()[i]);
      if (i < result_.accounts.size()) {
        const ScanResult::Account& account = result_.accounts[i];
        out_.StringMember("name", account.name);
        out_.BoolMember("reachable", account.reachable);
        out_.ListMember("regions", account.regions);
        out_.CountMember("resources", account.resource_count);
      }
      out_.EndObject();
    }
    out_.EndArray();
  }

  void WriteChecks() {
    out_.BeginArrayMember("checks");
    for (const Check* check : check_list_) {
      out_.BeginObject();
      out_.StringMember("id", check->id);
      WriteCheckMembers(*check, out_);
      out_.EndObject();
    }
    out_.EndArray();
  }

  void WriteFinding(const Finding& finding) {
    out_.BeginArray();
    out_.Count(checks_.at(finding.check));
    out_.Count(static_cast<std::size_t>(finding.verdict));
    out_.Count(accounts_.Of(finding.account));
    out_.Count(strings_.Of(finding.region));
    out_.Count(strings_.Of(TypeOf(finding)));
    out_.String(finding.resource_id);
    out_.String(finding.resource_name);
    out_.String(finding.suppressed == nullptr
                    ? finding.message.str()
                    : finding.message + " [" + SuppressionText(finding) + "]");
    out_.String(finding.uid);
    out_.Count(strings_.Of(finding.partition));
    WriteLists(finding);
    out_.EndArray();
  }

  /// Tags, evidence and reasons as arrays of arrays of text.
  void WriteLists(const Finding& finding) {
    out_.BeginArray();
    for (const auto& [key, value] : finding.tags) WriteTexts({key, value});
    out_.EndArray();
    out_.BeginArray();
    for (const FindingEvidence& e : finding.evidence) {
      WriteTexts({e.expression, e.value, e.origin});
    }
    out_.EndArray();
    out_.BeginArray();
    for (const FindingReason& r : finding.reasons) {
      WriteTexts({r.code, r.subject, r.message, r.remedy});
    }
    out_.EndArray();
  }

  void WriteTexts(std::initializer_list<std::string_view> texts) {
    out_.BeginArray();
    for (const std::string_view text : texts) out_.String(text);
    out_.EndArray();
  }

  const ScanResult& result_;
  const ReportOptions& options_;
  JsonStream out_;
  Index accounts_;
  Index strings_;
  std::map<const Check*, std::size_t> checks_;
  std::vector<const Check*> check_list_;
};

}  // namespace

void WriteHtmlData(const ScanResult& result,
                   const ReportOptions& options,
                   ReportSink& sink) {
  DataWriter(result, options, sink).Write();
}

}  // namespace plimsoll

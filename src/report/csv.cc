// SPDX-License-Identifier: Apache-2.0
#include "report/csv.h"

#include <algorithm>

#include "report/clean_text.h"
#include "report/summary.h"

namespace plimsoll {
namespace {

constexpr std::string_view kHeader =
    "record,verdict,severity,check_id,check_title,account_id,account_name,"
    "region,partition,service,resource_type,resource_id,resource_name,message,"
    "reasons,remedy,references,tags,finding_uid\r\n";

bool LooksLikeFormula(std::string_view cell) {
  constexpr std::string_view kStarts = "=+-@\t\r\n";
  return !cell.empty() && kStarts.find(cell.front()) != std::string_view::npos;
}

/// One line of cells.
class Row {
 public:
  void Add(std::string_view text) {
    const std::string cell = ValidUtf8(text);
    if (!text_.empty()) text_ += ',';
    const bool formula = LooksLikeFormula(cell);
    const bool quoted =
        formula || cell.find_first_of(",\"\r\n") != std::string_view::npos ||
        (!cell.empty() && (cell.front() == ' ' || cell.back() == ' '));
    if (!quoted) {
      text_ += cell;
      return;
    }
    text_ += '"';
    if (formula) text_ += '\'';
    for (const char c : cell) {
      if (c == '"') text_ += '"';
      text_ += c;
    }
    text_ += '"';
  }

  void Write(ReportSink& sink) {
    text_ += "\r\n";
    sink.Write(text_);
    text_.clear();
  }

 private:
  std::string text_;
};

std::string Lines(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) {
    if (!all.empty()) all += '\n';
    all += text;
  }
  return all;
}

std::string ReasonText(const Finding& finding) {
  std::vector<std::string> texts;
  for (const FindingReason& reason : finding.reasons) {
    texts.push_back(reason.code + ": " + reason.message);
  }
  return Lines(texts);
}

/// "key=value" lines.
std::string TagText(const Finding& finding) {
  std::vector<std::string> texts;
  for (const auto& [key, value] : finding.tags) {
    texts.push_back(key + "=" + value);
  }
  return Lines(texts);
}

void AddFinding(const Finding& finding, Row& row) {
  const Check& check = *finding.check;
  row.Add("finding");
  row.Add(StateOf(finding));
  row.Add(Name(check.severity));
  row.Add(check.id);
  row.Add(check.title);
  row.Add(finding.account);
  row.Add(finding.account_name);
  row.Add(finding.region);
  row.Add(finding.partition);
  row.Add(ServiceOf(check));
  row.Add(TypeOf(finding));
  row.Add(finding.resource_id);
  row.Add(finding.resource_name);
  row.Add(finding.message);
  row.Add(ReasonText(finding));
  row.Add(RemedyOf(finding));
  row.Add(Lines(check.references));
  row.Add(TagText(finding));
  row.Add(finding.uid);
}

void AddGap(const Gap& gap, const std::string& account_name, Row& row) {
  row.Add("gap");
  row.Add(Name(Verdict::kUnknown));
  row.Add("");
  row.Add("");
  row.Add(gap.subject);
  row.Add(gap.account);
  row.Add(account_name);
  row.Add(gap.region);
  row.Add("");
  row.Add("");
  row.Add(gap.type);
  row.Add(gap.resource);
  row.Add("");
  row.Add(gap.message);
  row.Add(gap.code);
  row.Add(gap.remedy);
  row.Add("");
  row.Add("");
  row.Add("");
}

}  // namespace

void WriteCsv(const ScanResult& result,
              const ReportOptions& options,
              ReportSink& sink) {
  sink.Write(kHeader);
  Row row;
  for (const Finding& finding : result.findings) {
    if (!IsShown(finding, options.show_passed)) continue;
    AddFinding(finding, row);
    row.Write(sink);
  }
  for (const Gap& gap : result.gaps) {
    const auto account = std::find_if(
        result.accounts.begin(), result.accounts.end(), [&](const auto& a) {
          return a.id == gap.account;
        });
    AddGap(gap,
           account == result.accounts.end() ? std::string() : account->name,
           row);
    row.Write(sink);
  }
}

}  // namespace plimsoll

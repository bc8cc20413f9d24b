// SPDX-License-Identifier: Apache-2.0
#include "report/html.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/hash.h"
#include "report/clean_text.h"
#include "report/deflate_sink.h"
#include "report/html_data.h"
#include "report/summary.h"

// Assembled from html/ by html/page_blob.S.
extern "C" {
extern const char plimsoll_page_begin;
extern const char plimsoll_page_end;
extern const char plimsoll_style_begin;
extern const char plimsoll_style_end;
extern const char plimsoll_script_begin;
extern const char plimsoll_script_end;
}

namespace plimsoll {
namespace {

std::string_view Between(const char& begin, const char& end) {
  return {&begin, static_cast<std::size_t>(&end - &begin)};
}

/// 'sha256-...' of an inline block, as a Content-Security-Policy names it.
/// Source: https://www.w3.org/TR/CSP3/#grammardef-hash-source
std::string CspHash(std::string_view block) {
  const Sha256Digest digest = Sha256(block);
  return fmt::format("'sha256-{}'",
                     Base64Encode({reinterpret_cast<const char*>(digest.data()),
                                   digest.size()}));
}

/// What a browser without scripts shows.
std::string PlainSummary(const ScanResult& result) {
  const ReportSummary summary = Summarize(result);
  std::string html = fmt::format(
      "<h1>Plimsoll report</h1><p>{}, {}: {} failed, {} unknown, {} not read, "
      "{} passed.</p>",
      Counted(result.accounts.size(), "account"),
      Counted(summary.resource_count, "resource"),
      Grouped(summary.total.fail),
      Grouped(summary.total.unknown + summary.total.error),
      Grouped(result.gaps.size()),
      Grouped(summary.total.pass));
  html +=
      "<table><tr><th>Severity</th><th>Check</th><th>Fail</th>"
      "<th>Unknown</th></tr>";
  for (const CheckGroup& group : GroupByCheck(result.findings)) {
    if (group.counts.open() == 0) continue;
    html += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                        Name(group.check->severity),
                        EscapeMarkup(group.check->title),
                        group.counts.fail,
                        group.counts.unknown + group.counts.error);
  }
  html += "</table>";
  if (result.gaps.empty()) return html;
  html += "<h2>Not read</h2><ul>";
  for (const GapGroup& gap : GroupGaps(result.gaps)) {
    html += fmt::format("<li>{} ({}): {} {}</li>",
                        EscapeMarkup(gap.subject),
                        Counted(gap.accounts.size(), "account"),
                        EscapeMarkup(gap.message),
                        EscapeMarkup(gap.remedy));
  }
  return html + "</ul>";
}

}  // namespace

void WriteHtml(const ScanResult& result,
               const ReportOptions& options,
               ReportSink& sink) {
  const std::string_view style =
      Between(plimsoll_style_begin, plimsoll_style_end);
  const std::string_view script =
      Between(plimsoll_script_begin, plimsoll_script_end);
  std::string_view page = Between(plimsoll_page_begin, plimsoll_page_end);
  while (true) {
    const std::size_t open = page.find("{{");
    sink.Write(page.substr(0, open));
    if (open == std::string_view::npos) return;
    const std::size_t close = page.find("}}", open);
    PLIMSOLL_CHECK(close != std::string_view::npos);
    const std::string_view slot = page.substr(open + 2, close - open - 2);
    page.remove_prefix(close + 2);
    if (slot == "policy") {
      sink.Write(
          fmt::format("default-src 'none'; style-src {}; script-src {}; "
                      "base-uri 'none'; form-action 'none'",
                      CspHash(style),
                      CspHash(script)));
    } else if (slot == "style") {
      sink.Write(style);
    } else if (slot == "script") {
      sink.Write(script);
    } else if (slot == "plain") {
      sink.Write(PlainSummary(result));
    } else {
      PLIMSOLL_CHECK(slot == "data");
      DeflateBase64Sink data(sink);
      WriteHtmlData(result, options, data);
      data.Finish();
    }
  }
}

}  // namespace plimsoll

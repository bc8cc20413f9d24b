// SPDX-License-Identifier: Apache-2.0
#include "app/code_suppressions.h"

#include <algorithm>

#include <fmt/format.h>

namespace plimsoll {

CodeSuppressions::CodeSuppressions(const Catalogue& catalogue,
                                   std::string today)
    : catalogue_(catalogue), today_(std::move(today)) {}

void CodeSuppressions::AddFile(const std::string& file, std::string_view text) {
  std::vector<Comment>& comments = comments_[file];
  if (!comments.empty()) return;
  for (SuppressionComment& comment : ReadSuppressions(text)) {
    comments.push_back({std::move(comment), false});
  }
}

bool CodeSuppressions::Means(const std::vector<std::string>& ids,
                             const Check& check) const {
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
    if (id == "*") return true;
    const auto meant = catalogue_.FindChecks(id);
    return std::find(meant.begin(), meant.end(), &check) != meant.end();
  });
}

bool CodeSuppressions::Counts(const Comment& comment,
                              const std::string& file,
                              const Check& check) {
  const SuppressionComment& text = comment.text;
  std::string problem;
  if (!text.expires.empty() && text.expires < today_) {
    problem = fmt::format(
        "the suppression of {} expired on {}", check.id, text.expires);
  } else if (text.tool == "plimsoll" && text.reason.empty() &&
             check.severity >= Severity::kHigh) {
    problem = fmt::format(
        "the suppression of {} ({}) gives no reason and does "
        "not count",
        check.id,
        Name(check.severity));
  }
  if (problem.empty()) return true;
  const SourceRange range{text.line, 0, 0, 0};
  refused_.Warning(file, range, problem);
  return false;
}

std::shared_ptr<const Suppression> CodeSuppressions::Find(
    const Check& check, const CodePlace& place) {
  for (const CodeSkip& skip : place.skips) {
    if (!Means({skip.id}, check)) continue;
    return std::make_shared<const Suppression>(
        Suppression{skip.id,
                    skip.reason,
                    "",
                    fmt::format("{}:{}", place.file, place.range.line)});
  }
  const auto comments = comments_.find(place.file);
  if (comments == comments_.end()) return nullptr;
  for (Comment& comment : comments->second) {
    if (!Covers(comment.text, place.range) || !Means(comment.text.ids, check)) {
      continue;
    }
    comment.used = true;
    if (!Counts(comment, place.file, check)) continue;
    return std::make_shared<const Suppression>(
        Suppression{comment.text.ids.front(),
                    comment.text.reason,
                    comment.text.expires,
                    fmt::format("{}:{}", place.file, comment.text.line)});
  }
  return nullptr;
}

void CodeSuppressions::Report(Diagnostics& diagnostics) const {
  for (const Diagnostic& refused : refused_.all()) diagnostics.Add(refused);
  for (const auto& [file, comments] : comments_) {
    for (const Comment& comment : comments) {
      if (comment.used || comment.text.tool != "plimsoll") continue;
      diagnostics.Warning(file,
                          {comment.text.line, 0, 0, 0},
                          fmt::format("nothing needs the suppression of {}",
                                      fmt::join(comment.text.ids, ", ")));
    }
  }
}

}  // namespace plimsoll

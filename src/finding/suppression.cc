// SPDX-License-Identifier: Apache-2.0
#include "finding/suppression.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace plimsoll {
namespace {

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool IsIdByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '*' || c == '.';
}

/// Takes ids separated by commas from the front of `rest`.
std::vector<std::string> TakeIds(std::string_view& rest) {
  std::vector<std::string> ids;
  while (true) {
    std::size_t end = 0;
    while (end < rest.size() && IsIdByte(rest[end])) ++end;
    if (end > 0) ids.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end);
    if (end == 0 || !rest.starts_with(',')) return ids;
    rest.remove_prefix(1);
  }
}

/// The value of `name="..."` or `name=word` in a text; empty when absent.
std::string ValueOf(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(std::string(name) + "=");
  if (at == std::string_view::npos) return {};
  std::string_view rest = text.substr(at + name.size() + 1);
  if (rest.starts_with('"')) {
    rest.remove_prefix(1);
    return std::string(rest.substr(0, rest.find('"')));
  }
  return std::string(rest.substr(0, rest.find_first_of(" \t\r")));
}

void ReadOwn(std::string_view rest,
             SuppressionComment comment,
             std::vector<SuppressionComment>& found) {
  comment.tool = "plimsoll";
  comment.ids = TakeIds(rest);
  comment.reason = ValueOf(rest, "reason");
  comment.expires = ValueOf(rest, "expires");
  if (!comment.ids.empty()) found.push_back(std::move(comment));
}

void ReadCheckov(std::string_view rest,
                 SuppressionComment comment,
                 std::vector<SuppressionComment>& found) {
  comment.tool = "checkov";
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  comment.ids = TakeIds(rest);
  if (rest.starts_with(':')) comment.reason = Trim(rest.substr(1));
  if (!comment.ids.empty()) found.push_back(std::move(comment));
}

void ReadTrivy(std::string_view tool,
               std::string_view rest,
               SuppressionComment comment,
               std::vector<SuppressionComment>& found) {
  comment.tool = tool;
  comment.ids = TakeIds(rest);
  if (rest.starts_with(":exp:")) {
    rest.remove_prefix(5);
    comment.expires = rest.substr(0, rest.find_first_of(" \t\r:"));
  }
  if (!comment.ids.empty()) found.push_back(std::move(comment));
}

/// Reads the comment that one line holds from `at` on.
void ReadComment(std::string_view text,
                 const SuppressionComment& where,
                 std::vector<SuppressionComment>& found) {
  const auto after = [&](std::string_view mark) -> std::string_view {
    const std::size_t at = text.find(mark);
    return at == std::string_view::npos ? std::string_view()
                                        : text.substr(at + mark.size());
  };
  if (const auto rest = after("plimsoll:ignore="); !rest.empty()) {
    ReadOwn(rest, where, found);
  }
  for (const std::string_view mark :
       {"checkov:skip=", "bridgecrew:skip=", "cortex:skip="}) {
    if (const auto rest = after(mark); !rest.empty()) {
      ReadCheckov(rest, where, found);
    }
  }
  for (const std::string_view tool : {"tfsec", "trivy"}) {
    const std::string mark = std::string(tool) + ":ignore:";
    for (std::size_t at = text.find(mark); at != std::string_view::npos;
         at = text.find(mark, at + 1)) {
      ReadTrivy(tool, text.substr(at + mark.size()), where, found);
    }
  }
}

/// Where a comment begins in a line, outside of quotes.
std::size_t CommentStart(std::string_view line) {
  char quote = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == '\\' && quote == '"') ++i;
      if (c == quote) quote = 0;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if ((c == '#' &&
                (i == 0 || line[i - 1] == ' ' || line[i - 1] == '\t')) ||
               line.substr(i).starts_with("//")) {
      return i;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::vector<SuppressionComment> ReadSuppressions(std::string_view text) {
  std::vector<SuppressionComment> found;
  if (text.find(":ignore") == std::string_view::npos &&
      text.find(":skip=") == std::string_view::npos) {
    return found;
  }
  std::uint32_t line_number = 0;
  std::size_t open = 0;  // Comments alone on their lines since the last code.
  for (const std::string_view line : Split(text, '\n')) {
    ++line_number;
    const std::size_t start = CommentStart(line);
    const bool code = start == std::string_view::npos
                          ? !Trim(line).empty()
                          : !Trim(line.substr(0, start)).empty();
    if (code) {
      for (std::size_t i = open; i < found.size(); ++i) {
        found[i].above_line = line_number;
      }
    }
    if (start != std::string_view::npos) {
      SuppressionComment where;
      where.line = line_number;
      where.alone = !code;
      where.above_line = code ? line_number : 0;
      ReadComment(line.substr(start), where, found);
    }
    if (code) open = found.size();
  }
  return found;
}

bool Covers(const SuppressionComment& comment, SourceRange range) {
  if (comment.line >= range.line && comment.line <= range.end_line) {
    return true;
  }
  return comment.alone && comment.tool != "checkov" &&
         comment.line < range.line && comment.above_line == range.line;
}

}  // namespace plimsoll

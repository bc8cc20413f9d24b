// SPDX-License-Identifier: Apache-2.0
#include "hcl/source_file.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace plimsoll::hcl {

SourceFile::SourceFile(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)) {
  PLIMSOLL_CHECK(text_.size() < UINT32_MAX);
  line_starts_.push_back(0);
  const char* const begin = text_.data();
  const char* const end = begin + text_.size();
  const char* at = begin;
  while (at < end) {
    at = static_cast<const char*>(
        std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    if (at == nullptr) break;
    ++at;
    line_starts_.push_back(static_cast<std::uint32_t>(at - begin));
  }
}

std::uint32_t SourceFile::LineOf(std::uint32_t offset) const {
  const auto after =
      std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<std::uint32_t>(after - line_starts_.begin());
}

SourceRange SourceFile::RangeOf(Span span) const {
  SourceRange range;
  range.line = LineOf(span.begin);
  range.column = span.begin - line_starts_[range.line - 1] + 1;
  range.end_line = LineOf(span.end);
  range.end_column = span.end - line_starts_[range.end_line - 1] + 1;
  return range;
}

std::string_view SourceFile::Line(std::uint32_t line) const {
  if (line == 0 || line > line_starts_.size()) return {};
  const std::uint32_t begin = line_starts_[line - 1];
  std::size_t end =
      line < line_starts_.size() ? line_starts_[line] - 1 : text_.size();
  if (end > begin && text_[end - 1] == '\r') --end;
  return std::string_view(text_).substr(begin, end - begin);
}

}  // namespace plimsoll::hcl

// SPDX-License-Identifier: Apache-2.0
// One text of the configuration language, and places in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace plimsoll::hcl {

/// Half-open range of bytes of a SourceFile.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

/// The smallest span that holds both.
inline Span Cover(Span a, Span b) {
  return {a.begin < b.begin ? a.begin : b.begin, a.end > b.end ? a.end : b.end};
}

/// Name and bytes of a text, with its line table. Immutable.
class SourceFile {
 public:
  /// `text` is shorter than 4 GiB. Cost: one pass over the text.
  SourceFile(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }
  std::string_view text(Span span) const {
    return std::string_view(text_).substr(span.begin, span.end - span.begin);
  }
  /// Lines and columns (in bytes, from 1). Cost: O(log lines).
  SourceRange RangeOf(Span span) const;
  /// Line number from 1 of a byte.
  std::uint32_t LineOf(std::uint32_t offset) const;
  std::size_t line_count() const { return line_starts_.size(); }
  /// The text of a line (from 1) without its end.
  std::string_view Line(std::uint32_t line) const;

 private:
  std::string name_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

}  // namespace plimsoll::hcl

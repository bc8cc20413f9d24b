// SPDX-License-Identifier: Apache-2.0
#include "cel/ast.h"

#include <algorithm>

namespace plimsoll::cel {

Expr* Ast::New(ExprKind kind, std::uint32_t offset, std::uint32_t end) {
  Expr& node = nodes_.emplace_back();
  node.kind = kind;
  node.id = static_cast<std::uint32_t>(nodes_.size() - 1);
  node.offset = offset;
  node.end = end;
  return &node;
}

std::string_view Ast::Text(std::string_view text) {
  return factory_.String(text).AsString();
}

namespace {

struct LineColumn {
  std::uint32_t line;
  std::uint32_t column;
};

LineColumn PlaceOf(std::string_view source,
                   std::uint32_t offset,
                   SourceRange base) {
  const std::size_t stop = std::min<std::size_t>(offset, source.size());
  LineColumn place{base.line, base.column};
  for (std::size_t i = 0; i < stop; ++i) {
    if (source[i] == '\n') {
      ++place.line;
      place.column = 1;
    } else {
      ++place.column;
    }
  }
  return place;
}

}  // namespace

SourceRange Locate(std::string_view source,
                   std::uint32_t offset,
                   std::uint32_t end,
                   SourceRange base) {
  const LineColumn begin = PlaceOf(source, offset, base);
  const LineColumn stop = PlaceOf(source, std::max(offset, end), base);
  return {begin.line, begin.column, stop.line, stop.column};
}

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// Makes the nodes of a tree while a text is parsed, within the limits, and
// collects what is wrong with the text. Used by the parser and the macros.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/limits.h"
#include "cel/ast.h"
#include "cel/environment.h"

namespace plimsoll::cel {

/// A byte range of the source.
struct Span {
  std::uint32_t offset = 0;
  std::uint32_t end = 0;
};

inline Span SpanOf(const Expr& expr) {
  return {expr.offset, expr.end};
}

/// Thread-compatible. Lifetime: borrows all its arguments. Names given as views
/// must live as long as the tree: literals, or Ast::Text.
class TreeBuilder {
 public:
  TreeBuilder(Ast& ast,
              const ExpressionPlace& place,
              const Limits& limits,
              Diagnostics& diagnostics)
      : ast_(ast), place_(place), limits_(limits), diagnostics_(diagnostics) {}

  Expr* Constant(Value value, Span span);
  Expr* Ident(std::string_view name, Span span);
  Expr* Select(Expr* operand, std::string_view name, Span span);
  /// `receiver` may be null.
  Expr* Call(std::string_view name,
             Expr* receiver,
             std::vector<Expr*> args,
             Span span);
  Expr* List(std::vector<Expr*> items, Span span);
  /// An empty map.
  Expr* EmptyMap(Span span);
  /// A node of which the caller then sets the members and calls Finish.
  Expr* New(ExprKind kind, Span span);
  /// Checks the height and number of nodes; call it when a node has its
  /// children.
  Expr* Finish(Expr* node);
  /// Stands where an expression should be, after an error was reported.
  Expr* Placeholder(Span span) { return Constant(Value(), span); }

  void Error(Span span, std::string message, std::string hint = {});
  bool failed() const { return failed_; }
  /// A limit was passed or there are too many errors: stop.
  bool gave_up() const { return gave_up_; }

  Ast& ast() { return ast_; }
  const Limits& limits() const { return limits_; }
  std::uint32_t Height(const Expr& node) const { return heights_[node.id]; }

 private:
  Ast& ast_;
  const ExpressionPlace& place_;
  const Limits& limits_;
  Diagnostics& diagnostics_;
  std::vector<std::uint32_t> heights_;  // By Expr::id.
  int error_count_ = 0;
  bool failed_ = false;
  bool gave_up_ = false;
};

}  // namespace plimsoll::cel

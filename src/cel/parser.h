// SPDX-License-Identifier: Apache-2.0
// Recursive-descent parser of one expression; the public door is Parse in
// cel/environment.h.
//
//   Expr       = Or ["?" Or ":" Expr]
//   Or         = And {"||" And}            And = Relation {"&&" Relation}
//   Relation   = Sum {RelOp Sum}           RelOp: == != < <= > >= in
//   Sum        = Product {("+"|"-") Product}
//   Product    = Unary {("*"|"/"|"%") Unary}
//   Unary      = {"!"|"-"} Member
//   Member     = Primary {"." ["?"] name ["(" args ")"] | "[" ["?"] Expr "]"}
//   Primary    = ["."] name ["(" args ")"] | ["."] name {"." name} "{" fields
//   "}"
//              | "(" Expr ")" | "[" items "]" | "{" entries "}" | literal
// Chains of && and || become balanced trees, so that long ones stay flat.
// Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "cel/lexer.h"
#include "cel/tree_builder.h"

namespace plimsoll::cel {

/// Parses the source of the builder's tree once. Thread-compatible.
/// Lifetime: borrows the builder.
class Parser {
 public:
  Parser(TreeBuilder& builder, bool macros)
      : builder_(builder), lexer_(builder.ast().source), macros_(macros) {
    Advance();
  }
  /// The whole text. Errors are in the builder.
  Expr* ParseAll();

 private:
  Expr* Expression();
  Expr* Chain(bool is_or);
  Expr* Binary(int precedence);
  Expr* Unary();
  Expr* Member(Expr* start);
  Expr* Primary(bool negative);
  Expr* Name();
  Expr* Selection(Expr* operand);
  Expr* Index(Expr* operand);
  Expr* Number(bool negative, std::uint32_t offset);
  Expr* ListLiteral();
  Expr* MapLiteral();
  Expr* StructLiteral(std::string name, Span start);
  Expr* FinishCall(std::string_view name, Expr* receiver, std::uint32_t offset);
  std::vector<Expr*> Arguments(std::string_view closer, Span opener);
  Expr* Balance(const std::vector<Expr*>& terms,
                std::size_t first,
                std::size_t last,
                std::string_view op);

  void Advance();
  Token PeekNext() const;
  bool Accept(std::string_view punctuation);
  /// Takes the closing bracket, or reports it missing and looks for it.
  void Close(std::string_view closer, Span opener, std::string_view opening);
  /// After an item of a list: takes "," or stops before `closer`. False at the
  /// end of the list.
  bool Comma(std::string_view closer);
  void Unexpected(std::string_view wanted);
  /// Skips what cannot be understood, up to a bracket or comma of this level.
  void SkipToBoundary();
  Span Here() const { return {token_.offset, token_.end}; }
  bool AtEnd() const {
    return token_.kind == TokenKind::kEnd || builder_.gave_up();
  }

  TreeBuilder& builder_;
  Lexer lexer_;
  Token token_;
  std::uint32_t last_end_ = 0;  // End of the token before this one.
  std::uint32_t depth_ = 0;
  bool macros_;
};

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// Tokens, operators, and what may follow a term.
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "hcl/internal/parser.h"

namespace plimsoll::hcl {
namespace {

struct Operator {
  TokenKind token;
  BinaryOp op;
  int level;
};
// Level 0 binds least.
constexpr std::array<Operator, 13> kOperators = {{
    {TokenKind::kOr, BinaryOp::kOr, 0},
    {TokenKind::kAnd, BinaryOp::kAnd, 1},
    {TokenKind::kEqual, BinaryOp::kEqual, 2},
    {TokenKind::kNotEqual, BinaryOp::kNotEqual, 2},
    {TokenKind::kGreater, BinaryOp::kGreater, 3},
    {TokenKind::kGreaterOrEqual, BinaryOp::kGreaterOrEqual, 3},
    {TokenKind::kLess, BinaryOp::kLess, 3},
    {TokenKind::kLessOrEqual, BinaryOp::kLessOrEqual, 3},
    {TokenKind::kPlus, BinaryOp::kAdd, 4},
    {TokenKind::kMinus, BinaryOp::kSubtract, 4},
    {TokenKind::kStar, BinaryOp::kMultiply, 5},
    {TokenKind::kSlash, BinaryOp::kDivide, 5},
    {TokenKind::kPercent, BinaryOp::kModulo, 5},
}};

const Operator* FindOperator(TokenKind kind) {
  if (kind < TokenKind::kEqual || kind > TokenKind::kPercent) return nullptr;
  for (const Operator& op : kOperators) {
    if (op.token == kind) return &op;
  }
  return nullptr;
}

}  // namespace

Parser::Parser(std::string name,
               std::string text,
               Diagnostics& diagnostics,
               const ParseLimits& limits)
    : tree_(std::move(name), std::move(text)),
      lexer_(tree_.source().text()),
      diagnostics_(diagnostics),
      limits_(limits) {}

Parser::Nest::operator bool() const {
  if (parser_.depth_ <= parser_.limits_.depth) return true;
  if (!parser_.failed_) {
    parser_.Fail(
        parser_.Peek().span,
        fmt::format("nested more than {} levels deep", parser_.limits_.depth),
        "take the inner part out into a local value");
  }
  return false;
}

const Token& Parser::Peek() {
  while (!have_token_ ||
         (skip_newlines_ && token_.kind == TokenKind::kNewline)) {
    token_ = lexer_.Next();
    have_token_ = true;
  }
  return token_;
}

Token Parser::Take() {
  const Token token = Peek();
  have_token_ = false;
  last_end_ = token.span.end;
  return token;
}

bool Parser::AtWord(std::string_view word) {
  return At(TokenKind::kIdent) && TextOf(token_.span) == word;
}

bool Parser::TakeIf(TokenKind kind) {
  if (!At(kind)) return false;
  Take();
  return true;
}

bool Parser::Expect(TokenKind kind,
                    std::string_view message,
                    std::string_view hint) {
  if (failed_) return false;
  if (TakeIf(kind)) return true;
  Fail(Peek().span, std::string(message), std::string(hint));
  return false;
}

void Parser::MoveTo(std::uint32_t position) {
  have_token_ = false;
  lexer_.set_position(position);
  last_end_ = position;
}

void Parser::Report(Span span, std::string message, std::string hint) {
  tree_.SetIncomplete();
  broken_ = true;
  if (!reported_at_.insert(span.begin).second) return;
  ++reported_;
  if (reported_ > limits_.diagnostics) return;
  diagnostics_.Error(tree_.source().name(),
                     tree_.source().RangeOf(span),
                     std::move(message),
                     std::move(hint));
}

void Parser::Fail(Span span, std::string message, std::string hint) {
  if (failed_) return;
  failed_ = true;
  Report(span, std::move(message), std::move(hint));
}

// Size and encoding; moves behind a byte order mark.
bool Parser::CheckText() {
  const std::string_view text = tree_.source().text();
  if (text.size() > limits_.bytes) {
    Fail({},
         fmt::format("file of {} bytes is longer than the limit of {}",
                     text.size(),
                     limits_.bytes));
    return false;
  }
  const std::size_t good = Utf8PrefixLength(text);
  if (good != text.size()) {
    const auto at = static_cast<std::uint32_t>(good);
    Fail({at, at + 1},
         "text is not UTF-8",
         "save the file in UTF-8; nothing of it was read");
    return false;
  }
  if (text.substr(0, 3) == "\xEF\xBB\xBF") MoveTo(3);
  return true;
}

std::shared_ptr<const ParsedFile> Parser::LoneExpression() {
  const Expr* expr = nullptr;
  if (CheckText()) {
    expr = Expression();
    while (!failed_ && TakeIf(TokenKind::kNewline)) {
    }
    if (!failed_ && !At(TokenKind::kEnd)) {
      Fail(Peek().span,
           "extra characters after the expression",
           "one expression is expected");
    }
  }
  tree_.SetExpression(failed_ ? Bad({}) : expr);
  tree_.SetComments(lexer_.comments());
  return tree_.Finish();
}

const Expr* Parser::Expression() {
  const Nest nest(*this);
  if (!nest || failed_) return Bad(Peek().span);
  const Expr* condition = Binary(0);
  if (failed_ || !TakeIf(TokenKind::kQuestion)) return condition;
  const Expr* when_true = Expression();
  if (!Expect(TokenKind::kColon,
              "missing the false part of a conditional",
              "a conditional is written: condition ? a : b")) {
    return condition;
  }
  const Expr* when_false = Expression();
  auto* node =
      tree_.New<ConditionalExpr>(Cover(condition->span, when_false->span));
  node->condition = condition;
  node->when_true = when_true;
  node->when_false = when_false;
  return node;
}

const Expr* Parser::Binary(int level) {
  const Expr* left = Unary();
  std::uint32_t count = 0;
  while (!failed_) {
    const Operator* op = FindOperator(Peek().kind);
    if (op == nullptr || op->level < level) break;
    if (!CountLink(count)) break;
    Take();
    const Expr* right = Binary(op->level + 1);
    auto* node = tree_.New<BinaryExpr>(Cover(left->span, right->span));
    node->op = op->op;
    node->left = left;
    node->right = right;
    left = node;
  }
  return left;
}

const Expr* Parser::Unary() {
  const TokenKind kind = Peek().kind;
  if (kind != TokenKind::kMinus && kind != TokenKind::kNot) return Postfix();
  const Nest nest(*this);
  const Token sign = Take();
  if (!nest) return Bad(sign.span);
  const Expr* operand = Unary();
  auto* node = tree_.New<UnaryExpr>(Cover(sign.span, operand->span));
  node->op = kind == TokenKind::kMinus ? UnaryOp::kNegate : UnaryOp::kNot;
  node->operand = operand;
  return node;
}

// Long chains make deep trees too.
bool Parser::CountLink(std::uint32_t& count) {
  if (++count <= kMaxLinks) return true;
  Fail(Peek().span,
       fmt::format("more than {} operators in one chain", kMaxLinks),
       "take a part of it out into a local value");
  return false;
}

const Expr* Parser::Postfix() {
  const Expr* term = Term();
  return failed_ ? term : Steps(term);
}

// Everything that may follow a term: .name .0 [..] .* [*]
const Expr* Parser::Steps(const Expr* source) {
  const Nest nest(*this);
  if (!nest) return source;
  const Expr* expr = source;
  std::vector<TraversalStep> steps;
  std::uint32_t count = 0;
  while (!failed_ && Step(expr, steps) && CountLink(count)) {
  }
  return Flush(expr, steps);
}

// Puts pending literal steps onto an expression.
const Expr* Parser::Flush(const Expr* expr, std::vector<TraversalStep>& steps) {
  if (steps.empty()) return expr;
  const Span span = Cover(expr->span, steps.back().span);
  const auto* root = TryAs<TraversalExpr>(expr);
  if (root != nullptr && root->steps.empty()) {
    auto* node = tree_.New<TraversalExpr>(span);
    node->root = root->root;
    node->root_span = root->root_span;
    node->steps = tree_.Copy(steps);
    steps.clear();
    return node;
  }
  auto* node = tree_.New<RelativeExpr>(span);
  node->source = expr;
  node->steps = tree_.Copy(steps);
  steps.clear();
  return node;
}

bool Parser::Step(const Expr*& expr, std::vector<TraversalStep>& steps) {
  if (At(TokenKind::kDot)) return DotStep(expr, steps);
  if (At(TokenKind::kBracketOpen)) return BracketStep(expr, steps);
  return false;
}

bool Parser::DotStep(const Expr*& expr, std::vector<TraversalStep>& steps) {
  const Token dot = Take();
  if (At(TokenKind::kIdent)) {
    const Token name = Take();
    steps.push_back(
        {true, Cover(dot.span, name.span), tree_.Slice(name.span), nullptr});
    return true;
  }
  if (At(TokenKind::kNumber)) {
    const Token number = Take();
    const std::string_view digits = TextOf(number.span);
    if (digits.find_first_not_of("0123456789") != std::string_view::npos) {
      Fail(number.span,
           "old index syntax cannot be chained",
           "write the index in brackets: [0][1]");
      return false;
    }
    steps.push_back(
        {false, Cover(dot.span, number.span), {}, NumberLiteral(number.span)});
    return true;
  }
  if (At(TokenKind::kStar)) {
    Take();
    expr = AttributeSplat(Flush(expr, steps));
    return !failed_;
  }
  Fail(Peek().span,
       "attribute name missing after the dot",
       "write a name, or remove the dot");
  return false;
}

bool Parser::BracketStep(const Expr*& expr, std::vector<TraversalStep>& steps) {
  const Token open = Take();
  const Expr* key = nullptr;
  bool star = false;
  {
    const NewlineMode mode(*this, true);
    star = TakeIf(TokenKind::kStar);
    if (!star) key = Expression();
    if (!Expect(TokenKind::kBracketClose,
                "index is not closed",
                "add \"]\" after the key")) {
      return false;
    }
  }
  if (star) {
    expr = FullSplat(Flush(expr, steps));
    return !failed_;
  }
  const Span span{open.span.begin, last_end()};
  const auto* literal = TryAs<LiteralExpr>(key);
  if (literal != nullptr && literal->literal >= LiteralExpr::Kind::kInteger) {
    const bool text = literal->literal == LiteralExpr::Kind::kString;
    steps.push_back({false, span, text ? literal->text : Text(), literal});
    return true;
  }
  const Expr* collection = Flush(expr, steps);
  auto* node = tree_.New<IndexExpr>(Cover(collection->span, span));
  node->collection = collection;
  node->key = key;
  expr = node;
  return true;
}

// a.*: only attributes (and old indexes) belong to the items.
const Expr* Parser::AttributeSplat(const Expr* source) {
  const auto* item = tree_.New<SplatItemExpr>({last_end() - 1, last_end()});
  const Expr* each = item;
  std::vector<TraversalStep> steps;
  while (!failed_ && At(TokenKind::kDot)) {
    const Token dot = Take();
    if (At(TokenKind::kStar)) {
      Fail(Peek().span,
           "a splat .* cannot be inside another one",
           "write [*] instead of .*");
      break;
    }
    MoveTo(dot.span.begin);
    DotStep(each, steps);
  }
  each = Flush(each, steps);
  auto* node = tree_.New<SplatExpr>({source->span.begin, last_end()});
  node->source = source;
  node->item = item;
  node->each = each;
  return node;
}

// a[*]: everything that follows belongs to the items.
const Expr* Parser::FullSplat(const Expr* source) {
  const auto* item = tree_.New<SplatItemExpr>({last_end() - 2, last_end()});
  const Expr* each = Steps(item);
  auto* node = tree_.New<SplatExpr>({source->span.begin, last_end()});
  node->source = source;
  node->item = item;
  node->each = each;
  return node;
}

}  // namespace plimsoll::hcl

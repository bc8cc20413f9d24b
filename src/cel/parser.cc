// SPDX-License-Identifier: Apache-2.0
#include "cel/parser.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "cel/macros.h"

namespace plimsoll::cel {

namespace {

// Operators by precedence: 1 relations, 2 sums, 3 products.
std::string_view BinaryOperator(const Token& token, int precedence) {
  if (token.kind == TokenKind::kIdent) {
    return precedence == 1 && token.text == "in" ? "@in" : "";
  }
  if (token.kind != TokenKind::kPunctuation) return {};
  struct Entry {
    int precedence;
    std::string_view text;
    std::string_view name;
  };
  static constexpr Entry kOperators[] = {{1, "==", "_==_"},
                                         {1, "!=", "_!=_"},
                                         {1, "<", "_<_"},
                                         {1, "<=", "_<=_"},
                                         {1, ">", "_>_"},
                                         {1, ">=", "_>=_"},
                                         {2, "+", "_+_"},
                                         {2, "-", "_-_"},
                                         {3, "*", "_*_"},
                                         {3, "/", "_/_"},
                                         {3, "%", "_%_"}};
  for (const Entry& entry : kOperators) {
    if (entry.precedence == precedence && entry.text == token.text) {
      return entry.name;
    }
  }
  return {};
}

constexpr int kUnaryPrecedence = 4;

// Whether a decimal number that no double can hold is too small rather than too
// large; such a one reads as zero.
bool IsTiny(std::string_view digits) {
  const std::size_t mark = digits.find_first_of("eE");
  std::int64_t exponent = 0;
  if (mark != std::string_view::npos) {
    std::string_view text = digits.substr(mark + 1);
    if (text.substr(0, 1) == "+") text.remove_prefix(1);
    const auto read =
        std::from_chars(text.data(), text.data() + text.size(), exponent);
    if (read.ec != std::errc()) return text.substr(0, 1) == "-";
  }
  const std::string_view mantissa = digits.substr(0, mark);
  const std::size_t dot = std::min(mantissa.find('.'), mantissa.size());
  const std::size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return true;
  return exponent + static_cast<std::int64_t>(dot) <
         static_cast<std::int64_t>(first);
}

// What an author may have meant by a word between two expressions.
std::string WordHint(std::string_view word) {
  if (word == "and" || word == "AND") return "write '&&'";
  if (word == "or" || word == "OR") return "write '||'";
  if (word == "not" || word == "NOT") return "write '!'";
  if (word == "is" || word == "eq") return "write '=='";
  if (word == "contains" || word == "startsWith" || word == "matches") {
    return fmt::format("write x.{}(y)", word);
  }
  return {};
}

std::string Describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::kEnd: return "the end of the expression";
    case TokenKind::kString:
    case TokenKind::kBytes: return "a text";
    default: return fmt::format("'{}'", token.text);
  }
}

// The name of a chain a.b.c of plain selections, or "" for anything else.
std::string ChainName(const Expr& expr) {
  if (expr.kind == ExprKind::kIdent) return std::string(expr.name);
  if (expr.kind != ExprKind::kSelect || expr.optional || expr.test_only)
    return {};
  std::string name = ChainName(*expr.operand);
  if (name.empty()) return {};
  name += '.';
  name += expr.name;
  return name;
}

void CollectTerms(Expr* expr, std::string_view op, std::vector<Expr*>& terms) {
  if (expr->kind == ExprKind::kCall && expr->name == op) {
    for (Expr* arg : expr->args) CollectTerms(arg, op, terms);
  } else {
    terms.push_back(expr);
  }
}

}  // namespace

void Parser::Advance() {
  last_end_ = token_.end;
  token_ = lexer_.Next();
}

Token Parser::PeekNext() const {
  Lexer copy = lexer_;
  return copy.Next();
}

bool Parser::Accept(std::string_view punctuation) {
  if (!token_.Is(punctuation)) return false;
  Advance();
  return true;
}

void Parser::Unexpected(std::string_view wanted) {
  if (token_.kind == TokenKind::kBad) {
    builder_.Error(Here(), token_.problem, token_.hint);
    return;
  }
  std::string hint;
  if (token_.kind == TokenKind::kIdent) hint = WordHint(token_.text);
  builder_.Error(Here(),
                 fmt::format("expected {}, found {}", wanted, Describe(token_)),
                 std::move(hint));
}

void Parser::SkipToBoundary() {
  int open = 0;
  while (!AtEnd()) {
    if (token_.Is("(") || token_.Is("[") || token_.Is("{")) ++open;
    if (token_.Is(")") || token_.Is("]") || token_.Is("}")) {
      if (open == 0) return;
      --open;
    }
    if (open == 0 && token_.Is(",")) return;
    Advance();
  }
}

void Parser::Close(std::string_view closer,
                   Span opener,
                   std::string_view opening) {
  if (Accept(closer) || builder_.gave_up()) return;
  if (token_.kind == TokenKind::kEnd) {
    builder_.Error(opener,
                   fmt::format("unclosed '{}'", opening),
                   fmt::format("add '{}'", closer));
    return;
  }
  Unexpected(fmt::format("'{}'", closer));
  SkipToBoundary();
  while (token_.Is(",")) {
    Advance();
    SkipToBoundary();
  }
  Accept(closer);
}

bool Parser::Comma(std::string_view closer) {
  if (Accept(",")) return !token_.Is(closer) && !AtEnd();
  if (token_.Is(closer) || AtEnd()) return false;
  Unexpected(fmt::format("',' or '{}'", closer));
  SkipToBoundary();
  return Accept(",") && !token_.Is(closer) && !AtEnd();
}

Expr* Parser::ParseAll() {
  Expr* root = Expression();
  while (!AtEnd()) {
    // The rest is read too, for the sake of the errors in it.
    Unexpected("an operator or the end of the expression");
    Advance();
    if (!AtEnd()) Expression();
  }
  return root;
}

Expr* Parser::Expression() {
  if (depth_ >= builder_.limits().depth) {
    // Finish reports the same for trees that are high without nesting.
    Expr* node = builder_.Placeholder(Here());
    if (!builder_.gave_up()) {
      builder_.Error(Here(),
                     fmt::format("the expression is nested more than {} levels "
                                 "deep",
                                 builder_.limits().depth),
                     "split it into variables");
    }
    while (token_.kind != TokenKind::kEnd) Advance();
    return node;
  }
  ++depth_;
  Expr* condition = Chain(true);
  if (token_.Is("?")) {
    const Span mark = Here();
    Advance();
    Expr* then = Chain(true);
    if (token_.Is("?")) {
      builder_.Error(Here(),
                     "a condition between '?' and ':' needs parentheses",
                     "write a ? (b ? c : d) : e");
      SkipToBoundary();
    } else if (Accept(":")) {
      Expr* otherwise = Expression();
      const Span span{condition->offset, otherwise->end};
      condition =
          builder_.Call("_?_:_", nullptr, {condition, then, otherwise}, span);
    } else if (token_.kind == TokenKind::kEnd) {
      builder_.Error(mark, "'?' without ':'", "write condition ? a : b");
    } else {
      Unexpected("':'");
      SkipToBoundary();
    }
  }
  --depth_;
  return condition;
}

Expr* Parser::Balance(const std::vector<Expr*>& terms,
                      std::size_t first,
                      std::size_t last,
                      std::string_view op) {
  if (first == last) return terms[first];
  const std::size_t middle = (first + last) / 2;
  Expr* left = Balance(terms, first, middle, op);
  Expr* right = Balance(terms, middle + 1, last, op);
  return builder_.Call(op, nullptr, {left, right}, {left->offset, right->end});
}

Expr* Parser::Chain(bool is_or) {
  const std::string_view text = is_or ? "||" : "&&";
  const std::string_view op = is_or ? "_||_" : "_&&_";
  Expr* first = is_or ? Chain(false) : Binary(1);
  if (!token_.Is(text)) return first;
  std::vector<Expr*> terms;
  CollectTerms(first, op, terms);
  while (!builder_.gave_up() && Accept(text)) {
    CollectTerms(is_or ? Chain(false) : Binary(1), op, terms);
  }
  return Balance(terms, 0, terms.size() - 1, op);
}

Expr* Parser::Binary(int precedence) {
  if (precedence == kUnaryPrecedence) return Unary();
  Expr* left = Binary(precedence + 1);
  while (!builder_.gave_up()) {
    const std::string_view op = BinaryOperator(token_, precedence);
    if (op.empty()) break;
    Advance();
    Expr* right = Binary(precedence + 1);
    left =
        builder_.Call(op, nullptr, {left, right}, {left->offset, right->end});
  }
  return left;
}

Expr* Parser::Unary() {
  std::vector<Token> operators;
  bool negative = false;
  std::uint32_t offset = token_.offset;
  while (token_.Is("!") || token_.Is("-")) {
    if (token_.Is("-")) {
      const TokenKind next = PeekNext().kind;
      if (next == TokenKind::kInt || next == TokenKind::kDouble) {
        // The sign belongs to the literal, else -2^63 could not be written.
        negative = true;
        offset = token_.offset;
        Advance();
        break;
      }
    }
    operators.push_back(token_);
    Advance();
  }
  Expr* node = negative ? Member(Number(true, offset)) : Member(Primary(false));
  while (!operators.empty() && !builder_.gave_up()) {
    const Token& op = operators.back();
    node = builder_.Call(
        op.text == "!" ? "!_" : "-_", nullptr, {node}, {op.offset, node->end});
    operators.pop_back();
  }
  return node;
}

Expr* Parser::Member(Expr* node) {
  while (!builder_.gave_up()) {
    if (token_.Is(".")) {
      node = Selection(node);
    } else if (token_.Is("[")) {
      node = Index(node);
    } else if (token_.Is("{")) {
      std::string name = ChainName(*node);
      if (name.empty()) break;
      node = StructLiteral(std::move(name), SpanOf(*node));
    } else {
      break;
    }
  }
  return node;
}

Expr* Parser::Selection(Expr* operand) {
  Advance();
  const bool optional = Accept("?");
  const bool plain = token_.kind == TokenKind::kIdent;
  if (!plain && token_.kind != TokenKind::kQuoted) {
    Unexpected("a field or method name after '.'");
    return operand;
  }
  if (plain && !IsPlainName(token_.text)) {
    builder_.Error(Here(),
                   fmt::format("'{}' cannot be a field name here", token_.text),
                   fmt::format("write .`{0}` or [\"{0}\"]", token_.text));
  }
  const std::string_view name = token_.text;
  const std::uint32_t end = token_.end;
  Advance();
  if (plain && !optional && token_.Is("(")) {
    return FinishCall(name, operand, operand->offset);
  }
  Expr* node = builder_.Select(operand, name, {operand->offset, end});
  node->optional = optional;
  return node;
}

Expr* Parser::Index(Expr* operand) {
  const Span opener = Here();
  Advance();
  const bool optional = Accept("?");
  Expr* index = Expression();
  Close("]", opener, "[");
  return builder_.Call(optional ? "_[?_]" : "_[_]",
                       nullptr,
                       {operand, index},
                       {operand->offset, last_end_});
}

std::vector<Expr*> Parser::Arguments(std::string_view closer, Span opener) {
  std::vector<Expr*> args;
  if (!token_.Is(closer)) {
    do {
      args.push_back(Expression());
    } while (Comma(closer));
  }
  Close(closer, opener, "(");
  return args;
}

Expr* Parser::FinishCall(std::string_view name,
                         Expr* receiver,
                         std::uint32_t offset) {
  const Span opener = Here();
  Advance();
  MacroCall call;
  call.name = name;
  call.receiver = receiver;
  call.args = Arguments(")", opener);
  call.offset = offset;
  call.end = last_end_;
  if (macros_ && !builder_.gave_up()) {
    if (Expr* expanded = ExpandMacro(call, builder_)) {
      expanded->offset = call.offset;
      expanded->end = call.end;
      return expanded;
    }
  }
  return builder_.Call(
      name, receiver, std::move(call.args), {call.offset, call.end});
}

Expr* Parser::Primary(bool negative) {
  const Span here = Here();
  switch (token_.kind) {
    case TokenKind::kInt:
    case TokenKind::kUint:
    case TokenKind::kDouble: return Number(negative, token_.offset);
    case TokenKind::kString: {
      Expr* node = builder_.Constant(
          builder_.ast().factory().String(token_.value), here);
      Advance();
      return node;
    }
    case TokenKind::kBytes: {
      Expr* node =
          builder_.Constant(builder_.ast().factory().Bytes(token_.value), here);
      Advance();
      return node;
    }
    case TokenKind::kIdent:
      if (!token_.IsWord("in")) return Name();
      break;
    case TokenKind::kPunctuation:
      if (token_.Is("(")) {
        Advance();
        Expr* node = Expression();
        Close(")", here, "(");
        return node;
      }
      if (token_.Is("[")) return ListLiteral();
      if (token_.Is("{")) return MapLiteral();
      if (token_.Is(".")) return Name();
      break;
    case TokenKind::kQuoted:
    case TokenKind::kBad:
    case TokenKind::kEnd: break;
  }
  Unexpected("an expression");
  const bool boundary = token_.Is(")") || token_.Is("]") || token_.Is("}") ||
                        token_.Is(",") || token_.Is(":") || token_.Is("?");
  if (!boundary && !AtEnd()) Advance();
  return builder_.Placeholder(here);
}

Expr* Parser::Name() {
  const Span start = Here();
  const bool root = Accept(".");
  if (token_.kind != TokenKind::kIdent) {
    Unexpected("a name after '.'");
    return builder_.Placeholder(start);
  }
  const std::string_view word = token_.text;
  const Span span{start.offset, token_.end};
  if (!root && (word == "true" || word == "false" || word == "null")) {
    Advance();
    return builder_.Constant(
        word == "null" ? Value::Null() : Value::Bool(word == "true"), span);
  }
  if (IsReservedWord(word) || !IsPlainName(word)) {
    builder_.Error(Here(),
                   fmt::format("'{}' is a reserved word", word),
                   "use another name");
  }
  Advance();
  std::string_view name = word;
  if (root) name = builder_.ast().Text("." + std::string(word));
  if (token_.Is("(")) return FinishCall(name, nullptr, span.offset);
  return builder_.Ident(name, span);
}

Expr* Parser::Number(bool negative, std::uint32_t offset) {
  const Span span{offset, token_.end};
  const Token token = token_;
  Advance();
  std::string_view digits = token.text;
  if (token.kind == TokenKind::kDouble) {
    double number = 0;
    const auto read =
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (read.ec != std::errc() && !IsTiny(digits)) {
      builder_.Error(span, "the number does not fit in a double");
    }
    return builder_.Constant(Value::Double(negative ? -number : number), span);
  }
  if (token.kind == TokenKind::kUint) digits.remove_suffix(1);
  int base = 10;
  if (digits.size() > 2 && (digits[1] == 'x' || digits[1] == 'X')) {
    base = 16;
    digits.remove_prefix(2);
  }
  std::uint64_t number = 0;
  const auto read = std::from_chars(
      digits.data(), digits.data() + digits.size(), number, base);
  const bool fits64 = read.ec == std::errc();
  if (token.kind == TokenKind::kUint) {
    if (!fits64)
      builder_.Error(span, "the number does not fit in a uint (64 bits)");
    return builder_.Constant(Value::Uint(number), span);
  }
  constexpr std::uint64_t kMinMagnitude = std::uint64_t{1} << 63U;
  if (!fits64 || number > (negative ? kMinMagnitude : kMinMagnitude - 1)) {
    builder_.Error(span,
                   "the number does not fit in an int (64 bits with sign)",
                   "write it as uint (12u) or double (12.0)");
  }
  const std::uint64_t bits = negative ? 0 - number : number;
  return builder_.Constant(Value::Int(static_cast<std::int64_t>(bits)), span);
}

Expr* Parser::ListLiteral() {
  const Span opener = Here();
  Advance();
  Expr* node = builder_.New(ExprKind::kList, opener);
  if (!token_.Is("]")) {
    do {
      node->optional_at.push_back(Accept("?"));
      node->args.push_back(Expression());
    } while (Comma("]"));
  }
  Close("]", opener, "[");
  node->end = last_end_;
  return builder_.Finish(node);
}

Expr* Parser::MapLiteral() {
  const Span opener = Here();
  Advance();
  Expr* node = builder_.New(ExprKind::kMap, opener);
  if (!token_.Is("}")) {
    do {
      const bool optional = Accept("?");
      Expr* key = Expression();
      Expr* value = key;
      if (Accept(":")) {
        value = Expression();
      } else {
        Unexpected("':' after the key");
        SkipToBoundary();
      }
      node->optional_at.push_back(optional);
      node->args.push_back(key);
      node->args.push_back(value);
    } while (Comma("}"));
  }
  Close("}", opener, "{");
  node->end = last_end_;
  return builder_.Finish(node);
}

Expr* Parser::StructLiteral(std::string name, Span start) {
  const Span opener = Here();
  Advance();
  Expr* node = builder_.New(ExprKind::kStruct, start);
  node->name = builder_.ast().Text(name);
  if (!token_.Is("}")) {
    do {
      const bool optional = Accept("?");
      if (token_.kind != TokenKind::kIdent &&
          token_.kind != TokenKind::kQuoted) {
        Unexpected("a field name");
        SkipToBoundary();
        continue;
      }
      const std::string_view field = token_.text;
      Advance();
      if (!Accept(":")) {
        Unexpected("':' after the field name");
        SkipToBoundary();
        continue;
      }
      node->optional_at.push_back(optional);
      node->field_names.push_back(field);
      node->args.push_back(Expression());
    } while (Comma("}"));
  }
  Close("}", opener, "{");
  node->end = last_end_;
  return builder_.Finish(node);
}

std::unique_ptr<Ast> Parse(std::string_view text,
                           const ExpressionPlace& place,
                           Diagnostics& diagnostics,
                           const ParseOptions& options) {
  auto ast = std::make_unique<Ast>();
  constexpr std::size_t kMaxOffset = 0xFFFFFFFF;
  if (text.size() > options.limits.bytes || text.size() >= kMaxOffset) {
    diagnostics.Error(place.file,
                      place.range,
                      fmt::format("the expression is longer than {} bytes",
                                  options.limits.bytes));
    return nullptr;
  }
  if (!IsUtf8(text)) {
    diagnostics.Error(place.file, place.range, "the expression is not UTF-8");
    return nullptr;
  }
  ast->source = std::string(text);
  TreeBuilder builder(*ast, place, options.limits, diagnostics);
  Parser parser(builder, options.macros);
  ast->root = parser.ParseAll();
  if (builder.failed()) return nullptr;
  return ast;
}

}  // namespace plimsoll::cel

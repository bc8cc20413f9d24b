// SPDX-License-Identifier: Apache-2.0
// Terms: literals, names, calls, constructors, for expressions.
#include <charconv>

#include <fmt/format.h>

#include "hcl/internal/parser.h"

namespace plimsoll::hcl {

const Expr* Parser::Term() {
  switch (Peek().kind) {
    case TokenKind::kNumber: return Number();
    case TokenKind::kIdent: return Word();
    case TokenKind::kQuote: return Quoted();
    case TokenKind::kHeredoc: return Heredoc();
    case TokenKind::kParenOpen: return Parentheses();
    case TokenKind::kBracketOpen: return Tuple();
    case TokenKind::kBraceOpen: return Object();
    default: return MisplacedToken();
  }
}

const Expr* Parser::MisplacedToken() {
  const Token token = Peek();
  const std::string_view text = TextOf(token.span);
  switch (token.kind) {
    case TokenKind::kEnd:
      Fail(token.span,
           "expression missing: the text ends here",
           "write a value");
      break;
    case TokenKind::kNewline:
      Fail(token.span,
           "expression missing: the line ends here",
           "write the value on this line, or put it into parentheses");
      break;
    case TokenKind::kBad:
      Fail(token.span,
           fmt::format("\"{}\" is not part of the language", text),
           text == "'"   ? "texts stand in double quotes"
           : text == "&" ? "\"and\" is written &&"
           : text == "|" ? "\"or\" is written ||"
           : text.substr(0, 2) == "<<"
               ? "a heredoc begins with <<NAME and a line end"
               : "remove it");
      break;
    default:
      Fail(token.span,
           fmt::format("expression expected, found \"{}\"", text),
           "write a value here");
  }
  return Bad(token.span);
}

const LiteralExpr* Parser::NumberLiteral(Span span) {
  auto* node = tree_.New<LiteralExpr>(span);
  const std::string_view text = TextOf(span);
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, node->integer);
  const bool integer = error == std::errc() && stop == end;
  node->literal =
      integer ? LiteralExpr::Kind::kInteger : LiteralExpr::Kind::kNumber;
  node->text = tree_.Slice(span);
  return node;
}

const Expr* Parser::Number() {
  return NumberLiteral(Take().span);
}

// A name, true, false, null, or a call.
const Expr* Parser::Word() {
  const Token word = Take();
  const std::string_view text = TextOf(word.span);
  Span name = word.span;
  while (At(TokenKind::kDoubleColon)) {
    Take();
    if (!At(TokenKind::kIdent)) {
      Fail(Peek().span,
           "function name missing after \"::\"",
           "write namespace::function(...)");
      return Bad(name);
    }
    name.end = Take().span.end;
  }
  if (At(TokenKind::kParenOpen)) return Call(name, word);
  if (name.end != word.span.end) {
    Fail(Peek().span,
         "arguments missing after a function name",
         "\"::\" is only allowed in function names: f::g(...)");
    return Bad(name);
  }
  if (text == "true" || text == "false" || text == "null") {
    auto* node = tree_.New<LiteralExpr>(word.span);
    node->literal = text == "true"    ? LiteralExpr::Kind::kTrue
                    : text == "false" ? LiteralExpr::Kind::kFalse
                                      : LiteralExpr::Kind::kNull;
    return node;
  }
  auto* node = tree_.New<TraversalExpr>(word.span);
  node->root = tree_.Slice(word.span);
  node->root_span = word.span;
  return node;
}

const Expr* Parser::Call(Span name, const Token& first) {
  std::vector<const Expr*> arguments;
  bool expand = false;
  {
    const NewlineMode mode(*this, true);
    Take();
    while (!failed_ && !At(TokenKind::kParenClose)) {
      arguments.push_back(Expression());
      if (failed_) break;
      if (TakeIf(TokenKind::kEllipsis)) {
        expand = true;
        if (!At(TokenKind::kParenClose)) {
          Fail(Peek().span,
               "\"...\" must be followed by the closing parenthesis",
               "only the last argument can be expanded");
        }
        break;
      }
      if (TakeIf(TokenKind::kComma)) continue;
      if (!At(TokenKind::kParenClose)) {
        Fail(Peek().span,
             "arguments must be separated by commas",
             "add \",\" or \")\" here");
      }
    }
    if (!Expect(TokenKind::kParenClose,
                "call is not closed",
                "add \")\" after the arguments")) {
      return Bad(first.span);
    }
  }
  std::string joined;  // Blanks may stand around "::".
  for (const char c : TextOf(name)) {
    if (c != ' ' && c != '\t') joined += c;
  }
  auto* node = tree_.New<CallExpr>({name.begin, last_end()});
  node->name = joined.size() == name.end - name.begin ? tree_.Slice(name)
                                                      : tree_.NewText(joined);
  node->name_span = name;
  node->arguments = tree_.Copy(arguments);
  node->expand_last = expand;
  return node;
}

const Expr* Parser::Parentheses() {
  const Token open = Take();
  const Expr* inner = nullptr;
  {
    const NewlineMode mode(*this, true);
    inner = Expression();
    if (!Expect(TokenKind::kParenClose,
                "parenthesis is not closed",
                "add \")\" after the expression")) {
      return Bad(open.span);
    }
  }
  auto* node = tree_.New<ParenthesesExpr>({open.span.begin, last_end()});
  node->inner = inner;
  return node;
}

const Expr* Parser::Tuple() {
  const Token open = Take();
  std::vector<const Expr*> items;
  {
    const NewlineMode mode(*this, true);
    if (AtWord("for")) return For(open, false);
    while (!failed_ && !At(TokenKind::kBracketClose)) {
      items.push_back(Expression());
      if (failed_ || TakeIf(TokenKind::kComma)) continue;
      if (!At(TokenKind::kBracketClose)) {
        Fail(Peek().span,
             "items of a list must be separated by commas",
             At(TokenKind::kEnd) ? "the list is not closed: add \"]\""
                                 : "add \",\" here");
      }
    }
    if (failed_) return Bad(open.span);
    Take();
  }
  auto* node = tree_.New<TupleExpr>({open.span.begin, last_end()});
  node->items = tree_.Copy(items);
  return node;
}

const Expr* Parser::Object() {
  const Token open = Take();
  std::vector<ObjectItem> items;
  {
    const NewlineMode mode(*this, true);
    if (AtWord("for")) return For(open, true);
  }
  {
    const NewlineMode mode(*this, false);
    while (!failed_) {
      while (TakeIf(TokenKind::kNewline)) {
      }
      if (At(TokenKind::kBraceClose) || !ObjectItemAt(items)) break;
      if (TakeIf(TokenKind::kComma) || At(TokenKind::kNewline)) continue;
      if (!At(TokenKind::kBraceClose)) {
        Fail(Peek().span,
             At(TokenKind::kEnd) ? "object is not closed"
                                 : "item of an object must end here",
             At(TokenKind::kEnd) ? "add \"}\""
                                 : "separate items by a line end or comma");
      }
    }
    if (failed_) return Bad(open.span);
    Take();
  }
  auto* node = tree_.New<ObjectExpr>({open.span.begin, last_end()});
  node->items = tree_.Copy(items);
  return node;
}

bool Parser::ObjectItemAt(std::vector<ObjectItem>& items) {
  ObjectItem item;
  item.key = Expression();
  if (failed_) return false;
  if (const auto* name = TryAs<TraversalExpr>(item.key);
      name != nullptr && name->steps.empty()) {
    item.is_name = true;
    item.name = name->root;
  } else if (const auto* literal = TryAs<LiteralExpr>(item.key)) {
    const bool word = literal->literal < LiteralExpr::Kind::kInteger;
    item.is_name = word;
    if (word) item.name = tree_.Slice(literal->span);
    if (literal->literal == LiteralExpr::Kind::kString) {
      item.name = literal->text;
    }
  }
  if (!TakeIf(TokenKind::kAssign) && !TakeIf(TokenKind::kColon)) {
    Fail(Peek().span,
         "value missing after the key of an object",
         "write key = value");
    return false;
  }
  item.value = Expression();
  items.push_back(item);
  return !failed_;
}

bool Parser::ForIntro(Text& key, Text& item) {
  Take();
  if (!At(TokenKind::kIdent)) {
    Fail(Peek().span,
         "name missing after \"for\"",
         "write: for item in list : value");
    return false;
  }
  item = tree_.Slice(Take().span);
  if (TakeIf(TokenKind::kComma)) {
    key = item;
    if (!At(TokenKind::kIdent)) {
      Fail(Peek().span,
           "second name missing after \"for\"",
           "write: for key, item in map : value");
      return false;
    }
    item = tree_.Slice(Take().span);
  }
  if (!AtWord("in")) {
    Fail(Peek().span,
         "\"in\" missing in a for expression",
         "write: for item in list : value");
    return false;
  }
  Take();
  return true;
}

const Expr* Parser::For(const Token& open, bool object) {
  const TokenKind close =
      object ? TokenKind::kBraceClose : TokenKind::kBracketClose;
  ForExpr parts;
  const NewlineMode mode(*this, true);
  if (!ForIntro(parts.key_name, parts.item_name)) return Bad(open.span);
  parts.collection = Expression();
  if (!Expect(TokenKind::kColon,
              "\":\" missing after the collection of a for expression",
              "write: for item in list : value")) {
    return Bad(open.span);
  }
  parts.value = Expression();
  if (!failed_ && At(TokenKind::kArrow)) {
    const Token arrow = Take();
    if (!object) {
      Fail(arrow.span,
           "a for expression in [] has no keys",
           "remove the key, or write it in {}");
    }
    parts.key = parts.value;
    parts.value = Expression();
  } else if (!failed_ && object) {
    Fail(Peek().span,
         "key missing in a for expression that builds an object",
         "write: {for item in list : key => value}");
  }
  if (!failed_ && At(TokenKind::kEllipsis)) {
    if (!object) {
      Fail(Peek().span,
           "\"...\" is only allowed when building an object",
           "remove it");
    }
    Take();
    parts.group = true;
  }
  if (!failed_ && AtWord("if")) {
    Take();
    parts.condition = Expression();
  }
  if (!Expect(close,
              "for expression is not closed",
              object ? "add \"}\"" : "add \"]\"")) {
    return Bad(open.span);
  }
  auto* node = tree_.New<ForExpr>({open.span.begin, last_end()});
  node->key_name = parts.key_name;
  node->item_name = parts.item_name;
  node->collection = parts.collection;
  node->key = parts.key;
  node->value = parts.value;
  node->condition = parts.condition;
  node->group = parts.group;
  return node;
}

}  // namespace plimsoll::hcl

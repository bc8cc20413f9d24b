// SPDX-License-Identifier: Apache-2.0
// Bodies, blocks, attributes, and how parsing goes on after an error.
#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "hcl/internal/parser.h"

namespace plimsoll::hcl {

std::shared_ptr<const ParsedFile> Parser::File() {
  const Body* body = nullptr;
  if (CheckText()) body = BodyUntil(TokenKind::kEnd, true);
  tree_.SetBody(body != nullptr ? body : tree_.NewPlain<Body>());
  tree_.SetComments(lexer_.comments());
  return tree_.Finish();
}

// Items up to `close`, which is not taken.
const Body* Parser::BodyUntil(TokenKind close, bool top_level) {
  const NewlineMode mode(*this, false);
  std::vector<BodyItem> items;
  const std::uint32_t begin = Peek().span.begin;
  while (!At(close) && !At(TokenKind::kEnd)) {
    if (TakeIf(TokenKind::kNewline)) continue;
    const std::uint32_t start = Peek().span.begin;
    Item(items, top_level);
    if (!failed_) continue;
    if (!top_level && At(TokenKind::kEnd)) break;  // The caller goes back.
    RecoverItem(start, top_level);
  }
  CheckDuplicates(items);
  auto* body = tree_.NewPlain<Body>();
  body->items = tree_.Copy(items);
  body->span = {begin, Peek().span.begin};
  return body;
}

void Parser::Item(std::vector<BodyItem>& items, bool top_level) {
  const Token name = Take();
  if (name.kind != TokenKind::kIdent) {
    const bool quote = name.kind == TokenKind::kQuote;
    Fail(name.span,
         fmt::format("\"{}\" cannot begin an argument or block",
                     quote ? "\\\"" : TextOf(name.span)),
         quote ? "names of arguments stand without quotes"
               : "write name = value, or a block: type { ... }");
    return;
  }
  if (At(TokenKind::kAssign)) {
    AttributeItem(name, items);
  } else if (At(TokenKind::kBraceOpen) || At(TokenKind::kQuote) ||
             At(TokenKind::kIdent)) {
    const bool outer = std::exchange(broken_, false);
    BlockItem(name, items);
    broken_ = broken_ || (outer && !top_level);
  } else {
    Fail(Peek().span,
         fmt::format("neither \"=\" nor a block follows \"{}\"",
                     TextOf(name.span)),
         "write name = value, or a block: type { ... }");
    return;
  }
  if (failed_ || At(TokenKind::kEnd) || At(TokenKind::kNewline)) return;
  Fail(Peek().span,
       fmt::format("\"{}\" on the line of \"{}\", which ends before it",
                   TextOf(Peek().span),
                   TextOf(name.span)),
       "begin a new line here");
}

void Parser::AttributeItem(const Token& name, std::vector<BodyItem>& items) {
  Take();
  const Expr* value = Expression();
  auto* attribute = tree_.NewPlain<Attribute>();
  attribute->name = tree_.Slice(name.span);
  attribute->name_span = name.span;
  attribute->span = {name.span.begin, failed_ ? name.span.end : last_end()};
  attribute->value = failed_ ? Bad(name.span) : value;
  items.push_back({attribute, nullptr});
}

bool Parser::Labels(std::vector<BlockLabel>& labels) {
  while (!failed_) {
    if (At(TokenKind::kIdent)) {
      const Token word = Take();
      labels.push_back({tree_.Slice(word.span), word.span});
      continue;
    }
    if (!At(TokenKind::kQuote)) break;
    const Expr* text = Quoted();
    if (failed_) return false;
    const auto* literal = TryAs<LiteralExpr>(text);
    if (literal == nullptr) {
      Fail(text->span,
           "block label with an interpolation",
           "labels are plain texts");
      return false;
    }
    labels.push_back({literal->text, literal->span});
  }
  return !failed_;
}

void Parser::BlockItem(const Token& type, std::vector<BodyItem>& items) {
  const Nest nest(*this);
  if (!nest) return;
  std::vector<BlockLabel> labels;
  const bool good = Labels(labels);
  const std::uint32_t header_end = last_end();
  if (good && !At(TokenKind::kBraceOpen)) {
    Fail(Peek().span,
         fmt::format("\"{{\" missing after the head of block \"{}\"",
                     TextOf(type.span)),
         At(TokenKind::kAssign)
             ? "an argument has one name; a block has no \"=\""
             : "write: type \"label\" { ... }");
  }
  auto* block = tree_.NewPlain<Block>();
  block->type = tree_.Slice(type.span);
  block->type_span = type.span;
  block->labels = tree_.Copy(labels);
  block->header_span = {type.span.begin, header_end};
  if (!failed_) block->body = BlockBody();
  if (block->body == nullptr) block->body = tree_.NewPlain<Body>();
  block->span = {type.span.begin, last_end()};
  block->broken = broken_ || failed_;
  items.push_back({nullptr, block});
}

// From "{" to "}".
const Body* Parser::BlockBody() {
  const NewlineMode mode(*this, false);
  const Token open = Take();
  const Body* body = nullptr;
  if (At(TokenKind::kNewline)) {
    body = BodyUntil(TokenKind::kBraceClose, false);
  } else {
    std::vector<BodyItem> items;
    if (!SingleLineBody(items)) return nullptr;
    auto* single = tree_.NewPlain<Body>();
    single->items = tree_.Copy(items);
    single->span = {open.span.end, Peek().span.begin};
    body = single;
  }
  if (!TakeIf(TokenKind::kBraceClose) && !failed_) {
    Fail(open.span, "block is not closed", "add \"}\" where it ends");
  }
  return body;
}

// A block on one line holds at most one argument.
bool Parser::SingleLineBody(std::vector<BodyItem>& items) {
  if (At(TokenKind::kBraceClose)) return true;
  const Token name = Take();
  if (name.kind != TokenKind::kIdent || !At(TokenKind::kAssign)) {
    Fail(name.span,
         "a block on one line holds one argument and nothing else",
         "begin a new line after \"{\"");
    return false;
  }
  AttributeItem(name, items);
  if (failed_) return false;
  if (At(TokenKind::kBraceClose)) return true;
  Fail(Peek().span,
       "a block on one line ends after its first argument",
       "begin a new line after \"{\" and before \"}\"");
  return false;
}

void Parser::CheckDuplicates(const std::vector<BodyItem>& items) {
  std::unordered_map<std::string_view, const Attribute*> seen;
  const auto check = [&](const Attribute& attribute, const Attribute& first) {
    Report(attribute.name_span,
           fmt::format("argument \"{}\" is set twice", attribute.name.view()),
           fmt::format("it was already set in line {}",
                       tree_.source().LineOf(first.name_span.begin)));
  };
  if (items.size() <= 16) {  // Most bodies; no table needed.
    for (std::size_t i = 1; i < items.size(); ++i) {
      const Attribute* attribute = items[i].attribute;
      for (std::size_t j = 0; attribute != nullptr && j < i; ++j) {
        const Attribute* other = items[j].attribute;
        if (other == nullptr || other->name.view() != attribute->name.view()) {
          continue;
        }
        check(*attribute, *other);
        break;
      }
    }
    return;
  }
  for (const BodyItem& item : items) {
    if (item.attribute == nullptr) continue;
    const auto [it, is_new] =
        seen.emplace(item.attribute->name.view(), item.attribute);
    if (!is_new) check(*item.attribute, *it->second);
  }
}

void Parser::SkipQuoted() {
  const std::string_view text = tree_.source().text();
  std::size_t at = lexer_.position();
  while (at < text.size() && text[at] != '"' && text[at] != '\n') {
    at += text[at] == '\\' && at + 1 < text.size() ? 2U : 1U;
  }
  const bool quote = at < text.size() && text[at] == '"';
  MoveTo(static_cast<std::uint32_t>(std::min(at, text.size()) +
                                    (quote ? 1U : 0U)));
}

// The next line that begins, in its first column, like a block with a body, or
// the end of the text.
std::uint32_t Parser::NextTopLevelBlock(std::uint32_t from) const {
  const SourceFile& source = tree_.source();
  for (std::uint32_t line = source.LineOf(from) + 1;
       line <= source.line_count();
       ++line) {
    const std::string_view text = source.Line(line);
    const std::size_t name = IdentifierLength(text);
    const std::size_t end = text.find_last_not_of(" \t");
    if (name == 0 || end == std::string_view::npos) continue;
    if (text[end] != '{' && text[end] != '}') continue;
    const std::size_t next = text.find_first_not_of(" \t", name);
    if (next != std::string_view::npos &&
        (text[next] == '"' || text[next] == '{')) {
      return static_cast<std::uint32_t>(text.data() - source.text().data());
    }
  }
  return static_cast<std::uint32_t>(source.text().size());
}

// Goes on behind a broken item that began at `start`: behind the line end that
// is outside all its brackets, but at the latest at the next top-level block.
// An item that swallowed the whole rest is left at the next top-level block.
void Parser::RecoverItem(std::uint32_t start, bool top_level) {
  if (++recoveries_ > limits_.diagnostics) {  // Not our language.
    failed_ = false;
    MoveTo(static_cast<std::uint32_t>(tree_.source().text().size()));
    return;
  }
  const bool at_end = At(TokenKind::kEnd);
  const std::uint32_t failed_at = std::max(last_end(), start);
  failed_ = false;
  skip_newlines_ = false;
  const std::uint32_t limit =
      top_level ? NextTopLevelBlock(start)
                : static_cast<std::uint32_t>(tree_.source().text().size());
  const std::uint32_t from = top_level && at_end ? limit : start;
  lexer_.ForgetComments(from);
  MoveTo(from);
  std::vector<TokenKind> open;
  while (!At(TokenKind::kEnd) && Peek().span.begin < limit) {
    const Token token = Peek();
    if (open.empty() && token.span.begin >= failed_at &&
        (token.kind == TokenKind::kNewline ||
         token.kind == TokenKind::kBraceClose)) {
      if (token.kind == TokenKind::kNewline || !top_level) return;
    }
    if (!SkipToken(open)) return;
  }
  if (!At(TokenKind::kEnd)) {
    lexer_.ForgetComments(limit);
    MoveTo(limit);
  }
}

// Takes one token and keeps the stack of open brackets; false at a "}" that
// closes the body around.
bool Parser::SkipToken(std::vector<TokenKind>& open) {
  switch (Peek().kind) {
    case TokenKind::kBraceOpen:
    case TokenKind::kBracketOpen:
    case TokenKind::kParenOpen: open.push_back(Peek().kind); break;
    case TokenKind::kBracketClose:
    case TokenKind::kParenClose:
      if (!open.empty() && open.back() != TokenKind::kBraceOpen) {
        open.pop_back();
      }
      break;
    case TokenKind::kBraceClose:
      while (!open.empty() && open.back() != TokenKind::kBraceOpen) {
        open.pop_back();
      }
      if (open.empty()) return false;
      open.pop_back();
      break;
    case TokenKind::kQuote:
      Take();
      SkipQuoted();
      return true;
    default: break;
  }
  Take();
  return true;
}

std::shared_ptr<const ParsedFile> ParseConfig(std::string name,
                                              std::string text,
                                              Diagnostics& diagnostics,
                                              const ParseLimits& limits) {
  return Parser(std::move(name), std::move(text), diagnostics, limits).File();
}

std::shared_ptr<const ParsedFile> ParseExpression(std::string name,
                                                  std::string text,
                                                  Diagnostics& diagnostics,
                                                  const ParseLimits& limits) {
  return Parser(std::move(name), std::move(text), diagnostics, limits)
      .LoneExpression();
}

std::shared_ptr<const ParsedFile> ParseTemplate(std::string name,
                                                std::string text,
                                                Diagnostics& diagnostics,
                                                const ParseLimits& limits) {
  return Parser(std::move(name), std::move(text), diagnostics, limits)
      .LoneTemplate();
}

}  // namespace plimsoll::hcl

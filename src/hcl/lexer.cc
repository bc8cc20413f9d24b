// SPDX-License-Identifier: Apache-2.0
#include "hcl/lexer.h"

#include <array>
#include <cstring>

#include "hcl/unicode.h"

namespace plimsoll::hcl {
namespace {

enum CharClass : std::uint8_t { kOther, kSpace, kStart, kContinue, kDigit };

constexpr std::array<std::uint8_t, 256> MakeClasses() {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t c = 'a'; c <= 'z'; ++c) table[c] = kStart;
  for (std::size_t c = 'A'; c <= 'Z'; ++c) table[c] = kStart;
  for (std::size_t c = '0'; c <= '9'; ++c) table[c] = kDigit;
  table['_'] = kStart;
  table['-'] = kContinue;
  table[' '] = kSpace;
  table['\t'] = kSpace;
  return table;
}
constexpr auto kClasses = MakeClasses();

std::uint8_t ClassOf(char c) {
  return kClasses[static_cast<unsigned char>(c)];
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::size_t IdentifierLength(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::uint8_t kind = ClassOf(text[at]);
    if (kind == kStart || (at > 0 && (kind == kDigit || kind == kContinue))) {
      ++at;
      continue;
    }
    if (static_cast<unsigned char>(text[at]) < 0x80) break;
    const CodePoint point = DecodeUtf8(text.substr(at));
    if (at == 0 ? !IsIdStart(point.value) : !IsIdContinue(point.value)) break;
    at += point.size;
  }
  return at;
}

bool IsIdentifier(std::string_view text) {
  return !text.empty() && IdentifierLength(text) == text.size();
}

void Lexer::ForgetComments(std::uint32_t position) {
  while (!comments_.empty() && comments_.back().span.begin >= position) {
    comments_.pop_back();
  }
}

Token Lexer::Make(TokenKind kind, std::uint32_t size) {
  const Token token{kind, {at_, at_ + size}};
  at_ += size;
  return token;
}

bool Lexer::SkipComment() {
  const char* const begin = text_.data() + at_;
  const std::size_t left = text_.size() - at_;
  if (text_[at_] == '/' && Peek(1) == '*') {
    const std::size_t close = text_.find("*/", at_ + 2);
    if (close == std::string_view::npos) return false;
    const auto end = static_cast<std::uint32_t>(close + 2);
    comments_.push_back({{at_, end}});
    at_ = end;
    return true;
  }
  if (text_[at_] != '#' && !(text_[at_] == '/' && Peek(1) == '/')) return false;
  const void* const newline = std::memchr(begin, '\n', left);
  std::size_t size =
      newline == nullptr
          ? left
          : static_cast<std::size_t>(static_cast<const char*>(newline) - begin);
  if (size > 0 && begin[size - 1] == '\r') --size;
  comments_.push_back({{at_, at_ + static_cast<std::uint32_t>(size)}});
  at_ += static_cast<std::uint32_t>(size);
  return true;
}

Token Lexer::Next() {
  while (true) {
    while (at_ < text_.size() && ClassOf(text_[at_]) == kSpace) ++at_;
    if (at_ >= text_.size()) return Make(TokenKind::kEnd, 0);
    const char c = text_[at_];
    switch (ClassOf(c)) {
      case kStart: return Ident();
      case kDigit: return Number();
      default: break;
    }
    if (c == '\n') return Make(TokenKind::kNewline, 1);
    if (c == '\r' && Peek(1) == '\n') return Make(TokenKind::kNewline, 2);
    if ((c == '#' || c == '/') && SkipComment()) continue;
    if (static_cast<unsigned char>(c) >= 0x80) return Ident();
    return Operator();
  }
}

Token Lexer::Ident() {
  const char* const data = text_.data();
  std::size_t at = at_;
  while (at < text_.size() && ClassOf(data[at]) >= kStart) ++at;
  if (at < text_.size() && static_cast<unsigned char>(data[at]) >= 0x80) {
    const std::size_t size = IdentifierLength(text_.substr(at_));
    if (size == 0) return Bad();
    return Make(TokenKind::kIdent, static_cast<std::uint32_t>(size));
  }
  return Make(TokenKind::kIdent, static_cast<std::uint32_t>(at - at_));
}

Token Lexer::Number() {
  std::uint32_t size = 1;
  while (IsDigit(Peek(size))) ++size;
  if (Peek(size) == '.' && IsDigit(Peek(size + 1))) {
    size += 2;
    while (IsDigit(Peek(size))) ++size;
  }
  if (Peek(size) == 'e' || Peek(size) == 'E') {
    const std::uint32_t sign = Peek(size + 1) == '+' || Peek(size + 1) == '-';
    if (IsDigit(Peek(size + 1 + sign))) {
      size += 2 + sign;
      while (IsDigit(Peek(size))) ++size;
    }
  }
  return Make(TokenKind::kNumber, size);
}

Token Lexer::Bad() {
  const CodePoint point = DecodeUtf8(text_.substr(at_));
  return Make(TokenKind::kBad, point.size);
}

// "<<" or "<<-", an identifier, a line end; anything else is no token.
Token Lexer::Heredoc() {
  std::uint32_t size = Peek(2) == '-' ? 3 : 2;
  const std::size_t name = IdentifierLength(text_.substr(at_ + size));
  if (name == 0) return Make(TokenKind::kBad, size);
  size += static_cast<std::uint32_t>(name);
  if (Peek(size) == '\r') ++size;
  if (Peek(size) != '\n') return Make(TokenKind::kBad, size);
  return Make(TokenKind::kHeredoc, size + 1);
}

Token Lexer::Operator() {
  const char next = Peek(1);
  const auto pick = [&](char second, TokenKind two, TokenKind one) {
    return next == second ? Make(two, 2) : Make(one, 1);
  };
  switch (text_[at_]) {
    case '"': return Make(TokenKind::kQuote, 1);
    case '{': return Make(TokenKind::kBraceOpen, 1);
    case '}': return Make(TokenKind::kBraceClose, 1);
    case '[': return Make(TokenKind::kBracketOpen, 1);
    case ']': return Make(TokenKind::kBracketClose, 1);
    case '(': return Make(TokenKind::kParenOpen, 1);
    case ')': return Make(TokenKind::kParenClose, 1);
    case '~': return pick('}', TokenKind::kTemplateClose, TokenKind::kBad);
    case '=':
      if (next == '>') return Make(TokenKind::kArrow, 2);
      return pick('=', TokenKind::kEqual, TokenKind::kAssign);
    case '!': return pick('=', TokenKind::kNotEqual, TokenKind::kNot);
    case '<':
      if (next == '<') return Heredoc();
      return pick('=', TokenKind::kLessOrEqual, TokenKind::kLess);
    case '>': return pick('=', TokenKind::kGreaterOrEqual, TokenKind::kGreater);
    case '&': return pick('&', TokenKind::kAnd, TokenKind::kBad);
    case '|': return pick('|', TokenKind::kOr, TokenKind::kBad);
    case '+': return Make(TokenKind::kPlus, 1);
    case '-': return Make(TokenKind::kMinus, 1);
    case '*': return Make(TokenKind::kStar, 1);
    case '/': return Make(TokenKind::kSlash, 1);
    case '%': return Make(TokenKind::kPercent, 1);
    case '?': return Make(TokenKind::kQuestion, 1);
    case ':': return pick(':', TokenKind::kDoubleColon, TokenKind::kColon);
    case ',': return Make(TokenKind::kComma, 1);
    case '.':
      if (next == '.' && Peek(2) == '.') return Make(TokenKind::kEllipsis, 3);
      return Make(TokenKind::kDot, 1);
    default: return Bad();
  }
}

}  // namespace plimsoll::hcl

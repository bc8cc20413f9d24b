// SPDX-License-Identifier: Apache-2.0
#include "cel/lexer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace plimsoll::cel {

namespace {

constexpr std::array<std::string_view, 17> kReserved = {"as",
                                                        "break",
                                                        "const",
                                                        "continue",
                                                        "else",
                                                        "for",
                                                        "function",
                                                        "if",
                                                        "import",
                                                        "let",
                                                        "loop",
                                                        "package",
                                                        "namespace",
                                                        "return",
                                                        "var",
                                                        "void",
                                                        "while"};

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsNameStart(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool IsNamePart(char c) {
  return IsNameStart(c) || IsDigit(c);
}

int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

char Byte(std::uint32_t bits) {
  return static_cast<char>(bits & 0xFFU);
}

void AppendUtf8(std::uint32_t point, std::string& out) {
  if (point < 0x80) {
    out += Byte(point);
  } else if (point < 0x800) {
    out += Byte(0xC0U | (point >> 6U));
    out += Byte(0x80U | (point & 0x3FU));
  } else if (point < 0x10000) {
    out += Byte(0xE0U | (point >> 12U));
    out += Byte(0x80U | ((point >> 6U) & 0x3FU));
    out += Byte(0x80U | (point & 0x3FU));
  } else {
    out += Byte(0xF0U | (point >> 18U));
    out += Byte(0x80U | ((point >> 12U) & 0x3FU));
    out += Byte(0x80U | ((point >> 6U) & 0x3FU));
    out += Byte(0x80U | (point & 0x3FU));
  }
}

// The character of a one-letter escape, e.g. 'n'.
std::optional<char> SimpleEscape(char c) {
  switch (c) {
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    case '\\':
    case '?':
    case '"':
    case '\'':
    case '`': return c;
    default: return std::nullopt;
  }
}

struct Escape {
  std::uint32_t size = 0;  // Bytes of source, after the backslash; 0 = bad.
  std::string problem;
};

// `body` begins after "\x", "\u", "\U" or, for octal, at the first digit.
std::optional<std::uint32_t> Digits(std::string_view body,
                                    std::size_t count,
                                    std::uint32_t base) {
  if (body.size() < count) return std::nullopt;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const int digit = HexDigit(body[i]);
    if (digit < 0 || static_cast<std::uint32_t>(digit) >= base) {
      return std::nullopt;
    }
    number = number * base + static_cast<std::uint32_t>(digit);
  }
  return number;
}

Escape NumericEscape(std::string_view body, bool bytes, std::string& out) {
  const char letter = body[0];
  std::size_t count = 0;
  std::uint32_t base = 16;
  std::size_t skip = 1;
  switch (letter) {
    case 'x':
    case 'X': count = 2; break;
    case 'u': count = 4; break;
    case 'U': count = 8; break;
    default: count = 3, base = 8, skip = 0;
  }
  const auto number = Digits(body.substr(skip), count, base);
  if (!number || (base == 8 && *number > 0377)) {
    return {
        0,
        base == 8
            ? std::string("an octal escape has three digits, up to \\377")
            : fmt::format("\\{} needs {} hexadecimal digits", letter, count)};
  }
  if (bytes) {
    if (letter == 'u' || letter == 'U') {
      return {0, "\\u and \\U do not exist in bytes"};
    }
    out += Byte(*number);
  } else {
    if (*number > 0x10FFFF || (*number >= 0xD800 && *number <= 0xDFFF)) {
      return {0, "the escape is not a Unicode character"};
    }
    AppendUtf8(*number, out);
  }
  return {static_cast<std::uint32_t>(skip + count), {}};
}

// `body` begins after the backslash and is not empty.
Escape ReadEscape(std::string_view body, bool bytes, std::string& out) {
  const char c = body[0];
  if (const auto simple = SimpleEscape(c)) {
    out += *simple;
    return {1, {}};
  }
  if (c == 'x' || c == 'X' || c == 'u' || c == 'U' || (c >= '0' && c <= '7')) {
    return NumericEscape(body, bytes, out);
  }
  return {0, fmt::format("'\\{}' is not an escape", c)};
}

}  // namespace

bool IsReservedWord(std::string_view word) {
  return std::find(kReserved.begin(), kReserved.end(), word) != kReserved.end();
}

bool IsPlainName(std::string_view name) {
  return !name.empty() && IsNameStart(name[0]) &&
         std::all_of(name.begin(), name.end(), IsNamePart) && name != "true" &&
         name != "false" && name != "null" && name != "in";
}

Token Lexer::Make(TokenKind kind, std::uint32_t start) const {
  Token token;
  token.kind = kind;
  token.offset = start;
  token.end = at_;
  token.text = source_.substr(start, at_ - start);
  return token;
}

Token Lexer::Bad(std::uint32_t start,
                 std::string problem,
                 std::string hint) const {
  Token token = Make(TokenKind::kBad, start);
  token.problem = std::move(problem);
  token.hint = std::move(hint);
  return token;
}

void Lexer::SkipSpace() {
  while (at_ < source_.size()) {
    const char c = source_[at_];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
      ++at_;
    } else if (c == '/' && Peek(1) == '/') {
      while (at_ < source_.size() && source_[at_] != '\n') ++at_;
    } else {
      return;
    }
  }
}

Token Lexer::Next() {
  SkipSpace();
  if (at_ >= source_.size()) return Make(TokenKind::kEnd, at_);
  const char c = Peek();
  if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)))) return Number();
  if (IsNameStart(c)) return Word();
  if (c == '"' || c == '\'') return Text(at_, false, false);
  if (c == '`') return Quoted();
  return Punctuation();
}

Token Lexer::Number() {
  const std::uint32_t start = at_;
  if (Peek() == '0' && (Peek(1) == 'x' || Peek(1) == 'X') &&
      HexDigit(Peek(2)) >= 0) {
    at_ += 2;
    while (HexDigit(Peek()) >= 0) ++at_;
  } else {
    bool is_double = false;
    while (IsDigit(Peek())) ++at_;
    if (Peek() == '.' && IsDigit(Peek(1))) {
      is_double = true;
      ++at_;
      while (IsDigit(Peek())) ++at_;
    }
    const bool sign = Peek(1) == '+' || Peek(1) == '-';
    if ((Peek() == 'e' || Peek() == 'E') && IsDigit(Peek(sign ? 2 : 1))) {
      is_double = true;
      at_ += sign ? 2 : 1;
      while (IsDigit(Peek())) ++at_;
    }
    if (is_double) return Make(TokenKind::kDouble, start);
  }
  if (Peek() == 'u' || Peek() == 'U') {
    ++at_;
    return Make(TokenKind::kUint, start);
  }
  if (IsNameStart(Peek())) {
    while (IsNamePart(Peek())) ++at_;
    return Bad(
        start,
        fmt::format("'{}' is not a number", source_.substr(start, at_ - start)),
        "names do not begin with a digit");
  }
  return Make(TokenKind::kInt, start);
}

Token Lexer::Word() {
  const std::uint32_t start = at_;
  while (IsNamePart(Peek())) ++at_;
  const char quote = Peek();
  const std::uint32_t size = at_ - start;
  if ((quote == '"' || quote == '\'') && size <= 2) {
    bool raw = false;
    bool bytes = false;
    bool prefix = true;
    for (const char c : source_.substr(start, size)) {
      if ((c == 'r' || c == 'R') && !raw) {
        raw = true;
      } else if ((c == 'b' || c == 'B') && !bytes) {
        bytes = true;
      } else {
        prefix = false;
      }
    }
    // Only r, b and br are prefixes; rb is none.
    if (prefix &&
        !(size == 2 && (source_[start] == 'r' || source_[start] == 'R'))) {
      return Text(start, raw, bytes);
    }
  }
  return Make(TokenKind::kIdent, start);
}

Token Lexer::Quoted() {
  const std::uint32_t start = at_++;
  while (at_ < source_.size() && source_[at_] != '`' && source_[at_] != '\n') {
    ++at_;
  }
  if (Peek() != '`') {
    return Bad(start, "unclosed backquote", "add \"`\" after the field name");
  }
  const std::string_view name = source_.substr(start + 1, at_ - start - 1);
  ++at_;
  const bool good =
      !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return IsNamePart(c) || c == '.' || c == '-' || c == '/' || c == ' ';
      });
  if (!good) {
    return Bad(start,
               "a field name between backquotes has letters, digits, '_', '.', "
               "'-', '/' and spaces only",
               "write the name as an index: m['...']");
  }
  Token token = Make(TokenKind::kQuoted, start);
  token.text = name;
  return token;
}

Token Lexer::Text(std::uint32_t start, bool raw, bool bytes) {
  const char quote = Peek();
  const bool triple = Peek(1) == quote && Peek(2) == quote;
  const std::uint32_t width = triple ? 3 : 1;
  at_ += width;
  std::string value;
  std::string problem;
  std::uint32_t problem_at = 0;
  while (true) {
    if (at_ >= source_.size() || (!triple && Peek() == '\n')) {
      return Bad(
          start,
          triple ? "unclosed text" : "unclosed text: the line ends first",
          fmt::format("add {}{}",
                      std::string(width, quote),
                      triple ? "" : ", or use triple quotes"));
    }
    if (Peek() == quote &&
        (!triple || (Peek(1) == quote && Peek(2) == quote))) {
      break;
    }
    if (Peek() != '\\' || raw) {
      value += source_[at_++];
      continue;
    }
    if (at_ + 1 >= source_.size()) {
      ++at_;
      continue;
    }
    const Escape escape = ReadEscape(source_.substr(at_ + 1), bytes, value);
    if (escape.size == 0 && problem.empty()) {
      problem = escape.problem;
      problem_at = at_;
    }
    at_ += 1 + std::max<std::uint32_t>(escape.size, 1);
  }
  at_ += width;
  if (!problem.empty()) {
    Token token =
        Bad(start, std::move(problem), "write \\\\ for a backslash, or r'...'");
    token.offset = problem_at;
    return token;
  }
  Token token = Make(bytes ? TokenKind::kBytes : TokenKind::kString, start);
  token.value = std::move(value);
  return token;
}

Token Lexer::Punctuation() {
  static constexpr std::array<std::string_view, 6> kPairs = {
      "&&", "||", "==", "!=", "<=", ">="};
  const std::uint32_t start = at_;
  const std::string_view pair = source_.substr(at_, 2);
  if (std::find(kPairs.begin(), kPairs.end(), pair) != kPairs.end()) {
    at_ += 2;
    return Make(TokenKind::kPunctuation, start);
  }
  const char c = Peek();
  ++at_;
  if (std::string_view("()[]{}.,:?+-*/%!<>").find(c) !=
      std::string_view::npos) {
    return Make(TokenKind::kPunctuation, start);
  }
  switch (c) {
    case '=':
      return Bad(start, "'=' does not assign here", "compare with '=='");
    case '&': return Bad(start, "'&' is not an operator", "write '&&'");
    case '|': return Bad(start, "'|' is not an operator", "write '||'");
    case ';': return Bad(start, "an expression has no ';'", "remove it");
    default: break;
  }
  // Take a whole UTF-8 sequence, so that messages stay well-formed.
  while ((static_cast<unsigned char>(Peek()) & 0xC0U) == 0x80U) ++at_;
  return Bad(start,
             fmt::format("unexpected character '{}'",
                         source_.substr(start, at_ - start)),
             "put text between quotes");
}

namespace {

std::string Quote(std::string_view text, bool bytes) {
  std::string out = bytes ? "b'" : "'";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\\': out += "\\\\"; break;
      case '\'': out += "\\'"; break;
      default:
        if (byte < 0x20 || byte == 0x7F || (bytes && byte >= 0x80)) {
          out += fmt::format("\\x{:02x}", byte);
        } else {
          out += c;
        }
    }
  }
  out += '\'';
  return out;
}

}  // namespace

std::string QuoteString(std::string_view text) {
  return Quote(text, false);
}
std::string QuoteBytes(std::string_view bytes) {
  return Quote(bytes, true);
}

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// Text -> tokens of the expression language.
// Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace plimsoll::cel {

enum class TokenKind : std::uint8_t {
  kEnd,
  kIdent,   ///< Also a reserved word; see IsReservedWord.
  kQuoted,  ///< A field name between backquotes; `text` is what is inside.
  kInt,     ///< Decimal or 0x..., without sign.
  kUint,    ///< The same, followed by u or U; `text` includes the suffix.
  kDouble,
  kString,
  kBytes,
  kPunctuation,
  kBad  ///< Not a token; `problem` says why and `hint` what to do.
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::uint32_t offset = 0;
  std::uint32_t end = 0;
  std::string_view text;  ///< As written (kQuoted: without the quotes).
  std::string value;      ///< kString, kBytes: the bytes it stands for.
  std::string problem;    ///< kBad only.
  std::string hint;       ///< kBad only.

  bool Is(std::string_view punctuation) const {
    return kind == TokenKind::kPunctuation && text == punctuation;
  }
  bool IsWord(std::string_view word) const {
    return kind == TokenKind::kIdent && text == word;
  }
};

/// Hands out the tokens of a text one after the other; spaces and // comments
/// are skipped. After the end it goes on handing out kEnd. Thread-compatible.
/// Lifetime: tokens view `source`, which is UTF-8.
class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}
  Token Next();

 private:
  void SkipSpace();
  Token Number();
  Token Word();
  Token Quoted();
  Token Text(std::uint32_t start, bool raw, bool bytes);
  Token Punctuation();
  Token Make(TokenKind kind, std::uint32_t start) const;
  Token Bad(std::uint32_t start, std::string problem, std::string hint) const;
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < source_.size() ? source_[at_ + ahead] : '\0';
  }

  std::string_view source_;
  std::uint32_t at_ = 0;
};

/// Words kept for other languages and future versions: fields and methods may
/// have these names, variables and functions may not.
bool IsReservedWord(std::string_view word);

/// A string or bytes literal that reads back as `text`, in single quotes.
std::string QuoteString(std::string_view text);
std::string QuoteBytes(std::string_view bytes);

/// True for [A-Za-z_][A-Za-z0-9_]* other than true, false, null and in.
bool IsPlainName(std::string_view name);

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// Text -> tokens of the configuration language outside templates. The parser
// scans the inside of quoted strings and heredocs itself.
// Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "hcl/ast.h"

namespace plimsoll::hcl {

enum class TokenKind : std::uint8_t {
  kEnd,
  kNewline,
  kIdent,
  kNumber,
  kQuote,    ///< The opening '"' only.
  kHeredoc,  ///< "<<EOT" or "<<-EOT" with its line end.
  kBraceOpen,
  kBraceClose,
  kTemplateClose,  ///< "~}"
  kBracketOpen,
  kBracketClose,
  kParenOpen,
  kParenClose,
  kAssign,
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kAnd,
  kOr,
  kNot,
  kPlus,
  kMinus,
  kStar,
  kSlash,
  kPercent,
  kQuestion,
  kColon,
  kDoubleColon,
  kComma,
  kDot,
  kEllipsis,
  kArrow,
  kBad
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  Span span;
};

/// Hands out tokens one after the other. Spaces are skipped, comments too but
/// remembered; line ends are tokens. After the end it hands out kEnd for ever.
/// Thread-compatible. Lifetime: views `text`, which is UTF-8.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Token Next();
  /// Where the next token will be looked for.
  std::uint32_t position() const { return at_; }
  void set_position(std::uint32_t position) { at_ = position; }
  const std::vector<Comment>& comments() const { return comments_; }
  /// Forgets comments that begin at or after `position`, before going back.
  void ForgetComments(std::uint32_t position);

 private:
  Token Make(TokenKind kind, std::uint32_t size);
  Token Ident();
  Token Number();
  Token Operator();
  Token Heredoc();
  Token Bad();
  bool SkipComment();
  char Peek(std::uint32_t ahead) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  std::string_view text_;
  std::uint32_t at_ = 0;
  std::vector<Comment> comments_;
};

/// Length of the identifier at the beginning of `text`; 0 when there is none.
std::size_t IdentifierLength(std::string_view text);
/// The whole text is one identifier.
bool IsIdentifier(std::string_view text);

}  // namespace plimsoll::hcl

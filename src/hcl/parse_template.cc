// SPDX-License-Identifier: Apache-2.0
// Quoted strings, heredocs and template files. First to a row of tokens, on
// which strip markers and the indentation of "<<-" work, then to a tree.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "hcl/internal/parser.h"
#include "hcl/unicode.h"

namespace plimsoll::hcl {
namespace {

using TemplateKind = TemplateToken::Kind;

bool IsHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
         (c >= 'A' && c <= 'F');
}

// "~" takes the spaces of the neighbouring literal, one token only.
void Trim(std::vector<TemplateToken>& tokens) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind == TemplateKind::kLiteral) continue;
    if (tokens[i].trim_before && i > 0 &&
        tokens[i - 1].kind == TemplateKind::kLiteral) {
      tokens[i - 1].text = std::string(TrimSpaceRight(tokens[i - 1].text));
    }
    if (tokens[i].trim_after && i + 1 < tokens.size() &&
        tokens[i + 1].kind == TemplateKind::kLiteral) {
      tokens[i + 1].text = std::string(TrimSpaceLeft(tokens[i + 1].text));
    }
  }
}

// Characters of a run of spaces; CR LF counts as one.
std::size_t CountSpaces(std::string_view spaces) {
  return GraphemeCount(spaces);
}

// Takes the common indentation off the lines of "<<-". A token begins a line
// when the literal before it ends with a line end, after trimming.
void RemoveIndent(std::vector<TemplateToken>& tokens) {
  constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  std::size_t least = kNone;
  std::vector<TemplateToken*> starts;
  bool at_start = true;
  for (TemplateToken& token : tokens) {
    const bool literal = token.kind == TemplateKind::kLiteral;
    if (at_start) {
      at_start = false;
      std::size_t spaces = 0;
      if (literal) {
        const std::string_view rest = TrimSpaceLeft(token.text);
        if (rest.empty() && token.text.ends_with('\n')) {
          spaces = kNone;
        } else {
          spaces = CountSpaces(std::string_view(token.text)
                                   .substr(0, token.text.size() - rest.size()));
          starts.push_back(&token);
        }
      }
      least = std::min(least, spaces);
    }
    if (literal && token.text.ends_with('\n')) at_start = true;
  }
  for (TemplateToken* token : starts) {
    std::string_view rest = token->text;
    for (std::size_t i = 0; i < least && !rest.empty(); ++i) {
      rest.remove_prefix(GraphemeLength(rest));
    }
    token->text = std::string(rest);
  }
}

}  // namespace

const LiteralExpr* Parser::StringLiteral(Span span, std::string_view text) {
  auto* node = tree_.New<LiteralExpr>(span);
  node->literal = LiteralExpr::Kind::kString;
  const std::string_view source = tree_.source().text();
  if (!IsAscii(text)) {
    node->text = tree_.NewText(ToNfc(text));
  } else if (text.data() >= source.data() &&
             text.data() + text.size() <= source.data() + source.size()) {
    node->text = {text.data(), static_cast<std::uint32_t>(text.size())};
  } else {
    node->text = tree_.NewText(text);
  }
  return node;
}

const Expr* Parser::Quoted() {
  const Token open = Take();
  const std::string_view text = tree_.source().text();
  std::size_t at = open.span.end;
  // Most strings are plain: no escape, no interpolation.
  while (at < text.size() && text[at] != '"' && text[at] != '\\' &&
         text[at] != '$' && text[at] != '%' && text[at] != '\n') {
    ++at;
  }
  if (at < text.size() && text[at] == '"') {
    const auto end = static_cast<std::uint32_t>(at);
    MoveTo(end + 1);
    return StringLiteral({open.span.begin, end + 1},
                         text.substr(open.span.end, end - open.span.end));
  }
  at_ = open.span.end;
  return Template(open.span, {TemplateEnd::Kind::kQuote, {}}, false);
}

const Expr* Parser::Heredoc() {
  const Token open = Take();
  std::string_view marker = TextOf(open.span).substr(2);
  const bool flush = marker[0] == '-';
  if (flush) marker.remove_prefix(1);
  marker = TrimSpaceRight(marker);
  at_ = open.span.end;
  return Template(open.span, {TemplateEnd::Kind::kMarker, marker}, flush);
}

std::shared_ptr<const ParsedFile> Parser::LoneTemplate() {
  const Expr* expr = nullptr;
  if (CheckText()) {
    at_ = 0;
    expr = Template({}, {}, false);
  }
  tree_.SetExpression(failed_ ? Bad({}) : expr);
  return tree_.Finish();
}

const Expr* Parser::Template(Span open, const TemplateEnd& end, bool flush) {
  const Nest nest(*this);
  std::vector<TemplateToken> tokens;
  if (!nest || !TemplateTokens(end, tokens)) return Bad(open);
  const bool wrap =
      tokens.size() == 1 && tokens[0].kind == TemplateKind::kValue;
  Trim(tokens);
  if (flush) RemoveIndent(tokens);
  const Span span{open.begin, last_end()};
  const bool plain =
      std::all_of(tokens.begin(), tokens.end(), [](const TemplateToken& t) {
        return t.kind == TemplateKind::kLiteral;
      });
  if (plain) {
    std::string text;
    for (const TemplateToken& token : tokens) text += token.text;
    return StringLiteral(span, text);
  }
  std::size_t at = 0;
  const auto parts = PairParts(tokens, at, nullptr);
  if (!parts) return Bad(open);
  auto* node = tree_.New<TemplateExpr>(span);
  node->parts = tree_.Copy(*parts);
  node->is_wrap = wrap;
  return node;
}

// Whether at_, the beginning of a line, is the line that closes a heredoc.
bool Parser::AtMarker(std::string_view marker, std::uint32_t& after) const {
  const std::string_view text = tree_.source().text();
  const std::size_t newline = text.find('\n', at_);
  if (newline == std::string_view::npos) return false;
  const std::string_view line = text.substr(at_, newline - at_);
  const std::string_view rest = TrimSpaceLeft(line);
  if (!rest.starts_with(marker) || TrimSpaceRight(rest) != marker) return false;
  after = static_cast<std::uint32_t>(at_ + (line.size() - rest.size()) +
                                     marker.size());
  return true;
}

bool Parser::TemplateTokens(const TemplateEnd& end,
                            std::vector<TemplateToken>& tokens) {
  const std::uint32_t begin = at_;
  const std::string_view text = tree_.source().text();
  bool line_start = true;
  while (!failed_) {
    if (end.kind == TemplateEnd::Kind::kMarker && line_start) {
      std::uint32_t after = 0;
      if (AtMarker(end.marker, after)) {
        MoveTo(after);
        return true;
      }
    }
    if (at_ >= text.size()) {
      if (end.kind == TemplateEnd::Kind::kText) {
        last_end_ = at_;
        return true;
      }
      const bool quote = end.kind == TemplateEnd::Kind::kQuote;
      Fail({begin - 1, begin},
           quote ? std::string("text is not closed")
                 : fmt::format("heredoc is not closed"),
           quote ? std::string("add a closing quote")
                 : fmt::format("write {} alone on a line, and a line end "
                               "after it",
                               end.marker));
      return false;
    }
    const char c = text[at_];
    if (c == '"' && end.kind == TemplateEnd::Kind::kQuote) {
      MoveTo(at_ + 1);
      return true;
    }
    if ((c == '$' || c == '%') && at_ + 1 < text.size() &&
        text[at_ + 1] == '{') {
      if (!TemplateSequence(c, tokens)) return false;
      line_start = false;
      continue;
    }
    bool done = false;
    if (!TemplateLiteral(end, tokens, done)) return false;
    line_start = tokens.back().text.ends_with('\n');
  }
  return false;
}

// Text up to the next sequence; outside quotes up to the end of the line.
bool Parser::TemplateLiteral(const TemplateEnd& end,
                             std::vector<TemplateToken>& tokens,
                             bool& done) {
  const std::string_view text = tree_.source().text();
  const bool quote = end.kind == TemplateEnd::Kind::kQuote;
  TemplateToken token;
  token.span.begin = at_;
  while (at_ < text.size() && !done) {
    const char c = text[at_];
    if (c == '$' || c == '%') {
      std::size_t run = 1;
      while (at_ + run < text.size() && text[at_ + run] == c) ++run;
      const bool brace = at_ + run < text.size() && text[at_ + run] == '{';
      if (brace && run == 1) break;
      if (!brace) {
        token.text.append(run, c);
        at_ += static_cast<std::uint32_t>(run);
      } else {  // "$${" stands for "${".
        token.text.append(run - 1, c);
        token.text += '{';
        at_ += static_cast<std::uint32_t>(run + 1);
      }
    } else if (quote && c == '"') {
      break;
    } else if (quote && c == '\\') {
      if (!Escape(token.text)) return false;
    } else if (quote && c == '\n') {
      MoveTo(at_);
      Fail({at_, at_ + 1},
           "text in quotes goes over the end of a line",
           "close it with a quote, or write a heredoc: <<NAME");
      return false;
    } else {
      token.text += c;
      ++at_;
      done = !quote && c == '\n';
    }
  }
  token.span.end = at_;
  tokens.push_back(std::move(token));
  return true;
}

bool Parser::Escape(std::string& out) {
  const std::string_view text = tree_.source().text();
  const char kind = at_ + 1 < text.size() ? text[at_ + 1] : '\0';
  static constexpr std::string_view kNames = "nrt\"\\";
  static constexpr std::string_view kBytes = "\n\r\t\"\\";
  if (const std::size_t i = kNames.find(kind);
      kind != '\0' && i != std::string_view::npos) {
    out += kBytes[i];
    at_ += 2;
    return true;
  }
  if (kind == 'u' || kind == 'U') {
    const std::uint32_t digits = kind == 'u' ? 4 : 8;
    char32_t value = 0;
    std::uint32_t count = 0;
    while (count < digits && at_ + 2 + count < text.size() &&
           IsHex(text[at_ + 2 + count])) {
      const char c = text[at_ + 2 + count];
      const char32_t digit = static_cast<unsigned char>(
          c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
      value = value << 4U | digit;
      ++count;
    }
    const bool valid = value < 0xD800 || (value >= 0xE000 && value <= 0x10FFFF);
    if (count < digits || !valid) {
      Fail(
          {at_, at_ + 2 + count},
          fmt::format(
              "\\{} needs {} hexadecimal digits of a character", kind, digits));
      return false;
    }
    AppendUtf8(value, out);
    at_ += 2 + digits;
    return true;
  }
  Fail({at_, at_ + 2},
       "unknown escape sequence",
       "known are \\n \\r \\t \\\" \\\\ \\uXXXX and \\UXXXXXXXX; a backslash "
       "is written \\\\");
  return false;
}

// "${ expr }" or "%{ directive }"; at_ is at the sigil.
bool Parser::TemplateSequence(char sigil, std::vector<TemplateToken>& tokens) {
  const std::string_view text = tree_.source().text();
  TemplateToken token;
  token.span.begin = at_;
  std::uint32_t inside = at_ + 2;
  if (inside < text.size() && text[inside] == '~') {
    token.trim_before = true;
    ++inside;
  }
  MoveTo(inside);
  const NewlineMode mode(*this, true);
  if (sigil == '$') {
    token.kind = TemplateKind::kValue;
    token.expr = Expression();
  } else if (!Directive(token)) {
    return false;
  }
  if (failed_) return false;
  if (At(TokenKind::kTemplateClose)) {
    token.trim_after = true;
  } else if (!At(TokenKind::kBraceClose)) {
    Fail(Peek().span,
         sigil == '$' ? "interpolation is not closed"
                      : "template directive is not closed",
         "add \"}\"");
    return false;
  }
  Take();
  at_ = last_end();
  token.span.end = at_;
  tokens.push_back(std::move(token));
  return true;
}

bool Parser::Directive(TemplateToken& token) {
  const Token word = Peek();
  const std::string_view name = TextOf(word.span);
  if (word.kind != TokenKind::kIdent) {
    Fail(word.span,
         "template directive expected after \"%{\"",
         "known are if, else, endif, for, endfor; a plain %{ is written %%{");
    return false;
  }
  if (name == "for") {
    token.kind = TemplateKind::kFor;
    if (!ForIntro(token.key_name, token.item_name)) return false;
    token.expr = Expression();
    return !failed_;
  }
  Take();
  if (name == "if") {
    token.kind = TemplateKind::kIf;
    token.expr = Expression();
  } else if (name == "else") {
    token.kind = TemplateKind::kElse;
  } else if (name == "endif") {
    token.kind = TemplateKind::kEndIf;
  } else if (name == "endfor") {
    token.kind = TemplateKind::kEndFor;
  } else {
    Fail(word.span,
         fmt::format("\"{}\" is not a template directive", name),
         "known are if, else, endif, for, endfor");
  }
  return !failed_;
}

// Parts up to the end, or up to the token that closes or divides `opener`,
// which stays at `at`.
std::optional<std::vector<TemplatePart>> Parser::PairParts(
    const std::vector<TemplateToken>& tokens,
    std::size_t& at,
    const TemplateToken* opener) {
  const Nest nest(*this);
  if (!nest) return std::nullopt;
  std::vector<TemplatePart> parts;
  for (; at < tokens.size(); ++at) {
    const TemplateToken& token = tokens[at];
    TemplatePart part;
    part.span = token.span;
    switch (token.kind) {
      case TemplateKind::kLiteral:
        if (token.text.empty()) continue;
        part.text = tree_.NewText(ToNfc(token.text));
        break;
      case TemplateKind::kValue:
        part.kind = TemplatePart::Kind::kValue;
        part.expr = token.expr;
        break;
      case TemplateKind::kIf:
      case TemplateKind::kFor:
        if (!PairDirective(tokens, at, part)) return std::nullopt;
        break;
      default:
        if (opener != nullptr) return parts;
        Fail(token.span, "template directive that closes nothing", "remove it");
        return std::nullopt;
    }
    parts.push_back(part);
  }
  if (opener == nullptr) return parts;
  Fail(opener->span,
       "template directive is not closed",
       opener->kind == TemplateKind::kFor ? "add %{ endfor }"
                                          : "add %{ endif }");
  return std::nullopt;
}

bool Parser::PairDirective(const std::vector<TemplateToken>& tokens,
                           std::size_t& at,
                           TemplatePart& part) {
  const TemplateToken& opener = tokens[at];
  const bool is_for = opener.kind == TemplateKind::kFor;
  part.kind = is_for ? TemplatePart::Kind::kFor : TemplatePart::Kind::kIf;
  part.expr = opener.expr;
  part.key_name = opener.key_name;
  part.item_name = opener.item_name;
  ++at;
  const auto body = PairParts(tokens, at, &opener);
  if (!body) return false;
  part.body = tree_.Copy(*body);
  if (!is_for && tokens[at].kind == TemplateKind::kElse) {
    ++at;
    const auto otherwise = PairParts(tokens, at, &opener);
    if (!otherwise) return false;
    part.otherwise = tree_.Copy(*otherwise);
  }
  const TemplateKind closing =
      is_for ? TemplateKind::kEndFor : TemplateKind::kEndIf;
  if (tokens[at].kind != closing) {
    Fail(tokens[at].span,
         "this template directive does not close the one before it",
         is_for ? "%{ endfor } is needed first" : "%{ endif } is needed first");
    return false;
  }
  part.span.end = tokens[at].span.end;
  return true;
}

}  // namespace plimsoll::hcl

// SPDX-License-Identifier: Apache-2.0
// Recursive-descent parser of the native syntax; the doors are in
// hcl/parser.h. After a syntax error `failed_` is set, every function returns
// at once, and the innermost body goes on behind the broken item.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hcl/internal/tree_builder.h"
#include "hcl/lexer.h"
#include "hcl/parser.h"

namespace plimsoll::hcl {

/// A piece of a template before directives are paired.
struct TemplateToken {
  enum class Kind : std::uint8_t {
    kLiteral,
    kValue,
    kIf,
    kElse,
    kEndIf,
    kFor,
    kEndFor
  };
  Kind kind = Kind::kLiteral;
  Span span;
  std::string text;
  const Expr* expr = nullptr;
  Text key_name;
  Text item_name;
  bool trim_before = false;  ///< "${~", "%{~"
  bool trim_after = false;   ///< "~}"
};

/// Where a template ends.
struct TemplateEnd {
  enum class Kind : std::uint8_t { kQuote, kMarker, kText };
  Kind kind = Kind::kText;
  std::string_view marker;
};

class Parser {
 public:
  Parser(std::string name,
         std::string text,
         Diagnostics& diagnostics,
         const ParseLimits& limits);

  std::shared_ptr<const ParsedFile> File();
  std::shared_ptr<const ParsedFile> LoneExpression();
  std::shared_ptr<const ParsedFile> LoneTemplate();

 private:
  // Whether line ends are tokens; restored at the end of the scope.
  class NewlineMode {
   public:
    NewlineMode(Parser& parser, bool skip) : parser_(parser) {
      saved_ = std::exchange(parser.skip_newlines_, skip);
    }
    ~NewlineMode() { parser_.skip_newlines_ = saved_; }
    NewlineMode(const NewlineMode&) = delete;
    NewlineMode& operator=(const NewlineMode&) = delete;

   private:
    Parser& parser_;
    bool saved_;
  };
  // One level of nesting; false when there are too many.
  class Nest {
   public:
    explicit Nest(Parser& parser) : parser_(parser) { ++parser.depth_; }
    ~Nest() { --parser_.depth_; }
    Nest(const Nest&) = delete;
    Nest& operator=(const Nest&) = delete;
    explicit operator bool() const;

   private:
    Parser& parser_;
  };

  // --- tokens (parse_expression.cc)
  const Token& Peek();
  Token Take();
  bool At(TokenKind kind) { return Peek().kind == kind; }
  bool AtWord(std::string_view word);
  bool TakeIf(TokenKind kind);
  /// Takes a token of this kind, or reports.
  bool Expect(TokenKind kind, std::string_view message, std::string_view hint);
  std::uint32_t last_end() const { return last_end_; }
  void MoveTo(std::uint32_t position);
  void Fail(Span span, std::string message, std::string hint = {});
  void Report(Span span, std::string message, std::string hint = {});
  const Expr* Bad(Span span) { return tree_.NewBad(span); }
  std::string_view TextOf(Span span) const { return tree_.source().text(span); }
  bool CheckText();

  // --- expressions (parse_expression.cc, parse_term.cc)
  const Expr* Expression();
  const Expr* Binary(int level);
  const Expr* Unary();
  const Expr* Postfix();
  bool CountLink(std::uint32_t& count);
  const Expr* Steps(const Expr* source);
  bool Step(const Expr*& expr, std::vector<TraversalStep>& steps);
  bool DotStep(const Expr*& expr, std::vector<TraversalStep>& steps);
  bool BracketStep(const Expr*& expr, std::vector<TraversalStep>& steps);
  const Expr* Flush(const Expr* expr, std::vector<TraversalStep>& steps);
  const Expr* AttributeSplat(const Expr* source);
  const Expr* FullSplat(const Expr* source);
  const Expr* Term();
  const Expr* Number();
  const LiteralExpr* NumberLiteral(Span span);
  const Expr* Word();
  const Expr* Call(Span name, const Token& first);
  const Expr* Parentheses();
  const Expr* Tuple();
  const Expr* Object();
  bool ObjectItemAt(std::vector<ObjectItem>& items);
  const Expr* For(const Token& open, bool object);
  bool ForIntro(Text& key, Text& item);
  const Expr* MisplacedToken();

  // --- templates (parse_template.cc)
  const Expr* Quoted();
  const Expr* Heredoc();
  const Expr* Template(Span open, const TemplateEnd& end, bool flush);
  bool TemplateTokens(const TemplateEnd& end,
                      std::vector<TemplateToken>& tokens);
  bool TemplateLiteral(const TemplateEnd& end,
                       std::vector<TemplateToken>& tokens,
                       bool& done);
  bool Escape(std::string& out);
  bool TemplateSequence(char sigil, std::vector<TemplateToken>& tokens);
  bool Directive(TemplateToken& token);
  bool AtMarker(std::string_view marker, std::uint32_t& after) const;
  std::optional<std::vector<TemplatePart>> PairParts(
      const std::vector<TemplateToken>& tokens,
      std::size_t& at,
      const TemplateToken* opener);
  bool PairDirective(const std::vector<TemplateToken>& tokens,
                     std::size_t& at,
                     TemplatePart& part);
  const LiteralExpr* StringLiteral(Span span, std::string_view text);

  // --- bodies (parse_body.cc)
  const Body* BodyUntil(TokenKind close, bool top_level);
  void Item(std::vector<BodyItem>& items, bool top_level);
  void AttributeItem(const Token& name, std::vector<BodyItem>& items);
  void BlockItem(const Token& type, std::vector<BodyItem>& items);
  bool Labels(std::vector<BlockLabel>& labels);
  const Body* BlockBody();
  bool SingleLineBody(std::vector<BodyItem>& items);
  void CheckDuplicates(const std::vector<BodyItem>& items);
  void RecoverItem(std::uint32_t start, bool top_level);
  bool SkipToken(std::vector<TokenKind>& open);
  void SkipQuoted();
  std::uint32_t NextTopLevelBlock(std::uint32_t from) const;

  static constexpr std::uint32_t kMaxLinks = 2000;

  TreeBuilder tree_;
  Lexer lexer_;
  Diagnostics& diagnostics_;
  ParseLimits limits_;
  Token token_;
  bool have_token_ = false;
  bool skip_newlines_ = false;
  bool failed_ = false;
  bool broken_ = false;  // Something failed inside the current block.
  std::uint32_t depth_ = 0;
  std::uint32_t last_end_ = 0;
  std::uint32_t at_ = 0;  // Of the template scanner.
  std::size_t reported_ = 0;
  std::size_t recoveries_ = 0;
  std::set<std::uint32_t> reported_at_;  // Nothing is reported twice.
};

}  // namespace plimsoll::hcl

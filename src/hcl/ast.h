// SPDX-License-Identifier: Apache-2.0
// The tree of one file: bodies of attributes and blocks, and expressions. All
// nodes live in the arena of a ParsedFile and never change.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "hcl/source_file.h"
#include "value/arena.h"

namespace plimsoll::hcl {

/// A text that a Value can point at. Lifetime: the arena or file it was made
/// in.
struct Text {
  const char* data = nullptr;
  std::uint32_t size = 0;

  std::string_view view() const { return {data, size}; }
  bool empty() const { return size == 0; }
};

enum class ExprKind : std::uint8_t {
  kLiteral,
  kTemplate,
  kTraversal,  ///< name.attr[0]["key"]: starts at a name of the scope.
  kRelative,   ///< The same steps on any other expression.
  kIndex,      ///< a[expr]
  kSplat,      ///< a[*].b or a.*.b
  kSplatItem,  ///< Stands for the item inside SplatExpr::each.
  kCall,
  kUnary,
  kBinary,
  kConditional,
  kTuple,
  kObject,
  kFor,
  kParentheses,
  kBad  ///< Could not be parsed; there is a diagnostic. Evaluates to an error.
};

/// Common head of every expression; the rest follows by kind, see As().
struct Expr {
  ExprKind kind = ExprKind::kBad;
  std::uint32_t id = 0;  ///< Index into ParsedFile::spans().
  Span span;
};

struct LiteralExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kLiteral;
  enum class Kind : std::uint8_t {
    kNull,
    kTrue,
    kFalse,
    kInteger,  ///< `integer`
    kNumber,   ///< A decimal number in `text` that is not a small integer.
    kString    ///< `text`: escapes undone, normalised (NFC).
  };
  Kind literal = Kind::kNull;
  std::int64_t integer = 0;
  Text text;
};

/// One piece of a template.
struct TemplatePart {
  enum class Kind : std::uint8_t {
    kLiteral,  ///< `text`
    kValue,    ///< ${expr}
    kIf,       ///< %{if expr}body%{else}otherwise%{endif}
    kFor       ///< %{for key, item in expr}body%{endfor}
  };
  Kind kind = Kind::kLiteral;
  Span span;
  Text text;
  const Expr* expr = nullptr;
  std::span<const TemplatePart> body;
  std::span<const TemplatePart> otherwise;
  Text key_name;   ///< kFor; empty when there is none.
  Text item_name;  ///< kFor
};

/// A quoted string or heredoc with interpolations or directives. Plain strings
/// are literals.
struct TemplateExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kTemplate;
  std::span<const TemplatePart> parts;
  bool is_wrap = false;  ///< Exactly one ${expr}: the value keeps its type.
};

/// .name, [0], ["name"] or the old .0
struct TraversalStep {
  bool is_attribute = false;         ///< `name`, else `key`.
  Span span;                         ///< With its dot or brackets.
  Text name;                         ///< Also of a string key.
  const LiteralExpr* key = nullptr;  ///< A number or string.
};

struct TraversalExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kTraversal;
  Text root;
  Span root_span;
  std::span<const TraversalStep> steps;
};

struct RelativeExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kRelative;
  const Expr* source = nullptr;
  std::span<const TraversalStep> steps;
};

struct IndexExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kIndex;
  const Expr* collection = nullptr;
  const Expr* key = nullptr;
};

struct SplatItemExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kSplatItem;
};

struct SplatExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kSplat;
  const Expr* source = nullptr;
  const SplatItemExpr* item = nullptr;  ///< The leaf of `each`.
  const Expr* each = nullptr;           ///< Evaluated for each item.
};

struct CallExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kCall;
  Text name;  ///< With its namespace: "provider::aws::arn_parse".
  Span name_span;
  std::span<const Expr* const> arguments;
  bool expand_last = false;  ///< f(list...)
};

enum class UnaryOp : std::uint8_t { kNot, kNegate };
struct UnaryExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kUnary;
  UnaryOp op = UnaryOp::kNot;
  const Expr* operand = nullptr;
};

enum class BinaryOp : std::uint8_t {
  kOr,
  kAnd,
  kEqual,
  kNotEqual,
  kGreater,
  kGreaterOrEqual,
  kLess,
  kLessOrEqual,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kModulo
};
struct BinaryExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kBinary;
  BinaryOp op = BinaryOp::kAdd;
  const Expr* left = nullptr;
  const Expr* right = nullptr;
};

struct ConditionalExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kConditional;
  const Expr* condition = nullptr;
  const Expr* when_true = nullptr;
  const Expr* when_false = nullptr;
};

struct TupleExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kTuple;
  std::span<const Expr* const> items;
};

struct ObjectItem {
  bool is_name = false;       ///< A bare word: `name`, not a reference.
  Text name;                  ///< Also set for a plain string key.
  const Expr* key = nullptr;  ///< Always set.
  const Expr* value = nullptr;
};
struct ObjectExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kObject;
  std::span<const ObjectItem> items;
};

/// [for key, item in collection : value if condition], or with {} and key_expr.
struct ForExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kFor;
  Text key_name;  ///< Empty when there is none.
  Text item_name;
  const Expr* collection = nullptr;
  const Expr* key = nullptr;  ///< Null: the result is a tuple.
  const Expr* value = nullptr;
  const Expr* condition = nullptr;  ///< May be null.
  bool group = false;               ///< value...
};

struct ParenthesesExpr : Expr {
  static constexpr ExprKind kKind = ExprKind::kParentheses;
  const Expr* inner = nullptr;
};

/// The node behind a head; aborts on another kind.
template <typename T>
const T& As(const Expr& expr) {
  PLIMSOLL_CHECK(expr.kind == T::kKind);
  return static_cast<const T&>(expr);
}
/// The node, or null when it is of another kind.
template <typename T>
const T* TryAs(const Expr* expr) {
  return expr != nullptr && expr->kind == T::kKind ? static_cast<const T*>(expr)
                                                   : nullptr;
}

struct Body;

/// name = value
struct Attribute {
  Text name;
  Span name_span;
  Span span;  ///< From the name to the end of the value.
  const Expr* value = nullptr;
};

struct BlockLabel {
  Text text;
  Span span;  ///< With its quotes.
};

/// type "label" { body }
struct Block {
  Text type;
  Span type_span;
  std::span<const BlockLabel> labels;
  Span header_span;  ///< From the type to the last label.
  Span span;         ///< To the closing brace.
  const Body* body = nullptr;
  bool broken = false;  ///< Something inside could not be parsed.
};

/// Exactly one of both is set.
struct BodyItem {
  const Attribute* attribute = nullptr;
  const Block* block = nullptr;
};

/// Items in source order. After a duplicate attribute (a diagnostic) both are
/// here; Find gives the first.
struct Body {
  std::span<const BodyItem> items;
  Span span;

  const Attribute* Find(std::string_view name) const {
    for (const BodyItem& item : items) {
      if (item.attribute != nullptr && item.attribute->name.view() == name) {
        return item.attribute;
      }
    }
    return nullptr;
  }
};

/// "# ...", "// ..." or "/* ... */", as written, without the line end.
struct Comment {
  Span span;
};

/// What one text became; the owner of its nodes. Immutable once parsed.
class ParsedFile {
 public:
  explicit ParsedFile(std::string name, std::string text)
      : source_(std::move(name), std::move(text)),
        arena_(std::make_unique<Arena>(std::size_t{64} << 10U)) {}

  const SourceFile& source() const { return source_; }
  /// Null for a lone expression or template.
  const Body* body() const { return body_; }
  /// Null for a file.
  const Expr* expression() const { return expression_; }
  /// Sorted by place.
  std::span<const Comment> comments() const { return comments_; }
  /// The place of the expression with each id.
  std::span<const Span> spans() const { return spans_; }
  /// False when there was any error.
  bool complete() const { return complete_; }

 private:
  friend class TreeBuilder;
  SourceFile source_;
  std::unique_ptr<Arena> arena_;
  const Body* body_ = nullptr;
  const Expr* expression_ = nullptr;
  std::vector<Comment> comments_;
  std::vector<Span> spans_;
  bool complete_ = true;
};

}  // namespace plimsoll::hcl

// SPDX-License-Identifier: Apache-2.0
// One evaluation of one expression: a walk over its tree.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hcl/evaluator.h"

namespace plimsoll::hcl {

/// What went wrong where; becomes a diagnostic unless a try() or the side that
/// was not taken drops it.
struct Problem {
  Span span;
  std::string message;
  std::string hint;
};

/// nullopt means: failed, and the problem is recorded.
using Maybe = std::optional<Value>;

class Walk {
 public:
  Walk(Evaluator& evaluator,
       const ParsedFile& file,
       Scope& scope,
       PlaceId place_base)
      : evaluator_(evaluator),
        factory_(evaluator.factory_),
        file_(file),
        scope_(scope),
        place_base_(place_base) {}

  Maybe Eval(const Expr& expr);
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  struct Binding {
    std::string_view name;
    Value value;
  };
  struct Item {
    const SplatItemExpr* node = nullptr;
    Value value;
  };
  // Pops what was bound since.
  class Bindings {
   public:
    explicit Bindings(std::vector<Binding>& bindings)
        : bindings_(bindings), size_(bindings.size()) {}
    ~Bindings() { bindings_.resize(size_); }
    Bindings(const Bindings&) = delete;
    Bindings& operator=(const Bindings&) = delete;

   private:
    std::vector<Binding>& bindings_;
    std::size_t size_;
  };

  std::nullopt_t Fail(Span span, std::string message, std::string hint = {});
  bool Spend(Span span, std::uint64_t steps);
  Maybe Dispatch(const Expr& expr);
  Value Dynamic(Value because) const;
  Value NotNull(Value unknown) const;
  Maybe WantString(Span span, Value value, std::string_view what);

  // evaluate.cc
  Maybe Literal(const LiteralExpr& expr);
  Maybe Traversal(const TraversalExpr& expr);
  Maybe TakeSteps(Value value,
                  std::span<const TraversalStep> steps,
                  std::size_t from);
  Maybe Index(const IndexExpr& expr);
  Maybe Tuple(const TupleExpr& expr);
  Maybe Object(const ObjectExpr& expr);
  Maybe ObjectKey(const ObjectItem& item);

  // evaluate_call.cc
  Maybe Call(const CallExpr& expr);
  Maybe Try(const CallExpr& expr);
  Maybe Can(const CallExpr& expr);
  Maybe TemplateString(const CallExpr& expr);
  bool Expand(const CallExpr& expr,
              std::vector<Value>& arguments,
              Maybe& unknown);

  // evaluate_operators.cc
  Maybe Unary(const UnaryExpr& expr);
  Maybe Binary(const BinaryExpr& expr);
  Maybe Logical(const BinaryExpr& expr);
  Maybe Operand(const Expr& expr, Type type, std::string_view side);
  Maybe Arithmetic(const BinaryExpr& expr, Value a, Value b);
  Maybe Conditional(const ConditionalExpr& expr);
  Maybe Choose(const Expr& expr,
               const Expr& condition_expr,
               const Maybe& yes,
               const Maybe& no,
               std::size_t yes_begin,
               std::size_t no_begin);
  Maybe UnknownChoice(Value condition, Value yes, Value no, Type type);
  std::optional<Type> ChoiceType(const Maybe& yes, const Maybe& no);
  Maybe Condition(const Expr& expr);

  // evaluate_loops.cc
  Maybe For(const ForExpr& expr);
  Maybe ForTuple(const ForExpr& expr, Value collection);
  Maybe ForObject(const ForExpr& expr, Value collection);
  /// Whether the item passes `if`. When that is unknown, adds to `unknowns`;
  /// after an error `good` is false.
  bool Passes(const ForExpr& expr, std::vector<Value>& unknowns, bool& good);
  Maybe Collection(const Expr& expr, bool& iterable);
  void Bind(const Text& key_name,
            const Text& item_name,
            Value collection,
            std::size_t index);
  Maybe Splat(const SplatExpr& expr);
  Maybe SplatEach(const SplatExpr& expr, Value item);
  Maybe SplatUnknown(const SplatExpr& expr, Value source);
  Maybe ListOf(std::span<const Value> items);

  // evaluate_template.cc
  struct Piece {
    std::string text;
    std::vector<Value> unknown;  // Parts that are not known.
    std::string prefix;          // Of `text`, before the first of them.
    bool sensitive = false;
  };
  Maybe Template(const TemplateExpr& expr);
  bool Parts(std::span<const TemplatePart> parts, Piece& out);
  bool ValuePart(const TemplatePart& part, Piece& out);
  bool IfPart(const TemplatePart& part, Piece& out);
  bool ForPart(const TemplatePart& part, Piece& out);
  static void AddUnknown(Piece& out, Value value);

  Evaluator& evaluator_;
  const ValueFactory& factory_;
  const ParsedFile& file_;
  Scope& scope_;
  PlaceId place_base_;
  std::vector<Binding> bindings_;
  std::vector<Item> items_;
  std::vector<Problem> problems_;
  bool exhausted_ = false;  // No steps left: nothing catches that.
};

/// Number of elements to iterate over; 0 for what has none.
std::size_t ElementCount(Value collection);

}  // namespace plimsoll::hcl

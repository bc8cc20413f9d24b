// SPDX-License-Identifier: Apache-2.0
// The plain tree walk: the meaning of the language, written to be read. The
// compiled program must agree with it (evaluate_differential_test.cc).
#include <string_view>
#include <utility>
#include <vector>

#include "cel/evaluate_rules.h"
#include "cel/library/optional.h"
#include "cel/library/type_value.h"
#include "cel/program.h"

namespace plimsoll::cel {
namespace {

/// A variable of a comprehension; scopes are chained from inner to outer.
struct Scope {
  std::string_view name;
  Value value;
  const Scope* outer = nullptr;
};

class Walker {
 public:
  Walker(const Ast& ast,
         const Environment& environment,
         std::span<const Value> bindings,
         CallContext& context)
      : ast_(ast),
        environment_(environment),
        bindings_(bindings),
        context_(context) {}

  Value Walk(const Expr& expr, const Scope* scope) {
    switch (expr.kind) {
      case ExprKind::kConstant: return expr.constant;
      case ExprKind::kIdent: return WalkIdent(expr, scope);
      case ExprKind::kSelect: return WalkSelect(expr, scope);
      case ExprKind::kCall: return WalkCall(expr, scope);
      case ExprKind::kList: return WalkList(expr, scope);
      case ExprKind::kMap: return WalkMap(expr, scope);
      case ExprKind::kComprehension: return WalkComprehension(expr, scope);
      case ExprKind::kStruct: break;
    }
    return UnknownStruct(context_.factory, expr.name);
  }

  bool out_of_budget() const { return out_of_budget_; }

 private:
  Value Variable(std::int32_t slot) const {
    PLIMSOLL_CHECK(static_cast<std::size_t>(slot) < bindings_.size());
    return bindings_[static_cast<std::size_t>(slot)];
  }

  Value WalkIdent(const Expr& expr, const Scope* scope) const {
    for (; scope != nullptr; scope = scope->outer) {
      if (scope->name == expr.name) return scope->value;
    }
    if (expr.variable >= 0) return Variable(expr.variable);
    if (expr.is_type_name) return MakeTypeValue(context_.factory, expr.name);
    return UndeclaredName(context_.factory, expr.name);
  }

  Value WalkSelect(const Expr& expr, const Scope* scope) {
    if (expr.variable >= 0) return Variable(expr.variable);
    if (expr.is_type_name) return MakeTypeValue(context_.factory, expr.name);
    return SelectField(context_.factory,
                       Walk(*expr.operand, scope),
                       expr.name,
                       {.null_if_absent = expr.null_if_absent,
                        .test_only = expr.test_only,
                        .optional = expr.optional});
  }

  Value WalkCall(const Expr& expr, const Scope* scope) {
    if (expr.name == "_?_:_") {
      const Value condition = Walk(*expr.args[0], scope);
      if (condition.is_true()) return Walk(*expr.args[1], scope);
      if (condition.is_false()) return Walk(*expr.args[2], scope);
      if (IsBad(condition)) return condition;
      return NotABool(context_, "_?_:_", condition);
    }
    if (expr.name == "_&&_" || expr.name == "_||_") {
      const Value x = Walk(*expr.args[0], scope);
      const Value y = Walk(*expr.args[1], scope);
      return expr.name == "_&&_" ? LogicalAnd(context_, x, y)
                                 : LogicalOr(context_, x, y);
    }
    if (expr.name == "@not_strictly_false") {
      return Value::Bool(!Walk(*expr.args[0], scope).is_false());
    }
    std::vector<Value> args;
    if (expr.operand != nullptr)
      args.push_back(Argument(expr, 0, *expr.operand, scope));
    for (const Expr* arg : expr.args) {
      args.push_back(Argument(expr, args.size(), *arg, scope));
    }
    if (!Charge()) return context_.OverBudget();
    if (expr.name == "cel.@mapInsert") return MapInsert(context_, args);
    if (expr.overloads.empty())
      return UnknownFunction(context_, expr.name, args);
    return CallFunction(
        context_, *environment_.functions, expr.name, expr.overloads, args);
  }

  /// An argument; a declared field that is null may stand for an empty list.
  Value Argument(const Expr& call,
                 std::size_t index,
                 const Expr& arg,
                 const Scope* scope) {
    const Value value = Walk(arg, scope);
    const bool empty =
        value.is_null() &&
        EmptyableArgument(call.name) == static_cast<int>(index) &&
        NullReadsEmpty(ast_, arg);
    return empty ? EmptyFor(context_.factory, ast_, arg) : value;
  }

  Value WalkList(const Expr& expr, const Scope* scope) {
    std::vector<Value> items;
    std::vector<Value> strict;
    for (std::size_t i = 0; i < expr.args.size(); ++i) {
      const Value value = Walk(*expr.args[i], scope);
      const bool optional = i < expr.optional_at.size() && expr.optional_at[i];
      if (value.is_error() || (optional && IsBad(value))) {
        strict.push_back(value);
      } else if (!optional) {
        items.push_back(value);
      } else if (!IsOptional(value)) {
        strict.push_back(NotOptional(context_.factory, value));
      } else if (const Value* content = OptionalContent(value)) {
        items.push_back(*content);
      }
    }
    const Value bad = StrictBad(context_.factory, strict);
    return IsBad(bad) ? bad : context_.factory.List(items);
  }

  Value WalkMap(const Expr& expr, const Scope* scope) {
    std::vector<std::pair<Value, Value>> entries;
    std::vector<Value> strict;
    for (std::size_t i = 0; i + 1 < expr.args.size(); i += 2) {
      const Value key = Walk(*expr.args[i], scope);
      const Value value = Walk(*expr.args[i + 1], scope);
      const bool optional =
          i / 2 < expr.optional_at.size() && expr.optional_at[i / 2];
      const Value bad_key = CheckMapKey(context_.factory, key);
      if (IsBad(bad_key)) strict.push_back(bad_key);
      if (value.is_error() || (optional && IsBad(value))) {
        strict.push_back(value);
      } else if (!optional) {
        entries.emplace_back(key, value);
      } else if (!IsOptional(value)) {
        strict.push_back(NotOptional(context_.factory, value));
      } else if (const Value* content = OptionalContent(value)) {
        entries.emplace_back(key, *content);
      }
    }
    const Value bad = StrictBad(context_.factory, strict);
    return IsBad(bad) ? bad : MakeMap(context_.factory, entries);
  }

  Value WalkComprehension(const Expr& expr, const Scope* scope) {
    const Value range = Walk(*expr.operand, scope);
    if (IsBad(range)) return range;
    Scope accu{expr.accu_var, Walk(*expr.args[0], scope), scope};
    if (range.is_list()) {
      const std::span<const Value> items = range.AsList();
      for (std::size_t i = 0; i < items.size(); ++i) {
        const Value index = Value::Int(static_cast<std::int64_t>(i));
        const bool one = expr.iter_var2.empty();
        if (!Step(expr, one ? items[i] : index, items[i], accu)) break;
      }
    } else if (range.is_map()) {
      const MapView map = range.AsMap();
      for (std::size_t i = 0; i < map.size(); ++i) {
        if (!Step(expr, map.KeyAt(i), map.ValueAt(i), accu)) break;
      }
    } else if (!(range.is_null() && NullReadsEmpty(ast_, *expr.operand))) {
      return NotIterable(context_.factory, range);
    }
    if (out_of_budget_) return context_.OverBudget();
    return Walk(*expr.args[3], &accu);
  }

  /// One round of the loop; false when it stops.
  bool Step(const Expr& expr, Value first, Value second, Scope& accu) {
    if (!Charge()) return false;
    const Scope one{expr.iter_var, first, &accu};
    const Scope two{expr.iter_var2, second, &one};
    const Scope* scope = expr.iter_var2.empty() ? &one : &two;
    if (Walk(*expr.args[1], scope).is_false()) return false;
    const Value next = Walk(*expr.args[2], scope);
    accu.value = IsBad(next) && IsBad(accu.value)
                     ? MergeBad(context_.factory, accu.value, next)
                     : next;
    return true;
  }

  bool Charge() {
    if (!context_.Charge(1)) out_of_budget_ = true;
    return !out_of_budget_;
  }

  const Ast& ast_;
  const Environment& environment_;
  std::span<const Value> bindings_;
  CallContext& context_;
  bool out_of_budget_ = false;
};

}  // namespace

Value WalkTree(const Ast& ast,
               const Environment& environment,
               std::span<const Value> bindings,
               CallContext& context) {
  Walker walker(ast, environment, bindings, context);
  const Value result = walker.Walk(*ast.root, nullptr);
  return walker.out_of_budget() ? context.OverBudget() : result;
}

}  // namespace plimsoll::cel

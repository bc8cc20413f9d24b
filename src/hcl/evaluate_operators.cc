// SPDX-License-Identifier: Apache-2.0
// Unary, binary and conditional operators.
#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "hcl/internal/walk.h"

namespace plimsoll::hcl {
namespace {

bool IsComparison(BinaryOp op) {
  return op >= BinaryOp::kGreater && op <= BinaryOp::kLessOrEqual;
}

bool Holds(BinaryOp op, int order) {
  switch (op) {
    case BinaryOp::kGreater: return order > 0;
    case BinaryOp::kGreaterOrEqual: return order >= 0;
    case BinaryOp::kLess: return order < 0;
    default: return order <= 0;
  }
}

// Integers of 64 bits, when nothing is lost.
std::optional<std::int64_t> Small(BinaryOp op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  switch (op) {
    case BinaryOp::kAdd:
      if (__builtin_add_overflow(a, b, &result)) return std::nullopt;
      return result;
    case BinaryOp::kSubtract:
      if (__builtin_sub_overflow(a, b, &result)) return std::nullopt;
      return result;
    case BinaryOp::kMultiply:
      if (a == 0 || b == 0) return std::nullopt;  // May be a negative zero.
      if (__builtin_mul_overflow(a, b, &result)) return std::nullopt;
      return result;
    case BinaryOp::kDivide:
      if (a == 0 || b == 0 || b == -1 || a % b != 0) return std::nullopt;
      return a / b;
    case BinaryOp::kModulo:
      if (a < 0 || b <= 0) return std::nullopt;
      return a % b;
    default: return std::nullopt;
  }
}

std::optional<BigNumber> Big(BinaryOp op,
                             const BigNumber& a,
                             const BigNumber& b) {
  switch (op) {
    case BinaryOp::kAdd: return Add(a, b);
    case BinaryOp::kSubtract: return Subtract(a, b);
    case BinaryOp::kMultiply: return Multiply(a, b);
    case BinaryOp::kDivide: return Divide(a, b);
    default: return Modulo(a, b);
  }
}

bool IsNullLiteral(const Maybe& value) {
  return value && value->is_null() && value->shallow_type().is_dynamic();
}

bool IsNotNull(Value v) {
  return v.is_unknown() ? v.refinement().not_null : !v.is_null();
}

// Bounds of the length of a value that is not null.
std::pair<std::uint64_t, std::uint64_t> LengthBounds(Value v) {
  if (v.is_unknown()) {
    return {v.refinement().min_length, v.refinement().max_length};
  }
  const std::uint64_t size = ElementCount(v);
  return {size, size};
}

}  // namespace

Maybe Walk::Unary(const UnaryExpr& expr) {
  const bool negate = expr.op == UnaryOp::kNegate;
  const Type type = negate ? Type::Number() : Type::Bool();
  const Maybe operand = Operand(*expr.operand, type, "operand");
  if (!operand) return operand;
  if (operand->is_null()) {
    return Fail(expr.operand->span, "the operand is null");
  }
  if (operand->is_unknown()) {
    const Value source = *operand;
    return NotNull(factory_.UnknownFrom(type, {&source, 1}));
  }
  if (!negate) {
    return Value::Bool(!operand->AsBool()).WithSensitive(operand->sensitive());
  }
  return factory_.Number(Negate(operand->AsNumber()))
      .WithSensitive(operand->sensitive());
}

Maybe Walk::Operand(const Expr& expr, Type type, std::string_view side) {
  const Maybe value = Eval(expr);
  if (!value) return value;
  std::string problem;
  const Maybe converted = Convert(*value, type, factory_, &problem);
  if (converted) return converted;
  return Fail(expr.span, fmt::format("{}: {}", side, problem));
}

Maybe Walk::Binary(const BinaryExpr& expr) {
  if (expr.op <= BinaryOp::kAnd) return Logical(expr);
  if (expr.op == BinaryOp::kEqual || expr.op == BinaryOp::kNotEqual) {
    const Maybe a = Eval(*expr.left);
    const Maybe b = Eval(*expr.right);
    if (!a || !b) return std::nullopt;
    const Value equal = Equal(*a, *b, factory_);
    if (expr.op == BinaryOp::kEqual || equal.is_unknown()) return equal;
    return Value::Bool(!equal.AsBool()).WithSensitive(equal.sensitive());
  }
  const Maybe a = Operand(*expr.left, Type::Number(), "left operand");
  const Maybe b = Operand(*expr.right, Type::Number(), "right operand");
  if (!a || !b) return std::nullopt;
  if (a->is_null() || b->is_null()) {
    return Fail(a->is_null() ? expr.left->span : expr.right->span,
                "the operand is null");
  }
  if (a->is_unknown() || b->is_unknown()) {
    const Value both[] = {*a, *b};
    return NotNull(factory_.UnknownFrom(
        IsComparison(expr.op) ? Type::Bool() : Type::Number(), both));
  }
  const Maybe result = Arithmetic(expr, *a, *b);
  if (!result) return result;
  return result->WithSensitive(a->sensitive() || b->sensitive());
}

Maybe Walk::Arithmetic(const BinaryExpr& expr, Value a, Value b) {
  const auto x = a.AsInt64();
  const auto y = b.AsInt64();
  if (IsComparison(expr.op)) {
    const int order = x && y ? (*x < *y   ? -1
                                : *x > *y ? 1
                                          : 0)
                             : Compare(a.AsNumber(), b.AsNumber());
    return Value::Bool(Holds(expr.op, order));
  }
  if (x && y && a.precision() >= 64 && b.precision() >= 64) {
    if (const auto result = Small(expr.op, *x, *y)) {
      return Value::Int(*result,
                        expr.op == BinaryOp::kModulo
                            ? a.precision()
                            : std::max(a.precision(), b.precision()));
    }
  }
  const auto result = Big(expr.op, a.AsNumber(), b.AsNumber());
  if (!result) {
    return Fail(expr.span,
                expr.op == BinaryOp::kDivide ? "zero divided by zero"
                                             : "operation on infinite numbers "
                                               "has no result");
  }
  return factory_.Number(*result);
}

// && and || as Terraform 1.12 has them: a side that decides alone drops the
// errors of the other side, wherever it stands.
Maybe Walk::Logical(const BinaryExpr& expr) {
  const bool decisive = expr.op == BinaryOp::kOr;
  const std::size_t left_begin = problems_.size();
  const Maybe left = Operand(*expr.left, Type::Bool(), "left operand");
  const std::size_t right_begin = problems_.size();
  const Maybe right = Operand(*expr.right, Type::Bool(), "right operand");
  if (exhausted_) return std::nullopt;
  const auto decides = [&](const Maybe& side) {
    return side && side->is_bool() && side->AsBool() == decisive;
  };
  const bool left_open = !left || left->is_unknown();
  const bool right_open = !right || right->is_unknown();
  if (decides(left)) {
    problems_.resize(right_begin);
    return Value::Bool(decisive).WithSensitive(left->sensitive());
  }
  if (decides(right)) {
    problems_.resize(left_begin);
    return Value::Bool(decisive).WithSensitive(right->sensitive());
  }
  if (left_open) {
    if (!left) return std::nullopt;
    problems_.resize(right_begin);
    const Value both[] = {*left, right ? *right : *left};
    return NotNull(factory_.UnknownFrom(Type::Bool(), both));
  }
  if (right_open) {
    if (!right) return std::nullopt;
    const Value both[] = {*left, *right};
    return NotNull(factory_.UnknownFrom(Type::Bool(), both));
  }
  if (left->is_null() || right->is_null()) {
    return Fail(left->is_null() ? expr.left->span : expr.right->span,
                "the operand is null");
  }
  return Value::Bool(!decisive).WithSensitive(left->sensitive() ||
                                              right->sensitive());
}

Maybe Walk::Condition(const Expr& expr) {
  const Maybe value = Eval(expr);
  if (!value) return value;
  if (value->is_null()) return Fail(expr.span, "the condition is null");
  std::string problem;
  const Maybe condition = Convert(*value, Type::Bool(), factory_, &problem);
  if (!condition) return Fail(expr.span, "condition: " + problem);
  return condition;
}

// Both branches are evaluated, because the type of the result depends on both.
Maybe Walk::Conditional(const ConditionalExpr& expr) {
  const std::size_t yes_begin = problems_.size();
  const Maybe yes = Eval(*expr.when_true);
  const std::size_t no_begin = problems_.size();
  const Maybe no = Eval(*expr.when_false);
  if (exhausted_) return std::nullopt;
  return Choose(expr, *expr.condition, yes, no, yes_begin, no_begin);
}

// The type of a conditional; nullopt when the branches do not agree.
std::optional<Type> Walk::ChoiceType(const Maybe& yes, const Maybe& no) {
  const Type yes_type = yes ? factory_.TypeOf(*yes) : Type::Dynamic();
  const Type no_type = no ? factory_.TypeOf(*no) : Type::Dynamic();
  if (IsNullLiteral(yes)) return no_type;
  if (IsNullLiteral(no)) return yes_type;
  if (yes_type.is_dynamic() || no_type.is_dynamic()) return Type::Dynamic();
  const Type both[] = {yes_type, no_type};
  return Unify(both, factory_.types());
}

Maybe Walk::Choose(const Expr& expr,
                   const Expr& condition_expr,
                   const Maybe& yes,
                   const Maybe& no,
                   std::size_t yes_begin,
                   std::size_t no_begin) {
  const std::vector<Problem> no_problems(
      problems_.begin() + static_cast<std::ptrdiff_t>(no_begin),
      problems_.end());
  const std::vector<Problem> yes_problems(
      problems_.begin() + static_cast<std::ptrdiff_t>(yes_begin),
      problems_.begin() + static_cast<std::ptrdiff_t>(no_begin));
  problems_.resize(yes_begin);
  const std::optional<Type> type = ChoiceType(yes, no);
  if (!type) {
    return Fail(expr.span,
                fmt::format("the branches of a conditional must have one "
                            "type, not {} and {}",
                            FriendlyTypeName(*yes, factory_),
                            FriendlyTypeName(*no, factory_)));
  }
  const Maybe condition = Condition(condition_expr);
  if (!condition) return condition;
  if (condition->is_unknown()) {
    const Value nothing = *condition;
    return UnknownChoice(
        *condition, yes ? *yes : nothing, no ? *no : nothing, *type);
  }
  const bool chosen_yes = condition->AsBool();
  const Maybe& chosen = chosen_yes ? yes : no;
  if (!chosen) {
    const auto& kept = chosen_yes ? yes_problems : no_problems;
    problems_.insert(problems_.end(), kept.begin(), kept.end());
    return std::nullopt;
  }
  std::string problem;
  const Maybe converted = Convert(*chosen, *type, factory_, &problem);
  if (!converted) {
    return Fail(expr.span,
                fmt::format("the branches of a conditional must have one "
                            "type: {}",
                            problem));
  }
  return condition->sensitive() ? converted->WithSensitive(true) : *converted;
}

// What both branches have in common is known all the same.
Maybe Walk::UnknownChoice(Value condition, Value yes, Value no, Type type) {
  const bool sensitive =
      condition.sensitive() || ContainsSensitive(yes) || ContainsSensitive(no);
  if (yes.is_null() && no.is_null()) {
    return Value::Null(type).WithSensitive(sensitive);
  }
  const Value unknown =
      factory_.UnknownFrom(type, {&condition, 1}).WithSensitive(sensitive);
  if (!IsNotNull(yes) || !IsNotNull(no) || type.is_dynamic()) return unknown;
  Refinement refinement;
  refinement.not_null = true;
  if (type.is_collection()) {
    const auto a = LengthBounds(yes);
    const auto b = LengthBounds(no);
    refinement.min_length = std::min(a.first, b.first);
    refinement.max_length = std::max(a.second, b.second);
  }
  BigNumber low;
  BigNumber high;
  if (yes.is_number() && no.is_number()) {
    low = yes.AsNumber();
    high = no.AsNumber();
    if (Compare(low, high) > 0) std::swap(low, high);
    refinement.lower = &low;
    refinement.upper = &high;
  }
  if (yes.is_string() && no.is_string()) {
    const std::string_view a = yes.AsString();
    const std::string_view b = no.AsString();
    const auto differ = std::mismatch(
        a.begin(),
        a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())),
        b.begin());
    refinement.prefix =
        a.substr(0, static_cast<std::size_t>(differ.first - a.begin()));
  }
  return factory_.Refine(unknown, refinement);
}

}  // namespace plimsoll::hcl

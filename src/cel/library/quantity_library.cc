// SPDX-License-Identifier: Apache-2.0
// Quantities as a type of expressions.
// Source: https://kubernetes.io/docs/reference/using-api/cel/
//         #kubernetes-quantity-library
#include "cel/function.h"
#include "cel/library/cost.h"
#include "cel/library/opaque.h"
#include "cel/library/quantity.h"
#include "cel/library/signature.h"

namespace plimsoll::cel {

const OpaqueType kQuantityType{"kubernetes.Quantity"};

namespace {

using Args = std::span<const Value>;

struct QuantityRep : OpaqueRep {
  Quantity quantity;
};

Value MakeQuantity(const CallContext& context, const Quantity& quantity) {
  QuantityRep rep{};
  rep.type = &kQuantityType;
  rep.quantity = quantity;
  return MakeOpaque(context.factory, rep);
}

Value OfText(CallContext& context, Args args) {
  // Each digit passes over all limbs.
  if (!context.Charge(args[0].AsString().size())) return context.OverBudget();
  const ParsedQuantity parsed = ParseQuantity(args[0].AsString());
  switch (parsed.problem) {
    case QuantityProblem::kNone: return MakeQuantity(context, parsed.quantity);
    case QuantityProblem::kForm:
      return context.factory.Error("quantity has no number before its suffix");
    case QuantityProblem::kSuffix:
      return context.factory.Error("unable to parse quantity's suffix");
    case QuantityProblem::kRange: break;
  }
  return context.factory.Error("quantity out of range");
}

Value IsQuantity(CallContext& context, Args args) {
  if (!context.Charge(args[0].AsString().size())) return context.OverBudget();
  return Value::Bool(ParseQuantity(args[0].AsString()).problem ==
                     QuantityProblem::kNone);
}

Quantity Operand(Value value) {
  return value.kind() == Kind::kInt ? QuantityOf(value.AsInt())
                                    : *QuantityIn(value);
}

Value Add(CallContext& context, Args args) {
  const auto sum = AddQuantities(Operand(args[0]), Operand(args[1]));
  if (!sum) return context.factory.Error("quantity out of range");
  return MakeQuantity(context, *sum);
}

Value Subtract(CallContext& context, Args args) {
  Quantity negated = Operand(args[1]);
  negated.negative =
      !negated.negative && CompareQuantities(negated, Quantity()) != 0;
  const auto sum = AddQuantities(Operand(args[0]), negated);
  if (!sum) return context.factory.Error("quantity out of range");
  return MakeQuantity(context, *sum);
}

int Order(Args args) {
  return CompareQuantities(*QuantityIn(args[0]), *QuantityIn(args[1]));
}

Value CompareTo(CallContext&, Args args) {
  return Value::Int(Order(args));
}
Value IsLess(CallContext&, Args args) {
  return Value::Bool(Order(args) < 0);
}
Value IsGreater(CallContext&, Args args) {
  return Value::Bool(Order(args) > 0);
}

Value SignOf(CallContext&, Args args) {
  return Value::Int(CompareQuantities(*QuantityIn(args[0]), Quantity()));
}

Value IsInteger(CallContext&, Args args) {
  return Value::Bool(IntegerOf(*QuantityIn(args[0])).has_value());
}

Value AsInteger(CallContext& context, Args args) {
  const auto integer = IntegerOf(*QuantityIn(args[0]));
  if (!integer) {
    return context.factory.Error("cannot convert value to integer");
  }
  return Value::Int(*integer);
}

Value AsFloat(CallContext&, Args args) {
  return Value::Double(ApproximateOf(*QuantityIn(args[0])));
}

constexpr Definition kDefinitions[] = {
    {"quantity",
     "string_to_quantity",
     "(string) -> kubernetes.Quantity",
     OfText},
    {"isQuantity", "is_quantity_string", "(string) -> bool", IsQuantity},
    {"sign", "quantity_sign", "kubernetes.Quantity.() -> int", SignOf},
    {"isInteger",
     "quantity_is_integer",
     "kubernetes.Quantity.() -> bool",
     IsInteger},
    {"asInteger",
     "quantity_as_integer",
     "kubernetes.Quantity.() -> int",
     AsInteger},
    {"asApproximateFloat",
     "quantity_get_float",
     "kubernetes.Quantity.() -> double",
     AsFloat},
    {"add",
     "quantity_add",
     "kubernetes.Quantity.(kubernetes.Quantity) -> kubernetes.Quantity",
     Add},
    {"add",
     "quantity_add_int",
     "kubernetes.Quantity.(int) -> kubernetes.Quantity",
     Add},
    {"sub",
     "quantity_sub",
     "kubernetes.Quantity.(kubernetes.Quantity) -> kubernetes.Quantity",
     Subtract},
    {"sub",
     "quantity_sub_int",
     "kubernetes.Quantity.(int) -> kubernetes.Quantity",
     Subtract},
    {"isLessThan",
     "quantity_is_less_than",
     "kubernetes.Quantity.(kubernetes.Quantity) -> bool",
     IsLess},
    {"isGreaterThan",
     "quantity_is_greater_than",
     "kubernetes.Quantity.(kubernetes.Quantity) -> bool",
     IsGreater},
    {"compareTo",
     "quantity_compare_to",
     "kubernetes.Quantity.(kubernetes.Quantity) -> int",
     CompareTo},
};

}  // namespace

const Quantity* QuantityIn(Value value) {
  const auto* rep = OpaqueCast<QuantityRep>(value, kQuantityType);
  return rep == nullptr ? nullptr : &rep->quantity;
}

void AddQuantityLibrary(FunctionTable& table, TypePool& types) {
  Define(table, types, kDefinitions);
}

}  // namespace plimsoll::cel

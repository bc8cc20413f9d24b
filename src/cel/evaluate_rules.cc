// SPDX-License-Identifier: Apache-2.0
#include "cel/evaluate_rules.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "cel/library/optional.h"

namespace plimsoll::cel {

Value MergeBad(const ValueFactory& factory, Value a, Value b) {
  if (a.is_unknown() && b.is_unknown()) return factory.MergeUnknown(a, b);
  return !a.is_unknown() && b.is_unknown() ? b : a;
}

Value StrictBad(const ValueFactory& factory, std::span<const Value> args) {
  Value unknown;
  for (const Value& arg : args) {
    if (arg.is_error()) return arg;
    if (!arg.is_unknown()) continue;
    unknown = unknown.is_null() ? arg : factory.MergeUnknown(unknown, arg);
  }
  return unknown;
}

Value NotABool(CallContext& context, std::string_view op, Value operand) {
  return context.NoOverload(op, {&operand, 1});
}

namespace {

Value Logical(CallContext& context,
              std::string_view op,
              bool deciding,
              Value x,
              Value y) {
  const auto decides = [deciding](const Value& v) {
    return deciding ? v.is_true() : v.is_false();
  };
  if (decides(x) || decides(y)) return Value::Bool(deciding);
  const auto judged = [&](const Value& v) {
    return v.kind() == Kind::kBool || IsBad(v) ? v : NotABool(context, op, v);
  };
  x = judged(x);
  y = judged(y);
  if (IsBad(x) && IsBad(y)) return MergeBad(context.factory, x, y);
  if (IsBad(x)) return x;
  return y;
}

}  // namespace

Value LogicalAnd(CallContext& context, Value x, Value y) {
  return Logical(context, "_&&_", false, x, y);
}

Value LogicalOr(CallContext& context, Value x, Value y) {
  return Logical(context, "_||_", true, x, y);
}

Value NoSuchKey(const ValueFactory& factory, std::string_view name) {
  return factory.Error(fmt::format("no such key: '{}'", name));
}

namespace {

Value NotSelectable(const ValueFactory& factory,
                    Value operand,
                    std::string_view name) {
  return factory.Error(fmt::format(
      "no such key: '{}' selected from {}", name, Name(operand.kind())));
}

/// Selection that gives an optional: `e.?f`, or `e.f` of an optional e.
Value SelectFromOptional(const ValueFactory& factory,
                         Value operand,
                         std::string_view name,
                         FieldRules rules) {
  if (IsOptional(operand)) {
    const Value* inner = OptionalContent(operand);
    if (inner == nullptr) return operand;
    operand = *inner;
  }
  if (IsBad(operand)) return operand;
  if (operand.is_null() && rules.null_if_absent) return OptionalNone();
  if (!operand.is_map()) return NotSelectable(factory, operand, name);
  const Value* found = operand.AsMap().Find(name);
  if (found == nullptr || (rules.null_if_absent && found->is_null())) {
    return OptionalNone();
  }
  return IsBad(*found) ? *found : MakeOptional(factory, *found);
}

Value HasField(const ValueFactory& factory,
               Value operand,
               std::string_view name,
               FieldRules rules) {
  if (IsOptional(operand)) {
    const Value* inner = OptionalContent(operand);
    if (inner == nullptr) return Value::Bool(false);
    operand = *inner;
  }
  if (IsBad(operand)) return operand;
  if (operand.is_null() && rules.null_if_absent) return Value::Bool(false);
  if (!operand.is_map()) return NotSelectable(factory, operand, name);
  const Value* found = operand.AsMap().Find(name);
  if (found == nullptr) return Value::Bool(false);
  if (IsBad(*found)) return *found;
  return Value::Bool(!(rules.null_if_absent && found->is_null()));
}

}  // namespace

Value SelectField(const ValueFactory& factory,
                  Value operand,
                  std::string_view name,
                  FieldRules rules) {
  if (rules.test_only) return HasField(factory, operand, name, rules);
  if (rules.optional || IsOptional(operand)) {
    return SelectFromOptional(factory, operand, name, rules);
  }
  if (IsBad(operand)) return operand;
  if (operand.is_null() && rules.null_if_absent) return operand;
  if (!operand.is_map()) return NotSelectable(factory, operand, name);
  if (const Value* found = operand.AsMap().Find(name)) return *found;
  return rules.null_if_absent ? Value::Null() : NoSuchKey(factory, name);
}

Value UndeclaredName(const ValueFactory& factory, std::string_view name) {
  return factory.Error(fmt::format("undeclared reference to '{}'", name));
}

Value UnknownStruct(const ValueFactory& factory, std::string_view name) {
  return factory.Error(fmt::format("no message type '{}'", name));
}

Value UnknownFunction(CallContext& context,
                      std::string_view name,
                      std::span<const Value> args) {
  const Value bad = StrictBad(context.factory, args);
  return IsBad(bad) ? bad : context.NoOverload(name, args);
}

Value NotIterable(const ValueFactory& factory, Value range) {
  return factory.Error(fmt::format("can not iterate over a value of kind {}",
                                   Name(range.kind())));
}

Value NotOptional(const ValueFactory& factory, Value value) {
  return factory.Error(fmt::format(
      "an element marked '?' is of kind {}, not optional", Name(value.kind())));
}

bool NullReadsEmpty(const Ast& ast, const Expr& expr) {
  if (expr.kind != ExprKind::kSelect || !expr.null_if_absent) return false;
  if (expr.test_only || expr.optional) return false;
  if (expr.id >= ast.types.size() || ast.types[expr.id] == nullptr) return true;
  const TypeKind kind = ast.types[expr.id]->kind;
  return kind == TypeKind::kList || kind == TypeKind::kMap ||
         kind == TypeKind::kDyn;
}

Value EmptyFor(const ValueFactory& factory, const Ast& ast, const Expr& expr) {
  const bool map = expr.id < ast.types.size() &&
                   ast.types[expr.id] != nullptr &&
                   ast.types[expr.id]->kind == TypeKind::kMap;
  return map ? factory.AnyMap({}) : factory.List({});
}

int EmptyableArgument(std::string_view function) {
  if (function == "size") return 0;
  return function == "@in" ? 1 : -1;
}

namespace {

bool Fits(const Overload& overload, std::span<const Value> args, bool lenient) {
  if (overload.params.size() != args.size()) return false;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (lenient && IsBad(args[i])) continue;
    if (!KindFits(args[i], overload.params[i])) return false;
  }
  return true;
}

}  // namespace

Value CallFunction(CallContext& context,
                   const FunctionTable& functions,
                   std::string_view name,
                   std::span<const std::uint32_t> overloads,
                   std::span<const Value> args) {
  const bool any_bad = std::any_of(args.begin(), args.end(), IsBad);
  for (const std::uint32_t index : overloads) {
    const Overload& overload = functions.at(index);
    if (overload.function == nullptr) continue;  // The evaluator's own.
    if (any_bad && overload.strict) continue;
    if (Fits(overload, args, any_bad)) return overload.function(context, args);
  }
  return any_bad ? StrictBad(context.factory, args)
                 : context.NoOverload(name, args);
}

Value MapInsert(CallContext& context, std::span<const Value> args) {
  const ValueFactory& factory = context.factory;
  // The value of a single entry may be unknown, as in a map literal.
  const std::size_t strict_count = args.size() == 3 ? 2 : args.size();
  const Value bad = StrictBad(factory, args.first(strict_count));
  if (args.size() == 3 && args[2].is_error() && !bad.is_error()) return args[2];
  if (IsBad(bad)) return bad;
  std::vector<std::pair<Value, Value>> entries;
  const auto append = [&entries](const MapView& map) {
    for (std::size_t i = 0; i < map.size(); ++i) {
      entries.emplace_back(map.KeyAt(i), map.ValueAt(i));
    }
  };
  const bool maps =
      !args.empty() && args[0].is_map() &&
      (args.size() == 3 || (args.size() == 2 && args[1].is_map()));
  if (!maps) return context.NoOverload("cel.@mapInsert", args);
  append(args[0].AsMap());
  if (args.size() == 2) {
    append(args[1].AsMap());
  } else {
    const Value bad_key = CheckMapKey(factory, args[1]);
    if (IsBad(bad_key)) return bad_key;
    entries.emplace_back(args[1], args[2]);
  }
  return MakeMap(factory, entries);
}

Value CheckMapKey(const ValueFactory& factory, Value key) {
  if (IsBad(key)) return key;
  switch (key.kind()) {
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kString: return {};
    default:
      return factory.Error(
          fmt::format("unsupported key type: {}", Name(key.kind())));
  }
}

Value MakeMap(const ValueFactory& factory,
              std::span<const std::pair<Value, Value>> entries) {
  const Value map = factory.AnyMap(entries);
  if (map.AsMap().size() != entries.size()) {
    return factory.Error("repeated key in a map");
  }
  return map;
}

}  // namespace plimsoll::cel

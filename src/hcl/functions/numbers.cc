// SPDX-License-Identifier: Apache-2.0
// abs ceil floor log max min parseint pow signum sum range
#include <cmath>

#include <fmt/format.h>

#include "hcl/functions/all.h"

namespace plimsoll::hcl {
namespace {

using Result = std::optional<Value>;

Result FromDouble(CallContext& c, double value) {
  if (std::isnan(value)) return c.Fail("the result is not a number");
  return c.factory.Number(BigNumber::FromDouble(value));
}

Result AbsOf(CallContext& c, Type) {
  const BigNumber n = c.arguments[0].AsNumber();
  return c.factory.Number(n.negative ? Negate(n) : n);
}
Result CeilOf(CallContext& c, Type) {
  return c.factory.Number(Ceil(c.arguments[0].AsNumber()));
}
Result FloorOf(CallContext& c, Type) {
  return c.factory.Number(Floor(c.arguments[0].AsNumber()));
}
Result LogOf(CallContext& c, Type) {
  return FromDouble(c,
                    std::log(c.arguments[0].AsNumber().ToDouble()) /
                        std::log(c.arguments[1].AsNumber().ToDouble()));
}
Result PowOf(CallContext& c, Type) {
  return FromDouble(c,
                    std::pow(c.arguments[0].AsNumber().ToDouble(),
                             c.arguments[1].AsNumber().ToDouble()));
}
Result SignumOf(CallContext& c, Type) {
  const BigNumber n = c.arguments[0].AsNumber();
  return Value::Int(n.is_zero()  ? 0
                    : n.negative ? -1
                                 : 1,
                    BigNumber::kIntegerPrecision);
}

Result Extreme(CallContext& c, int sign) {
  if (c.arguments.empty()) return c.Fail("at least one number is needed");
  Value best = c.arguments[0];
  for (const Value v : c.arguments) {
    if (Compare(v.AsNumber(), best.AsNumber()) * sign > 0) best = v;
  }
  return best;
}
Result MaxOf(CallContext& c, Type) {
  return Extreme(c, 1);
}
Result MinOf(CallContext& c, Type) {
  return Extreme(c, -1);
}

Result ParseIntOf(CallContext& c, Type) {
  const auto base = c.arguments[1].AsInt64();
  if (!base || *base < 2 || *base > 62) {
    return c.FailArgument(1, "a whole number from 2 to 62 is required");
  }
  const std::string_view text = c.arguments[0].AsString();
  const auto number = BigNumber::ParseInteger(text, static_cast<int>(*base));
  if (!number) {
    return c.FailArgument(
        0, fmt::format("\"{}\" is not an integer in base {}", text, *base));
  }
  return c.factory.Number(*number);
}

std::optional<Type> ParseIntType(CallContext& c) {
  const Value text = c.arguments[0];
  if (!text.is_string() &&
      !(text.is_unknown() && text.shallow_type() == Type::String())) {
    return c.FailArgument(0, "a string is required");
  }
  return Type::Number();
}

// Numbers in a list, set or tuple.
Result SumOf(CallContext& c, Type) {
  const Value list = c.arguments[0];
  if (!list.is_sequence()) {
    return c.FailArgument(0, "a list, set or tuple of numbers is required");
  }
  if (list.AsSequence().empty()) {
    return c.FailArgument(0, "the list has no elements");
  }
  BigNumber sum;
  bool first = true;
  bool unknown = false;
  for (const Value item : list.AsSequence()) {
    std::string problem;
    const auto number = Convert(item, Type::Number(), c.factory, &problem);
    if (!number) return c.FailArgument(0, problem);
    if (number->is_null()) return c.FailArgument(0, "an element is null");
    if (number->is_unknown()) {
      unknown = true;
      continue;
    }
    const auto next = first ? std::optional(number->AsNumber())
                            : Add(sum, number->AsNumber());
    if (!next) return c.Fail("sum of opposite infinities");
    sum = *next;
    first = false;
  }
  if (unknown) return c.factory.UnknownFrom(Type::Number(), c.arguments);
  return c.factory.Number(sum);
}

Result RangeOf(CallContext& c, Type) {
  constexpr std::size_t kMost = 1024;
  const std::size_t count = c.arguments.size();
  if (count < 1 || count > 3) return c.Fail("one to three numbers are needed");
  constexpr auto kWhole = BigNumber::kIntegerPrecision;
  BigNumber at = BigNumber::FromInt(0, kWhole);
  BigNumber end = c.arguments[0].AsNumber();
  if (count > 1) {
    at = end;
    end = c.arguments[1].AsNumber();
  }
  BigNumber step = BigNumber::FromInt(Compare(end, at) < 0 ? -1 : 1, kWhole);
  if (count > 2) step = c.arguments[2].AsNumber();
  const bool down = step.negative;
  if (step.is_zero()) return c.Fail("the step must not be zero");
  if (Compare(end, at) * (down ? -1 : 1) < 0) {
    return c.Fail("the step leads away from the end");
  }
  std::vector<Value> items;
  while (Compare(at, end) * (down ? 1 : -1) > 0) {
    if (items.size() >= kMost) {
      return c.Fail("more than 1024 numbers in the range");
    }
    items.push_back(c.factory.Number(at));
    const auto next = Add(at, step);
    if (!next) return c.Fail("range of infinities");
    at = *next;
  }
  return c.factory.List(Type::Number(), items);
}
std::optional<Type> RangeType(CallContext& c) {
  return c.factory.types().List(Type::Number());
}

}  // namespace

void AddNumberFunctions(FunctionTable& table) {
  const Parameter number{"num", Type::Number()};
  const auto simple = [&](std::string_view name, ValueFunction f) {
    table.Add({name, {number}, {}, Type::Number(), nullptr, f, true});
  };
  simple("abs", AbsOf);
  simple("ceil", CeilOf);
  simple("floor", FloorOf);
  simple("signum", SignumOf);
  const Parameter base{"base", Type::Number()};
  table.Add({"log", {number, base}, {}, Type::Number(), nullptr, LogOf, true});
  const Parameter power{"power", Type::Number()};
  table.Add({"pow", {number, power}, {}, Type::Number(), nullptr, PowOf, true});
  Parameter numbers{"numbers", Type::Number()};
  numbers.allow_dynamic = true;
  table.Add({"max", {}, numbers, Type::Number(), nullptr, MaxOf, true});
  table.Add({"min", {}, numbers, Type::Number(), nullptr, MinOf, true});
  table.Add({"parseint",
             {{"number"}, base},
             {},
             Type::Number(),
             ParseIntType,
             ParseIntOf,
             true});
  table.Add({"sum", {{"list"}}, {}, Type::Number(), nullptr, SumOf, true});
  table.Add({"range",
             {},
             Parameter{"params", Type::Number()},
             {},
             RangeType,
             RangeOf,
             true});
}

}  // namespace plimsoll::hcl

// SPDX-License-Identifier: Apache-2.0
// The math extension.
// Source: https://github.com/google/cel-go/tree/master/ext (Math)
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "cel/function.h"
#include "cel/library/compare.h"
#include "cel/library/signature.h"
#include "cel/library/type_value.h"

namespace plimsoll::cel {

namespace {

using Args = std::span<const Value>;

bool IsNumber(Value value) {
  return value.kind() == Kind::kInt || value.kind() == Kind::kUint ||
         value.kind() == Kind::kDouble;
}

// The first of the numbers that none passes; the callee checked the kinds.
template <bool kWantMax>
Value Extreme(Args numbers) {
  Value best = numbers.front();
  for (const Value& number : numbers.subspan(1)) {
    const auto order = *CelOrder(number, best);
    if (kWantMax ? order > 0 : order < 0) best = number;
  }
  return best;
}

template <bool kWantMax>
Value ExtremeOf(CallContext& context, Args args) {
  constexpr std::string_view kName = kWantMax ? "math.@max" : "math.@min";
  if (args.size() == 1 && args[0].is_list()) {
    const auto numbers = args[0].AsList();
    if (!context.Charge(numbers.size())) return context.OverBudget();
    const Value uncertain = FirstUncertain(context.factory, numbers);
    if (!uncertain.is_null()) return uncertain;
    if (numbers.empty()) {
      return context.factory.Error(
          fmt::format("{}(list) argument must not be empty", kName));
    }
    for (const Value& number : numbers) {
      if (!IsNumber(number)) return context.NoOverload(kName, {&number, 1});
    }
    return Extreme<kWantMax>(numbers);
  }
  for (const Value& number : args) {
    if (!IsNumber(number)) return context.NoOverload(kName, args);
  }
  return Extreme<kWantMax>(args);
}

template <double (*kFunction)(double)>
Value OfDouble(CallContext&, Args args) {
  return Value::Double(kFunction(args[0].AsDouble()));
}

double Ceil(double d) {
  return std::ceil(d);
}
double Floor(double d) {
  return std::floor(d);
}
double Round(double d) {
  return std::round(d);
}
double Trunc(double d) {
  return std::trunc(d);
}

Value SquareRoot(CallContext& context, Args args) {
  switch (args[0].kind()) {
    case Kind::kInt:
      return Value::Double(std::sqrt(static_cast<double>(args[0].AsInt())));
    case Kind::kUint:
      return Value::Double(std::sqrt(static_cast<double>(args[0].AsUint())));
    case Kind::kDouble: return Value::Double(std::sqrt(args[0].AsDouble()));
    default: return context.NoOverload("math.sqrt", args);
  }
}

Value Abs(CallContext& context, Args args) {
  switch (args[0].kind()) {
    case Kind::kInt:
      if (args[0].AsInt() == std::numeric_limits<std::int64_t>::min()) {
        return context.factory.Error("integer overflow");
      }
      return Value::Int(std::abs(args[0].AsInt()));
    case Kind::kDouble: return Value::Double(std::fabs(args[0].AsDouble()));
    default: return args[0];
  }
}

Value Sign(CallContext&, Args args) {
  switch (args[0].kind()) {
    case Kind::kInt: {
      const std::int64_t i = args[0].AsInt();
      return Value::Int((i > 0 ? 1 : 0) - (i < 0 ? 1 : 0));
    }
    case Kind::kUint: return Value::Uint(args[0].AsUint() > 0 ? 1 : 0);
    default: {
      const double d = args[0].AsDouble();
      if (std::isnan(d) || d == 0) return Value::Double(std::isnan(d) ? d : 0);
      return Value::Double(d > 0 ? 1 : -1);
    }
  }
}

Value IsNan(CallContext&, Args args) {
  return Value::Bool(std::isnan(args[0].AsDouble()));
}
Value IsInf(CallContext&, Args args) {
  return Value::Bool(std::isinf(args[0].AsDouble()));
}
Value IsFinite(CallContext&, Args args) {
  return Value::Bool(std::isfinite(args[0].AsDouble()));
}

// The bits of an int or uint, and back.
std::uint64_t Bits(Value value) {
  return value.kind() == Kind::kInt ? static_cast<std::uint64_t>(value.AsInt())
                                    : value.AsUint();
}
Value FromBits(std::uint64_t bits, Kind kind) {
  return kind == Kind::kInt ? Value::Int(static_cast<std::int64_t>(bits))
                            : Value::Uint(bits);
}

Value BitAnd(CallContext&, Args args) {
  return FromBits(Bits(args[0]) & Bits(args[1]), args[0].kind());
}
Value BitOr(CallContext&, Args args) {
  return FromBits(Bits(args[0]) | Bits(args[1]), args[0].kind());
}
Value BitXor(CallContext&, Args args) {
  return FromBits(Bits(args[0]) ^ Bits(args[1]), args[0].kind());
}
Value BitNot(CallContext&, Args args) {
  return FromBits(~Bits(args[0]), args[0].kind());
}

// Shifts fill with zeros on either side, also of a negative int.
template <bool kLeft>
Value Shift(CallContext& context, Args args) {
  const std::int64_t offset = args[1].AsInt();
  if (offset < 0) {
    return context.factory.Error(
        fmt::format("math.bitShift{}() negative offset: {}",
                    kLeft ? "Left" : "Right",
                    offset));
  }
  if (offset >= 64) return FromBits(0, args[0].kind());
  const auto places = static_cast<unsigned>(offset);
  const std::uint64_t bits = Bits(args[0]);
  return FromBits(kLeft ? bits << places : bits >> places, args[0].kind());
}

constexpr Definition kDefinitions[] = {
    {"math.ceil", "math_ceil_double", "(double) -> double", OfDouble<Ceil>},
    {"math.floor", "math_floor_double", "(double) -> double", OfDouble<Floor>},
    {"math.round", "math_round_double", "(double) -> double", OfDouble<Round>},
    {"math.trunc", "math_trunc_double", "(double) -> double", OfDouble<Trunc>},
    {"math.sqrt", "math_sqrt_double", "(double) -> double", SquareRoot},
    {"math.sqrt", "math_sqrt_int", "(int) -> double", SquareRoot},
    {"math.sqrt", "math_sqrt_uint", "(uint) -> double", SquareRoot},
    {"math.abs", "math_abs_double", "(double) -> double", Abs},
    {"math.abs", "math_abs_int", "(int) -> int", Abs},
    {"math.abs", "math_abs_uint", "(uint) -> uint", Abs},
    {"math.sign", "math_sign_double", "(double) -> double", Sign},
    {"math.sign", "math_sign_int", "(int) -> int", Sign},
    {"math.sign", "math_sign_uint", "(uint) -> uint", Sign},
    {"math.isNaN", "math_isNaN_double", "(double) -> bool", IsNan},
    {"math.isInf", "math_isInf_double", "(double) -> bool", IsInf},
    {"math.isFinite", "math_isFinite_double", "(double) -> bool", IsFinite},
    {"math.bitAnd", "math_bitAnd_int_int", "(int, int) -> int", BitAnd},
    {"math.bitAnd", "math_bitAnd_uint_uint", "(uint, uint) -> uint", BitAnd},
    {"math.bitOr", "math_bitOr_int_int", "(int, int) -> int", BitOr},
    {"math.bitOr", "math_bitOr_uint_uint", "(uint, uint) -> uint", BitOr},
    {"math.bitXor", "math_bitXor_int_int", "(int, int) -> int", BitXor},
    {"math.bitXor", "math_bitXor_uint_uint", "(uint, uint) -> uint", BitXor},
    {"math.bitNot", "math_bitNot_int_int", "(int) -> int", BitNot},
    {"math.bitNot", "math_bitNot_uint_uint", "(uint) -> uint", BitNot},
    {"math.bitShiftLeft",
     "math_bitShiftLeft_int_int",
     "(int, int) -> int",
     Shift<true>},
    {"math.bitShiftLeft",
     "math_bitShiftLeft_uint_int",
     "(uint, int) -> uint",
     Shift<true>},
    {"math.bitShiftRight",
     "math_bitShiftRight_int_int",
     "(int, int) -> int",
     Shift<false>},
    {"math.bitShiftRight",
     "math_bitShiftRight_uint_int",
     "(uint, int) -> uint",
     Shift<false>},
};

// math.greatest and math.least after their macros: the same signatures for
// both.
struct ExtremeSignature {
  std::string_view id;
  std::string_view signature;
};
constexpr ExtremeSignature kExtremes[] = {
    {"double", "(double) -> double"},
    {"int", "(int) -> int"},
    {"uint", "(uint) -> uint"},
    {"double_double", "(double, double) -> double"},
    {"int_int", "(int, int) -> int"},
    {"uint_uint", "(uint, uint) -> uint"},
    {"int_uint", "(int, uint) -> dyn"},
    {"int_double", "(int, double) -> dyn"},
    {"double_int", "(double, int) -> dyn"},
    {"double_uint", "(double, uint) -> dyn"},
    {"uint_int", "(uint, int) -> dyn"},
    {"uint_double", "(uint, double) -> dyn"},
    {"list_double", "(list(double)) -> double"},
    {"list_int", "(list(int)) -> int"},
    {"list_uint", "(list(uint)) -> uint"},
};

void DefineExtreme(FunctionTable& table,
                   TypePool& types,
                   std::string_view name,
                   Function function) {
  for (const ExtremeSignature& extreme : kExtremes) {
    const std::string id = fmt::format("{}_{}", name, extreme.id);
    const Definition definition{name, id, extreme.signature, function};
    Define(table, types, {&definition, 1});
  }
}

}  // namespace

void AddMathLibrary(FunctionTable& table, TypePool& types) {
  Define(table, types, kDefinitions);
  DefineExtreme(table, types, "math.@max", ExtremeOf<true>);
  DefineExtreme(table, types, "math.@min", ExtremeOf<false>);
}

}  // namespace plimsoll::cel

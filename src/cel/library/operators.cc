// SPDX-License-Identifier: Apache-2.0
#include "cel/library/operators.h"

#include <limits>
#include <string>
#include <vector>

#include "cel/library/compare.h"
#include "cel/library/cost.h"
#include "cel/library/indexing.h"
#include "cel/library/optional.h"
#include "cel/library/signature.h"
#include "cel/library/time.h"

namespace plimsoll::cel {

namespace {

using Args = std::span<const Value>;

Value Overflow(const CallContext& context) {
  return context.factory.Error("integer overflow");
}

template <bool (*Op)(std::int64_t, std::int64_t, std::int64_t*)>
Value IntOp(CallContext& context, Args args) {
  std::int64_t result = 0;
  if (Op(args[0].AsInt(), args[1].AsInt(), &result)) return Overflow(context);
  return Value::Int(result);
}

template <bool (*Op)(std::uint64_t, std::uint64_t, std::uint64_t*)>
Value UintOp(CallContext& context, Args args) {
  std::uint64_t result = 0;
  if (Op(args[0].AsUint(), args[1].AsUint(), &result)) return Overflow(context);
  return Value::Uint(result);
}

template <typename T>
bool AddOverflows(T a, T b, T* out) {
  return __builtin_add_overflow(a, b, out);
}
template <typename T>
bool SubOverflows(T a, T b, T* out) {
  return __builtin_sub_overflow(a, b, out);
}
template <typename T>
bool MulOverflows(T a, T b, T* out) {
  return __builtin_mul_overflow(a, b, out);
}

Value AddDouble(CallContext&, Args args) {
  return Value::Double(args[0].AsDouble() + args[1].AsDouble());
}
Value SubDouble(CallContext&, Args args) {
  return Value::Double(args[0].AsDouble() - args[1].AsDouble());
}
Value MulDouble(CallContext&, Args args) {
  return Value::Double(args[0].AsDouble() * args[1].AsDouble());
}
Value DivDouble(CallContext&, Args args) {
  return Value::Double(args[0].AsDouble() / args[1].AsDouble());
}

Value DivInt(CallContext& context, Args args) {
  const std::int64_t divisor = args[1].AsInt();
  if (divisor == 0) return context.factory.Error("divide by zero");
  if (divisor == -1) {
    if (args[0].AsInt() == std::numeric_limits<std::int64_t>::min()) {
      return Overflow(context);
    }
    return Value::Int(-args[0].AsInt());
  }
  return Value::Int(args[0].AsInt() / divisor);
}

Value ModInt(CallContext& context, Args args) {
  const std::int64_t divisor = args[1].AsInt();
  if (divisor == 0) return context.factory.Error("modulus by zero");
  if (divisor == -1) {
    // The definition's implementations call the one quotient that does not fit
    // an overflow of the remainder as well.
    if (args[0].AsInt() == std::numeric_limits<std::int64_t>::min()) {
      return Overflow(context);
    }
    return Value::Int(0);
  }
  return Value::Int(args[0].AsInt() % divisor);
}

Value DivUint(CallContext& context, Args args) {
  if (args[1].AsUint() == 0) return context.factory.Error("divide by zero");
  return Value::Uint(args[0].AsUint() / args[1].AsUint());
}

Value ModUint(CallContext& context, Args args) {
  if (args[1].AsUint() == 0) return context.factory.Error("modulus by zero");
  return Value::Uint(args[0].AsUint() % args[1].AsUint());
}

Value NegateInt(CallContext& context, Args args) {
  if (args[0].AsInt() == std::numeric_limits<std::int64_t>::min()) {
    return Overflow(context);
  }
  return Value::Int(-args[0].AsInt());
}

Value NegateDouble(CallContext&, Args args) {
  return Value::Double(-args[0].AsDouble());
}

Value Not(CallContext&, Args args) {
  return Value::Bool(!args[0].AsBool());
}

// Not strict: sees errors and unknowns.
Value NotStrictlyFalse(CallContext&, Args args) {
  return Value::Bool(!args[0].is_false());
}

Value AddString(CallContext& context, Args args) {
  const std::string_view a = args[0].AsString();
  const std::string_view b = args[1].AsString();
  if (!ChargeText(context, a.size() + b.size())) return context.OverBudget();
  std::string joined;
  joined.reserve(a.size() + b.size());
  joined.append(a).append(b);
  return context.factory.String(joined);
}

Value AddBytes(CallContext& context, Args args) {
  const std::string_view a = args[0].AsBytes();
  const std::string_view b = args[1].AsBytes();
  if (!ChargeText(context, a.size() + b.size())) return context.OverBudget();
  return context.factory.Bytes(std::string(a).append(b));
}

Value AddList(CallContext& context, Args args) {
  const auto a = args[0].AsList();
  const auto b = args[1].AsList();
  if (b.empty()) return args[0];
  if (a.empty()) return args[1];
  if (!context.Charge(a.size() + b.size())) return context.OverBudget();
  std::vector<Value> joined(a.begin(), a.end());
  joined.insert(joined.end(), b.begin(), b.end());
  return context.factory.List(joined);
}

Value Equals(CallContext& context, Args args) {
  return EqualityValue(ChargedEquality(context, args[0], args[1]));
}

Value Differs(CallContext& context, Args args) {
  const Value equal = Equals(context, args);
  return equal.kind() == Kind::kBool ? Value::Bool(!equal.AsBool()) : equal;
}

enum class Relation : std::uint8_t { kLess, kLessEq, kGreater, kGreaterEq };

template <Relation kRelation>
Value Compare(CallContext& context, Args args) {
  if (args[0].is_string() && !ChargeText(context, args[0].AsString().size())) {
    return context.OverBudget();
  }
  const auto order = CelOrder(args[0], args[1]);
  if (!order) return context.factory.Error("no such overload: comparison");
  switch (kRelation) {
    case Relation::kLess: return Value::Bool(*order < 0);
    case Relation::kLessEq: return Value::Bool(*order <= 0);
    case Relation::kGreater: return Value::Bool(*order > 0);
    case Relation::kGreaterEq: return Value::Bool(*order >= 0);
  }
  return Value();
}

Value InMap(CallContext&, Args args) {
  return Value::Bool(LookUp(args[1], args[0]).status == Lookup::Status::kFound);
}

Value InList(CallContext& context, Args args) {
  return MemberOf(context, args[0], args[1].AsList());
}

Value Index(CallContext& context, Args args) {
  if (IsOptional(args[0])) {
    return OptionalIndex(context.factory, args[0], args[1]);
  }
  const Lookup found = LookUp(args[0], args[1]);
  if (found.status == Lookup::Status::kFound) return found.value;
  return LookupError(context.factory, args[0], args[1]);
}

Value OptionalIndexOf(CallContext& context, Args args) {
  return OptionalIndex(context.factory, args[0], args[1]);
}

constexpr Definition kArithmetic[] = {
    {"_+_", "add_int64", "(int, int) -> int", IntOp<AddOverflows>},
    {"_+_", "add_uint64", "(uint, uint) -> uint", UintOp<AddOverflows>},
    {"_+_", "add_double", "(double, double) -> double", AddDouble},
    {"_+_", "add_string", "(string, string) -> string", AddString},
    {"_+_", "add_bytes", "(bytes, bytes) -> bytes", AddBytes},
    {"_+_", "add_list", "(list(A), list(A)) -> list(A)", AddList},
    {"_+_",
     "add_timestamp_duration",
     "(timestamp, duration) -> timestamp",
     AddTimes},
    {"_+_",
     "add_duration_timestamp",
     "(duration, timestamp) -> timestamp",
     AddTimes},
    {"_+_",
     "add_duration_duration",
     "(duration, duration) -> duration",
     AddTimes},
    {"_-_", "subtract_int64", "(int, int) -> int", IntOp<SubOverflows>},
    {"_-_", "subtract_uint64", "(uint, uint) -> uint", UintOp<SubOverflows>},
    {"_-_", "subtract_double", "(double, double) -> double", SubDouble},
    {"_-_",
     "subtract_timestamp_timestamp",
     "(timestamp, timestamp) -> duration",
     SubtractTimes},
    {"_-_",
     "subtract_timestamp_duration",
     "(timestamp, duration) -> timestamp",
     SubtractTimes},
    {"_-_",
     "subtract_duration_duration",
     "(duration, duration) -> duration",
     SubtractTimes},
    {"_*_", "multiply_int64", "(int, int) -> int", IntOp<MulOverflows>},
    {"_*_", "multiply_uint64", "(uint, uint) -> uint", UintOp<MulOverflows>},
    {"_*_", "multiply_double", "(double, double) -> double", MulDouble},
    {"_/_", "divide_int64", "(int, int) -> int", DivInt},
    {"_/_", "divide_uint64", "(uint, uint) -> uint", DivUint},
    {"_/_", "divide_double", "(double, double) -> double", DivDouble},
    {"_%_", "modulo_int64", "(int, int) -> int", ModInt},
    {"_%_", "modulo_uint64", "(uint, uint) -> uint", ModUint},
    {"-_", "negate_int64", "(int) -> int", NegateInt},
    {"-_", "negate_double", "(double) -> double", NegateDouble},
};

// The evaluator runs the three logical operators itself.
constexpr Definition kLogic[] = {
    {"_&&_", "logical_and", "(bool, bool) -> bool", nullptr, false},
    {"_||_", "logical_or", "(bool, bool) -> bool", nullptr, false},
    {"_?_:_", "conditional", "(bool, A, A) -> A", nullptr, false},
    {"!_", "logical_not", "(bool) -> bool", Not},
    {"@not_strictly_false",
     "not_strictly_false",
     "(bool) -> bool",
     NotStrictlyFalse,
     false},
    {"_==_", "equals", "(A, A) -> bool", Equals},
    {"_!=_", "not_equals", "(A, A) -> bool", Differs},
};

constexpr Definition kMembers[] = {
    {"@in", "in_list", "(A, list(A)) -> bool", InList},
    {"@in", "in_map", "(A, map(A, B)) -> bool", InMap},
    {"_[_]", "index_list", "(list(A), int) -> A", Index},
    // Wider than the definition's declarations, which take these as dyn only.
    {"_[_]", "index_list_uint64", "(list(A), uint) -> A", Index},
    {"_[_]", "index_list_double", "(list(A), double) -> A", Index},
    {"_[_]", "index_map", "(map(A, B), A) -> B", Index},
    {"_[_]",
     "optional_list_index_int",
     "(optional(list(A)), int) -> optional(A)",
     Index},
    {"_[_]",
     "optional_list_index_uint64",
     "(optional(list(A)), uint) -> optional(A)",
     Index},
    {"_[_]",
     "optional_map_index_value",
     "(optional(map(A, B)), A) -> optional(B)",
     Index},
    {"_[?_]",
     "list_optindex_optional_int",
     "(list(A), int) -> optional(A)",
     OptionalIndexOf},
    {"_[?_]",
     "optional_list_optindex_optional_int",
     "(optional(list(A)), int) -> optional(A)",
     OptionalIndexOf},
    {"_[?_]",
     "map_optindex_optional_value",
     "(map(A, B), A) -> optional(B)",
     OptionalIndexOf},
    {"_[?_]",
     "optional_map_optindex_optional_value",
     "(optional(map(A, B)), A) -> optional(B)",
     OptionalIndexOf},
    {"_?._",
     "select_optional_field",
     "(dyn, string) -> optional(dyn)",
     OptionalIndexOf},
};

// Every pair of kinds that `_<_` and its kin take, with the part of the
// overload's id; for numbers all nine pairs.
struct OrderedPair {
  std::string_view id;
  std::string_view signature;
};
constexpr OrderedPair kOrdered[] = {
    {"bool", "(bool, bool) -> bool"},
    {"int64", "(int, int) -> bool"},
    {"int64_uint64", "(int, uint) -> bool"},
    {"int64_double", "(int, double) -> bool"},
    {"uint64", "(uint, uint) -> bool"},
    {"uint64_int64", "(uint, int) -> bool"},
    {"uint64_double", "(uint, double) -> bool"},
    {"double", "(double, double) -> bool"},
    {"double_int64", "(double, int) -> bool"},
    {"double_uint64", "(double, uint) -> bool"},
    {"string", "(string, string) -> bool"},
    {"bytes", "(bytes, bytes) -> bool"},
    {"timestamp", "(timestamp, timestamp) -> bool"},
    {"duration", "(duration, duration) -> bool"},
};

void DefineOrder(FunctionTable& table,
                 TypePool& types,
                 std::string_view name,
                 std::string_view prefix,
                 Function function) {
  for (const OrderedPair& pair : kOrdered) {
    const std::string id = std::string(prefix).append("_").append(pair.id);
    const Definition definition{name, id, pair.signature, function};
    Define(table, types, {&definition, 1});
  }
}

}  // namespace

Value MemberOf(CallContext& context, Value needle, Args items) {
  Equality verdict;
  verdict.result = EqualResult::kFalse;
  for (const Value& item : items) {
    const Equality one = ChargedEquality(context, needle, item);
    if (one.over_budget) return one.cause;
    if (one.result == EqualResult::kTrue) return Value::Bool(true);
    if (one.result == EqualResult::kFalse) continue;
    if (one.result == EqualResult::kUnknown &&
        verdict.result == EqualResult::kUnknown) {
      verdict.cause = context.factory.MergeUnknown(verdict.cause, one.cause);
    } else if (verdict.result == EqualResult::kFalse ||
               one.result == EqualResult::kUnknown) {
      verdict = one;
    }
  }
  return EqualityValue(verdict);
}

Value AddNumbers(CallContext& context, Value a, Value b) {
  const Value args[] = {a, b};
  if (a.kind() == b.kind()) {
    switch (a.kind()) {
      case Kind::kInt: return IntOp<AddOverflows>(context, args);
      case Kind::kUint: return UintOp<AddOverflows>(context, args);
      case Kind::kDouble: return AddDouble(context, args);
      case Kind::kDuration: return AddTimes(context, args);
      default: break;
    }
  }
  return context.NoOverload("_+_", args);
}

void AddOperators(FunctionTable& table, TypePool& types) {
  Define(table, types, kLogic);
  Define(table, types, kArithmetic);
  Define(table, types, kMembers);
  DefineOrder(table, types, "_<_", "less", Compare<Relation::kLess>);
  DefineOrder(table, types, "_<=_", "less_equals", Compare<Relation::kLessEq>);
  DefineOrder(table, types, "_>_", "greater", Compare<Relation::kGreater>);
  DefineOrder(
      table, types, "_>=_", "greater_equals", Compare<Relation::kGreaterEq>);
}

}  // namespace plimsoll::cel

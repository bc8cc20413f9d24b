// SPDX-License-Identifier: Apache-2.0
#include "cel/library/optional.h"

#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "cel/function.h"
#include "cel/library/indexing.h"
#include "cel/library/opaque.h"
#include "cel/library/signature.h"
#include "cel/library/type_value.h"

namespace plimsoll::cel {

const OpaqueType kOptionalType{"optional_type"};

namespace {

using Args = std::span<const Value>;

struct OptionalRep : OpaqueRep {
  bool has_value;
  Value value;
};

const OptionalRep* Rep(Value value) {
  return OpaqueCast<OptionalRep>(value, kOptionalType);
}

Value None(CallContext&, Args) {
  return OptionalNone();
}

Value Of(CallContext& context, Args args) {
  return MakeOptional(context.factory, args[0]);
}

Value OfNonZero(CallContext& context, Args args) {
  if (IsZeroValue(args[0])) return OptionalNone();
  return MakeOptional(context.factory, args[0]);
}

Value HasValue(CallContext&, Args args) {
  return Value::Bool(OptionalContent(args[0]) != nullptr);
}

Value Content(CallContext& context, Args args) {
  const Value* content = OptionalContent(args[0]);
  if (content == nullptr) {
    return context.factory.Error("optional.none() dereference");
  }
  return *content;
}

Value Or(CallContext&, Args args) {
  return OptionalContent(args[0]) != nullptr ? args[0] : args[1];
}

// Not strict: a present value does not depend on its replacement.
Value OrLazily(CallContext& context, Args args) {
  if (!IsOptional(args[0])) {
    if (args[0].is_unknown() || args[0].is_error()) return args[0];
    return context.NoOverload("or", args);
  }
  if (OptionalContent(args[0]) != nullptr) return args[0];
  if (IsOptional(args[1]) || args[1].is_unknown() || args[1].is_error()) {
    return Or(context, args);
  }
  return context.NoOverload("or", args);
}

Value OrValue(CallContext& context, Args args) {
  if (!IsOptional(args[0])) {
    if (args[0].is_unknown() || args[0].is_error()) return args[0];
    return context.NoOverload("orValue", args);
  }
  const Value* content = OptionalContent(args[0]);
  return content != nullptr ? *content : args[1];
}

Value Unwrap(CallContext& context, Args args) {
  std::vector<Value> contents;
  const auto items = args[0].AsList();
  if (!context.Charge(items.size())) return context.OverBudget();
  Value unknown;
  for (const Value& item : items) {
    if (item.is_unknown()) {
      unknown = unknown.is_null() ? item
                                  : context.factory.MergeUnknown(unknown, item);
      continue;
    }
    if (item.is_error()) return item;
    if (!IsOptional(item)) {
      return context.factory.Error(
          fmt::format("no such overload: optional.unwrap of a list with {}",
                      TypeNameOf(item)));
    }
    const Value* content = OptionalContent(item);
    if (content != nullptr) contents.push_back(*content);
  }
  return unknown.is_null() ? context.factory.List(contents) : unknown;
}

constexpr Definition kDefinitions[] = {
    {"optional.of", "optional_of", "(A) -> optional(A)", Of},
    {"optional.ofNonZeroValue",
     "optional_ofNonZeroValue",
     "(A) -> optional(A)",
     OfNonZero},
    {"optional.none", "optional_none", "() -> optional(A)", None},
    {"optional.unwrap",
     "optional_unwrap",
     "(list(optional(A))) -> list(A)",
     Unwrap},
    {"unwrapOpt",
     "optional_unwrapOpt",
     "list(optional(A)).() -> list(A)",
     Unwrap},
    {"hasValue", "optional_hasValue", "optional(A).() -> bool", HasValue},
    {"value", "optional_value", "optional(A).() -> A", Content},
    {"or",
     "optional_or_optional",
     "optional(A).(optional(A)) -> optional(A)",
     OrLazily,
     false},
    {"orValue",
     "optional_orValue_value",
     "optional(A).(A) -> A",
     OrValue,
     false},
};

}  // namespace

Value MakeOptional(const ValueFactory& factory, Value value) {
  OptionalRep rep{};
  rep.type = &kOptionalType;
  rep.has_value = true;
  rep.value = value;
  return MakeOpaque(factory, rep);
}

Value OptionalNone() {
  static const OptionalRep kNone = {{&kOptionalType}, false, Value()};
  return Value::FromOpaque(&kNone);
}

bool IsOptional(Value value) {
  return Rep(value) != nullptr;
}

const Value* OptionalContent(Value value) {
  const OptionalRep* rep = Rep(value);
  PLIMSOLL_CHECK(rep != nullptr);
  return rep->has_value ? &rep->value : nullptr;
}

Value OptionalIndex(const ValueFactory& factory, Value operand, Value key) {
  if (IsOptional(operand)) {
    const Value* content = OptionalContent(operand);
    if (content == nullptr) return operand;
    return OptionalIndex(factory, *content, key);
  }
  if (operand.is_unknown() || operand.is_error()) return operand;
  if (!operand.is_map() && !operand.is_list()) {
    return factory.Error(fmt::format("no such overload: {} has no members",
                                     TypeNameOf(operand)));
  }
  const Lookup found = LookUp(operand, key);
  switch (found.status) {
    case Lookup::Status::kFound:
      // An unknown member makes the whole optional unknown.
      if (found.value.is_unknown() || found.value.is_error()) {
        return found.value;
      }
      return MakeOptional(factory, found.value);
    case Lookup::Status::kAbsent: return OptionalNone();
    case Lookup::Status::kBadKey: break;
  }
  return LookupError(factory, operand, key);
}

bool IsZeroValue(Value value) {
  switch (value.kind()) {
    case Kind::kNull: return true;
    case Kind::kBool: return !value.AsBool();
    case Kind::kInt: return value.AsInt() == 0;
    case Kind::kUint: return value.AsUint() == 0;
    case Kind::kDouble: return value.AsDouble() == 0;
    case Kind::kString: return value.AsString().empty();
    case Kind::kBytes: return value.AsBytes().empty();
    case Kind::kList: return value.AsList().empty();
    case Kind::kMap: return value.AsMap().empty();
    case Kind::kTimestamp: return value.AsTimestamp() == Timestamp{};
    case Kind::kDuration: return value.AsDuration() == Duration{};
    case Kind::kOpaque:
      return IsOptional(value) && OptionalContent(value) == nullptr;
    default: return false;
  }
}

void AddOptionalLibrary(FunctionTable& table, TypePool& types) {
  Define(table, types, kDefinitions);
}

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// The standard library: what every CEL has without extensions.
// Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md
#include <fmt/format.h>

#include "cel/function.h"
#include "cel/library/convert.h"
#include "cel/library/cost.h"
#include "cel/library/operators.h"
#include "cel/library/regex.h"
#include "cel/library/signature.h"
#include "cel/library/text.h"
#include "cel/library/time.h"

namespace plimsoll::cel {

namespace {

using Args = std::span<const Value>;

Value Size(CallContext& context, Args args) {
  std::size_t size = 0;
  switch (args[0].kind()) {
    case Kind::kString:
      if (!ChargeText(context, args[0].AsString().size())) {
        return context.OverBudget();
      }
      size = CountCodePoints(args[0].AsString());
      break;
    case Kind::kBytes: size = args[0].AsBytes().size(); break;
    case Kind::kList: size = args[0].AsList().size(); break;
    case Kind::kMap: size = args[0].AsMap().size(); break;
    default: return context.NoOverload("size", args);
  }
  return Value::Int(static_cast<std::int64_t>(size));
}

bool ChargeBoth(CallContext& context, Args args) {
  return ChargeText(context,
                    args[0].AsString().size() + args[1].AsString().size());
}

Value Contains(CallContext& context, Args args) {
  if (!ChargeBoth(context, args)) return context.OverBudget();
  // Bytes are found where code points are in well-formed text.
  return Value::Bool(FindText(args[0].AsString(), args[1].AsString()) !=
                     std::string_view::npos);
}

Value StartsWith(CallContext& context, Args args) {
  if (!ChargeText(context, args[1].AsString().size())) {
    return context.OverBudget();
  }
  return Value::Bool(args[0].AsString().starts_with(args[1].AsString()));
}

Value EndsWith(CallContext& context, Args args) {
  if (!ChargeText(context, args[1].AsString().size())) {
    return context.OverBudget();
  }
  return Value::Bool(args[0].AsString().ends_with(args[1].AsString()));
}

Value Matches(CallContext& context, Args args) {
  if (!ChargeBoth(context, args)) return context.OverBudget();
  std::string error;
  const Regex* regex = CachedRegex(args[1].AsString(), &error);
  if (regex == nullptr) {
    return context.factory.Error(
        fmt::format("invalid regular expression: {}", error));
  }
  return Value::Bool(regex->Matches(args[0].AsString()));
}

constexpr Definition kDefinitions[] = {
    {"size", "size_string", "(string) -> int", Size},
    {"size", "size_bytes", "(bytes) -> int", Size},
    {"size", "size_list", "(list(A)) -> int", Size},
    {"size", "size_map", "(map(A, B)) -> int", Size},
    {"size", "string_size", "string.() -> int", Size},
    {"size", "bytes_size", "bytes.() -> int", Size},
    {"size", "list_size", "list(A).() -> int", Size},
    {"size", "map_size", "map(A, B).() -> int", Size},
    {"contains", "contains_string", "string.(string) -> bool", Contains},
    {"startsWith", "starts_with_string", "string.(string) -> bool", StartsWith},
    {"endsWith", "ends_with_string", "string.(string) -> bool", EndsWith},
    {"matches", "matches", "(string, string) -> bool", Matches},
    {"matches", "matches_string", "string.(string) -> bool", Matches},
};

}  // namespace

void AddStandardLibrary(FunctionTable& table, TypePool& types) {
  AddOperators(table, types);
  AddConversions(table, types);
  AddTimeFunctions(table, types);
  Define(table, types, kDefinitions);
}

}  // namespace plimsoll::cel

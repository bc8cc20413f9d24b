// SPDX-License-Identifier: Apache-2.0
// Small things that several groups of functions share.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "hcl/function.h"

namespace plimsoll::hcl {

/// The type of any value, also of a null or unknown one.
inline Type TypeOfArgument(const CallContext& c, std::size_t index) {
  return c.factory.TypeOf(c.arguments[index]);
}

/// A parameter for values of any type that the function looks at itself.
inline Parameter AnyParameter(std::string_view name) {
  return {name, Type::Dynamic(), true, true, true, false};
}

/// The common type, with types that are not known left to the others.
inline std::optional<Type> UnifyKnown(std::span<const Type> types,
                                      const TypeFactory& factory) {
  std::vector<Type> known;
  for (const Type t : types) {
    if (!t.is_dynamic()) known.push_back(t);
  }
  return Unify(known, factory);
}

/// Unknown of the result type for the reasons of the arguments.
inline Value UnknownResult(const CallContext& c, Type type) {
  return c.factory.UnknownFrom(type, c.arguments);
}

/// A whole number argument, or an error.
inline std::optional<std::int64_t> WholeNumber(CallContext& c,
                                               std::size_t index) {
  const auto n = c.arguments[index].AsInt64();
  if (!n) return c.FailArgument(index, "a whole number is required");
  return n;
}

inline bool IsListLike(Type type) {
  return type.kind() == TypeKind::kList || type.kind() == TypeKind::kTuple;
}
inline bool IsSequenceType(Type type) {
  return IsListLike(type) || type.kind() == TypeKind::kSet;
}
inline bool IsMapLike(Type type) {
  return type.kind() == TypeKind::kMap || type.is_object();
}

}  // namespace plimsoll::hcl

// SPDX-License-Identifier: Apache-2.0
// Values of the library's own types: a struct that derives from OpaqueRep,
// kept in the evaluation's arena.
#pragma once

#include <new>
#include <type_traits>

#include "value/value.h"

namespace plimsoll::cel {

/// Moves `rep` (with `rep.type` set) into the arena and wraps it.
template <typename Rep>
Value MakeOpaque(const ValueFactory& factory, const Rep& rep) {
  static_assert(std::is_base_of_v<OpaqueRep, Rep>);
  static_assert(std::is_trivially_destructible_v<Rep>);
  static_assert(alignof(Rep) <= 16);
  void* memory = factory.arena().Allocate(sizeof(Rep), alignof(Rep));
  return Value::FromOpaque(new (memory) Rep(rep));
}

/// The representation when `value` is of that type, else null.
template <typename Rep>
const Rep* OpaqueCast(Value value, const OpaqueType& type) {
  if (value.kind() != Kind::kOpaque) return nullptr;
  const OpaqueRep* rep = value.AsOpaque();
  return rep->type == &type ? static_cast<const Rep*>(rep) : nullptr;
}

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// Brings a computed value into the shape that its schema declares.
#pragma once

#include <functional>
#include <string_view>

#include "cel/type.h"
#include "value/value.h"

namespace plimsoll {

/// A property that the schema does not have: the object type, its name, its
/// value.
using StrayProperty = std::function<void(
    const cel::ObjectType& object, std::string_view name, Value value)>;

/// A copy of `value` (into `factory`'s arena) with only declared properties and
/// without null ones, at every depth where the type declares an object; ints
/// become doubles where a double is declared, RFC 3339 texts times where a
/// timestamp is. Unknown values stay. Values of
/// untyped (dyn) parts are copied whole. A value without origin gets that of
/// the value around it. `stray` (may be empty) hears of each property left out.
Value Conform(Value value,
              cel::TypeRef type,
              const ValueFactory& factory,
              const StrayProperty& stray = {});

}  // namespace plimsoll

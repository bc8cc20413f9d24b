// SPDX-License-Identifier: Apache-2.0
// Types as values: what type(x) gives and what type names in expressions mean.
#pragma once

#include <span>
#include <string_view>

#include "value/value.h"

namespace plimsoll::cel {

/// The opaque type "type".
extern const OpaqueType kTypeType;

/// A type value; `name` is copied.
Value MakeTypeValue(const ValueFactory& factory, std::string_view name);
bool IsTypeValue(Value value);
/// The name in a type value.
std::string_view TypeValueName(Value value);

/// The name of the value's type as the definition has it: "int", "null_type",
/// "google.protobuf.Timestamp", "optional_type", "net.IP", ...
std::string_view TypeNameOf(Value value);

/// All names that stand for types in an expression ("int", "list", "net.IP"),
/// in no particular order.
std::span<const std::string_view> TypeNames();

}  // namespace plimsoll::cel

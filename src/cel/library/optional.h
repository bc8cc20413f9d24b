// SPDX-License-Identifier: Apache-2.0
// optional_type(T): a value or none.
#pragma once

#include "value/value.h"

namespace plimsoll::cel {

extern const OpaqueType kOptionalType;

Value MakeOptional(const ValueFactory& factory, Value value);
/// The one value that holds nothing; of static lifetime.
Value OptionalNone();
bool IsOptional(Value value);
/// The value within, or null for none. `value` is an optional.
const Value* OptionalContent(Value value);

/// What `operand.?field` and `operand[?key]` mean, for a map, a list or an
/// optional of one: an optional; an error when the operand is neither.
Value OptionalIndex(const ValueFactory& factory, Value operand, Value key);

/// True for null, false, 0, "", empty containers, time zero and none: what
/// optional.ofNonZeroValue turns into none.
bool IsZeroValue(Value value);

}  // namespace plimsoll::cel

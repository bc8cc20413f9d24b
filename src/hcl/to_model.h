// SPDX-License-Identifier: Apache-2.0
// From the language's values to the values of the model, on which checks run.
#pragma once

#include <functional>

#include "hcl/value.h"
#include "value/value.h"

namespace plimsoll::hcl {

/// How places become origins of the model; null: no origins.
using OriginOf = std::function<OriginId(PlaceId)>;

/// Lists, sets and tuples become lists, maps and objects maps; a number becomes
/// int, uint, or the nearest double; an unknown keeps its reasons. Sensitive
/// marks are dropped: ask ContainsSensitive first. Texts are copied.
plimsoll::Value ToModel(Value value,
                        const plimsoll::ValueFactory& factory,
                        const OriginOf& origin_of = {});

/// The way back, for values that come as JSON or from collected resources:
/// lists become tuples, maps objects; bytes, times and durations texts; an
/// error value becomes an unknown.
Value FromModel(plimsoll::Value value, const ValueFactory& factory);

}  // namespace plimsoll::hcl

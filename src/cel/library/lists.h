// SPDX-License-Identifier: Apache-2.0
// Functions on lists that others use too.
#pragma once

#include "cel/function.h"

namespace plimsoll::cel {

/// The items in the order of their keys, ascending and stable; an error when
/// the keys differ in type or have no order; unknown when a key is. As many
/// keys as items. Charges.
Value SortByKeys(CallContext& context,
                 std::span<const Value> items,
                 std::span<const Value> keys);

}  // namespace plimsoll::cel

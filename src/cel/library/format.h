// SPDX-License-Identifier: Apache-2.0
// string.format(list): texts with %s, %d, %f, %e, %x, %X, %o and %b in them.
#pragma once

#include <span>
#include <string_view>

#include "cel/function.h"

namespace plimsoll::cel {

/// The text with its clauses replaced by the arguments in turn; "%%" is a
/// percent sign, "%.3f" gives a precision. Lists and maps nest; the keys of a
/// map are in the order of their texts. An error for a clause that does not fit
/// its argument or has none; unknown when an argument that is used is or holds
/// an unknown. Source: https://github.com/google/cel-go/tree/master/ext
/// (Strings, Format)
Value FormatText(CallContext& context,
                 std::string_view text,
                 std::span<const Value> args);

}  // namespace plimsoll::cel

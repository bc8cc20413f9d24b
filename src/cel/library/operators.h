// SPDX-License-Identifier: Apache-2.0
// Operators as functions: arithmetic, relations, `in`, indexing.
#pragma once

#include <span>

#include "cel/function.h"

namespace plimsoll::cel {

/// Part of AddStandardLibrary. "_&&_", "_||_" and "_?_:_" are there for the
/// checker only (no function): the evaluator runs them.
void AddOperators(FunctionTable& table, TypePool& types);

/// `needle in items`: true when one is equal; else unknown or error when one
/// may be; else false. Charges what it looks at.
Value MemberOf(CallContext& context,
               Value needle,
               std::span<const Value> items);

/// `a + b` of two ints, uints, doubles or durations; another kind is an error.
Value AddNumbers(CallContext& context, Value a, Value b);

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// Conversions: int, uint, double, string, bytes, bool, timestamp, duration, dyn
// and type.
#pragma once

#include <optional>
#include <string>

#include "cel/function.h"

namespace plimsoll::cel {

/// What string(value) gives; nullopt for kinds that have no text.
std::optional<std::string> TextOf(Value value);

/// Part of AddStandardLibrary.
void AddConversions(FunctionTable& table, TypePool& types);

}  // namespace plimsoll::cel

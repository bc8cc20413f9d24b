// SPDX-License-Identifier: Apache-2.0
// Numbers from text, the same way in JSON and YAML.
#pragma once

#include <optional>
#include <string_view>

#include "value/value.h"

namespace plimsoll::internal {

/// The value of a decimal number: int, else uint, when it is an integer that
/// fits; else double. A number too small is 0.0. nullopt when it is too large
/// for a double. `text` must be a number as JSON writes it, except that leading
/// zeros and a missing digit beside the point are allowed.
std::optional<Value> NumberFromText(std::string_view text);

}  // namespace plimsoll::internal

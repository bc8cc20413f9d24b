// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "value/value.h"

namespace plimsoll::internal {

/// Turns {"$unknown": ...} into an unknown (see ReadOptions::unknown_markers);
/// nullopt when the map is no marker. Errors: kInvalid for a malformed marker.
Result<std::optional<Value>> FromUnknownMarker(const MapView& map,
                                               const ValueFactory& factory);

}  // namespace plimsoll::internal

// SPDX-License-Identifier: Apache-2.0
// The forms in which AWS writes times.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "value/value.h"

namespace plimsoll::aws {

/// Reads ISO 8601 (with or without fraction, "Z", "+hh:mm", "+hhmm"; none is
/// UTC), RFC 7231 IMF-fixdate ("Mon, 23 Nov 2026 20:15:00 GMT") and decimal
/// seconds since 1970; nullopt on anything else.
std::optional<Timestamp> ParseAwsTime(std::string_view text);
/// Seconds since 1970 as JSON carries them, to the nearest microsecond because
/// a double holds no more; nullopt beyond the years 1 to 9999.
std::optional<Timestamp> TimestampOf(double seconds);

/// "2026-11-23T20:15:00Z", with six fraction digits when there are micros.
std::string RenderIso8601(Timestamp time);
/// "Mon, 23 Nov 2026 20:15:00 GMT"
std::string RenderHttpDate(Timestamp time);
/// "20261123T201500Z"
std::string RenderBasicDate(Timestamp time);

Timestamp ToTimestamp(WallTime time);
WallTime ToWallTime(Timestamp time);

}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
// Timestamps and durations: text forms, arithmetic, parts of a date.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cel/function.h"

namespace plimsoll::cel {

/// The ranges of the definition: years 1 to 9999, and 10000 years either way.
/// Source: https://protobuf.dev/reference/protobuf/google.protobuf/ (Timestamp,
/// Duration)
inline constexpr std::int64_t kMinTimestampSeconds = -62135596800;
inline constexpr std::int64_t kMaxTimestampSeconds = 253402300799;
inline constexpr std::int64_t kMaxDurationSeconds = 315576000000;

bool InRange(Timestamp time);
bool InRange(Duration duration);

/// "1h30m", "-1.5s", "250ms", "0": a sum of decimals with the units h, m, s,
/// ms, us (or the micro sign), ns. nullopt on anything else or out of range.
std::optional<Duration> ParseDuration(std::string_view text);
/// Seconds with as many decimals as needed: "5400s", "-1.5s", "0s".
std::string RenderDuration(Duration duration);

/// `_+_` and `_-_` of timestamps and durations.
Value AddTimes(CallContext& context, std::span<const Value> args);
Value SubtractTimes(CallContext& context, std::span<const Value> args);

/// getFullYear and its kin; part of AddStandardLibrary.
void AddTimeFunctions(FunctionTable& table, TypePool& types);

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// Words that the whole house shares: how bad, and what came out.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace plimsoll {

/// How bad a failure is; ordered.
enum class Severity : std::uint8_t { kInfo, kLow, kMedium, kHigh, kCritical };

/// "info", "low", "medium", "high", "critical".
std::string_view Name(Severity severity);
/// Accepts the names in any case, and "informational".
std::optional<Severity> ParseSeverity(std::string_view name);

/// Outcome of one check on one resource.
enum class Verdict : std::uint8_t {
  kPass,
  kFail,
  kNotApplicable,  ///< The check's `when` is false.
  kUnknown,        ///< What decides could not be read.
  kError           ///< The expression has no answer; a defect of the check.
};

/// "pass", "fail", "na", "unknown" or "error".
std::string_view Name(Verdict verdict);
std::optional<Verdict> ParseVerdict(std::string_view name);

}  // namespace plimsoll

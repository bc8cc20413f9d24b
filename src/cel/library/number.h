// SPDX-License-Identifier: Apache-2.0
// Numbers to text and back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll::cel {

/// Base ten, the whole text, "-" allowed; nullopt when it is not one or too
/// large.
std::optional<std::int64_t> ParseInt(std::string_view text);
/// The same without sign.
std::optional<std::uint64_t> ParseUint(std::string_view text);
/// A decimal, or NaN, Infinity, +Infinity, -Infinity, inf (any case). nullopt
/// when it is not one or its size is too large for a double.
std::optional<double> ParseDouble(std::string_view text);

/// The shortest text that reads back the same: "1.5", "-0.0045", "100",
/// "1e+21", "NaN", "Infinity", "-Infinity". Plain digits from 1e-5 to below
/// 1e21, all of them for whole numbers.
std::string RenderDouble(double value);

}  // namespace plimsoll::cel

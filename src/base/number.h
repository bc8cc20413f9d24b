// SPDX-License-Identifier: Apache-2.0
// Numbers out of texts, whole or not at all.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace plimsoll {

/// The number that the whole text is: decimal digits with an optional '-'; for
/// a floating-point type also a fraction and an exponent. Nullopt for anything
/// around it ("+1", " 1", "1x", ""), and when T cannot hold it.
template <typename T>
std::optional<T> ParseNumber(std::string_view text) {
  T number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

}  // namespace plimsoll

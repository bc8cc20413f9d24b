// SPDX-License-Identifier: Apache-2.0
#include "value/internal/number.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

#include "base/number.h"

namespace plimsoll::internal {
namespace {

/// The common case: up to 18 digits, which cannot overflow.
std::optional<std::int64_t> SmallInt(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 18) return std::nullopt;
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return negative ? -number : number;
}

/// Whether a decimal number outside the range of double is too large, rather
/// than too near to zero.
bool IsHuge(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t e = text.find_first_of("eE");
  const std::string_view digits = text.substr(0, e);
  const std::size_t point = std::min(digits.find('.'), digits.size());
  const std::size_t first = digits.find_first_of("123456789");
  if (first == std::string_view::npos) return false;
  // The number is below 10^magnitude and not far from it.
  auto magnitude = first < point ? static_cast<std::int64_t>(point - first)
                                 : -static_cast<std::int64_t>(first - point);
  if (e != std::string_view::npos) {
    std::string_view exponent = text.substr(e + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    const auto shift = ParseNumber<std::int32_t>(exponent);
    if (!shift) return !exponent.starts_with('-');
    magnitude += *shift;
  }
  return magnitude > 0;
}

}  // namespace

std::optional<Value> NumberFromText(std::string_view text) {
  if (const auto small = SmallInt(text)) return Value::Int(*small);
  if (text.find_first_of(".eE") == std::string_view::npos) {
    if (const auto i = ParseNumber<std::int64_t>(text)) return Value::Int(*i);
    if (const auto u = ParseNumber<std::uint64_t>(text)) return Value::Uint(*u);
  }
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && stop == end) return Value::Double(number);
  if (error != std::errc::result_out_of_range || IsHuge(text)) {
    return std::nullopt;
  }
  return Value::Double(text.starts_with('-') ? -0.0 : 0.0);
}

}  // namespace plimsoll::internal

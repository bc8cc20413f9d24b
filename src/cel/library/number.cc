// SPDX-License-Identifier: Apache-2.0
#include "cel/library/number.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/number.h"

namespace plimsoll::cel {

namespace {

// True when the digits of a decimal, without its exponent, are all zero or the
// exponent is negative: out of range then means too small.
bool IsTiny(std::string_view text) {
  const std::size_t exponent = text.find_first_of("eE");
  if (exponent != std::string_view::npos) {
    return text.substr(exponent + 1).starts_with('-');
  }
  return text.find('.') != std::string_view::npos &&
         text.find_first_of("123456789") > text.find('.');
}

}  // namespace

std::optional<std::int64_t> ParseInt(std::string_view text) {
  return ParseNumber<std::int64_t>(text);
}

std::optional<std::uint64_t> ParseUint(std::string_view text) {
  return ParseNumber<std::uint64_t>(text);
}

std::optional<double> ParseDouble(std::string_view text) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (rest != end || text.find('(') != std::string_view::npos) {
    return std::nullopt;
  }
  if (error == std::errc::result_out_of_range && IsTiny(text)) {
    return text.starts_with('-') ? -0.0 : 0.0;
  }
  if (error != std::errc{}) return std::nullopt;
  return value;
}

std::string RenderDouble(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  const double size = std::fabs(value);
  const bool plain = size == 0 || (size >= 1e-5 && size < 1e21);
  std::array<char, 64> buffer{};
  const auto [end, error] = std::to_chars(
      buffer.data(),
      buffer.data() + buffer.size(),
      value,
      plain ? std::chars_format::fixed : std::chars_format::scientific);
  return std::string(buffer.data(), end);
}

}  // namespace plimsoll::cel

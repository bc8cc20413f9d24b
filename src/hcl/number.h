// SPDX-License-Identifier: Apache-2.0
// Binary floating point numbers of up to 512 bits, each with its own precision.
// Source: https://pkg.go.dev/math/big#Float (the semantics that users see).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll::hcl {

/// A finite number is mantissa * 2^exponent with an odd mantissa of at most
/// `precision` bits; the mantissa of zero is 0. Immutable.
struct BigNumber {
  static constexpr std::uint16_t kLiteralPrecision = 512;
  static constexpr std::uint16_t kIntegerPrecision = 64;  ///< length(), index
  static constexpr std::uint16_t kDoublePrecision = 53;   ///< pow, log

  enum class Form : std::uint8_t { kFinite, kInfinity };
  Form form = Form::kFinite;
  bool negative = false;
  std::uint16_t precision = kLiteralPrecision;
  std::int32_t exponent = 0;
  std::array<std::uint64_t, 8> mantissa = {};  ///< Least significant first.

  static BigNumber FromInt(std::int64_t value, std::uint16_t precision);
  static BigNumber FromDouble(double value);  ///< Not for NaN.
  /// Decimal text: [+-] digits [. digits] [e [+-] digits], or [+-]Inf. nullopt
  /// for other texts and exponents beyond +-100000.
  static std::optional<BigNumber> Parse(std::string_view text);
  /// An integer in base 2 to 62 without sign prefix of the base; digits beyond
  /// 36 are upper case. nullopt when a digit is bad or there is none.
  static std::optional<BigNumber> ParseInteger(std::string_view text, int base);

  bool is_zero() const;
  bool is_infinite() const { return form == Form::kInfinity; }
  bool is_integer() const;
  /// Nullopt when it is fractional or out of range.
  std::optional<std::int64_t> ToInt64() const;
  double ToDouble() const;
};

/// nullopt for Inf - Inf, 0 * Inf, 0 / 0, Inf / Inf.
std::optional<BigNumber> Add(const BigNumber& a, const BigNumber& b);
std::optional<BigNumber> Subtract(const BigNumber& a, const BigNumber& b);
std::optional<BigNumber> Multiply(const BigNumber& a, const BigNumber& b);
std::optional<BigNumber> Divide(const BigNumber& a, const BigNumber& b);
/// Truncated remainder; a % 0 is a.
std::optional<BigNumber> Modulo(const BigNumber& a, const BigNumber& b);
BigNumber Negate(BigNumber a);
BigNumber Floor(const BigNumber& a);
BigNumber Ceil(const BigNumber& a);
/// -1, 0, 1.
int Compare(const BigNumber& a, const BigNumber& b);

/// Shortest decimal that reads back as the same number at its precision, never
/// with an exponent; "Inf", "-Inf".
std::string ToText(const BigNumber& number);
/// Exactly `digits` digits after the point, half to even ("%.3f").
std::string ToFixed(const BigNumber& number, int digits);
/// d.ddde+xx with `digits` after the point, or as few as round-trip (-1).
std::string ToExponent(const BigNumber& number, int digits, char letter);
/// Go's %g: exponent form when it is < -4 or >= the precision (6 when as short
/// as possible, -1).
std::string ToGeneral(const BigNumber& number, int digits, char letter);
/// The digits of an integer in base 2 to 36, with "-".
std::string ToBase(const BigNumber& number, int base);

}  // namespace plimsoll::hcl

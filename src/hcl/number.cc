// SPDX-License-Identifier: Apache-2.0
// Exact arithmetic on integers of any size, rounded once, half to even.
#include "hcl/number.h"

#include <algorithm>
#include <bit>
#include <boost/multiprecision/cpp_int.hpp>
#include <cmath>
#include <limits>

namespace plimsoll::hcl {
namespace {

using Integer = boost::multiprecision::cpp_int;

constexpr std::int64_t kMaxExponent = 1'000'000;
constexpr std::int64_t kMaxDecimalExponent = 100'000;

Integer MantissaOf(const BigNumber& n) {
  Integer result;
  boost::multiprecision::import_bits(
      result, n.mantissa.rbegin(), n.mantissa.rend(), 64);
  return result;
}

std::int64_t BitLength(const Integer& n) {
  return n.is_zero() ? 0 : static_cast<std::int64_t>(msb(n)) + 1;
}

BigNumber Infinity(bool negative, std::uint16_t precision) {
  BigNumber result;
  result.form = BigNumber::Form::kInfinity;
  result.negative = negative;
  result.precision = precision;
  return result;
}

// value = mantissa * 2^exponent (+ a bit more when `sticky`), rounded half to
// even to `precision` bits.
BigNumber Round(bool negative,
                Integer mantissa,
                std::int64_t exponent,
                std::uint16_t precision,
                bool sticky = false) {
  BigNumber result;
  result.negative = negative;
  result.precision = precision;
  if (mantissa.is_zero()) return result;
  const std::int64_t extra = BitLength(mantissa) - precision;
  if (extra > 0) {
    const auto shift = static_cast<unsigned>(extra);
    const Integer low = mantissa & ((Integer(1) << shift) - 1);
    const Integer half = Integer(1) << (shift - 1);
    mantissa >>= shift;
    exponent += extra;
    const bool odd = bit_test(mantissa, 0);
    if (low > half || (low == half && (sticky || odd))) ++mantissa;
  }
  const auto zeros = static_cast<unsigned>(lsb(mantissa));
  mantissa >>= zeros;
  exponent += zeros;
  if (exponent > kMaxExponent) return Infinity(negative, precision);
  if (exponent < -kMaxExponent - precision) {
    return Round(negative, 0, 0, precision);
  }
  result.exponent = static_cast<std::int32_t>(exponent);
  std::vector<std::uint64_t> words;
  export_bits(mantissa, std::back_inserter(words), 64, false);
  std::copy_n(words.begin(),
              std::min(words.size(), result.mantissa.size()),
              result.mantissa.begin());
  return result;
}

std::uint16_t Larger(const BigNumber& a, const BigNumber& b) {
  return std::max(a.precision, b.precision);
}

std::optional<BigNumber> AddSigned(const BigNumber& a,
                                   const BigNumber& b,
                                   bool negate_b,
                                   std::uint16_t precision) {
  const bool b_negative = b.negative != negate_b;
  if (a.is_infinite() && b.is_infinite() && a.negative != b_negative) {
    return std::nullopt;
  }
  if (a.is_infinite()) return Infinity(a.negative, precision);
  if (b.is_infinite()) return Infinity(b_negative, precision);
  if (a.is_zero() && b.is_zero()) {
    return Round(a.negative && b_negative, 0, 0, precision);
  }
  Integer x = MantissaOf(a);
  Integer y = MantissaOf(b);
  std::int64_t ex = x.is_zero() ? b.exponent : a.exponent;
  std::int64_t ey = y.is_zero() ? a.exponent : b.exponent;
  // A number that is much smaller only matters as "a bit more".
  constexpr std::int64_t kFar = 2000;
  if (ex > ey + kFar) {
    y = y.is_zero() ? 0 : 1;
    ey = ex - kFar;
  } else if (ey > ex + kFar) {
    x = x.is_zero() ? 0 : 1;
    ex = ey - kFar;
  }
  const std::int64_t low = std::min(ex, ey);
  x <<= static_cast<unsigned>(ex - low);
  y <<= static_cast<unsigned>(ey - low);
  Integer sum = (a.negative ? Integer(-x) : x) + (b_negative ? Integer(-y) : y);
  const bool negative = sum < 0;
  if (negative) sum = -sum;
  return Round(negative, std::move(sum), low, precision);
}

Integer PowerOfFive(unsigned exponent) {
  return boost::multiprecision::pow(Integer(5), exponent);
}

// Truncates towards zero.
Integer Truncate(const BigNumber& a) {
  Integer m = MantissaOf(a);
  if (a.exponent >= 0) {
    m <<= static_cast<unsigned>(a.exponent);
  } else {
    m >>= static_cast<unsigned>(-a.exponent);
  }
  return m;
}

BigNumber FromInteger(bool negative,
                      const Integer& value,
                      std::uint16_t precision) {
  return Round(negative, value, 0, precision);
}

// A decimal number 0.d1d2d3... * 10^point, exact.
struct Decimal {
  std::string digits;
  std::int64_t point = 0;

  int at(std::size_t i) const {
    return i < digits.size() ? digits[i] - '0' : 0;
  }
};

Decimal ToDecimal(Integer mantissa, std::int64_t exponent) {
  Decimal d;
  std::int64_t shift = 0;
  if (exponent >= 0) {
    mantissa <<= static_cast<unsigned>(exponent);
  } else {
    mantissa *= PowerOfFive(static_cast<unsigned>(-exponent));
    shift = exponent;
  }
  d.digits = mantissa.str();
  d.point = static_cast<std::int64_t>(d.digits.size()) + shift;
  const std::size_t last = d.digits.find_last_not_of('0');
  d.digits.resize(last == std::string::npos ? 0 : last + 1);
  if (d.digits.empty()) d.point = 0;
  return d;
}

// Keeps `count` digits, rounded half to even, up, or down.
enum class Rounding : std::uint8_t { kNearest, kUp, kDown };
void RoundDigits(Decimal& d, std::size_t count, Rounding rounding) {
  if (count >= d.digits.size()) return;
  bool up = rounding == Rounding::kUp;
  if (rounding == Rounding::kNearest) {
    const bool exactly_half =
        d.digits[count] == '5' && count + 1 == d.digits.size();
    up = exactly_half ? count > 0 && (d.digits[count - 1] - '0') % 2 != 0
                      : d.digits[count] >= '5';
  }
  d.digits.resize(count);
  if (up) {
    while (!d.digits.empty() && d.digits.back() == '9') d.digits.pop_back();
    if (d.digits.empty()) {
      d.digits = "1";
      ++d.point;
    } else {
      ++d.digits.back();
    }
  }
  const std::size_t last = d.digits.find_last_not_of('0');
  d.digits.resize(last == std::string::npos ? 0 : last + 1);
}

// The fewest digits that lie nearer to this number than to its neighbours of
// the same precision.
Decimal Shortest(const BigNumber& n) {
  Integer mantissa = MantissaOf(n);
  Decimal d = ToDecimal(mantissa, n.exponent);
  if (d.digits.empty()) return d;
  // Half a unit in the last place is 1 in `mantissa`.
  const std::int64_t shift = n.precision + 1 - BitLength(mantissa);
  const std::int64_t exponent = n.exponent - shift;
  mantissa <<= static_cast<unsigned>(shift);
  const Decimal lower = ToDecimal(mantissa - 1, exponent);
  const Decimal upper = ToDecimal(mantissa + 1, exponent);
  const bool inclusive = !bit_test(mantissa, 1);
  for (std::size_t i = 0; i < d.digits.size(); ++i) {
    const int l = lower.at(i);
    const int m = d.at(i);
    const int u = upper.at(i);
    const bool down = l != m || (inclusive && i + 1 == lower.digits.size());
    const bool up =
        m != u && (inclusive || m + 1 < u || i + 1 < upper.digits.size());
    if (!down && !up) continue;
    RoundDigits(d,
                i + 1,
                down && up ? Rounding::kNearest
                : down     ? Rounding::kDown
                           : Rounding::kUp);
    break;
  }
  return d;
}

// Plain notation with at least `decimals` digits after the point.
std::string Plain(const Decimal& d, bool negative, std::int64_t decimals) {
  std::string out = negative ? "-" : "";
  if (d.point > 0) {
    const auto whole = static_cast<std::size_t>(d.point);
    out += d.digits.substr(0, whole);
    if (whole > d.digits.size()) out.append(whole - d.digits.size(), '0');
  } else {
    out += '0';
  }
  std::string fraction;
  if (d.point < 0) fraction.append(static_cast<std::size_t>(-d.point), '0');
  const std::size_t from = d.point > 0 ? static_cast<std::size_t>(d.point) : 0;
  if (from < d.digits.size()) fraction += d.digits.substr(from);
  if (static_cast<std::int64_t>(fraction.size()) < decimals) {
    fraction.append(static_cast<std::size_t>(decimals) - fraction.size(), '0');
  }
  if (!fraction.empty()) out += '.' + fraction;
  return out;
}

std::string InfinityText(const BigNumber& n) {
  return n.negative ? "-Inf" : "+Inf";
}

std::string Exponent(const Decimal& d,
                     bool negative,
                     std::int64_t digits,
                     char letter) {
  std::string out = negative ? "-" : "";
  out += d.digits.empty() ? '0' : d.digits[0];
  std::string rest = d.digits.size() > 1 ? d.digits.substr(1) : "";
  if (digits > static_cast<std::int64_t>(rest.size())) {
    rest.append(static_cast<std::size_t>(digits) - rest.size(), '0');
  }
  if (!rest.empty()) out += '.' + rest;
  const std::int64_t exponent = d.digits.empty() ? 0 : d.point - 1;
  out += letter;
  out += exponent < 0 ? '-' : '+';
  const std::string text = std::to_string(std::abs(exponent));
  if (text.size() < 2) out += '0';
  return out + text;
}

int DigitOf(char c, int base) {
  int digit = -1;
  if (c >= '0' && c <= '9') digit = c - '0';
  if (c >= 'a' && c <= 'z') digit = c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') digit = c - 'A' + (base <= 36 ? 10 : 36);
  return digit < base ? digit : -1;
}

}  // namespace

bool BigNumber::is_zero() const {
  return form == Form::kFinite &&
         std::all_of(mantissa.begin(), mantissa.end(), [](std::uint64_t word) {
           return word == 0;
         });
}

bool BigNumber::is_integer() const {
  return form == Form::kFinite && (exponent >= 0 || is_zero());
}

std::optional<std::int64_t> BigNumber::ToInt64() const {
  if (is_zero()) return 0;
  if (!is_integer() || exponent > 63) return std::nullopt;
  const Integer value = Truncate(*this);
  if (BitLength(value) > 63) {
    const bool lowest = negative && value == (Integer(1) << 63U);
    if (!lowest) return std::nullopt;
    return std::numeric_limits<std::int64_t>::min();
  }
  const auto magnitude = value.convert_to<std::int64_t>();
  return negative ? -magnitude : magnitude;
}

double BigNumber::ToDouble() const {
  if (is_infinite()) {
    const double inf = std::numeric_limits<double>::infinity();
    return negative ? -inf : inf;
  }
  const BigNumber rounded =
      Round(negative, MantissaOf(*this), exponent, kDoublePrecision);
  const double value =
      std::ldexp(static_cast<double>(rounded.mantissa[0]), rounded.exponent);
  return negative ? -value : value;
}

BigNumber BigNumber::FromInt(std::int64_t value, std::uint16_t precision) {
  const bool negative = value < 0;
  Integer magnitude = value;
  if (negative) magnitude = -magnitude;
  return Round(negative, std::move(magnitude), 0, precision);
}

BigNumber BigNumber::FromDouble(double value) {
  if (std::isinf(value)) return Infinity(value < 0, kDoublePrecision);
  int exponent = 0;
  const double fraction = std::frexp(std::fabs(value), &exponent);
  const auto mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
  return Round(std::signbit(value), mantissa, exponent - 53, kDoublePrecision);
}

std::optional<BigNumber> BigNumber::Parse(std::string_view text) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text == "Inf" || text == "inf") {
    return Infinity(negative, kLiteralPrecision);
  }
  std::string digits;
  std::int64_t exponent = 0;
  bool point = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !point) {
      point = true;
    } else if (text[at] >= '0' && text[at] <= '9') {
      digits += text[at];
      if (point) --exponent;
    } else {
      break;
    }
  }
  if (digits.empty()) return std::nullopt;
  if (at < text.size()) {
    if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
    std::string_view rest = text.substr(at + 1);
    const bool minus = !rest.empty() && rest[0] == '-';
    if (!rest.empty() && (rest[0] == '-' || rest[0] == '+')) {
      rest.remove_prefix(1);
    }
    if (rest.empty() || rest.size() > 9 ||
        rest.find_first_not_of("0123456789") != std::string_view::npos) {
      return std::nullopt;
    }
    std::int64_t given = 0;
    for (const char c : rest) given = given * 10 + (c - '0');
    exponent += minus ? -given : given;
  }
  const std::size_t first = digits.find_first_not_of('0');
  if (first == std::string::npos) {
    return Round(negative, 0, 0, kLiteralPrecision);
  }
  if (std::abs(exponent) > kMaxDecimalExponent ||
      digits.size() > static_cast<std::size_t>(kMaxDecimalExponent)) {
    return std::nullopt;
  }
  Integer mantissa(digits.substr(first));
  if (exponent >= 0) {
    mantissa *= PowerOfFive(static_cast<unsigned>(exponent));
    return Round(negative, std::move(mantissa), exponent, kLiteralPrecision);
  }
  const Integer divisor = PowerOfFive(static_cast<unsigned>(-exponent));
  const std::int64_t shift = std::max<std::int64_t>(
      0, kLiteralPrecision + 2 + BitLength(divisor) - BitLength(mantissa));
  mantissa <<= static_cast<unsigned>(shift);
  Integer quotient;
  Integer remainder;
  divide_qr(mantissa, divisor, quotient, remainder);
  return Round(negative,
               std::move(quotient),
               exponent - shift,
               kLiteralPrecision,
               !remainder.is_zero());
}

std::optional<BigNumber> BigNumber::ParseInteger(std::string_view text,
                                                 int base) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || text.size() > 100'000) return std::nullopt;
  Integer value = 0;
  for (const char c : text) {
    const int digit = DigitOf(c, base);
    if (digit < 0) return std::nullopt;
    value = value * base + digit;
  }
  const std::int64_t bits = std::max<std::int64_t>(64, BitLength(value));
  const auto precision =
      static_cast<std::uint16_t>(std::min<std::int64_t>(bits, 512));
  return FromInteger(negative && !value.is_zero(), value, precision);
}

std::optional<BigNumber> Add(const BigNumber& a, const BigNumber& b) {
  return AddSigned(a, b, false, Larger(a, b));
}
std::optional<BigNumber> Subtract(const BigNumber& a, const BigNumber& b) {
  return AddSigned(a, b, true, Larger(a, b));
}

std::optional<BigNumber> Multiply(const BigNumber& a, const BigNumber& b) {
  const bool negative = a.negative != b.negative;
  if (a.is_infinite() || b.is_infinite()) {
    if (a.is_zero() || b.is_zero()) return std::nullopt;
    return Infinity(negative, Larger(a, b));
  }
  BigNumber product = Round(negative,
                            MantissaOf(a) * MantissaOf(b),
                            std::int64_t{a.exponent} + b.exponent,
                            BigNumber::kLiteralPrecision);
  // As many bits as the factors have, or as the product needs.
  const auto needed =
      static_cast<std::uint16_t>(BitLength(MantissaOf(product)));
  product.precision = std::max(Larger(a, b), needed);
  return product;
}

std::optional<BigNumber> Divide(const BigNumber& a, const BigNumber& b) {
  const bool negative = a.negative != b.negative;
  const std::uint16_t precision = Larger(a, b);
  if (a.is_infinite()) {
    if (b.is_infinite()) return std::nullopt;
    return Infinity(negative, precision);
  }
  if (b.is_infinite()) return Round(negative, 0, 0, precision);
  if (b.is_zero()) {
    if (a.is_zero()) return std::nullopt;
    return Infinity(negative, precision);
  }
  Integer x = MantissaOf(a);
  const Integer y = MantissaOf(b);
  const std::int64_t shift =
      std::max<std::int64_t>(0, precision + 2 + BitLength(y) - BitLength(x));
  x <<= static_cast<unsigned>(shift);
  Integer quotient;
  Integer remainder;
  divide_qr(x, y, quotient, remainder);
  return Round(negative,
               std::move(quotient),
               std::int64_t{a.exponent} - b.exponent - shift,
               precision,
               !remainder.is_zero());
}

std::optional<BigNumber> Modulo(const BigNumber& a, const BigNumber& b) {
  if (b.is_zero()) return a;
  if (a.is_infinite()) return std::nullopt;
  if (b.is_infinite()) return a;
  const auto quotient = Divide(a, b);
  if (!quotient) return std::nullopt;
  const BigNumber whole =
      FromInteger(quotient->negative, Truncate(*quotient), a.precision);
  const BigNumber part = Round(whole.negative != b.negative,
                               MantissaOf(whole) * MantissaOf(b),
                               std::int64_t{whole.exponent} + b.exponent,
                               a.precision);
  return AddSigned(a, part, true, a.precision);
}

BigNumber Negate(BigNumber a) {
  a.negative = !a.negative;
  return a;
}

BigNumber Floor(const BigNumber& a) {
  if (a.is_infinite() || a.is_integer()) return a;
  Integer whole = Truncate(a);
  if (a.negative) ++whole;
  return FromInteger(a.negative && !whole.is_zero(), whole, a.precision);
}

BigNumber Ceil(const BigNumber& a) {
  if (a.is_infinite() || a.is_integer()) return a;
  Integer whole = Truncate(a);
  if (!a.negative) ++whole;
  return FromInteger(a.negative && !whole.is_zero(), whole, a.precision);
}

int Compare(const BigNumber& a, const BigNumber& b) {
  const auto sign = [](const BigNumber& n) {
    return n.is_zero() ? 0 : n.negative ? -1 : 1;
  };
  if (sign(a) != sign(b)) return sign(a) < sign(b) ? -1 : 1;
  if (sign(a) == 0) return 0;
  if (a.is_infinite() || b.is_infinite()) {
    if (a.is_infinite() && b.is_infinite()) return 0;
    return a.is_infinite() ? sign(a) : -sign(a);
  }
  const Integer x = MantissaOf(a);
  const Integer y = MantissaOf(b);
  const std::int64_t top_a = BitLength(x) + a.exponent;
  const std::int64_t top_b = BitLength(y) + b.exponent;
  if (top_a != top_b) return (top_a < top_b) == (sign(a) > 0) ? -1 : 1;
  const std::int64_t low = std::min(a.exponent, b.exponent);
  const Integer dx = x << static_cast<unsigned>(a.exponent - low);
  const Integer dy = y << static_cast<unsigned>(b.exponent - low);
  const int order = dx.compare(dy);
  return order == 0 ? 0 : (order < 0) == (sign(a) > 0) ? -1 : 1;
}

std::string ToText(const BigNumber& number) {
  if (number.is_infinite()) return number.negative ? "-Inf" : "Inf";
  return Plain(Shortest(number), number.negative, 0);
}

std::string ToFixed(const BigNumber& number, int digits) {
  if (number.is_infinite()) return InfinityText(number);
  if (digits < 0) return ToText(number);
  Decimal d = ToDecimal(MantissaOf(number), number.exponent);
  const std::int64_t keep = d.point + digits;
  if (keep < 0) {
    d = {};
  } else if (keep == 0 && !d.digits.empty()) {
    const bool up =
        d.digits[0] > '5' || (d.digits[0] == '5' && d.digits.size() > 1);
    d = up ? Decimal{"1", d.point + 1} : Decimal{};
  } else {
    RoundDigits(d, static_cast<std::size_t>(keep), Rounding::kNearest);
  }
  return Plain(d, number.negative, digits);
}

std::string ToExponent(const BigNumber& number, int digits, char letter) {
  if (number.is_infinite()) return InfinityText(number);
  Decimal d = digits < 0 ? Shortest(number)
                         : ToDecimal(MantissaOf(number), number.exponent);
  if (digits >= 0) {
    RoundDigits(d, static_cast<std::size_t>(digits) + 1, Rounding::kNearest);
  }
  return Exponent(d, number.negative, digits, letter);
}

std::string ToGeneral(const BigNumber& number, int digits, char letter) {
  if (number.is_infinite()) return InfinityText(number);
  const bool shortest = digits < 0;
  Decimal d = shortest ? Shortest(number)
                       : ToDecimal(MantissaOf(number), number.exponent);
  if (digits == 0) digits = 1;
  if (!shortest) {
    RoundDigits(d, static_cast<std::size_t>(digits), Rounding::kNearest);
  }
  std::int64_t limit = shortest ? 6 : digits;
  const auto count = static_cast<std::int64_t>(d.digits.size());
  if (!shortest && limit > count && count >= d.point) limit = count;
  const std::int64_t exponent = d.digits.empty() ? 0 : d.point - 1;
  if (exponent < -4 || exponent >= limit) {
    return Exponent(d, number.negative, -1, letter);
  }
  return Plain(d, number.negative, 0);
}

std::string ToBase(const BigNumber& number, int base) {
  Integer value = Truncate(number);
  if (value.is_zero()) return "0";
  std::string out;
  while (!value.is_zero()) {
    const auto digit = (value % base).convert_to<unsigned>();
    out += "0123456789abcdefghijklmnopqrstuvwxyz"[digit];
    value /= base;
  }
  if (number.negative) out += '-';
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace plimsoll::hcl

// SPDX-License-Identifier: Apache-2.0
#include "cel/library/quantity.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cel/library/number.h"

namespace plimsoll::cel {

namespace {

using Limbs = std::array<std::uint32_t, 20>;

constexpr int kNanoDigits = 9;
constexpr std::int64_t kMaxExponent = 400;  // Beyond: too large, or tiny.

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool IsZero(const Limbs& limbs) {
  return std::all_of(
      limbs.begin(), limbs.end(), [](std::uint32_t limb) { return limb == 0; });
}

// limbs = limbs * factor + addend; false when it does not fit.
bool MultiplyAdd(Limbs& limbs, std::uint32_t factor, std::uint32_t addend) {
  std::uint64_t carry = addend;
  for (std::uint32_t& limb : limbs) {
    carry += std::uint64_t{limb} * factor;
    limb = static_cast<std::uint32_t>(carry);
    carry >>= 32U;
  }
  return carry == 0;
}

// Divides; returns the remainder.
std::uint32_t Divide(Limbs& limbs, std::uint32_t divisor) {
  std::uint64_t rest = 0;
  for (std::size_t i = limbs.size(); i-- > 0;) {
    rest = (rest << 32U) | limbs[i];
    limbs[i] = static_cast<std::uint32_t>(rest / divisor);
    rest %= divisor;
  }
  return static_cast<std::uint32_t>(rest);
}

int CompareLimbs(const Limbs& a, const Limbs& b) {
  for (std::size_t i = a.size(); i-- > 0;) {
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

bool AddLimbs(Limbs& a, const Limbs& b) {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    carry += std::uint64_t{a[i]} + b[i];
    a[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32U;
  }
  return carry == 0;
}

// a - b, where a is not less.
Limbs SubtractLimbs(const Limbs& a, const Limbs& b) {
  Limbs out{};
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::uint64_t difference = std::uint64_t{a[i]} - b[i] - borrow;
    out[i] = static_cast<std::uint32_t>(difference);
    borrow = difference >> 63U;
  }
  return out;
}

// What a suffix multiplies by: 10^decimal * 1024^binary.
struct Scale {
  std::int64_t decimal = 0;
  int binary = 0;
};

std::optional<Scale> ParseSuffix(std::string_view suffix) {
  if (suffix.empty()) return Scale{};
  if (suffix.size() == 2 && suffix[1] == 'i') {
    const std::size_t power = std::string_view("KMGTPE").find(suffix[0]);
    if (power == std::string_view::npos) return std::nullopt;
    return Scale{0, static_cast<int>(power) + 1};
  }
  if (suffix.size() == 1) {
    constexpr std::string_view kLetters = "numkMGTPE";
    constexpr std::array<int, 9> kPowers = {-9, -6, -3, 3, 6, 9, 12, 15, 18};
    const std::size_t index = kLetters.find(suffix[0]);
    if (index == std::string_view::npos) return std::nullopt;
    return Scale{kPowers[index], 0};
  }
  if (suffix[0] != 'e' && suffix[0] != 'E') return std::nullopt;
  suffix.remove_prefix(1);
  if (suffix.starts_with('+') && !suffix.starts_with("+-")) {
    suffix.remove_prefix(1);
  }
  const auto exponent = ParseInt(suffix);
  if (!exponent) return std::nullopt;
  return Scale{std::clamp(*exponent, -2 * kMaxExponent, 2 * kMaxExponent), 0};
}

// Multiplies by 10^exponent, rounding up what falls off; false when too large.
bool ScaleDecimal(Limbs& limbs, std::int64_t exponent) {
  for (; exponent > 0 && !IsZero(limbs); --exponent) {
    if (!MultiplyAdd(limbs, 10, 0)) return false;
  }
  bool rest = false;
  for (; exponent < 0 && !IsZero(limbs); ++exponent) {
    rest = (Divide(limbs, 10) != 0) || rest;
  }
  return !rest || MultiplyAdd(limbs, 1, 1);
}

}  // namespace

ParsedQuantity ParseQuantity(std::string_view text) {
  ParsedQuantity out;
  out.quantity.negative = text.starts_with('-');
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  Limbs& limbs = out.quantity.limbs;
  bool in_fraction = false;
  bool any = false;
  std::int64_t fraction_digits = 0;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !in_fraction) {
      in_fraction = true;
      continue;
    }
    if (!IsDigit(text[at])) break;
    any = true;
    if (in_fraction) ++fraction_digits;
    if (!MultiplyAdd(limbs, 10, static_cast<std::uint32_t>(text[at] - '0'))) {
      return {QuantityProblem::kRange, {}};
    }
  }
  if (!any) return {QuantityProblem::kForm, {}};
  const auto scale = ParseSuffix(text.substr(at));
  if (!scale) return {QuantityProblem::kSuffix, {}};
  for (int i = 0; i < scale->binary; ++i) {
    if (!MultiplyAdd(limbs, 1024, 0)) return {QuantityProblem::kRange, {}};
  }
  if (!ScaleDecimal(limbs, scale->decimal - fraction_digits + kNanoDigits)) {
    return {QuantityProblem::kRange, {}};
  }
  if (IsZero(limbs)) out.quantity.negative = false;
  return out;
}

int CompareQuantities(const Quantity& a, const Quantity& b) {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  const int order = CompareLimbs(a.limbs, b.limbs);
  return a.negative ? -order : order;
}

std::optional<Quantity> AddQuantities(const Quantity& a, const Quantity& b) {
  Quantity sum = a;
  if (a.negative == b.negative) {
    if (!AddLimbs(sum.limbs, b.limbs)) return std::nullopt;
    return sum;
  }
  if (CompareLimbs(a.limbs, b.limbs) >= 0) {
    sum.limbs = SubtractLimbs(a.limbs, b.limbs);
  } else {
    sum.limbs = SubtractLimbs(b.limbs, a.limbs);
    sum.negative = b.negative;
  }
  if (IsZero(sum.limbs)) sum.negative = false;
  return sum;
}

Quantity QuantityOf(std::int64_t number) {
  Quantity quantity;
  quantity.negative = number < 0;
  const std::uint64_t size = number < 0
                                 ? ~static_cast<std::uint64_t>(number) + 1
                                 : static_cast<std::uint64_t>(number);
  quantity.limbs[0] = static_cast<std::uint32_t>(size);
  quantity.limbs[1] = static_cast<std::uint32_t>(size >> 32U);
  MultiplyAdd(quantity.limbs, 1'000'000'000, 0);  // Fits by far.
  return quantity;
}

std::optional<std::int64_t> IntegerOf(const Quantity& quantity) {
  Limbs limbs = quantity.limbs;
  if (Divide(limbs, 1'000'000'000) != 0) return std::nullopt;
  if (std::any_of(limbs.begin() + 2, limbs.end(), [](std::uint32_t limb) {
        return limb != 0;
      })) {
    return std::nullopt;
  }
  const std::uint64_t size = (std::uint64_t{limbs[1]} << 32U) | limbs[0];
  constexpr auto kMax =
      static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (quantity.negative) {
    if (size > kMax + 1) return std::nullopt;
    return static_cast<std::int64_t>(~size + 1);
  }
  if (size > kMax) return std::nullopt;
  return static_cast<std::int64_t>(size);
}

double ApproximateOf(const Quantity& quantity) {
  // Whole part and billionths apart, so that whole numbers stay exact.
  Limbs limbs = quantity.limbs;
  const std::uint32_t nanos = Divide(limbs, 1'000'000'000);
  double number = 0;
  for (std::size_t i = limbs.size(); i-- > 0;) {
    number = number * 4294967296.0 + limbs[i];
  }
  number += nanos / 1e9;
  return quantity.negative ? -number : number;
}

}  // namespace plimsoll::cel

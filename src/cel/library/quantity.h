// SPDX-License-Identifier: Apache-2.0
// Kubernetes' resource quantities: "1.5Gi", "200m", "1e3".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "value/value.h"

namespace plimsoll::cel {

/// An exact number of billionths, of up to about 180 decimal digits.
struct Quantity {
  bool negative = false;  ///< False for zero.
  /// Base 2^32, the lowest first.
  std::array<std::uint32_t, 20> limbs{};

  friend bool operator==(const Quantity&, const Quantity&) = default;
};

enum class QuantityProblem : std::uint8_t { kNone, kForm, kSuffix, kRange };

struct ParsedQuantity {
  QuantityProblem problem = QuantityProblem::kNone;
  Quantity quantity;
};

/// A decimal with a suffix: n u m k M G T P E, Ki Mi Gi Ti Pi Ei, or an
/// exponent. Parts below a billionth are rounded away from zero. Source:
/// https://kubernetes.io/docs/reference/kubernetes-api/
///         common-definitions/quantity/
ParsedQuantity ParseQuantity(std::string_view text);

int CompareQuantities(const Quantity& a, const Quantity& b);
/// nullopt when the sum is too large.
std::optional<Quantity> AddQuantities(const Quantity& a, const Quantity& b);
Quantity QuantityOf(std::int64_t number);
/// The whole number it is; nullopt when it has a fraction or is too large.
std::optional<std::int64_t> IntegerOf(const Quantity& quantity);
double ApproximateOf(const Quantity& quantity);

extern const OpaqueType kQuantityType;
/// The quantity in a value, or null when it is none.
const Quantity* QuantityIn(Value value);

}  // namespace plimsoll::cel

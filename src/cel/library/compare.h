// SPDX-License-Identifier: Apache-2.0
// Equality and order as expressions see them. Numbers of all three kinds stand
// on one number line; other kinds never equal each other.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>

#include "cel/function.h"
#include "value/value.h"

namespace plimsoll::cel {

/// Equality with members that may be unknown or errors: false when any known
/// part differs, else unknown or error when such a part was met (unknown
/// first), else true.
enum class EqualResult : std::uint8_t { kFalse, kTrue, kUnknown, kError };

/// A result and what it rests on.
struct Equality {
  EqualResult result = EqualResult::kTrue;
  Value cause;                ///< The unknown or the error; else null.
  std::uint64_t visited = 0;  ///< Values looked at, for the cost.
  bool over_budget = false;   ///< An error whose cause is null.
};

inline constexpr std::uint64_t kNoBudget = ~std::uint64_t{0};

/// Deep and heterogeneous; NaN differs from itself, 1 equals 1u and 1.0, null
/// only null, opaque values by their type. Unknown causes are merged when
/// `factory` is given, else the first is the cause. Numbers compare exactly,
/// also beyond 2^53, but for one pair: the largest int (uint) equals the double
/// 2^63 (2^64), because that is what it rounds to and the definition's cases
/// ask for it. Values may share parts, so a small pair can take exponential
/// time to compare: past `budget` visited values the result is an error.
/// Source:
/// https://github.com/google/cel-spec/blob/master/doc/langdef.md#equality
Equality CelEquality(Value a,
                     Value b,
                     const ValueFactory* factory = nullptr,
                     std::uint64_t budget = kNoBudget);

/// CelEquality, when only a certain yes counts.
bool CelEqual(Value a, Value b);

/// CelEquality as a value: true, false, the unknown or the error.
Value EqualityValue(const Equality& equality);

/// Order of numbers, strings and bytes (by bytes), bools, timestamps,
/// durations. nullopt when the two do not compare ("no such overload");
/// unordered with NaN.
/// `*CelOrder(a, b) < 0` means less.
std::optional<std::partial_ordering> CelOrder(Value a, Value b);

/// CelEquality at the expense of the caller's budget.
Equality ChargedEquality(CallContext& context, Value a, Value b);

/// Equal values have equal hashes. Cost: at most 256 values are looked at.
std::uint64_t CelHash(Value value);

/// What a function gives that needs all parts of a value at any depth: the
/// first error in it, else the merged unknowns, else null. Charges what it
/// looks at; an error when over budget.
Value DeepUncertain(CallContext& context, Value value);

/// What a strict function of the items gives: the first error among them, else
/// the merged unknowns, else null. Looks at the items themselves, not into
/// them.
Value FirstUncertain(const ValueFactory& factory, std::span<const Value> items);

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// A set of values under CEL's equality, for functions on lists.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "cel/function.h"
#include "cel/library/compare.h"

namespace plimsoll::cel {

/// Holds values without unknown parts. Membership costs the comparisons with
/// values of equal hash, which are charged.
class ValueSet {
 public:
  /// False when an equal value is there already (or the budget is used up).
  bool Insert(CallContext& context, Value value) {
    const std::uint64_t hash = CelHash(value);
    if (Holds(context, value, hash)) return false;
    by_hash_.emplace(hash, value);
    return true;
  }
  bool Holds(CallContext& context, Value value) const {
    return Holds(context, value, CelHash(value));
  }
  /// True when a comparison was cut short: results since do not count.
  bool over_budget() const { return over_budget_; }

 private:
  bool Holds(CallContext& context, Value value, std::uint64_t hash) const {
    const auto [begin, end] = by_hash_.equal_range(hash);
    for (auto it = begin; it != end; ++it) {
      const Equality equality = ChargedEquality(context, value, it->second);
      if (equality.over_budget) over_budget_ = true;
      if (equality.result == EqualResult::kTrue) return true;
    }
    return false;
  }

  std::unordered_multimap<std::uint64_t, Value> by_hash_;
  mutable bool over_budget_ = false;
};

}  // namespace plimsoll::cel

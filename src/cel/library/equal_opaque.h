// SPDX-License-Identifier: Apache-2.0
// Equality and hash of the opaque types of the library, for compare.cc.
#pragma once

#include <cstdint>

#include "value/value.h"

namespace plimsoll::cel {

struct OpaqueEquality {
  enum class Verdict : std::uint8_t {
    kEqual,
    kDifferent,
    kAsInner  ///< Equal when the two inner values are.
  };
  Verdict verdict = Verdict::kDifferent;
  Value inner_a;
  Value inner_b;
};

/// `a` and `b` are of the same opaque type. Types that are not the library's
/// (a host's) are equal only as the same object.
OpaqueEquality EqualOpaque(Value a, Value b);

struct OpaqueHash {
  std::uint64_t hash = 0;
  bool has_inner = false;  ///< `inner` is a value within (an optional's).
  Value inner;
};

/// Agrees with EqualOpaque; coarse for the rarer types.
OpaqueHash HashOpaque(Value value);

}  // namespace plimsoll::cel

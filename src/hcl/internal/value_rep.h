// SPDX-License-Identifier: Apache-2.0
// What the handles of hcl::Value point at.
#pragma once

#include <cstdint>
#include <span>

#include "hcl/value.h"

namespace plimsoll::hcl::internal {

struct SequenceRep {
  Type element;  // Dynamic for tuples.
  std::span<const Value> items;
};

struct MembersRep {
  Type element;  // Dynamic for objects.
  std::span<const Member> members;
};

struct UnknownRep {
  Type type;
  Refinement refinement;
  std::span<const UnknownReason> reasons;
};

}  // namespace plimsoll::hcl::internal

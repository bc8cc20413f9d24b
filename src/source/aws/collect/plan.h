// SPDX-License-Identifier: Apache-2.0
// Which calls and properties of a live collector are run for what is wanted.
#pragma once

#include <string>
#include <vector>

#include "model/wanted_type.h"

namespace plimsoll::aws {

/// The part of a type's collector that is needed. Lifetime: the type.
struct CollectPlan {
  const ResourceType* type = nullptr;
  std::vector<const CollectCall*> shared;
  std::vector<const CollectValue*> values;
  std::vector<const CollectCall*> calls;
  std::vector<const CollectField*> spec;
  std::vector<const CollectField*> status;
  /// Properties that are not computed: unknown.
  std::vector<std::string> spec_left_out;
  std::vector<std::string> status_left_out;
  /// True when listing reads a shared call or value. Otherwise those wait
  /// until a first resource is listed: where there is none they are not made.
  bool shared_before_list = false;
};

/// `wanted.type` has a live collector. Besides the wanted properties, those
/// that make the id, the name and the relations are always computed.
CollectPlan MakePlan(const WantedType& wanted);

}  // namespace plimsoll::aws

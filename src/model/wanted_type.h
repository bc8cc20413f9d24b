// SPDX-License-Identifier: Apache-2.0
// What of a resource type somebody is going to read.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "model/resource_type.h"

namespace plimsoll {

/// A resource type, and those of its properties that are read. A collector may
/// leave the others out; then they are unknown ("not-collected"), never absent.
struct WantedType {
  const ResourceType* type = nullptr;
  /// Names in spec and status; nullopt: all.
  std::optional<std::set<std::string, std::less<>>> properties;
  /// Types to which its relations are asked for; without `properties`: all.
  std::set<std::string, std::less<>> related = {};

  bool Wants(std::string_view property) const {
    return !properties || properties->contains(property);
  }
};

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "cel/library/indexing.h"

#include <cmath>
#include <limits>
#include <optional>

#include <fmt/format.h>

#include "cel/library/type_value.h"

namespace plimsoll::cel {

namespace {

// The position that a number means; nullopt when it is not integral.
std::optional<std::uint64_t> Position(Value key) {
  constexpr std::uint64_t kOutside = std::numeric_limits<std::uint64_t>::max();
  switch (key.kind()) {
    case Kind::kInt:
      return key.AsInt() < 0 ? kOutside
                             : static_cast<std::uint64_t>(key.AsInt());
    case Kind::kUint: return key.AsUint();
    case Kind::kDouble: {
      const double d = key.AsDouble();
      if (std::floor(d) != d || std::isinf(d)) return std::nullopt;
      if (d < 0 || d >= 9007199254740992.0) return kOutside;
      return static_cast<std::uint64_t>(d);
    }
    default: return std::nullopt;
  }
}

Lookup LookUpInMap(MapView map, Value key) {
  switch (key.kind()) {
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kDouble:
    case Kind::kString: break;
    default: return {Lookup::Status::kBadKey, {}};
  }
  const Value* found = map.Find(key);
  if (found == nullptr) return {Lookup::Status::kAbsent, {}};
  return {Lookup::Status::kFound, *found};
}

}  // namespace

Lookup LookUp(Value container, Value key) {
  if (container.is_map()) return LookUpInMap(container.AsMap(), key);
  if (!container.is_list()) return {Lookup::Status::kBadKey, {}};
  const std::optional<std::uint64_t> position = Position(key);
  if (!position) return {Lookup::Status::kBadKey, {}};
  const auto items = container.AsList();
  if (*position >= items.size()) return {Lookup::Status::kAbsent, {}};
  return {Lookup::Status::kFound, items[*position]};
}

Value LookupError(const ValueFactory& factory, Value container, Value key) {
  if (container.is_map()) {
    return factory.Error(fmt::format("no such key: {}", Describe(key)));
  }
  if (LookUp(container, key).status == Lookup::Status::kBadKey) {
    return factory.Error(
        fmt::format("invalid_argument: {} is no list index", Describe(key)));
  }
  return factory.Error(fmt::format("index out of range: {}", Describe(key)));
}

std::string Describe(Value value) {
  switch (value.kind()) {
    case Kind::kBool: return value.AsBool() ? "true" : "false";
    case Kind::kInt: return fmt::format("{}", value.AsInt());
    case Kind::kUint: return fmt::format("{}", value.AsUint());
    case Kind::kDouble: return fmt::format("{}", value.AsDouble());
    case Kind::kString: return fmt::format("'{}'", value.AsString());
    default: return std::string(TypeNameOf(value));
  }
}

}  // namespace plimsoll::cel

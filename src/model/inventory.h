// SPDX-License-Identifier: Apache-2.0
// What was read of the world: resources, their relations, and the gaps.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "model/resource_type.h"
#include "value/value.h"

namespace plimsoll {

/// One resource. `self` is a map {account, id, name, partition, region, spec,
/// status, tags, type}; the views point into it.
struct Resource {
  const ResourceType* type = nullptr;
  Value self;
  std::string_view id;  ///< ARN, or what stands for it.
  std::string_view name;
  std::string_view account;
  std::string_view region;  ///< "global" when it has none.
  Value spec;
  Value status;
  Value tags;
};

/// Something that could not be read. As loud as a finding: the report lists it
/// with what to do.
struct Gap {
  std::string account;
  std::string region;   ///< Empty for the whole account.
  std::string type;     ///< Resource type; empty for all of the scope.
  std::string subject;  ///< "s3:GetBucketPolicy", "sts:AssumeRole"
  std::string code;     ///< "denied", "throttled", "unreachable", ...
  std::string message;
  std::string remedy;    ///< IAM action to grant, or what else to do.
  std::string resource;  ///< Id, when one resource's property is concerned.
  /// The listing itself failed: resources of `type` may be missing.
  bool listing = false;

  friend auto operator<=>(const Gap&, const Gap&) = default;
};

/// The unit of collection: all resources of one type in one scope.
struct Unit {
  std::string account;
  std::string region;
  std::string type;
  friend auto operator<=>(const Unit&, const Unit&) = default;
};

/// Resources of one account (or of the organisation), sorted by type name and
/// id when sealed. Movable; owns the memory of its values. Thread-compatible.
class Inventory {
 public:
  Inventory() = default;
  Inventory(Inventory&&) noexcept = default;
  Inventory& operator=(Inventory&&) noexcept = default;

  /// Takes over the memory in which added resources live.
  void Hold(std::shared_ptr<const Arena> arena);
  void Add(Resource resource);
  void AddGap(Gap gap);
  /// Says that this unit was asked for, completely or with gaps.
  void AddUnit(Unit unit);
  /// Takes over everything of another inventory. Unsealed inventories only.
  void Merge(Inventory other);
  /// Sorts, drops resources with the same type and id (that of the first region
  /// stays), joins references. Call once, after the last Add.
  void Seal();

  std::span<const Resource> resources() const { return resources_; }
  std::span<const Gap> gaps() const { return gaps_; }
  std::span<const Unit> units() const { return units_; }

  /// All resources of a type. Sealed inventories only.
  std::span<const Resource> OfType(std::string_view type) const;
  /// Resources of `type` that refer to `resource` or to which it refers,
  /// sorted. Only references within this inventory.
  std::vector<const Resource*> Related(const Resource& resource,
                                       std::string_view type) const;
  /// Unknown references by which a resource of `type` might be related to
  /// `resource` as well: what Related cannot rule out. Each is an unknown
  /// value.
  std::vector<Value> PossiblyRelated(const Resource& resource,
                                     std::string_view type) const;
  /// True when `type` was asked for in this account (and region, unless empty);
  /// then gaps with `listing` say where the list may be short. Sealed
  /// inventories only.
  bool Collected(std::string_view type,
                 std::string_view account,
                 std::string_view region) const;
  /// The same of any account.
  bool Collected(std::string_view type) const;

 private:
  void Link();

  std::vector<std::shared_ptr<const Arena>> arenas_;
  std::vector<Resource> resources_;
  std::vector<Gap> gaps_;
  std::vector<Unit> units_;
  std::vector<std::uint32_t> by_type_;  ///< Units by type, account, region.
  /// (from, to) indexes into resources_, both directions, sorted.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> links_;
  /// References that could not be read.
  struct OpenLink {
    std::uint32_t from;
    std::string_view target_type;  ///< Lifetime: the resource type.
    Value unknown;
  };
  std::vector<OpenLink> open_links_;
};

/// Builds a resource from its parts: renders id and name from the type's
/// templates. Errors: kInvalid when the id would be empty or unknown.
Result<Resource> MakeResource(const ResourceType& type,
                              std::string_view partition,
                              std::string_view account,
                              std::string_view region,
                              Value spec,
                              Value status,
                              Value tags,
                              ValueFactory factory);

}  // namespace plimsoll

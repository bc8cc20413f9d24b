// SPDX-License-Identifier: Apache-2.0
#include "model/inventory.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "base/text.h"

namespace plimsoll {
namespace {

bool ByTypeAndId(const Resource& a, const Resource& b) {
  return std::tie(a.type->name, a.id) < std::tie(b.type->name, b.id);
}

bool ByTypeAndPlace(const Unit& a, const Unit& b) {
  return std::tie(a.type, a.account, a.region) <
         std::tie(b.type, b.account, b.region);
}

/// Calls `visit` with every string below `value` along `steps`; a step that
/// ends in "[]" goes through each element of a list.
template <typename Visit>
void VisitPath(Value value,
               std::span<const std::string_view> steps,
               const Visit& visit) {
  if (value.is_unknown()) {
    visit(value);
    return;
  }
  if (steps.empty()) {
    if (value.is_string()) visit(value);
    return;
  }
  std::string_view name = steps.front();
  const bool each = name.ends_with("[]");
  if (each) name.remove_suffix(2);
  const Value next = name.empty() ? value : value.Get(name);
  if (!each) {
    VisitPath(next, steps.subspan(1), visit);
    return;
  }
  if (next.is_unknown()) visit(next);
  if (!next.is_list()) return;
  for (const Value& item : next.AsList()) {
    VisitPath(item, steps.subspan(1), visit);
  }
}

/// Names by which resources of one type are referred to: id and keys.
using NameIndex = std::unordered_map<std::string, std::vector<std::uint32_t>>;

std::string IndexName(std::string_view type, std::string_view name) {
  std::string text(type);
  text += '\n';
  text += name;
  return text;
}

NameIndex IndexNames(std::span<const Resource> resources) {
  NameIndex index;
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    const Resource& r = resources[i];
    index[IndexName(r.type->name, r.id)].push_back(i);
    for (const std::string& key : r.type->keys) {
      const Value value = r.spec.Get(key);
      if (!value.is_string() || value.AsString() == r.id) continue;
      index[IndexName(r.type->name, value.AsString())].push_back(i);
    }
  }
  return index;
}

/// A key (not an id) means the resource of the same account, and of the same
/// region unless one of the two has none.
bool SamePlace(const Resource& from, const Resource& to, bool by_id) {
  if (by_id) return true;
  if (from.account != to.account) return false;
  return from.region == to.region || from.region == "global" ||
         to.region == "global" || to.type->scope != CollectScope::kRegion;
}

}  // namespace

void Inventory::Hold(std::shared_ptr<const Arena> arena) {
  arenas_.push_back(std::move(arena));
}

void Inventory::Add(Resource resource) {
  resources_.push_back(resource);
}

void Inventory::AddGap(Gap gap) {
  gaps_.push_back(std::move(gap));
}

void Inventory::AddUnit(Unit unit) {
  units_.push_back(std::move(unit));
}

void Inventory::Merge(Inventory other) {
  const auto append = [](auto& to, auto& from) {
    to.insert(to.end(),
              std::make_move_iterator(from.begin()),
              std::make_move_iterator(from.end()));
  };
  append(arenas_, other.arenas_);
  append(resources_, other.resources_);
  append(gaps_, other.gaps_);
  append(units_, other.units_);
}

void Inventory::Seal() {
  std::stable_sort(resources_.begin(),
                   resources_.end(),
                   [](const Resource& a, const Resource& b) {
                     return std::tie(a.type->name, a.id, a.region) <
                            std::tie(b.type->name, b.id, b.region);
                   });
  resources_.erase(std::unique(resources_.begin(),
                               resources_.end(),
                               [](const Resource& a, const Resource& b) {
                                 return a.type->name == b.type->name &&
                                        a.id == b.id;
                               }),
                   resources_.end());
  std::sort(gaps_.begin(), gaps_.end());
  gaps_.erase(std::unique(gaps_.begin(), gaps_.end()), gaps_.end());
  std::sort(units_.begin(), units_.end());
  units_.erase(std::unique(units_.begin(), units_.end()), units_.end());
  by_type_.clear();
  for (std::uint32_t i = 0; i < units_.size(); ++i) by_type_.push_back(i);
  std::sort(by_type_.begin(), by_type_.end(), [this](auto a, auto b) {
    return ByTypeAndPlace(units_[a], units_[b]);
  });

  Link();
}

void Inventory::Link() {
  const NameIndex index = IndexNames(resources_);
  links_.clear();
  open_links_.clear();
  for (std::uint32_t from = 0; from < resources_.size(); ++from) {
    const Resource& r = resources_[from];
    for (const Reference& reference : r.type->refers) {
      const std::vector<std::string_view> steps = Split(reference.path, '.');
      VisitPath(r.spec, steps, [&](Value name) {
        for (const std::string& type : reference.types) {
          if (name.is_unknown()) {
            open_links_.push_back({from, type, name});
            continue;
          }
          const std::string_view text = name.AsString();
          const auto found = index.find(IndexName(type, text));
          if (found == index.end()) continue;
          for (const std::uint32_t to : found->second) {
            const bool by_id = resources_[to].id == text;
            if (to == from || !SamePlace(r, resources_[to], by_id)) continue;
            links_.emplace_back(from, to);
            links_.emplace_back(to, from);
          }
        }
      });
    }
  }
  std::sort(links_.begin(), links_.end());
  links_.erase(std::unique(links_.begin(), links_.end()), links_.end());
}

std::span<const Resource> Inventory::OfType(std::string_view type) const {
  const auto first = std::lower_bound(
      resources_.begin(),
      resources_.end(),
      type,
      [](const Resource& r, std::string_view t) { return r.type->name < t; });
  const auto last = std::upper_bound(
      first, resources_.end(), type, [](std::string_view t, const Resource& r) {
        return t < r.type->name;
      });
  return {first, last};
}

std::vector<const Resource*> Inventory::Related(const Resource& resource,
                                                std::string_view type) const {
  std::vector<const Resource*> found;
  const auto me = std::lower_bound(
      resources_.begin(), resources_.end(), resource, ByTypeAndId);
  if (me == resources_.end() || ByTypeAndId(resource, *me)) return found;
  const auto index = static_cast<std::uint32_t>(me - resources_.begin());
  for (auto link =
           std::lower_bound(links_.begin(),
                            links_.end(),
                            std::pair<std::uint32_t, std::uint32_t>{index, 0});
       link != links_.end() && link->first == index;
       ++link) {
    const Resource& other = resources_[link->second];
    if (other.type->name == type) found.push_back(&other);
  }
  return found;
}

std::vector<Value> Inventory::PossiblyRelated(const Resource& resource,
                                              std::string_view type) const {
  std::vector<Value> unknowns;
  for (const OpenLink& link : open_links_) {
    const Resource& from = resources_[link.from];
    const bool mine = from.id == resource.id && from.type == resource.type &&
                      link.target_type == type;
    const bool theirs =
        from.type->name == type && link.target_type == resource.type->name;
    if (mine || theirs) unknowns.push_back(link.unknown);
  }
  return unknowns;
}

bool Inventory::Collected(std::string_view type,
                          std::string_view account,
                          std::string_view region) const {
  using Place =
      std::tuple<std::string_view, std::string_view, std::string_view>;
  const Place wanted{type, account, region};
  const auto found = std::lower_bound(
      by_type_.begin(),
      by_type_.end(),
      wanted,
      [this](std::uint32_t index, const Place& place) {
        const Unit& unit = units_[index];
        return Place{unit.type, unit.account, unit.region} < place;
      });
  if (found == by_type_.end()) return false;
  const Unit& unit = units_[*found];
  return unit.type == type && unit.account == account &&
         (region.empty() || unit.region == region);
}

bool Inventory::Collected(std::string_view type) const {
  const auto found =
      std::lower_bound(by_type_.begin(),
                       by_type_.end(),
                       type,
                       [this](std::uint32_t index, std::string_view name) {
                         return units_[index].type < name;
                       });
  return found != by_type_.end() && units_[*found].type == type;
}

namespace {

/// Text of one template piece's value, or empty when it cannot be part of an
/// id.
std::string_view PieceText(const Template::Piece& piece,
                           std::string_view partition,
                           std::string_view account,
                           std::string_view region,
                           Value spec,
                           Value status) {
  switch (piece.kind) {
    case Template::Piece::Kind::kText: return piece.text;
    case Template::Piece::Kind::kPartition: return partition;
    case Template::Piece::Kind::kAccount: return account;
    case Template::Piece::Kind::kRegion: return region;
    case Template::Piece::Kind::kSpec: return spec.Get(piece.text).StringOr("");
    case Template::Piece::Kind::kStatus:
      return status.Get(piece.text).StringOr("");
  }
  return "";
}

}  // namespace

Result<Resource> MakeResource(const ResourceType& type,
                              std::string_view partition,
                              std::string_view account,
                              std::string_view region,
                              Value spec,
                              Value status,
                              Value tags,
                              ValueFactory factory) {
  std::string id;
  for (const Template::Piece& piece : type.id.pieces) {
    const std::string_view text =
        PieceText(piece, partition, account, region, spec, status);
    if (text.empty()) {
      return Error(ErrorCode::kInvalid,
                   type.name + ": cannot make the id: property " + piece.text +
                       " is absent or not a text");
    }
    id += text;
  }
  std::string name;
  for (const Template::Piece& piece : type.display_name.pieces) {
    name += PieceText(piece, partition, account, region, spec, status);
  }
  if (name.empty()) name = id;

  const std::pair<std::string_view, Value> entries[] = {
      {"account", factory.String(account)},
      {"id", factory.String(id)},
      {"name", factory.String(name)},
      {"partition", factory.String(partition)},
      {"region", factory.String(region)},
      {"spec", spec},
      {"status", status},
      {"tags", tags},
      {"type", factory.String(type.name)}};
  Resource resource;
  resource.type = &type;
  resource.self = factory.Map(entries);
  resource.id = resource.self.Get("id").AsString();
  resource.name = resource.self.Get("name").AsString();
  resource.account = resource.self.Get("account").AsString();
  resource.region = resource.self.Get("region").AsString();
  resource.spec = spec;
  resource.status = status;
  resource.tags = tags;
  return resource;
}

}  // namespace plimsoll

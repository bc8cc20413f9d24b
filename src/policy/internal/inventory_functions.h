// SPDX-License-Identifier: Apache-2.0
// related("T"), account.all("T"), region.all("T"), organization.all("T"): what
// an expression may ask of the inventory.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "cel/ast.h"
#include "cel/function.h"
#include "model/inventory.h"
#include "policy/internal/expression.h"

namespace plimsoll {

/// Resource types by name.
class ResourceTypes {
 public:
  void Add(const ResourceType& type);
  const ResourceType* Find(std::string_view name) const;
  std::vector<std::string_view> Names() const;

 private:
  std::map<std::string_view, const ResourceType*> by_name_;
};

/// Gives each such call an overload of its own, typed by the resource type that
/// its text names. The lists may be incomplete ("open": an unknown element
/// stands for what could not be listed), so their uses are guarded: exists(),
/// filter(), exists_one() and all() are unknown where a missing element could
/// change them, map() keeps the unknown element, and whatever else takes a list
/// (size(), ==, an index, a function) gets a complete one or an unknown.
/// False after a diagnostic (no such type, not a literal).
bool BindInventoryCalls(cel::Ast& ast,
                        const ResourceTypes& types,
                        const ExpressionScope& scope,
                        SourceRange place);

/// Whether the value of a bound expression is a list that may be incomplete.
bool GivesOpenList(const cel::Expr& expr, const ExpressionScope& scope);

/// True for the name of a function that BindInventoryCalls made.
bool IsInventoryFunction(std::string_view name);

/// What the functions read, passed as Evaluator::set_host. Lists are made once
/// per account and kept. Thread-compatible.
class InventoryHost {
 public:
  explicit InventoryHost(KeyTable& keys);
  /// `organization` may be the same inventory or null.
  void SetInventory(const Inventory& account, const Inventory* organization);
  void SetResource(const Resource& resource) { resource_ = &resource; }

  Value Related(std::string_view type, const ValueFactory& factory) const;
  Value AllOf(std::string_view scope, std::string_view type) const;

 private:
  /// Scope, type and region of a list.
  using ListName = std::tuple<std::string, std::string, std::string>;
  using ListNameView =
      std::tuple<std::string_view, std::string_view, std::string_view>;
  struct ByName {
    using is_transparent = void;
    bool operator()(const auto& a, const auto& b) const {
      return ListNameView(a) < ListNameView(b);
    }
  };

  Value MakeList(std::string_view scope, std::string_view type) const;

  mutable Arena arena_;
  KeyTable* keys_;
  const Inventory* account_ = nullptr;
  const Inventory* organization_ = nullptr;
  const Resource* resource_ = nullptr;
  mutable std::map<ListName, Value, ByName> lists_;
};

}  // namespace plimsoll

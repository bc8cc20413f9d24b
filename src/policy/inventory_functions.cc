// SPDX-License-Identifier: Apache-2.0
#include "policy/internal/inventory_functions.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace plimsoll {
namespace {

using cel::Expr;
using cel::ExprKind;

constexpr std::string_view kRelated = "related";
constexpr std::string_view kAll = "all";
constexpr std::array<std::string_view, 3> kScopes = {
    "account", "organization", "region"};

Value CallRelated(cel::CallContext& context, std::span<const Value> args) {
  const auto* host = static_cast<const InventoryHost*>(context.host);
  if (host == nullptr) return context.factory.Error("no inventory here");
  return host->Related(args[0].AsString(), context.factory);
}

Value CallAllOf(cel::CallContext& context, std::span<const Value> args) {
  const auto* host = static_cast<const InventoryHost*>(context.host);
  if (host == nullptr) return context.factory.Error("no inventory here");
  return host->AllOf(args[0].AsString(), args[1].AsString());
}

/// Rewrites the calls below one expression.
class Binder {
 public:
  Binder(cel::Ast& ast,
         const ResourceTypes& types,
         const ExpressionScope& scope,
         SourceRange place)
      : ast_(&ast), types_(&types), scope_(&scope), place_(place) {}

  bool Bind(Expr& expr) {
    bool good = true;
    if (expr.operand != nullptr) good = Bind(*expr.operand) && good;
    for (Expr* arg : expr.args) good = Bind(*arg) && good;
    if (expr.kind != ExprKind::kCall) return good;
    if (expr.name == "size") return CheckSize(expr) && good;
    const bool related = expr.name == kRelated && expr.operand == nullptr;
    const bool all =
        expr.name == kAll && expr.operand != nullptr &&
        expr.operand->kind == ExprKind::kIdent &&
        std::find(kScopes.begin(), kScopes.end(), expr.operand->name) !=
            kScopes.end();
    if (!related && !all) return good;
    return BindCall(expr, related) && good;
  }

 private:
  bool BindCall(Expr& expr, bool related) {
    if (expr.args.size() != 1 || expr.args[0]->kind != ExprKind::kConstant ||
        !expr.args[0]->constant.is_string()) {
      return Report(
          expr,
          fmt::format("{}() takes one resource type in quotes", expr.name),
          "write it out, e.g. \"AWS::EC2::VPC\"");
    }
    const std::string type_name(expr.args[0]->constant.AsString());
    const ResourceType* type = types_->Find(type_name);
    if (type == nullptr) {
      const std::vector<std::string_view> names = types_->Names();
      return Report(*expr.args[0],
                    fmt::format("no resource type `{}`", type_name),
                    DidYouMean(type_name, names));
    }
    const std::string name =
        related ? fmt::format("{} {}", kRelated, type_name)
                : fmt::format("{}.{} {}", expr.operand->name, kAll, type_name);
    if (!related) {
      Expr* scope = ast_->New(
          ExprKind::kConstant, expr.operand->offset, expr.operand->end);
      scope->constant = ast_->factory().String(expr.operand->name);
      expr.args.insert(expr.args.begin(), scope);
      expr.operand = nullptr;
    }
    Declare(name, *type, related);
    expr.name = ast_->Text(name);
    return true;
  }

  void Declare(const std::string& name,
               const ResourceType& type,
               bool related) {
    if (!scope_->functions->Find(name).empty()) return;
    cel::Overload overload;
    overload.id = name;
    overload.params.assign(related ? 1 : 2, scope_->types->String());
    overload.result = scope_->types->List(scope_->types->ObjectRef(*type.self));
    overload.function = related ? CallRelated : CallAllOf;
    overload.pure = false;
    scope_->functions->Add(name, std::move(overload));
  }

  /// The last element of such a list may stand for "and perhaps more".
  bool CheckSize(const Expr& expr) {
    const Expr* counted = expr.operand != nullptr
                              ? expr.operand
                              : (expr.args.empty() ? nullptr : expr.args[0]);
    if (counted == nullptr || counted->kind != ExprKind::kCall ||
        !IsInventoryFunction(counted->name)) {
      return true;
    }
    return Report(expr,
                  "size() of an inventory list would miss what could not be "
                  "listed",
                  "ask with exists(), all() or filter()");
  }

  bool Report(const Expr& expr, std::string message, std::string hint) {
    scope_->file->diagnostics->Error(
        scope_->file->name,
        cel::Locate(ast_->source, expr.offset, expr.end, place_),
        std::move(message),
        std::move(hint));
    return false;
  }

  cel::Ast* ast_;
  const ResourceTypes* types_;
  const ExpressionScope* scope_;
  SourceRange place_;
};

/// Adds an unknown element for each listing of `type` that failed in the scope.
void AddGaps(const Inventory& inventory,
             std::string_view type,
             std::string_view account,
             std::string_view region,
             const ValueFactory& factory,
             std::vector<Value>& items) {
  for (const Gap& gap : inventory.gaps()) {
    if (!gap.listing || (gap.type != type && !gap.type.empty())) continue;
    if (!account.empty() && gap.account != account) continue;
    if (!region.empty() && !gap.region.empty() && gap.region != region) {
      continue;
    }
    items.push_back(
        factory.Unknown({gap.code, gap.subject, gap.message, gap.remedy}));
  }
}

Value NotCollected(std::string_view type, const ValueFactory& factory) {
  const std::string message = fmt::format("{} was not collected", type);
  return factory.Unknown({"not-collected", type, message, ""});
}

}  // namespace

void ResourceTypes::Add(const ResourceType& type) {
  by_name_.emplace(type.name, &type);
}

const ResourceType* ResourceTypes::Find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

std::vector<std::string_view> ResourceTypes::Names() const {
  std::vector<std::string_view> names;
  names.reserve(by_name_.size());
  for (const auto& [name, type] : by_name_) names.push_back(name);
  return names;
}

bool BindInventoryCalls(cel::Ast& ast,
                        const ResourceTypes& types,
                        const ExpressionScope& scope,
                        SourceRange place) {
  return Binder(ast, types, scope, place).Bind(*ast.root);
}

bool IsInventoryFunction(std::string_view name) {
  return name.find(' ') != std::string_view::npos;
}

InventoryHost::InventoryHost(KeyTable& keys) : keys_(&keys) {}

void InventoryHost::SetInventory(const Inventory& account,
                                 const Inventory* organization) {
  account_ = &account;
  organization_ = organization;
  resource_ = nullptr;
  lists_.clear();
  arena_.Reset();
}

Value InventoryHost::Related(std::string_view type,
                             const ValueFactory& factory) const {
  std::vector<Value> items;
  for (const Resource* other : account_->Related(*resource_, type)) {
    items.push_back(other->self);
  }
  for (const Value& unknown : account_->PossiblyRelated(*resource_, type)) {
    items.push_back(unknown);
  }
  // Resources of an account-wide type have no region of their own to ask in.
  const std::string_view region =
      resource_->type->scope == CollectScope::kRegion ? resource_->region : "";
  AddGaps(*account_, type, resource_->account, region, factory, items);
  if (!account_->Collected(type, resource_->account, "")) {
    items.push_back(NotCollected(type, factory));
  }
  return factory.List(items);
}

Value InventoryHost::AllOf(std::string_view scope,
                           std::string_view type) const {
  std::string key(scope);
  key += ' ';
  key += type;
  if (scope == "region") (key += ' ') += resource_->region;
  const auto known = lists_.find(key);
  if (known != lists_.end()) return known->second;
  return lists_.emplace(std::move(key), MakeList(scope, type)).first->second;
}

Value InventoryHost::MakeList(std::string_view scope,
                              std::string_view type) const {
  const ValueFactory factory(arena_, *keys_);
  const bool whole = scope == "organization";
  const Inventory* inventory = whole ? organization_ : account_;
  std::vector<Value> items;
  if (inventory == nullptr) {
    items.push_back(NotCollected(type, factory));
    return factory.List(items);
  }
  const std::string_view account = whole ? "" : resource_->account;
  const std::string_view region = scope == "region" ? resource_->region : "";
  for (const Resource& r : inventory->OfType(type)) {
    if (!account.empty() && r.account != account) continue;
    if (!region.empty() && r.region != region) continue;
    items.push_back(r.self);
  }
  AddGaps(*inventory, type, account, region, factory, items);
  const bool collected =
      whole ? std::any_of(inventory->units().begin(),
                          inventory->units().end(),
                          [&](const Unit& unit) { return unit.type == type; })
            : inventory->Collected(type, account, "");
  if (!collected) items.push_back(NotCollected(type, factory));
  return factory.List(items);
}

}  // namespace plimsoll

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
using cel::Macro;

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

// What a list that may be incomplete must be asked through. Its last elements
// are then unknown, one for each listing that failed.
constexpr std::string_view kKnown = "@known";
constexpr std::string_view kOfElement = "@ofElement";
constexpr std::string_view kComplete = "@complete";
constexpr std::string_view kEmpty = "@empty";

/// Both are strict: an unknown element answers for itself.
Value CallKnown(cel::CallContext& /*context*/, std::span<const Value> /*a*/) {
  return Value::Bool(true);
}

Value CallOfElement(cel::CallContext& /*context*/,
                    std::span<const Value> args) {
  return args[1];
}

/// The unknowns of a list's elements, merged; null when there is none.
Value GapsOf(const ValueFactory& factory, std::span<const Value> items) {
  Value gaps;
  for (const Value& item : items) {
    if (!item.is_unknown()) continue;
    gaps = gaps.is_null() ? item : factory.MergeUnknown(gaps, item);
  }
  return gaps;
}

Value CallComplete(cel::CallContext& context, std::span<const Value> args) {
  const Value gaps = GapsOf(context.factory, args[0].AsList());
  return gaps.is_null() ? args[0] : gaps;
}

Value CallEmpty(cel::CallContext& context, std::span<const Value> args) {
  const auto items = args[0].AsList();
  const bool some = std::any_of(items.begin(), items.end(), [](Value item) {
    return !item.is_unknown();
  });
  return some || items.empty() ? Value::Bool(!some)
                               : GapsOf(context.factory, items);
}

void DeclareOnce(const ExpressionScope& scope,
                 std::string_view name,
                 std::vector<cel::TypeRef> params,
                 cel::TypeRef result,
                 cel::Function function,
                 std::size_t silent_params) {
  if (!scope.functions->Find(name).empty()) return;
  cel::Overload overload;
  overload.id = name;
  overload.params = std::move(params);
  overload.result = result;
  overload.function = function;
  overload.silent_params = silent_params;
  scope.functions->Add(name, std::move(overload));
}

void DeclareGuards(const ExpressionScope& scope) {
  cel::TypePool& types = *scope.types;
  const cel::TypeRef a = types.Param("A");
  const cel::TypeRef b = types.Param("B");
  DeclareOnce(scope, kKnown, {a}, types.Bool(), CallKnown, 1);
  DeclareOnce(scope, kOfElement, {a, b}, b, CallOfElement, 1);
  DeclareOnce(
      scope, kComplete, {types.List(a)}, types.List(a), CallComplete, 0);
  DeclareOnce(scope, kEmpty, {types.List(a)}, types.Bool(), CallEmpty, 0);
}

bool IsEmptyListLiteral(const Expr& expr) {
  return expr.kind == ExprKind::kList && expr.args.empty();
}

/// The names that stand for lists which may be incomplete. A variable of a
/// comprehension hides an outer one of its name.
class OpenNames {
 public:
  explicit OpenNames(const std::set<std::string, std::less<>>* variables)
      : variables_(variables) {}

  bool Has(std::string_view name) const {
    for (auto local = locals_.rbegin(); local != locals_.rend(); ++local) {
      if (local->first == name) return local->second;
    }
    return variables_ != nullptr && variables_->contains(name);
  }
  void Push(std::string_view name, bool open) {
    locals_.emplace_back(name, open);
  }
  void Pop(std::size_t count) { locals_.resize(locals_.size() - count); }

 private:
  const std::set<std::string, std::less<>>* variables_;
  std::vector<std::pair<std::string_view, bool>> locals_;
};

/// Whether the value of an expression is a list which may be incomplete, by the
/// form that the binder leaves behind.
bool IsOpen(const Expr& expr, OpenNames& names) {
  switch (expr.kind) {
    case ExprKind::kIdent: return names.Has(expr.name);
    case ExprKind::kCall:
      if (IsInventoryFunction(expr.name)) return true;
      if (expr.name == "_+_" || expr.name == "_?_:_") {
        return std::any_of(
            expr.args.begin(), expr.args.end(), [&](const Expr* arg) {
              return IsOpen(*arg, names);
            });
      }
      return false;
    case ExprKind::kComprehension: {
      if (expr.macro == Macro::kMap || expr.macro == Macro::kTransformList) {
        return IsOpen(*expr.operand, names);
      }
      if (expr.macro != Macro::kBind) return false;
      names.Push(expr.accu_var, IsOpen(*expr.args[0], names));
      const bool open = IsOpen(*expr.args[3], names);
      names.Pop(1);
      return open;
    }
    default: return false;
  }
}

/// Rewrites the calls below one expression, and every use of the lists they
/// give: what looks at all elements is told of the gaps, everything else sees a
/// complete list or an unknown.
class Binder {
 public:
  Binder(cel::Ast& ast,
         const ResourceTypes& types,
         const ExpressionScope& scope,
         SourceRange place)
      : ast_(&ast),
        types_(&types),
        scope_(&scope),
        place_(place),
        names_(scope.open_lists) {}

  bool Bind(Expr& expr) {
    switch (expr.kind) {
      case ExprKind::kCall: return BindAnyCall(expr);
      case ExprKind::kComprehension: return BindComprehension(expr);
      default: {
        bool good = expr.operand == nullptr || BindComplete(expr.operand);
        for (Expr*& arg : expr.args) good = BindComplete(arg) && good;
        return good;
      }
    }
  }

 private:
  /// For a place that takes only what is complete.
  bool BindComplete(Expr*& expr) {
    if (!Bind(*expr)) return false;
    if (IsOpen(*expr, names_)) expr = Call(kComplete, {expr}, *expr);
    return true;
  }

  Expr* Call(std::string_view name, std::vector<Expr*> args, const Expr& at) {
    DeclareGuards(*scope_);
    Expr* call = ast_->New(ExprKind::kCall, at.offset, at.end);
    call->name = name;
    call->args = std::move(args);
    return call;
  }

  bool BindAnyCall(Expr& expr) {
    const bool related = expr.name == kRelated && expr.operand == nullptr;
    const bool all =
        expr.name == kAll && expr.operand != nullptr &&
        expr.operand->kind == ExprKind::kIdent &&
        std::find(kScopes.begin(), kScopes.end(), expr.operand->name) !=
            kScopes.end();
    if (related || all) return BindCall(expr, related);
    const bool compares = expr.name == "_==_" || expr.name == "_!=_";
    if (compares && expr.args.size() == 2) return BindComparison(expr);
    // `x in list` looks at every element by itself.
    const bool open =
        expr.name == "_+_" || expr.name == "_?_:_" || expr.name == "@in";
    bool good = expr.operand == nullptr || BindComplete(expr.operand);
    for (std::size_t i = 0; i < expr.args.size(); ++i) {
      const bool as_it_is = open && (expr.name == "_+_" || i > 0);
      good =
          (as_it_is ? Bind(*expr.args[i]) : BindComplete(expr.args[i])) && good;
    }
    return good;
  }

  /// list == [] is false already when one element is known.
  bool BindComparison(Expr& expr) {
    for (const std::size_t i : {0U, 1U}) {
      if (!IsEmptyListLiteral(*expr.args[1 - i])) continue;
      Expr* list = expr.args[i];
      if (!Bind(*list)) return false;
      if (!IsOpen(*list, names_)) return true;
      const bool equal = expr.name == "_==_";
      Expr* empty = Call(kEmpty, {list}, expr);
      expr.name = equal ? empty->name : "!_";
      expr.args = equal ? empty->args : std::vector<Expr*>{empty};
      return true;
    }
    const bool left = BindComplete(expr.args[0]);
    return BindComplete(expr.args[1]) && left;
  }

  bool BindComprehension(Expr& expr) {
    if (expr.macro == Macro::kBind) return BindLet(expr);
    const bool walks =
        expr.macro == Macro::kAll || expr.macro == Macro::kExists ||
        expr.macro == Macro::kExistsOne || expr.macro == Macro::kFilter ||
        expr.macro == Macro::kMap || expr.macro == Macro::kMapFilter ||
        expr.macro == Macro::kTransformList;
    bool good = walks ? Bind(*expr.operand) : BindComplete(expr.operand);
    good = good && BindComplete(expr.args[0]);
    names_.Push(expr.iter_var, false);
    names_.Push(expr.iter_var2, false);
    names_.Push(expr.accu_var, false);
    for (std::size_t i = 1; i < expr.args.size(); ++i) {
      good = BindComplete(expr.args[i]) && good;
    }
    names_.Pop(3);
    if (good && walks && IsOpen(*expr.operand, names_)) Guard(expr);
    return good;
  }

  /// cel.bind(v, e, b)
  bool BindLet(Expr& expr) {
    if (!Bind(*expr.args[0])) return false;
    names_.Push(expr.accu_var, IsOpen(*expr.args[0], names_));
    const bool good = Bind(*expr.args[3]);
    names_.Pop(1);
    return good;
  }

  Expr* Element(const Expr& expr, const Expr& at) {
    Expr* element = ast_->New(ExprKind::kIdent, at.offset, at.end);
    element->name = expr.iter_var2.empty() ? expr.iter_var : expr.iter_var2;
    return element;
  }

  /// p becomes p && known(x).
  void GuardPredicate(const Expr& expr, Expr*& predicate) {
    Expr* known = Call(kKnown, {Element(expr, *predicate)}, *predicate);
    predicate = Call("_&&_", {predicate, known}, *predicate);
  }

  /// Makes the body of a macro over an open list unknown for an unknown
  /// element, unless it is what a missing element could not change. The steps
  /// are those of cel/macros.h.
  void Guard(Expr& expr) {
    Expr& step = *expr.args[2];
    switch (expr.macro) {
      case Macro::kExists: GuardPredicate(expr, step.args[1]); return;
      case Macro::kAll: {
        // p || !known(x)
        Expr*& p = step.args[1];
        Expr* known = Call(kKnown, {Element(expr, *p)}, *p);
        p = Call("_||_", {p, Call("!_", {known}, *p)}, *p);
        return;
      }
      default: break;
    }
    if (step.name == "_?_:_") {
      GuardPredicate(expr, step.args[0]);
      return;
    }
    Expr*& item = step.args[1]->args[0];  // @result + [item]
    item = Call(kOfElement, {Element(expr, *item), item}, *item);
  }

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
  OpenNames names_;
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

bool GivesOpenList(const Expr& expr, const ExpressionScope& scope) {
  OpenNames names(scope.open_lists);
  return IsOpen(expr, names);
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
  const std::string_view region = scope == "region" ? resource_->region : "";
  const auto known = lists_.find(ListNameView{scope, type, region});
  if (known != lists_.end()) return known->second;
  return lists_.emplace(ListName{scope, type, region}, MakeList(scope, type))
      .first->second;
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
  const bool collected = whole ? inventory->Collected(type)
                               : inventory->Collected(type, account, "");
  if (!collected) items.push_back(NotCollected(type, factory));
  return factory.List(items);
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "cel/check.h"
#include "cel/library/type_value.h"

namespace plimsoll::cel {

std::string Checker::ChainName(const Expr& expr) const {
  if (expr.kind == ExprKind::kIdent) return std::string(expr.name);
  if (expr.kind != ExprKind::kSelect || expr.optional || expr.test_only) {
    return {};
  }
  std::string name = ChainName(*expr.operand);
  if (name.empty()) return {};
  name += '.';
  name += expr.name;
  return name;
}

const Checker::Local* Checker::FindLocal(std::string_view name) const {
  for (auto local = locals_.rbegin(); local != locals_.rend(); ++local) {
    if (local->name == name) return &*local;
  }
  return nullptr;
}

std::vector<std::string> Checker::Candidates(std::string_view name) const {
  if (name.substr(0, 1) == ".") return {std::string(name.substr(1))};
  std::vector<std::string> candidates;
  std::string_view container = environment_.container;
  while (!container.empty()) {
    candidates.push_back(fmt::format("{}.{}", container, name));
    const std::size_t dot = container.rfind('.');
    container = dot == std::string_view::npos ? std::string_view()
                                              : container.substr(0, dot);
  }
  candidates.emplace_back(name);
  return candidates;
}

TypeRef Checker::TypeByName(std::string_view name) {
  struct Named {
    std::string_view name;
    TypeKind kind;
  };
  static constexpr Named kSimple[] = {
      {"bool", TypeKind::kBool},
      {"int", TypeKind::kInt},
      {"uint", TypeKind::kUint},
      {"double", TypeKind::kDouble},
      {"string", TypeKind::kString},
      {"bytes", TypeKind::kBytes},
      {"null_type", TypeKind::kNull},
      {"google.protobuf.Timestamp", TypeKind::kTimestamp},
      {"google.protobuf.Duration", TypeKind::kDuration}};
  for (const Named& simple : kSimple) {
    if (simple.name == name) return types_.TypeOf(types_.Simple(simple.kind));
  }
  if (name == "list") return types_.TypeOf(types_.List(Dyn()));
  if (name == "map") return types_.TypeOf(types_.Map(Dyn(), Dyn()));
  if (name == "type") return types_.Simple(TypeKind::kType);
  const auto names = TypeNames();
  if (std::find(names.begin(), names.end(), name) == names.end())
    return nullptr;
  return types_.TypeOf(types_.Opaque(name));
}

TypeRef Checker::ResolveChain(Expr& expr) {
  const std::string chain = ChainName(expr);
  if (chain.empty()) return nullptr;
  const std::string_view head =
      std::string_view(chain).substr(0, chain.find('.', 1));
  if (FindLocal(head) != nullptr) return nullptr;
  for (const std::string& name : Candidates(chain)) {
    const int slot = environment_.Slot(name);
    if (slot >= 0) {
      expr.variable = slot;
      return environment_.variables[static_cast<std::size_t>(slot)].type;
    }
    if (const TypeRef type = TypeByName(name)) {
      expr.kind = ExprKind::kIdent;
      expr.name = ast_.Text(name);
      expr.is_type_name = true;
      expr.operand = nullptr;
      return type;
    }
  }
  return nullptr;
}

void Checker::NoVariable(const Expr& expr) {
  std::vector<std::string_view> known;
  for (const Variable& variable : environment_.variables) {
    known.push_back(variable.name);
  }
  for (const Local& local : locals_) {
    if (local.name.substr(0, 1) != "@") known.push_back(local.name);
  }
  std::sort(known.begin(), known.end());
  std::string hint = DidYouMean(expr.name, known);
  if (hint.empty() && !environment_.functions->Find(expr.name).empty()) {
    hint = fmt::format("'{0}' is a function: write {0}(...)", expr.name);
  }
  if (hint.empty() && !known.empty()) {
    std::vector<std::string> shown(known.begin(), known.end());
    constexpr std::size_t kMaxShown = 12;
    if (shown.size() <= kMaxShown) hint = "there is " + Join(shown, ", ");
  }
  Error(expr, fmt::format("no variable '{}'", expr.name), std::move(hint));
}

}  // namespace plimsoll::cel

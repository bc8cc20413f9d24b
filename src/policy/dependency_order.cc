// SPDX-License-Identifier: Apache-2.0
#include "policy/internal/dependency_order.h"

#include <algorithm>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "cel/environment.h"

namespace plimsoll {
namespace {

void CollectNames(const cel::Expr& expr,
                  std::set<std::string, std::less<>>& names) {
  if (expr.kind == cel::ExprKind::kIdent) names.emplace(expr.name);
  if (expr.operand != nullptr) CollectNames(*expr.operand, names);
  for (const cel::Expr* arg : expr.args) CollectNames(*arg, names);
}

std::set<std::string, std::less<>> UsedNames(const NamedExpressions& entry) {
  std::set<std::string, std::less<>> names;
  for (const std::string& text : entry.texts) {
    Diagnostics ignored;
    const auto ast = cel::Parse(text, {}, ignored);
    if (ast != nullptr) CollectNames(*ast->root, names);
  }
  return names;
}

}  // namespace

std::optional<std::vector<std::size_t>> DependencyOrder(
    std::span<const NamedExpressions> entries) {
  std::vector<std::set<std::string, std::less<>>> uses;
  uses.reserve(entries.size());
  for (const NamedExpressions& entry : entries)
    uses.push_back(UsedNames(entry));

  std::vector<std::size_t> order;
  std::vector<bool> done(entries.size(), false);
  const auto ready = [&](std::size_t i) {
    for (std::size_t j = 0; j < entries.size(); ++j) {
      if (!done[j] && uses[i].contains(entries[j].name)) return false;
    }
    return true;
  };
  while (order.size() < entries.size()) {
    const std::size_t before = order.size();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (done[i] || !ready(i)) continue;
      done[i] = true;
      order.push_back(i);
    }
    if (order.size() == before) return std::nullopt;
  }
  return order;
}

NamedNodes OrderNodes(
    const NamedNodes& entries,
    std::string_view what,
    const CatalogueFile& file,
    const std::function<std::vector<std::string>(Value)>& expressions) {
  std::vector<NamedExpressions> named;
  named.reserve(entries.size());
  for (const auto& [name, node] : entries) {
    named.push_back({name, expressions(node)});
  }
  const auto order = DependencyOrder(named);
  if (!order) {
    file.Error(entries.front().second,
               fmt::format("these {} need each other", what),
               "break the circle");
    return {};
  }
  NamedNodes ordered;
  ordered.reserve(entries.size());
  for (const std::size_t index : *order) ordered.push_back(entries[index]);
  return ordered;
}

std::vector<std::string> OwnText(Value node) {
  return {std::string(node.StringOr(""))};
}

}  // namespace plimsoll

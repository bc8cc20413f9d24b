// SPDX-License-Identifier: Apache-2.0
#include "cel/program.h"

#include <algorithm>
#include <set>
#include <utility>

#include "cel/compile.h"

namespace plimsoll::cel {
namespace {

/// Calls `visit` for every node below and including `expr`.
template <typename Visit>
void ForEach(const Expr& expr, const Visit& visit) {
  std::vector<const Expr*> open{&expr};
  while (!open.empty()) {
    const Expr& next = *open.back();
    open.pop_back();
    visit(next);
    if (next.operand != nullptr && next.variable < 0) {
      open.push_back(next.operand);
    }
    for (const Expr* arg : next.args) open.push_back(arg);
  }
}

void CollectNames(Program::Impl& impl) {
  std::set<int> variables;
  std::set<std::string_view> impure;
  ForEach(*impl.ast->root, [&](const Expr& expr) {
    if (expr.variable >= 0) variables.insert(expr.variable);
    for (const std::uint32_t index : expr.overloads) {
      if (!impl.functions->at(index).pure) impure.insert(expr.name);
    }
  });
  impl.variables.assign(variables.begin(), variables.end());
  impl.impure_functions.assign(impure.begin(), impure.end());
}

}  // namespace

std::unique_ptr<const Program> Program::Compile(std::unique_ptr<Ast> ast,
                                                const Environment& environment,
                                                KeyTable& keys) {
  PLIMSOLL_CHECK(ast != nullptr && ast->root != nullptr);
  PLIMSOLL_CHECK(environment.functions != nullptr);
  auto impl = std::make_unique<Impl>(keys);
  impl->ast = std::move(ast);
  impl->functions = environment.functions;
  impl->binding_count = environment.variables.size();
  CollectNames(*impl);
  Compiler compiler(*impl, environment);
  impl->root = compiler.Compile(*impl->ast->root).node;
  return std::unique_ptr<const Program>(new Program(std::move(impl)));
}

Program::Program(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Program::~Program() = default;

TypeRef Program::result_type() const {
  const Ast& tree = *impl_->ast;
  const std::uint32_t root = tree.root->id;
  return root < tree.types.size() ? tree.types[root] : nullptr;
}

const Ast& Program::ast() const {
  return *impl_->ast;
}

std::span<const int> Program::variables() const {
  return impl_->variables;
}

bool Program::Reads(int slot, std::string_view field) const {
  bool reads = false;
  ForEach(*impl_->ast->root, [&](const Expr& expr) {
    const Expr* operand = nullptr;
    if (expr.kind == ExprKind::kSelect && expr.variable < 0 &&
        expr.name == field) {
      operand = expr.operand;
    } else if (expr.kind == ExprKind::kCall && expr.args.size() == 2 &&
               (expr.name == "_[_]" || expr.name == "_[?_]")) {
      const Expr& key = *expr.args[1];
      const bool named = key.kind == ExprKind::kConstant &&
                         key.constant.is_string() &&
                         key.constant.AsString() == field;
      if (named) operand = expr.args[0];
    }
    if (operand != nullptr && operand->variable == slot) reads = true;
  });
  return reads;
}

std::vector<std::string_view> Program::impure_functions() const {
  return impl_->impure_functions;
}

}  // namespace plimsoll::cel

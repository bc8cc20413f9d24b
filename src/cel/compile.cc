// SPDX-License-Identifier: Apache-2.0
#include "cel/compile.h"

#include <algorithm>
#include <utility>

#include "cel/evaluate_ops.h"
#include "cel/library/type_value.h"

namespace plimsoll::cel {

void Piece::DependOn(const Piece& other) {
  varies = varies || other.varies;
  lowest_local = std::min(lowest_local, other.lowest_local);
}

bool Piece::is_constant() const {
  return node->run == RunConstant;
}

Compiler::Compiler(Program::Impl& program, const Environment& environment)
    : program_(program), environment_(environment) {}

Piece Compiler::NewNode(Run run) {
  Piece piece;
  piece.node = &program_.nodes.emplace_back();
  piece.node->run = run;
  return piece;
}

Piece Compiler::Compile(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kConstant: return Constant(expr.constant);
    case ExprKind::kIdent: return CompileIdent(expr);
    case ExprKind::kSelect: return CompileSelect(expr);
    case ExprKind::kCall: return CompileCall(expr);
    case ExprKind::kList: return CompileList(expr);
    case ExprKind::kMap: return CompileMap(expr);
    case ExprKind::kComprehension: return CompileComprehension(expr);
    case ExprKind::kStruct: break;
  }
  return Constant(UnknownStruct(program_.factory, expr.name));
}

Piece Compiler::CompileIdent(const Expr& expr) {
  const auto local =
      std::find_if(scope_.rbegin(), scope_.rend(), [&expr](const Local& l) {
        return l.name == expr.name;
      });
  if (local != scope_.rend()) {
    Piece piece = NewNode(RunLocal);
    piece.node->index = local->index;
    piece.lowest_local = local->index;
    return piece;
  }
  if (expr.variable >= 0) {
    Piece piece = NewNode(RunVariable);
    piece.node->index = static_cast<std::uint32_t>(expr.variable);
    piece.varies = true;
    return piece;
  }
  if (expr.is_type_name) {
    return Constant(MakeTypeValue(program_.factory, expr.name));
  }
  return Constant(UndeclaredName(program_.factory, expr.name));
}

namespace {

FieldRules RulesOf(const Expr& select) {
  return {.null_if_absent = select.null_if_absent,
          .test_only = select.test_only,
          .optional = select.optional};
}

}  // namespace

FieldStep Compiler::Step(std::string_view name, FieldRules rules) {
  FieldStep step;
  step.key = program_.factory.keys().Intern(name);
  step.hash = step.key->hash;
  step.rules = rules;
  Value& absent = program_.absent_values.emplace_back();
  if (!rules.null_if_absent) absent = NoSuchKey(program_.factory, name);
  step.absent = &absent;
  return step;
}

void Compiler::SetSteps(Node& node, std::vector<FieldStep> steps) {
  const auto& kept = program_.steps.emplace_back(std::move(steps));
  node.data = kept.data();
  node.count = static_cast<std::uint32_t>(kept.size());
}

Piece Compiler::CompileSelect(const Expr& expr) {
  if (expr.variable >= 0 || expr.is_type_name) return CompileIdent(expr);
  if (!expr.test_only && !expr.optional) return CompilePath(expr);
  const Piece operand = Compile(*expr.operand);
  Piece piece = NewNode(expr.test_only ? RunHas : RunOptionalSelect);
  piece.DependOn(operand);
  piece.node->a = operand.node;
  SetSteps(*piece.node, {Step(expr.name, RulesOf(expr))});
  return Fold(piece);
}

Piece Compiler::CompilePath(const Expr& expr) {
  std::vector<FieldStep> steps;
  const Expr* base = &expr;
  while (base->kind == ExprKind::kSelect && base->variable < 0 &&
         !base->is_type_name && !base->test_only && !base->optional) {
    steps.push_back(Step(base->name, RulesOf(*base)));
    base = base->operand;
  }
  std::reverse(steps.begin(), steps.end());
  Piece piece = Compile(*base);
  if (piece.node->run == RunVariable) {
    piece.node->run = RunPathOfVariable;
  } else if (piece.node->run == RunLocal) {
    piece.node->run = RunPathOfLocal;
  } else {
    const Piece operand = piece;
    piece = NewNode(RunPathOfNode);
    piece.DependOn(operand);
    piece.node->a = operand.node;
  }
  SetSteps(*piece.node, std::move(steps));
  return Fold(piece);
}

Piece Compiler::CompileList(const Expr& expr) {
  Piece piece = NewNode(RunList);
  Members& members = program_.members.emplace_back();
  members.optional_at = expr.optional_at;
  for (const Expr* item : expr.args) {
    const Piece part = Compile(*item);
    piece.DependOn(part);
    members.nodes.push_back(part.node);
  }
  piece.node->data = &members;
  return Fold(piece);
}

/// Turns the members of a map literal into those of a shape, if the keys are
/// constant, distinct strings. The order of evaluation stays.
bool Compiler::UseShape(const Expr& expr, Members& members) {
  constexpr std::size_t kMaxKeys = 64;
  const std::size_t count = members.nodes.size() / 2;
  if (count > kMaxKeys) return false;
  if (std::any_of(expr.optional_at.begin(),
                  expr.optional_at.end(),
                  [](bool optional) { return optional; })) {
    return false;
  }
  std::vector<Key> keys;
  std::vector<const Node*> values;
  for (std::size_t i = 0; i < members.nodes.size(); i += 2) {
    const Node& key = *members.nodes[i];
    if (key.run != RunConstant || !key.constant.is_string()) return false;
    keys.push_back(program_.factory.keys().Intern(key.constant.AsString()));
    values.push_back(members.nodes[i + 1]);
  }
  std::vector<Key> sorted = keys;
  std::sort(sorted.begin(), sorted.end(), [](Key a, Key b) {
    return a->view() < b->view();
  });
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    return false;
  }
  for (const Key key : keys) {
    const auto at = std::find(sorted.begin(), sorted.end(), key);
    members.slots.push_back(static_cast<std::uint32_t>(at - sorted.begin()));
  }
  members.shape = program_.factory.keys().InternShape(sorted);
  members.nodes = std::move(values);
  return true;
}

Piece Compiler::CompileMap(const Expr& expr) {
  Piece piece = NewNode(RunMap);
  Members& members = program_.members.emplace_back();
  members.optional_at = expr.optional_at;
  for (const Expr* part_expr : expr.args) {
    const Piece part = Compile(*part_expr);
    piece.DependOn(part);
    members.nodes.push_back(part.node);
  }
  if (UseShape(expr, members)) piece.node->run = RunShapedMap;
  piece.node->data = &members;
  return Fold(piece);
}

namespace {

/// The operands of a && b && c in order, however it is bracketed.
void Flatten(const Expr& expr,
             std::string_view op,
             std::vector<const Expr*>& operands) {
  for (const Expr* operand : expr.args) {
    const bool same = operand->kind == ExprKind::kCall && operand->name == op;
    if (same) {
      Flatten(*operand, op, operands);
    } else {
      operands.push_back(operand);
    }
  }
}

}  // namespace

Piece Compiler::CompileLogical(const Expr& expr) {
  const bool deciding = expr.name == "_||_";
  std::vector<const Expr*> exprs;
  Flatten(expr, expr.name, exprs);
  std::vector<Piece> operands;
  operands.reserve(exprs.size());
  for (const Expr* operand : exprs) operands.push_back(Compile(*operand));
  if (SimplifyOperands(deciding, operands)) {
    return Constant(Value::Bool(deciding));
  }
  if (operands.empty()) return Constant(Value::Bool(!deciding));
  if (operands.size() == 1 && YieldsBool(*operands[0].node)) {
    return operands[0];
  }
  Piece piece = NewNode(deciding ? RunOr : RunAnd);
  auto& nodes = program_.operands.emplace_back();
  for (const Piece& operand : operands) {
    piece.DependOn(operand);
    nodes.push_back(operand.node);
  }
  piece.node->data = nodes.data();
  piece.node->count = static_cast<std::uint32_t>(nodes.size());
  return Fold(piece);
}

Piece Compiler::CompileConditional(const Expr& expr) {
  const Piece condition = Compile(*expr.args[0]);
  if (condition.is_constant()) {
    const Value value = condition.node->constant;
    if (value.is_true()) return Compile(*expr.args[1]);
    if (value.is_false()) return Compile(*expr.args[2]);
    if (IsBad(value)) return condition;
  }
  const Piece then = Compile(*expr.args[1]);
  const Piece otherwise = Compile(*expr.args[2]);
  Piece piece = NewNode(RunConditional);
  piece.DependOn(condition);
  piece.DependOn(then);
  piece.DependOn(otherwise);
  piece.node->a = condition.node;
  piece.node->b = then.node;
  piece.node->c = otherwise.node;
  return Fold(piece);
}

Piece Compiler::NullAsEmpty(Piece operand, const Expr& expr) {
  Piece piece = NewNode(RunNullAsEmpty);
  piece.DependOn(operand);
  piece.node->a = operand.node;
  piece.node->constant = EmptyFor(program_.factory, *program_.ast, expr);
  return piece;
}

}  // namespace plimsoll::cel

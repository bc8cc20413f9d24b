// SPDX-License-Identifier: Apache-2.0
// Comprehensions: recognises what the macros expand to (macros.h), so that they
// run as plain loops; everything else runs step by step.
#include <algorithm>

#include "cel/compile.h"
#include "cel/evaluate_ops.h"

namespace plimsoll::cel {
namespace {

bool IsName(const Expr& expr, std::string_view name) {
  return expr.kind == ExprKind::kIdent && expr.name == name;
}

bool IsCall(const Expr& expr, std::string_view name, std::size_t arity) {
  return expr.kind == ExprKind::kCall && expr.name == name &&
         expr.operand == nullptr && expr.args.size() == arity;
}

bool IsConstantInt(const Expr& expr, std::int64_t number) {
  return expr.kind == ExprKind::kConstant &&
         expr.constant.kind() == Kind::kInt && expr.constant.AsInt() == number;
}

bool IsTrue(const Expr& expr) {
  return expr.kind == ExprKind::kConstant && expr.constant.is_true();
}

bool IsEmptyList(const Expr& expr) {
  return expr.kind == ExprKind::kList && expr.args.empty();
}

/// The parts of `p ? next : accu`, or of `next` alone.
struct Collected {
  const Expr* predicate = nullptr;
  const Expr* next = nullptr;
};

Collected SplitStep(const Expr& comprehension) {
  const Expr& step = *comprehension.args[2];
  if (!IsCall(step, "_?_:_", 3)) return {nullptr, &step};
  if (!IsName(*step.args[2], comprehension.accu_var)) return {};
  return {step.args[0], step.args[1]};
}

}  // namespace

std::uint32_t Compiler::Declare(std::string_view name) {
  const auto index = static_cast<std::uint32_t>(scope_.size());
  scope_.push_back({name, index});
  program_.local_count = std::max(program_.local_count, scope_.size());
  return index;
}

void Compiler::DeclareIterationVariables(const Expr& expr, Loop& loop) {
  loop.first = Declare(expr.iter_var);
  if (!expr.iter_var2.empty()) loop.second = Declare(expr.iter_var2);
}

const Node* Compiler::Body(const Expr& expr, Piece& piece) {
  const Piece part = Compile(expr);
  piece.DependOn(part);
  return part.node;
}

Piece Compiler::CompileRange(const Expr& expr) {
  const Piece range = Compile(expr);
  return NullReadsEmpty(*program_.ast, expr) ? NullAsEmpty(range, expr) : range;
}

Piece Compiler::CompileComprehension(const Expr& expr) {
  Loop& loop = program_.loops.emplace_back();
  Piece piece = NewNode(RunLoop);
  piece.node->data = &loop;
  const Piece range = CompileRange(*expr.operand);
  loop.range = range.node;
  const std::size_t base = scope_.size();
  if (!CompileMacro(expr, piece, loop)) CompileGeneral(expr, piece, loop);
  scope_.resize(base);
  // What the body reads of its own variables does not count outside.
  if (piece.lowest_local >= base) piece.lowest_local = Piece::kNoLocal;
  piece.DependOn(range);
  return Fold(piece);
}

bool Compiler::CompileMacro(const Expr& expr, Piece& piece, Loop& loop) {
  const Expr& init = *expr.args[0];
  const Expr& condition = *expr.args[1];
  const Expr& step = *expr.args[2];
  const Expr& result = *expr.args[3];
  switch (expr.macro) {
    case Macro::kAll:
    case Macro::kExists: {
      const bool all = expr.macro == Macro::kAll;
      if (!IsCall(step, all ? "_&&_" : "_||_", 2)) return false;
      if (!IsName(*step.args[0], expr.accu_var)) return false;
      if (!IsName(result, expr.accu_var)) return false;
      DeclareIterationVariables(expr, loop);
      piece.node->a = loop.range;
      piece.node->b = Body(*step.args[1], piece);
      piece.node->index = loop.first;
      piece.node->count = loop.second;
      piece.node->run = all ? RunAll : RunExists;
      return true;
    }
    case Macro::kExistsOne: {
      const Collected parts = SplitStep(expr);
      if (parts.predicate == nullptr || !IsConstantInt(init, 0)) return false;
      if (!IsTrue(condition) || !IsCall(result, "_==_", 2)) return false;
      DeclareIterationVariables(expr, loop);
      loop.predicate = Body(*parts.predicate, piece);
      piece.node->run = RunExistsOne;
      return true;
    }
    case Macro::kBind:
    case Macro::kSortBy: {
      if (!IsEmptyList(*expr.operand)) return false;
      loop.init = Body(init, piece);
      loop.accu = Declare(expr.accu_var);
      loop.result = Body(result, piece);
      piece.node->run = RunBind;
      return true;
    }
    case Macro::kNone: return false;
    default: return CompileCollector(expr, piece, loop);
  }
}

bool Compiler::CompileCollector(const Expr& expr, Piece& piece, Loop& loop) {
  if (!IsTrue(*expr.args[1])) return false;
  if (!IsName(*expr.args[3], expr.accu_var)) return false;
  const Collected parts = SplitStep(expr);
  if (parts.next == nullptr) return false;
  const Expr& next = *parts.next;
  const Expr* transform = nullptr;
  Run run = nullptr;
  if (IsCall(next, "_+_", 2) && IsName(*next.args[0], expr.accu_var)) {
    const Expr& list = *next.args[1];
    if (list.kind != ExprKind::kList || list.args.size() != 1) return false;
    transform = list.args[0];
    run = expr.macro == Macro::kFilter ? RunFilter : RunMapLoop;
    if (run == RunFilter && !IsName(*transform, expr.iter_var)) return false;
  } else if (IsCall(next, "cel.@mapInsert", 3)) {
    if (!IsName(*next.args[1], expr.iter_var)) return false;
    transform = next.args[2];
    run = RunTransformMap;
  } else if (IsCall(next, "cel.@mapInsert", 2)) {
    transform = next.args[1];
    run = RunTransformMapEntry;
  } else {
    return false;
  }
  DeclareIterationVariables(expr, loop);
  if (parts.predicate != nullptr) {
    loop.predicate = Body(*parts.predicate, piece);
  }
  if (run != RunFilter) loop.transform = Body(*transform, piece);
  piece.node->run = run;
  return true;
}

void Compiler::CompileGeneral(const Expr& expr, Piece& piece, Loop& loop) {
  piece.node->run = RunLoop;
  loop.init = Body(*expr.args[0], piece);
  loop.accu = Declare(expr.accu_var);
  DeclareIterationVariables(expr, loop);
  loop.condition = Body(*expr.args[1], piece);
  loop.step = Body(*expr.args[2], piece);
  // The result sees the accumulator only.
  scope_.resize(loop.first);
  loop.result = Body(*expr.args[3], piece);
}

}  // namespace plimsoll::cel

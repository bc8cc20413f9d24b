// SPDX-License-Identifier: Apache-2.0
// Constant folding, with the same functions that run later.
#include <algorithm>

#include "cel/compile.h"
#include "cel/evaluate_ops.h"

namespace plimsoll::cel {

namespace {
/// What one folding may cost; dearer parts are left to the evaluation.
constexpr std::uint64_t kFoldSteps = 10'000;
}  // namespace

Piece Compiler::Constant(Value value) {
  Piece piece = NewNode(RunConstant);
  piece.node->constant = value;
  return piece;
}

Piece Compiler::Fold(Piece piece) {
  if (!piece.closed() || piece.is_constant()) return piece;
  CallContext context{program_.factory, nullptr, {}, kFoldSteps};
  std::vector<Value> locals(program_.local_count);
  std::vector<Value> values;
  std::vector<std::pair<Value, Value>> entries;
  if (slots_ == nullptr) slots_ = std::make_unique<SlotCache>();
  Frame frame;
  frame.locals = locals.data();
  frame.context = &context;
  frame.slots = slots_.get();
  frame.values = &values;
  frame.entries = &entries;
  const Value value = piece.node->Evaluate(frame);
  // A function that ran out of budget says so only in its result, which an
  // operator may have absorbed.
  if (frame.over_budget || context.steps_left == 0) return piece;
  return Constant(value);
}

bool Compiler::SimplifyOperands(bool deciding, std::vector<Piece>& operands) {
  const auto is = [](const Piece& operand, bool value) {
    return operand.is_constant() && (value ? operand.node->constant.is_true()
                                           : operand.node->constant.is_false());
  };
  if (std::any_of(operands.begin(), operands.end(), [&](const Piece& operand) {
        return is(operand, deciding);
      })) {
    return true;
  }
  operands.erase(std::remove_if(operands.begin(),
                                operands.end(),
                                [&](const Piece& operand) {
                                  return is(operand, !deciding);
                                }),
                 operands.end());
  return false;
}

bool Compiler::YieldsBool(const Node& node) {
  constexpr Run kPredicates[] = {RunHas,
                                 RunAnd,
                                 RunOr,
                                 RunNotStrictlyFalse,
                                 RunEqual,
                                 RunNotEqual,
                                 RunEqualConstant,
                                 RunEqualText,
                                 RunEqualBool,
                                 RunEqualNull,
                                 RunLessInt,
                                 RunLessEqualInt,
                                 RunGreaterInt,
                                 RunGreaterEqualInt,
                                 RunLess,
                                 RunLessEqual,
                                 RunGreater,
                                 RunGreaterEqual,
                                 RunNot,
                                 RunStartsWith,
                                 RunEndsWith,
                                 RunContains,
                                 RunIn,
                                 RunInSet,
                                 RunMatches,
                                 RunAll,
                                 RunExists,
                                 RunExistsOne};
  return std::find(std::begin(kPredicates), std::end(kPredicates), node.run) !=
         std::end(kPredicates);
}

}  // namespace plimsoll::cel

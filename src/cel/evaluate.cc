// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "cel/compile.h"
#include "cel/evaluate_node.h"
#include "cel/explain.h"
#include "cel/program.h"

namespace plimsoll::cel {

struct Evaluator::Impl {
  Impl(KeyTable& keys, Limits bounds)
      : limits(bounds),
        context{ValueFactory(arena, keys), nullptr, {}, bounds.steps} {
    frame.context = &context;
    frame.slots = &slots;
    frame.values = &values;
    frame.entries = &entries;
  }

  /// Ready for one evaluation of `program`.
  void Prepare(const Program::Impl& program, std::span<const Value> bindings) {
    PLIMSOLL_CHECK(bindings.size() >= program.binding_count);
    frame.bindings = bindings.data();
    if (locals.size() < program.local_count) locals.resize(program.local_count);
    frame.locals = locals.data();
    frame.over_budget = false;
    context.steps_left = limits.steps;
  }

  Limits limits;
  Arena arena;
  CallContext context;
  SlotCache slots;
  std::vector<Value> locals;
  std::vector<Value> values;
  std::vector<std::pair<Value, Value>> entries;
  Frame frame;
};

Evaluator::Evaluator(KeyTable& keys, Limits limits)
    : impl_(std::make_unique<Impl>(keys, limits)) {}
Evaluator::~Evaluator() = default;

void Evaluator::set_now(Timestamp now) {
  impl_->context.now = now;
}
void Evaluator::set_host(const void* host) {
  impl_->context.host = host;
}

Value Evaluator::Evaluate(const Program& program,
                          std::span<const Value> bindings) {
  impl_->Prepare(program.impl(), bindings);
  const Value result = program.impl().root->Evaluate(impl_->frame);
  return impl_->frame.over_budget ? impl_->context.OverBudget() : result;
}

Explanation Evaluator::Explain(const Program& program,
                               std::span<const Value> bindings) {
  const Value result = Evaluate(program, bindings);
  impl_->context.steps_left = impl_->limits.steps;
  Explanation explanation = ExplainResult(
      program.ast(), *program.impl().functions, bindings, impl_->context);
  explanation.result = result;
  return explanation;
}

void Evaluator::Reset() {
  impl_->arena.Reset();
}

}  // namespace plimsoll::cel

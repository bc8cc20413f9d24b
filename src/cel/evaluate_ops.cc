// SPDX-License-Identifier: Apache-2.0
#include "cel/evaluate_ops.h"

#include "cel/library/optional.h"

namespace plimsoll::cel {

Value RunConstant(const Node& node, Frame&) {
  return node.constant;
}

Value RunVariable(const Node& node, Frame& frame) {
  return frame.bindings[node.index];
}

Value RunLocal(const Node& node, Frame& frame) {
  return frame.locals[node.index];
}

namespace {

/// The rest of a chain from `at` on. Goes by pointer, since copying values on
/// the way costs more than finding them.
inline Value Follow(const Value* at, const Node& node, Frame& frame) {
  const auto* steps = static_cast<const FieldStep*>(node.data);
  Value made;
  for (const FieldStep& step : std::span(steps, node.count)) {
    if (at->is_map()) [[likely]] {
      const Value* found = frame.slots->Find(at->AsMap(), step.key, step.hash);
      at = found != nullptr ? found : step.absent;
    } else if (at->is_null() && step.rules.null_if_absent) {
      continue;
    } else if (IsBad(*at)) {
      break;
    } else {
      made = SelectField(frame.factory(), *at, step.key->view(), step.rules);
      at = &made;
    }
  }
  return *at;
}

}  // namespace

Value RunPathOfVariable(const Node& node, Frame& frame) {
  return Follow(&frame.bindings[node.index], node, frame);
}

Value RunPathOfLocal(const Node& node, Frame& frame) {
  return Follow(&frame.locals[node.index], node, frame);
}

Value RunPathOfNode(const Node& node, Frame& frame) {
  const Value base = node.a->Evaluate(frame);
  return Follow(&base, node, frame);
}

Value RunHas(const Node& node, Frame& frame) {
  const auto& step = node.As<FieldStep>();
  const Value operand = node.a->Evaluate(frame);
  if (!operand.is_map()) {
    return SelectField(frame.factory(), operand, step.key->view(), step.rules);
  }
  const Value* found = frame.slots->Find(operand.AsMap(), step.key, step.hash);
  if (found == nullptr) return Value::Bool(false);
  if (IsBad(*found)) return *found;
  return Value::Bool(!step.rules.null_if_absent || !found->is_null());
}

Value RunOptionalSelect(const Node& node, Frame& frame) {
  const auto& step = node.As<FieldStep>();
  return SelectField(
      frame.factory(), node.a->Evaluate(frame), step.key->view(), step.rules);
}

namespace {

std::span<const Node* const> Operands(const Node& node) {
  return {static_cast<const Node* const*>(node.data), node.count};
}

/// An operand of && or || that did not decide: collects what is bad.
void Collect(Frame& frame, std::string_view op, Value operand, Value& bad) {
  if (!IsBad(operand)) operand = NotABool(*frame.context, op, operand);
  bad = IsBad(bad) ? MergeBad(frame.factory(), bad, operand) : operand;
}

}  // namespace

Value RunAnd(const Node& node, Frame& frame) {
  Value bad;
  for (const Node* operand : Operands(node)) {
    const Value value = operand->Evaluate(frame);
    if (value.is_true()) continue;
    if (value.is_false()) return Value::Bool(false);
    Collect(frame, "_&&_", value, bad);
  }
  return IsBad(bad) ? bad : Value::Bool(true);
}

Value RunOr(const Node& node, Frame& frame) {
  Value bad;
  for (const Node* operand : Operands(node)) {
    const Value value = operand->Evaluate(frame);
    if (value.is_false()) continue;
    if (value.is_true()) return Value::Bool(true);
    Collect(frame, "_||_", value, bad);
  }
  return IsBad(bad) ? bad : Value::Bool(false);
}

Value RunNotStrictlyFalse(const Node& node, Frame& frame) {
  return Value::Bool(!node.a->Evaluate(frame).is_false());
}

Value RunConditional(const Node& node, Frame& frame) {
  const Value condition = node.a->Evaluate(frame);
  if (condition.is_true()) return node.b->Evaluate(frame);
  if (condition.is_false()) return node.c->Evaluate(frame);
  if (IsBad(condition)) return condition;
  return NotABool(*frame.context, "_?_:_", condition);
}

Value RunNullAsEmpty(const Node& node, Frame& frame) {
  const Value value = node.a->Evaluate(frame);
  return value.is_null() ? node.constant : value;
}

namespace {

/// Takes back what an evaluation has pushed, whatever happens.
template <typename Stack>
class Mark {
 public:
  explicit Mark(Stack& stack) : stack_(stack), size_(stack.size()) {}
  ~Mark() { stack_.resize(size_); }
  Mark(const Mark&) = delete;
  Mark& operator=(const Mark&) = delete;
  std::size_t size() const { return size_; }

 private:
  Stack& stack_;
  std::size_t size_;
};

/// Element or map value at `i`: what goes in, or what makes the literal bad.
struct Member {
  Value value;
  bool present = true;
};

Member TakeMember(const Members& members,
                  std::size_t flag,
                  Value value,
                  Frame& frame,
                  Value& bad) {
  const auto spoil = [&](Value cause) {
    bad = StrictBad(frame.factory(), std::array<Value, 2>{bad, cause});
    return Member{{}, false};
  };
  if (value.is_error()) return spoil(value);
  if (flag >= members.optional_at.size() || !members.optional_at[flag]) {
    return {value, true};
  }
  if (IsBad(value)) return spoil(value);
  if (!IsOptional(value)) return spoil(NotOptional(frame.factory(), value));
  const Value* content = OptionalContent(value);
  return content == nullptr ? Member{{}, false} : Member{*content, true};
}

}  // namespace

Value RunList(const Node& node, Frame& frame) {
  const auto& members = node.As<Members>();
  std::vector<Value>& stack = *frame.values;
  const Mark mark(stack);
  Value bad;
  for (std::size_t i = 0; i < members.nodes.size(); ++i) {
    const Value value = members.nodes[i]->Evaluate(frame);
    const Member member = TakeMember(members, i, value, frame, bad);
    if (member.present) stack.push_back(member.value);
  }
  if (IsBad(bad)) return bad;
  return frame.factory().List(
      std::span<const Value>(stack).subspan(mark.size()));
}

Value RunMap(const Node& node, Frame& frame) {
  const auto& members = node.As<Members>();
  auto& stack = *frame.entries;
  const Mark mark(stack);
  Value bad;
  for (std::size_t i = 0; i + 1 < members.nodes.size(); i += 2) {
    const Value key = members.nodes[i]->Evaluate(frame);
    const Value value = members.nodes[i + 1]->Evaluate(frame);
    const Value bad_key = CheckMapKey(frame.factory(), key);
    if (IsBad(bad_key)) {
      bad = StrictBad(frame.factory(), std::array<Value, 2>{bad, bad_key});
    }
    const Member member = TakeMember(members, i / 2, value, frame, bad);
    if (member.present) stack.emplace_back(key, member.value);
  }
  if (IsBad(bad)) return bad;
  return MakeMap(frame.factory(), std::span(stack).subspan(mark.size()));
}

Value RunShapedMap(const Node& node, Frame& frame) {
  const auto& members = node.As<Members>();
  std::vector<Value>& stack = *frame.values;
  const Mark mark(stack);
  Value bad;
  stack.resize(mark.size() + members.nodes.size());
  for (std::size_t i = 0; i < members.nodes.size(); ++i) {
    const Value value = members.nodes[i]->Evaluate(frame);
    if (value.is_error() && !IsBad(bad)) bad = value;
    stack[mark.size() + members.slots[i]] = value;
  }
  if (IsBad(bad)) return bad;
  return frame.factory().MapOfShape(
      members.shape, std::span<const Value>(stack).subspan(mark.size()));
}

}  // namespace plimsoll::cel

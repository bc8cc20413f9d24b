// SPDX-License-Identifier: Apache-2.0
// Comprehensions. The forms that macros give run as plain loops; each says how
// it differs from running its expansion step by step, which is: not at all in
// the result, since a bad accumulator only ever meets MergeBad
// (evaluate_rules.h).
#include "cel/evaluate_ops.h"

namespace plimsoll::cel {
namespace {

enum class Next : unsigned char { kGoOn, kStop };

/// Calls `body(first, second)` for each element until it says kStop. The value
/// of the whole comprehension when there is no loop or no budget, else null.
template <typename Body>
inline Value Iterate(Value range,
                     std::uint32_t first,
                     std::uint32_t second,
                     Frame& frame,
                     const Body& body) {
  const bool two_variables = second != kOneVariable;
  if (range.is_list()) [[likely]] {
    std::int64_t index = 0;
    for (const Value& item : range.AsList()) {
      if (!frame.Charge(1)) return frame.context->OverBudget();
      if (two_variables) {
        frame.locals[first] = Value::Int(index++);
        frame.locals[second] = item;
      } else {
        frame.locals[first] = item;
      }
      if (body() == Next::kStop) break;
    }
    return {};
  }
  if (range.is_map()) {
    const MapView map = range.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      if (!frame.Charge(1)) return frame.context->OverBudget();
      frame.locals[first] = map.KeyAt(i);
      if (two_variables) frame.locals[second] = map.ValueAt(i);
      if (body() == Next::kStop) break;
    }
    return {};
  }
  return IsBad(range) ? range : NotIterable(frame.factory(), range);
}

template <typename Body>
inline Value Iterate(const Loop& loop, Frame& frame, const Body& body) {
  return Iterate(
      loop.range->Evaluate(frame), loop.first, loop.second, frame, body);
}

inline void Spoil(Frame& frame, Value& bad, Value cause) {
  bad = IsBad(bad) ? MergeBad(frame.factory(), bad, cause) : cause;
}

/// The predicate of filter and its kin, as the condition of `?:`.
inline bool Holds(const Node* predicate, Frame& frame, Value& bad) {
  if (predicate == nullptr) return true;
  const Value value = predicate->Evaluate(frame);
  if (value.is_true()) return true;
  if (!value.is_false()) {
    Spoil(frame,
          bad,
          IsBad(value) ? value : NotABool(*frame.context, "_?_:_", value));
  }
  return false;
}

template <bool kDeciding>
inline Value Quantify(const Node& node, Frame& frame, std::string_view op) {
  Value bad;
  bool decided = false;
  const Value range = node.a->Evaluate(frame);
  const Value whole = Iterate(range, node.index, node.count, frame, [&] {
    const Value value = node.b->Evaluate(frame);
    if (value.kind() == Kind::kBool) [[likely]] {
      decided = value.AsBool() == kDeciding;
      return decided ? Next::kStop : Next::kGoOn;
    }
    Spoil(
        frame, bad, IsBad(value) ? value : NotABool(*frame.context, op, value));
    return Next::kGoOn;
  });
  if (!whole.is_null()) return whole;
  if (decided) return Value::Bool(kDeciding);
  return IsBad(bad) ? bad : Value::Bool(!kDeciding);
}

}  // namespace

Value RunAll(const Node& node, Frame& frame) {
  return Quantify<false>(node, frame, "_&&_");
}

Value RunExists(const Node& node, Frame& frame) {
  return Quantify<true>(node, frame, "_||_");
}

Value RunExistsOne(const Node& node, Frame& frame) {
  const auto& loop = node.As<Loop>();
  Value bad;
  std::size_t count = 0;
  const Value whole = Iterate(loop, frame, [&] {
    if (Holds(loop.predicate, frame, bad)) ++count;
    return Next::kGoOn;
  });
  if (!whole.is_null()) return whole;
  return IsBad(bad) ? bad : Value::Bool(count == 1);
}

namespace {

/// Builds a list of `take()` for the elements for which the predicate holds.
template <typename Take>
inline Value BuildList(const Loop& loop, Frame& frame, const Take& take) {
  std::vector<Value>& stack = *frame.values;
  const std::size_t base = stack.size();
  Value bad;
  const Value whole = Iterate(loop, frame, [&] {
    if (!Holds(loop.predicate, frame, bad)) return Next::kGoOn;
    const Value item = take();
    if (item.is_error()) {
      Spoil(frame, bad, item);
    } else {
      stack.push_back(item);
    }
    return Next::kGoOn;
  });
  Value result = whole;
  if (whole.is_null()) {
    result =
        IsBad(bad)
            ? bad
            : frame.factory().List(std::span<const Value>(stack).subspan(base));
  }
  stack.resize(base);
  return result;
}

}  // namespace

Value RunMapLoop(const Node& node, Frame& frame) {
  const auto& loop = node.As<Loop>();
  return BuildList(
      loop, frame, [&] { return loop.transform->Evaluate(frame); });
}

Value RunFilter(const Node& node, Frame& frame) {
  const auto& loop = node.As<Loop>();
  return BuildList(loop, frame, [&] { return frame.locals[loop.first]; });
}

namespace {

/// The map of the entries from `base` on, with what was bad on the way. A
/// repeated key comes before `bad`, for nothing is taken after `bad`.
Value FinishMap(Frame& frame, std::size_t base, Value whole, Value bad) {
  auto& stack = *frame.entries;
  Value result = whole;
  if (whole.is_null()) {
    result = MakeMap(frame.factory(), std::span(stack).subspan(base));
    if (IsBad(bad)) {
      result = result.is_error() ? MergeBad(frame.factory(), result, bad) : bad;
    }
  }
  stack.resize(base);
  return result;
}

}  // namespace

Value RunTransformMap(const Node& node, Frame& frame) {
  const auto& loop = node.As<Loop>();
  const std::size_t base = frame.entries->size();
  Value bad;
  const Value whole = Iterate(loop, frame, [&] {
    if (!Holds(loop.predicate, frame, bad)) return Next::kGoOn;
    const Value key = frame.locals[loop.first];
    const Value value = loop.transform->Evaluate(frame);
    if (value.is_error()) {
      Spoil(frame, bad, value);
    } else if (!IsBad(bad)) {
      const Value bad_key = CheckMapKey(frame.factory(), key);
      if (IsBad(bad_key)) {
        Spoil(frame, bad, bad_key);
      } else {
        frame.entries->emplace_back(key, value);
      }
    }
    return Next::kGoOn;
  });
  return FinishMap(frame, base, whole, bad);
}

Value RunTransformMapEntry(const Node& node, Frame& frame) {
  const auto& loop = node.As<Loop>();
  const std::size_t base = frame.entries->size();
  Value bad;
  const Value whole = Iterate(loop, frame, [&] {
    if (!Holds(loop.predicate, frame, bad)) return Next::kGoOn;
    const Value value = loop.transform->Evaluate(frame);
    if (IsBad(value)) {
      // Inserting is strict: an accumulator that is an error stays it.
      if (!bad.is_error()) Spoil(frame, bad, value);
    } else if (!IsBad(bad)) {
      if (!value.is_map()) {
        const std::array<Value, 2> args{frame.factory().AnyMap({}), value};
        Spoil(frame, bad, frame.context->NoOverload("cel.@mapInsert", args));
        return Next::kGoOn;
      }
      const MapView map = value.AsMap();
      for (std::size_t i = 0; i < map.size(); ++i) {
        frame.entries->emplace_back(map.KeyAt(i), map.ValueAt(i));
      }
    }
    return Next::kGoOn;
  });
  return FinishMap(frame, base, whole, bad);
}

Value RunBind(const Node& node, Frame& frame) {
  const auto& loop = node.As<Loop>();
  const Value value = loop.init->Evaluate(frame);
  frame.locals[loop.accu] = value;
  return loop.result->Evaluate(frame);
}

Value RunLoop(const Node& node, Frame& frame) {
  const auto& loop = node.As<Loop>();
  // The range comes first: it may use the same locals in loops of its own.
  const Value range = loop.range->Evaluate(frame);
  if (IsBad(range)) return range;
  const Value init = loop.init->Evaluate(frame);
  frame.locals[loop.accu] = init;
  const Value whole = Iterate(range, loop.first, loop.second, frame, [&] {
    if (loop.condition->Evaluate(frame).is_false()) return Next::kStop;
    Value next = loop.step->Evaluate(frame);
    Value& accu = frame.locals[loop.accu];
    if (IsBad(next) && IsBad(accu))
      next = MergeBad(frame.factory(), accu, next);
    accu = next;
    return Next::kGoOn;
  });
  return whole.is_null() ? loop.result->Evaluate(frame) : whole;
}

}  // namespace plimsoll::cel

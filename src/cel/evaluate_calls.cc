// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <functional>

#include "cel/evaluate_ops.h"
#include "cel/library/regex.h"

namespace plimsoll::cel {

Value CallWith(const CallSite& site,
               Frame& frame,
               std::span<const Value> args) {
  if (!frame.Charge(1)) return frame.context->OverBudget();
  for (const Candidate& candidate : site.candidates) {
    if (candidate.Takes(args)) return candidate.function(*frame.context, args);
  }
  const Value bad = StrictBad(frame.factory(), args);
  return IsBad(bad) ? bad : frame.context->NoOverload(site.name, args);
}

namespace {

/// Evaluates the arguments and hands them to `use`.
template <typename Use>
Value WithArguments(const CallSite& site, Frame& frame, const Use& use) {
  const std::size_t count = site.args.size();
  std::array<Value, 4> few;
  if (count <= few.size()) {
    for (std::size_t i = 0; i < count; ++i) {
      few[i] = site.args[i]->Evaluate(frame);
    }
    return use(std::span<const Value>(few.data(), count));
  }
  std::vector<Value>& stack = *frame.values;
  const std::size_t base = stack.size();
  for (const Node* arg : site.args) {
    const Value value = arg->Evaluate(frame);
    stack.push_back(value);
  }
  // A copy, because the call may evaluate and so move the stack.
  const std::vector<Value> args(
      stack.begin() + static_cast<std::ptrdiff_t>(base), stack.end());
  stack.resize(base);
  return use(std::span<const Value>(args));
}

Value CallPair(const Node& node, Frame& frame, Value a, Value b) {
  const std::array<Value, 2> args{a, b};
  return CallWith(node.As<CallSite>(), frame, args);
}

bool SameText(const StringRep* a, const StringRep* b) {
  return a == b || (a->hash == b->hash && a->view() == b->view());
}

bool IsNumber(const Value& v) {
  return v.kind() == Kind::kInt || v.kind() == Kind::kUint ||
         v.kind() == Kind::kDouble;
}

/// Kinds that equal only their own kind, and numbers.
bool IsScalar(const Value& v) {
  return v.kind() <= Kind::kString;
}

enum class Verdict : unsigned char { kFalse, kTrue, kAskFunction };

/// Equality where it can be told at once.
inline Verdict QuickEqual(const Value& a, const Value& b) {
  const auto verdict = [](bool equal) {
    return equal ? Verdict::kTrue : Verdict::kFalse;
  };
  if (a.kind() == b.kind()) {
    switch (a.kind()) {
      case Kind::kNull: return Verdict::kTrue;
      case Kind::kBool: return verdict(a.AsBool() == b.AsBool());
      case Kind::kInt: return verdict(a.AsInt() == b.AsInt());
      case Kind::kString:
        return verdict(SameText(a.AsStringRep(), b.AsStringRep()));
      default: return Verdict::kAskFunction;
    }
  }
  if (!IsScalar(a) || !IsScalar(b)) return Verdict::kAskFunction;
  return IsNumber(a) && IsNumber(b) ? Verdict::kAskFunction : Verdict::kFalse;
}

}  // namespace

Value RunCall(const Node& node, Frame& frame) {
  const auto& site = node.As<CallSite>();
  return WithArguments(site, frame, [&](std::span<const Value> args) {
    return CallWith(site, frame, args);
  });
}

Value RunMapInsert(const Node& node, Frame& frame) {
  return WithArguments(
      node.As<CallSite>(), frame, [&](std::span<const Value> args) {
        return frame.Charge(1) ? MapInsert(*frame.context, args)
                               : frame.context->OverBudget();
      });
}

Value RunUnknownFunction(const Node& node, Frame& frame) {
  const auto& site = node.As<CallSite>();
  return WithArguments(site, frame, [&](std::span<const Value> args) {
    return UnknownFunction(*frame.context, site.name, args);
  });
}

Value RunEqual(const Node& node, Frame& frame) {
  const Value a = node.a->Evaluate(frame);
  const Value b = node.b->Evaluate(frame);
  const Verdict quick = QuickEqual(a, b);
  if (quick != Verdict::kAskFunction)
    return Value::Bool(quick == Verdict::kTrue);
  return CallPair(node, frame, a, b);
}

Value RunNotEqual(const Node& node, Frame& frame) {
  const Value a = node.a->Evaluate(frame);
  const Value b = node.b->Evaluate(frame);
  const Verdict quick = QuickEqual(a, b);
  if (quick != Verdict::kAskFunction)
    return Value::Bool(quick == Verdict::kFalse);
  return CallPair(node, frame, a, b);
}

namespace {

/// The comparison with a constant where it could not be told at once.
Value EqualSlowly(const Node& node, Frame& frame, Value a) {
  const Verdict quick = QuickEqual(a, node.constant);
  if (quick != Verdict::kAskFunction) {
    return Value::Bool((quick == Verdict::kTrue) != (node.count == 1));
  }
  return node.index == 0 ? CallPair(node, frame, a, node.constant)
                         : CallPair(node, frame, node.constant, a);
}

}  // namespace

Value RunEqualConstant(const Node& node, Frame& frame) {
  return EqualSlowly(node, frame, node.a->Evaluate(frame));
}

Value RunEqualText(const Node& node, Frame& frame) {
  const Value a = node.a->Evaluate(frame);
  if (!a.is_string()) return EqualSlowly(node, frame, a);
  const bool equal = SameText(a.AsStringRep(), node.constant.AsStringRep());
  return Value::Bool(equal != (node.count == 1));
}

Value RunEqualBool(const Node& node, Frame& frame) {
  const Value a = node.a->Evaluate(frame);
  if (a.kind() != Kind::kBool) return EqualSlowly(node, frame, a);
  return Value::Bool((a.AsBool() == node.constant.AsBool()) !=
                     (node.count == 1));
}

Value RunEqualNull(const Node& node, Frame& frame) {
  const Value a = node.a->Evaluate(frame);
  if (!IsScalar(a)) return EqualSlowly(node, frame, a);
  return Value::Bool(a.is_null() != (node.count == 1));
}

namespace {

/// Order of two ints, when the site has an overload for them.
template <typename Relation>
inline Value Order(const Node& node, Frame& frame, const Relation& holds) {
  const Value a = node.a->Evaluate(frame);
  const Value b = node.b->Evaluate(frame);
  if (a.kind() == Kind::kInt && b.kind() == Kind::kInt &&
      (node.count & kFitsInts) != 0) {
    return Value::Bool(holds(a.AsInt(), b.AsInt()));
  }
  return CallPair(node, frame, a, b);
}

template <typename Relation>
inline Value OrderInt(const Node& node, Frame& frame, const Relation& holds) {
  const Value a = node.a->Evaluate(frame);
  if (a.kind() != Kind::kInt) return CallPair(node, frame, a, node.constant);
  return Value::Bool(holds(a.AsInt(), node.constant.AsInt()));
}

}  // namespace

Value RunLessInt(const Node& node, Frame& frame) {
  return OrderInt(node, frame, std::less<>());
}
Value RunLessEqualInt(const Node& node, Frame& frame) {
  return OrderInt(node, frame, std::less_equal<>());
}
Value RunGreaterInt(const Node& node, Frame& frame) {
  return OrderInt(node, frame, std::greater<>());
}
Value RunGreaterEqualInt(const Node& node, Frame& frame) {
  return OrderInt(node, frame, std::greater_equal<>());
}

Value RunLess(const Node& node, Frame& frame) {
  return Order(node, frame, std::less<>());
}
Value RunLessEqual(const Node& node, Frame& frame) {
  return Order(node, frame, std::less_equal<>());
}
Value RunGreater(const Node& node, Frame& frame) {
  return Order(node, frame, std::greater<>());
}
Value RunGreaterEqual(const Node& node, Frame& frame) {
  return Order(node, frame, std::greater_equal<>());
}

Value RunNot(const Node& node, Frame& frame) {
  const Value a = node.a->Evaluate(frame);
  if (a.kind() == Kind::kBool) return Value::Bool(!a.AsBool());
  return CallWith(node.As<CallSite>(), frame, {&a, 1});
}

Value RunSize(const Node& node, Frame& frame) {
  const Value a = node.a->Evaluate(frame);
  if (a.is_list() && (node.count & kFitsList) != 0) {
    return Value::Int(static_cast<std::int64_t>(a.AsList().size()));
  }
  if (a.is_map() && (node.count & kFitsMap) != 0) {
    return Value::Int(static_cast<std::int64_t>(a.AsMap().size()));
  }
  return CallWith(node.As<CallSite>(), frame, {&a, 1});
}

namespace {

template <typename Test>
inline Value TestTexts(const Node& node, Frame& frame, const Test& test) {
  const Value a = node.a->Evaluate(frame);
  const Value b = node.b->Evaluate(frame);
  if (!a.is_string() || !b.is_string() || (node.count & kFitsStrings) == 0) {
    return CallPair(node, frame, a, b);
  }
  if (!frame.Charge(1 + a.AsStringRep()->size / 64)) {
    return frame.context->OverBudget();
  }
  return Value::Bool(test(a.AsString(), b.AsString()));
}

}  // namespace

Value RunStartsWith(const Node& node, Frame& frame) {
  return TestTexts(node, frame, [](std::string_view a, std::string_view b) {
    return a.starts_with(b);
  });
}
Value RunEndsWith(const Node& node, Frame& frame) {
  return TestTexts(node, frame, [](std::string_view a, std::string_view b) {
    return a.ends_with(b);
  });
}
Value RunContains(const Node& node, Frame& frame) {
  return TestTexts(node, frame, [](std::string_view a, std::string_view b) {
    return a.find(b) != std::string_view::npos;
  });
}

Value RunMatches(const Node& node, Frame& frame) {
  const Value a = node.a->Evaluate(frame);
  if (!a.is_string()) return CallPair(node, frame, a, node.b->Evaluate(frame));
  if (!frame.Charge(1 + a.AsStringRep()->size / 16)) {
    return frame.context->OverBudget();
  }
  return Value::Bool(node.c->As<Regex>().Matches(a.AsString()));
}

Value RunIndex(const Node& node, Frame& frame) {
  const Value a = node.a->Evaluate(frame);
  const Value b = node.b->Evaluate(frame);
  if (a.is_list() && b.kind() == Kind::kInt && (node.count & kFitsList) != 0) {
    const std::span<const Value> items = a.AsList();
    const auto position = static_cast<std::uint64_t>(b.AsInt());
    if (position < items.size()) return items[position];
  } else if (a.is_map() && b.is_string() && (node.count & kFitsMap) != 0) {
    if (const Value* found = a.AsMap().Find(b.AsStringRep())) return *found;
  }
  return CallPair(node, frame, a, b);
}

Value RunIn(const Node& node, Frame& frame) {
  const Value a = node.a->Evaluate(frame);
  const Value b = node.b->Evaluate(frame);
  if (a.is_string() && b.is_list() && (node.count & kFitsList) != 0) {
    if (!frame.Charge(1 + b.AsList().size() / 8)) {
      return frame.context->OverBudget();
    }
    bool sure = true;
    for (const Value& item : b.AsList()) {
      if (item.is_string()) {
        if (SameText(item.AsStringRep(), a.AsStringRep())) {
          return Value::Bool(true);
        }
      } else if (!IsScalar(item)) {
        sure = false;
        break;
      }
    }
    if (sure) return Value::Bool(false);
  } else if (a.is_string() && b.is_map() && (node.count & kFitsMap) != 0) {
    return Value::Bool(b.AsMap().Find(a.AsStringRep()) != nullptr);
  }
  return CallPair(node, frame, a, b);
}

Value RunInSet(const Node& node, Frame& frame) {
  const Value a = node.a->Evaluate(frame);
  const auto& set = node.c->As<LiteralSet>();
  if (a.is_string()) {
    const StringRep* text = a.AsStringRep();
    auto at = std::lower_bound(set.texts.begin(),
                               set.texts.end(),
                               text->hash,
                               [](const StringRep* rep, std::uint32_t hash) {
                                 return rep->hash < hash;
                               });
    for (; at != set.texts.end() && (*at)->hash == text->hash; ++at) {
      if ((*at)->view() == text->view()) return Value::Bool(true);
    }
    return Value::Bool(false);
  }
  if (a.kind() == Kind::kInt) {
    return Value::Bool(
        std::binary_search(set.ints.begin(), set.ints.end(), a.AsInt()));
  }
  if (a.is_null() || a.kind() == Kind::kBool) return Value::Bool(false);
  return CallPair(node, frame, a, node.b->Evaluate(frame));
}

}  // namespace plimsoll::cel

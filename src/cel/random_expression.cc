// SPDX-License-Identifier: Apache-2.0
#include "cel/random_expression.h"

#include <array>
#include <limits>
#include <utility>

#include <fmt/format.h>

namespace plimsoll::cel {

std::uint64_t RandomSource::Next() {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31U);
}

std::size_t RandomSource::Below(std::size_t bound) {
  return static_cast<std::size_t>(Next() % bound);
}

void ExpressionGenerator::DeclareVariables(EvaluationWorld& world) {
  for (const std::string_view name :
       {"b", "i", "d", "s", "l", "m", "docs", "v"}) {
    world.Declare(name);
  }
  ObjectType& part = world.types.Object("Part");
  part.fields["a"] = world.types.Int();
  part.fields["b"] = world.types.Bool();
  part.fields["c"] = world.types.List(world.types.String());
  ObjectType& whole = world.types.Object("Whole");
  const TypeRef part_ref = world.types.ObjectRef(part);
  whole.fields["a"] = part_ref;
  whole.fields["b"] = world.types.List(part_ref);
  whole.fields["c"] = world.types.Map(world.types.String(), world.types.Int());
  whole.fields["k"] = world.types.Dyn();
  world.Declare("spec", world.types.ObjectRef(whole));
}

std::string_view ExpressionGenerator::Pick(
    std::initializer_list<std::string_view> texts) {
  return texts.begin()[random_.Below(texts.size())];
}

ExpressionGenerator::Type ExpressionGenerator::AnyType() {
  return static_cast<Type>(random_.Below(kTypes - 1));
}

std::string ExpressionGenerator::Expression(int depth) {
  locals_.clear();
  next_local_ = 0;
  return Make(random_.OneIn(3) ? Type::kAny : Type::kBool, depth);
}

std::string ExpressionGenerator::NewLocal() {
  // Sometimes the name of an outer local or of a variable: shadowing.
  if (random_.OneIn(12)) return std::string(Pick({"i", "v", "x0"}));
  return fmt::format("x{}", next_local_++);
}

std::string ExpressionGenerator::Make(Type type, int depth) {
  if (random_.OneIn(16)) type = AnyType();
  if (type == Type::kAny) type = AnyType();
  if (!locals_.empty() && random_.OneIn(4)) {
    return locals_[random_.Below(locals_.size())];
  }
  if (depth <= 0 || random_.OneIn(10)) return Leaf(type);
  const int below = depth - 1;
  switch (random_.Below(16)) {
    case 0:
      return fmt::format("({} ? {} : {})",
                         Make(Type::kBool, below),
                         Make(type, below),
                         Make(type, below));
    case 1: {
      const std::string init = Make(Type::kAny, below);
      const std::string name = NewLocal();
      locals_.push_back(name);
      const std::string body = Make(type, below);
      locals_.pop_back();
      return fmt::format("cel.bind({}, {}, {})", name, init, body);
    }
    case 2: return MakePath(below);
    case 3:
      return fmt::format(
          "{}.orValue({})", MakeOptional(below), Make(type, below));
    default: break;
  }
  switch (type) {
    case Type::kBool: return MakeBool(below);
    case Type::kInt: return MakeInt(below);
    case Type::kDouble: return MakeDouble(below);
    case Type::kString: return MakeString(below);
    case Type::kList: return MakeList(below);
    case Type::kMap: return MakeMap(below);
    default: return MakeOptional(below);
  }
}

std::string ExpressionGenerator::Leaf(Type type) {
  switch (type) {
    case Type::kBool: return std::string(Pick({"true", "false", "b", "v"}));
    case Type::kInt:
      return std::string(Pick(
          {"0", "1", "2", "-7", "i", "v", "m.a", "2u", "9223372036854775807"}));
    case Type::kDouble: return std::string(Pick({"0.0", "1.0", "2.5", "d"}));
    case Type::kString:
      return std::string(Pick({"'a'", "'b'", "''", "'abc'", "s", "v", "m.s"}));
    case Type::kList:
      return std::string(Pick({"l", "docs", "[]", "v", "spec.b", "spec.a.c"}));
    case Type::kMap:
      return std::string(Pick({"m", "{}", "docs[0]", "spec", "spec.c", "v"}));
    default:
      return std::string(Pick({"optional.none()", "m.?a", "null", "l[?1]"}));
  }
}

std::string ExpressionGenerator::LiteralList() {
  const bool texts = random_.OneIn(2);
  std::string list = "[";
  const std::size_t count = random_.Below(5);
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) list += ", ";
    list += texts ? Pick({"'a'", "'b'", "'abc'"}) : Pick({"0", "1", "7", "-7"});
  }
  return list + "]";
}

std::string ExpressionGenerator::MakeBool(int depth) {
  const auto any = [&] { return Make(AnyType(), depth); };
  switch (random_.Below(16)) {
    case 0:
    case 1:
      return fmt::format(
          "({} && {})", Make(Type::kBool, depth), Make(Type::kBool, depth));
    case 2:
    case 3:
      return fmt::format(
          "({} || {})", Make(Type::kBool, depth), Make(Type::kBool, depth));
    case 4: return "!" + Make(Type::kBool, depth);
    case 5: return fmt::format("({} {} {})", any(), Pick({"==", "!="}), any());
    case 6: {
      const Type type = AnyType();
      return fmt::format(
          "({} {} {})", Make(type, depth), Pick({"==", "!="}), Leaf(type));
    }
    case 7: {
      const Type type = random_.OneIn(3) ? Type::kString : Type::kInt;
      return fmt::format("({} {} {})",
                         Make(type, depth),
                         Pick({"<", "<=", ">", ">="}),
                         Make(type, depth));
    }
    case 8: return fmt::format("({} in {})", any(), LiteralList());
    case 9: return fmt::format("({} in {})", any(), Make(Type::kList, depth));
    case 10: return fmt::format("({} in {})", any(), Make(Type::kMap, depth));
    case 11:
      return fmt::format(
          "{}.{}({})",
          Make(Type::kString, depth),
          Pick({"startsWith", "endsWith", "contains", "matches"}),
          Make(Type::kString, 0));
    case 12:
      return fmt::format("has({}.{})",
                         Pick({"m", "v", "spec", "spec.a", "docs[0]", "m.a"}),
                         Pick({"a", "b", "c", "k"}));
    case 13: return fmt::format("{}.hasValue()", MakeOptional(depth));
    default: return Quantifier(depth);
  }
}

std::string ExpressionGenerator::Quantifier(int depth) {
  const std::string range =
      Make(random_.OneIn(4) ? Type::kMap : Type::kList, depth);
  const std::string_view macro =
      Pick({"all", "exists", "all", "exists", "exists_one"});
  const std::string first = NewLocal();
  locals_.push_back(first);
  std::string names = first;
  const bool two = random_.OneIn(4);
  if (two) {
    const std::string second = fmt::format("y{}", next_local_++);
    locals_.push_back(second);
    names += ", " + second;
  }
  const std::string predicate = Make(Type::kBool, depth);
  locals_.resize(locals_.size() - (two ? 2 : 1));
  return fmt::format("{}.{}({}, {})", range, macro, names, predicate);
}

std::string ExpressionGenerator::Collector(int depth) {
  const std::string range =
      Make(random_.OneIn(4) ? Type::kMap : Type::kList, depth);
  const std::string name = NewLocal();
  const std::string second = fmt::format("y{}", next_local_++);
  const std::size_t form = random_.Below(5);
  locals_.push_back(name);
  if (form == 3 || form == 4) locals_.push_back(second);
  const std::string predicate = Make(Type::kBool, depth);
  const std::string transform = Make(Type::kAny, depth);
  locals_.resize(locals_.size() - (form >= 3 ? 2 : 1));
  switch (form) {
    case 0: return fmt::format("{}.map({}, {})", range, name, transform);
    case 1:
      return fmt::format(
          "{}.map({}, {}, {})", range, name, predicate, transform);
    case 2: return fmt::format("{}.filter({}, {})", range, name, predicate);
    case 3:
      return fmt::format(
          "{}.transformList({}, {}, {})", range, name, second, transform);
    default:
      return fmt::format("{}.transformList({}, {}, {}, {})",
                         range,
                         name,
                         second,
                         predicate,
                         transform);
  }
}

std::string ExpressionGenerator::MakeInt(int depth) {
  switch (random_.Below(6)) {
    case 0:
      return fmt::format(
          "size({})", Make(random_.OneIn(2) ? Type::kList : Type::kMap, depth));
    case 1:
      return fmt::format(
          "{}[{}]", Make(Type::kList, depth), Make(Type::kInt, depth));
    case 2: return "-" + Make(Type::kInt, 0);
    default:
      return fmt::format("({} {} {})",
                         Make(Type::kInt, depth),
                         Pick({"+", "-", "*", "/", "%"}),
                         Make(Type::kInt, depth));
  }
}

std::string ExpressionGenerator::MakeDouble(int depth) {
  return fmt::format("({} {} {})",
                     Make(Type::kDouble, depth),
                     Pick({"+", "-", "*", "/"}),
                     Make(Type::kDouble, depth));
}

std::string ExpressionGenerator::MakeString(int depth) {
  switch (random_.Below(4)) {
    case 0: return fmt::format("string({})", Make(Type::kInt, depth));
    case 1: return fmt::format("{}['s']", Make(Type::kMap, depth));
    default:
      return fmt::format(
          "({} + {})", Make(Type::kString, depth), Make(Type::kString, depth));
  }
}

std::string ExpressionGenerator::MakeList(int depth) {
  switch (random_.Below(6)) {
    case 0:
      return fmt::format(
          "[{}, {}]", Make(Type::kAny, depth), Make(Type::kAny, depth));
    case 1:
      return fmt::format(
          "[?{}, {}]", MakeOptional(depth), Make(Type::kAny, depth));
    case 2:
      return fmt::format(
          "({} + {})", Make(Type::kList, depth), Make(Type::kList, depth));
    default: return Collector(depth);
  }
}

std::string ExpressionGenerator::MakeMap(int depth) {
  switch (random_.Below(5)) {
    case 0:
      return fmt::format("{{'b': {}, 'a': {}}}",
                         Make(Type::kAny, depth),
                         Make(Type::kAny, depth));
    case 1:
      return fmt::format("{{{}: {}, ?'a': {}}}",
                         Make(Type::kString, depth),
                         Make(Type::kAny, depth),
                         MakeOptional(depth));
    case 2: return "docs[0]";
    default: break;
  }
  const std::string range =
      Make(random_.OneIn(2) ? Type::kMap : Type::kList, depth);
  const std::string key = NewLocal();
  const std::string value = fmt::format("y{}", next_local_++);
  locals_.push_back(key);
  locals_.push_back(value);
  const bool entry = random_.OneIn(2);
  std::string body = entry && !random_.OneIn(8)
                         ? fmt::format("{{{}: {}}}",
                                       Make(Type::kString, depth),
                                       Make(Type::kAny, depth))
                         : Make(Type::kAny, depth);
  if (random_.OneIn(2)) {
    body = fmt::format("{}, {}", Make(Type::kBool, depth), body);
  }
  locals_.resize(locals_.size() - 2);
  return fmt::format("{}.{}({}, {}, {})",
                     range,
                     entry ? "transformMapEntry" : "transformMap",
                     key,
                     value,
                     body);
}

std::string ExpressionGenerator::MakeOptional(int depth) {
  switch (random_.Below(6)) {
    case 0: return fmt::format("optional.of({})", Make(Type::kAny, depth));
    case 1: return fmt::format("{}.?a", Make(Type::kMap, depth));
    case 2: return fmt::format("spec.?a.?{}", Pick({"a", "b", "c"}));
    case 3: return fmt::format("m.?a.{}", Pick({"a", "k"}));
    case 4:
      return fmt::format(
          "{}[?{}]", Make(Type::kList, depth), Make(Type::kInt, depth));
    default: return "optional.none()";
  }
}

std::string ExpressionGenerator::MakePath(int depth) {
  std::string path = Make(Type::kMap, depth);
  if (random_.OneIn(3)) path = Pick({"spec.a", "spec.k", "m", "v", "spec"});
  const std::size_t steps = 1 + random_.Below(3);
  for (std::size_t i = 0; i < steps; ++i) {
    path += Pick({".a", ".b", ".c", ".k", ".s"});
  }
  return path;
}

namespace {

Value RandomScalar(RandomSource& random, EvaluationWorld& world) {
  constexpr std::array<std::int64_t, 6> kInts = {
      0, 1, 2, 7, -7, std::numeric_limits<std::int64_t>::max()};
  constexpr std::array<double, 5> kDoubles = {
      0.0, 1.0, 2.5, -1e300, std::numeric_limits<double>::quiet_NaN()};
  constexpr std::array<std::string_view, 5> kTexts = {"", "a", "b", "abc", "["};
  switch (random.Below(9)) {
    case 0: return Value();
    case 1:
    case 2: return Value::Bool(random.OneIn(2));
    case 3: return Value::Int(kInts[random.Below(kInts.size())]);
    case 4: return Value::Uint(random.Below(3));
    case 5: return Value::Double(kDoubles[random.Below(kDoubles.size())]);
    case 6: return world.factory.Bytes("ab");
    default: return world.factory.String(kTexts[random.Below(kTexts.size())]);
  }
}

Value RandomMap(RandomSource& random, EvaluationWorld& world, int depth) {
  constexpr std::array<std::string_view, 5> kKeys = {"a", "b", "c", "k", "s"};
  std::vector<std::pair<std::string_view, Value>> entries;
  for (const std::string_view key : kKeys) {
    if (random.OneIn(2)) {
      entries.emplace_back(key, RandomValue(random, world, depth - 1));
    }
  }
  if (!random.OneIn(5)) return world.factory.Map(entries);
  // Without a shape, and with other keys.
  std::vector<std::pair<Value, Value>> pairs;
  for (const auto& [key, value] : entries) {
    pairs.emplace_back(world.factory.String(key), value);
  }
  pairs.emplace_back(Value::Int(1), RandomValue(random, world, 0));
  return world.factory.AnyMap(pairs);
}

Value RandomList(RandomSource& random, EvaluationWorld& world, int depth) {
  std::vector<Value> items;
  const std::size_t count = random.Below(4);
  for (std::size_t i = 0; i < count; ++i) {
    items.push_back(RandomValue(random, world, depth - 1));
  }
  return world.factory.List(items);
}

}  // namespace

Value RandomValue(RandomSource& random, EvaluationWorld& world, int depth) {
  switch (random.Below(depth > 0 ? 14 : 10)) {
    case 0: return world.factory.Unknown({"denied", "first", "one reason", ""});
    case 1:
      return random.OneIn(2)
                 ? world.factory.Unknown({"no-value", "second", "another", ""})
                 : world.factory.Error(random.OneIn(2) ? "boom" : "bang");
    case 10:
    case 11: return RandomList(random, world, depth);
    case 12:
    case 13: return RandomMap(random, world, depth);
    default: return RandomScalar(random, world);
  }
}

void BindVariables(RandomSource& random, EvaluationWorld& world) {
  const auto bind = [&](int slot, auto make) {
    world.Bind(slot, random.OneIn(4) ? RandomValue(random, world, 2) : make());
  };
  bind(0, [&] { return Value::Bool(random.OneIn(2)); });
  bind(1,
       [&] { return Value::Int(static_cast<std::int64_t>(random.Below(4))); });
  bind(2, [&] { return Value::Double(static_cast<double>(random.Below(3))); });
  bind(3, [&] { return world.factory.String(random.OneIn(2) ? "abc" : "a"); });
  bind(4, [&] { return RandomList(random, world, 1); });
  bind(5, [&] { return RandomMap(random, world, 2); });
  bind(6, [&] {
    const std::array<Value, 2> items{RandomMap(random, world, 2),
                                     RandomMap(random, world, 1)};
    return world.factory.List(items);
  });
  bind(7, [&] { return RandomValue(random, world, 2); });
  bind(8, [&] { return RandomMap(random, world, 3); });
}

}  // namespace plimsoll::cel

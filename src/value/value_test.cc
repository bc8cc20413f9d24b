// SPDX-License-Identifier: Apache-2.0
#include "value/value.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "value/json.h"

namespace plimsoll {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr OpaqueType kTypeA{"a"};
constexpr OpaqueType kTypeB{"b"};
constexpr OpaqueRep kOpaqueA{&kTypeA};
constexpr OpaqueRep kOpaqueB{&kTypeB};

class ValueTest : public ::testing::Test {
 protected:
  Value Read(std::string_view json) {
    auto value = ReadJson(json, factory_, {.unknown_markers = true});
    EXPECT_TRUE(value) << value.error().message();
    return value ? *value : Value();
  }
  Value AnyMap(std::vector<std::pair<Value, Value>> entries) {
    return factory_.AnyMap(entries);
  }

  /// One of each kind and more, in the order of Compare, all different.
  std::vector<Value> Ladder() {
    const auto str = [&](std::string_view s) { return factory_.String(s); };
    const std::vector<Value> one{Value::Int(1)};
    const std::vector<Value> one_null{Value::Int(1), Value::Null()};
    const std::vector<Value> two{Value::Int(2)};
    return {
        Value::Null(),
        Value::Bool(false),
        Value::Bool(true),
        Value::Int(INT64_MIN),
        Value::Int(-1),
        Value::Int(0),
        Value::Int(INT64_MAX),
        Value::Uint(0),
        Value::Uint(UINT64_MAX),
        Value::Double(kNan),
        Value::Double(-std::numeric_limits<double>::infinity()),
        Value::Double(-1.5),
        Value::Double(-0.0),
        Value::Double(0.0),
        Value::Double(5e-324),
        Value::Double(2),
        str(""),
        str("a"),
        str("aa"),
        str("b"),
        str("\xC3\xA9"),
        factory_.Bytes(""),
        factory_.Bytes("a"),
        factory_.List({}),
        factory_.List(one),
        factory_.List(one_null),
        factory_.List(two),
        Read("{}"),
        AnyMap({{Value::Int(1), Value::Null()}}),
        Read(R"({"a":1})"),
        Read(R"({"a":1,"b":1})"),
        Read(R"({"a":2})"),
        Read(R"({"b":0})"),
        factory_.Time({-1, 999}),
        factory_.Time({0, 0}),
        factory_.Time({0, 1}),
        factory_.Span({-1, 0}),
        factory_.Span({0, 0}),
        factory_.Unknown({"a", "", "", ""}),
        factory_.Unknown({"a", "b", "", ""}),
        factory_.Unknown({"b", "", "", ""}),
        factory_.Error(""),
        factory_.Error("no such key"),
        Value::FromOpaque(&kOpaqueA),
        Value::FromOpaque(&kOpaqueB),
    };
  }

  Arena arena_;
  KeyTable keys_;
  ValueFactory factory_{arena_, keys_};
};

TEST_F(ValueTest, ScalarsCarryTheirContent) {
  EXPECT_TRUE(Value().is_null());
  EXPECT_TRUE(Value::Bool(true).is_true());
  EXPECT_TRUE(Value::Bool(false).is_false());
  EXPECT_FALSE(Value::Int(1).is_true());
  EXPECT_EQ(Value::Int(-5).AsInt(), -5);
  EXPECT_EQ(Value::Uint(UINT64_MAX).AsUint(), UINT64_MAX);
  EXPECT_EQ(Value::Double(2.5).AsDouble(), 2.5);
  EXPECT_EQ(factory_.String("text").AsString(), "text");
  EXPECT_EQ(factory_.Bytes(std::string_view("\0x", 2)).AsBytes().size(), 2U);
  EXPECT_EQ(factory_.Time({5, 6}).AsTimestamp(), (Timestamp{5, 6}));
  EXPECT_EQ(factory_.Span({-1, 6}).AsDuration(), (Duration{-1, 6}));
  EXPECT_EQ(factory_.Error("bad").AsError(), "bad");
  EXPECT_EQ(Value::FromOpaque(&kOpaqueA).AsOpaque(), &kOpaqueA);
  EXPECT_EQ(Value::Int(1).StringOr("x"), "x");
  EXPECT_EQ(factory_.String("y").StringOr("x"), "y");
}

TEST_F(ValueTest, EveryKindHasAName) {
  EXPECT_EQ(Name(Kind::kNull), "null");
  EXPECT_EQ(Name(Kind::kOpaque), "opaque");
  EXPECT_EQ(Name(Kind::kUnknown), "unknown");
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Kind::kOpaque); ++i) {
    names.push_back(Name(static_cast<Kind>(i)));
  }
  std::sort(names.begin(), names.end());
  EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
}

TEST_F(ValueTest, WrongAccessIsOurMistake) {
  EXPECT_DEATH(static_cast<void>(Value::Int(1).AsString()), "kString");
  EXPECT_DEATH(static_cast<void>(Value().AsInt()), "kInt");
  EXPECT_DEATH(static_cast<void>(Value::Int(1).AsMap()), "kMap");
  EXPECT_DEATH(static_cast<void>(Read("{}").AsMap().KeyAt(0)), "index");
}

TEST_F(ValueTest, OriginIsNoPartOfTheContent) {
  const Value a = factory_.String("x");
  const Value b = a.WithOrigin(9);
  EXPECT_EQ(b.origin(), 9U);
  EXPECT_EQ(a.origin(), 0U);
  EXPECT_TRUE(Identical(a, b));
  EXPECT_EQ(a.representation(), b.representation());
  EXPECT_EQ(Value::Int(1).representation(), nullptr);
}

TEST_F(ValueTest, LadderIsOrderedAndApart) {
  const std::vector<Value> ladder = Ladder();
  for (std::size_t i = 0; i < ladder.size(); ++i) {
    for (std::size_t j = 0; j < ladder.size(); ++j) {
      const int expected = i < j ? -1 : (i > j ? 1 : 0);
      EXPECT_EQ(Compare(ladder[i], ladder[j]), expected)
          << WriteJson(ladder[i]) << " " << WriteJson(ladder[j]);
      EXPECT_EQ(Identical(ladder[i], ladder[j]), i == j)
          << WriteJson(ladder[i]) << " " << WriteJson(ladder[j]);
    }
  }
}

TEST_F(ValueTest, EqualContentIsIdenticalWhereverItLies) {
  const std::vector<Value> first = Ladder();
  const std::vector<Value> second = Ladder();
  Arena arena;
  KeyTable keys;
  const ValueFactory elsewhere(arena, keys);
  std::vector<std::uint64_t> hashes;
  for (std::size_t i = 0; i < first.size(); ++i) {
    const Value copy = elsewhere.Copy(first[i].WithOrigin(3));
    EXPECT_EQ(copy.origin(), 3U);
    EXPECT_TRUE(Identical(first[i], second[i])) << WriteJson(first[i]);
    EXPECT_TRUE(Identical(first[i], copy)) << WriteJson(first[i]);
    EXPECT_EQ(HashOf(first[i]), HashOf(second[i]));
    EXPECT_EQ(HashOf(first[i]), HashOf(copy));
    hashes.push_back(HashOf(copy));
  }
  std::sort(hashes.begin(), hashes.end());
  EXPECT_EQ(std::unique(hashes.begin(), hashes.end()), hashes.end());
}

TEST_F(ValueTest, CopyOutlivesItsSource) {
  Arena arena;
  KeyTable keys;
  Value copy;
  {
    Arena short_lived;
    KeyTable short_keys;
    auto read = ReadJson(
        R"({"a":["x",{"b":{"$unknown":[{"code":"c","message":"m"}]}}],"z":1.5})",
        {short_lived, short_keys},
        {.unknown_markers = true});
    copy = ValueFactory(arena, keys).Copy(*read);
  }
  EXPECT_EQ(
      WriteJson(copy),
      R"({"a":["x",{"b":{"$unknown":[{"code":"c","message":"m"}]}}],"z":1.5})");
}

TEST_F(ValueTest, MapFindsItsKeys) {
  KeyTable other;
  for (const int count : {0, 1, 8, 64, 65, 256, 257, 1000}) {
    std::vector<std::string> names;
    names.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) names.push_back("k" + std::to_string(i));
    std::vector<std::pair<std::string_view, Value>> entries;
    entries.reserve(names.size());
    for (int i = 0; i < count; ++i) {
      entries.emplace_back(names[static_cast<std::size_t>(i)], Value::Int(i));
    }
    const Value value = factory_.Map(entries);
    const MapView map = value.AsMap();
    ASSERT_THAT(map.values(), SizeIs(static_cast<std::size_t>(count)));
    EXPECT_EQ(map.shape() != nullptr, count <= 256);
    for (int i = 0; i < count; ++i) {
      const std::string& name = names[static_cast<std::size_t>(i)];
      EXPECT_EQ(value.Get(name).AsInt(), i);
      EXPECT_EQ(map.Find(keys_.Intern(name))->AsInt(), i);
      EXPECT_EQ(map.Find(other.Intern(name))->AsInt(), i);
      EXPECT_EQ(map.Find(factory_.String(name))->AsInt(), i);
    }
    for (std::size_t i = 1; i < map.size(); ++i) {
      EXPECT_LT(map.KeyAt(i - 1).AsString(), map.KeyAt(i).AsString());
    }
    EXPECT_EQ(map.Find("absent"), nullptr);
    EXPECT_EQ(map.Find(Value::Int(0)), nullptr);
    EXPECT_TRUE(value.Get("absent").is_null());
  }
  EXPECT_TRUE(Value::Int(1).Get("a").is_null());
}

TEST_F(ValueTest, LaterDuplicatesWin) {
  const std::pair<std::string_view, Value> entries[] = {
      {"b", Value::Int(1)}, {"a", Value::Int(2)}, {"b", Value::Int(3)}};
  EXPECT_EQ(WriteJson(factory_.Map(entries)), R"({"a":2,"b":3})");
  EXPECT_EQ(WriteJson(AnyMap({{Value::Int(1), Value::Int(1)},
                              {Value::Double(1), Value::Int(2)},
                              {Value::Uint(1), Value::Int(3)}})),
            R"({"1":3})");
}

TEST_F(ValueTest, AnyMapOrdersItsKeys) {
  const Value map = AnyMap({{factory_.String("b"), Value::Int(0)},
                            {Value::Double(1.5), Value::Int(1)},
                            {Value::Uint(UINT64_MAX), Value::Int(2)},
                            {Value::Int(-3), Value::Int(3)},
                            {Value::Bool(true), Value::Int(4)},
                            {Value::Int(1), Value::Int(5)},
                            {factory_.String("a"), Value::Int(6)},
                            {Value::Double(kNan), Value::Int(7)},
                            {Value::Bool(false), Value::Int(8)}});
  std::vector<std::int64_t> order;
  for (const Value& v : map.AsMap().values()) order.push_back(v.AsInt());
  EXPECT_THAT(order, ElementsAre(8, 4, 7, 3, 5, 1, 2, 6, 0));
  for (std::size_t i = 0; i < map.AsMap().size(); ++i) {
    const Value* found = map.AsMap().Find(map.AsMap().KeyAt(i));
    ASSERT_NE(found, nullptr);
    EXPECT_TRUE(Identical(*found, map.AsMap().ValueAt(i)));
  }
  EXPECT_EQ(map.AsMap().Find(Value::Uint(1))->AsInt(), 5);
  EXPECT_EQ(map.AsMap().Find(Value::Double(1))->AsInt(), 5);
  EXPECT_EQ(map.AsMap().Find(Value::Int(2)), nullptr);
  EXPECT_EQ(map.Get("a").AsInt(), 6);
  EXPECT_EQ(map.AsMap().Find("zz"), nullptr);
}

TEST_F(ValueTest, NumberKeysAreComparedExactly) {
  // 2^53 + 1 is no double, and the largest integers round up to 2^63 and 2^64.
  constexpr std::int64_t kOdd = (std::int64_t{1} << 53) + 1;
  const Value map = AnyMap({{Value::Int(kOdd), Value::Int(1)},
                            {Value::Double(0x1p53), Value::Int(2)},
                            {Value::Int(INT64_MAX), Value::Int(3)},
                            {Value::Double(0x1p63), Value::Int(4)},
                            {Value::Uint(UINT64_MAX), Value::Int(5)},
                            {Value::Double(0x1p64), Value::Int(6)},
                            {Value::Double(-0x1p63), Value::Int(7)},
                            {Value::Double(-1.5), Value::Int(8)},
                            {Value::Int(-1), Value::Int(9)},
                            {Value::Int(-2), Value::Int(10)}});
  std::vector<std::int64_t> order;
  for (const Value& v : map.AsMap().values()) order.push_back(v.AsInt());
  EXPECT_THAT(order, ElementsAre(7, 10, 8, 9, 2, 1, 3, 4, 5, 6));
  EXPECT_EQ(map.AsMap().Find(Value::Int(INT64_MIN))->AsInt(), 7);
  EXPECT_EQ(map.AsMap().Find(Value::Uint(std::uint64_t{1} << 63))->AsInt(), 4);
}

TEST_F(ValueTest, StringKeyedMapsAreIdenticalHoweverTheyWereMade) {
  const Value a = Read(R"({"x":1,"y":[2]})");
  const Value b = AnyMap({{factory_.String("y"), Read("[2]")},
                          {factory_.String("x"), Value::Int(1)}});
  EXPECT_TRUE(Identical(a, b));
  EXPECT_EQ(HashOf(a), HashOf(b));
  EXPECT_EQ(Compare(a, b), 0);
}

TEST_F(ValueTest, WithAddsAndReplaces) {
  const Value base = Read(R"({"a":1,"c":3})").WithOrigin(5);
  const std::pair<std::string_view, Value> replace[] = {{"c", Value::Int(4)}};
  const std::pair<std::string_view, Value> both[] = {
      {"c", Value::Int(4)}, {"b", Value::Int(2)}, {"b", Value::Int(9)}};
  const Value replaced = factory_.With(base, replace);
  EXPECT_EQ(WriteJson(replaced), R"({"a":1,"c":4})");
  EXPECT_EQ(replaced.AsMap().shape(), base.AsMap().shape());
  EXPECT_EQ(replaced.origin(), 5U);
  EXPECT_EQ(WriteJson(factory_.With(base, both)), R"({"a":1,"b":9,"c":4})");
  EXPECT_EQ(WriteJson(base), R"({"a":1,"c":3})");
  const Value any = AnyMap({{Value::Int(1), Value::Int(1)}});
  EXPECT_EQ(WriteJson(factory_.With(any, both)), R"({"1":1,"b":9,"c":4})");
}

TEST_F(ValueTest, UnknownsMerge) {
  const Value a = factory_.Unknown({"denied", "s3", "m", "r"}).WithOrigin(4);
  const Value b = factory_.Unknown({"", "x", "", ""});
  EXPECT_EQ(b.AsUnknown()[0].code, "unknown");
  const Value ab = factory_.MergeUnknown(a, b);
  EXPECT_TRUE(Identical(ab, factory_.MergeUnknown(b, a)));
  EXPECT_EQ(ab.origin(), 4U);
  ASSERT_THAT(ab.AsUnknown(), SizeIs(2));
  EXPECT_EQ(ab.AsUnknown()[0], (UnknownReason{"denied", "s3", "m", "r"}));
  // Nothing new: the very same value.
  EXPECT_EQ(factory_.MergeUnknown(ab, b).representation(), ab.representation());
  EXPECT_EQ(factory_.MergeUnknown(a, a).representation(), a.representation());
  const Value twin = factory_.Unknown({"denied", "s3", "m", "r"});
  EXPECT_EQ(factory_.MergeUnknown(a, twin).representation(),
            a.representation());
}

TEST_F(ValueTest, ManyReasonsKeepTheFirstInAnyOrder) {
  std::vector<Value> unknowns;
  for (int i = 0; i < 40; ++i) {
    const std::string subject = "s" + std::to_string(10 + (i * 7) % 40);
    unknowns.push_back(factory_.Unknown({"c", subject, "", ""}));
  }
  const auto merge = [&] {
    Value all = unknowns[0];
    for (const Value& v : unknowns) all = factory_.MergeUnknown(all, v);
    return all;
  };
  const Value forward = merge();
  std::reverse(unknowns.begin(), unknowns.end());
  const Value backward = merge();
  EXPECT_TRUE(Identical(forward, backward));
  ASSERT_THAT(forward.AsUnknown(), SizeIs(ValueFactory::kMaxReasons));
  EXPECT_EQ(forward.AsUnknown()[0].subject, "s10");
  EXPECT_EQ(forward.AsUnknown()[15].subject, "s25");
}

TEST_F(ValueTest, ThreadsReadTogetherWhileOthersMake) {
  const Value shared = Read(R"({"a":[1,2,{"b":"c"}],"d":null})");
  const std::string text = WriteJson(shared);
  std::vector<std::jthread> threads;
  threads.reserve(4);
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      Arena arena;
      const ValueFactory factory(arena, keys_);
      for (int i = 0; i < 200; ++i) {
        const Value mine = factory.Copy(shared);
        EXPECT_EQ(mine.AsMap().shape(), shared.AsMap().shape());
        EXPECT_TRUE(Identical(mine, shared));
        EXPECT_EQ(WriteJson(shared), text);
      }
    });
  }
}

/// A document as the catalogue has them: 30 members, 6 of them lists or maps.
TEST_F(ValueTest, TypicalDocumentIsSmall) {
  std::string json = "{";
  for (int i = 0; i < 24; ++i) {
    json += "\"FieldNumber" + std::to_string(i) + "\":";
    json += i % 3 == 0 ? "true" : i % 3 == 1 ? "443" : "\"sg-0123456789ab\"";
    json += ",";
  }
  for (int i = 0; i < 6; ++i) {
    json += "\"Nested" + std::to_string(i) +
            R"(":{"Key":"Name","Value":"web-frontend"},)";
  }
  json.back() = '}';
  // One block, so that the distance of two pieces is what lies between.
  Arena arena(std::size_t{1} << 20U);
  const auto* before = static_cast<std::byte*>(arena.Allocate(1));
  ASSERT_TRUE(ReadJson(json, {arena, keys_}));
  const auto* after = static_cast<std::byte*>(arena.Allocate(1));
  RecordProperty("bytes_of_document", static_cast<int>(after - before));
  RecordProperty("bytes_of_json", static_cast<int>(json.size()));
  // 7 maps of 16 bytes, 42 values of 16, 20 strings of 8 and their length.
  EXPECT_LE(after - before, 1300);
  EXPECT_GE(after - before, 7 * 16 + 42 * 16 + 20 * 8);
}

}  // namespace
}  // namespace plimsoll

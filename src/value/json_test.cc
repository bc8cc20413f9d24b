// SPDX-License-Identifier: Apache-2.0
#include "value/json.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll {
namespace {

using ::testing::HasSubstr;

class JsonTest : public ::testing::Test {
 protected:
  Value Read(std::string_view text, const ReadOptions& options = {}) {
    auto value = ReadJson(text, factory_, options);
    EXPECT_TRUE(value) << text << ": " << value.error().message();
    return value ? *value : Value();
  }
  std::string Fail(std::string_view text, const ReadOptions& options = {}) {
    auto value = ReadJson(text, factory_, options);
    EXPECT_FALSE(value) << text << " gave " << WriteJson(*value);
    if (value) return {};
    EXPECT_EQ(value.error().code(), ErrorCode::kInvalid);
    return value.error().message();
  }

  Arena arena_;
  KeyTable keys_;
  ValueFactory factory_{arena_, keys_};
};

TEST_F(JsonTest, ReadThenWriteIsCanonical) {
  struct Case {
    std::string_view in;
    std::string_view out;
  };
  const Case cases[] = {
      {"null", "null"},
      {" true ", "true"},
      {"false\n", "false"},
      {"0", "0"},
      {"-0", "0"},
      {"-0.0", "-0.0"},
      {"9223372036854775807", "9223372036854775807"},
      {"-9223372036854775808", "-9223372036854775808"},
      {"9223372036854775808", "9223372036854775808"},
      {"18446744073709551615", "18446744073709551615"},
      {"18446744073709551616", "18446744073709551616.0"},
      {"-9223372036854775809", "-9223372036854775808.0"},
      {"1.0", "1.0"},
      {"1e2", "100.0"},
      {"0.1", "0.1"},
      {"1e-400", "0.0"},
      {"-1e-400", "-0.0"},
      {"1e-99999999999", "0.0"},
      {"0.0e99999999999", "0.0"},
      {"5e-324", "5e-324"},
      {"1.7976931348623157e308", "1.7976931348623157e+308"},
      {R"("")", R"("")"},
      {R"("a\"b\\c\/d\b\f\n\r\t\u0001")", R"("a\"b\\c/d\b\f\n\r\t\u0001")"},
      {R"("\u00e9\ud83d\ude00")", "\"\xC3\xA9\xF0\x9F\x98\x80\""},
      {"[]", "[]"},
      {"{}", "{}"},
      {"[1, [2, [3]] ,{}]", "[1,[2,[3]],{}]"},
      {R"({"b":1,"a":2})", R"({"a":2,"b":1})"},
      {R"({"a":1,"b":0,"a":[2]})", R"({"a":[2],"b":0})"},
      {R"({"":{"":null}})", R"({"":{"":null}})"},
      {"\xEF\xBB\xBF[1]", "[1]"},
      {R"({"$unknown":"x"})", R"({"$unknown":"x"})"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(WriteJson(Read(c.in)), c.out) << c.in;
    EXPECT_TRUE(Identical(Read(c.out), Read(WriteJson(Read(c.out))))) << c.in;
  }
}

TEST_F(JsonTest, NumberKinds) {
  EXPECT_EQ(Read("1").kind(), Kind::kInt);
  EXPECT_EQ(Read("1.0").kind(), Kind::kDouble);
  EXPECT_EQ(Read("1e0").kind(), Kind::kDouble);
  EXPECT_EQ(Read("18446744073709551615").kind(), Kind::kUint);
}

TEST_F(JsonTest, ErrorsNamePlaceAndCause) {
  struct Case {
    std::string_view text;
    std::string_view message;
  };
  const Case cases[] = {
      {"", "f.json:1:1: the text ends too early"},
      {"  ", "f.json:1:3: the text ends too early"},
      {"nul", "f.json:1:1: expected a value"},
      {"nullx", "f.json:1:5: unexpected character after a value"},
      {"1 2", "f.json:1:3: text after the end of the value"},
      {"1,2", "f.json:1:2: text after the end of the value"},
      {"1],[2", "f.json:1:2: text after the end of the value"},
      {"1][2", "f.json:1:2: text after the end of the value"},
      {"]", "f.json:1:1: expected a value"},
      {"[1", "f.json:1:3: expected \",\" or \"]\""},
      {"[1,]", "f.json:1:4: expected a value"},
      {"[1 2]", "f.json:1:4: expected \",\" or \"]\""},
      {"{\n \"a\": 1,\n}", "f.json:3:1: expected a name in quotes"},
      {"{\"a\" 1}", "f.json:1:6: expected \":\""},
      {"{\"a\":1 \"b\":2}", "f.json:1:8: expected \",\" or \"}\""},
      {"{\"a\":}", "f.json:1:6: expected a value"},
      {"{1:2}", "f.json:1:2: expected a name in quotes"},
      {"[1}", "f.json:1:3: expected \",\" or \"]\""},
      {"\"abc", "f.json:1:1: unclosed string"},
      {"\"a\nb\"", "f.json:1:3: control character in a string"},
      {"\"\\x\"", "f.json:1:2: malformed escape in a string"},
      {"\"\\u12G4\"", "f.json:1:2: malformed escape in a string"},
      {"\"\\ud800\"", "f.json:1:2: half of a surrogate pair in a string"},
      {"\"\\udc00\"", "f.json:1:2: half of a surrogate pair in a string"},
      {"01", "f.json:1:1: malformed number"},
      {"-", "f.json:1:1: malformed number"},
      {"1.", "f.json:1:1: malformed number"},
      {".5", "f.json:1:1: expected a value"},
      {"+1", "f.json:1:1: expected a value"},
      {"1e", "f.json:1:1: malformed number"},
      {"NaN", "f.json:1:1: expected a value"},
      {"[1e400]", "f.json:1:2: number too large"},
      {"-1e99999999999", "f.json:1:1: number too large"},
      {"[\"a\xFF\"]", "f.json:1:4: not UTF-8"},
      {"[\"\xC0\x80\"]", "f.json:1:3: not UTF-8"},
      {"[1,,\"\xFF\"]", "f.json:1:4: expected a value"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Fail(c.text, {.file = "f.json"}), c.message) << c.text;
  }
  EXPECT_EQ(Fail("[", {}), "1:2: the text ends too early");
  using namespace std::string_view_literals;
  EXPECT_THAT(Fail("[1\0]"sv), HasSubstr("unexpected character"));
}

TEST_F(JsonTest, LimitsHold) {
  ReadOptions options;
  options.limits.depth = 3;
  EXPECT_EQ(WriteJson(Read("[[{}]]", options)), "[[{}]]");
  EXPECT_EQ(Fail("[[[[]]]]", options), "1:4: nested deeper than 3 levels");
  options.limits = {.depth = 5, .bytes = 10, .nodes = 4};
  EXPECT_EQ(WriteJson(Read("[1,2,3]", options)), "[1,2,3]");
  EXPECT_EQ(Fail("[1,2,3,4]", options), "1:8: more than 4 values");
  EXPECT_EQ(Fail("[100000000]", options), "1:1: longer than 10 bytes");
  // Deeper than any stack, whatever the caller allows.
  options.limits = {.depth = 1'000'000};
  EXPECT_EQ(Fail(std::string(100'000, '['), options),
            "1:501: nested deeper than 500 levels");
}

TEST_F(JsonTest, EveryValueHasItsPlace) {
  Provenance provenance;
  const ReadOptions options{.file = "a.json", .provenance = &provenance};
  const Value root = Read(
      "{\n  \"list\": [1, \"two\" ,\n null ] ,\n  \"b\" : {}\n}\n", options);
  const auto range = [&](const Value& v) {
    return provenance.Resolve(v.origin()).range;
  };
  EXPECT_EQ(range(root), (SourceRange{1, 1, 5, 2}));
  const Value list = root.Get("list");
  EXPECT_EQ(range(list), (SourceRange{2, 11, 3, 8}));
  EXPECT_EQ(range(list.AsList()[0]), (SourceRange{2, 12, 2, 13}));
  EXPECT_EQ(range(list.AsList()[1]), (SourceRange{2, 15, 2, 20}));
  EXPECT_EQ(range(list.AsList()[2]), (SourceRange{3, 2, 3, 6}));
  EXPECT_EQ(range(root.Get("b")), (SourceRange{4, 9, 4, 11}));
  EXPECT_EQ(Render(provenance.Resolve(root.Get("b").origin())), "a.json:4:9");
  EXPECT_EQ(range(Read(" 12 ", options)), (SourceRange{1, 2, 1, 4}));
  EXPECT_EQ(range(Read(" [ ] ", options)), (SourceRange{1, 2, 1, 5}));
}

TEST_F(JsonTest, GivenOriginReachesEveryValue) {
  const Value root = Read(R"({"a":[1]})", {.origin = 77});
  EXPECT_EQ(root.origin(), 77U);
  EXPECT_EQ(root.Get("a").origin(), 77U);
  EXPECT_EQ(root.Get("a").AsList()[0].origin(), 77U);
}

TEST_F(JsonTest, UnknownMarkers) {
  const ReadOptions options{.unknown_markers = true};
  const Value text = Read(R"({"a":{"$unknown":"why"}})", options).Get("a");
  ASSERT_TRUE(text.is_unknown());
  EXPECT_EQ(text.AsUnknown()[0], (UnknownReason{"unknown", "", "why", ""}));
  const Value full = Read(
      R"({"$unknown":[{"code":"denied","subject":"s3:Get","message":"m","remedy":"r"},{"code":"a"}]})",
      options);
  ASSERT_EQ(full.AsUnknown().size(), 2U);
  EXPECT_EQ(full.AsUnknown()[1], (UnknownReason{"denied", "s3:Get", "m", "r"}));
  EXPECT_TRUE(Identical(full, Read(WriteJson(full), options)));
  EXPECT_TRUE(Read(R"({"$unknown":"x","b":1})", options).is_map());
  EXPECT_TRUE(Read(R"({"$unknown":"x"})").is_map());
  EXPECT_THAT(Fail(R"([{"$unknown":1}])", options),
              HasSubstr("1:2: malformed \"$unknown\": expected a text or"));
  EXPECT_THAT(Fail(R"({"$unknown":[]})", options),
              HasSubstr("expected a text"));
  EXPECT_THAT(Fail(R"({"$unknown":[1]})", options), HasSubstr("must be a map"));
  EXPECT_THAT(Fail(R"({"$unknown":[{"cod":"x"}]})", options),
              HasSubstr("but not \"cod\""));
  EXPECT_THAT(Fail(R"({"$unknown":[{"code":1}]})", options),
              HasSubstr("\"code\" must be a string"));
}

TEST_F(JsonTest, EqualKeysShareOneShape) {
  const Value list = Read(R"([{"b":1,"a":2},{"a":3,"b":4},{"b":5,"a":6}])");
  const auto items = list.AsList();
  EXPECT_EQ(items[0].AsMap().shape(), items[1].AsMap().shape());
  EXPECT_EQ(items[0].AsMap().shape(), items[2].AsMap().shape());
  EXPECT_EQ(items[2].Get("b").AsInt(), 5);
}

TEST_F(JsonTest, LikelyKeysAreStillReadAsTheyAre) {
  // The reader expects "a" first and "ab" after it; then come look-alikes.
  struct Case {
    std::string_view second;
    std::string_view keys;
  };
  const Case cases[] = {
      {R"({"a":1,"ab":2})", R"({"a":1,"ab":2})"},
      {R"({"a":1,"abc":2})", R"({"a":1,"abc":2})"},
      {R"({"a":1,"a":2})", R"({"a":2})"},
      {R"({"a":1,"":2})", R"({"":2,"a":1})"},
      {R"({"\u0061":1,"a\u0062":2})", R"({"a":1,"ab":2})"},
      {R"({"ab":1,"a":2})", R"({"a":2,"ab":1})"},
      {R"({"a":{"a":1,"ab":2},"ab":3})", R"({"a":{"a":1,"ab":2},"ab":3})"},
  };
  for (const Case& c : cases) {
    const std::string first = R"({"a":1,"ab":2})";
    EXPECT_EQ(WriteJson(Read("[" + first + "," + std::string(c.second) + "]")),
              "[" + first + "," + std::string(c.keys) + "]");
  }
  EXPECT_EQ(WriteJson(Read(R"([{"\"":1},{"\"":2},{"\u0022":3}])")),
            R"([{"\"":1},{"\"":2},{"\"":3}])");
  EXPECT_EQ(WriteJson(Read(R"([{"a":1},{"\u0061":2},{"a":3}])")),
            R"([{"a":1},{"a":2},{"a":3}])");
}

TEST_F(JsonTest, WideMapsAreTables) {
  std::string text = "{";
  for (int i = 0; i < 1000; ++i) {
    text += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  }
  text += "\"k7\":-7}";
  const Value map = Read(text);
  EXPECT_EQ(map.AsMap().size(), 1000U);
  EXPECT_EQ(map.AsMap().shape(), nullptr);
  EXPECT_EQ(map.Get("k999").AsInt(), 999);
  EXPECT_EQ(map.Get("k7").AsInt(), -7);
  EXPECT_TRUE(map.Get("k1000").is_null());
  EXPECT_TRUE(Identical(map, Read(WriteJson(map))));
}

TEST_F(JsonTest, WritesEveryKind) {
  const auto write = [](Value v) { return WriteJson(v); };
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(write(Value::Double(inf)), "\"Infinity\"");
  EXPECT_EQ(write(Value::Double(-inf)), "\"-Infinity\"");
  EXPECT_EQ(write(Value::Double(std::nan(""))), "\"NaN\"");
  EXPECT_EQ(write(Value::Double(100)), "100.0");
  EXPECT_EQ(write(Value::Double(1e300)), "1e+300");
  EXPECT_EQ(write(factory_.Bytes(std::string_view("\0\xFFz", 3))), "\"AP96\"");
  EXPECT_EQ(write(factory_.Error("no such key")),
            R"({"$error":"no such key"})");
  EXPECT_EQ(write(factory_.Time({0, 0})), "\"1970-01-01T00:00:00Z\"");
  EXPECT_EQ(write(factory_.Span({1, 500'000'000})), "\"1.5s\"");
  EXPECT_EQ(write(factory_.Span({-1, 500'000'000})), "\"-0.5s\"");
  EXPECT_EQ(write(factory_.Span({-2, 999'999'999})), "\"-1.000000001s\"");
  EXPECT_EQ(write(factory_.Span({-3, 0})), "\"-3s\"");
  EXPECT_EQ(write(factory_.Unknown({"denied", "s3:Get", "", ""})),
            R"({"$unknown":[{"code":"denied","subject":"s3:Get"}]})");
  static constexpr OpaqueType kType{"ip"};
  static constexpr OpaqueRep kRep{&kType};
  EXPECT_EQ(write(Value::FromOpaque(&kRep)), R"({"$opaque":"ip"})");
  const std::pair<Value, Value> entries[] = {
      {Value::Int(10), Value::Int(1)},
      {Value::Int(9), Value::Int(2)},
      {Value::Bool(true), Value::Int(3)}};
  EXPECT_EQ(write(factory_.AnyMap(entries)), R"({"10":1,"9":2,"true":3})");
  EXPECT_EQ(write(factory_.String("a\xFF\xC3\xA9\xC3")),
            "\"a\\ufffd\xC3\xA9\\ufffd\"");
}

TEST_F(JsonTest, Indents) {
  EXPECT_EQ(WriteJson(Read(R"({"a":[1,{}],"b":[]})"), {.indent = 2}),
            "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}");
}

TEST(Timestamp, RendersAndParses) {
  struct Case {
    std::string_view text;
    Timestamp time;
  };
  const Case cases[] = {
      {"1970-01-01T00:00:00Z", {0, 0}},
      {"1969-12-31T23:59:59.500Z", {-1, 500'000'000}},
      {"2026-11-23T20:15:00Z", {1'795'464'900, 0}},
      {"2000-02-29T12:00:00.000001Z", {951'825'600, 1'000}},
      {"0001-01-01T00:00:00Z", {-62'135'596'800, 0}},
      {"9999-12-31T23:59:59.999999999Z", {253'402'300'799, 999'999'999}},
      {"1900-03-01T00:00:00Z", {-2'203'891'200, 0}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(RenderTimestamp(c.time), c.text);
    const auto parsed = ParseTimestamp(c.text);
    ASSERT_TRUE(parsed) << c.text;
    EXPECT_EQ(*parsed, c.time) << c.text;
  }
  EXPECT_EQ(ParseTimestamp("1970-01-01t01:00:00+01:00"), (Timestamp{0, 0}));
  EXPECT_EQ(ParseTimestamp("1969-12-31T23:30:00-00:30"), (Timestamp{0, 0}));
  EXPECT_EQ(ParseTimestamp("1970-01-01T00:00:00.1234567899z"),
            (Timestamp{0, 123'456'789}));
  for (const std::string_view bad : {"",
                                     "1970-01-01",
                                     "1970-01-01T00:00:00",
                                     "1970-1-01T00:00:00Z",
                                     "1970-01-01 00:00:00Z",
                                     "1970-02-29T00:00:00Z",
                                     "1970-13-01T00:00:00Z",
                                     "1970-00-01T00:00:00Z",
                                     "1970-01-32T00:00:00Z",
                                     "1970-01-01T24:00:00Z",
                                     "1970-01-01T00:60:00Z",
                                     "1970-01-01T00:00:60Z",
                                     "1970-01-01T00:00:00.Z",
                                     "1970-01-01T00:00:00+24:00",
                                     "1970-01-01T00:00:00Zx",
                                     "0000-12-31T23:59:59Z",
                                     "0001-01-01T00:00:00+00:01",
                                     "9999-12-31T23:59:59-00:01",
                                     "1970-01-01T00:00Z"}) {
    EXPECT_FALSE(ParseTimestamp(bad)) << bad;
  }
}

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "value/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll {
namespace {

using ::testing::HasSubstr;

class YamlTest : public ::testing::Test {
 protected:
  /// The value as JSON; the diagnostics are kept.
  std::string Read(std::string_view text, const ReadOptions& options = {}) {
    diagnostics_ = Diagnostics();
    value_ = ReadYaml(text, factory_, options, diagnostics_);
    return WriteJson(value_);
  }
  std::string Fail(std::string_view text, ReadOptions options = {}) {
    if (options.file.empty()) options.file = "f.yaml";
    Read(text, options);
    EXPECT_TRUE(diagnostics_.has_errors()) << text;
    return Render(diagnostics_);
  }

  Arena arena_;
  KeyTable keys_;
  ValueFactory factory_{arena_, keys_};
  Diagnostics diagnostics_;
  Value value_;
};

TEST_F(YamlTest, ReadsTheCoreSchema) {
  struct Case {
    std::string_view yaml;
    std::string_view json;
  };
  const Case cases[] = {
      {"", "null"},
      {"---\n...\n", "null"},
      {"# only a comment\n", "null"},
      {"~", "null"},
      {"Null", "null"},
      {"nULL", "\"nULL\""},
      {"true", "true"},
      {"FALSE", "false"},
      {"yes", "\"yes\""},
      {"on", "\"on\""},
      {"12", "12"},
      {"+12", "12"},
      {"-12", "-12"},
      {"0o17", "15"},
      {"0x1F", "31"},
      {"0xffffffffffffffff", "18446744073709551615"},
      {"0x", "\"0x\""},
      {"012345678901", "\"012345678901\""},
      {"-007", "\"-007\""},
      {"0", "0"},
      {"0.5", "0.5"},
      {".5", "0.5"},
      {"5.", "5.0"},
      {"1e3", "1000.0"},
      {"-1.5E-2", "-0.015"},
      {".inf", "\"Infinity\""},
      {"-.INF", "\"-Infinity\""},
      {".nan", "\"NaN\""},
      {"1.2.3", "\"1.2.3\""},
      {"2026-11-23", "\"2026-11-23\""},
      {"1_000", "\"1_000\""},
      {"10:20", "\"10:20\""},
      {".", "\".\""},
      {"-", "[null]"},
      {"'12'", "\"12\""},
      {"\"tr\\u0075e\"", "\"true\""},
      {"|\n a\n b\n", "\"a\\nb\\n\""},
      {">-\n a\n b\n", "\"a b\""},
      {"! 12", "\"12\""},
      {"!!str 12", "\"12\""},
      {"!!int '12'", "12"},
      {"!!float 12", "12.0"},
      {"!!null ''", "null"},
      {"a: 1\nb: [x, {c: }]\n", R"({"a":1,"b":["x",{"c":null}]})"},
      {"80: web\ntrue: x\n", R"({"80":"web","true":"x"})"},
      {"- a\n-\n  - b\n- c: d\n  e: f\n", R"(["a",["b"],{"c":"d","e":"f"}])"},
      {"a: &x {p: 1}\nb: *x\n", R"({"a":{"p":1},"b":{"p":1}})"},
      {"&k a: 1\nb: *k\n", R"({"a":1,"b":"a"})"},
      {"? a\n: 1\n", R"({"a":1})"},
      {"\"<<\": 1\n", R"({"<<":1})"},
      {"\xEF\xBB\xBFk: v\n", R"({"k":"v"})"},
      {"{\"a\": [1, 2.5, null]}", R"({"a":[1,2.5,null]})"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Read(c.yaml), c.json) << c.yaml;
    EXPECT_TRUE(diagnostics_.empty()) << c.yaml << Render(diagnostics_);
  }
}

TEST_F(YamlTest, ErrorsNamePlaceAndCause) {
  struct Case {
    std::string_view yaml;
    std::string_view message;
  };
  const Case cases[] = {
      {"a: 1\nb: 2\na: 3\n",
       "f.yaml:3:1: error: duplicate key \"a\"; it was given first at line 1, "
       "column 1\n"},
      {"<<: {a: 1}\n", "f.yaml:1:1: error: merge keys (\"<<\") are not"},
      {"a: !Ref b\n", "f.yaml:1:4: error: unknown tag \"!Ref\"\n"},
      {"a: !!binary aGk=\n",
       "f.yaml:1:4: error: unknown tag \"tag:yaml.org,2002:binary\"\n"},
      {"a: !!int x\n", "f.yaml:1:4: error: not a value of the tag \"!!int\"\n"},
      {"a: !x {}\n", "f.yaml:1:4: error: unknown tag \"!x\"\n"},
      {"a: 1\n---\nb: 2\n", "f.yaml:2:1: error: a second document; split"},
      {"a: *b\n", "f.yaml:1:4: error: unknown anchor \"b\"\n"},
      {"a: &a [*a]\n",
       "f.yaml:1:8: error: the anchor \"a\" contains an alias to itself\n"},
      {"{[a]: b}\n", "f.yaml:1:2: error: a key must be a string; put"},
      {"a: &x [1]\n*x : 2\n", "f.yaml:2:1: error: a key must be a string"},
      {"a: [1\nb: 2\n", "f.yaml:2:2: error: did not find expected ',' or ']'"},
      {"a:\n\t- b\n", "f.yaml:2:1: error: found character that cannot start"},
      {"a: \"x\n", "f.yaml:2:1: error: found unexpected end of stream"},
      {"\xC3\xA9\xC3\xA9: @\n", "f.yaml:1:7: error: found character that"},
      {"a: \xFF\n", "f.yaml:1:4: error: not UTF-8\n"},
      {"a: \x01\n", "f.yaml:1:4: error: control characters are not allowed"},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(Fail(c.yaml), ::testing::StartsWith(c.message)) << c.yaml;
  }
}

TEST_F(YamlTest, ReportsAllDuplicatesAndKeepsTheFirst) {
  Fail("a: 1\na: [2]\nb: 3\nb: {a: 4}\nc: 5\n");
  EXPECT_EQ(diagnostics_.error_count(), 2U);
  EXPECT_EQ(WriteJson(value_), R"({"a":1,"b":3,"c":5})");
}

TEST_F(YamlTest, KeepsWhatWasReadBeforeTheError) {
  Fail("a: 1\nb:\n  - x\n  - {y: 2\nc: 3\n");
  EXPECT_EQ(value_.Get("a").AsInt(), 1);
  EXPECT_EQ(value_.Get("b").AsList()[0].AsString(), "x");
}

TEST_F(YamlTest, AliasBombIsRefused) {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
    for (int j = 0; j < 10; ++j) bomb += (j > 0 ? ", " : "") + last;
    bomb += "]\n";
  }
  EXPECT_THAT(Fail(bomb), HasSubstr("aliases add more than 1000000 values"));
}

TEST_F(YamlTest, LimitsHold) {
  ReadOptions options;
  options.limits.depth = 2;
  EXPECT_EQ(Read("[[1]]", options), "[[1]]");
  EXPECT_TRUE(diagnostics_.empty());
  EXPECT_THAT(Fail("[[[1]]]", options),
              HasSubstr("1:3: error: nested deeper than 2 levels"));
  // An alias carries its own height.
  EXPECT_THAT(Fail("[&a [1], [*a]]", options), HasSubstr("nested deeper"));
  options.limits = {.depth = 9, .bytes = 10, .nodes = 3};
  EXPECT_EQ(Read("[1, 2]", options), "[1,2]");
  EXPECT_THAT(Fail("[1, 2, 3]", options),
              HasSubstr("1:8: error: more than 3 values"));
  EXPECT_THAT(Fail("[1, 2, 3, 4]", options), HasSubstr("longer than 10 bytes"));
  EXPECT_THAT(Fail(std::string(100'000, '['), {}),
              HasSubstr("nested deeper than 256 levels"));
}

TEST_F(YamlTest, EveryValueHasItsPlace) {
  Provenance provenance;
  const ReadOptions options{.file = "a.yaml", .provenance = &provenance};
  Read(
      "\xC3\xA9: \xC3\xA9\n"        // 1
      "map: &m\n"                   // 2
      "  x: 1\n"                    // 3
      "  y: [a, 'b']\n"             // 4
      "list:\n"                     // 5
      "- one\n"                     // 6
      "- two   # with a comment\n"  // 7
      "empty:\n"                    // 8
      "alias: *m\n",                // 9
      options);
  ASSERT_TRUE(diagnostics_.empty()) << Render(diagnostics_);
  const auto range = [&](const Value& v) {
    return provenance.Resolve(v.origin()).range;
  };
  EXPECT_EQ(range(value_), (SourceRange{1, 1, 9, 10}));
  EXPECT_EQ(range(value_.Get("\xC3\xA9")), (SourceRange{1, 5, 1, 7}));
  EXPECT_EQ(range(value_.Get("map")), (SourceRange{3, 3, 4, 14}));
  EXPECT_EQ(range(value_.Get("map").Get("y")), (SourceRange{4, 6, 4, 14}));
  EXPECT_EQ(range(value_.Get("map").Get("y").AsList()[1]),
            (SourceRange{4, 10, 4, 13}));
  EXPECT_EQ(range(value_.Get("list")), (SourceRange{6, 1, 7, 6}));
  EXPECT_EQ(range(value_.Get("list").AsList()[1]), (SourceRange{7, 3, 7, 6}));
  EXPECT_EQ(range(value_.Get("empty")).line, 8U);
  // An alias is the value it names, which stands where it was written.
  EXPECT_EQ(range(value_.Get("alias")), (SourceRange{3, 3, 4, 14}));
}

TEST_F(YamlTest, ATagMayStandForAMap) {
  const auto read = [this](std::string_view text, TagKey tag_key) {
    diagnostics_ = Diagnostics();
    const Value value =
        ReadYaml(text, factory_, {.file = "f.yaml"}, diagnostics_, tag_key);
    return WriteJson(value) + Render(diagnostics_);
  };
  const TagKey keys = [](std::string_view tag) -> std::string_view {
    if (tag == "!Ref") return "Ref";
    return tag == "!Join" ? "Fn::Join" : "";
  };
  EXPECT_EQ(read("a: !Ref B\nb: !Join ['', [x, !Ref 12]]", keys),
            R"({"a":{"Ref":"B"},"b":{"Fn::Join":["",["x",{"Ref":"12"}]]}})");
  EXPECT_EQ(read("a: &x !Ref B\nb: *x", keys),
            R"({"a":{"Ref":"B"},"b":{"Ref":"B"}})");
  EXPECT_EQ(read("a: !Join\n  k: v", keys), R"({"a":{"Fn::Join":{"k":"v"}}})");
  EXPECT_THAT(read("a: !Other B", keys), HasSubstr("unknown tag \"!Other\""));
  EXPECT_THAT(read("a: !Ref B", nullptr), HasSubstr("unknown tag \"!Ref\""));
}

TEST_F(YamlTest, UnknownMarkers) {
  const ReadOptions options{.file = "f.yaml", .unknown_markers = true};
  Read("a: {$unknown: why}\n", options);
  ASSERT_TRUE(value_.Get("a").is_unknown());
  EXPECT_EQ(value_.Get("a").AsUnknown()[0].message, "why");
  EXPECT_THAT(Fail("a: {$unknown: 1}\n", options),
              HasSubstr("f.yaml:1:4: error: malformed \"$unknown\""));
}

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "cel/library/library_testing.h"
#include "cel/library/text.h"

namespace plimsoll::cel {

namespace {

class StringsTest : public LibraryTest {
 protected:
  struct Case {
    std::string_view name;
    std::vector<Value> args;
    std::string_view result;
  };
  void Check(const std::vector<Case>& cases) {
    for (const Case& c : cases) {
      EXPECT_EQ(Run(c.name, c.args), c.result) << c.name;
    }
  }
  // "ta(c)o(c)aT" of the definition's cases: 7 code points, 10 bytes.
  Value Taco() { return S("ta\xC2\xA9o\xC2\xA9\xCE\xB1T"); }
};

TEST_F(StringsTest, Standard) {
  Check({
      {"size", {Taco()}, "7"},
      {"size", {B("\xC2\xA9")}, "2"},
      {"size", {L({I(1), I(2)})}, "2"},
      {"size", {M({{I(1), I(2)}})}, "1"},
      {"contains", {S("foobar"), S("ob")}, "true"},
      {"contains", {S("foobar"), S("")}, "true"},
      {"contains", {S("foobar"), S("oob ")}, "false"},
      {"startsWith", {S(""), S("foo")}, "false"},
      {"endsWith", {S("foobar"), S("bar")}, "true"},
      {"matches", {S("hubba"), S("ubb")}, "true"},
      {"matches", {S("hubba"), S("^ubb")}, "false"},
      {"matches", {S(""), S("")}, "true"},
  });
  EXPECT_EQ(Run("matches", {S("x"), S("(")}),
            "error(invalid regular expression: missing ): ()");
}

TEST_F(StringsTest, PositionsCountCodePoints) {
  Check({
      {"charAt", {S("tacocat"), I(3)}, "'o'"},
      {"charAt", {Taco(), I(5)}, "'\xCE\xB1'"},
      {"charAt", {S("tacocat"), I(7)}, "''"},
      {"charAt", {S("tacocat"), I(8)}, "error(index out of range: 8)"},
      {"charAt", {S("tacocat"), I(-1)}, "error(index out of range: -1)"},
      {"indexOf", {Taco(), S("\xC2\xA9")}, "2"},
      {"indexOf", {Taco(), S("\xC2\xA9"), I(3)}, "4"},
      {"indexOf", {Taco(), S("x")}, "-1"},
      {"indexOf", {S("tacocat"), S(""), I(3)}, "3"},
      {"indexOf",
       {S("tacocat"), S("a"), I(30)},
       "error(index out of range: 30)"},
      {"lastIndexOf", {Taco(), S("\xC2\xA9")}, "4"},
      {"lastIndexOf", {Taco(), S("\xC2\xA9\xCE\xB1"), I(4)}, "4"},
      {"lastIndexOf", {S("tacocat"), S("")}, "7"},
      {"lastIndexOf", {S("tacocat"), S(""), I(3)}, "3"},
      {"lastIndexOf", {S("hello wello"), S("ello"), I(6)}, "1"},
      {"lastIndexOf", {S("bananananana"), S("nana"), I(7)}, "6"},
      {"lastIndexOf", {S("a"), S("longer")}, "-1"},
      {"lastIndexOf", {S("a"), S("a"), I(-1)}, "error(index out of range: -1)"},
      {"substring", {Taco(), I(2), I(6)}, "'\xC2\xA9o\xC2\xA9\xCE\xB1'"},
      {"substring", {S("tacocat"), I(4)}, "'cat'"},
      {"substring", {S("tacocat"), I(4), I(4)}, "''"},
      {"substring", {S("tacocat"), I(40)}, "error(index out of range: 40)"},
      {"substring",
       {S("tacocat"), I(4), I(3)},
       "error(invalid substring range. start: 4, end: 3)"},
  });
}

TEST_F(StringsTest, SplitJoinReplace) {
  Check({
      {"split", {S("a b c"), S(" ")}, "['a', 'b', 'c']"},
      {"split", {S("a b c"), S(" "), I(2)}, "['a', 'b c']"},
      {"split", {S("a b c"), S(" "), I(1)}, "['a b c']"},
      {"split", {S("a b c"), S(" "), I(0)}, "[]"},
      {"split", {S("a b c"), S(" "), I(-1)}, "['a', 'b', 'c']"},
      {"split", {S("\xC2\xA9x"), S("")}, "['\xC2\xA9', 'x']"},
      {"split", {S("abc"), S(""), I(2)}, "['a', 'bc']"},
      {"split", {S(""), S("")}, "[]"},
      {"split", {S(""), S(",")}, "['']"},
      {"split", {S(",a,"), S(",")}, "['', 'a', '']"},
      {"join", {L({S("a"), S("b")})}, "'ab'"},
      {"join", {L({S("a"), S("b")}), S("-")}, "'a-b'"},
      {"join", {L({}), S("-")}, "''"},
      {"join", {L({S("a"), Unknown("x")})}, "unknown(x)"},
      {"join",
       {L({S("a"), I(1)})},
       "error(no such overload: join of a list with int)"},
      {"replace", {S("{0} {0}"), S("{0}"), S("2")}, "'2 2'"},
      {"replace", {S("{0} {0}"), S("{0}"), S("2"), I(1)}, "'2 {0}'"},
      {"replace", {S("aaa"), S("a"), S("b"), I(0)}, "'aaa'"},
      {"replace", {S("aaa"), S("a"), S("b"), I(-1)}, "'bbb'"},
      {"replace", {S("ab"), S(""), S("_")}, "'_a_b_'"},
      {"replace", {S("ab"), S(""), S("_"), I(2)}, "'_a_b'"},
      {"replace", {S(""), S(""), S("_")}, "'_'"},
  });
}

TEST_F(StringsTest, CaseTrimReverseQuote) {
  Check({
      {"lowerAscii", {S("TacoC\xC3\x86t@[")}, "'tacoc\xC3\x86t@['"},
      {"upperAscii", {S("tacoC\xCE\xB1t`{")}, "'TACOC\xCE\xB1T`{'"},
      {"trim", {S("\xC2\x85\xC2\xA0\xE1\x9A\x80 a b\t")}, "'a b'"},
      {"trim", {S(" \n")}, "''"},
      {"trim", {S("\xE1\xA0\x8E")}, "'\xE1\xA0\x8E'"},  // U+180E is no space.
      {"reverse", {Taco()}, "'T\xCE\xB1\xC2\xA9o\xC2\xA9\x61t'"},
      {"reverse", {S("")}, "''"},
      {"strings.quote", {S("a\"\\\n\x07")}, R"('"a\"\\\n\a"')"},
  });
}

TEST_F(StringsTest, Format) {
  const Value nested =
      L({S("abc"), D(3.14), Value(), L({I(9), I(8)}), Time(1675467080)});
  const Value map =
      M({{S("strKey"), S("x")}, {I(6), Span(422)}, {T(true), I(42)}});
  struct FormatCase {
    std::string_view text;
    std::vector<Value> args;
    std::string_view result;
  };
  const std::vector<FormatCase> cases = {
      {"none", {}, "'none'"},
      {"%% and %s%%", {S("x")}, "'% and x%'"},
      {"%d-%d", {I(-1), U(2)}, "'-1-2'"},
      {"%.3f", {D(1.2345)}, "'1.234'"},
      {"%.0f", {D(2.5)}, "'2'"},
      {"%f", {D(2.71828)}, "'2.718280'"},
      {"%.6e", {D(1052.032911275)}, "'1.052033e+03'"},
      {"%e", {I(2)}, "'2.000000e+00'"},
      {"%b %b", {I(-5), T(true)}, "'-101 1'"},
      {"%o", {I(11)}, "'13'"},
      {"%x %X", {I(30), I(-30)}, "'1e -1E'"},
      {"%x", {B("byte")}, "'62797465'"},
      {"%X", {S("j\xC2\xA9")}, "'6AC2A9'"},
      {"%s", {nested}, "'[abc, 3.14, null, [9, 8], 2023-02-03T23:31:20Z]'"},
      {"%s", {map}, "'{6: 422s, strKey: x, true: 42}'"},
      {"%s", {Call("type", {I(1)})}, "'int'"},
      {"%s %s", {I(1)}, "error(index 1 out of range)"},
      {"%s", {L({Unknown("deep")})}, "unknown(deep)"},
      {"%a",
       {I(1)},
       "error(could not parse formatting clause: unrecognized formatting "
       "clause \"a\")"},
      {"%",
       {I(1)},
       "error(could not parse formatting clause: unexpected end of string)"},
      {"%d",
       {Value()},
       "error(error during formatting: decimal clause can only be used on "
       "integers, was given null_type)"},
      {"%d",
       {D(1.5)},
       "error(error during formatting: decimal clause can only be used on "
       "integers, was given double)"},
      {"%.99999f",
       {D(1.5)},
       "error(could not parse formatting clause: error while parsing "
       "precision: '.99999')"},
  };
  for (const FormatCase& c : cases) {
    EXPECT_EQ(Run("format", {S(c.text), factory_.List(c.args)}), c.result)
        << c.text;
  }
}

TEST_F(StringsTest, ReplacingIsChargedForItsResult) {
  steps_ = 1000;
  const Value text = S(std::string(1000, 'a'));
  EXPECT_EQ(Run("replace", {text, S("a"), S(std::string(1000, 'b'))}),
            "error(cost limit exceeded)");
}

TEST(Text, EncodesWhatItDecodes) {
  for (const char32_t c : {U'a', U'\u00e9', U'\u20ac', U'\U0001F600'}) {
    std::string text;
    AppendUtf8(c, text);
    std::string_view rest = text;
    EXPECT_EQ(TakeCodePoint(rest), c);
    EXPECT_TRUE(rest.empty());
  }
}

}  // namespace

}  // namespace plimsoll::cel

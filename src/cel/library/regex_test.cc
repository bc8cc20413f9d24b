// SPDX-License-Identifier: Apache-2.0
#include "cel/library/regex.h"

#include "cel/library/library_testing.h"

namespace plimsoll::cel {

namespace {

class RegexTest : public LibraryTest {
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
};

TEST_F(RegexTest, Replace) {
  Check({
      {"regex.replace", {S("abc"), S("$"), S("_end")}, "'abc_end'"},
      {"regex.replace", {S("abc"), S("^"), S("_")}, "'_abc'"},
      {"regex.replace", {S("foo bar"), S("foo"), S("\\\\")}, "'\\ bar'"},
      {"regex.replace", {S("banana"), S("ana"), S("x")}, "'bxna'"},
      {"regex.replace", {S("abc"), S("b(.)"), S("x\\1\\0")}, "'axcbc'"},
      {"regex.replace", {S("a.b.c"), S("\\."), S("-"), I(1)}, "'a-b.c'"},
      {"regex.replace", {S("a.b.c"), S("\\."), S("-"), I(-1)}, "'a-b-c'"},
      {"regex.replace", {S("a.b.c"), S("\\."), S("-"), I(0)}, "'a.b.c'"},
      {"regex.replace", {S("abc"), S("x*"), S("-")}, "'-a-b-c-'"},
      {"regex.replace", {S("baaac"), S("a*"), S("-")}, "'-b-c-'"},
      {"regex.replace", {S("\xC2\xA9"), S(""), S("-")}, "'-\xC2\xA9-'"},
      {"regex.replace", {S("ab"), S("(a)|(z)"), S("[\\2]")}, "'[]b'"},
      {"regex.replace",
       {S("test"), S("(.)"), S("\\2")},
       "error(replacement string references group 2 but regex has only 1 "
       "group(s))"},
      {"regex.replace",
       {S("test"), S("(.)"), S("v\\")},
       "error(invalid replacement string: 'v\\' \\ not allowed at end)"},
      {"regex.replace",
       {S("test"), S("(.)"), S("\\v")},
       "error(invalid replacement string: '\\v' \\ must be followed by a digit "
       "or \\)"},
  });
}

TEST_F(RegexTest, Extract) {
  Check({
      {"regex.extract",
       {S("item-A, item-B"), S("item-(\\w+)")},
       "optional('A')"},
      {"regex.extract", {S("brand"), S("br")}, "optional('br')"},
      {"regex.extract", {S("hello"), S("bye")}, "none"},
      {"regex.extract",
       {S("hello"), S("(h)(e)")},
       "error(regular expression has more than one capturing group: "
       "'(h)(e)')"},
      {"regex.extract",
       {S("x"), S("(")},
       "error(invalid regular expression: missing ): ()"},
      {"regex.extractAll",
       {S("id:1, id:22"), S("id:\\d+")},
       "['id:1', 'id:22']"},
      {"regex.extractAll", {S("f_1 f_2"), S("f_(\\d+)")}, "['1', '2']"},
      {"regex.extractAll", {S("a b c"), S("(\\S*)\\s*")}, "['a', 'b', 'c']"},
      {"regex.extractAll", {S("abc"), S("x")}, "[]"},
      {"find", {S("abc 123"), S("[0-9]+")}, "'123'"},
      {"find", {S("abc"), S("[0-9]+")}, "''"},
      {"findAll", {S("1 22 333"), S("[0-9]+")}, "['1', '22', '333']"},
      {"findAll", {S("1 22 333"), S("[0-9]+"), I(2)}, "['1', '22']"},
      {"findAll", {S("1 22 333"), S("[0-9]+"), I(-1)}, "['1', '22', '333']"},
  });
}

TEST(Regex, RefusesHugePatterns) {
  std::string error;
  EXPECT_EQ(Regex::Compile("((a{100}){100}){100}", &error), nullptr);
  EXPECT_FALSE(error.empty());
  EXPECT_EQ(Regex::Compile(std::string(100'000, 'a'), &error), nullptr);
  EXPECT_EQ(error, "pattern too long");
}

TEST(Regex, CacheKeepsPatternsApart) {
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 200; ++i) {
      const std::string text = std::to_string(i);
      std::string error;
      const Regex* regex = CachedRegex("^" + text + "$", &error);
      ASSERT_NE(regex, nullptr);
      EXPECT_TRUE(regex->Matches(text));
      EXPECT_FALSE(regex->Matches(text + "0"));
    }
  }
}

TEST_F(RegexTest, SearchesAreCharged) {
  steps_ = 100;
  EXPECT_EQ(Run("findAll", {S(std::string(5000, 'a')), S("a")}),
            "error(cost limit exceeded)");
}

}  // namespace

}  // namespace plimsoll::cel

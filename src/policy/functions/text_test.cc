// SPDX-License-Identifier: Apache-2.0
#include "policy/functions/text.h"

#include <string>
#include <vector>

#include "policy/functions/functions_testing.h"

namespace plimsoll {
namespace {

class TextTest : public FunctionsTest {};

struct Case {
  std::string text;
  std::string expected;
};

TEST_F(TextTest, Csv) {
  for (const Case& c : std::vector<Case>{
           {"", "[]"},
           {"a,b", "[]"},
           {"a,b\n", "[]"},
           {"b,a\n1,2\n3,4", R"([{"a":"2","b":"1"},{"a":"4","b":"3"}])"},
           {"a,b\r\n1,2\r\n", R"([{"a":"1","b":"2"}])"},
           {"a\n\"x,\"\"y\"\"\nz\"\n", R"([{"a":"x,\"y\"\nz"}])"},
           {"a,b\n,\n", R"([{"a":"","b":""}])"},
           {"a\n\"\"\n", R"([{"a":""}])"},
           {"\xEF\xBB\xBF"
            "a\n1\n",
            R"([{"a":"1"}])"},
           {"\"a b\",c\n1,2\n", R"([{"a b":"1","c":"2"}])"},
           {"a,b\n1\n", "error(csv record 2: 1 fields, but the header has 2)"},
           {"a\n1,2\n", "error(csv record 2: 2 fields, but the header has 1)"},
           {"a,a\n1,2\n",
            "error(csv record 1: two columns have the same name)"},
           {"a\n\"1\n", "error(csv record 2: a quote is not closed)"},
           {"a\n\"1\"2\n", "error(csv record 2: text after a closing quote)"},
           {"a\n1\"2\n", "error(csv record 2: a quote inside a bare field)"},
           {"a\n\xFF\n", "error(csv: text is not UTF-8)"}}) {
    EXPECT_EQ(Run("csv", {S(c.text)}), c.expected) << c.text;
  }
}

TEST_F(TextTest, Arn) {
  for (
      const Case& c : std::vector<Case>{
          {"arn:aws:iam::111122223333:role/a:b",
           R"({"account":"111122223333","partition":"aws","region":"","resource":"role/a:b","service":"iam"})"},
          {"arn:aws-cn:s3:::b/k",
           R"({"account":"","partition":"aws-cn","region":"","resource":"b/k","service":"s3"})"},
          {"arn:aws:iam::1", "error(no ARN: \"arn:aws:iam::1\")"},
          {"arn:aws::::x", "error(no ARN: \"arn:aws::::x\")"},
          {"", "error(no ARN: \"\")"},
          {"bucket", "error(no ARN: \"bucket\")"}}) {
    EXPECT_EQ(Run("arn", {S(c.text)}), c.expected) << c.text;
  }
}

TEST_F(TextTest, UrlDecode) {
  for (const Case& c : std::vector<Case>{{"", R"("")"},
                                         {"a%20b+c", R"("a b+c")"},
                                         {"%7b%7D", R"("{}")"},
                                         {"%C3%A4", "\"\xC3\xA4\""},
                                         {"%",
                                          "error(url.decode: '%' without two "
                                          "hexadecimal digits)"},
                                         {"%4",
                                          "error(url.decode: '%' without two "
                                          "hexadecimal digits)"},
                                         {"%zz",
                                          "error(url.decode: '%' without "
                                          "two hexadecimal digits)"},
                                         {"%FF",
                                          "error(url.decode: the result is "
                                          "not UTF-8)"}}) {
    EXPECT_EQ(Run("url.decode", {S(c.text)}), c.expected) << c.text;
  }
}

TEST_F(TextTest, Json) {
  EXPECT_EQ(Run("json", {S(R"({"a":[1,2.5,null]})")}), R"({"a":[1,2.5,null]})");
  EXPECT_EQ(Run("json", {S("{")}).substr(0, 12), "error(json: ");
  // A text from outside can not say that it is unknown.
  EXPECT_EQ(Run("json", {S(R"({"$unknown":"x"})")}), R"({"$unknown":"x"})");
}

TEST_F(TextTest, Glob) {
  EXPECT_EQ(Run("glob", {S("logs-prod-1"), S("logs-*-?")}), "true");
  EXPECT_EQ(Run("glob", {S("logs-prod-12"), S("logs-*-?")}), "false");
  EXPECT_EQ(Run("glob", {S("A"), S("a")}), "false");
  steps_ = 3;
  EXPECT_EQ(Run("glob", {S(std::string(100, 'a')), S("*a*a*b")}).substr(0, 5),
            "error");
}

TEST_F(TextTest, AgeAndDays) {
  // Now is 1,000,000 s.
  EXPECT_EQ(Run("age", {factory_.Time({900'000, 0})}), R"("100000s")");
  EXPECT_EQ(Run("age", {factory_.Time({999'999, 500'000'000})}), R"("0.5s")");
  EXPECT_EQ(Run("age", {S("1970-01-01T00:00:00Z")}), R"("1000000s")");
  EXPECT_EQ(Run("age", {S("1970-02-01T00:00:00Z")}), R"("-1678400s")");
  EXPECT_EQ(Run("age", {S("yesterday")}), "error(no timestamp: \"yesterday\")");
  EXPECT_EQ(Run("days", {factory_.Span({86'399, 999'999'999})}), "0");
  EXPECT_EQ(Run("days", {factory_.Span({86'400, 0})}), "1");
  EXPECT_EQ(Run("days", {factory_.Span({-86'400, 500'000'000})}), "0");
  EXPECT_EQ(Run("days", {factory_.Span({-86'401, 500'000'000})}), "-1");
  EXPECT_FALSE(table_.at(table_.Find("age")[0]).pure);
  EXPECT_FALSE(table_.at(table_.Find("age")[1]).pure);
}

}  // namespace
}  // namespace plimsoll

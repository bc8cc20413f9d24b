// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll {
namespace {

using ::testing::ElementsAre;

TEST(Text, NearestName) {
  constexpr std::string_view kNames[] = {
      "Encrypted", "PubliclyAccessible", "Engine", "Arn"};
  struct Case {
    std::string_view word;
    std::string_view nearest;
  };
  const Case cases[] = {
      {"Encrypted", "Encrypted"},
      {"encrypted", "Encrypted"},
      {"Encypted", "Encrypted"},
      {"Encrpyted", "Encrypted"},
      {"PublicAccessible", "PubliclyAccessible"},
      {"Engines", "Engine"},
      {"Anr", "Arn"},
      {"Ar", ""},
      {"arn", "Arn"},
      {"Xyz", ""},
      {"", ""},
      {"SomethingElse", ""},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(NearestName(c.word, kNames), c.nearest) << c.word;
  }
  EXPECT_EQ(NearestName("x", {}), "");
  EXPECT_EQ(DidYouMean("Encypted", kNames), "did you mean \"Encrypted\"?");
  EXPECT_EQ(DidYouMean("Xyz", kNames), "");
}

TEST(Text, SplitAndJoin) {
  EXPECT_THAT(Split("a,b,,c", ','), ElementsAre("a", "b", "", "c"));
  EXPECT_THAT(Split("", ','), ElementsAre(""));
  EXPECT_THAT(Split(",", ','), ElementsAre("", ""));
  const std::vector<std::string> pieces{"a", "", "b"};
  EXPECT_EQ(Join(pieces, ", "), "a, , b");
  EXPECT_EQ(Join({}, ","), "");
}

TEST(Text, CaseIsAsciiOnly) {
  EXPECT_EQ(ToLower("AbC-\xC3\x89"), "abc-\xC3\x89");
  EXPECT_TRUE(EqualsIgnoreCase("Content-TYPE", "content-type"));
  EXPECT_FALSE(EqualsIgnoreCase("a", "ab"));
  EXPECT_FALSE(EqualsIgnoreCase("[", "{"));
}

TEST(Text, GlobMatches) {
  struct Case {
    std::string_view pattern;
    std::string_view text;
    bool matches;
  };
  const Case cases[] = {
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"*", "anything", true},
      {"s3:*", "s3:GetObject", true},
      {"s3:*", "ec2:Run", false},
      {"s3:Get*Policy", "s3:GetBucketPolicy", true},
      {"s3:Get*Policy", "s3:GetBucketPolicyStatus", false},
      {"a?c", "abc", true},
      {"a?c", "ac", false},
      {"?", "", false},
      {"*a*b*", "xxaxxbxx", true},
      {"*ab", "aab", true},
      {"a**b", "ab", true},
      {"[a]", "[a]", true},
      {"[a]", "a", false},
      {"\\*", "\\x", true},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(GlobMatches(c.pattern, c.text), c.matches)
        << c.pattern << " " << c.text;
  }
  // Would take longer than the universe if it tried every split.
  EXPECT_FALSE(
      GlobMatches("*a*a*a*a*a*a*a*a*a*a*a*a*b", std::string(5000, 'a')));
}

// Unicode 15, table 3-7:
// https://www.unicode.org/versions/Unicode15.0.0/ch03.pdf
TEST(Text, IsUtf8) {
  for (const std::string_view good : {"",
                                      "plain ascii text",
                                      "\xC2\x80",
                                      "\xDF\xBF",
                                      "\xE0\xA0\x80",
                                      "\xED\x9F\xBF",
                                      "\xEE\x80\x80",
                                      "\xF0\x90\x80\x80",
                                      "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(IsUtf8(good));
    EXPECT_TRUE(IsUtf8("12345678" + std::string(good) + "12345678"));
  }
  for (const std::string_view bad : {"\x80",
                                     "\xBF",
                                     "\xC0\x80",
                                     "\xC1\xBF",
                                     "\xC2",
                                     "\xC2\x41",
                                     "\xE0\x9F\xBF",
                                     "\xE0\xA0",
                                     "\xED\xA0\x80",
                                     "\xEF\xBF",
                                     "\xF0\x8F\xBF\xBF",
                                     "\xF0\x90\x80",
                                     "\xF4\x90\x80\x80",
                                     "\xF5\x80\x80\x80",
                                     "\xFF"}) {
    EXPECT_FALSE(IsUtf8(bad));
    EXPECT_EQ(Utf8PrefixLength("123456789" + std::string(bad)), 9U);
  }
}

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "report/clean_text.h"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

TEST(CleanTextTest, BadBytesAreReplacedOneByOne) {
  EXPECT_EQ(ValidUtf8(""), "");
  EXPECT_EQ(ValidUtf8("caf\xC3\xA9"), "caf\xC3\xA9");
  EXPECT_EQ(ValidUtf8("\xff"
                      "a\xfe"),
            "\xEF\xBF\xBD"
            "a\xEF\xBF\xBD");
}

TEST(CleanTextTest, MarkupIsEscaped) {
  EXPECT_EQ(EscapeMarkup("<a b=\"c\">'&'\n</a>]]>"),
            "&lt;a b=&quot;c&quot;&gt;&#39;&amp;&#39;&#10;&lt;/a&gt;]]&gt;");
  EXPECT_EQ(EscapeMarkup("\x1b[0m"), "\xEF\xBF\xBD[0m");
  EXPECT_EQ(EscapeMarkup("\xEF\xBF\xBF!"), "\xEF\xBF\xBD!");
}

TEST(CleanTextTest, CutCountsCharactersNotBytes) {
  EXPECT_EQ(CutCharacters("abcdef", 6), "abcdef");
  EXPECT_EQ(CutCharacters("abcdefg", 6), "abc...");
  EXPECT_EQ(CutCharacters("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", 5).size(),
            10U);
  EXPECT_EQ(CutCharacters("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9", 4),
            "\xC3\xA9...");
}

}  // namespace
}  // namespace plimsoll

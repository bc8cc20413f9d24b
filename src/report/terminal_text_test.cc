// SPDX-License-Identifier: Apache-2.0
#include "report/terminal_text.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace plimsoll {
namespace {

TEST(TerminalTextTest, PrintableLineDisarmsControls) {
  EXPECT_EQ(PrintableLine("a\nb\tc"), "a b c");
  EXPECT_EQ(PrintableLine("\x1b[31mred"), "\xEF\xBF\xBD[31mred");
  EXPECT_EQ(PrintableLine("a\xff"
                          "b"),
            "a\xEF\xBF\xBD"
            "b");
  // A right-to-left override.
  EXPECT_EQ(PrintableLine("x\xE2\x80\xAEy"), "x\xEF\xBF\xBDy");
  // A C1 control (CSI as one character).
  EXPECT_EQ(PrintableLine("\xC2\x9B"), "\xEF\xBF\xBD");
  EXPECT_EQ(PrintableLine("caf\xC3\xA9"), "caf\xC3\xA9");
}

TEST(TerminalTextTest, WidthFollowsWhatTerminalsDo) {
  EXPECT_EQ(DisplayWidth(""), 0U);
  EXPECT_EQ(DisplayWidth("abc"), 3U);
  EXPECT_EQ(DisplayWidth("\xE6\x9D\xB1\xE4\xBA\xAC"), 4U);  // two Han letters
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1U);                 // combining acute
  EXPECT_EQ(DisplayWidth("\xF0\x9F\x94\x93"), 2U);          // open lock
}

TEST(TerminalTextTest, TruncateNeverSplitsACharacter) {
  const std::string text = "a\xC3\xA9\xE6\x9D\xB1\xF0\x9F\x94\x93z";
  for (std::size_t width = 1; width <= 8; ++width) {
    const std::string cut = Truncate(text, width);
    EXPECT_TRUE(IsUtf8(cut)) << width;
    EXPECT_LE(DisplayWidth(cut), width);
    EXPECT_EQ(DisplayWidth(Fit(text, width)), width);
  }
  EXPECT_EQ(Truncate("abcdef", 4), "abc\xE2\x80\xA6");
  EXPECT_EQ(Truncate("abcd", 4), "abcd");
}

TEST(TerminalTextTest, WrapBreaksAtBlanks) {
  EXPECT_EQ(Wrap("one two three", 7),
            (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(Wrap("abcdefgh", 3),
            (std::vector<std::string>{"abc", "def", "gh"}));
  EXPECT_EQ(Wrap("", 5), std::vector<std::string>{""});
  EXPECT_EQ(Wrap("\xE6\x9D\xB1\xE4\xBA\xAC", 1).size(), 2U);
}

}  // namespace
}  // namespace plimsoll

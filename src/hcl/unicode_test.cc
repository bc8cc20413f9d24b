// SPDX-License-Identifier: Apache-2.0
#include "hcl/unicode.h"

#include <gtest/gtest.h>

#include "hcl/lexer.h"

namespace plimsoll::hcl {
namespace {

TEST(UnicodeTest, NormalFormC) {
  EXPECT_EQ(ToNfc("e\xCC\x81"), "\xC3\xA9");     // e + acute
  EXPECT_EQ(ToNfc("\xE2\x84\xAB"), "\xC3\x85");  // angstrom sign
  EXPECT_EQ(ToNfc("\xE1\x84\x80\xE1\x85\xA1"), "\xEA\xB0\x80");  // Hangul
  // Marks of several classes are sorted: dot below (220) before dot above.
  EXPECT_EQ(ToNfc("q\xCC\x87\xCC\xA3"), "q\xCC\xA3\xCC\x87");
  // A starter between stops composition.
  EXPECT_EQ(ToNfc("ea\xCC\x81"), "e\xC3\xA1");
}

TEST(UnicodeTest, GraphemeClusters) {
  EXPECT_EQ(GraphemeCount("abc"), 3U);
  EXPECT_EQ(GraphemeCount("\r\n"), 1U);
  // Family of four: four people joined by zero width joiners.
  EXPECT_EQ(GraphemeCount("\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80"
                          "\x8D\xF0\x9F\x91\xA7\xE2\x80\x8D\xF0\x9F\x91\xA6"),
            1U);
  // Two flags are four regional indicators.
  EXPECT_EQ(GraphemeCount("\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA\xF0\x9F\x87\xAB"
                          "\xF0\x9F\x87\xB7"),
            2U);
  EXPECT_EQ(GraphemeLength("e\xCC\x81x"), 3U);
}

TEST(UnicodeTest, SimpleCaseMaps) {
  EXPECT_EQ(ToUpperSimple(U'\u00E4'), U'\u00C4');
  EXPECT_EQ(ToUpperSimple(U'\u00DF'), U'\u00DF');  // sharp s has none
  EXPECT_EQ(ToLowerSimple(U'\u0130'), U'i');
  EXPECT_EQ(ToTitleSimple(U'\u01C6'), U'\u01C5');
  EXPECT_EQ(ToTitleSimple(U'a'), U'A');
}

TEST(UnicodeTest, Identifiers) {
  EXPECT_TRUE(IsIdentifier("a-b_1"));
  EXPECT_TRUE(IsIdentifier("\xC3\xA9t\xC3\xA9"));
  EXPECT_TRUE(IsIdentifier("_a"));
  EXPECT_FALSE(IsIdentifier("1a"));
  EXPECT_FALSE(IsIdentifier("-a"));
  EXPECT_FALSE(IsIdentifier("a b"));
  EXPECT_FALSE(IsIdentifier(""));
}

TEST(UnicodeTest, TrimsUnicodeSpace) {
  EXPECT_EQ(TrimSpace(" \t\xC2\xA0x\xE3\x80\x80\n"), "x");
  EXPECT_EQ(TrimSpaceRight("\xE2\x82\xAC "), "\xE2\x82\xAC");
}

}  // namespace
}  // namespace plimsoll::hcl

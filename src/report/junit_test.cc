// SPDX-License-Identifier: Apache-2.0
#include "report/junit.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "report/testdata_fixture.h"

namespace plimsoll {
namespace {

using report_testing::ExpectGolden;
using report_testing::Fixture;
using report_testing::Render;

// report_junit_well_formed (CTest) reads the golden file with xmllint.
TEST(JunitTest, RichScan) {
  Fixture fixture;
  fixture.AddRichScan();
  ExpectGolden("rich.junit.xml", Render("junit", fixture.result));
}

TEST(JunitTest, CountsAddUp) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::string text = Render("junit", fixture.result);
  EXPECT_NE(text.find("<testsuites name=\"plimsoll\" tests=\"26\" "
                      "failures=\"16\" errors=\"7\" skipped=\"1\">"),
            std::string::npos)
      << text.substr(0, 200);
  EXPECT_NE(text.find("<testsuite name=\"coverage\" tests=\"4\""),
            std::string::npos);
}

TEST(JunitTest, NamesCannotBreakOut) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::string text = Render("junit", fixture.result);
  EXPECT_EQ(text.find("<script"), std::string::npos);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_TRUE(IsUtf8(text));
}

}  // namespace
}  // namespace plimsoll

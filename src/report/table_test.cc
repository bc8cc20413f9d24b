// SPDX-License-Identifier: Apache-2.0
#include "report/table.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "report/terminal_text.h"
#include "report/testdata_fixture.h"

namespace plimsoll {
namespace {

using report_testing::ExpectGolden;
using report_testing::Fixture;
using report_testing::Render;

TEST(TableTest, RichScan) {
  Fixture fixture;
  fixture.AddRichScan();
  ReportOptions options;
  options.width = 120;
  ExpectGolden("rich.table.txt", Render("table", fixture.result, options));
}

TEST(TableTest, RichScanInColourWithEverything) {
  Fixture fixture;
  fixture.AddRichScan();
  ReportOptions options;
  options.color = true;
  options.verbose = true;
  ExpectGolden("rich.verbose.txt", Render("table", fixture.result, options));
}

TEST(TableTest, CleanScanStillTellsWhatItJudged) {
  Fixture fixture;
  fixture.result.accounts.push_back(
      {"111111111111", "prod", true, {"eu-west-1"}, 12});
  const std::string text = Render("table", fixture.result);
  EXPECT_NE(text.find("1 account, 12 resources: 0 failed, 0 unknown, "
                      "0 not read, 0 passed."),
            std::string::npos)
      << text;
}

TEST(TableTest, WithoutColourThereIsNoEscape) {
  Fixture fixture;
  fixture.AddRichScan();
  for (const bool verbose : {false, true}) {
    ReportOptions options;
    options.verbose = verbose;
    EXPECT_EQ(Render("table", fixture.result, options).find('\x1b'),
              std::string::npos);
  }
}

TEST(TableTest, RowsKeepToTheTerminal) {
  Fixture fixture;
  fixture.AddRichScan();
  for (const std::size_t width : {80U, 100U, 132U, 200U}) {
    ReportOptions options;
    options.width = width;
    options.verbose = true;
    const std::string text = Render("table", fixture.result, options);
    EXPECT_TRUE(IsUtf8(text));
    for (const std::string_view line : Split(text, '\n')) {
      EXPECT_LE(DisplayWidth(line), width) << line;
    }
  }
}

TEST(TableTest, CutListsSayHowToSeeAll) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::string text = Render("table", fixture.result);
  EXPECT_NE(
      text.find("... and 11 more (1 of them unknown); --verbose shows all"),
      std::string::npos)
      << text;
  EXPECT_NE(text.find("Checks without rows: --verbose shows their resources"),
            std::string::npos);
}

TEST(TableTest, OfManyAccountsTheWorstAreShown) {
  Fixture fixture;
  fixture.AddManyFindings(600, 60);
  fixture.result.accounts[59].reachable = false;
  ReportOptions options;
  const std::string text = Render("table", fixture.result, options);
  EXPECT_NE(text.find("... and 36 accounts with fewer fails; --verbose shows"),
            std::string::npos);
  EXPECT_NE(text.find("  400000000059  NOT REACHED"), std::string::npos);
  options.verbose = true;
  EXPECT_EQ(Render("table", fixture.result, options).find("... and"),
            std::string::npos);
}

TEST(TableTest, GapsAreShownWithTheirRemedy) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::string text = Render("table", fixture.result);
  EXPECT_NE(text.find("NOT READ: 4 gaps in the coverage"), std::string::npos);
  EXPECT_NE(text.find("-> grant s3:GetBucketVersioning"), std::string::npos);
  EXPECT_NE(text.find("NOT REACHED"), std::string::npos);
  EXPECT_NE(text.find("The scan is incomplete:"), std::string::npos);
}

}  // namespace
}  // namespace plimsoll

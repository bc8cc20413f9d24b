// SPDX-License-Identifier: Apache-2.0
#include "report/json.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "report/testdata_fixture.h"
#include "value/json.h"

namespace plimsoll {
namespace {

using report_testing::ExpectGolden;
using report_testing::Fixture;
using report_testing::Render;

TEST(JsonReportTest, RichScan) {
  Fixture fixture;
  fixture.AddRichScan();
  ExpectGolden("rich.json", Render("json", fixture.result));
}

TEST(JsonReportTest, IsJsonAndUtf8WhateverTheNames) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::string text = Render("json", fixture.result);
  KeyTable keys;
  Arena arena;
  EXPECT_TRUE(ReadJson(text, ValueFactory(arena, keys)));
  EXPECT_TRUE(IsUtf8(text));
}

TEST(JsonReportTest, EmptyScanIsADocument) {
  Fixture fixture;
  ExpectGolden("empty.json", Render("json", fixture.result));
}

TEST(JsonReportTest, WithoutPassedStillCountsThem) {
  Fixture fixture;
  fixture.AddRichScan();
  ReportOptions options;
  options.show_passed = false;
  const std::string text = Render("json", fixture.result, options);
  EXPECT_EQ(text.find(R"("verdict":"pass","account")"), std::string::npos);
  EXPECT_EQ(text.find(R"("verdict":"na","account")"), std::string::npos);
  EXPECT_NE(text.find(R"("verdicts":{"pass":2,"fail":16,"unknown":2)"),
            std::string::npos);
}

TEST(JsonReportTest, NoClockReading) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::string before = Render("json", fixture.result);
  fixture.result.time += 1000;
  EXPECT_EQ(Render("json", fixture.result), before);
  EXPECT_EQ(Render("jsonl", fixture.result).find("1780001000"),
            std::string::npos);
}

TEST(JsonLinesTest, OneObjectALineAndGapsToo) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::string text = Render("jsonl", fixture.result);
  ExpectGolden("rich.jsonl", text);
  std::vector<std::string_view> lines = Split(text, '\n');
  ASSERT_EQ(lines.back(), "");
  lines.pop_back();
  EXPECT_EQ(lines.size(),
            fixture.result.findings.size() + fixture.result.gaps.size());
  std::size_t gaps = 0;
  for (const std::string_view line : lines) {
    KeyTable keys;
    Arena arena;
    ASSERT_TRUE(ReadJson(line, ValueFactory(arena, keys))) << line;
    if (line.starts_with(R"({"kind":"gap")")) ++gaps;
  }
  EXPECT_EQ(gaps, fixture.result.gaps.size());
}

}  // namespace
}  // namespace plimsoll

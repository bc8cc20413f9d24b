// SPDX-License-Identifier: Apache-2.0
#include "report/ocsf.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "report/testdata_fixture.h"
#include "value/json.h"

namespace plimsoll {
namespace {

using report_testing::ExpectGolden;
using report_testing::Fixture;
using report_testing::Render;

std::size_t Count(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t i = text.find(part); i != std::string_view::npos;
       i = text.find(part, i + part.size())) {
    ++count;
  }
  return count;
}

// report_schemas (CTest) checks the golden file against the OCSF schema.
TEST(OcsfTest, RichScan) {
  Fixture fixture;
  fixture.AddRichScan();
  ExpectGolden("rich.ocsf.jsonl", Render("ocsf", fixture.result));
}

TEST(OcsfTest, EveryEventHasWhatTheClassRequires) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::string text = Render("ocsf", fixture.result);
  std::size_t events = 0;
  for (const std::string_view line : Split(text, '\n')) {
    if (line.empty()) continue;
    ++events;
    KeyTable keys;
    Arena arena;
    ASSERT_TRUE(ReadJson(line, ValueFactory(arena, keys))) << line;
    for (const std::string_view member :
         {R"("activity_id":1)",
          R"("category_uid":2)",
          R"("class_uid":2003)",
          R"("type_uid":200301)",
          R"("time":1780000000000)",
          R"("severity_id":)",
          R"("metadata":{"version":"1.8.0","product":)",
          R"("cloud":{"provider":"AWS")",
          R"("finding_info":{"uid":")",
          R"("compliance":{)"}) {
      EXPECT_NE(line.find(member), std::string_view::npos) << member;
    }
  }
  // All findings but the one that does not apply, and all gaps.
  EXPECT_EQ(events,
            fixture.result.findings.size() - 1 + fixture.result.gaps.size());
}

TEST(OcsfTest, VerdictsBecomeComplianceStates) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::string text = Render("ocsf", fixture.result);
  EXPECT_EQ(Count(text, R"("status":"Fail","status_id":3,"status_code":)"),
            16U);
  EXPECT_EQ(Count(text, R"("status":"Pass","status_id":1,"status_code":)"), 2U);
  // Two unknown, one error, four gaps.
  EXPECT_EQ(Count(text, R"("status":"Warning","status_id":2,"status_code":)"),
            7U);
}

}  // namespace
}  // namespace plimsoll

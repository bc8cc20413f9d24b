// SPDX-License-Identifier: Apache-2.0
#include "report/asff.h"

#include <gtest/gtest.h>

#include "report/testdata_fixture.h"
#include "value/json.h"

namespace plimsoll {
namespace {

using report_testing::ExpectGolden;
using report_testing::Fixture;
using report_testing::Render;

TEST(AsffTest, RichScan) {
  Fixture fixture;
  fixture.AddRichScan();
  ExpectGolden("rich.asff.json", Render("asff", fixture.result));
}

TEST(AsffTest, EmptyScanIsAnEmptyArray) {
  Fixture fixture;
  EXPECT_EQ(Render("asff", fixture.result), "[\n]\n");
}

TEST(AsffTest, LongTextsKeepToTheLimits) {
  Fixture fixture;
  fixture.AddManyFindings(2, 1);
  Finding& finding = fixture.result.findings.front();
  finding.verdict = Verdict::kFail;
  finding.message = std::string(5000, 'x');
  SharedTags::Map tags;
  for (int i = 0; i < 80; ++i) {
    tags[std::to_string(1000 + i)] = std::string(400, 'y');
  }
  finding.tags = tags;
  const std::string text = Render("asff", fixture.result);
  EXPECT_NE(text.find("\"Description\":\"" + std::string(1021, 'x') + "...\""),
            std::string::npos);
  EXPECT_EQ(text.find(std::string(257, 'y')), std::string::npos);
  EXPECT_NE(text.find("\"1049\":"), std::string::npos);
  EXPECT_EQ(text.find("\"1050\":"), std::string::npos);
}

TEST(AsffTest, ArnFollowsPartitionAndRegion) {
  Fixture fixture;
  fixture.AddManyFindings(1, 1);
  Finding& finding = fixture.result.findings.front();
  finding.partition = "aws-us-gov";
  finding.region = "global";
  finding.account = "123456789012";
  const std::string text = Render("asff", fixture.result);
  EXPECT_NE(text.find("\"arn:aws-us-gov:securityhub:us-gov-west-1:123456789012:"
                      "product/123456789012/default\""),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "report/summary.h"

#include <gtest/gtest.h>

#include "report/testdata_fixture.h"

namespace plimsoll {
namespace {

using report_testing::Fixture;

TEST(SummaryTest, CountsEveryVerdictOnce) {
  Fixture fixture;
  fixture.AddRichScan();
  const ReportSummary summary = Summarize(fixture.result);
  EXPECT_EQ(summary.total.fail, 16U);
  EXPECT_EQ(summary.total.unknown, 2U);
  EXPECT_EQ(summary.total.error, 1U);
  EXPECT_EQ(summary.total.pass, 2U);
  EXPECT_EQ(summary.total.not_applicable, 1U);
  EXPECT_EQ(summary.total.open(), 19U);
  EXPECT_EQ(summary.Of(Severity::kCritical).fail, 2U);
  EXPECT_EQ(summary.Of(Severity::kHigh).unknown, 1U);
  EXPECT_EQ(summary.resource_count, 1290U);
  EXPECT_EQ(summary.accounts.at("333333333333").open(), 0U);
  EXPECT_EQ(summary.account_fails.at("222222222222").at(4), 1U);
}

TEST(SummaryTest, GroupsFollowTheReportOrder) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::vector<CheckGroup> groups = GroupByCheck(fixture.result.findings);
  ASSERT_EQ(groups.size(), 5U);
  EXPECT_EQ(groups[0].check->id, "aws-s3-bucket-not-public");
  EXPECT_EQ(groups[0].findings.size(), 3U);
  EXPECT_EQ(groups[4].check->severity, Severity::kInfo);
  EXPECT_TRUE(GroupByCheck({}).empty());
}

TEST(SummaryTest, GapsThatHideResourcesComeFirst) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::vector<GapGroup> groups = GroupGaps(fixture.result.gaps);
  ASSERT_EQ(groups.size(), 3U);
  EXPECT_EQ(groups[0].subject, "guardduty:ListDetectors");
  EXPECT_EQ(groups[0].gap_count, 2U);
  EXPECT_EQ(groups[0].regions,
            (std::vector<std::string>{"eu-west-1", "us-east-1"}));
  EXPECT_EQ(groups[1].subject, "sts:AssumeRole");
  EXPECT_TRUE(groups[1].listing);
  EXPECT_TRUE(groups[1].regions.empty());
  EXPECT_EQ(groups[2].resource_count, 1U);
  EXPECT_FALSE(groups[2].listing);
}

TEST(SummaryTest, NumbersAreGroupedByThousands) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1000), "1,000");
  EXPECT_EQ(Grouped(1234567), "1,234,567");
  EXPECT_EQ(Counted(1, "account"), "1 account");
  EXPECT_EQ(Counted(1200, "account"), "1,200 accounts");
}

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "finding/finding.h"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

TEST(Finding, UidIsStableAndOfBothIds) {
  const std::string uid = FindingUid("aws-s3-bucket-versioning", "arn:x");
  EXPECT_EQ(uid.size(), 32U);
  EXPECT_EQ(uid, FindingUid("aws-s3-bucket-versioning", "arn:x"));
  EXPECT_NE(uid, FindingUid("aws-s3-bucket-versioning", "arn:y"));
  EXPECT_NE(uid, FindingUid("aws-s3-bucket-versionin", "garn:x"));
}

TEST(Finding, WorstComesFirst) {
  Check high;
  high.id = "b";
  high.severity = Severity::kHigh;
  Check low;
  low.id = "a";
  low.severity = Severity::kLow;
  Finding x;
  x.check = &high;
  x.account = "2";
  Finding y;
  y.check = &low;
  Finding z = x;
  z.account = "1";
  EXPECT_TRUE(ReportOrder(x, y));
  EXPECT_FALSE(ReportOrder(y, x));
  EXPECT_TRUE(ReportOrder(z, x));
  EXPECT_FALSE(ReportOrder(x, x));
}

}  // namespace
}  // namespace plimsoll

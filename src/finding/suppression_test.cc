// SPDX-License-Identifier: Apache-2.0
#include "finding/suppression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll {
namespace {

using testing::ElementsAre;

TEST(SuppressionTest, ReadsEveryForm) {
  const auto found = ReadSuppressions(
      "a: 1  # plimsoll:ignore=x-y,z reason=\"as agreed\" expires=2026-12-31\n"
      "# checkov:skip=CKV_AWS_20,CKV_AWS_21: public on purpose\n"
      "b: 2\n"
      "//tfsec:ignore:aws-s3-no-public tfsec:ignore:*\n"
      "# trivy:ignore:AWS-0107:exp:2026-01-02\n"
      "c: '# plimsoll:ignore=quoted'\n");
  ASSERT_EQ(found.size(), 5U);
  EXPECT_THAT(found[0].ids, ElementsAre("x-y", "z"));
  EXPECT_EQ(found[0].reason, "as agreed");
  EXPECT_EQ(found[0].expires, "2026-12-31");
  EXPECT_FALSE(found[0].alone);
  EXPECT_THAT(found[1].ids, ElementsAre("CKV_AWS_20", "CKV_AWS_21"));
  EXPECT_EQ(found[1].reason, "public on purpose");
  EXPECT_EQ(found[1].above_line, 3U);
  EXPECT_THAT(found[2].ids, ElementsAre("aws-s3-no-public"));
  EXPECT_THAT(found[3].ids, ElementsAre("*"));
  EXPECT_EQ(found[4].expires, "2026-01-02");
  EXPECT_EQ(found[4].above_line, 6U);
}

TEST(SuppressionTest, CoversItsBlockAndWhatStandsBelow) {
  const auto found = ReadSuppressions(
      "# plimsoll:ignore=above\n"
      "# checkov:skip=NOT_ABOVE\n"
      "Block:\n"
      "  a: 1  # checkov:skip=INSIDE\n"
      "Other:\n");
  ASSERT_EQ(found.size(), 3U);
  const SourceRange block{3, 1, 4, 8};
  EXPECT_TRUE(Covers(found[0], block));
  EXPECT_FALSE(Covers(found[1], block));
  EXPECT_TRUE(Covers(found[2], block));
  EXPECT_FALSE(Covers(found[0], {5, 1, 5, 7}));
}

}  // namespace
}  // namespace plimsoll

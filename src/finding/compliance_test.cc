// SPDX-License-Identifier: Apache-2.0
#include "finding/compliance.h"

#include <gtest/gtest.h>

#include "finding/compliance_testing.h"

namespace plimsoll {
namespace {

class ComplianceTest : public testing::Test {
 protected:
  void Add(std::size_t check, std::string account, Verdict verdict) {
    Finding finding;
    finding.check = catalogue_->checks()[check].get();
    finding.account = std::move(account);
    finding.verdict = verdict;
    findings_.push_back(std::move(finding));
  }

  void AddGap(std::string account, std::string type, bool listing) {
    Gap gap;
    gap.account = std::move(account);
    gap.type = std::move(type);
    gap.listing = listing;
    gaps_.push_back(std::move(gap));
  }

  FrameworkResult Score(const std::string& account) const {
    return ScoreFramework(catalogue_->frameworks()[0],
                          *catalogue_,
                          selection_,
                          account,
                          FindingCounts(findings_, gaps_));
  }

  KeyTable keys_;
  std::unique_ptr<const Catalogue> catalogue_ = MakeToyCatalogue(4, 1, keys_);
  CheckSelection selection_;
  std::vector<Finding> findings_;
  std::vector<Gap> gaps_;
};

TEST_F(ComplianceTest, CountsEachAccountByItself) {
  Add(0, "1", Verdict::kPass);
  Add(0, "1", Verdict::kPass);
  Add(0, "2", Verdict::kFail);
  Add(1, "1", Verdict::kFail);
  Add(1, "1", Verdict::kUnknown);
  Add(2, "1", Verdict::kError);
  const FrameworkResult result = Score("1");
  ASSERT_EQ(result.requirements.size(), 5U);
  EXPECT_EQ(result.requirements[0].verdict, Verdict::kPass);
  EXPECT_EQ(result.requirements[0].pass_count, 2U);
  EXPECT_EQ(result.requirements[0].fail_count, 0U);
  EXPECT_EQ(result.requirements[1].verdict, Verdict::kFail);
  EXPECT_EQ(result.requirements[1].unknown_count, 1U);
  EXPECT_EQ(result.requirements[2].verdict, Verdict::kUnknown);
  EXPECT_EQ(result.requirements[3].verdict, Verdict::kNotApplicable);
  EXPECT_TRUE(result.requirements[4].manual);
  EXPECT_DOUBLE_EQ(result.score, 33.33);
  EXPECT_EQ(Score("2").requirements[0].verdict, Verdict::kFail);
  EXPECT_EQ(Score("3").score, -1);
}

TEST_F(ComplianceTest, FailedListingMakesItUnknownUnlessItFails) {
  Add(0, "1", Verdict::kPass);
  Add(1, "1", Verdict::kFail);
  AddGap("1", "Toy::Box", false);
  EXPECT_EQ(Score("1").requirements[0].verdict, Verdict::kPass);
  AddGap("1", "Toy::Ball", true);
  EXPECT_EQ(Score("1").requirements[0].verdict, Verdict::kPass);
  AddGap("1", "Toy::Box", true);
  EXPECT_EQ(Score("1").requirements[0].verdict, Verdict::kUnknown);
  EXPECT_EQ(Score("1").requirements[1].verdict, Verdict::kFail);
  // A gap without a type is one of the whole account.
  AddGap("2", "", true);
  EXPECT_EQ(Score("2").requirements[3].verdict, Verdict::kUnknown);
  EXPECT_EQ(Score("3").requirements[3].verdict, Verdict::kNotApplicable);
}

TEST_F(ComplianceTest, RequirementWithoutSelectedCheckIsNotChecked) {
  selection_ = CheckSelection({catalogue_->checks()[0].get()});
  Add(0, "1", Verdict::kPass);
  AddGap("1", "Toy::Ball", true);
  const FrameworkResult result = Score("1");
  EXPECT_EQ(result.requirements[0].verdict, Verdict::kPass);
  EXPECT_FALSE(result.requirements[0].not_checked);
  EXPECT_EQ(result.requirements[1].verdict, Verdict::kNotApplicable);
  EXPECT_TRUE(result.requirements[1].not_checked);
  EXPECT_EQ(result.requirements[1].unknown_count, 0U);
  EXPECT_FALSE(result.requirements[4].not_checked);  // Manual.
  EXPECT_DOUBLE_EQ(result.score, 100);
}

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/catalogue_files.h"
#include "app/check_filter.h"
#include "app/config.h"
#include "app/progress.h"

namespace plimsoll {
namespace {

using testing::HasSubstr;

class ConfigTest : public testing::Test {
 protected:
  std::string ErrorsOf(std::string_view text) {
    diagnostics_ = {};
    config_ = ReadConfig(
        text, "conf/plimsoll.yaml", ValueFactory(arena_, keys_), diagnostics_);
    return Render(diagnostics_);
  }

  KeyTable keys_;
  Arena arena_;
  Diagnostics diagnostics_;
  Config config_;
};

TEST_F(ConfigTest, ReadsCatalogsParametersAndDisabledChecks) {
  EXPECT_EQ(ErrorsOf("catalog: [own, /abs]\n"
                     "checks:\n"
                     "  a: { params: { age: 45 } }\n"
                     "  b: { enabled: false }\n"),
            "");
  EXPECT_EQ(config_.catalogs, (std::vector<std::string>{"conf/own", "/abs"}));
  ASSERT_EQ(config_.parameters.size(), 1U);
  EXPECT_EQ(config_.parameters[0].name, "age");
  EXPECT_EQ(config_.parameters[0].range.line, 3U);
  ASSERT_EQ(config_.checks.size(), 2U);
  EXPECT_EQ(config_.checks[0].id, "a");
  EXPECT_FALSE(config_.checks[0].disabled);
  EXPECT_EQ(config_.checks[1].id, "b");
  EXPECT_TRUE(config_.checks[1].disabled);
  EXPECT_EQ(config_.checks[1].file, "conf/plimsoll.yaml");
  EXPECT_EQ(config_.checks[1].range.line, 4U);
  EXPECT_EQ(ErrorsOf(""), "");
}

TEST_F(ConfigTest, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(ErrorsOf("check: {}"), HasSubstr("did you mean \"checks\"?"));
  EXPECT_THAT(ErrorsOf("checks: { a: { parms: {} } }"),
              HasSubstr("did you mean \"params\"?"));
  EXPECT_THAT(ErrorsOf("checks: { a: { enabled: maybe } }"),
              HasSubstr("plimsoll.yaml:1:"));
  EXPECT_THAT(ErrorsOf("checks: [a]"), HasSubstr("must be a map"));
  EXPECT_THAT(ErrorsOf("catalog: own"), HasSubstr("list of folders"));
  EXPECT_THAT(ErrorsOf("checks: {"), HasSubstr("error"));
}

/// The catalogue that the program carries, loaded once.
class EmbeddedCatalogueTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    static DiskFileSystem disk;
    diagnostics_ = new Diagnostics();
    loaded_ =
        new LoadedCatalogue(LoadCatalogue(disk, "", {}, {}, *diagnostics_));
  }
  static void TearDownTestSuite() {
    delete loaded_;
    delete diagnostics_;
  }

  static std::vector<const Check*> Choose(const CheckFilter& filter,
                                          std::string& errors) {
    Diagnostics diagnostics;
    auto checks = ChooseChecks(*loaded_->catalogue, filter, diagnostics);
    errors = Render(diagnostics);
    return checks;
  }

  static LoadedCatalogue* loaded_;
  static Diagnostics* diagnostics_;
};

LoadedCatalogue* EmbeddedCatalogueTest::loaded_ = nullptr;
Diagnostics* EmbeddedCatalogueTest::diagnostics_ = nullptr;

TEST_F(EmbeddedCatalogueTest, LoadsWithoutAnyDiagnostic) {
  EXPECT_TRUE(diagnostics_->empty()) << Render(*diagnostics_);
  EXPECT_GE(loaded_->catalogue->checks().size(), 120U);
  EXPECT_GE(loaded_->catalogue->types().size(), 45U);
}

TEST_F(EmbeddedCatalogueTest, ChoosesByIdsOfOtherTools) {
  std::string errors;
  CheckFilter filter;
  filter.checks = {"CKV_AWS_24"};
  const auto by_checkov = Choose(filter, errors);
  filter.checks = {"ec2.13"};
  const auto by_hub = Choose(filter, errors);
  EXPECT_EQ(errors, "");
  ASSERT_EQ(by_checkov.size(), 1U);
  EXPECT_EQ(by_checkov, by_hub);
}

TEST_F(EmbeddedCatalogueTest, EveryFilterNarrows) {
  std::string errors;
  CheckFilter filter;
  const std::size_t all = Choose(filter, errors).size();
  filter.services = {"S3"};
  const auto of_s3 = Choose(filter, errors);
  EXPECT_LT(of_s3.size(), all);
  for (const Check* check : of_s3) EXPECT_EQ(check->service, "s3");
  filter.severities = {"critical"};
  EXPECT_LT(Choose(filter, errors).size(), of_s3.size());
  EXPECT_EQ(errors, "");
  filter.exclude_services = {"s3"};
  EXPECT_TRUE(Choose(filter, errors).empty());
}

TEST_F(EmbeddedCatalogueTest, ServiceIsTheFolderOfTheCheck) {
  std::string errors;
  CheckFilter filter;
  filter.services = {"cloudtrail"};
  bool of_account = false;
  for (const Check* check : Choose(filter, errors)) {
    EXPECT_TRUE(check->id.starts_with("aws-cloudtrail-")) << check->id;
    of_account |= check->type->name == "AWS::Account";
  }
  EXPECT_TRUE(of_account);
  filter.services = {};
  filter.exclude_services = {"account"};
  bool trail = false;
  for (const Check* check : Choose(filter, errors)) {
    EXPECT_FALSE(check->id.starts_with("aws-account-")) << check->id;
    trail |= check->id == "aws-cloudtrail-account-trail";
  }
  EXPECT_TRUE(trail);
  EXPECT_EQ(errors, "");
}

TEST_F(EmbeddedCatalogueTest, WordsThatMeanNothingAreErrors) {
  std::string errors;
  CheckFilter filter;
  filter.services = {"s33"};
  Choose(filter, errors);
  EXPECT_THAT(errors, HasSubstr("did you mean \"s3\"?"));
  filter = {};
  filter.severities = {"awful"};
  Choose(filter, errors);
  EXPECT_THAT(errors, HasSubstr("awful"));
  filter = {};
  filter.frameworks = {"cis-aws-99"};
  Choose(filter, errors);
  EXPECT_THAT(errors, HasSubstr("no framework"));
}

TEST_F(EmbeddedCatalogueTest, OtherToolsIdsAreSuggested) {
  std::string errors;
  CheckFilter filter;
  filter.checks = {"s3_bucket_no_mfa_delet"};
  Choose(filter, errors);
  EXPECT_THAT(errors, HasSubstr("did you mean \"s3_bucket_no_mfa_delete\"?"));
}

TEST_F(EmbeddedCatalogueTest, ProwlersNamesOfServicesWork) {
  std::string errors;
  for (const auto& [theirs, ours] :
       {std::pair{"awslambda", "lambda"}, {"VPC", "ec2"}}) {
    CheckFilter by_theirs;
    by_theirs.services = {theirs};
    CheckFilter by_ours;
    by_ours.services = {ours};
    const auto checks = Choose(by_ours, errors);
    EXPECT_FALSE(checks.empty());
    EXPECT_EQ(Choose(by_theirs, errors), checks);
    CheckFilter without;
    without.exclude_services = {theirs};
    EXPECT_EQ(Choose(without, errors).size() + checks.size(),
              loaded_->catalogue->checks().size());
  }
  EXPECT_EQ(errors, "");
}

TEST_F(EmbeddedCatalogueTest, ProwlersNamesOfFrameworksWork) {
  std::string errors;
  CheckFilter ours;
  ours.frameworks = {"cis-aws-2.0"};
  CheckFilter theirs;
  theirs.frameworks = {"cis_2.0_aws"};
  const auto checks = Choose(ours, errors);
  EXPECT_FALSE(checks.empty());
  EXPECT_EQ(checks, Choose(theirs, errors));
}

TEST_F(EmbeddedCatalogueTest, NeedsTheTypesThatChecksJudgeAndAskFor) {
  std::string errors;
  CheckFilter filter;
  filter.checks = {"aws-account-baseline"};
  std::vector<std::string> names;
  for (const WantedType& wanted :
       NeededTypes(*loaded_->catalogue, Choose(filter, errors))) {
    names.push_back(wanted.type->name);
  }
  EXPECT_THAT(names,
              testing::IsSupersetOf(
                  {"AWS::Account", "AWS::Region", "AWS::CloudTrail::Trail"}));
  EXPECT_THAT(names, testing::Not(testing::Contains("AWS::S3::Bucket")));
}

TEST_F(EmbeddedCatalogueTest, ChecksNameThePropertiesTheyRead) {
  std::string errors;
  CheckFilter filter;
  filter.checks = {"aws-s3-bucket-mfa-delete"};
  const auto types = NeededTypes(*loaded_->catalogue, Choose(filter, errors));
  ASSERT_EQ(types.size(), 1U);
  EXPECT_TRUE(types[0].Wants("MFADelete"));
  EXPECT_FALSE(types[0].Wants("Policy"));
}

TEST(Progress, ShowsCountsAndTimeLeft) {
  ProgressState state;
  state.accounts_done = 2;
  state.units_done = 25;
  state.units_total = 100;
  state.calls = 950;
  state.throttles = 3;
  state.elapsed = std::chrono::seconds(30);
  const std::string line = RenderProgress(state, 200);
  EXPECT_THAT(line, HasSubstr("accounts 2  units 25/100"));
  EXPECT_THAT(line, HasSubstr("25%"));
  EXPECT_THAT(line, HasSubstr("throttled 3"));
  EXPECT_THAT(line, HasSubstr("ETA 1:30"));
  EXPECT_EQ(RenderProgress(state, 10).size(), 10U);
  EXPECT_THAT(RenderProgress(ProgressState{}, 200), HasSubstr("0%"));
}

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "app/check_commands.h"

#include <map>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/catalogue_files.h"
#include "base/clock.h"

namespace plimsoll {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::string_view kCheck = R"(# SPDX-License-Identifier: MIT
title: Bucket is ours
severity: low
type: AWS::S3::Bucket
violation: spec.BucketName == "theirs"
message: not ours
rationale: Because.
fix: { text: Take it back. }
categories: []
)";

/// Commands over the built-in catalogue and a folder of the user's.
class CheckCommandsTest : public testing::Test {
 protected:
  void Own(std::string_view name, std::string_view text) {
    ASSERT_TRUE(files_.WriteAtomically("own/" + std::string(name), text));
  }
  void OwnCheck() {
    const std::string folder = "aws/s3/checks/ours/";
    Own(folder + "check.yaml", kCheck);
    Own(folder + "cases/pass-ours.json", R"({"spec": {"BucketName": "o"}})");
    Own(folder + "cases/fail-theirs.json",
        R"({"spec": {"BucketName": "theirs"}})");
    Own(folder + "cases/unknown-denied.json",
        R"({"spec": {"BucketName": {"$unknown": "refused"}}})");
  }
  ExitStatus New(const std::string& into, const std::string& name) {
    return NewCheck(
        app_, settings_, into, "aws", "s3", name, "AWS::S3::Bucket");
  }
  std::string Read(std::string_view path) {
    const auto text = files_.Read(path, 10'000);
    return text ? *text : text.error().message();
  }

  MemoryFileSystem files_;
  SystemClock clock_;
  std::string out_;
  std::string err_;
  AppContext app_{files_,
                  clock_,
                  {},
                  {},
                  [this](std::string_view text) { out_ += text; },
                  [this](std::string_view text) { err_ += text; }};
  CatalogueSettings settings_{"", {"own"}};
};

TEST_F(CheckCommandsTest, LintNamesThePlaceOfMissingCategories) {
  OwnCheck();
  EXPECT_EQ(LintChecks(app_, settings_), ExitStatus::kUsage);
  EXPECT_THAT(err_,
              StartsWith("own/aws/s3/checks/ours/check.yaml:9:1: error: the "
                         "check has no category; give it one or more of "));
  EXPECT_THAT(err_, HasSubstr("encryption"));
}

TEST_F(CheckCommandsTest, LintNamesThePlaceOfMissingMessages) {
  OwnCheck();
  std::string text(kCheck);
  text.replace(text.find("message: not ours"), 17, "# no message     ");
  Own("aws/s3/checks/ours/check.yaml", text);
  EXPECT_EQ(LintChecks(app_, settings_), ExitStatus::kUsage);
  EXPECT_THAT(err_,
              StartsWith("own/aws/s3/checks/ours/check.yaml:5:1: error: the "
                         "check has no `message`; "));
}

TEST_F(CheckCommandsTest, LintWarnsOfFilesThatNothingReads) {
  Own("aws/s3/checks/lost/check.yml", kCheck);
  EXPECT_EQ(LintChecks(app_, settings_), ExitStatus::kOk);
  EXPECT_EQ(err_,
            "own/aws/s3/checks/lost/check.yml: warning: nothing reads this "
            "file; expected aws/s3/checks/lost/check.yaml\n");
  EXPECT_THAT(out_, HasSubstr("frameworks: 1 warning\n"));
}

TEST_F(CheckCommandsTest, BrokenCasesAreReportedAtTheirPlace) {
  OwnCheck();
  Own("aws/s3/checks/ours/cases/pass-ours.json", "{\n  oops\n}\n");
  CheckFilter filter;
  filter.checks = {"aws-s3-ours"};
  EXPECT_EQ(TestChecks(app_, settings_, filter, false), ExitStatus::kError);
  EXPECT_THAT(err_,
              StartsWith("own/aws/s3/checks/ours/cases/pass-ours.json:2"));
  EXPECT_THAT(out_, HasSubstr("1 check: 2 passed, 0 failed\n"));
}

TEST_F(CheckCommandsTest, NewCheckFailsUntilItIsFilled) {
  Own("README.md", "Ours.");
  EXPECT_EQ(New("own/", "fresh"), ExitStatus::kOk);
  EXPECT_THAT(out_, HasSubstr("test --catalog own --checks aws-s3-fresh\n"));
  EXPECT_THAT(Read("own/aws/s3/checks/fresh/check.yaml"), StartsWith("title:"));
  out_.clear();
  CheckFilter filter;
  filter.checks = {"aws-s3-fresh"};
  EXPECT_EQ(TestChecks(app_, settings_, filter, false), ExitStatus::kError);
  EXPECT_THAT(out_, HasSubstr("FAIL own/aws/s3/checks/fresh/cases/pass-todo"));
  EXPECT_EQ(New("own", "fresh"), ExitStatus::kError);
}

TEST_F(CheckCommandsTest, NewCheckLooksLikeItsNeighbours) {
  OwnCheck();
  ASSERT_TRUE(files_.WriteAtomically("schema/check.schema.json", "{}"));
  EXPECT_EQ(New("own", "fresh"), ExitStatus::kOk);
  EXPECT_THAT(Read("own/aws/s3/checks/fresh/check.yaml"),
              StartsWith("# SPDX-License-Identifier: MIT\n"
                         "# yaml-language-server: "
                         "$schema=../../../../../schema/check.schema.json\n"
                         "title: "));
}

TEST_F(CheckCommandsTest, NewCheckKnowsTheBaseCatalogue) {
  ASSERT_TRUE(
      files_.WriteAtomically("base/aws/published/api/partitions.json", ""));
  settings_ = {};
  EXPECT_EQ(New("base", "fresh"), ExitStatus::kOk);
  EXPECT_THAT(out_, HasSubstr("check test --base-catalog base "));
}

TEST_F(CheckCommandsTest, FoldersBringServicesOfTheirOwn) {
  Own("aws/published/api/toybox.json", R"({
    "service": "toybox", "protocol": "json", "endpointPrefix": "toybox",
    "iamPrefix": "toybox",
    "operations": {"ListToys": {"method": "POST", "path": "/",
                                "output": "Reply"}},
    "shapes": {"Reply": {"members": {"Toys": "Toys"}},
               "Toys": {"list": "Toy"}, "Toy": {"members": {"Name": "string"}}}
  })");
  Own("aws/published/cloudformation/AWS-Toybox-Toy.json", R"({
    "type": "AWS::Toybox::Toy", "properties": {"Name": "string"},
    "definitions": {}, "primaryIdentifier": ["Name"]})");
  Own("aws/toybox/toy.type.yaml", R"(type: AWS::Toybox::Toy
title: Toy
scope: region
id: "arn:{partition}:toybox:{region}:{account}:toy/{spec.Name}"
live:
  list: { call: toybox.ListToys, each: reply.Toys }
  spec: { Name: item.Name }
)");
  Diagnostics diagnostics;
  const LoadedCatalogue loaded =
      LoadCatalogue(files_, "", {"own"}, {}, diagnostics);
  EXPECT_EQ(Render(diagnostics), "");
  EXPECT_NE(loaded.catalogue->FindType("AWS::Toybox::Toy"), nullptr);
  EXPECT_NE(loaded.catalogue->FindType("AWS::S3::Bucket"), nullptr);
  EXPECT_TRUE(loaded.api->FindCall("toybox.ListToys"));
  EXPECT_TRUE(loaded.api->FindCall("s3.ListBuckets"));
}

}  // namespace
}  // namespace plimsoll

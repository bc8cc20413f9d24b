// SPDX-License-Identifier: Apache-2.0
// A failure that somebody accepted in code stays visible, and does not count,
// in every format.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/report.h"
#include "report/summary.h"

namespace plimsoll {
namespace {

using testing::HasSubstr;

class CodeFindingsTest : public testing::Test {
 protected:
  CodeFindingsTest() {
    check_.id = "aws-s3-bucket-versioning";
    check_.title = "Versioning is on";
    check_.equivalents["checkov"] = {"CKV_AWS_21"};
    Finding finding;
    finding.check = &check_;
    finding.uid = FindingUid(check_.id, "a/t.yaml#Logs");
    finding.verdict = Verdict::kFail;
    finding.resource_id = "a/t.yaml#Logs";
    finding.resource_name = "Logs";
    finding.resource_type = "AWS::S3::Bucket";
    finding.account = "000000000000";
    finding.region = "any-region";
    finding.partition = "aws";
    finding.message = "versioning is off";
    finding.code = std::make_shared<const FindingPlace>(
        FindingPlace{"a/t.yaml", {7, 3, 9, 4}, "AWS::S3::Bucket.Logs"});
    finding.suppressed = std::make_shared<const Suppression>(
        Suppression{"CKV_AWS_21", "agreed", "2027-01-31", "a/t.yaml:6"});
    result_.findings.push_back(finding);
    result_.accounts.push_back({"000000000000", "", true, {}, 1});
  }

  std::string Write(std::string_view format) {
    StringSink sink;
    ReportOptions options;
    options.verbose = true;
    options.width = 200;
    FindReportFormat(format)->write(result_, options, sink);
    return sink.text();
  }

  Check check_;
  ScanResult result_;
};

TEST_F(CodeFindingsTest, DoesNotCountAsAFailure) {
  const ReportSummary summary = Summarize(result_);
  EXPECT_EQ(summary.total.fail, 0U);
  EXPECT_EQ(summary.total.suppressed, 1U);
  EXPECT_EQ(summary.total.open(), 0U);
}

TEST_F(CodeFindingsTest, EveryFormatShowsIt) {
  for (const std::string_view format :
       {"asff", "json", "jsonl", "junit", "ocsf", "table"}) {
    EXPECT_THAT(Write(format), HasSubstr("agreed")) << format;
  }
  EXPECT_THAT(Write("csv"), HasSubstr("suppressed"));
  EXPECT_THAT(Write("asff"), HasSubstr("SUPPRESSED"));
  EXPECT_THAT(Write("ocsf"), HasSubstr(R"("status_id":3)"));
  EXPECT_THAT(Write("junit"), HasSubstr("skipped=\"1\""));
  EXPECT_THAT(Write("junit"), HasSubstr("file=\"a/t.yaml\" line=\"7\""));
  EXPECT_THAT(Write("jsonl"), HasSubstr(R"("line":7)"));
  EXPECT_THAT(Write("table"), HasSubstr("a/t.yaml:7:3"));
  EXPECT_THAT(
      Write("checkov-flat"),
      HasSubstr(R"({"check_id":"CKV_AWS_21","resource":"AWS::S3::Bucket.Logs",)"
                R"("status":"SKIPPED"})"));
}

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "report/testdata_fixture.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/file_system.h"

namespace plimsoll::report_testing {
namespace {

constexpr std::string_view kProd = "111111111111";
constexpr std::string_view kDev = "222222222222";
constexpr std::string_view kLost = "333333333333";

std::string AccountName(std::string_view account) {
  if (account == kProd) return "prod";
  if (account == kDev) return "dev \xE2\x80\x94 \xE6\x9D\xB1\xE4\xBA\xAC";
  return "";
}

}  // namespace

Fixture::Fixture() {
  result.tool_version = "0.1.0";
  result.time = 1780000000;
}

const ResourceType* Fixture::AddType(std::string_view name,
                                     std::string_view service) {
  auto type = std::make_unique<ResourceType>();
  type->name = name;
  type->service = service;
  type->provider = "aws";
  types_.push_back(std::move(type));
  return types_.back().get();
}

Check* Fixture::AddCheck(std::string_view id,
                         std::string_view title,
                         Severity severity,
                         const ResourceType* type) {
  auto check = std::make_unique<Check>();
  check->id = id;
  check->title = title;
  check->severity = severity;
  check->type = type;
  check->service = type->service;
  check->condition_text = "violation: size(open) > 0";
  check->rationale = "Whoever finds it on the internet can try to use it.";
  check->fix.text = "Close it, or narrow it to the networks that need it.";
  check->references = {"https://docs.aws.amazon.com/vpc/latest/userguide/"};
  check->categories = {"exposure"};
  check->equivalents["checkov"] = {"CKV_AWS_24"};
  checks_.push_back(std::move(check));
  return checks_.back().get();
}

Finding& Fixture::AddFinding(const Check* check,
                             Verdict verdict,
                             std::string_view account,
                             std::string_view region,
                             std::string_view resource,
                             std::string_view name,
                             std::string_view message) {
  Finding finding;
  finding.check = check;
  finding.verdict = verdict;
  finding.resource_id = resource;
  finding.resource_name = name;
  finding.resource_type = check->type->name;
  finding.account = account;
  finding.account_name = AccountName(account);
  finding.region = region;
  finding.partition = "aws";
  finding.message = message;
  finding.uid = FindingUid(check->id, resource);
  result.findings.push_back(std::move(finding));
  return result.findings.back();
}

void Fixture::AddNetworkFindings() {
  const ResourceType* group = AddType("AWS::EC2::SecurityGroup", "ec2");
  Check* ssh = AddCheck("aws-ec2-security-group-no-public-ssh",
                        "Security group does not open SSH to the internet",
                        Severity::kHigh,
                        group);
  ssh->fix.cli =
      "aws ec2 revoke-security-group-ingress --group-id ID --protocol tcp "
      "--port 22 --cidr 0.0.0.0/0";
  for (int i = 0; i < 14; ++i) {
    const std::string id = fmt::format("sg-{:08x}", 0x1000 + i);
    Finding& finding = AddFinding(
        ssh,
        i == 12 ? Verdict::kUnknown : Verdict::kFail,
        i % 2 == 0 ? kProd : kDev,
        i % 3 == 0 ? "eu-west-1" : "us-east-1",
        fmt::format("arn:aws:ec2:eu-west-1:{}:security-group/{}", kProd, id),
        fmt::format("web-{}", i),
        "port 22 is open to 0.0.0.0/0");
    if (finding.verdict == Verdict::kFail) {
      finding.evidence = {{"spec.SecurityGroupIngress[0].CidrIp",
                           "\"0.0.0.0/0\"",
                           "ec2:DescribeSecurityGroups 111111111111"}};
    } else {
      finding.message = "whether port 22 is open could not be read";
      finding.reasons = {{"denied",
                          "ec2:DescribeSecurityGroupRules",
                          "access denied",
                          "grant ec2:DescribeSecurityGroupRules"}};
    }
    finding.tags = {{"Name", fmt::format("web-{}", i)}, {"team", "core"}};
  }
  AddFinding(ssh,
             Verdict::kPass,
             kProd,
             "eu-west-1",
             "arn:aws:ec2:eu-west-1:111111111111:security-group/sg-good",
             "good",
             ssh->title);
}

void Fixture::AddBucketFindings() {
  const ResourceType* bucket = AddType("AWS::S3::Bucket", "s3");
  Check* open = AddCheck("aws-s3-bucket-not-public",
                         "Bucket cannot be read by everyone",
                         Severity::kCritical,
                         bucket);
  open->references = {};
  Finding& markup =
      AddFinding(open,
                 Verdict::kFail,
                 kDev,
                 "us-east-1",
                 "arn:aws:s3:::</script><script>alert(1)</script>",
                 "</script><script>alert(1)</script>",
                 "policy & ACL \"grant\" <everyone>\nread]]>");
  markup.evidence = {{"spec.Policy.Statement[0].Principal", "\"*\"", ""}};
  markup.tags = {{"=cmd|' /C calc'!A0", "+1"}, {"owner, team", "\"core\""}};
  AddFinding(open,
             Verdict::kFail,
             kProd,
             "us-east-1",
             "arn:aws:s3:::\x1b[31mred\x1b[0m\xff\xe2\x80\xae",
             "=HYPERLINK(\"http://evil.example\")",
             "@public \xF0\x9F\x94\x93 \xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D");
  AddFinding(open,
             Verdict::kPass,
             kProd,
             "eu-west-1",
             "arn:aws:s3:::logs",
             "logs",
             open->title);
  Check* versions = AddCheck("aws-s3-bucket-versioning",
                             "Bucket keeps old versions",
                             Severity::kLow,
                             bucket);
  Finding& unknown = AddFinding(versions,
                                Verdict::kUnknown,
                                kProd,
                                "eu-west-1",
                                "arn:aws:s3:::logs",
                                "logs",
                                "versioning could not be read");
  unknown.reasons = {{"denied",
                      "s3:GetBucketVersioning",
                      "access denied to s3:GetBucketVersioning",
                      "grant s3:GetBucketVersioning"}};
  AddFinding(versions,
             Verdict::kNotApplicable,
             kProd,
             "us-east-1",
             "arn:aws:s3:::directory--x-s3",
             "directory--x-s3",
             "");
}

void Fixture::AddAccountFindings() {
  const ResourceType* account = AddType("AWS::Account", "account");
  Check* contact = AddCheck("aws-account-security-contact",
                            "Account names a security contact",
                            Severity::kInfo,
                            account);
  AddFinding(contact,
             Verdict::kFail,
             kDev,
             "global",
             "arn:aws:iam::222222222222:root",
             "",
             "no security contact is set, so that reports of abuse reach only "
             "the mailbox of the root user, which nobody may be reading");
  Check* trail = AddCheck("aws-account-trail",
                          "Account has a multi-region trail",
                          Severity::kMedium,
                          account);
  Finding& error = AddFinding(trail,
                              Verdict::kError,
                              kProd,
                              "global",
                              "arn:aws:iam::111111111111:root",
                              "prod",
                              "the condition has no answer");
  error.reasons = {{"error", "", "division by zero", ""}};
}

void Fixture::AddGaps() {
  result.gaps.push_back({std::string(kLost),
                         "",
                         "",
                         "sts:AssumeRole",
                         "denied",
                         "role OrganizationAccountAccessRole cannot be assumed",
                         "create the role, or name another one with --role",
                         "",
                         true});
  for (const std::string_view region : {"eu-west-1", "us-east-1"}) {
    result.gaps.push_back({std::string(kDev),
                           std::string(region),
                           "AWS::GuardDuty::Detector",
                           "guardduty:ListDetectors",
                           "unreachable",
                           "no connection within 5 s",
                           "",
                           "",
                           true});
  }
  result.gaps.push_back({std::string(kProd),
                         "eu-west-1",
                         "AWS::S3::Bucket",
                         "s3:GetBucketVersioning",
                         "denied",
                         "access denied to s3:GetBucketVersioning",
                         "grant s3:GetBucketVersioning",
                         "arn:aws:s3:::logs",
                         false});
}

void Fixture::AddFrameworks() {
  for (const std::string_view account : {kProd, kDev, kLost}) {
    FrameworkResult framework;
    framework.id = "cis-aws-3.0";
    framework.title = "CIS AWS Foundations 3.0";
    framework.account = account;
    framework.score = account == kLost ? -1 : 33.33;
    const bool lost = account == kLost;
    framework.requirements = {{"2.1.4",
                               "Buckets are not public",
                               lost ? Verdict::kUnknown : Verdict::kFail,
                               false,
                               "",
                               1,
                               1,
                               0,
                               {"aws-s3-bucket-not-public"}},
                              {"3.1",
                               "A trail records every region",
                               Verdict::kUnknown,
                               false,
                               "",
                               0,
                               0,
                               1,
                               {"aws-account-trail"}},
                              {"5.2",
                               "SSH is not open",
                               lost ? Verdict::kUnknown : Verdict::kPass,
                               false,
                               "",
                               3,
                               0,
                               0,
                               {"aws-ec2-security-group-no-public-ssh"}},
                              {"1.1",
                               "Contact details are kept",
                               Verdict::kNotApplicable,
                               true,
                               "needs a person to confirm",
                               0,
                               0,
                               0,
                               {}}};
    result.frameworks.push_back(std::move(framework));
  }
}

void Fixture::AddRichScan() {
  result.accounts.push_back({std::string(kProd),
                             AccountName(kProd),
                             true,
                             {"eu-west-1", "us-east-1"},
                             1234});
  result.accounts.push_back(
      {std::string(kDev), AccountName(kDev), true, {"us-east-1"}, 56});
  result.accounts.push_back({std::string(kLost), "", false, {}, 0});
  AddNetworkFindings();
  AddBucketFindings();
  AddAccountFindings();
  AddGaps();
  AddFrameworks();
  result.complete = false;
  Sort();
}

void Fixture::AddManyFindings(std::size_t count, std::size_t account_count) {
  constexpr std::array kRegions = {"eu-west-1", "us-east-1", "ap-south-1"};
  constexpr std::size_t kCheckCount = 120;
  const ResourceType* type = AddType("AWS::EC2::Instance", "ec2");
  std::vector<const Check*> checks;
  for (std::size_t i = 0; i < kCheckCount; ++i) {
    checks.push_back(AddCheck(fmt::format("aws-ec2-instance-check-{:03}", i),
                              fmt::format("Instance follows rule {}", i),
                              static_cast<Severity>(i % 5),
                              type));
  }
  for (std::size_t i = 0; i < account_count; ++i) {
    result.accounts.push_back({fmt::format("{:012}", 400000000000 + i),
                               fmt::format("team-{}", i),
                               true,
                               {"eu-west-1"},
                               count / account_count});
  }
  for (std::size_t i = 0; i < count; ++i) {
    const auto& account = result.accounts[i % account_count];
    const char* region = kRegions[i % kRegions.size()];
    Finding& finding =
        AddFinding(checks[(i / 7) % kCheckCount],
                   i % 5 == 0    ? Verdict::kPass
                   : i % 11 == 0 ? Verdict::kUnknown
                                 : Verdict::kFail,
                   account.id,
                   region,
                   fmt::format("arn:aws:ec2:{}:{}:instance/i-{:017x}",
                               region,
                               account.id,
                               i * 2654435761U),
                   fmt::format("worker-{}", i),
                   fmt::format("option {} is off", i % 17));
    finding.account_name = account.name;
    finding.evidence = {{"spec.MetadataOptions.HttpTokens",
                         "\"optional\"",
                         "ec2:DescribeInstances"}};
  }
  Sort();
}

void Fixture::Sort() {
  std::sort(result.findings.begin(), result.findings.end(), ReportOrder);
  std::sort(result.gaps.begin(), result.gaps.end());
}

std::string Render(std::string_view format,
                   const ScanResult& result,
                   const ReportOptions& options) {
  const ReportFormat* found = FindReportFormat(format);
  if (found == nullptr) {
    ADD_FAILURE() << "no format " << format;
    return {};
  }
  StringSink sink;
  found->write(result, options, sink);
  return sink.text();
}

void ExpectGolden(std::string_view name, const std::string& text) {
  const std::string path =
      fmt::format("{}/src/report/testdata/{}", PLIMSOLL_SOURCE_DIR, name);
  DiskFileSystem files;
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread is running
  if (std::getenv("PLIMSOLL_UPDATE_GOLDEN") != nullptr) {
    ASSERT_TRUE(files.WriteAtomically(path, text));
    return;
  }
  const Result<std::string> golden = files.Read(path, std::size_t{16} << 20U);
  ASSERT_TRUE(golden) << golden.error().message();
  EXPECT_EQ(text, *golden)
      << "run with PLIMSOLL_UPDATE_GOLDEN=1 and review the difference";
}

}  // namespace plimsoll::report_testing

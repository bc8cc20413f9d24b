// SPDX-License-Identifier: Apache-2.0
#include "report/asff.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "report/clean_text.h"
#include "report/json_stream.h"
#include "report/requirement_index.h"
#include "report/summary.h"
#include "value/json.h"

namespace plimsoll {
namespace {

// Limits in characters.
// Source:
// https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFinding.html
constexpr std::size_t kMaxId = 512;
constexpr std::size_t kMaxTitle = 256;
constexpr std::size_t kMaxDescription = 1024;
constexpr std::size_t kMaxRecommendation = 512;
constexpr std::size_t kMaxAccountName = 50;
constexpr std::size_t kMaxTags = 50;
constexpr std::size_t kMaxTagKey = 128;
constexpr std::size_t kMaxTagValue = 256;
constexpr std::size_t kMaxField = 2048;
constexpr std::size_t kMaxRequirements = 32;
constexpr std::string_view kType =
    "Software and Configuration Checks/AWS Security Best Practices";

struct TypeName {
  std::string_view ours;
  std::string_view theirs;
};

/// Types that Security Hub knows; all others are "Other".
/// Source:
/// https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources.html
constexpr std::array<TypeName, 33> kTypes = {{
    {"AWS::Account", "AwsAccount"},
    {"AWS::CloudTrail::Trail", "AwsCloudTrailTrail"},
    {"AWS::CloudWatch::Alarm", "AwsCloudWatchAlarm"},
    {"AWS::DynamoDB::Table", "AwsDynamoDbTable"},
    {"AWS::EC2::EIP", "AwsEc2Eip"},
    {"AWS::EC2::Instance", "AwsEc2Instance"},
    {"AWS::EC2::NetworkAcl", "AwsEc2NetworkAcl"},
    {"AWS::EC2::NetworkInterface", "AwsEc2NetworkInterface"},
    {"AWS::EC2::RouteTable", "AwsEc2RouteTable"},
    {"AWS::EC2::SecurityGroup", "AwsEc2SecurityGroup"},
    {"AWS::EC2::Subnet", "AwsEc2Subnet"},
    {"AWS::EC2::VPC", "AwsEc2Vpc"},
    {"AWS::EC2::Volume", "AwsEc2Volume"},
    {"AWS::ECR::Repository", "AwsEcrRepository"},
    {"AWS::EKS::Cluster", "AwsEksCluster"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "AwsElbv2LoadBalancer"},
    {"AWS::GuardDuty::Detector", "AwsGuardDutyDetector"},
    {"AWS::IAM::AccessKey", "AwsIamAccessKey"},
    {"AWS::IAM::Group", "AwsIamGroup"},
    {"AWS::IAM::ManagedPolicy", "AwsIamPolicy"},
    {"AWS::IAM::Policy", "AwsIamPolicy"},
    {"AWS::IAM::Role", "AwsIamRole"},
    {"AWS::IAM::User", "AwsIamUser"},
    {"AWS::KMS::Key", "AwsKmsKey"},
    {"AWS::Lambda::Function", "AwsLambdaFunction"},
    {"AWS::RDS::DBCluster", "AwsRdsDbCluster"},
    {"AWS::RDS::DBInstance", "AwsRdsDbInstance"},
    {"AWS::RDS::DBSnapshot", "AwsRdsDbSnapshot"},
    {"AWS::S3::AccountPublicAccessBlock", "AwsS3AccountPublicAccessBlock"},
    {"AWS::S3::Bucket", "AwsS3Bucket"},
    {"AWS::SNS::Topic", "AwsSnsTopic"},
    {"AWS::SQS::Queue", "AwsSqsQueue"},
    {"AWS::SecretsManager::Secret", "AwsSecretsManagerSecret"},
}};

std::string_view TheirType(std::string_view ours) {
  for (const TypeName& type : kTypes) {
    if (type.ours == ours) return type.theirs;
  }
  return "Other";
}

std::string_view SeverityLabel(Severity severity) {
  switch (severity) {
    case Severity::kInfo: return "INFORMATIONAL";
    case Severity::kLow: return "LOW";
    case Severity::kMedium: return "MEDIUM";
    case Severity::kHigh: return "HIGH";
    case Severity::kCritical: return "CRITICAL";
  }
  return "INFORMATIONAL";
}

std::string_view ComplianceStatus(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass: return "PASSED";
    case Verdict::kFail: return "FAILED";
    case Verdict::kUnknown: return "WARNING";
    case Verdict::kError:
    case Verdict::kNotApplicable: return "NOT_AVAILABLE";
  }
  return "NOT_AVAILABLE";
}

/// Security Hub lives in regions; findings without one go to the partition's
/// main region.
std::string_view HubRegion(std::string_view region,
                           std::string_view partition) {
  if (!region.empty() && region != "global") return region;
  if (partition == "aws-cn") return "cn-north-1";
  if (partition == "aws-us-gov") return "us-gov-west-1";
  return "us-east-1";
}

std::string_view FirstLink(const Check& check) {
  for (const std::string& link : check.references) {
    if (link.starts_with("https://") && link.size() <= kMaxRecommendation) {
      return link;
    }
  }
  return {};
}

/// What findings and gaps have in common.
struct Head {
  std::string_view uid;
  std::string_view generator;
  std::string_view account;
  std::string_view account_name;
  std::string_view region;
  std::string_view partition;
  std::string_view severity;
  std::string_view title;
  std::string_view description;
  std::string_view recommendation;
  std::string_view link;
};

class AsffWriter {
 public:
  AsffWriter(const ScanResult& result, ReportSink& sink)
      : result_(result),
        requirements_(IndexRequirements(result)),
        time_(RenderTimestamp({result.time, 0})),
        out_(sink) {
    out_.BeginArray();
  }

  void Write(const Finding& finding) {
    const Check& check = *finding.check;
    const std::string_view region =
        HubRegion(finding.region, finding.partition);
    const std::string_view severity = finding.verdict == Verdict::kPass
                                          ? SeverityLabel(Severity::kInfo)
                                          : SeverityLabel(check.severity);
    out_.NewLine();
    out_.BeginObject();
    WriteHead({finding.uid,
               check.id,
               finding.account,
               finding.account_name,
               region,
               finding.partition,
               severity,
               check.title.empty() ? check.id : check.title,
               finding.message.empty() ? check.title : finding.message.str(),
               finding.verdict == Verdict::kPass ? "" : RemedyOf(finding),
               FirstLink(check)});
    WriteFields(finding);
    WriteResource(finding, region);
    WriteCompliance(check.id, finding.verdict);
    if (finding.suppressed != nullptr) {
      out_.BeginObjectMember("Workflow");
      out_.StringMember("Status", "SUPPRESSED");
      out_.EndObject();
      out_.BeginObjectMember("Note");
      out_.StringMember("Text", SuppressionText(finding).substr(0, 512));
      out_.StringMember("UpdatedBy", "code");
      out_.StringMember("UpdatedAt", time_);
      out_.EndObject();
    }
    out_.EndObject();
  }

  void Write(const Gap& gap) {
    const std::string partition = "aws";
    const std::string_view region = HubRegion(gap.region, partition);
    const std::string uid = GapUid(gap);
    const std::string title = "Not read: " + gap.subject;
    out_.NewLine();
    out_.BeginObject();
    WriteHead({uid,
               "coverage-gap",
               gap.account,
               "",
               region,
               partition,
               SeverityLabel(Severity::kMedium),
               title,
               gap.message.empty() ? title : gap.message,
               gap.remedy,
               ""});
    out_.BeginArrayMember("Resources");
    out_.BeginObject();
    if (gap.resource.empty()) {
      out_.StringMember("Type", "AwsAccount");
      out_.StringMember("Id", "AWS::::Account:" + gap.account);
    } else {
      out_.StringMember("Type", TheirType(gap.type));
      out_.StringMember("Id", CutCharacters(gap.resource, kMaxId));
    }
    out_.StringMember("Region", region);
    out_.EndObject();
    out_.EndArray();
    WriteCompliance("coverage-gap", Verdict::kUnknown);
    out_.EndObject();
  }

  void Finish() {
    out_.NewLine();
    out_.EndArray();
    out_.NewLine();
  }

 private:
  void WriteSeverityAndTypes(const Head& head) {
    out_.BeginObjectMember("Severity");
    out_.StringMember("Label", head.severity);
    out_.EndObject();
    out_.BeginArrayMember("Types");
    out_.String(kType);
    out_.EndArray();
  }

  void WriteHead(const Head& head) {
    out_.StringMember("SchemaVersion", "2018-10-08");
    out_.StringMember("Id", fmt::format("plimsoll/{}", head.uid));
    out_.StringMember("ProductArn",
                      fmt::format("arn:{}:securityhub:{}:{}:product/{}/default",
                                  head.partition,
                                  head.region,
                                  head.account,
                                  head.account));
    out_.StringMember("ProductName", "Plimsoll");
    out_.StringMember("CompanyName", "Plimsoll");
    out_.StringMember("GeneratorId", CutCharacters(head.generator, kMaxId));
    out_.StringMember("AwsAccountId", head.account);
    out_.OptionalMember("AwsAccountName",
                        CutCharacters(head.account_name, kMaxAccountName));
    out_.StringMember("Region", head.region);
    out_.StringMember("CreatedAt", time_);
    out_.StringMember("UpdatedAt", time_);
    WriteSeverityAndTypes(head);
    out_.BeginObjectMember("FindingProviderFields");
    WriteSeverityAndTypes(head);
    out_.EndObject();
    out_.StringMember("Title", CutCharacters(head.title, kMaxTitle));
    out_.StringMember("Description",
                      CutCharacters(head.description, kMaxDescription));
    if (!head.recommendation.empty()) {
      out_.BeginObjectMember("Remediation");
      out_.BeginObjectMember("Recommendation");
      out_.StringMember("Text",
                        CutCharacters(head.recommendation, kMaxRecommendation));
      out_.OptionalMember("Url", head.link);
      out_.EndObject();
      out_.EndObject();
    }
    out_.StringMember("RecordState", "ACTIVE");
  }

  void WriteFields(const Finding& finding) {
    out_.BeginObjectMember("ProductFields");
    out_.StringMember("plimsoll/version", result_.tool_version);
    out_.StringMember("plimsoll/check", finding.check->id);
    out_.StringMember("plimsoll/verdict", Name(finding.verdict));
    if (!finding.evidence.empty()) {
      const FindingEvidence& first = finding.evidence.front();
      out_.StringMember(
          "plimsoll/evidence",
          CutCharacters(first.expression + " = " + first.value, kMaxField));
    }
    if (!finding.reasons.empty()) {
      out_.StringMember(
          "plimsoll/reason",
          CutCharacters(finding.reasons.front().message, kMaxField));
    }
    out_.EndObject();
  }

  void WriteResource(const Finding& finding, std::string_view region) {
    out_.BeginArrayMember("Resources");
    out_.BeginObject();
    out_.StringMember("Type", TheirType(TypeOf(finding)));
    out_.StringMember("Id", CutCharacters(finding.resource_id, kMaxId));
    out_.StringMember("Partition", finding.partition);
    out_.StringMember("Region", region);
    if (!finding.tags.empty()) {
      std::size_t count = 0;
      out_.BeginObjectMember("Tags");
      for (const auto& [key, value] : finding.tags) {
        if (key.empty() || ++count > kMaxTags) continue;
        out_.StringMember(CutCharacters(key, kMaxTagKey),
                          CutCharacters(value, kMaxTagValue));
      }
      out_.EndObject();
    }
    out_.EndObject();
    out_.EndArray();
  }

  void WriteCompliance(std::string_view check, Verdict verdict) {
    out_.BeginObjectMember("Compliance");
    out_.StringMember("Status", ComplianceStatus(verdict));
    const auto found = requirements_.find(check);
    if (found != requirements_.end()) {
      std::size_t count = 0;
      out_.BeginArrayMember("RelatedRequirements");
      for (const std::string& requirement : found->second.requirements) {
        if (++count <= kMaxRequirements) out_.String(requirement);
      }
      out_.EndArray();
    }
    out_.EndObject();
  }

  const ScanResult& result_;
  std::map<std::string_view, CheckRequirements> requirements_;
  std::string time_;
  JsonStream out_;
};

}  // namespace

void WriteAsff(const ScanResult& result,
               const ReportOptions& options,
               ReportSink& sink) {
  AsffWriter writer(result, sink);
  for (const Finding& finding : result.findings) {
    if (finding.verdict == Verdict::kNotApplicable) continue;
    if (IsShown(finding, options.show_passed)) writer.Write(finding);
  }
  for (const Gap& gap : result.gaps) writer.Write(gap);
  writer.Finish();
}

}  // namespace plimsoll

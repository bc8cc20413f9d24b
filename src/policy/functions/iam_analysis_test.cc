// SPDX-License-Identifier: Apache-2.0
#include "policy/functions/iam_analysis.h"

#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "policy/functions/functions_testing.h"
#include "policy/functions/iam_escalation.h"

namespace plimsoll {
namespace {

class AnalysisTest : public FunctionsTest {
 protected:
  /// A policy of these statements.
  static std::string Of(std::string_view statements) {
    return fmt::format(R"({{"Version":"2012-10-17","Statement":[{}]}})",
                       statements);
  }
};

struct Case {
  const char* statements;
  const char* expected;
};

TEST_F(AnalysisTest, Admin) {
  for (
      const Case& c : std::vector<Case>{
          {"", "false"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*"})", "true"},
          {R"({"Effect":"Allow","Action":["s3:Get*","*:*"],"Resource":["a","*"]})",
           "true"},
          {R"({"Effect":"Allow","Action":"*","Resource":"arn:aws:*:*:*:*"})",
           "true"},
          {R"({"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::*"})",
           "false"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})", "false"},
          {R"({"Effect":"Allow","Action":"iam:*","Resource":"*"})", "false"},
          {R"({"Effect":"Allow","Action":"*"})", "false"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}})",
           "false"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{}})",
           "true"},
          // One statement has to grant both.
          {R"({"Effect":"Allow","Action":"*","Resource":"x"},{"Effect":"Allow","Action":"s3:*","Resource":"*"})",
           "false"},
          {R"({"Effect":"Allow","NotAction":"s3:*","Resource":"*"})", "true"},
          {R"({"Effect":"Allow","NotAction":["iam:*","organizations:*"],"Resource":"*"})",
           "false"},
          {R"({"Effect":"Allow","NotAction":"iam:CreateUser","Resource":"*"})",
           "true"},
          {R"({"Effect":"Allow","NotAction":["iam:Create*","iam:Put*","iam:Attach*","iam:Add*"],"Resource":"*"})",
           "false"},
          {R"({"Effect":"Allow","NotAction":"*","Resource":"*"})", "false"},
          {R"({"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::secret/*"})",
           "true"},
          {R"({"Effect":"Allow","Action":"*","NotResource":"arn:aws:iam::111122223333:role/admin"})",
           "true"},
          {R"({"Effect":"Allow","Action":"*","NotResource":"arn:aws:iam::*:*"})",
           "false"},
          {R"({"Effect":"Allow","Action":"*","NotResource":"*"})", "false"},
          // Denied again.
          {R"({"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*"})",
           "false"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:*","Resource":"*"})",
           "true"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","NotAction":"sts:*","Resource":"*"})",
           "false"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","NotAction":"iam:*","Resource":"*"})",
           "true"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}})",
           "true"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::x"})",
           "true"},
          // Unknown.
          {R"({"$unknown":"s"})", "unknown(s)"},
          {R"({"$unknown":"s"},{"Effect":"Allow","Action":"*","Resource":"*"})",
           "unknown(s)"},
          {R"({"Effect":"Allow","Action":{"$unknown":"a"},"Resource":"*"})",
           "unknown(a)"},
          {R"({"Effect":"Allow","Action":["*",{"$unknown":"a"}],"Resource":"*"})",
           "true"},
          {R"({"Effect":"Allow","Action":{"$unknown":"a"},"Resource":"x"})",
           "false"},
          {R"({"Effect":"Allow","Action":"*","Resource":{"$unknown":"r"}})",
           "unknown(r)"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":{"$unknown":"r"}})",
           "false"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"$unknown":"c"}})",
           "unknown(c)"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":{"$unknown":"a"},"Resource":"*"})",
           "unknown(a)"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":{"$unknown":"a"},"Resource":"x"})",
           "true"},
          {R"({"Effect":"Allow","NotAction":["s3:*",{"$unknown":"a"}],"Resource":"*"})",
           "unknown(a)"}}) {
    EXPECT_EQ(Run("iam.admin", {Read(Of(c.statements))}), c.expected)
        << c.statements;
  }
}

TEST_F(AnalysisTest, FullService) {
  for (
      const Case& c : std::vector<Case>{
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})", "true"},
          {R"({"Effect":"Allow","Action":"S3:*","Resource":"*"})", "true"},
          {R"({"Effect":"Allow","Action":"*","Resource":"*"})", "true"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::*"})",
           "true"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/*"})",
           "false"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:sqs:*:*:*"})",
           "false"},
          {R"({"Effect":"Allow","Action":"s3:Get*","Resource":"*"})", "false"},
          {R"({"Effect":"Allow","Action":"s3-object-lambda:*","Resource":"*"})",
           "false"},
          {R"({"Effect":"Allow","NotAction":"iam:*","Resource":"*"})", "true"},
          {R"({"Effect":"Allow","NotAction":"s3:Delete*","Resource":"*"})",
           "false"},
          {R"({"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:sqs:*:*:*"})",
           "true"},
          {R"({"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::x"})",
           "false"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"*"},{"Effect":"Deny","Action":"s3:*","Resource":"*"})",
           "false"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"*"},{"Effect":"Deny","Action":"s3:Delete*","Resource":"*"})",
           "true"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"a":"b"}}})",
           "false"},
          {R"({"Effect":"Allow","Action":{"$unknown":"a"},"Resource":"*"})",
           "unknown(a)"}}) {
    EXPECT_EQ(Run("iam.fullService", {Read(Of(c.statements)), S("s3")}),
              c.expected)
        << c.statements;
  }
}

TEST_F(AnalysisTest, Allows) {
  struct AllowsCase {
    const char* statements;
    const char* action;
    const char* resource;
    const char* expected;
  };
  constexpr const char* kKey = "arn:aws:s3:::b/home/ann/x";
  for (
      const AllowsCase& c : std::vector<AllowsCase>{
          {"", "s3:GetObject", kKey, "false"},
          {R"({"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::b/*"})",
           "s3:getobject",
           kKey,
           "true"},
          {R"({"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::c/*"})",
           "s3:GetObject",
           kKey,
           "false"},
          {R"({"Effect":"Allow","NotAction":"s3:Put*","Resource":"*"})",
           "s3:GetObject",
           kKey,
           "true"},
          {R"({"Effect":"Allow","NotAction":"s3:Get*","Resource":"*"})",
           "s3:GetObject",
           kKey,
           "false"},
          {R"({"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::b/*"})",
           "s3:GetObject",
           kKey,
           "false"},
          {R"({"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::c/*"})",
           "s3:GetObject",
           kKey,
           "true"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"a":"b"}}})",
           "s3:GetObject",
           kKey,
           "true"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"*"},{"Effect":"Deny","Action":"s3:Get*","Resource":"*"})",
           "s3:GetObject",
           kKey,
           "false"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"*"},{"Effect":"Deny","Action":"s3:Get*","Resource":"*","Condition":{"StringEquals":{"a":"b"}}})",
           "s3:GetObject",
           kKey,
           "true"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"*"},{"Effect":"Deny","NotAction":"sts:*","Resource":"*"})",
           "s3:GetObject",
           kKey,
           "false"},
          // Variables: wide in Allow, narrow in Deny.
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/home/${aws:username}/*"})",
           "s3:GetObject",
           kKey,
           "true"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"*"},{"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::b/home/${aws:username}/*"})",
           "s3:GetObject",
           kKey,
           "true"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"*"},{"Effect":"Deny","Action":"s3:*","NotResource":"arn:aws:s3:::b/home/${aws:username}/*"})",
           "s3:GetObject",
           kKey,
           "true"},
          {R"({"Effect":"Allow","Action":"s3:*","NotResource":"arn:aws:s3:::b/home/${aws:username}/*"})",
           "s3:GetObject",
           kKey,
           "true"},
          // Wildcards in the question.
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})",
           "s3:*",
           "*",
           "true"},
          {R"({"Effect":"Allow","Action":"s3:Get*","Resource":"*"})",
           "s3:*",
           "*",
           "false"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::*"})",
           "s3:GetObject",
           "arn:aws:s3:::b*",
           "true"},
          {R"({"Effect":"Allow","NotAction":"s3:Put*","Resource":"*"})",
           "s3:*",
           "*",
           "false"},
          {R"({"Effect":"Allow","NotAction":"iam:*","Resource":"*"})",
           "s3:*",
           "*",
           "true"},
          // Unknown.
          {R"({"Effect":"Allow","Action":"s3:*","Resource":{"$unknown":"r"}})",
           "s3:GetObject",
           kKey,
           "unknown(r)"},
          {R"({"Effect":"Allow","Action":"sqs:*","Resource":{"$unknown":"r"}})",
           "s3:GetObject",
           kKey,
           "false"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"$unknown":"c"}})",
           "s3:GetObject",
           kKey,
           "true"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"*"},{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"$unknown":"c"}})",
           "s3:GetObject",
           kKey,
           "unknown(c)"}}) {
    EXPECT_EQ(
        Run("iam.allows", {Read(Of(c.statements)), S(c.action), S(c.resource)}),
        c.expected)
        << c.statements << c.action;
  }
  // Without Version 2012-10-17 there are no variables.
  const std::string statement =
      R"("Statement":{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::${aws:username}"}})";
  const auto run = [&](const std::string& version) {
    return Run("iam.allows",
               {Read("{" + version + statement),
                S("s3:GetObject"),
                S("arn:aws:s3:::ann")});
  };
  EXPECT_EQ(run(""), "false");
  EXPECT_EQ(run(R"("Version":"2008-10-17",)"), "false");
  EXPECT_EQ(run(R"("Version":"2012-10-17",)"), "true");
  EXPECT_EQ(run(R"("Version":{"$unknown":"v"},)"), "unknown(v)");
}

TEST_F(AnalysisTest, RequiresTls) {
  for (
      const Case& c : std::vector<Case>{
          {"", "false"},
          {R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}})",
           "true"},
          {R"({"Effect":"Deny","Principal":{"AWS":"*"},"Action":"*","Resource":"*","Condition":{"bool":{"AWS:securetransport":false}}})",
           "true"},
          {R"({"Effect":"Deny","Principal":"*","Action":"sns:Publish","Resource":"arn:aws:sns:eu-west-1:1:t","Condition":{"Bool":{"aws:SecureTransport":"false"}}})",
           "true"},
          {R"({"Effect":"Deny","Principal":"*","Action":"sqs:*","Resource":"arn:aws:sqs:eu-west-1:1:q","Condition":{"StringNotEquals":{"aws:SecureTransport":"true"}}})",
           "true"},
          {R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b","Condition":{"Bool":{"aws:SecureTransport":"false"}}})",
           "false"},
          {R"({"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}})",
           "false"},
          {R"({"Effect":"Deny","Principal":{"AWS":"111122223333"},"Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}})",
           "false"},
          {R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}})",
           "false"},
          {R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"},"StringEquals":{"a":"b"}}})",
           "false"},
          {R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"})",
           "false"},
          {R"({"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}})",
           "false"},
          {R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":{"$unknown":"r"},"Condition":{"Bool":{"aws:SecureTransport":"false"}}})",
           "unknown(r)"},
          {R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":{"$unknown":"v"}}}})",
           "unknown(v)"},
          {R"({"$unknown":"s"})", "unknown(s)"},
          {R"({"$unknown":"s"},{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}})",
           "true"}}) {
    EXPECT_EQ(Run("iam.requiresTls", {Read(Of(c.statements))}), c.expected)
        << c.statements;
  }
}

TEST_F(AnalysisTest, ConfusedDeputy) {
  for (
      const Case& c : std::vector<Case>{
          {"", "false"},
          {R"({"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage"})",
           "true"},
          {R"({"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sqs:SendMessage"})",
           "false"},
          {R"({"Effect":"Deny","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage"})",
           "false"},
          {R"({"Effect":"Allow","Principal":{"Service":"s"},"Action":"s3:PutObject","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:cloudtrail:*:111122223333:trail/*"}}})",
           "false"},
          {R"({"Effect":"Allow","Principal":{"Service":"s"},"Action":"s3:PutObject","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:cloudtrail:*:*:trail/*"}}})",
           "true"},
          {R"({"Effect":"Allow","Principal":{"Service":"s"},"Action":"a:b","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333"}}})",
           "false"},
          {R"({"Effect":"Allow","Principal":{"Service":"s"},"Action":"a:b","Condition":{"StringEquals":{"aws:SourceOrgID":"o-1"}}})",
           "false"},
          {R"({"Effect":"Allow","Principal":{"Service":"s"},"Action":"a:b","Condition":{"StringLike":{"aws:SourceAccount":"*"}}})",
           "true"},
          {R"({"Effect":"Allow","Principal":{"Service":"s"},"Action":"a:b","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}})",
           "true"},
          {R"({"Effect":"Allow","Principal":{"Service":"s"},"Action":"a:b","Condition":{"StringEqualsIfExists":{"aws:SourceAccount":"111122223333"}}})",
           "true"},
          {R"({"Effect":"Allow","Principal":{"Service":{"$unknown":"p"}},"Action":"a:b"})",
           "unknown(p)"},
          {R"({"Effect":"Allow","Principal":{"Service":"s"},"Action":"a:b","Condition":{"StringEquals":{"aws:SourceAccount":{"$unknown":"a"}}}})",
           "unknown(a)"}}) {
    EXPECT_EQ(Run("iam.confusedDeputy", {Read(Of(c.statements))}), c.expected)
        << c.statements;
  }
}

TEST_F(AnalysisTest, Escalation) {
  for (
      const Case& c : std::vector<Case>{
          {"", "[]"},
          {R"({"Effect":"Allow","Action":"iam:CreatePolicyVersion","Resource":"*"})",
           R"(["iam:CreatePolicyVersion"])"},
          {R"({"Effect":"Allow","Action":"iam:CreatePolicyVersion","Resource":"arn:aws:iam::1:policy/*"})",
           R"(["iam:CreatePolicyVersion"])"},
          {R"({"Effect":"Allow","Action":"iam:CreatePolicyVersion","Resource":"arn:aws:iam::1:policy/x"})",
           "[]"},
          {R"({"Effect":"Allow","Action":"iam:CreatePolicyVersion","Resource":"arn:aws:iam::1:user/*"})",
           "[]"},
          {R"({"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::*"})",
           "[]"},
          {R"({"Effect":"Allow","Action":["iam:PassRole","ec2:RunInstances"],"Resource":"*"})",
           R"(["iam:PassRole+ec2:RunInstances"])"},
          {R"({"Effect":"Allow","Action":"iam:PassRole","Resource":"*"},{"Effect":"Allow","Action":"lambda:*","Resource":"arn:aws:lambda:*:*:function:f"})",
           R"(["iam:PassRole+lambda:CreateFunction+lambda:AddPermission","iam:PassRole+lambda:CreateFunction+lambda:CreateEventSourceMapping","iam:PassRole+lambda:CreateFunction+lambda:InvokeFunction"])"},
          {R"({"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::1:role/one"},{"Effect":"Allow","Action":"ec2:RunInstances","Resource":"*"})",
           "[]"},
          {R"({"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringEquals":{"iam:PassedToService":"ecs-tasks.amazonaws.com"}}},{"Effect":"Allow","Action":"ec2:RunInstances","Resource":"*"})",
           "[]"},
          {R"({"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"StringLike":{"iam:PassedToService":"ec2*"}}},{"Effect":"Allow","Action":"ec2:RunInstances","Resource":"*"})",
           R"(["iam:PassRole+ec2:RunInstances"])"},
          {R"({"Effect":"Allow","Action":"iam:PassRole","Resource":"*","Condition":{"$unknown":"c"}},{"Effect":"Allow","Action":"ec2:RunInstances","Resource":"*"})",
           "unknown(c)"},
          {R"({"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::*:role/*"})",
           R"(["sts:AssumeRole"])"},
          {R"({"Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::1:role/one"})",
           "[]"},
          // One's own user: a policy helps, a key does not.
          {R"({"Effect":"Allow","Action":["iam:PutUserPolicy","iam:CreateAccessKey"],"Resource":"arn:aws:iam::*:user/${aws:username}"})",
           R"(["iam:PutUserPolicy"])"},
          {R"({"Effect":"Allow","Action":"iam:Create*","Resource":"*"},{"Effect":"Deny","Action":"iam:CreateAccessKey","Resource":"*"})",
           R"(["iam:CreateLoginProfile","iam:CreatePolicyVersion"])"},
          {R"({"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"*"},{"Effect":"Deny","Action":"iam:*","Resource":"arn:aws:iam::*:user/*"})",
           "[]"},
          {R"({"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"*"},{"Effect":"Deny","Action":"iam:*","Resource":"arn:aws:iam::*:user/boss"})",
           R"(["iam:CreateAccessKey"])"},
          {R"({"Effect":"Allow","NotAction":["iam:*","sts:*","ec2:*","ec2-instance-connect:*","ssm:*","lambda:*","glue:*","cloudformation:*"],"Resource":"*"})",
           R"(["sagemaker:CreatePresignedNotebookInstanceUrl"])"},
          {R"({"Effect":"Allow","Action":{"$unknown":"a"},"Resource":"*"})",
           "unknown(a)"}}) {
    EXPECT_EQ(Run("iam.escalation", {Read(Of(c.statements))}), c.expected)
        << c.statements;
  }
  // Whoever may do everything has all ways, and all are well formed.
  const Value all =
      Call("iam.escalation",
           {Read(Of(R"({"Effect":"Allow","Action":"*","Resource":"*"})"))});
  ASSERT_TRUE(all.is_list());
  EXPECT_EQ(all.AsList().size(), iam::Escalations().size());
  EXPECT_GT(iam::Escalations().size(), 40U);
}

/// Writes random policies, each twice: as it is and with unknown parts.
class PolicyWriter {
 public:
  explicit PolicyWriter(unsigned seed) : random_(seed) {}

  std::string plain;
  std::string blurred;

  void Write() {
    plain = blurred = R"({"Version":)";
    Put(R"("2012-10-17")", 40);
    Both(R"(,"Statement":[)");
    const std::size_t count = 1 + random_() % 3;
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) Both(",");
      const std::string before = blurred;
      WriteStatement();
      if (random_() % 10 == 0) blurred = before + R"({"$unknown":"s"})";
    }
    Both("]}");
  }

 private:
  void Both(std::string_view text) {
    plain += text;
    blurred += text;
  }
  /// The text, or in `blurred` once in `odds` times an unknown.
  void Put(std::string_view text, unsigned odds) {
    plain += text;
    blurred += random_() % odds == 0 ? R"({"$unknown":"x"})" : text;
  }
  template <std::size_t kSize>
  const char* Pick(const char* const (&choices)[kSize]) {
    return choices[random_() % kSize];
  }
  /// One of the choices, or a list of two; any of it unknown.
  template <std::size_t kSize>
  void PutSome(const char* const (&choices)[kSize]) {
    if (random_() % 2 == 0) return Put(Pick(choices), 8);
    const std::string before = blurred;
    Both("[");
    Put(Pick(choices), 8);
    Both(",");
    Put(Pick(choices), 8);
    Both("]");
    if (random_() % 12 == 0) blurred = before + R"({"$unknown":"l"})";
  }

  void WriteStatement() {
    Both(R"({"Effect":)");
    Put(random_() % 3 == 0 ? R"("Deny")" : R"("Allow")", 12);
    WritePrincipal();
    Both(random_() % 5 == 0 ? R"(,"NotAction":)" : R"(,"Action":)");
    PutSome({R"("*")",
             R"("s3:*")",
             R"("s3:GetObject")",
             R"("iam:*")",
             R"("iam:PassRole")",
             R"("ec2:RunInstances")",
             R"("sqs:SendMessage")"});
    Both(random_() % 6 == 0 ? R"(,"NotResource":)" : R"(,"Resource":)");
    PutSome({R"("*")",
             R"("arn:aws:s3:::b/*")",
             R"("arn:aws:s3:::b/${aws:username}")",
             R"("arn:aws:iam::*:role/*")",
             R"("arn:aws:s3:::b/k")"});
    WriteCondition();
    Both("}");
  }

  void WritePrincipal() {
    if (random_() % 8 == 0) return;
    Both(random_() % 9 == 0 ? R"(,"NotPrincipal":)" : R"(,"Principal":)");
    const std::string before = blurred;
    if (random_() % 3 == 0) {
      Both(R"("*")");
    } else {
      Both(R"({"AWS":)");
      PutSome({R"("*")",
               R"("111122223333")",
               R"("arn:aws:iam::999999999999:root")"});
      if (random_() % 3 == 0) {
        Both(R"(,"Service":)");
        PutSome({R"("sns.amazonaws.com")", R"("s3.amazonaws.com")"});
      }
      Both("}");
    }
    if (random_() % 8 == 0) blurred = before + R"({"$unknown":"p"})";
  }

  void WriteCondition() {
    if (random_() % 3 == 0) return;
    Both(R"(,"Condition":)");
    const std::string before = blurred;
    Both("{");
    const std::size_t count = random_() % 3;
    // Distinct operators, so that no key is written twice.
    static constexpr const char* kOperators[] = {
        R"("StringEquals":)", R"("ArnLike":)", R"("StringNotLike":)"};
    for (std::size_t i = 0; i < count; ++i) {
      Both(i > 0 ? "," : "");
      Both(kOperators[i]);
      const std::string block = blurred;
      Both("{");
      Both(Pick({R"("aws:SourceVpce":)",
                 R"("aws:SourceArn":)",
                 R"("aws:PrincipalAccount":)",
                 R"("aws:SourceAccount":)",
                 R"("iam:PassedToService":)",
                 R"("s3:prefix":)"}));
      PutSome({R"("vpce-1")",
               R"("*")",
               R"("111122223333")",
               R"("arn:aws:sns:*:999999999999:*")",
               R"("ec2.amazonaws.com")"});
      Both("}");
      if (random_() % 9 == 0) blurred = block + R"({"$unknown":"b"})";
    }
    if (random_() % 4 == 0) {
      Both(count > 0 ? "," : "");
      Both(R"("Bool":{"aws:SecureTransport":)");
      Put(R"("false")", 6);
      Both("}");
    }
    if (random_() % 4 == 0) {
      Both(blurred.ends_with('{') ? "" : ",");
      Both(R"("IpAddress":{"aws:SourceIp":)");
      PutSome({R"("0.0.0.0/1")", R"("52.0.0.0/8")", R"("53.0.0.0/8")"});
      Both("}");
    }
    if (random_() % 4 == 0) {
      Both(blurred.ends_with('{') ? "" : ",");
      Both(
          R"("StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"},"Null":{"aws:SourceVpce":)");
      Put(R"("false")", 4);
      Both("}");
    }
    Both("}");
    if (random_() % 8 == 0) blurred = before + R"({"$unknown":"c"})";
  }

  std::mt19937 random_;
};

// Making any part unknown never turns an answer into another one, only into
// itself or unknown.
TEST_F(AnalysisTest, UnknownNeverFlipsAnAnswer) {
  PolicyWriter writer(3);
  struct Question {
    const char* function;
    std::vector<Value> more;
    int known = 0;
    int unknown = 0;
    int yes = 0;
  };
  std::vector<Question> questions = {
      {"iam.admin", {}},
      {"iam.fullService", {S("s3")}},
      {"iam.allows", {S("s3:GetObject"), S("arn:aws:s3:::b/k")}},
      {"iam.public", {}},
      {"iam.publicStatements", {}},
      {"iam.foreignAccounts", {S("111122223333")}},
      {"iam.requiresTls", {}},
      {"iam.confusedDeputy", {}},
      {"iam.escalation", {}}};
  for (int round = 0; round < 4000; ++round) {
    writer.Write();
    const Value plain = Read(writer.plain);
    const Value blurred = Read(writer.blurred);
    for (Question& question : questions) {
      std::vector<Value> args = {plain};
      args.insert(args.end(), question.more.begin(), question.more.end());
      const std::string sharp = Run(question.function, args);
      ASSERT_TRUE(sharp == "true" || sharp == "false" || sharp[0] == '[')
          << sharp << writer.plain;
      args[0] = blurred;
      const std::string blurry = Run(question.function, args);
      if (blurry.starts_with("unknown(")) {
        ++question.unknown;
      } else {
        ++question.known;
        EXPECT_EQ(blurry, sharp) << question.function << "\n"
                                 << writer.plain << "\n"
                                 << writer.blurred;
      }
      if (sharp != "false" && sharp != "[]") ++question.yes;
    }
  }
  for (const Question& question : questions) {
    EXPECT_GT(question.known, 200) << question.function;
    EXPECT_GT(question.unknown, 200) << question.function;
    EXPECT_GT(question.yes, 5) << question.function;
  }
}

// Order and spelling do not matter; a further Deny never grants.
TEST_F(AnalysisTest, AnswersKeepUnderRewriting) {
  PolicyWriter writer(5);
  for (int round = 0; round < 500; ++round) {
    writer.Write();
    const Value policy = Read(writer.plain);
    const auto items = policy.Get("Statement").AsList();
    std::vector<Value> reversed(items.rbegin(), items.rend());
    const Value turned =
        factory_.With(policy, {{{"Statement", factory_.List(reversed)}}});
    std::vector<Value> more(items.begin(), items.end());
    more.push_back(Read(R"({"Effect":"Deny","Action":"s3:*","Resource":"*"})"));
    const Value denied =
        factory_.With(policy, {{{"Statement", factory_.List(more)}}});
    const Value action = S("s3:GetObject");
    const Value resource = S("arn:aws:s3:::b/k");
    EXPECT_EQ(Run("iam.public", {policy}), Run("iam.public", {turned}));
    EXPECT_EQ(Run("iam.public", {policy}), Run("iam.public", {denied}));
    EXPECT_EQ(Run("iam.public", {policy}),
              Run("iam.public", {S(WriteJson(policy))}));
    EXPECT_EQ(Run("iam.admin", {policy}), Run("iam.admin", {turned}));
    EXPECT_EQ(Run("iam.allows", {policy, action, resource}),
              Run("iam.allows", {turned, action, resource}));
    EXPECT_EQ(Run("iam.allows", {denied, action, resource}), "false");
  }
}

}  // namespace
}  // namespace plimsoll

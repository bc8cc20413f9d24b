// SPDX-License-Identifier: Apache-2.0
// iam.public, iam.publicStatements and iam.foreignAccounts against what AWS
// documents. The cases are ours; the rules are those of
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
#include <string>
#include <vector>

#include <fmt/format.h>

#include "policy/functions/functions_testing.h"

namespace plimsoll {
namespace {

class PublicTest : public FunctionsTest {
 protected:
  /// A policy of one Allow statement with these further members.
  static std::string Allow(std::string_view principal,
                           std::string_view condition = "",
                           std::string_view action = "s3:GetObject",
                           std::string_view resource = "arn:aws:s3:::b/*") {
    return fmt::format(
        R"({{"Version":"2012-10-17","Statement":{{"Effect":"Allow",{},"Action":"{}","Resource":"{}"{}{}}}}})",
        principal,
        action,
        resource,
        condition.empty() ? "" : R"(,"Condition":)",
        condition);
  }

  std::string Public(std::string_view policy) {
    return Run("iam.public", {Read(policy), S("111122223333")});
  }
  std::string Foreign(std::string_view policy) {
    return Run("iam.foreignAccounts", {Read(policy), S("111122223333")});
  }
};

constexpr const char* kStar = R"("Principal":"*")";

TEST_F(PublicTest, Principals) {
  struct Case {
    const char* principal;
    const char* expected;
  };
  for (
      const Case& c : std::vector<Case>{
          {R"("Principal":"*")", "true"},
          {R"("Principal":{"AWS":"*"})", "true"},
          {R"("Principal":{"AWS":["arn:aws:iam::111122223333:root","*"]})",
           "true"},
          {R"("Principal":{"*":"*"})", "true"},
          {R"("Principal":{"AWS":"111122223333"})", "false"},
          {R"("Principal":{"AWS":111122223333})", "false"},
          {R"("Principal":{"AWS":"999999999999"})", "false"},
          {R"("Principal":{"AWS":"arn:aws:iam::999999999999:role/x"})",
           "false"},
          {R"("Principal":{"AWS":"arn:aws:iam::*:root"})", "true"},
          {R"("Principal":{"AWS":"AROAEXAMPLEID"})", "false"},
          {R"("Principal":{"Service":"sns.amazonaws.com"})", "false"},
          {R"("Principal":{"Service":"*"})", "true"},
          {R"("Principal":{"CanonicalUser":"0123abcd"})", "false"},
          {R"("Principal":{"AWS":[]})", "false"},
          {R"("Principal":{"Federated":"graph.facebook.com"})", "true"},
          {R"("Principal":{"Federated":"arn:aws:iam::111122223333:saml-provider/x"})",
           "false"},
          {R"("Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/id.example.com"})",
           "false"},
          {R"("NotPrincipal":{"AWS":"111122223333"})", "true"},
          {R"("NotPrincipal":"*")", "false"},
          {R"("Sid":"identity policy")", "false"},
          {R"("Principal":{"$unknown":"p"})", "unknown(p)"},
          {R"("Principal":{"AWS":{"$unknown":"p"}})", "unknown(p)"},
          {R"("Principal":{"AWS":["*",{"$unknown":"p"}]})", "true"},
          {R"("Principal":{"AWS":["111122223333",{"$unknown":"p"}]})",
           "unknown(p)"},
          {R"("Principal":{"Service":{"$unknown":"p"},"AWS":"*"})", "true"},
          {R"("NotPrincipal":{"$unknown":"p"})", "unknown(p)"}}) {
    EXPECT_EQ(Public(Allow(c.principal)), c.expected) << c.principal;
  }
}

TEST_F(PublicTest, ConditionsThatLimit) {
  for (
      const char* condition :
      {R"({"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}})",
       R"({"IpAddress":{"AWS:sourceip":["52.0.0.0/8"]}})",
       R"({"IpAddress":{"aws:SourceIp":["10.0.0.0/8","172.16.0.0/12","192.168.0.0/16"]}})",
       R"({"IpAddress":{"aws:SourceIp":"2600:1f00::/32"}})",
       R"({"StringEquals":{"aws:SourceVpc":"vpc-1"}})",
       R"({"StringEquals":{"aws:SourceVpce":["vpce-1","vpce-2"]}})",
       R"({"StringEqualsIgnoreCase":{"aws:SourceVpce":"vpce-1"}})",
       R"({"stringequals":{"aws:SourceVpce":"vpce-1"}})",
       R"({"ForAnyValue:StringEquals":{"aws:SourceVpce":"vpce-1"}})",
       R"({"StringLike":{"aws:SourceVpce":"vpce-1"}})",
       R"({"StringEquals":{"aws:SourceAccount":"999999999999"}})",
       R"({"StringEquals":{"aws:SourceAccount":999999999999}})",
       R"({"StringEquals":{"aws:SourceOwner":"999999999999"}})",
       R"({"ArnEquals":{"aws:SourceArn":"arn:aws:sns:eu-west-1:999999999999:t"}})",
       R"({"ArnLike":{"aws:SourceArn":"arn:aws:s3:::logs"}})",
       R"({"StringEquals":{"s3:x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:eu-west-1:111122223333:key/1"}})",
       R"({"StringLike":{"aws:userid":"AROAEXAMPLEID:*"}})",
       R"({"StringEquals":{"aws:userid":"AIDAEXAMPLEID"}})",
       R"({"StringEqualsIfExists":{"aws:userid":"AIDAEXAMPLEID"}})",
       R"({"ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:us-west-2:111122223333:accesspoint/*"}})",
       R"({"StringEquals":{"s3:DataAccessPointAccount":"111122223333"}})",
       R"({"StringEquals":{"aws:PrincipalOrgID":"o-1"}})",
       R"({"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"o-1/*"}})",
       R"({"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":["o-1/r-1/*/ou-2/*","o-2/r-2/"]}})",
       R"({"StringEquals":{"aws:PrincipalAccount":"111122223333"}})",
       R"({"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/*"}})",
       R"({"StringLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:*"}})",
       R"({"StringEquals":{"aws:VpceAccount":"111122223333"}})",
       R"({"StringEquals":{"aws:VpceOrgID":"o-1"}})",
       R"({"Bool":{"aws:PrincipalIsAWSService":"true"}})",
       R"({"Bool":{"aws:PrincipalIsAWSService":true}})",
       R"({"StringEquals":{"aws:PrincipalServiceName":"cloudtrail.amazonaws.com"}})",
       R"({"StringEquals":{"aws:SourceOrgID":"o-1"}})",
       // With the demand that the key is there.
       R"({"ForAllValues:StringLike":{"aws:PrincipalOrgPaths":"o-1/*"},"Null":{"aws:PrincipalOrgPaths":"false"}})",
       R"({"StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"},"Null":{"aws:sourcevpce":false}})",
       // Another condition beside it does no harm.
       R"({"StringLike":{"aws:Referer":"https://example.com/*"},"StringEquals":{"aws:SourceVpce":"vpce-1"}})",
       R"({"StringEquals":{"aws:SourceVpce":"vpce-1","s3:prefix":"x"}})"}) {
    EXPECT_EQ(Public(Allow(kStar, condition)), "false") << condition;
  }
}

TEST_F(PublicTest, ConditionsThatDoNotLimit) {
  for (
      const char* condition :
      {R"({})",
       R"({"StringEquals":{}})",
       R"({"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}})",
       R"({"IpAddress":{"aws:SourceIp":["0.0.0.0/1","128.0.0.0/1"]}})",
       R"({"IpAddress":{"aws:SourceIp":"52.0.0.0/7"}})",
       R"({"IpAddress":{"aws:SourceIp":["203.0.113.0/24","::/0"]}})",
       R"({"IpAddress":{"aws:SourceIp":"2600::/31"}})",
       R"({"IpAddressIfExists":{"aws:SourceIp":"203.0.113.0/24"}})",
       R"({"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}})",
       R"({"IpAddress":{"aws:VpcSourceIp":"10.0.0.0/8"}})",
       R"({"StringEquals":{"aws:SourceVpc":"vpc-*"}})",
       R"({"StringLike":{"aws:SourceVpce":["vpce-1","vpce-*"]}})",
       R"({"StringLike":{"aws:SourceVpce":"vpce-?"}})",
       R"({"StringEquals":{"aws:SourceVpce":"${aws:PrincipalTag/vpce}"}})",
       R"({"StringNotEquals":{"aws:SourceVpce":"vpce-1"}})",
       R"({"StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"}})",
       R"({"ForAllValues:StringEquals":{"aws:SourceVpce":"vpce-1"}})",
       R"({"StringEqualsIfExists":{"aws:SourceVpce":"vpce-1"},"Null":{"aws:SourceVpce":"true"}})",
       R"({"Null":{"aws:SourceVpce":"false"}})",
       R"({"Null":{"aws:PrincipalOrgID":"false"}})",
       R"({"ArnLike":{"aws:SourceArn":"arn:aws:s3:::*"}})",
       R"({"ArnLike":{"aws:SourceArn":"*"}})",
       // S3's own list knows no wildcard here, although the account is fixed.
       R"({"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:111122223333:*"}})",
       R"({"StringLike":{"aws:userid":"*:session"}})",
       R"({"StringLike":{"aws:userid":"AROA*"}})",
       R"({"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/admin"}})",
       R"({"StringEqualsIfExists":{"aws:PrincipalAccount":"111122223333"}})",
       R"({"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-1"}})",
       R"({"StringLike":{"aws:PrincipalOrgID":"o-*"}})",
       R"({"ForAnyValue:StringLike":{"aws:PrincipalOrgPaths":"*/ou-1/*"}})",
       R"({"ForAllValues:StringLike":{"aws:PrincipalOrgPaths":"o-1/*"}})",
       R"({"StringEquals":{"aws:PrincipalAccount":"${aws:ResourceAccount}"}})",
       R"({"ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:us-west-2:*:accesspoint/*"}})",
       R"({"Bool":{"aws:PrincipalIsAWSService":"false"}})",
       R"({"Bool":{"aws:SecureTransport":"true"}})",
       R"({"StringLike":{"aws:Referer":"https://example.com/*"}})",
       R"({"StringEquals":{"aws:PrincipalTag/team":"x"}})",
       R"({"StringEquals":{"aws:username":"x"}})",
       R"({"StringEquals":{"aws:ResourceAccount":"111122223333"}})",
       R"({"NumericLessThan":{"aws:MultiFactorAuthAge":"60"}})",
       R"({"DateGreaterThan":{"aws:CurrentTime":"2020-01-01T00:00:00Z"}})",
       R"({"StringEquals":{"sts:ExternalId":"x"}})"}) {
    EXPECT_EQ(Public(Allow(kStar, condition)), "true") << condition;
  }
}

TEST_F(PublicTest, ConditionsOfOtherServices) {
  struct Case {
    const char* action;
    const char* condition;
    const char* expected;
  };
  for (
      const Case& c : std::vector<Case>{
          {"sqs:SendMessage",
           R"({"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:111122223333:*"}})",
           "false"},
          {"sqs:SendMessage",
           R"({"ArnLike":{"aws:SourceArn":"arn:aws:s3:*:*:my-bucket"}})",
           "false"},
          {"sqs:SendMessage",
           R"({"ArnLike":{"aws:SourceArn":"arn:aws:s3:*:*:my-*"}})",
           "true"},
          {"sqs:SendMessage",
           R"({"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:topic"}})",
           "true"},
          {"SNS:Publish",
           R"({"StringEquals":{"AWS:SourceOwner":"111122223333"}})",
           "false"},
          {"sns:Subscribe",
           R"({"StringLike":{"sns:Endpoint":"*@example.com"}})",
           "false"},
          {"sns:Subscribe",
           R"({"StringLike":{"sns:Endpoint":"https://hooks.example.com/*"}})",
           "false"},
          {"sns:Subscribe",
           R"({"StringLike":{"sns:Endpoint":"arn:aws:sqs:*:111122223333:*"}})",
           "false"},
          {"sns:Subscribe",
           R"({"StringEquals":{"sns:Endpoint":"me@example.com"}})",
           "false"},
          {"sns:Subscribe",
           R"({"StringLike":{"sns:Endpoint":"*example.com"}})",
           "true"},
          {"sns:Subscribe",
           R"({"StringLike":{"sns:Endpoint":"https://hooks.example.com*"}})",
           "true"},
          {"sns:Subscribe",
           R"({"StringEquals":{"sns:Protocol":"https"}})",
           "true"},
          {"kms:Decrypt",
           R"({"StringEquals":{"kms:CallerAccount":"111122223333","kms:ViaService":"s3.eu-west-1.amazonaws.com"}})",
           "false"},
          {"kms:Decrypt",
           R"({"StringEqualsIfExists":{"kms:CallerAccount":"111122223333"}})",
           "false"},
          {"kms:Decrypt",
           R"({"StringEquals":{"kms:ViaService":"s3.eu-west-1.amazonaws.com"}})",
           "true"},
          {"kms:Decrypt",
           R"({"StringLike":{"kms:CallerAccount":"*"}})",
           "true"},
          {"elasticfilesystem:ClientMount",
           R"({"Bool":{"elasticfilesystem:AccessedViaMountTarget":"true"}})",
           "false"},
          {"elasticfilesystem:ClientMount",
           R"({"Bool":{"aws:SecureTransport":"true"}})",
           "true"},
          {"lambda:InvokeFunctionUrl",
           R"({"StringEquals":{"lambda:FunctionUrlAuthType":"NONE"}})",
           "true"},
          {"lambda:InvokeFunctionUrl",
           R"({"StringEquals":{"lambda:FunctionUrlAuthType":"AWS_IAM"}})",
           "true"},
          {"lambda:InvokeFunction",
           R"({"StringEquals":{"lambda:EventSourceToken":"amzn1.ask.skill.1"}})",
           "false"},
          {"sqs:SendMessage",
           R"({"StringEquals":{"aws:PrincipalOrgID":"${aws:ResourceOrgID}"}})",
           "false"},
          {"sqs:SendMessage",
           R"({"StringEquals":{"aws:PrincipalAccount":"${aws:ResourceAccount}"}})",
           "false"},
          {"sqs:SendMessage",
           R"({"StringEquals":{"aws:PrincipalAccount":"${aws:PrincipalTag/x}"}})",
           "true"}}) {
    EXPECT_EQ(Public(Allow(kStar, c.condition, c.action, "*")), c.expected)
        << c.action << " " << c.condition;
  }
}

TEST_F(PublicTest, AccessPointPolicies) {
  const char* condition =
      R"({"ArnLike":{"s3:DataAccessPointArn":"arn:aws:s3:us-west-2:111122223333:accesspoint/*"}})";
  EXPECT_EQ(
      Public(Allow(kStar,
                   condition,
                   "s3:GetObject",
                   "arn:aws:s3:us-west-2:111122223333:accesspoint/a/object/*")),
      "true");
}

TEST_F(PublicTest, FederatedTrust) {
  struct Case {
    const char* provider;
    const char* condition;
    const char* expected;
  };
  constexpr const char* kGithub =
      "arn:aws:iam::111122223333:oidc-provider/"
      "token.actions.githubusercontent.com";
  for (
      const Case& c : std::vector<Case>{
          {kGithub, "", "true"},
          {kGithub,
           R"({"StringEquals":{"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"}})",
           "true"},
          {kGithub,
           R"({"StringLike":{"token.actions.githubusercontent.com:sub":"repo:*"}})",
           "true"},
          {kGithub,
           R"({"StringLike":{"token.actions.githubusercontent.com:sub":"repo:my*/x:*"}})",
           "true"},
          {kGithub,
           R"({"StringLike":{"token.actions.githubusercontent.com:sub":"repo:mine/*"}})",
           "false"},
          {kGithub,
           R"({"StringEquals":{"token.actions.githubusercontent.com:sub":"repo:mine/x:ref:refs/heads/main"}})",
           "false"},
          {kGithub,
           R"({"StringLike":{"token.actions.githubusercontent.com:sub":["repo:mine/*","*"]}})",
           "true"},
          {kGithub,
           R"({"StringNotLike":{"token.actions.githubusercontent.com:sub":"repo:mine/*"}})",
           "true"},
          {kGithub,
           R"({"StringLike":{"token.actions.githubusercontent.com:sub":{"$unknown":"s"}}})",
           "unknown(s)"},
          {"arn:aws:iam::1:oidc-provider/app.terraform.io",
           R"({"StringLike":{"app.terraform.io:sub":"organization:mine:project:*"}})",
           "false"},
          {"arn:aws:iam::1:oidc-provider/app.terraform.io",
           R"({"StringLike":{"app.terraform.io:sub":"organization:*"}})",
           "true"},
          {"cognito-identity.amazonaws.com", "", "true"},
          {"cognito-identity.amazonaws.com",
           R"({"StringEquals":{"cognito-identity.amazonaws.com:aud":"eu-west-1:pool"}})",
           "false"},
          {"graph.facebook.com",
           R"({"StringEquals":{"graph.facebook.com:app_id":"1"}})",
           "false"}}) {
    const std::string principal =
        fmt::format(R"("Principal":{{"Federated":"{}"}})", c.provider);
    EXPECT_EQ(
        Public(Allow(
            principal, c.condition, "sts:AssumeRoleWithWebIdentity", "*")),
        c.expected)
        << c.provider << c.condition;
  }
  // In a bucket policy no claim is asked for.
  EXPECT_EQ(
      Public(Allow(R"("Principal":{"Federated":"graph.facebook.com"})",
                   R"({"StringEquals":{"graph.facebook.com:app_id":"1"}})")),
      "true");
}

TEST_F(PublicTest, UnknownParts) {
  struct Case {
    const char* policy;
    const char* expected;
  };
  for (
      const Case& c : std::vector<Case>{
          {R"({"$unknown":"policy"})", "unknown(policy)"},
          {R"({"Statement":{"$unknown":"s"}})", "unknown(s)"},
          {R"({"Statement":[{"$unknown":"s"}]})", "unknown(s)"},
          {R"({"Statement":[{"$unknown":"s"},{"Effect":"Allow","Principal":"*","Action":"a:b"}]})",
           "true"},
          {R"({"Statement":[{"$unknown":"s"},{"Effect":"Deny","Principal":"*","Action":"a:b"}]})",
           "unknown(s)"},
          {R"({"Statement":{"Effect":{"$unknown":"e"},"Principal":"*","Action":"a:b"}})",
           "unknown(e)"},
          {R"({"Statement":{"Effect":{"$unknown":"e"},"Principal":{"AWS":"111122223333"},"Action":"a:b"}})",
           "false"},
          {R"({"Statement":{"Effect":"Deny","Principal":{"$unknown":"p"},"Action":"a:b"}})",
           "false"},
          {R"({"Statement":{"Effect":"Allow","Principal":"*","Action":{"$unknown":"a"}}})",
           "true"},
          {R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"a:b","Resource":{"$unknown":"r"}}})",
           "true"},
          {R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"a:b","Condition":{"$unknown":"c"}}})",
           "unknown(c)"},
          {R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"a:b","Condition":{"StringEquals":{"$unknown":"c"}}}})",
           "unknown(c)"},
          {R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"a:b","Condition":{"StringEquals":{"aws:SourceVpce":{"$unknown":"c"}}}}})",
           "unknown(c)"},
          {R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"a:b","Condition":{"StringEquals":{"aws:SourceVpce":["vpce-*",{"$unknown":"c"}]}}}})",
           "true"},
          {R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"a:b","Condition":{"StringEquals":{"aws:Referer":{"$unknown":"c"}}}}})",
           "true"},
          {R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"a:b","Condition":{"StringEquals":{"aws:SourceVpce":{"$unknown":"c"},"aws:SourceAccount":"111122223333"}}}})",
           "false"},
          {R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"a:b","Condition":{"IpAddress":{"aws:SourceIp":["0.0.0.0/0",{"$unknown":"c"}]}}}})",
           "true"},
          {R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"a:b","Condition":{"IpAddress":{"aws:SourceIp":[{"$unknown":"b"},{"$unknown":"c"}]}}}})",
           "unknown(b, c)"},
          {R"({"Statement":{"Effect":"Allow","Principal":"*","Action":{"$unknown":"a"},"Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:111122223333:*"}}}})",
           "unknown(a)"},
          {R"({"Statement":[{"Effect":"Allow","Principal":{"$unknown":"p"},"Action":"a:b","Condition":{"StringEquals":{"aws:SourceVpce":{"$unknown":"c"}}}}]})",
           "unknown(c, p)"}}) {
    EXPECT_EQ(Public(c.policy), c.expected) << c.policy;
  }
}

TEST_F(PublicTest, Policies) {
  EXPECT_EQ(Public("null"), "false");
  EXPECT_EQ(Public(R"({"Statement":[]})"), "false");
  // A Deny does not make it less public.
  EXPECT_EQ(
      Public(
          R"({"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*"},{"Effect":"Deny","Principal":"*","Action":"s3:*"}]})"),
      "true");
  // The account does not have to be known, and may be left out.
  const Value open = Read(Allow(kStar));
  EXPECT_EQ(Run("iam.public", {open, Unknown("account")}), "true");
  EXPECT_EQ(Run("iam.public", {open, Value::Null()}), "true");
  EXPECT_EQ(Run("iam.public", {open}), "true");
  EXPECT_EQ(Run("iam.public", {S(Allow(kStar)), S("1")}), "true");
  EXPECT_EQ(Run("iam.public", {S("%7B%22Statement%22%3A%5B%5D%7D"), S("1")}),
            "false");
}

TEST_F(PublicTest, PublicStatements) {
  const auto run = [&](std::string_view policy) {
    return Run("iam.publicStatements", {Read(policy), S("111122223333")});
  };
  EXPECT_EQ(run("null"), "[]");
  EXPECT_EQ(
      run(R"({"Statement":[{"Sid":"A","Effect":"Allow","Principal":{"AWS":"1"},"Action":"a:b"},
          {"Effect":"Allow","Principal":"*","Action":"a:b"},
          {"Sid":"C","Effect":"Allow","Principal":"*","Action":"a:b"},
          {"Sid":"D","Effect":"Deny","Principal":"*","Action":"a:b"}]})"),
      R"(["#2","C"])");
  EXPECT_EQ(
      run(R"({"Statement":[{"Effect":"Allow","Principal":"*","Action":"a:b"},
                                 {"$unknown":"s"}]})"),
      "unknown(s)");
  EXPECT_EQ(
      run(R"({"Statement":[{"Effect":"Allow","Principal":"*","Action":"a:b"},
                                 {"Sid":{"$unknown":"s"},"Effect":"Deny","Principal":"*","Action":"a:b"}]})"),
      R"(["#1"])");
}

TEST_F(PublicTest, ForeignAccounts) {
  struct Case {
    std::string policy;
    const char* expected;
  };
  for (
      const Case& c : std::vector<Case>{
          {"null", "[]"},
          {Allow(kStar), R"(["*"])"},
          {Allow(R"("Principal":{"AWS":"111122223333"})"), "[]"},
          {Allow(
               R"("Principal":{"AWS":["arn:aws:iam::999999999999:role/x","222222222222","arn:aws:iam::111122223333:user/x","arn:aws:sts::222222222222:assumed-role/x/y"]})"),
           R"(["222222222222","999999999999"])"},
          {Allow(R"("Principal":{"AWS":22222222})"), R"(["000022222222"])"},
          {Allow(
               R"("Principal":{"AWS":"arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1"})"),
           "[]"},
          {Allow(R"("Principal":{"Service":"sns.amazonaws.com"})"), "[]"},
          {Allow(
               kStar,
               R"({"StringEquals":{"aws:PrincipalAccount":["111122223333","333333333333"]}})"),
           R"(["333333333333"])"},
          {Allow(
               kStar,
               R"({"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::333333333333:role/*"}})"),
           R"(["333333333333"])"},
          {Allow(kStar, R"({"StringEquals":{"aws:PrincipalOrgID":"o-1"}})"),
           R"(["o-1"])"},
          {Allow(
               kStar,
               R"({"StringEquals":{"aws:PrincipalOrgID":"o-1","aws:PrincipalAccount":"333333333333"}})"),
           R"(["333333333333"])"},
          {Allow(
               kStar,
               R"({"StringEquals":{"aws:PrincipalAccount":["333333333333","444444444444"]},"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::333333333333:*"}})"),
           R"(["333333333333"])"},
          {Allow(kStar, R"({"StringEquals":{"aws:SourceVpce":"vpce-1"}})"),
           "[]"},
          {Allow(kStar,
                 R"({"StringEquals":{"kms:CallerAccount":"111122223333"}})",
                 "kms:Decrypt"),
           "[]"},
          {Allow(R"("Principal":{"AWS":["999999999999",{"$unknown":"p"}]})"),
           "unknown(p)"},
          {Allow(R"("Principal":{"$unknown":"p"})"), "unknown(p)"},
          {Allow(
               kStar,
               R"({"StringEquals":{"aws:PrincipalAccount":{"$unknown":"a"}}})"),
           "unknown(a)"},
          {R"({"Statement":[{"$unknown":"s"},{"Effect":"Allow","Principal":"*","Action":"a:b"}]})",
           R"(["*"])"},
          {R"({"Statement":{"Effect":"Deny","Principal":{"AWS":"999999999999"},"Action":"a:b"}})",
           "[]"}}) {
    EXPECT_EQ(Foreign(c.policy), c.expected) << c.policy;
  }
  const Value other = Read(Allow(R"("Principal":{"AWS":"999999999999"})"));
  EXPECT_EQ(Run("iam.foreignAccounts", {other, Unknown("account")}),
            "unknown(refused)");
  EXPECT_EQ(
      Run("iam.foreignAccounts", {Read(Allow(kStar)), Unknown("account")}),
      R"(["*"])");
}

}  // namespace
}  // namespace plimsoll

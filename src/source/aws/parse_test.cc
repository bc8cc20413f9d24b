// SPDX-License-Identifier: Apache-2.0
// Replies of every modelled operation are compared with botocore by
// tests/conformance/aws; here are single rules, and what is malformed.
#include "source/aws/parse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/aws/fake_transport.h"
#include "value/json.h"

namespace plimsoll::aws {
namespace {

using ::testing::HasSubstr;

class ParseTest : public ::testing::Test {
 protected:
  static const ApiOperation& Operation(std::string_view call) {
    const auto found = ShippedModel()->FindCall(call);
    EXPECT_TRUE(found) << call;
    return **found;
  }
  Result<Value> Parse(std::string_view call, HttpResponse response) {
    return ParseResponse(Operation(call), response, {factory_, 7, {}});
  }
  std::string Text(std::string_view call, HttpResponse response) {
    const auto value = Parse(call, std::move(response));
    return value ? WriteJson(*value) : value.error().message();
  }
  static ServiceError ErrorOf(std::string_view call, HttpResponse response) {
    return ParseServiceError(Operation(call), response);
  }

  Arena arena_;
  KeyTable keys_;
  ValueFactory factory_{arena_, keys_};
};

TEST_F(ParseTest, JsonByShape) {
  EXPECT_EQ(Text("kms.DescribeKey",
                 Reply(200,
                       R"({"KeyMetadata":{"KeyId":"k","Enabled":true,
                          "CreationDate":1440938160.5,"FromTheFuture":1,
                          "Description":null,"EncryptionAlgorithms":[]}})")),
            R"({"KeyMetadata":{"CreationDate":"2015-08-30T12:36:00.500Z",)"
            R"("Enabled":true,"EncryptionAlgorithms":[],"KeyId":"k"}})");
}

TEST_F(ParseTest, EveryValueHasTheOrigin) {
  const auto value =
      Parse("kms.DescribeKey",
            Reply(200, R"({"KeyMetadata":{"Enabled":true,"KeyId":"k",
                          "CreationDate":1}})"));
  ASSERT_TRUE(value);
  EXPECT_EQ(value->origin(), 7U);
  const Value key = value->Get("KeyMetadata");
  EXPECT_EQ(key.origin(), 7U);
  for (const std::string_view member : {"Enabled", "KeyId", "CreationDate"}) {
    EXPECT_EQ(key.Get(member).origin(), 7U) << member;
  }
}

TEST_F(ParseTest, QueryUnwrapsTheResult) {
  EXPECT_EQ(
      Text(
          "sts.GetCallerIdentity",
          Reply(200,
                "<GetCallerIdentityResponse xmlns='https://sts/'>"
                "<GetCallerIdentityResult><Arn>a</Arn><Account>1</Account>"
                "</GetCallerIdentityResult><ResponseMetadata><RequestId>r"
                "</RequestId></ResponseMetadata></GetCallerIdentityResponse>")),
      R"({"Account":"1","Arn":"a"})");
}

TEST_F(ParseTest, Ec2ListsAreEmptyOnlyWhenTheWireSaysSo) {
  const auto groups = [&](std::string_view inner) {
    return Text(
        "ec2.DescribeSecurityGroups",
        Reply(200,
              "<DescribeSecurityGroupsResponse><requestId>r"
              "</requestId>" +
                  std::string(inner) + "</DescribeSecurityGroupsResponse>"));
  };
  EXPECT_EQ(groups(""), "{}");
  EXPECT_EQ(groups("<securityGroupInfo/>"), R"({"SecurityGroups":[]})");
  EXPECT_EQ(groups("<securityGroupInfo><item><groupId>sg-1</groupId>"
                   "<ipPermissions><item><fromPort> 22 </fromPort></item>"
                   "</ipPermissions></item></securityGroupInfo>"),
            R"({"SecurityGroups":[{"GroupId":"sg-1",)"
            R"("IpPermissions":[{"FromPort":22}]}]})");
}

TEST_F(ParseTest, IamPoliciesAreDecoded) {
  EXPECT_EQ(Text("iam.GetAccountAuthorizationDetails",
                 Reply(200,
                       "<GetAccountAuthorizationDetailsResponse>"
                       "<GetAccountAuthorizationDetailsResult><RoleDetailList>"
                       "<member><AssumeRolePolicyDocument>%7B%22a%22%3A1%7D"
                       "</AssumeRolePolicyDocument></member></RoleDetailList>"
                       "</GetAccountAuthorizationDetailsResult>"
                       "</GetAccountAuthorizationDetailsResponse>")),
            R"({"RoleDetailList":[{"AssumeRolePolicyDocument":"{\"a\":1}"}]})");
}

TEST_F(ParseTest, RestXmlAttributesAndPayload) {
  EXPECT_EQ(
      Text("s3.GetBucketAcl",
           Reply(200,
                 "<AccessControlPolicy><AccessControlList><Grant><Grantee "
                 "xmlns:xsi='http://x' xsi:type='Group'><URI>u</URI></Grantee>"
                 "<Permission>READ</Permission></Grant></AccessControlList>"
                 "</AccessControlPolicy>")),
      R"({"Grants":[{"Grantee":{"Type":"Group","URI":"u"},)"
      R"("Permission":"READ"}]})");
  EXPECT_EQ(Text("s3.GetBucketPolicy", Reply(200, R"({"a": 1})")),
            R"({"Policy":"{\"a\": 1}"})");
  EXPECT_EQ(Text("s3.HeadBucket",
                 Reply(200, "", {{"X-Amz-Bucket-Region", "eu-west-1"}})),
            R"({"BucketRegion":"eu-west-1"})");
}

TEST_F(ParseTest, BucketLocation) {
  const auto location = [&](std::string_view body) {
    return Text("s3.GetBucketLocation", Reply(200, std::string(body)));
  };
  EXPECT_EQ(location("<LocationConstraint xmlns='u'>EU</LocationConstraint>"),
            R"({"LocationConstraint":"EU"})");
  EXPECT_EQ(location("<LocationConstraint xmlns='u'/>"), "{}");
  EXPECT_THAT(location("<Other>EU</Other>"), HasSubstr("malformed response"));
}

TEST_F(ParseTest, WhatIsNoReplyIsNeverEmpty) {
  struct Case {
    std::string_view call;
    std::string_view body;
  };
  const Case cases[] = {
      {"kms.ListKeys", ""},
      {"kms.ListKeys", "{\"Keys\":["},
      {"kms.ListKeys", "[]"},
      {"kms.ListKeys", "<html></html>"},
      {"kms.ListKeys", "{\"Keys\":{}}"},
      {"kms.ListKeys", "{\"Keys\":[\"x\"]}"},
      {"lambda.ListFunctions", ""},
      {"ec2.DescribeVpcs", ""},
      {"ec2.DescribeVpcs", "<DescribeVpcsResponse><vpcSet>"},
      {"ec2.DescribeVpcs", "<html><body>proxy</body></html>"},
      {"ec2.DescribeVpcs", "<Response><Errors/></Response>"},
      {"ec2.DescribeVpcs", "{}"},
      {"iam.ListAccessKeys", "<ListAccessKeysResponse/>"},
      {"s3.ListBuckets", "<Error><Code>InternalError</Code></Error>"},
      {"s3.ListBuckets", "<HTML></HTML>"},
      {"s3.ListBuckets", ""},
      {"s3.GetPublicAccessBlock", ""},
      {"kms.DescribeKey", R"({"KeyMetadata":{"Enabled":"maybe"}})"},
      {"kms.DescribeKey", R"({"KeyMetadata":{"CreationDate":"never"}})"},
  };
  for (const Case& c : cases) {
    const auto value = Parse(c.call, Reply(200, std::string(c.body)));
    ASSERT_FALSE(value) << c.call << " " << c.body;
    EXPECT_EQ(value.error().code(), ErrorCode::kInvalid);
  }
}

TEST_F(ParseTest, DepthOfXmlIsBounded) {
  // A recursive shape that XML carries does not exist among the shipped ones.
  const MemoryFileSystem files(
      {{"a/partitions.json", R"({"partitions":[{"id":"aws"}]})"},
       {"a/x.json",
        R"({"service":"x","protocol":"rest-xml","operations":{"Get":{
            "method":"GET","path":"/","output":"T"}},"shapes":{"T":{"members":{
            "T":"T","S":"string"}}}})"}});
  const auto model = ApiModel::Load(files, "a");
  ASSERT_TRUE(model);
  std::string body = "<S>x</S>";
  for (int i = 0; i < 400; ++i) body = "<T>" + body + "</T>";
  const auto deep = ParseResponse(
      **(*model)->FindCall("x.Get"), Reply(200, body), {factory_, 0, {}});
  ASSERT_FALSE(deep);
  EXPECT_THAT(deep.error().message(), HasSubstr("nested too deeply"));
}

TEST_F(ParseTest, EntitiesAreNotExpanded) {
  const std::string body =
      "<!DOCTYPE x [<!ENTITY e \"boom\">]><AccessControlPolicy><Owner><ID>"
      "&e;&amp;</ID></Owner></AccessControlPolicy>";
  EXPECT_EQ(Text("s3.GetBucketAcl", Reply(200, body)),
            R"({"Owner":{"ID":"&e;&"}})");
}

TEST_F(ParseTest, ErrorsOfEachProtocol) {
  struct Case {
    std::string_view call;
    HttpResponse response;
    std::string_view code;
    std::string_view message;
  };
  const Case cases[] = {
      {"kms.ListKeys",
       Reply(400, R"({"__type":"a.b#NotThere","message":"m"})"),
       "NotThere",
       "m"},
      {"sqs.ListQueues",
       Reply(400,
             R"({"__type":"a#QueueDoesNotExist","message":"m"})",
             {{"x-amzn-query-error", "AWS.Old.NonExistentQueue;Sender"}}),
       "AWS.Old.NonExistentQueue",
       "m"},
      {"lambda.GetPolicy",
       Reply(404,
             R"({"Message":"M"})",
             {{"x-amzn-ErrorType", "ResourceNotFoundException:http://x"}}),
       "ResourceNotFoundException",
       "M"},
      {"iam.ListAccessKeys",
       Reply(404,
             "<ErrorResponse><Error><Code>NoSuchEntity</Code><Message>m&amp;"
             "</Message></Error><RequestId>r</RequestId></ErrorResponse>"),
       "NoSuchEntity",
       "m&"},
      {"ec2.DescribeVpcs",
       Reply(400,
             "<Response><Errors><Error><Code>C</Code><Message>m</Message>"
             "</Error></Errors><RequestID>r</RequestID></Response>"),
       "C",
       "m"},
      {"s3.GetBucketPolicy",
       Reply(404, "<Error><Code>NoSuchBucketPolicy</Code></Error>"),
       "NoSuchBucketPolicy",
       ""},
      {"s3.HeadBucket", Reply(403, ""), "Forbidden", ""},
      {"ec2.DescribeVpcs", Reply(503, "<html>"), "ServiceUnavailable", ""},
      {"kms.ListKeys", Reply(418, "tea"), "418", ""},
  };
  for (const Case& c : cases) {
    const ServiceError error = ErrorOf(c.call, c.response);
    EXPECT_EQ(error.code, c.code) << c.response.body;
    EXPECT_EQ(error.message, c.message) << c.response.body;
  }
}

TEST_F(ParseTest, RequestIdsAndRetryAfter) {
  EXPECT_EQ(ErrorOf("ec2.DescribeVpcs",
                    Reply(400, "<R><RequestID>r-1</RequestID></R>"))
                .request_id,
            "r-1");
  const auto after = [&](std::string_view name, std::string_view value) {
    return ErrorOf("kms.ListKeys",
                   Reply(429, "", {{std::string(name), std::string(value)}}))
        .retry_after;
  };
  EXPECT_EQ(after("Retry-After", "2"), std::chrono::seconds(2));
  EXPECT_EQ(after("x-amz-retry-after", "150"), std::chrono::milliseconds(150));
  EXPECT_EQ(after("Retry-After", "soon"), std::nullopt);
  EXPECT_EQ(after("Retry-After", "-1"), std::nullopt);
}

}  // namespace
}  // namespace plimsoll::aws

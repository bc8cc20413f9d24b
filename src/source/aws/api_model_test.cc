// SPDX-License-Identifier: Apache-2.0
#include "source/aws/api_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/aws/fake_transport.h"

namespace plimsoll::aws {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kPartitions =
    R"({"partitions":[{"id":"aws","dnsSuffix":"amazonaws.com",
        "dualStackDnsSuffix":"api.aws","globalRegion":"us-east-1",
        "regionPrefixes":["us-"],"regions":{"us-east-1":"x"}}]})";

Result<std::shared_ptr<const ApiModel>> LoadText(std::string_view service) {
  const MemoryFileSystem files(
      {{"api/partitions.json", std::string(kPartitions)},
       {"api/x.json", std::string(service)}});
  return ApiModel::Load(files, "api");
}

TEST(ApiModelTest, ShippedModelsLoad) {
  const ApiModel& model = *ShippedModel();
  EXPECT_GT(model.services().size(), 30U);
  const auto found = model.FindCall("s3.GetBucketPolicy");
  ASSERT_TRUE(found);
  EXPECT_EQ((*found)->path, "/{Bucket}?policy");
  EXPECT_EQ((*found)->iam_action, "s3:GetBucketPolicy");
  EXPECT_EQ((*found)->service->protocol, Protocol::kRestXml);
  const ApiMember* bucket = (*found)->input.shape->Find("Bucket");
  ASSERT_NE(bucket, nullptr);
  EXPECT_TRUE(bucket->required);
  EXPECT_EQ(bucket->ref.location, Location::kUri);
  EXPECT_EQ((*found)->input.shape->Find("Bukket"), nullptr);
}

TEST(ApiModelTest, CborIsNeverChosen) {
  EXPECT_EQ((*ShippedModel()->FindService("cloudwatch"))->protocol,
            Protocol::kJson);
}

TEST(ApiModelTest, ActionsThatAreCalledOtherwise) {
  const ApiModel& model = *ShippedModel();
  EXPECT_EQ((*model.FindCall("s3.ListBuckets"))->iam_action,
            "s3:ListAllMyBuckets");
  EXPECT_EQ((*model.FindCall("s3control.GetPublicAccessBlock"))->iam_action,
            "s3:GetAccountPublicAccessBlock");
  EXPECT_EQ((*model.FindCall("elbv2.DescribeLoadBalancers"))->iam_action,
            "elasticloadbalancing:DescribeLoadBalancers");
  EXPECT_EQ((*model.FindCall("cloudwatch.DescribeAlarms"))->iam_action,
            "cloudwatch:DescribeAlarms");
}

TEST(ApiModelTest, Pagination) {
  const auto found = ShippedModel()->FindCall("ec2.DescribeSecurityGroups");
  ASSERT_TRUE(found && (*found)->pages);
  EXPECT_THAT((*found)->pages->input_tokens, ElementsAre("NextToken"));
  EXPECT_THAT((*found)->pages->results, ElementsAre("SecurityGroups"));
}

TEST(ApiModelTest, UnknownNamesAreSuggested) {
  const ApiModel& model = *ShippedModel();
  const auto operation = model.FindCall("ec2.DescribeSecurityGroup");
  ASSERT_FALSE(operation);
  EXPECT_EQ(operation.error().code(), ErrorCode::kNotFound);
  EXPECT_THAT(operation.error().message(),
              HasSubstr("unknown operation ec2.DescribeSecurityGroup; did you "
                        "mean \"DescribeSecurityGroups\"?"));
  EXPECT_THAT(model.FindCall("organisations.ListRoots").error().message(),
              HasSubstr("did you mean \"organizations\"?"));
  EXPECT_THAT(model.FindCall("ec2").error().message(),
              HasSubstr("is not <service>.<Operation>"));
}

TEST(ApiModelTest, PartitionsOfKnownAndNewRegions) {
  const ApiModel& model = *ShippedModel();
  EXPECT_EQ(model.PartitionOf("eu-west-1").id, "aws");
  EXPECT_EQ(model.PartitionOf("cn-north-1").dns_suffix, "amazonaws.com.cn");
  EXPECT_EQ(model.PartitionOf("us-gov-west-1").id, "aws-us-gov");
  EXPECT_EQ(model.PartitionOf("us-gov-south-7").id, "aws-us-gov");
  EXPECT_EQ(model.PartitionOf("us-isob-east-9").id, "aws-iso-b");
  EXPECT_EQ(model.PartitionOf("eu-middle-9").id, "aws");
  EXPECT_TRUE(model.KnowsRegion("eu-middle-9"));
  EXPECT_FALSE(model.KnowsRegion("eu-west-one"));
  EXPECT_FALSE(model.KnowsRegion("eu-west-"));
  EXPECT_EQ(model.FindPartition("aws-eusc")->dns_suffix, "amazonaws.eu");
  EXPECT_EQ(model.FindPartition("azure"), nullptr);
}

TEST(ApiModelTest, RecursiveShapesLoad) {
  const auto model = LoadText(
      R"({"service":"x","protocol":"json","operations":{"Get":{"method":"POST",
          "path":"/","output":"Tree"}},"shapes":{"Tree":{"members":{
          "Children":"Trees"}},"Trees":{"list":"Tree"}}})");
  ASSERT_TRUE(model) << model.error().message();
  const ApiShape* tree = (*(*model)->FindCall("x.Get"))->output.shape;
  EXPECT_EQ(tree->members[0].ref.shape->element.shape, tree);
}

TEST(ApiModelTest, WhatDoesNotFitIsAnError) {
  struct Case {
    std::string_view text;
    std::string_view message;
  };
  const Case cases[] = {
      {"{", "api/x.json"},
      {R"({"service":"x","protocol":"soap","operations":{"G":{}}})",
       "unknown protocol \"soap\""},
      {R"({"service":"x","protocol":"json"})", "no operations"},
      {R"({"service":"x","protocol":"json","operations":{"G":{"method":"GET",
          "path":"/","input":"Nowhere"}}})",
       "shape \"Nowhere\" is not defined"},
      {R"({"service":"x","protocol":"json","operations":{"G":{"method":"GET",
          "path":"/","input":"string"}}})",
       "input of G is not a structure"},
      {R"({"service":"x","protocol":"json","operations":{"G":{}}})",
       "no method or path"},
      {R"({"service":"x","protocol":"json","operations":{"G":{"method":"GET",
          "path":"/","pages":{"inputTokens":["a"],"outputTokens":[]}}}})",
       "unequal tokens"},
  };
  for (const Case& c : cases) {
    const auto model = LoadText(c.text);
    ASSERT_FALSE(model) << c.text;
    EXPECT_THAT(model.error().message(), HasSubstr(std::string(c.message)));
  }
}

TEST(ApiModelTest, FolderWithoutPartitionsIsAnError) {
  const MemoryFileSystem files(
      std::map<std::string, std::string>{{"api/README", "x"}});
  EXPECT_FALSE(ApiModel::Load(files, "api"));
}

}  // namespace
}  // namespace plimsoll::aws

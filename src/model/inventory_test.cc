// SPDX-License-Identifier: Apache-2.0
#include "model/inventory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "value/json.h"

namespace plimsoll {
namespace {

using Kind = Template::Piece::Kind;

class InventoryTest : public testing::Test {
 protected:
  InventoryTest() {
    vpc_.name = "AWS::EC2::VPC";
    vpc_.id.pieces = {{Kind::kText, "arn:"},
                      {Kind::kPartition, ""},
                      {Kind::kText, ":vpc/"},
                      {Kind::kSpec, "VpcId"}};
    vpc_.keys = {"VpcId"};
    instance_.name = "AWS::EC2::Instance";
    instance_.id.pieces = {{Kind::kSpec, "InstanceId"}};
    instance_.refers = {{"VpcId", {"AWS::EC2::VPC"}},
                        {"NetworkInterfaces[].VpcId", {"AWS::EC2::VPC"}}};
  }

  Resource Make(const ResourceType& type,
                std::string_view account,
                std::string_view region,
                std::string_view spec) {
    Result<Value> value = ReadJson(spec, factory_);
    EXPECT_TRUE(value) << spec;
    Result<Resource> resource = MakeResource(
        type, "aws", account, region, *value, Value(), Value(), factory_);
    EXPECT_TRUE(resource);
    return *resource;
  }

  KeyTable keys_;
  Arena arena_;
  ValueFactory factory_{arena_, keys_};
  ResourceType vpc_;
  ResourceType instance_;
};

TEST_F(InventoryTest, MakesIdFromTemplate) {
  const Resource r = Make(vpc_, "1", "eu-west-1", R"({"VpcId": "vpc-1"})");
  EXPECT_EQ(r.id, "arn:aws:vpc/vpc-1");
  EXPECT_EQ(r.name, r.id);
  EXPECT_EQ(r.self.Get("region").AsString(), "eu-west-1");
}

TEST_F(InventoryTest, RefusesIdWithAbsentProperty) {
  const Result<Resource> r =
      MakeResource(vpc_, "aws", "1", "r", Value(), Value(), Value(), factory_);
  ASSERT_FALSE(r);
  EXPECT_THAT(r.error().message(), testing::HasSubstr("VpcId"));
}

TEST_F(InventoryTest, SortsDropsDoublesAndFindsByType) {
  Inventory inventory;
  inventory.Add(Make(vpc_, "1", "r", R"({"VpcId": "vpc-2"})"));
  inventory.Add(Make(vpc_, "1", "r", R"({"VpcId": "vpc-1"})"));
  inventory.Add(Make(vpc_, "1", "r", R"({"VpcId": "vpc-2"})"));
  inventory.Add(Make(instance_, "1", "r", R"({"InstanceId": "i-1"})"));
  inventory.Seal();
  ASSERT_EQ(inventory.resources().size(), 3U);
  ASSERT_EQ(inventory.OfType("AWS::EC2::VPC").size(), 2U);
  EXPECT_EQ(inventory.OfType("AWS::EC2::VPC")[0].id, "arn:aws:vpc/vpc-1");
  EXPECT_TRUE(inventory.OfType("AWS::EC2::V").empty());
}

TEST_F(InventoryTest, RelatesBothWaysByKeyWithinThePlace) {
  Inventory inventory;
  inventory.Add(Make(vpc_, "1", "r", R"({"VpcId": "vpc-1"})"));
  inventory.Add(
      Make(instance_, "1", "r", R"({"InstanceId": "i-1", "VpcId": "vpc-1"})"));
  inventory.Add(
      Make(instance_, "1", "s", R"({"InstanceId": "i-2", "VpcId": "vpc-1"})"));
  inventory.Add(Make(
      instance_,
      "1",
      "r",
      R"({"InstanceId": "i-3", "NetworkInterfaces": [{"VpcId": "vpc-1"}]})"));
  inventory.Seal();
  const Resource& vpc = inventory.OfType("AWS::EC2::VPC")[0];
  const auto instances = inventory.Related(vpc, "AWS::EC2::Instance");
  ASSERT_EQ(instances.size(), 2U);
  EXPECT_EQ(instances[0]->id, "i-1");
  EXPECT_EQ(instances[1]->id, "i-3");
  const auto vpcs = inventory.Related(*instances[0], "AWS::EC2::VPC");
  ASSERT_EQ(vpcs.size(), 1U);
  EXPECT_EQ(vpcs[0]->id, vpc.id);
}

TEST_F(InventoryTest, UnknownReferenceLeavesTheRelationOpen) {
  ReadOptions options;
  options.unknown_markers = true;
  Inventory inventory;
  inventory.Add(Make(vpc_, "1", "r", R"({"VpcId": "vpc-1"})"));
  const Result<Value> spec =
      ReadJson(R"({"InstanceId": "i-1", "VpcId": {"$unknown": "denied"}})",
               factory_,
               options);
  ASSERT_TRUE(spec);
  inventory.Add(*MakeResource(
      instance_, "aws", "1", "r", *spec, Value(), Value(), factory_));
  inventory.Seal();
  const Resource& vpc = inventory.OfType("AWS::EC2::VPC")[0];
  EXPECT_TRUE(inventory.Related(vpc, "AWS::EC2::Instance").empty());
  EXPECT_EQ(inventory.PossiblyRelated(vpc, "AWS::EC2::Instance").size(), 1U);
  EXPECT_TRUE(inventory.PossiblyRelated(vpc, "AWS::EC2::Subnet").empty());
}

TEST_F(InventoryTest, KnowsWhatWasCollected) {
  Inventory inventory;
  inventory.AddUnit({"1", "r", "AWS::EC2::VPC"});
  inventory.Seal();
  EXPECT_TRUE(inventory.Collected("AWS::EC2::VPC", "1", "r"));
  EXPECT_TRUE(inventory.Collected("AWS::EC2::VPC", "1", ""));
  EXPECT_FALSE(inventory.Collected("AWS::EC2::VPC", "2", ""));
  EXPECT_FALSE(inventory.Collected("AWS::EC2::Instance", "1", "r"));
}

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "model/conform.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "value/json.h"

namespace plimsoll {
namespace {

class ConformTest : public testing::Test {
 protected:
  ConformTest() {
    cel::ObjectType& rule = types_.Object("Rule");
    rule.fields = {{"Port", types_.Int()},
                   {"Weight", types_.Simple(cel::TypeKind::kDouble)}};
    cel::ObjectType& root = types_.Object("Root");
    root.fields = {{"Name", types_.String()},
                   {"Rules", types_.List(types_.ObjectRef(rule))},
                   {"When", types_.Simple(cel::TypeKind::kTimestamp)},
                   {"Any", types_.Dyn()}};
    root_ = types_.ObjectRef(root);
  }

  Value Read(std::string_view json) {
    ReadOptions options;
    options.unknown_markers = true;
    const Result<Value> value = ReadJson(json, factory_, options);
    EXPECT_TRUE(value) << json;
    stray_.clear();
    return Conform(
        *value,
        root_,
        factory_,
        [this](const cel::ObjectType& object, std::string_view name, Value) {
          stray_.push_back(object.name + "." + std::string(name));
        });
  }
  std::string Run(std::string_view json) { return WriteJson(Read(json)); }

  cel::TypePool types_;
  cel::TypeRef root_ = nullptr;
  KeyTable keys_;
  Arena arena_;
  ValueFactory factory_{arena_, keys_};
  std::vector<std::string> stray_;
};

TEST_F(ConformTest, KeepsDeclaredPropertiesOnly) {
  EXPECT_EQ(Run(R"({"Name": "a", "Extra": 1, "Rules": [{"Port": 1, "X": 2}]})"),
            R"({"Name":"a","Rules":[{"Port":1}]})");
  EXPECT_EQ(stray_, (std::vector<std::string>{"Root.Extra", "Rule.X"}));
}

TEST_F(ConformTest, LeavesOutNullsAndWidensInts) {
  EXPECT_EQ(Run(R"({"Name": null, "Rules": [{"Weight": 2}]})"),
            R"({"Rules":[{"Weight":2.0}]})");
  EXPECT_TRUE(stray_.empty());
}

TEST_F(ConformTest, CopiesUntypedPartsWhole) {
  EXPECT_EQ(Run(R"({"Any": {"x": [null, {"y": 1}]}})"),
            R"({"Any":{"x":[null,{"y":1}]}})");
}

TEST_F(ConformTest, ReadsTimesWhereTheyAreDeclared) {
  const Value value = Read(
      R"({"When": "2026-01-02T03:04:05Z", "Name": "2026-01-02T03:04:05Z",
          "Any": "2026-01-02T03:04:05Z"})");
  ASSERT_EQ(value.Get("When").kind(), Kind::kTimestamp);
  EXPECT_EQ(value.Get("When").AsTimestamp().seconds, 1767323045);
  EXPECT_TRUE(value.Get("Name").is_string());
  EXPECT_TRUE(value.Get("Any").is_string());
  EXPECT_EQ(Run(R"({"When": "yesterday"})"), R"({"When":"yesterday"})");
}

TEST_F(ConformTest, KeepsUnknownWhereItIs) {
  const std::string text = Run(R"({"Name": {"$unknown": "denied"}})");
  EXPECT_NE(text.find("$unknown"), std::string::npos) << text;
}

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "source/cloudformation/template_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/cloudformation/testing.h"
#include "value/json.h"

namespace plimsoll::cfn {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class TemplateSourceTest : public testing::Test {
 protected:
  /// The resources as "id spec" lines, without the properties that code never
  /// says.
  std::string Read(std::string text,
                   std::map<std::string, std::string> parameters = {}) {
    code_ = world_.Read(std::move(text), std::move(parameters));
    std::string lines;
    for (const Resource& r : code_.inventory.resources()) {
      lines += std::string(r.id) + " " + Short(r.spec) + "\n";
    }
    return lines;
  }

  std::string Short(Value spec) {
    if (!spec.is_map()) return WriteJson(spec);
    const ValueFactory factory(arena_, world_.keys());
    std::vector<std::pair<std::string_view, Value>> members;
    const MapView map = spec.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      const std::string_view key = map.KeyAt(i).AsString();
      const Value value = map.ValueAt(i);
      if (value.is_unknown()) {
        const std::string_view code = value.AsUnknown().front().code;
        if (code == "not-in-code") continue;
        members.emplace_back(key, factory.String("?" + std::string(code)));
      } else if (key != "Arn" &&
                 !(key == "Status" && value.StringOr("") == "Off")) {
        members.emplace_back(key, value);
      }
    }
    return WriteJson(factory.Map(members));
  }

  /// What property `On`-like expression gives, by a Tags property of any type.
  std::string Evaluate(const std::string& expression,
                       const std::string& more = {}) {
    const std::string lines = Read(more +
                                   "Resources:\n"
                                   "  Other: {Type: T::Bucket}\n"
                                   "  B:\n"
                                   "    Type: T::Bucket\n"
                                   "    Properties:\n"
                                   "      Tags: {v: " +
                                   expression +
                                   "}\n"
                                   "# AWS::\n");
    for (const Resource& r : code_.inventory.resources()) {
      if (r.name != "B") continue;
      const Value tags = r.spec.Get("Tags");
      const Value value = tags.is_map() ? tags.Get("v") : tags;
      if (value.is_unknown()) {
        return "?" + std::string(value.AsUnknown().front().code);
      }
      return WriteJson(value);
    }
    return "nothing: " + lines + Render(world_.diagnostics());
  }

  TestWorld world_;
  Arena arena_;
  CodeInventory code_;
};

constexpr std::string_view kDeclarations =
    "Parameters:\n"
    "  P: {Type: String}\n"
    "  D: {Type: String, Default: dev}\n"
    "  N: {Type: Number, Default: 3}\n"
    "  L: {Type: CommaDelimitedList, Default: 'a, b,c'}\n"
    "  S: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}\n"
    "Conditions:\n"
    "  Yes: !Equals [!Ref D, dev]\n"
    "  No: !Not [!Condition Yes]\n"
    "  Open: !Equals [!Ref P, x]\n"
    "  Place: !Equals [!Ref 'AWS::Region', eu-west-1]\n"
    "Mappings:\n"
    "  M: {eu: {n: 1, same: 5}, us: {n: 2, same: 5}}\n";

TEST_F(TemplateSourceTest, EveryFunction) {
  struct Case {
    std::string expression;
    std::string expected;
  };
  const Case cases[] = {
      {"!Ref D", R"("dev")"},
      {"!Ref N", R"("3")"},
      {"!Ref L", R"(["a","b","c"])"},
      {"!Ref P", "?no-value"},
      {"!Ref S", "?dynamic-reference"},
      {"!Ref Other", R"("t.yaml#Other")"},
      {"!GetAtt Other.Arn", R"("t.yaml#Other")"},
      {"!GetAtt [Other, Endpoint]", "?runtime"},
      {"!Sub 'x-${D}-${!D}-${Other.Arn}'", R"("x-dev-${D}-t.yaml#Other")"},
      {"!Sub ['${a}${D}', {a: !Ref N}]", R"("3dev")"},
      {"!Sub '${P}'", "?no-value"},
      {"!Sub 'arn:aws:iam::${AWS::AccountId}:root'",
       R"("arn:aws:iam::000000000000:root")"},
      {"!Join ['-', [a, !Ref D, 1]]", R"("a-dev-1")"},
      {"!Join [',', !Ref L]", R"("a,b,c")"},
      {"!Select [1, !Ref L]", R"("b")"},
      {"!Select ['0', [x, !Ref P]]", R"("x")"},
      {"!Split ['.', a.b]", R"(["a","b"])"},
      {"!FindInMap [M, eu, n]", "1"},
      {"!FindInMap [M, !Ref P, same]", "?no-value"},
      {"!FindInMap [M, zz, n, {DefaultValue: 9}]", "9"},
      {"!Base64 hello", R"("aGVsbG8=")"},
      {"!Cidr [10.0.0.0/16, 2, 8]", R"(["10.0.0.0/24","10.0.1.0/24"])"},
      {"!GetAZs ''", "?runtime"},
      {"!ImportValue x", "?import"},
      {"{'Fn::Length': !Ref L}", "3"},
      {"{'Fn::ToJsonString': {a: 1}}", R"("{\"a\":1}")"},
      {"{'Fn::Transform': {Name: x}}", "?macro"},
      {"!If [Yes, 1, 2]", "1"},
      {"!If [No, 1, 2]", "2"},
      {"!If [Open, 1, 2]", "?no-value"},
      {"!If [Open, 1, 1]", "1"},
      {"[a, !If [No, b, !Ref 'AWS::NoValue']]", R"(["a"])"},
      {"{a: !Ref 'AWS::NoValue', b: 1}", R"({"b":1})"},
      {"!If [Place, 1, 2]", "?no-value"},
      {"'{{resolve:ssm:/x}}'", "?dynamic-reference"},
      {"{'Fn::ForEach::X': [I, [a, b], {'k${I}': !Ref I}]}",
       R"({"ka":"a","kb":"b"})"},
      {"!If [{'Fn::And': [!Condition Yes, !Condition Open]}, 1, 2]",
       "?no-value"},
      {"!If [{'Fn::Or': [!Condition Yes, !Condition Open]}, 1, 2]", "1"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Evaluate(c.expression, std::string(kDeclarations)), c.expected)
        << c.expression;
  }
  EXPECT_EQ(Render(world_.diagnostics()), "");
}

TEST_F(TemplateSourceTest, MistakesAreDiagnosticsAndUnknown) {
  EXPECT_EQ(Evaluate("!Ref Nope"), "?invalid");
  EXPECT_EQ(Evaluate("!GetAtt Nope.Arn"), "?invalid");
  EXPECT_EQ(Evaluate("!Select [7, [a]]"), "?invalid");
  EXPECT_EQ(Evaluate("{'Fn::Nope': 1}"), "?invalid");
  EXPECT_EQ(Evaluate("!If [Nope, 1, 2]"), "?invalid");
  const std::string said = Render(world_.diagnostics());
  EXPECT_THAT(said, HasSubstr("t.yaml:6:"));
  EXPECT_THAT(said, HasSubstr("no parameter or resource is called `Nope`"));
  EXPECT_THAT(said, HasSubstr("no condition is called `Nope`"));
}

TEST_F(TemplateSourceTest, TextsBecomeWhatTheSchemaDeclares) {
  EXPECT_EQ(Read("Resources:\n"
                 "  B:\n"
                 "    Type: T::Bucket\n"
                 "    Properties:\n"
                 "      On: 'true'\n"
                 "      BucketName: 12\n"
                 "      Rules: [{Port: '22', Cidr: x, Stray: 1}]\n"
                 "      Policy: '{\"a\": 1}'\n"
                 "# AWS::\n"),
            "t.yaml#B {\"BucketName\":\"12\",\"On\":true,\"Policy\":{\"a\":1},"
            "\"Rules\":[{\"Cidr\":\"x\",\"Port\":22}]}\n");
  const Resource& r = code_.inventory.resources()[0];
  EXPECT_EQ(Render(world_.provenance().Resolve(r.spec.Get("On").origin())),
            "t.yaml:5:11");
  EXPECT_EQ(r.spec.Get("Mfa").AsUnknown().front().code, "not-in-code");
  EXPECT_EQ(r.spec.Get("Status").AsString(), "Off");
  EXPECT_EQ(Render(world_.provenance().Resolve(r.spec.Get("Status").origin())),
            "https://example.org/default");
}

TEST_F(TemplateSourceTest, SatellitesAreJoined) {
  EXPECT_EQ(Read("Resources:\n"
                 "  A: {Type: T::Bucket, Properties: {BucketName: named}}\n"
                 "  B: {Type: T::Bucket}\n"
                 "  P: {Type: T::BucketPolicy, Properties: {Bucket: !Ref B, "
                 "Document: {x: 1}}}\n"
                 "  R1: {Type: T::Rule, Properties: {Target: named, Port: "
                 "'1'}}\n"
                 "  R2: {Type: T::Rule, Properties: {Target: !GetAtt A.Arn, "
                 "Port: 2}}\n"
                 "  Far: {Type: T::Rule, Properties: {Target: elsewhere, Port: "
                 "3}}\n"
                 "# AWS::\n"),
            "t.yaml#A {\"BucketName\":\"named\",\"Rules\":[{\"Port\":1},"
            "{\"Port\":2}]}\n"
            "t.yaml#B {\"Policy\":{\"x\":1}}\n"
            "t.yaml#Far {\"Rules\":[{\"Port\":3},{\"$unknown\":[{\"code\":"
            "\"not-in-code\",\"message\":\"`Rules` is not known from code\","
            "\"subject\":\"Rules\"}]}]}\n");
  EXPECT_EQ(code_.places.at("t.yaml#Far").address, "T::Rule.Far");
}

TEST_F(TemplateSourceTest, SatelliteOfUnknownTargetMakesAllUnsure) {
  const std::string text =
      "Parameters: {P: {Type: String}}\n"
      "Resources:\n"
      "  A: {Type: T::Bucket}\n"
      "  P1: {Type: T::BucketPolicy, Properties: {Bucket: !Ref P, Document: "
      "{x: 1}}}\n"
      "# AWS::\n";
  EXPECT_THAT(Read(text), HasSubstr("t.yaml#A {\"Policy\":\"?no-value\"}\n"));
  EXPECT_THAT(Read(text, {{"P", "t.yaml#A"}}),
              HasSubstr("t.yaml#A {\"Policy\":{\"x\":1}}\n"));
}

TEST_F(TemplateSourceTest, ConditionsDecideWhatExists) {
  const std::string text =
      "Parameters: {P: {Type: String}}\n"
      "Conditions: {C: !Equals [!Ref P, x]}\n"
      "Resources:\n"
      "  A:\n"
      "    Type: T::Bucket\n"
      "    Condition: C\n"
      "# AWS::\n";
  EXPECT_EQ(Read(text, {{"P", "y"}}), "");
  EXPECT_EQ(Read(text, {{"P", "x"}}), "t.yaml#A {}\n");
  EXPECT_EQ(code_.places.at("t.yaml#A").only_if, "");
  EXPECT_EQ(code_.places.at("t.yaml#A").range.line, 4U);
  Read(text);
  EXPECT_THAT(code_.places.at("t.yaml#A").only_if,
              HasSubstr("condition `C` holds (parameter `P` has no value)"));
}

TEST_F(TemplateSourceTest, NestedStacksTakeParametersAndGiveOutputs) {
  ASSERT_TRUE(world_.files().WriteAtomically(
      "sub/child.yaml",
      "Parameters: {N: {Type: String}}\n"
      "Resources:\n"
      "  C: {Type: T::Bucket, Properties: {BucketName: !Ref N}}\n"
      "Outputs: {Name: {Value: !Ref C}}\n"
      "# AWS::\n"));
  EXPECT_EQ(Read("Resources:\n"
                 "  S:\n"
                 "    Type: AWS::CloudFormation::Stack\n"
                 "    Properties: {TemplateURL: ./sub/child.yaml, Parameters: "
                 "{N: given}}\n"
                 "  P: {Type: T::BucketPolicy, Properties: {Bucket: !GetAtt "
                 "S.Outputs.Name, Document: {x: 1}}}\n"),
            "t.yaml#S/C {\"BucketName\":\"given\",\"Policy\":{\"x\":1}}\n");
  EXPECT_THAT(code_.files, ElementsAre("t.yaml", "sub/child.yaml"));
  EXPECT_TRUE(code_.inventory.gaps().empty());
}

TEST_F(TemplateSourceTest, NestedStacksInACircleEnd) {
  ASSERT_TRUE(world_.files().WriteAtomically(
      "t.yaml",
      "Resources: {S: {Type: 'AWS::CloudFormation::Stack', Properties: "
      "{TemplateURL: t.yaml}}}\n"));
  Read(
      "Resources: {S: {Type: 'AWS::CloudFormation::Stack', Properties: "
      "{TemplateURL: t.yaml}}}\n");
  EXPECT_THAT(Render(world_.diagnostics()), HasSubstr("nests itself"));
}

TEST_F(TemplateSourceTest, CirclesOfReferencesEnd) {
  EXPECT_EQ(
      Read("Resources:\n"
           "  A: {Type: T::Bucket, Properties: {Status: !GetAtt B.Status}}\n"
           "  B: {Type: T::Bucket, Properties: {Status: !GetAtt A.Status}}\n"
           "# AWS::\n"),
      "t.yaml#A {\"Status\":\"?invalid\"}\n"
      "t.yaml#B {\"Status\":\"?invalid\"}\n");
}

TEST_F(TemplateSourceTest, JsonTemplatesAndMetadataSkips) {
  code_ = world_.Read(
      R"({"AWSTemplateFormatVersion": "2010-09-09",
 "Resources": {
  "A": {"Type": "T::Bucket",
        "Metadata": {"checkov": {"skip": [{"id": "X_1", "comment": "why"}]}},
        "Properties": {"BucketName": {"Fn::Sub": "n"}}}}})",
      {},
      "t.json");
  ASSERT_EQ(code_.inventory.resources().size(), 1U);
  const CodePlace& place = code_.places.at("t.json#A");
  EXPECT_EQ(place.range.line, 3U);
  ASSERT_EQ(place.skips.size(), 1U);
  EXPECT_EQ(place.skips[0].id, "X_1");
  EXPECT_EQ(place.skips[0].reason, "why");
}

TEST_F(TemplateSourceTest, OtherFilesAreLeftAloneAndBrokenOnesNamed) {
  EXPECT_EQ(Read("kind: Pod\nmetadata: [\n"), "");
  EXPECT_EQ(Render(world_.diagnostics()), "");
  EXPECT_EQ(Read("AWSTemplateFormatVersion: x\nResources: [\n"), "");
  EXPECT_THAT(Render(world_.diagnostics()), HasSubstr("t.yaml:3:1: error"));
}

TEST_F(TemplateSourceTest, MacrosAreGaps) {
  Read("Transform: MyMacro\nResources: {A: {Type: T::Bucket}}\n# AWS::\n");
  ASSERT_EQ(code_.inventory.gaps().size(), 1U);
  EXPECT_EQ(code_.inventory.gaps()[0].code, "macro");
}

}  // namespace
}  // namespace plimsoll::cfn

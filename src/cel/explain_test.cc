// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <gtest/gtest.h>

#include "cel/evaluate_testing.h"

namespace plimsoll::cel {
namespace {

class ExplainTest : public testing::Test {
 protected:
  ExplainTest() {
    ObjectType& rule = world_.types.Object("Rule");
    rule.fields["port"] = world_.types.Int();
    rule.fields["cidr"] = world_.types.String();
    ObjectType& block = world_.types.Object("Block");
    block.fields["acls"] = world_.types.Bool();
    ObjectType& spec = world_.types.Object("Spec");
    spec.fields["rules"] = world_.types.List(world_.types.ObjectRef(rule));
    spec.fields["block"] = world_.types.ObjectRef(block);
    spec.fields["name"] = world_.types.String();
    spec.fields["tags"] =
        world_.types.Map(world_.types.String(), world_.types.String());
    world_.Declare("spec", world_.types.ObjectRef(spec));
  }

  /// "result; decided: a=1, b=2; reads: c=3".
  std::string Explain(std::string_view spec, std::string_view text) {
    world_.Bind(0, world_.Json(spec));
    const auto program = world_.Compile(text);
    const Explanation why = world_.evaluator.Explain(*program, world_.bindings);
    const auto list = [](const std::vector<Evidence>& notes) {
      std::string shown;
      for (const Evidence& note : notes) {
        if (!shown.empty()) shown += ", ";
        shown += note.expression + "=" + ShowValue(note.value);
      }
      return shown;
    };
    return ShowValue(why.result) + "; decided: " + list(why.decided) +
           "; reads: " + list(why.reads);
  }

  EvaluationWorld world_;
};

constexpr std::string_view kRules =
    R"({"name": "n", "rules": [{"port": 80, "cidr": "10.0.0.0/8"},
                  {"port": 443, "cidr": "0.0.0.0/0"},
                  {"port": 22, "cidr": "0.0.0.0/0"}]})";

TEST_F(ExplainTest, FalseOperandOfAnd) {
  EXPECT_EQ(Explain("{}", "spec.name != 'x' && spec.block.acls == true"),
            "false; decided: spec.block.acls == true=false; "
            "reads: spec.block.acls=null");
}

TEST_F(ExplainTest, TrueOperandOfOr) {
  EXPECT_EQ(Explain(kRules, "spec.block.acls == true || spec.name == 'n'"),
            "true; decided: spec.name == 'n'=true; reads: spec.name=\"n\"");
}

TEST_F(ExplainTest, AllOperandsWhenNoneDecides) {
  EXPECT_EQ(Explain(kRules, "spec.name == 'n' && size(spec.rules) == 3"),
            "true; decided: spec.name == 'n'=true, size(spec.rules) == 3=true, "
            "size(spec.rules)=3; reads: spec.name=\"n\", spec.rules=" +
                WriteJson(world_.Json(kRules).Get("rules")));
}

TEST_F(ExplainTest, ElementThatDecidedExists) {
  EXPECT_EQ(
      Explain(kRules,
              "spec.rules.exists(r, r.port == 22 && r.cidr == '0.0.0.0/0')"),
      "true; decided: spec.rules.exists(r, r.port == 22 && r.cidr == "
      "'0.0.0.0/0')=true, spec.rules[2]={\"cidr\":\"0.0.0.0/0\",\"port\":22}, "
      "r.port == 22=true, r.cidr == '0.0.0.0/0'=true; "
      "reads: spec.rules[2].port=22, spec.rules[2].cidr=\"0.0.0.0/0\"");
}

TEST_F(ExplainTest, ElementThatFailedAll) {
  EXPECT_EQ(Explain(kRules, "spec.rules.all(r, r.port < 100)"),
            "false; decided: spec.rules.all(r, r.port < 100)=false, "
            "spec.rules[1]={\"cidr\":\"0.0.0.0/0\",\"port\":443}, "
            "r.port < 100=false; reads: spec.rules[1].port=443");
}

TEST_F(ExplainTest, FilteredElementsKeepTheirPlaces) {
  EXPECT_EQ(
      Explain(kRules,
              "spec.rules.filter(r, r.cidr.startsWith('0.'))"
              ".exists(q, q.port == 22)"),
      "true; decided: spec.rules.filter(r, "
      "r.cidr.startsWith('0.')).exists(q, q.port == 22)=true, "
      "spec.rules[2]={\"cidr\":\"0.0.0.0/0\",\"port\":22}, q.port == 22=true; "
      "reads: spec.rules[2].port=22");
}

TEST_F(ExplainTest, UnknownsThatWereRead) {
  EXPECT_EQ(
      Explain(R"({"name": "n", "block": {"$unknown": "denied"}})",
              "spec.name == 'n' && spec.block.acls == true"),
      "unknown(denied); decided: spec.block.acls == true=unknown(denied); "
      "reads: spec.block=unknown(denied)");
  EXPECT_EQ(Explain(R"({"rules": [{"port": 1}, {"port": {"$unknown": "p"}}]})",
                    "spec.rules.exists(r, r.port == 22)"),
            "unknown(p); decided: spec.rules.exists(r, r.port == "
            "22)=unknown(p), r.port == 22=unknown(p); "
            "reads: spec.rules[1].port=unknown(p)");
}

TEST_F(ExplainTest, NegationTernaryMapsAndBind) {
  EXPECT_EQ(Explain("{}", "!(spec.block.acls == true)"),
            "true; decided: spec.block.acls == true=false; "
            "reads: spec.block.acls=null");
  EXPECT_EQ(Explain(kRules, "has(spec.name) ? spec.name == 'm' : true"),
            "false; decided: has(spec.name)=true, spec.name == 'm'=false; "
            "reads: spec.name=\"n\"");
  EXPECT_EQ(Explain(R"({"tags": {"env": "prod", "a b": "x"}})",
                    "spec.tags.exists(k, v, v == 'x')"),
            "true; decided: spec.tags.exists(k, v, v == 'x')=true, "
            "spec.tags[\"a b\"]=\"x\", v == 'x'=true; "
            "reads: spec.tags[\"a b\"]=\"x\"");
  EXPECT_EQ(Explain(kRules, "cel.bind(f, spec.rules[0], f.port == 80)"),
            "true; decided: f.port == 80=true; reads: spec.rules[0].port=80");
}

TEST_F(ExplainTest, IsBounded) {
  std::string rules = "{\"rules\": [";
  for (int i = 0; i < 100; ++i) {
    rules += (i > 0 ? "," : "") + std::string("{\"port\": ") +
             std::to_string(i) + "}";
  }
  world_.Bind(0, world_.Json(rules + "]}"));
  const auto program = world_.Compile("spec.rules.all(r, r.port >= 0)");
  const Explanation why = world_.evaluator.Explain(*program, world_.bindings);
  EXPECT_TRUE(why.result.is_true());
  EXPECT_EQ(why.reads.size(), 32U);
  EXPECT_EQ(why.reads[1].expression, "spec.rules[0].port");
}

TEST_F(ExplainTest, ValuesKeepTheirOrigins) {
  world_.Bind(0, world_.Json(R"({"name": "n"})").WithOrigin(5));
  const std::pair<std::string_view, Value> entry{
      "name", world_.factory.String("n").WithOrigin(9)};
  world_.Bind(0, world_.factory.Map({&entry, 1}));
  const auto program = world_.Compile("spec.name == 'n'");
  const Explanation why = world_.evaluator.Explain(*program, world_.bindings);
  ASSERT_EQ(why.reads.size(), 1U);
  EXPECT_EQ(why.reads[0].value.origin(), 9U);
}

}  // namespace
}  // namespace plimsoll::cel

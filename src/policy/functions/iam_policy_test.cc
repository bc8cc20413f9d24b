// SPDX-License-Identifier: Apache-2.0
#include "policy/functions/iam_policy.h"

#include <string>
#include <vector>

#include "policy/functions/functions_testing.h"
#include "policy/functions/iam_match.h"

namespace plimsoll {
namespace {

class PolicyTest : public FunctionsTest {};

struct Case {
  const char* policy;
  const char* expected;
};

TEST_F(PolicyTest, NormalForm) {
  for (
      const Case& c : std::vector<Case>{
          {"null", "[]"},
          {R"({"Statement":[]})", "[]"},
          {R"({"Version":"2012-10-17","Statement":{"Sid":"A","Effect":"Allow","Principal":"*","Action":"s3:*","Resource":["a","b"],
               "Condition":{"stringlikeifexists":{"AWS:SourceIp":"x","b":["y",5,true]},"ForAnyValue:StringEquals":{"c":[]}}}})",
           R"([{"Action":["s3:*"],"Condition":{"ForAnyValue:StringEquals":{"c":[]},"StringLikeIfExists":{"aws:sourceip":["x"],"b":["y","5","true"]}},"Effect":"Allow","NotAction":[],"NotPrincipal":null,"NotResource":[],"Principal":{"AWS":["*"]},"Resource":["a","b"],"Sid":"A"}])"},
          {R"({"Statement":[{"Effect":"Deny","NotPrincipal":{"AWS":["arn:aws:iam::111122223333:root",222233334444,"arn:aws:iam::111122223333:role/r"],"Service":"s"},"NotAction":["a:b"],"NotResource":"r"}]})",
           R"([{"Action":[],"Condition":{},"Effect":"Deny","NotAction":["a:b"],"NotPrincipal":{"AWS":["111122223333","222233334444","arn:aws:iam::111122223333:role/r"],"Service":["s"]},"NotResource":["r"],"Principal":null,"Resource":[],"Sid":null}])"}}) {
    EXPECT_EQ(Run("iam.statements", {Read(c.policy)}), c.expected) << c.policy;
  }
}

TEST_F(PolicyTest, NormalFormOfUnknownParts) {
  const Value statements =
      Call("iam.statements", {Read(R"({"Statement":[{"$unknown":"s"},
        {"Effect":{"$unknown":"e"},"Principal":{"AWS":["*",{"$unknown":"p"}]},"Action":{"$unknown":"a"},
         "Condition":{"StringEquals":{"$unknown":"c"}}}]})")});
  ASSERT_TRUE(statements.is_list());
  const auto items = statements.AsList();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_TRUE(items[0].is_unknown());
  EXPECT_TRUE(items[1].Get("Effect").is_unknown());
  EXPECT_TRUE(items[1].Get("Condition").is_unknown());
  EXPECT_TRUE(items[1].Get("Action").AsList()[0].is_unknown());
  EXPECT_TRUE(items[1].Get("Principal").Get("AWS").AsList()[1].is_unknown());
  const Value whole =
      Call("iam.statements", {Read(R"({"Statement":{"$unknown":"s"}})")});
  ASSERT_EQ(whole.AsList().size(), 1U);
  EXPECT_EQ(Show(whole.AsList()[0]), "unknown(s)");
}

TEST_F(PolicyTest, NamesWhatIsMalformed) {
  for (
      const Case& c : std::vector<Case>{
          {"5", "policy is neither an object nor JSON text: int"},
          {"[]", "policy is neither an object nor JSON text: list"},
          {"{}", "policy: has no Statement"},
          {R"({"Statement":null})", "policy: has no Statement"},
          {R"({"Version":"2012-10-18","Statement":[]})",
           "policy: no Version \"2012-10-18\""},
          {R"({"Statement":["x"]})",
           "policy statement 1: is not an object but a value of type string"},
          {R"({"Statement":[{"Effect":"Deny","Action":"a:b"},{"Effect":"Alow","Action":"a:b"}]})",
           "policy statement 2: Effect is neither \"Allow\" nor \"Deny\""},
          {R"({"Statement":{"Effect":"allow","Action":"a:b"}})",
           "policy statement 1: Effect is neither \"Allow\" nor \"Deny\""},
          {R"({"Statement":{"Action":"a:b"}})",
           "policy statement 1: Effect is neither \"Allow\" nor \"Deny\""},
          {R"({"Statement":{"Effect":"Allow"}})",
           "policy statement 1: has neither Action nor NotAction"},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","NotAction":"c:d"}})",
           "policy statement 1: has both Action and NotAction"},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Resource":"*","NotResource":"c"}})",
           "policy statement 1: has both Resource and NotResource"},
          {R"({"Statement":{"Effect":"Allow","Action":["a:b",5]}})",
           "policy statement 1: Action holds a value of type int"},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Principal":{"Aws":"*"}}})",
           "policy statement 1: Principal has no type \"Aws\""},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Principal":{"AWS":{}}}})",
           "policy statement 1: Principal.AWS holds a value of type map"},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Condition":[]}})",
           "policy statement 1: Condition is not an object"},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Condition":{"StringEqual":{"a":"b"}}}})",
           "policy statement 1: no condition operator \"StringEqual\"; did you "
           "mean \"StringEquals\"?"},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Condition":{"StringEquals":"x"}}})",
           "policy statement 1: Condition.StringEquals is not an object"},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Condition":{"StringEquals":{"k":{}}}}})",
           "policy statement 1: k holds a value of type map"},
          {R"({"Statement":{"Effect":"Allow","Action":"a:b","Condition":{"StringEquals":{"k":null}}}})",
           "policy statement 1: Condition.StringEquals has a key without "
           "value"},
          {R"("{")", "policy: "},
          {R"("%7B%2")", "policy: malformed percent-encoding"}}) {
    for (const char* function : {"iam.public", "iam.admin", "iam.statements"}) {
      const std::string shown = Run(function, {Read(c.policy)});
      EXPECT_EQ(shown.substr(0, 6 + std::string(c.expected).size()),
                std::string("error(") + c.expected)
          << function << c.policy;
    }
  }
  EXPECT_EQ(
      Run("iam.statements",
          {Read(
              R"({"Statement":{"Effect":"Allow","Action":"a:b","Condition":{"StringEquals":{"k":"1","K":"2"}}}})")}),
      "error(policy: condition key \"k\" stands twice under StringEquals)");
}

TEST_F(PolicyTest, StatementsAreTyped) {
  const auto index = table_.Find("iam.statements");
  ASSERT_EQ(index.size(), 1U);
  EXPECT_EQ(cel::Render(table_.at(index[0]).result), "list(iam.Statement)");
  const auto& fields = types_.Object("iam.Statement").fields;
  EXPECT_EQ(fields.size(), 9U);
  EXPECT_EQ(cel::Render(fields.at("Principal")), "iam.Principal");
}

TEST(Match, Actions) {
  struct MatchCase {
    const char* pattern;
    const char* request;
    bool covers;
    bool overlaps;
  };
  for (const MatchCase& c :
       std::vector<MatchCase>{{"s3:GetObject", "S3:getobject", true, true},
                              {"s3:Get*", "s3:GetObject", true, true},
                              {"s3:Get*", "s3:PutObject", false, false},
                              {"s3:?etObject", "s3:GetObject", true, true},
                              {"*", "s3:GetObject", true, true},
                              {"**", "s3:GetObject", true, true},
                              {"*:*", "s3:GetObject", true, true},
                              {"*", "*", true, true},
                              {"s3:*", "*", false, true},
                              {"s3:*", "s3:*", true, true},
                              {"s3:Get*", "s3:*", false, true},
                              {"s3:*", "s3:Get*", true, true},
                              {"s3:Get*", "s3:*Object", false, true},
                              {"s3:Get*", "s3:Put*", false, false},
                              {"s3:?", "s3:*", false, true},
                              {"s3:?", "s3:?", true, true},
                              {"*:GetObject", "s3:GetObject", false, false},
                              {"s*:GetObject", "s3:GetObject", false, false},
                              {"s3:GetObject ", "s3:GetObject ", false, false},
                              {"s3", "s3", false, false},
                              {"", "s3:GetObject", false, false}}) {
    EXPECT_EQ(iam::ActionCovers(c.pattern, c.request), c.covers)
        << c.pattern << " " << c.request;
    EXPECT_EQ(iam::ActionOverlaps(c.pattern, c.request), c.overlaps)
        << c.pattern << " " << c.request;
  }
}

TEST(Match, Resources) {
  struct MatchCase {
    const char* pattern;
    const char* request;
    bool covers;
    bool overlaps;
  };
  for (const MatchCase& c : std::vector<MatchCase>{
           {"*", "arn:aws:s3:::b/k", true, true},
           {"arn:aws:s3:::b/*", "arn:aws:s3:::b/k/l:m", true, true},
           {"arn:aws:s3:::b/*", "arn:aws:s3:::b", false, false},
           {"arn:aws:s3:::B", "arn:aws:s3:::b", false, false},
           {"arn:*:s3:::b", "arn:aws:s3:::b", true, true},
           {"arn:aws:*", "arn:aws:s3:::b", false, false},
           {"arn:aws:sns:*:1:t", "arn:aws:sns:eu-west-1:1:t", true, true},
           // A star stays in its segment.
           {"arn:aws:sns:*:t", "arn:aws:sns:eu-west-1:1:t", false, false},
           {"arn:aws:s3:::*", "*", false, true},
           {"arn:*:*:*:*:*", "*", true, true},
           {"*", "*", true, true},
           {"arn:aws:s3:::b*", "arn:aws:s3:::*", false, true},
           {"arn:aws:s3:::*", "arn:aws:s3:::b*", true, true},
           {"arn:aws:s3:::a*", "arn:aws:s3:::b*", false, false},
           {"bucket", "bucket", false, false}}) {
    EXPECT_EQ(iam::ResourceCovers(c.pattern, c.request), c.covers)
        << c.pattern << " " << c.request;
    EXPECT_EQ(iam::ResourceOverlaps(c.pattern, c.request), c.overlaps)
        << c.pattern << " " << c.request;
  }
}

// What is said about two patterns agrees with all short texts.
TEST(Match, AgreesWithTryingAllTexts) {
  const std::string letters = "ab*?";
  std::vector<std::string> patterns = {""};
  for (std::size_t i = 0; i < patterns.size() && patterns[i].size() < 3; ++i) {
    for (const char c : letters) patterns.push_back(patterns[i] + c);
  }
  std::vector<std::string> texts = {""};
  for (std::size_t i = 0; i < texts.size() && texts[i].size() < 6; ++i) {
    for (const char c : {'a', 'b'}) texts.push_back(texts[i] + c);
  }
  for (const std::string& a : patterns) {
    for (const std::string& b : patterns) {
      bool both = false;
      bool all = true;
      for (const std::string& text : texts) {
        const bool in_a = iam::GlobCovers(a, text, false);
        const bool in_b = iam::GlobCovers(b, text, false);
        both = both || (in_a && in_b);
        all = all && (in_a || !in_b);
      }
      EXPECT_EQ(iam::GlobsOverlap(a, b, false), both) << a << " " << b;
      // A pattern is only said to cover another when it does.
      EXPECT_TRUE(all || !iam::GlobCovers(a, b, false)) << a << " " << b;
    }
  }
}

TEST(Match, Variables) {
  std::string storage;
  using iam::Variables;
  EXPECT_EQ(iam::WithoutVariables(
                "a/${aws:username}/b", Variables::kAnything, storage),
            "a/*/b");
  EXPECT_EQ(iam::WithoutVariables("a${$}b", Variables::kAnything, storage),
            "a$b");
  EXPECT_EQ(iam::WithoutVariables("plain", Variables::kAnything, storage),
            "plain");
  const std::string nothing(
      iam::WithoutVariables("a${x}", Variables::kNothing, storage));
  EXPECT_FALSE(iam::GlobCovers(nothing, nothing, false));
  const std::string star(
      iam::WithoutVariables("a${*}", Variables::kAnything, storage));
  EXPECT_FALSE(iam::GlobCovers(star, "ab", false));
}

}  // namespace
}  // namespace plimsoll

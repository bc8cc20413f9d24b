// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cel/environment.h"

namespace plimsoll::cel {
namespace {

using ::testing::HasSubstr;

// A bucket as a provider's schema would declare it.
class CheckTest : public ::testing::Test {
 protected:
  CheckTest() {
    AddStandardLibrary(functions_, types_);
    AddOptionalLibrary(functions_, types_);
    AddListsLibrary(functions_, types_);
    const TypeRef string = types_.String();
    ObjectType& rule = types_.Object("AWS::S3::Bucket.Rule");
    rule.fields["Id"] = string;
    rule.fields["Days"] = types_.Int();
    rule.fields["Prefixes"] = types_.List(string);
    ObjectType& bucket = types_.Object("AWS::S3::Bucket");
    bucket.fields["BucketName"] = string;
    bucket.fields["Size"] = types_.Simple(TypeKind::kDouble);
    bucket.fields["Enabled"] = types_.Bool();
    bucket.fields["Rules"] = types_.List(types_.ObjectRef(rule));
    bucket.fields["FirstRule"] = types_.ObjectRef(rule);
    bucket.fields["Tags"] = types_.Map(string, string);
    bucket.fields["Policy"] = types_.Dyn();
    environment_.types = &types_;
    environment_.functions = &functions_;
    Declare("spec", types_.ObjectRef(bucket));
    Declare("x", types_.Dyn());
    Declare("i", types_.Int());
    Declare("a.b", types_.Map(string, types_.Int()));
    Declare("a.b.c", string);
    Declare("com.example.y", types_.Bool());
    Declare("y", types_.Int());
    Declare("w", types_.Wrapper(types_.Int()));
    Overload tuple;
    tuple.id = "tuple";
    for (const char* name : {"T", "U"}) {
      tuple.params.push_back(types_.Param(name));
    }
    tuple.result = types_.Opaque("tuple", tuple.params);
    functions_.Add("tuple", tuple);
  }

  void Declare(std::string name, TypeRef type) {
    environment_.variables.push_back({std::move(name), type});
  }

  // The checked tree, or null with the diagnostics rendered into `problems_`.
  std::unique_ptr<Ast> Checked(std::string_view text, bool strict = true) {
    Diagnostics diagnostics;
    auto ast = Parse(text, {}, diagnostics);
    if (ast != nullptr && !Check(*ast, environment_, {}, diagnostics, strict)) {
      ast = nullptr;
    }
    problems_ = Render(diagnostics);
    return ast;
  }

  // The type of the whole expression, or the diagnostics.
  std::string TypeOf(std::string_view text) {
    const auto ast = Checked(text);
    return ast == nullptr ? problems_ : Render(ast->types[ast->root->id]);
  }

  TypePool types_;
  FunctionTable functions_;
  Environment environment_;
  std::string problems_;
};

TEST_F(CheckTest, DeducesTypes) {
  struct Case {
    std::string_view text;
    std::string_view want;
  };
  const Case cases[] = {
      {"1 + 2", "int"},
      {"1 < 1.5", "bool"},
      {"[1, 2]", "list(int)"},
      {"[1, 'a']", "list(dyn)"},
      {"[]", "list(dyn)"},
      {"[[], [1]]", "list(list(int))"},
      {"[[], [[]], [[[]]]]", "list(list(list(list(dyn))))"},
      {"[[[[]]], [], [[]]]", "list(list(list(list(dyn))))"},
      {"{'a': 1}", "map(string, int)"},
      {"{'a': 1}.a", "int"},
      {"{'a': 1}['a']", "int"},
      {"{1: 'x', 2u: 'y'}", "map(dyn, string)"},
      {"[1, 2].map(e, string(e))", "list(string)"},
      {"[1, 2].filter(e, e > 1)", "list(int)"},
      {"{'a': 1}.map(k, k)", "list(string)"},
      {"{'a': 1}.transformMap(k, v, string(v))", "map(string, string)"},
      {"[3].transformMapEntry(n, v, {v: n})", "map(int, int)"},
      {"['a'].all(n, v, v == 'a' && n == 0)", "bool"},
      {"cel.bind(v, 1, [v, v])", "list(int)"},
      {"optional.of(1)", "optional_type(int)"},
      {"[optional.of(1), null][0]", "optional_type(int)"},
      {"[optional.of(dyn(1)), optional.of(1)]", "list(optional_type(dyn))"},
      {"{'a': 1}.?a", "optional_type(int)"},
      {"optional.of({'a': {'b': 1}}).a.b", "optional_type(int)"},
      {"{'a': 1}[?'a'].orValue(2)", "int"},
      {"optional.of(1).optMap(v, string(v))", "optional_type(string)"},
      {"[?optional.of(1)]", "list(int)"},
      {"true ? 1 : 2", "int"},
      {"true ? i : null", "wrapper(int)"},
      {"w + 1", "int"},
      {"[i, w]", "list(wrapper(int))"},
      {"tuple(1, 2u)", "tuple(int, uint)"},
      {"[tuple(1, 2u), tuple(dyn(1), 2u)][0]", "tuple(dyn, uint)"},
      {"x.y.z", "dyn"},
      {"x + 1", "int"},
      {"x == 1", "bool"},
      {"type(1) == int", "bool"},
      {"[int, string]", "list(type(dyn))"},
      {"type(x) == google.protobuf.Timestamp", "bool"},
      {"a.b.d", "int"},
      {"a.b.c", "string"},
      {"1 == 1.0", "bool"},
      {"1 in [1.0]", "bool"},
      {"'a' != null", "bool"},
      {"spec.BucketName", "string"},
      {"spec.Rules[0].Prefixes", "list(string)"},
      {"spec['Tags'].owner", "string"},
      {"spec[?'Tags']", "optional_type(map(string, string))"},
      {"spec.Size == 3", "bool"},
      {"spec.Policy.Statement.exists(s, s.Effect == 'Allow')", "bool"}};
  for (const Case& c : cases) EXPECT_EQ(TypeOf(c.text), c.want) << c.text;
}

TEST_F(CheckTest, ReportsErrorsWithPlaceAndHint) {
  struct Case {
    std::string_view text;
    std::string_view want;
  };
  const Case cases[] = {
      {"spec.BucketNam == 'a'",
       "1:6: error: no field 'BucketNam' in AWS::S3::Bucket; did you mean "
       "\"BucketName\"?"},
      {"spec.Rules.all(r, r.Colour == 1)",
       "1:21: error: no field 'Colour' in AWS::S3::Bucket.Rule; it has Days, "
       "Id, "
       "Prefixes"},
      {"has(spec.Nothing)",
       "1:10: error: no field 'Nothing' in AWS::S3::Bucket; it has BucketName, "
       "Enabled, FirstRule, Policy, Rules, Size, Tags"},
      {"spec['Nam']",
       "1:1: error: no field 'Nam' in AWS::S3::Bucket; it has BucketName, "
       "Enabled, FirstRule, Policy, Rules, Size, Tags"},
      {"spek.BucketName",
       "1:1: error: no variable 'spek'; did you mean \"spec\"?"},
      {"spec.Rules.Id",
       "1:1: error: list(AWS::S3::Bucket.Rule) has no fields: cannot read "
       "'Id'; "
       "take one element with [0], or ask all(...) or exists(...)"},
      {"spec.BucketName == 3",
       "1:1: error: cannot compare string with int: the result would always be "
       "false; convert one of them, or wrap one in dyn(...)"},
      {"[1] != ['a']",
       "1:1: error: cannot compare list(int) with list(string): the result "
       "would "
       "always be true; convert one of them, or wrap one in dyn(...)"},
      {"1 + 'a'", "1:1: error: no matching overload of '+' for (int, string)"},
      {"'a'.startsWith(1)",
       "1:1: error: no matching overload of 'startsWith' for (string, int); it "
       "takes (string, string)"},
      {"startsWith('a', 'b')",
       "1:1: error: no matching overload of 'startsWith' for (string, string); "
       "write x.startsWith(...)"},
      {"'a'.startWith('b')",
       "1:1: error: no function 'startWith'; did you mean \"startsWith\"?"},
      {"optional.off(1)",
       "1:1: error: no function 'optional.off'; did you mean \"optional.of\"?"},
      {"[1].all(v)",
       "1:1: error: no function 'all'; write list.all(x, condition)"},
      {"[1].all(v, v)",
       "1:12: error: found int where a bool is needed (no matching overload); "
       "compare it with something"},
      {"1.all(v, true)",
       "1:1: error: int cannot be range of a macro: it needs a list or a map"},
      {"true && 'a'",
       "1:9: error: found string where a bool is needed (no matching "
       "overload); "
       "compare it with something"},
      {"true ? 1 : 'a'",
       "1:1: error: the branches of '?:' have different types, int and string "
       "(no "
       "matching overload); convert one of them, or wrap one in dyn(...)"},
      {"'a' in [1]",
       "1:1: error: no matching overload: string in list(int); it would never "
       "be "
       "there"},
      {"'a' in 'abc'",
       "1:1: error: no matching overload: string in string; 'in' asks a list "
       "for "
       "an element or a map for a key"},
      {"[1]['a']", "1:5: error: a list is indexed by int, not string"},
      {"{'a': 1}[1]",
       "1:10: error: a map(string, int) is indexed by string, not int"},
      {"spec[x]",
       "1:6: error: AWS::S3::Bucket is indexed by a constant field name only; "
       "wrap it in dyn(...) to read any key"},
      {"{null: 1}",
       "1:2: error: a map key is string, int, uint or bool, not null_type"},
      {"Foo{a: 1}",
       "1:1: error: no type 'Foo' to construct; write a map: {\"name\": "
       "value}"},
      {"[?1]", "1:3: error: '?' needs an optional, not int; remove the '?'"},
      {"[1].transformMapEntry(k, v, v)",
       "1:29: error: the macro needs map entries, not int (no matching "
       "overload); "
       "write {key: value}"},
      {"size",
       "1:1: error: no variable 'size'; 'size' is a function: write "
       "size(...)"}};
  for (const Case& c : cases) {
    const std::string got = TypeOf(c.text);
    const auto line = got.substr(0, got.find('\n'));
    if (std::string_view(c.want).find("(int, string)") !=
        std::string_view::npos) {
      EXPECT_EQ(line.substr(0, c.want.size()), c.want);
    } else {
      EXPECT_EQ(line, c.want) << c.text;
    }
  }
}

TEST_F(CheckTest, ReportsEveryErrorOnce) {
  TypeOf("spec.A == 1 && spec.B.C.D && nope(1) > 2");
  EXPECT_THAT(problems_, HasSubstr("'A'"));
  EXPECT_THAT(problems_, HasSubstr("'B'"));
  EXPECT_THAT(problems_, HasSubstr("'nope'"));
  EXPECT_THAT(problems_, ::testing::Not(HasSubstr("'C'")));
}

TEST_F(CheckTest, ReadsAbsentPartsOfObjectsAsNull) {
  const auto at = [&](std::string_view text) {
    const auto ast = Checked(text);
    EXPECT_NE(ast, nullptr) << problems_;
    return ast != nullptr && ast->root->null_if_absent;
  };
  EXPECT_TRUE(at("spec.BucketName"));
  EXPECT_TRUE(at("spec.FirstRule.Days"));
  EXPECT_TRUE(at("spec.Policy.Statement"));
  EXPECT_TRUE(at("spec.Policy.Statement[0].Effect"));
  EXPECT_TRUE(at("spec.Tags.owner"));
  EXPECT_TRUE(at("spec['Tags'].owner"));
  EXPECT_TRUE(at("spec['Tags']"));
  EXPECT_TRUE(at("has(spec.Tags.owner)"));
  EXPECT_FALSE(at("x.y"));
  EXPECT_FALSE(at("a.b.d"));
  const auto ast =
      Checked("spec.Policy.Statement.exists(s, s.Effect == 'Allow')");
  ASSERT_NE(ast, nullptr);
  const Expr& select = *ast->root->args[2]->args[1]->args[0];
  EXPECT_EQ(select.name, "Effect");
  EXPECT_TRUE(select.null_if_absent);
}

TEST_F(CheckTest, ResolvesNamesLongestFirstInTheContainer) {
  auto ast = Checked("a.b.c");
  EXPECT_EQ(ast->root->variable, environment_.Slot("a.b.c"));
  ast = Checked("a.b.d");
  EXPECT_EQ(ast->root->variable, -1);
  EXPECT_EQ(ast->root->operand->variable, environment_.Slot("a.b"));
  ast = Checked("y");
  EXPECT_EQ(ast->root->variable, environment_.Slot("y"));
  environment_.container = "com.example.deep";
  ast = Checked("y");
  EXPECT_EQ(ast->root->variable, environment_.Slot("com.example.y"));
  ast = Checked(".y");
  EXPECT_EQ(ast->root->variable, environment_.Slot("y"));
  environment_.container.clear();
  ast = Checked("[{'b': 1}].exists(a, a.b == 1)");
  ASSERT_NE(ast, nullptr) << problems_;
  const Expr& shadowed = *ast->root->args[2]->args[1]->args[0];
  EXPECT_EQ(shadowed.variable, -1) << "the loop's variable hides a.b";
}

TEST_F(CheckTest, NamesTypesAndQualifiedFunctions) {
  auto ast = Checked("google.protobuf.Timestamp");
  ASSERT_NE(ast, nullptr) << problems_;
  EXPECT_EQ(ast->root->kind, ExprKind::kIdent);
  EXPECT_TRUE(ast->root->is_type_name);
  EXPECT_EQ(ast->root->name, "google.protobuf.Timestamp");
  ast = Checked("optional.none()");
  ASSERT_NE(ast, nullptr) << problems_;
  EXPECT_EQ(ast->root->name, "optional.none");
  EXPECT_EQ(ast->root->operand, nullptr);
  EXPECT_EQ(Print(*ast->root), "optional.none()");
}

TEST_F(CheckTest, ListsTheOverloadsThatMayRun) {
  const auto count = [&](std::string_view text) {
    const auto ast = Checked(text);
    return ast == nullptr ? 0 : ast->root->overloads.size();
  };
  EXPECT_EQ(count("1 + 2"), 1U);
  EXPECT_EQ(count("x.startsWith('a')"), 1U);
  EXPECT_GT(count("x + x"), 5U);
}

TEST_F(CheckTest, LeavesProblemsToTheEvaluationWhenNotStrict) {
  const auto ast =
      Checked("nope(1) || other.y == spec.Nothing || 'a' + 1", false);
  ASSERT_NE(ast, nullptr);
  EXPECT_EQ(problems_, "");
}

}  // namespace
}  // namespace plimsoll::cel

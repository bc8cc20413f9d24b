// SPDX-License-Identifier: Apache-2.0
#include "hcl/evaluator.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hcl/parser.h"
#include "hcl/to_model.h"
#include "value/json.h"

namespace plimsoll::hcl {
namespace {

// The value of an expression as JSON, unknown as "?", or "error: ...".
std::string ValueOf(const std::string& text) {
  Arena arena;
  KeyTable keys;
  const ValueFactory factory(arena);
  MapScope scope;
  const UnknownReason reason{"no-value", "var.u", "it has no value", {}};
  scope.Set("u", factory.Unknown(Type::Dynamic(), reason));
  scope.Set("s", factory.Unknown(Type::String(), reason));
  scope.Set("b", factory.Unknown(Type::Bool(), reason));
  Diagnostics diagnostics;
  const auto file = ParseExpression("e", text, diagnostics);
  if (diagnostics.has_errors()) return Render(diagnostics);
  EvaluateOptions options;
  options.steps = 20000;
  Evaluator evaluator(factory, options);
  const Value value =
      evaluator.Evaluate(*file, *file->expression(), scope, diagnostics);
  if (diagnostics.has_errors()) {
    return "error: " + diagnostics.all()[0].message;
  }
  if (value.is_unknown()) return "?";
  if (value.is_number()) return ToText(value.AsNumber());
  return WriteJson(ToModel(value, plimsoll::ValueFactory(arena, keys)));
}

TEST(EvaluatorTest, KnownValues) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"1 + 2 * 3", "7"},
      {"\"5\" * 2", "10"},
      {"0.1 + 0.2 == 0.3", "true"},
      {"1 == \"1\"", "false"},
      {"5 % 0", "5"},
      {"-10 % 3", "-1"},
      {"1e21", "1000000000000000000000"},
      {"length([1]) / length([1,2,3])", "0.33333333333333333334"},
      {"pow(2, 0.5)", "1.4142135623730951"},
      {"true ? \"a\" : 1", "\"a\""},
      {"false ? \"a\" : 1", "\"1\""},
      {"true ? {a=\"x\", b=2} : {a=1}", "{\"a\":\"x\",\"b\":\"2\"}"},
      {"false ? foo(1) : 1", "1"},
      {"\"x${1 + 1}y\"", "\"x2y\""},
      {"\"%{ for x in [1, 2] }${x},%{ endfor }\"", "\"1,2,\""},
      {"[for k, v in {b = 1, a = 2} : \"${k}${v}\"]", "[\"a2\",\"b1\"]"},
      {"{for x in [\"a\", \"a\"] : x => 1...}", "{\"a\":[1,1]}"},
      {"[{a = 1}, {a = 2}][*].a", "[1,2]"},
      {"null[*]", "[]"},
      {"try(foo.bar, 1)", "1"},
      {"can(1 + \"x\")", "false"},
      {"merge({a = 1}, null, {b = 2})", "{\"a\":1,\"b\":2}"},
      {"flatten([1, [2, [3]]])", "[1,2,3]"},
      {"core::max(1, 3, 2)", "3"},
      {"distinct([1, \"1\"])", "[\"1\"]"},
      {"lookup({a = null}, \"a\", 1)", "null"},
      {"range(3, 0)", "[3,2,1]"},
      {"setproduct([\"a\"], [1, 2])", "[[\"a\",1],[\"a\",2]]"},
      {"zipmap([\"a\"], [1])", "{\"a\":1}"},
  };
  for (const auto& [text, value] : cases)
    EXPECT_EQ(ValueOf(text), value) << text;
}

TEST(EvaluatorTest, UnknownIsCarriedAndNeverGuessed) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"u", "?"},
      {"\"a${s}\"", "?"},
      {"\"a${s}\" == null", "false"},
      {"\"a${s}\" == \"b\"", "false"},
      {"s == 1", "false"},
      {"s == null", "?"},
      {"false && b", "false"},
      {"b && false", "false"},
      {"true && b", "?"},
      {"true || foo", "true"},
      {"(b ? 1 : 2) == 3", "false"},
      {"b ? 1 : 2", "?"},
      {"[for x in u : x]", "?"},
      {"length([u, 1])", "2"},
      {"try(s, 1)", "?"},
      {"coalesce(\"a\", s)", "\"a\""},
      {"contains([\"a\", s], \"a\")", "true"},
      {"contains([\"a\", s], \"x\")", "?"},
      {"u * 0", "?"},
  };
  for (const auto& [text, value] : cases)
    EXPECT_EQ(ValueOf(text), value) << text;
}

TEST(EvaluatorTest, ErrorsSayWhatIsWrong) {
  EXPECT_THAT(ValueOf("[1][5]"), testing::HasSubstr("index 5"));
  EXPECT_THAT(ValueOf("{ab = 1}.abc"),
              testing::HasSubstr("did you mean \"ab\""));
  EXPECT_THAT(ValueOf("nope(1)"), testing::HasSubstr("no function \"nope\""));
  EXPECT_THAT(ValueOf("1 + \"x\""), testing::HasSubstr("a number is required"));
  EXPECT_THAT(ValueOf("true ? [] : {}"), testing::HasSubstr("one type"));
}

TEST(EvaluatorTest, StepsAreBounded) {
  EXPECT_THAT(ValueOf("[for a in range(1000) : [for b in range(1000) : "
                      "[for c in range(1000) : c]]]"),
              testing::HasSubstr("steps"));
}

}  // namespace
}  // namespace plimsoll::hcl

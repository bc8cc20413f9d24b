// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cel/environment.h"
#include "cel/lexer.h"
#include "value/json.h"

namespace plimsoll::cel {
namespace {

using ::testing::ElementsAre;

std::unique_ptr<Ast> ParseText(std::string_view text,
                               Diagnostics& diagnostics) {
  return Parse(text, {}, diagnostics);
}

// The canonical text, or the diagnostics.
std::string Canonical(std::string_view text) {
  Diagnostics diagnostics;
  const auto ast = ParseText(text, diagnostics);
  return ast == nullptr ? Render(diagnostics) : Print(*ast->root);
}

// The constant that the text consists of, as JSON; else the diagnostics.
std::string Constant(std::string_view text) {
  Diagnostics diagnostics;
  const auto ast = ParseText(text, diagnostics);
  if (ast == nullptr) return Render(diagnostics);
  if (ast->root->kind != ExprKind::kConstant) return "not a constant";
  return std::string(Name(ast->root->constant.kind())) + " " +
         WriteJson(ast->root->constant);
}

TEST(Parser, ReadsConstants) {
  struct Case {
    std::string_view text;
    std::string_view want;
  };
  const Case cases[] = {{"null", "null null"},
                        {"true", "bool true"},
                        {"42", "int 42"},
                        {"-42", "int -42"},
                        {"0x1F", "int 31"},
                        {"-0x1f", "int -31"},
                        {"9223372036854775807", "int 9223372036854775807"},
                        {"-9223372036854775808", "int -9223372036854775808"},
                        {"18446744073709551615u", "uint 18446744073709551615"},
                        {"0xFFu", "uint 255"},
                        {".5", "double 0.5"},
                        {"1.5e3", "double 1500.0"},
                        {"-1e-2", "double -0.01"},
                        {"1e-400", "double 0.0"},
                        {"0.0000001e-320", "double 0.0"},
                        {"-1e-324", "double -0.0"},
                        {"'a\"b'", R"(string "a\"b")"},
                        {R"('\x41\u00e9\U0001F62C\101\n')",
                         "string \"A\xc3\xa9\xf0\x9f\x98\xac"
                         "A\\n\""},
                        {R"(r'\n')", R"(string "\\n")"},
                        {"'''a\n'b''c'''", R"(string "a\n'b''c")"},
                        {R"("""a"b""")", R"(string "a\"b")"},
                        {R"(b'\xff\377')", "bytes \"//8=\""},
                        {"b'\xc3\xa9'", "bytes \"w6k=\""},
                        {R"(bR'\x41')", "bytes \"XHg0MQ==\""},
                        {"// comment\n 7 // more", "int 7"}};
  for (const Case& c : cases) EXPECT_EQ(Constant(c.text), c.want) << c.text;
}

TEST(Parser, PrintsCanonicallyWithPrecedence) {
  struct Case {
    std::string_view text;
    std::string_view want;
  };
  const Case cases[] = {
      {"1+2*3", "1 + 2 * 3"},
      {"(1+2)*3", "(1 + 2) * 3"},
      {"1-(2-3)", "1 - (2 - 3)"},
      {"1-2-3", "1 - 2 - 3"},
      {"a&&b||c&&d", "a && b || c && d"},
      {"a&&(b||c)", "a && (b || c)"},
      {"a && (b && c)", "a && b && c"},
      {"a?b:c?d:e", "a ? b : c ? d : e"},
      {"(a?b:c)?d:e", "(a ? b : c) ? d : e"},
      {"a?(b?c:d):e", "a ? (b ? c : d) : e"},
      {"!a.b", "!a.b"},
      {"!(a == b)", "!(a == b)"},
      {"--a", "--a"},
      {"-(1)", "-(1)"},
      {"- -1", "--1"},
      {"1 - -1", "1 - -1"},
      {"(-a).b", "(-a).b"},
      {"a in [1,2] == true", "a in [1, 2] == true"},
      {"a[0].b['c'][?1].?d", "a[0].b['c'][?1].?d"},
      {".a.b(c).`d-e`", ".a.b(c).`d-e`"},
      {"[?a, b,]", "[?a, b]"},
      {"{'a': 1, ?b: c}", "{'a': 1, ?b: c}"},
      {"A.B{c: 1, ?`d`: e}", "A.B{c: 1, ?d: e}"},
      {"f() + g(1, 'x').h()", "f() + g(1, 'x').h()"},
      {"has(a.b)", "has(a.b)"},
      {"a.all(x, x > 0)", "a.all(x, x > 0)"},
      {"a.exists(k, v, k == v)", "a.exists(k, v, k == v)"},
      {"a.existsOne(x, x)", "a.exists_one(x, x)"},
      {"a.map(x, x + 1)", "a.map(x, x + 1)"},
      {"a.map(x, x > 1, x ? 1 : 2)", "a.map(x, x > 1, x ? 1 : 2)"},
      {"a.filter(x, x)", "a.filter(x, x)"},
      {"a.transformList(i, x, i, x)", "a.transformList(i, x, i, x)"},
      {"a.transformList(i, x, x)", "a.transformList(i, x, x)"},
      {"a.transformMap(k, v, v)", "a.transformMap(k, v, v)"},
      {"a.transformMap(k, v, k, v)", "a.transformMap(k, v, k, v)"},
      {"a.transformMapEntry(k, v, {v: k})",
       "a.transformMapEntry(k, v, {v: k})"},
      {"cel.bind(x, 1, x + x)", "cel.bind(x, 1, x + x)"},
      {"a.optMap(x, x + 1)", "a.optMap(x, x + 1)"},
      {"a.?b.optFlatMap(x, x.?c)", "a.?b.optFlatMap(x, x.?c)"},
      {"a.sortBy(x, -x)", "a.sortBy(x, -x)"},
      {"math.greatest(1, a)", "math.greatest(1, a)"},
      {"math.least(1, 2, 3)", "math.least([1, 2, 3])"},
      {"cel.block([1, cel.index(0)], cel.index(1))",
       "cel.block([1, cel.index(0)], cel.index(1))"},
      {"a.map(cel.iterVar(0, 1), cel.iterVar(0, 1))",
       "a.map(cel.iterVar(0, 1), cel.iterVar(0, 1))"},
      {"1.0", "1.0"},
      {"1e100", "1e+100"},
      {"1u.f()", "1u.f()"},
      {R"("it's \\ \n")", R"('it\'s \\ \n')"},
      {R"(b"\x00A'")", R"(b'\x00A\'')"}};
  for (const Case& c : cases) {
    const std::string printed = Canonical(c.text);
    EXPECT_EQ(printed, c.want) << c.text;
    EXPECT_EQ(Canonical(printed), printed);
  }
}

TEST(Parser, ReportsErrorsWithPlaceAndHint) {
  struct Case {
    std::string_view text;
    std::string_view want;
  };
  const Case cases[] = {
      {"",
       "1:1: error: expected an expression, found the end of the expression"},
      {"a = b", "1:3: error: '=' does not assign here; compare with '=='"},
      {"a & b", "1:3: error: '&' is not an operator; write '&&'"},
      {"a and b",
       "1:3: error: expected an operator or the end of the expression, found "
       "'and'; write '&&'"},
      {"(a", "1:1: error: unclosed '('; add ')'"},
      {"f(a,\n  [b)", "2:5: error: expected ',' or ']', found ')'"},
      {"a ? b", "1:3: error: '?' without ':'; write condition ? a : b"},
      {"a ? b ? c : d : e",
       "1:7: error: a condition between '?' and ':' needs parentheses; write a "
       "? "
       "(b ? c : d) : e"},
      {"'abc",
       "1:1: error: unclosed text: the line ends first; add ', or use "
       "triple quotes"},
      {R"('a\qb')",
       R"(1:3: error: '\q' is not an escape; write \\ for a backslash, or r'...')"},
      {R"('\uD800')",
       "1:2: error: the escape is not a Unicode character; write \\\\ for a "
       "backslash, or r'...'"},
      {"9223372036854775808",
       "1:1: error: the number does not fit in an int (64 bits with sign); "
       "write "
       "it as uint (12u) or double (12.0)"},
      {"12abc",
       "1:1: error: '12abc' is not a number; names do not begin with a "
       "digit"},
      {"for", "1:1: error: 'for' is a reserved word; use another name"},
      {"a.in",
       "1:3: error: 'in' cannot be a field name here; write .`in` or "
       "[\"in\"]"},
      {"has(a)",
       "1:5: error: has() asks for a field: has(e.f); for a map key "
       "write \"key\" in m"},
      {"a.all(b.c, true)",
       "1:7: error: argument 1 of all must be a simple name; it names the "
       "variable that the other arguments may use"},
      {"a.all(__result__, true)",
       "1:7: error: iteration variable overwrites accumulator variable; use "
       "another name"},
      {"math.greatest()",
       "1:1: error: math.greatest() requires at least one argument"},
      {"math.least(1, 'a')", "1:15: error: math.least() takes numbers"}};
  for (const Case& c : cases) {
    const std::string got = Canonical(c.text);
    EXPECT_EQ(got.substr(0, got.find('\n')), c.want) << c.text;
  }
}

TEST(Parser, ReportsEveryError) {
  Diagnostics diagnostics;
  EXPECT_EQ(ParseText("f(a = 1, 'x\\q', ) + [1, , 2] b", diagnostics), nullptr);
  std::vector<std::string> messages;
  for (const Diagnostic& d : diagnostics.all()) messages.push_back(d.message);
  EXPECT_THAT(messages,
              ElementsAre("'=' does not assign here",
                          "'\\q' is not an escape",
                          "expected an expression, found ','",
                          "expected an operator or the end of the expression, "
                          "found 'b'"));
}

TEST(Parser, PlacesExpressionsInTheirFile) {
  Diagnostics diagnostics;
  const ExpressionPlace place{"check.yaml", {7, 12, 7, 20}};
  EXPECT_EQ(Parse("a +\n b +", place, diagnostics), nullptr);
  ASSERT_EQ(diagnostics.all().size(), 1U);
  EXPECT_EQ(diagnostics.all()[0].file, "check.yaml");
  EXPECT_EQ(diagnostics.all()[0].range, (SourceRange{8, 5, 8, 5}));
}

TEST(Parser, BoundsNestingHeightAndLength) {
  const auto nested = [](std::size_t n) {
    return std::string(n, '(') + "a" + std::string(n, ')');
  };
  EXPECT_EQ(Canonical(nested(200)), "a");
  EXPECT_THAT(Canonical(nested(100'000)),
              ::testing::HasSubstr("nested more than 256 levels deep"));
  std::string sum = "1";
  for (int i = 0; i < 10'000; ++i) sum += " + 1";
  EXPECT_THAT(Canonical(sum), ::testing::HasSubstr("nested more than 256"));
  EXPECT_THAT(Canonical(std::string(100'000, '-') + "a"),
              ::testing::HasSubstr("nested more than 256"));
  std::string chain = "a";
  for (int i = 0; i < 10'000; ++i) chain += " || a";
  EXPECT_EQ(Canonical(chain), chain) << "&& and || chains stay flat";
  Diagnostics diagnostics;
  ParseOptions options;
  options.limits.bytes = 3;
  EXPECT_EQ(Parse("true", {}, diagnostics, options), nullptr);
  options.limits.bytes = 100;
  options.limits.nodes = 3;
  EXPECT_EQ(Parse("[1, 2, 3, 4]", {}, diagnostics, options), nullptr);
  EXPECT_EQ(diagnostics.error_count(), 2U);
}

TEST(Parser, RefusesTextThatIsNotUtf8) {
  EXPECT_THAT(Canonical("'\xff'"), ::testing::HasSubstr("not UTF-8"));
}

TEST(Parser, LeavesMacrosAloneWhenAsked) {
  Diagnostics diagnostics;
  ParseOptions options;
  options.macros = false;
  const auto ast = Parse("a.all(x, x)", {}, diagnostics, options);
  ASSERT_NE(ast, nullptr);
  EXPECT_EQ(ast->root->kind, ExprKind::kCall);
}

TEST(Parser, NodesKnowTheirPlace) {
  Diagnostics diagnostics;
  const auto ast = ParseText("a && bc.d(1)", diagnostics);
  ASSERT_NE(ast, nullptr);
  const Expr& call = *ast->root->args[1];
  EXPECT_EQ(ast->source.substr(call.offset, call.end - call.offset), "bc.d(1)");
  EXPECT_EQ(ast->root->offset, 0U);
  EXPECT_EQ(ast->root->end, 12U);
}

}  // namespace
}  // namespace plimsoll::cel

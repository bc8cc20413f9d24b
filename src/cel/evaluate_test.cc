// SPDX-License-Identifier: Apache-2.0
// Meaning: each expression runs compiled and as a tree walk, which must agree.
#include <string>
#include <string_view>
#include <thread>

#include <gtest/gtest.h>

#include "cel/evaluate_testing.h"

namespace plimsoll::cel {
namespace {

struct Case {
  std::string_view expression;
  std::string_view value;
};

constexpr std::string_view kUnknownU = "unknown(u)";

class EvaluateTest : public testing::Test {
 protected:
  EvaluateTest() {
    world_.Declare("x");
    world_.Declare("r");
    const int u = world_.Declare("u");
    const int w = world_.Declare("w");
    const int e = world_.Declare("e");
    world_.Bind(0, Value::Int(7));
    world_.Bind(1, world_.Json(R"({"a": 1, "b": {"$unknown": "b"}, "n": null,
        "s": "text", "list": [1, 2, 3], "m": {"k": "v"},
        "rules": [{"port": 22, "cidr": "10.0.0.0/8"},
                  {"port": 443, "cidr": "0.0.0.0/0"}]})"));
    world_.Bind(u, world_.Json(R"({"$unknown": "u"})"));
    world_.Bind(w, world_.Json(R"({"$unknown": "w"})"));
    world_.Bind(e, world_.factory.Error("boom"));
  }

  void Expect(std::initializer_list<Case> cases) {
    for (const Case& c : cases) {
      EXPECT_EQ(world_.Run(c.expression, false), c.value) << c.expression;
    }
  }

  EvaluationWorld world_;
};

TEST_F(EvaluateTest, Logic) {
  Expect({{"true && x == 7", "true"},
          {"x == 8 || x == 7", "true"},
          {"e && false", "false"},
          {"false && e", "false"},
          {"e || true", "true"},
          {"true || e", "true"},
          {"e && true", "error(boom)"},
          {"e || false", "error(boom)"},
          {"u && e", kUnknownU},
          {"e && u", kUnknownU},
          {"u || e", kUnknownU},
          {"e || u", kUnknownU},
          {"u && false", "false"},
          {"u || true", "true"},
          {"x && false", "false"},
          {"x && true", "error(no such overload: _&&_(int))"},
          {"!u", kUnknownU},
          {"u ? 1 : 2", kUnknownU},
          {"e ? u : 2", "error(boom)"},
          {"x == 7 ? 'yes' : e", "\"yes\""}});
}

TEST_F(EvaluateTest, MergesReasonsOfUnknowns) {
  for (const std::string_view both : {"u && w",
                                      "w || u",
                                      "u + w",
                                      "[u, w].all(v, v)",
                                      "[u, w].filter(v, v)"}) {
    const auto program = world_.Compile(both, false);
    const Value value = world_.evaluator.Evaluate(*program, world_.bindings);
    ASSERT_TRUE(value.is_unknown()) << both;
    ASSERT_EQ(value.AsUnknown().size(), 2U) << both;
    EXPECT_TRUE(SameResult(value, world_.Walk(*program, world_.bindings)));
  }
}

TEST_F(EvaluateTest, StrictFunctions) {
  Expect({{"u + 1", kUnknownU},
          {"u + e", "error(boom)"},
          {"e + u", "error(boom)"},
          {"size(u)", kUnknownU},
          {"u == u", kUnknownU},
          {"u.startsWith('a')", kUnknownU},
          {"has(u.x)", kUnknownU},
          {"u.x", kUnknownU},
          {"u[0]", kUnknownU},
          {"u.all(v, true)", kUnknownU},
          {"1 + 'a'", "error(no such overload: _+_(int, string))"}});
}

TEST_F(EvaluateTest, Selection) {
  Expect({{"r.a", "1"},
          {"r.m.k", "\"v\""},
          {"r.c", "error(no such key: 'c')"},
          {"has(r.c)", "false"},
          {"has(r.a)", "true"},
          {"has(r.n)", "true"},
          {"has(r.b) || true", "true"},
          {"has(r.b) && false", "false"},
          {"r.c == 1 && r.a == 2", "false"},
          {"has(r.c) && r.c == 1", "false"},
          {"r.?c.orValue(5)", "5"},
          {"r.?a.orValue(5)", "1"},
          {"r.?m.k", "some(\"v\")"},
          {"r.?m.z", "none"},
          {"r.?m.?z", "none"},
          {"r['a']", "1"},
          {"r.list[2]", "3"},
          {"x.f == 1 || true", "true"}});
  EXPECT_NE(world_.Run("has(r.b)", false).find("unknown("), std::string::npos);
  EXPECT_NE(world_.Run("r.b.c.d", false).find("unknown("), std::string::npos);
  EXPECT_NE(world_.Run("r.?b.orValue(1)", false).find("unknown("),
            std::string::npos);
}

TEST_F(EvaluateTest, Comprehensions) {
  Expect({{"[1, 2].exists(v, v == 2)", "true"},
          {"r.list.all(v, v < 3)", "false"},
          {"r.list.exists_one(v, v > 2)", "true"},
          {"r.list.map(v, v * 2)", "[2,4,6]"},
          {"r.list.map(v, v > 1, v * 2)", "[4,6]"},
          {"r.list.filter(v, v != 2)", "[1,3]"},
          {"r.m.exists(k, k == 'k')", "true"},
          {"r.m.exists(k, v, k == 'k' && v == 'v')", "true"},
          {"r.list.transformList(i, v, i * v)", "[0,2,6]"},
          {"r.list.transformMap(i, v, v > 1, v)", R"({"1":2,"2":3})"},
          {"r.rules.transformMapEntry(i, v, {v.cidr: v.port})",
           R"({"0.0.0.0/0":443,"10.0.0.0/8":22})"},
          {"r.rules.transformMapEntry(i, v, {'same': v.port})",
           "error(repeated key in a map)"},
          {"r.rules.exists(q, q.port == 22 && q.cidr == '0.0.0.0/0')", "false"},
          {"r.rules.exists(q, r.rules.exists(p, p.port > q.port))", "true"},
          {"[1, u].exists(v, v == 1)", "true"},
          {"[1, u].exists(v, v == 2)", kUnknownU},
          {"[1, u].all(v, v == 2)", "false"},
          {"[1, u].all(v, v == 1)", kUnknownU},
          {"[u, e].size()", "error(boom)"},
          {"[e].exists(v, true)", "error(boom)"},
          {"[1, 0].exists(v, 1 / v > 5)", "error(divide by zero)"},
          {"[0, 1].exists(v, 1 / v == 1)", "true"},
          {"[0, 1].all(v, 1 / v == 2)", "false"},
          {"[0, 1].map(v, 1 / v)", "error(divide by zero)"},
          {"[0, 1].map(v, v == 0 ? u : v) == [5, 1]", kUnknownU},
          {"[].all(v, u)", "true"},
          {"x.all(v, true)", "error(can not iterate over a value of kind int)"},
          {"cel.bind(v, u, v || true)", "true"},
          {"cel.bind(v, x, v + v)", "14"}});
}

TEST_F(EvaluateTest, Literals) {
  Expect({{"[1, 'a', null]", R"([1,"a",null])"},
          {"{'b': x, 'a': 1}", R"({"a":1,"b":7})"},
          {"{'b': x}.b", "7"},
          {"{'a': e, 'b': 1 / 0}", "error(boom)"},
          {"{'b': 1 / 0, 'a': e}", "error(divide by zero)"},
          {"{1: 2, 1u: 3}", "error(repeated key in a map)"},
          {"{null: 2}", "error(unsupported key type: null)"},
          {"[?r.?c, ?r.?a]", "[1]"},
          {"{?'c': r.?c, ?'a': r.?a}", R"({"a":1})"},
          {"[?x]", "error(an element marked '?' is of kind int, not optional)"},
          {"type(x) == int", "true"},
          {"x in [1, 7]", "true"},
          {"'a' in ['b', 'c']", "false"},
          {"r.s in ['text', 'c']", "true"},
          {"7.0 in [1, x]", "true"},
          {"dyn(7u) in [1, 7]", "true"},
          {"r.s.matches('^te.t$')", "true"},
          {"r.s.matches('[') || true", "true"}});
}

TEST_F(EvaluateTest, FoldsConstants) {
  Expect({{"1 + 2 * 3", "7"},
          {"1 / 0", "error(divide by zero)"},
          {"x == 7 ? 1 : 1 / 0", "1"},
          {"[1, 2, 3].map(v, v + x)", "[8,9,10]"},
          {"[1, 2].map(v, [3, 4].map(w2, w2 * v))", "[[3,4],[6,8]]"},
          {"true || 1 / 0 == 1", "true"},
          {"size('abc') == 3 && x == 7", "true"}});
}

// A declared object: what is absent reads as null.
class DeclaredTest : public testing::Test {
 protected:
  DeclaredTest() {
    ObjectType& inner = world_.types.Object("Inner");
    inner.fields["flag"] = world_.types.Bool();
    inner.fields["names"] = world_.types.List(world_.types.String());
    ObjectType& outer = world_.types.Object("Outer");
    const TypeRef inner_ref = world_.types.ObjectRef(inner);
    outer.fields["inner"] = inner_ref;
    outer.fields["inners"] = world_.types.List(inner_ref);
    outer.fields["tags"] =
        world_.types.Map(world_.types.String(), world_.types.String());
    outer.fields["days"] = world_.types.Int();
    world_.Declare("spec", world_.types.ObjectRef(outer));
  }

  std::string Run(std::string_view spec, std::string_view text) {
    world_.Bind(0, world_.Json(spec));
    return world_.Run(text);
  }

  EvaluationWorld world_;
};

TEST_F(DeclaredTest, AbsentReadsAsNull) {
  EXPECT_EQ(Run("{}", "spec.inner.flag == true"), "false");
  EXPECT_EQ(Run("{}", "spec.inner.flag != true"), "true");
  EXPECT_EQ(Run("{}", "spec.inner.flag == null"), "true");
  EXPECT_EQ(Run(R"({"inner": null})", "spec.inner.flag == null"), "true");
  EXPECT_EQ(Run(R"({"inner": {"flag": true}})", "spec.inner.flag"), "true");
  EXPECT_EQ(Run("{}", "has(spec.inner.flag)"), "false");
  EXPECT_EQ(Run(R"({"inner": {"flag": null}})", "has(spec.inner.flag)"),
            "false");
  EXPECT_EQ(Run(R"({"inner": {"flag": false}})", "has(spec.inner.flag)"),
            "true");
  EXPECT_EQ(Run("{}", "spec.?inner.?flag.orValue(true)"), "true");
}

TEST_F(DeclaredTest, NullContainersCountAsEmpty) {
  EXPECT_EQ(Run("{}", "spec.inners.exists(i, i.flag)"), "false");
  EXPECT_EQ(Run("{}", "spec.inners.all(i, i.flag)"), "true");
  EXPECT_EQ(Run("{}", "spec.inners.map(i, i.flag)"), "[]");
  EXPECT_EQ(Run("{}", "size(spec.inners) == 0"), "true");
  EXPECT_EQ(Run("{}", "spec.tags.size()"), "0");
  EXPECT_EQ(Run("{}", "'a' in spec.inner.names"), "false");
  EXPECT_EQ(Run("{}", "'a' in spec.tags"), "false");
  EXPECT_EQ(Run(R"({"inners": [{}]})",
                "spec.inners.exists(i, i.names.exists(n, n == 'a'))"),
            "false");
  EXPECT_NE(Run("{}", "spec.days < 5").find("no such overload"),
            std::string::npos);
  EXPECT_EQ(Run("{}", "spec.days == null || spec.days < 5"), "true");
}

TEST_F(DeclaredTest, UnknownStaysUnknown) {
  const std::string_view spec =
      R"({"inner": {"$unknown": "i"}, "inners": {"$unknown": "l"}})";
  for (const std::string_view text : {"has(spec.inner.flag)",
                                      "spec.inner.flag == null",
                                      "size(spec.inners) > 0",
                                      "spec.inners.exists(i, i.flag)",
                                      "'a' in spec.inner.names",
                                      "spec.?inner.?flag.hasValue()"}) {
    EXPECT_NE(Run(spec, text).find("unknown("), std::string::npos) << text;
  }
}

TEST(EvaluateBudgetTest, CostLimit) {
  EvaluationWorld world;
  world.Declare("l");
  std::string list = "[0";
  for (int i = 1; i < 300; ++i) list += "," + std::to_string(i);
  world.Bind(0, world.Json(list + "]"));
  const auto program =
      world.Compile("l.all(a, l.all(b, a + b >= 0)) || true", false);
  Limits few;
  few.steps = 10'000;
  Evaluator bounded(world.keys, few);
  const Value over = bounded.Evaluate(*program, world.bindings);
  EXPECT_EQ(ShowValue(over), "true") << "true absorbs, and is folded away";
  const auto plain = world.Compile("l.all(a, l.all(b, a + b >= 0))", false);
  EXPECT_EQ(ShowValue(bounded.Evaluate(*plain, world.bindings)),
            "error(cost limit exceeded)");
  const auto absorbed =
      world.Compile("l.all(a, l.all(b, a + b >= 0)) || l == l", false);
  EXPECT_EQ(ShowValue(bounded.Evaluate(*absorbed, world.bindings)),
            "error(cost limit exceeded)");
  EXPECT_EQ(ShowValue(world.evaluator.Evaluate(*plain, world.bindings)),
            "true");
  const auto cheap = world.Compile("l.exists(a, a == 5)", false);
  EXPECT_EQ(ShowValue(bounded.Evaluate(*cheap, world.bindings)), "true");
}

TEST(ProgramTest, TellsWhatItReads) {
  EvaluationWorld world;
  const int a = world.Declare("a");
  const int b = world.Declare("b");
  const int c = world.Declare("c");
  Overload related;
  related.id = "related";
  related.params = {world.types.String()};
  related.result = world.types.Dyn();
  related.function = [](CallContext&, std::span<const Value>) {
    return Value::Int(1);
  };
  related.pure = false;
  world.functions.Add("related", related);
  const auto program = world.Compile(
      "a.status.x == 1 && [1].exists(v, c['spec'] == v) && "
      "related('t') == 1");
  EXPECT_EQ(std::vector<int>(program->variables().begin(),
                             program->variables().end()),
            (std::vector<int>{a, c}));
  EXPECT_TRUE(program->Reads(a, "status"));
  EXPECT_TRUE(program->Reads(c, "spec"));
  EXPECT_FALSE(program->Reads(a, "spec"));
  EXPECT_FALSE(program->Reads(b, "status"));
  EXPECT_EQ(program->impure_functions(),
            std::vector<std::string_view>{"related"});
  EXPECT_EQ(Render(program->result_type()), "bool");
}

TEST(ProgramTest, ThreadsShareAProgram) {
  EvaluationWorld world;
  world.Declare("r");
  const auto program = world.Compile(
      "r.rules.exists(q, q.port == 22 && q.cidr.matches('^0')) || "
      "size(r.rules.map(q, q.port + 1)) > 5",
      false);
  const Value document = world.Json(
      R"({"rules": [{"port": 1, "cidr": "1"}, {"port": 22, "cidr": "0.0.0.0/0"}]})");
  std::vector<std::thread> threads;
  std::vector<int> hits(2);
  for (std::size_t t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      Evaluator evaluator(world.keys);
      for (int i = 0; i < 1000; ++i) {
        evaluator.Reset();
        if (evaluator.Evaluate(*program, {&document, 1}).is_true()) ++hits[t];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(hits, (std::vector<int>{1000, 1000}));
}

}  // namespace
}  // namespace plimsoll::cel

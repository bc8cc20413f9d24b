// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include "cel/library/compare.h"
#include "cel/library/library_testing.h"

namespace plimsoll::cel {

namespace {

constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kUMax = std::numeric_limits<std::uint64_t>::max();
constexpr double kTwo53 = 9007199254740992.0;
const double kNan = std::nan("");

class OperatorsTest : public LibraryTest {};

struct Case {
  std::string_view name;
  std::vector<Value> args;
  std::string_view result;
};

TEST_F(OperatorsTest, ArithmeticChecksItsRange) {
  const std::vector<Case> cases = {
      {"_+_", {I(40), I(2)}, "42"},
      {"_+_", {I(kMax), I(1)}, "error(integer overflow)"},
      {"_-_", {I(kMin), I(1)}, "error(integer overflow)"},
      {"_*_", {I(-5000000000), I(5000000000)}, "error(integer overflow)"},
      {"_+_", {U(kUMax), U(1)}, "error(integer overflow)"},
      {"_-_", {U(0), U(1)}, "error(integer overflow)"},
      {"_*_", {U(6), U(7)}, "42u"},
      {"_/_", {I(-7), I(2)}, "-3"},
      {"_/_", {I(kMin), I(-1)}, "error(integer overflow)"},
      {"_/_", {I(1), I(0)}, "error(divide by zero)"},
      {"_/_", {U(15), U(0)}, "error(divide by zero)"},
      {"_/_", {D(15.75), D(0)}, "Infinity"},
      {"_%_", {I(-3), I(5)}, "-3"},
      {"_%_", {I(34), I(0)}, "error(modulus by zero)"},
      {"_%_", {U(42), U(5)}, "2u"},
      {"-_", {I(kMin)}, "error(integer overflow)"},
      {"-_", {D(1.25)}, "-1.25"},
      {"-_", {U(42)}, "error(no such overload: -_(uint))"},
      {"_+_", {I(1), U(1)}, "error(no such overload: _+_(int, uint))"},
      {"_+_", {S("he"), S("llo")}, "'hello'"},
      {"_+_", {B("a"), B("b")}, "b'ab'"},
      {"_+_", {L({I(2)}), L({I(3)})}, "[2, 3]"},
      {"_+_", {L({}), L({I(3)})}, "[3]"},
      {"!_", {T(true)}, "false"},
  };
  for (const Case& c : cases) EXPECT_EQ(Run(c.name, c.args), c.result);
}

TEST_F(OperatorsTest, NumbersCompareOnOneLine) {
  const std::vector<Case> cases = {
      {"_==_", {I(1), U(1)}, "true"},
      {"_==_", {I(1), D(1)}, "true"},
      {"_==_", {I(-1), U(kUMax)}, "false"},
      {"_==_", {D(kNan), D(kNan)}, "false"},
      {"_!=_", {D(kNan), D(kNan)}, "true"},
      {"_==_", {I((1LL << 53) + 1), D(kTwo53)}, "false"},
      {"_>_", {I((1LL << 53) + 1), D(kTwo53)}, "true"},
      {"_==_", {U((1ULL << 53) + 1), D(kTwo53)}, "false"},
      {"_==_", {I(kMax), D(9223372036854775808.0)}, "true"},
      {"_<_", {I(kMax - 1), D(9223372036854775808.0)}, "true"},
      {"_<_", {I(kMax), D(9223372036854777857.0)}, "true"},
      {"_==_", {I(kMin), D(-9223372036854775808.0)}, "true"},
      {"_<_", {U(kUMax), D(18446744073709590000.0)}, "true"},
      {"_>=_", {I(-1), U(0)}, "false"},
      {"_<_", {I(1), D(1.5)}, "true"},
      {"_<_", {I(-2), D(-1.5)}, "true"},
      {"_>_", {I(-1), D(-1.5)}, "true"},
      {"_<=_", {D(-0.5), U(0)}, "true"},
      {"_<_", {D(kNan), I(1)}, "false"},
      {"_>=_", {D(kNan), I(1)}, "false"},
  };
  for (const Case& c : cases) EXPECT_EQ(Run(c.name, c.args), c.result);
}

TEST_F(OperatorsTest, OtherKindsCompareWithinTheirKind) {
  const std::vector<Case> cases = {
      {"_<_", {S("Abc"), S("aBC")}, "true"},
      {"_<_", {S("z"), S("\xC3\xA9")}, "true"},
      {"_<_", {B("a"), B("b")}, "true"},
      {"_<_", {T(false), T(true)}, "true"},
      {"_<_", {Time(1), Time(1, 5)}, "true"},
      {"_>_", {Span(-1, 500000000), Span(-1)}, "true"},
      {"_<_",
       {L({I(1)}), L({I(2)})},
       "error(no such overload: _<_(list, list))"},
      {"_<_", {S("1"), I(2)}, "error(no such overload: _<_(string, int))"},
      {"_==_", {S("1"), I(1)}, "false"},
      {"_==_", {Value(), I(0)}, "false"},
      {"_==_", {Value(), Value()}, "true"},
      {"_==_", {L({D(1), I(2)}), L({U(1), I(2)})}, "true"},
      {"_==_", {L({I(1)}), L({I(1), I(2)})}, "false"},
      {"_==_", {M({{S("k"), I(1)}}), M({{S("k"), D(1)}})}, "true"},
      {"_==_", {M({{I(1), S("x")}}), M({{U(1), S("x")}})}, "true"},
      {"_==_", {M({{S("k"), I(1)}}), M({{S("K"), I(1)}})}, "false"},
  };
  for (const Case& c : cases) EXPECT_EQ(Run(c.name, c.args), c.result);
}

TEST_F(OperatorsTest, UnknownMembersDecideOnlyWhenNothingElseDoes) {
  const Value u = Unknown("a");
  const Value v = Unknown("b");
  const std::vector<Case> cases = {
      {"_==_", {L({u, I(1)}), L({I(1), I(1)})}, "unknown(a)"},
      {"_==_", {L({u, I(1)}), L({I(1), I(2)})}, "false"},
      {"_!=_", {L({u, I(1)}), L({I(1), I(2)})}, "true"},
      {"_==_", {L({u, v}), L({I(1), I(1)})}, "unknown(a, b)"},
      {"_==_", {L({factory_.Error("e"), v}), L({I(1), I(1)})}, "unknown(b)"},
      {"_==_", {L({factory_.Error("e")}), L({I(1)})}, "error(e)"},
      {"@in", {I(1), L({u, I(1)})}, "true"},
      {"@in", {I(1), L({u, I(2)})}, "unknown(a)"},
      {"@in", {I(1), L({I(2), I(3)})}, "false"},
  };
  for (const Case& c : cases) EXPECT_EQ(Run(c.name, c.args), c.result);
}

TEST_F(OperatorsTest, Members) {
  const Value list = L({I(7), I(8), I(9)});
  const Value map = M({{U(1), S("u")}, {S("k"), S("s")}, {T(true), S("b")}});
  const std::vector<Case> cases = {
      {"_[_]", {list, I(0)}, "7"},
      {"_[_]", {list, U(2)}, "9"},
      {"_[_]", {list, D(1)}, "8"},
      {"_[_]", {list, D(0.1)}, "error(invalid_argument: 0.1 is no list index)"},
      {"_[_]", {list, I(3)}, "error(index out of range: 3)"},
      {"_[_]", {list, I(-1)}, "error(index out of range: -1)"},
      {"_[_]", {map, D(1)}, "'u'"},
      {"_[_]", {map, S("k")}, "'s'"},
      {"_[_]", {map, T(true)}, "'b'"},
      {"_[_]", {map, S("x")}, "error(no such key: 'x')"},
      {"@in", {I(1), map}, "true"},
      {"@in", {B("k"), map}, "false"},
      {"@in", {U(8), list}, "true"},
      {"@in", {S("8"), list}, "false"},
      {"_[?_]", {list, I(1)}, "optional(8)"},
      {"_[?_]", {list, I(9)}, "none"},
      {"_[?_]", {map, S("x")}, "none"},
      {"_?._", {map, S("k")}, "optional('s')"},
  };
  for (const Case& c : cases) EXPECT_EQ(Run(c.name, c.args), c.result);
}

TEST_F(OperatorsTest, EqualValuesHaveEqualHashes) {
  const std::vector<std::pair<Value, Value>> equal = {
      {I(1), D(1)},
      {U(1), I(1)},
      {D(0.0), D(-0.0)},
      {I(kMax), D(9223372036854775808.0)},
      {L({I(1), S("x")}), L({D(1), S("x")})},
      {M({{I(1), U(2)}}), M({{D(1), I(2)}})},
  };
  for (const auto& [a, b] : equal) {
    EXPECT_TRUE(CelEqual(a, b)) << Show(a);
    EXPECT_EQ(CelHash(a), CelHash(b)) << Show(a);
  }
  EXPECT_NE(CelHash(S("a")), CelHash(S("b")));
}

// Each level holds the one below twice: 2^60 values, seen as a tree.
TEST_F(OperatorsTest, ComparingSharedPartsStopsAtTheBudget) {
  Value a = I(1);
  Value b = I(1);
  for (int i = 0; i < 60; ++i) {
    a = L({a, a});
    b = L({b, b});
  }
  EXPECT_EQ(Run("_==_", {a, b}), "error(cost limit exceeded)");
  EXPECT_EQ(CelHash(a), CelHash(b));
  EXPECT_EQ(Run("format", {S("%s"), L({a})}), "error(cost limit exceeded)");
}

TEST_F(OperatorsTest, ConcatenationIsCharged) {
  steps_ = 10;
  EXPECT_EQ(Run("_+_", {S(std::string(1000, 'x')), S("y")}),
            "error(cost limit exceeded)");
  EXPECT_EQ(Run("lists.range", {I(1'000'000'000)}),
            "error(cost limit exceeded)");
}

}  // namespace

}  // namespace plimsoll::cel

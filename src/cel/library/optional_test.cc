// SPDX-License-Identifier: Apache-2.0
#include "cel/library/optional.h"

#include "cel/library/library_testing.h"

namespace plimsoll::cel {

namespace {

class OptionalTest : public LibraryTest {
 protected:
  Value Of(Value value) { return MakeOptional(factory_, value); }
};

TEST_F(OptionalTest, Functions) {
  struct Case {
    std::string_view name;
    std::vector<Value> args;
    std::string_view result;
  };
  const Value none = OptionalNone();
  const Value map = M({{S("c"), M({{S("x"), I(1)}})}, {S("u"), Unknown("u")}});
  const std::vector<Case> cases = {
      {"optional.of", {I(1)}, "optional(1)"},
      {"optional.of", {Value()}, "optional(null)"},
      {"optional.none", {}, "none"},
      {"optional.ofNonZeroValue", {S("")}, "none"},
      {"optional.ofNonZeroValue", {L({})}, "none"},
      {"optional.ofNonZeroValue", {T(true)}, "optional(true)"},
      {"hasValue", {none}, "false"},
      {"hasValue", {Of(I(0))}, "true"},
      {"value", {Of(I(0))}, "0"},
      {"value", {none}, "error(optional.none() dereference)"},
      {"or", {none, Of(I(2))}, "optional(2)"},
      {"or", {Of(I(1)), factory_.Error("e")}, "optional(1)"},
      {"or", {none, factory_.Error("e")}, "error(e)"},
      {"orValue", {none, I(2)}, "2"},
      {"orValue", {Of(I(1)), Unknown("x")}, "1"},
      {"orValue", {Unknown("x"), I(1)}, "unknown(x)"},
      {"optional.unwrap", {L({Of(I(1)), none, Of(I(2))})}, "[1, 2]"},
      {"unwrapOpt", {L({none})}, "[]"},
      {"unwrapOpt", {L({Of(I(1)), Unknown("x")})}, "unknown(x)"},
      {"optional.unwrap",
       {L({I(1)})},
       "error(no such overload: optional.unwrap of a list with int)"},
      {"_?._", {map, S("c")}, "optional({'x': 1})"},
      {"_?._", {map, S("d")}, "none"},
      {"_?._", {map, S("u")}, "unknown(u)"},
      {"_?._", {Of(map), S("c")}, "optional({'x': 1})"},
      {"_?._", {none, S("c")}, "none"},
      {"_?._", {I(1), S("c")}, "error(no such overload: int has no members)"},
      {"_[_]", {Of(map), S("zz")}, "none"},
      {"_[?_]", {Of(L({S("foo")})), I(0)}, "optional('foo')"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Run(c.name, c.args), c.result) << c.name;
  }
}

TEST_F(OptionalTest, EqualityLooksInside) {
  EXPECT_EQ(Run("_==_", {Of(I(1)), Of(D(1))}), "true");
  EXPECT_EQ(Run("_==_", {Of(I(1)), Of(I(2))}), "false");
  EXPECT_EQ(Run("_==_", {Of(I(1)), OptionalNone()}), "false");
  EXPECT_EQ(Run("_==_", {OptionalNone(), OptionalNone()}), "true");
  EXPECT_EQ(Run("_==_", {Of(I(1)), I(1)}), "false");
  EXPECT_EQ(Run("_==_", {Of(L({Unknown("x")})), Of(L({I(1)}))}), "unknown(x)");
}

}  // namespace

}  // namespace plimsoll::cel

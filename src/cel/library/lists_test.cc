// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "cel/library/library_testing.h"

namespace plimsoll::cel {

namespace {

class ListsTest : public LibraryTest {
 protected:
  struct Case {
    std::string_view name;
    std::vector<Value> args;
    std::string_view result;
  };
  void Check(const std::vector<Case>& cases) {
    for (const Case& c : cases) {
      EXPECT_EQ(Run(c.name, c.args), c.result) << c.name;
    }
  }
};

TEST_F(ListsTest, Shape) {
  const Value list = L({I(1), I(2), I(3), I(4)});
  const Value nested = L({I(1), L({I(2), L({I(3), L({I(4)})})})});
  Check({
      {"lists.range", {I(4)}, "[0, 1, 2, 3]"},
      {"lists.range", {I(-4)}, "[]"},
      {"reverse", {list}, "[4, 3, 2, 1]"},
      {"slice", {list, I(1), I(3)}, "[2, 3]"},
      {"slice", {list, I(0), I(0)}, "[]"},
      {"slice",
       {list, I(3), I(1)},
       "error(cannot slice(3, 1), list is of length 4)"},
      {"slice",
       {list, I(0), I(5)},
       "error(cannot slice(0, 5), list is of length 4)"},
      {"slice",
       {list, I(-1), I(1)},
       "error(cannot slice(-1, 1), list is of length 4)"},
      {"flatten", {nested}, "[1, 2, [3, [4]]]"},
      {"flatten", {nested, I(0)}, "[1, [2, [3, [4]]]]"},
      {"flatten", {nested, I(2)}, "[1, 2, 3, [4]]"},
      {"flatten", {nested, I(100)}, "[1, 2, 3, 4]"},
      {"flatten", {nested, I(-1)}, "error(level must be non-negative)"},
      {"flatten", {M({})}, "error(no such overload: flatten(map))"},
      {"first", {list}, "optional(1)"},
      {"last", {list}, "optional(4)"},
      {"first", {L({})}, "none"},
      {"first", {L({Unknown("x")})}, "unknown(x)"},
      {"indexOf", {list, D(3)}, "2"},
      {"indexOf", {list, I(9)}, "-1"},
      {"indexOf", {L({Unknown("x"), I(3)}), I(3)}, "unknown(x)"},
      {"indexOf", {L({I(3), Unknown("x")}), I(3)}, "0"},
      {"lastIndexOf", {L({I(1), I(2), I(1)}), I(1)}, "2"},
  });
}

TEST_F(ListsTest, DistinctKeepsTheFirst) {
  Check({
      {"distinct", {L({I(-2), I(5), D(-2), U(5), I(1)})}, "[-2, 5, 1]"},
      {"distinct", {L({L({I(1)}), L({D(1)}), S("1")})}, "[[1], '1']"},
      {"distinct", {L({I(1), Unknown("x")})}, "unknown(x)"},
      {"distinct", {L({})}, "[]"},
  });
}

TEST_F(ListsTest, Order) {
  const double nan = std::nan("");
  Check({
      {"sort", {L({I(4), I(3), I(1)})}, "[1, 3, 4]"},
      {"sort", {L({S("b"), S("a"), S("A")})}, "['A', 'a', 'b']"},
      {"sort", {L({D(2), D(nan), D(-1)})}, "[NaN, -1.0, 2.0]"},
      {"sort", {L({Span(2), Span(1)})}, "[1s, 2s]"},
      {"sort",
       {L({I(1), S("a")})},
       "error(list elements must have the same type, found int and string)"},
      {"sort",
       {L({L({}), L({})})},
       "error(no such overload: values of type list have no order)"},
      {"sort", {L({I(2), Unknown("x")})}, "unknown(x)"},
      {"sort", {L({})}, "[]"},
      {"@sortByAssociatedKeys",
       {L({S("x"), S("y"), S("z")}), L({I(2), I(1), I(2)})},
       "['y', 'x', 'z']"},
      {"isSorted", {L({I(1), I(1), I(2)})}, "true"},
      {"isSorted", {L({I(2), I(1)})}, "false"},
      {"max", {L({I(2), I(7), I(1)})}, "7"},
      {"min", {L({S("b"), S("a")})}, "'a'"},
      {"min", {L({})}, "error(min called on empty list)"},
      {"sum", {L({I(2), I(7), I(1)})}, "10"},
      {"sum", {L({D(0.5), D(0.25)})}, "0.75"},
      {"sum", {L({Span(2), Span(1)})}, "3s"},
      {"sum", {L({})}, "0"},
      {"sum", {L({U(1), U(2)})}, "3u"},
      {"sum", {L({I(1), Unknown("x")})}, "unknown(x)"},
      {"sum", {L({I(9223372036854775807), I(1)})}, "error(integer overflow)"},
      {"sum", {L({S("a")})}, "error(no such overload: sum(list))"},
  });
}

TEST_F(ListsTest, Sets) {
  const Value u = Unknown("x");
  Check({
      {"sets.contains", {L({}), L({})}, "true"},
      {"sets.contains", {L({I(1), D(2), U(3)}), L({D(1), U(2), I(3)})}, "true"},
      {"sets.contains", {L({I(1)}), L({D(1.1), U(1)})}, "false"},
      {"sets.equivalent", {L({I(1)}), L({U(1), D(1)})}, "true"},
      {"sets.equivalent", {L({I(2), I(1)}), L({I(1)})}, "false"},
      {"sets.intersects", {L({I(1), I(2)}), L({U(1), D(2.3)})}, "true"},
      {"sets.intersects", {L({I(1)}), L({S("1"), I(2)})}, "false"},
      {"sets.intersects", {L({}), L({I(2)})}, "false"},
      // What is known decides, else the unknown shows.
      {"sets.contains", {L({I(1), u}), L({I(1)})}, "true"},
      {"sets.contains", {L({I(1), u}), L({I(2)})}, "unknown(x)"},
      {"sets.contains", {L({I(1)}), L({I(2), u})}, "false"},
      {"sets.contains", {L({I(1)}), L({I(1), u})}, "unknown(x)"},
      {"sets.intersects", {L({I(1)}), L({I(1), u})}, "true"},
      {"sets.intersects", {L({I(1)}), L({I(2), u})}, "unknown(x)"},
      {"sets.equivalent", {L({I(1), u}), L({I(1)})}, "unknown(x)"},
      {"sets.equivalent", {L({I(1), u}), L({I(1), I(2)})}, "unknown(x)"},
      {"sets.equivalent", {L({I(1), I(2), u}), L({I(1)})}, "false"},
  });
}

TEST_F(ListsTest, LargeSetsAreNotQuadratic) {
  std::vector<Value> items;
  for (std::int64_t i = 0; i < 50'000; ++i) items.push_back(I(i));
  const Value list = factory_.List(items);
  EXPECT_EQ(Run("sets.equivalent", {list, list}), "true");
  EXPECT_EQ(Call("distinct", {list}).AsList().size(), 50'000U);
}

}  // namespace

}  // namespace plimsoll::cel

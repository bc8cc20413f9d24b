// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include "cel/library/library_testing.h"

namespace plimsoll::cel {

namespace {

class MathTest : public LibraryTest {
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

TEST_F(MathTest, Extremes) {
  Check({
      {"math.@max", {I(5)}, "5"},
      {"math.@max", {I(1), D(1)}, "1"},
      {"math.@max", {U(1), I(-7)}, "1u"},
      {"math.@min", {D(-3.5), D(3.5)}, "-3.5"},
      {"math.@min", {L({D(5.4), U(10), U(3), D(3.5)})}, "3u"},
      {"math.@max",
       {L({})},
       "error(math.@max(list) argument must not be empty)"},
      {"math.@max",
       {L({S("a")})},
       "error(no such overload: math.@max(string))"},
      {"math.@min",
       {I(1), L({})},
       "error(no such overload: math.@min(int, list))"},
      {"math.@max", {L({I(1), Unknown("x")})}, "unknown(x)"},
  });
}

TEST_F(MathTest, Rounding) {
  Check({
      {"math.ceil", {D(-1.2)}, "-1.0"},
      {"math.floor", {D(-1.2)}, "-2.0"},
      {"math.round", {D(-1.5)}, "-2.0"},
      {"math.trunc", {D(-1.9)}, "-1.0"},
      {"math.ceil", {I(1)}, "error(no such overload: math.ceil(int))"},
      {"math.abs", {I(-11)}, "11"},
      {"math.abs",
       {I(std::numeric_limits<std::int64_t>::min())},
       "error(integer overflow)"},
      {"math.abs", {D(-1.5)}, "1.5"},
      {"math.abs", {U(1)}, "1u"},
      {"math.sign", {I(-42)}, "-1"},
      {"math.sign", {U(0)}, "0u"},
      {"math.sign", {D(-0.3)}, "-1.0"},
      {"math.sign", {D(std::nan(""))}, "NaN"},
      {"math.sqrt", {D(49)}, "7.0"},
      {"math.sqrt", {I(2)}, "1.4142135623730951"},
      {"math.sqrt", {D(-1)}, "NaN"},
      {"math.isNaN", {D(std::nan(""))}, "true"},
      {"math.isInf", {D(-INFINITY)}, "true"},
      {"math.isFinite", {D(INFINITY)}, "false"},
      {"math.isFinite", {D(1)}, "true"},
  });
}

TEST_F(MathTest, Bits) {
  Check({
      {"math.bitAnd", {I(1), I(-1)}, "1"},
      {"math.bitOr", {U(1), U(2)}, "3u"},
      {"math.bitXor", {I(4), I(-2)}, "-6"},
      {"math.bitNot", {U(1)}, "18446744073709551614u"},
      {"math.bitNot", {I(-1)}, "0"},
      {"math.bitXor",
       {I(1), U(1)},
       "error(no such overload: math.bitXor(int, uint))"},
      {"math.bitShiftLeft", {I(-1), I(200)}, "0"},
      {"math.bitShiftLeft", {I(1), I(63)}, "-9223372036854775808"},
      {"math.bitShiftRight", {I(-1024), I(64)}, "0"},
      {"math.bitShiftRight", {I(-1024), I(3)}, "2305843009213693824"},
      {"math.bitShiftRight", {U(1024), I(2)}, "256u"},
      {"math.bitShiftLeft",
       {U(1), I(-2)},
       "error(math.bitShiftLeft() negative offset: -2)"},
  });
}

TEST_F(MathTest, Base64) {
  Check({
      {"base64.encode", {B("")}, "''"},
      {"base64.encode", {B("h")}, "'aA=='"},
      {"base64.encode", {B("he")}, "'aGU='"},
      {"base64.encode", {B("hello!")}, "'aGVsbG8h'"},
      {"base64.decode", {S("aGVsbG8")}, "b'hello'"},
      {"base64.decode", {S("aA==")}, "b'h'"},
      {"base64.decode", {S("a")}, "error(invalid base64 text)"},
      {"base64.decode", {S("aA=")}, "error(invalid base64 text)"},
      {"base64.decode", {S("a A=")}, "error(invalid base64 text)"},
  });
}

}  // namespace

}  // namespace plimsoll::cel

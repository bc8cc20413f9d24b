// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "cel/library/library_testing.h"
#include "cel/library/number.h"
#include "cel/library/time.h"

namespace plimsoll::cel {

namespace {

class ConvertTest : public LibraryTest {};

struct Case {
  std::string_view name;
  Value arg;
  std::string_view result;
};

TEST_F(ConvertTest, Numbers) {
  const std::vector<Case> cases = {
      {"int", U(42), "42"},
      {"int",
       U(std::numeric_limits<std::uint64_t>::max()),
       "error(Type conversion error: out of range of int)"},
      {"int", D(-7.9), "-7"},
      {"int",
       D(9223372036854775807.0),
       "error(Type conversion error: out of range of int)"},
      {"int",
       D(-9223372036854775808.0),
       "error(Type conversion error: out of range of int)"},
      {"int",
       D(std::numeric_limits<double>::quiet_NaN()),
       "error(Type conversion error: out of range of int)"},
      {"int", S("-987"), "-987"},
      {"int", S("1.5"), "error(Type conversion error: '1.5' is no int)"},
      {"int", S(""), "error(Type conversion error: '' is no int)"},
      {"int", Time(1095379199, 5), "1095379199"},
      {"uint", I(-1), "error(Type conversion error: out of range of uint)"},
      {"uint", D(25.5), "25u"},
      {"uint", D(-0.5), "error(Type conversion error: out of range of uint)"},
      {"uint",
       D(18446744073709551616.0),
       "error(Type conversion error: out of range of uint)"},
      {"uint", S("300"), "300u"},
      {"uint", S("-1"), "error(Type conversion error: '-1' is no uint)"},
      {"double", I(1), "1.0"},
      {"double", S("-5.43e-21"), "-5.43e-21"},
      {"double", S("NaN"), "NaN"},
      {"double", S("-Infinity"), "-Infinity"},
      {"double",
       S("1e400"),
       "error(Type conversion error: '1e400' is no double)"},
      {"double", S("1e-400"), "0.0"},
      {"double", S("12x"), "error(Type conversion error: '12x' is no double)"},
      {"bool", S("True"), "true"},
      {"bool", S("f"), "false"},
      {"bool", S("yes"), "error(Type conversion error: 'yes' is no bool)"},
      {"int", T(true), "error(no such overload: int(bool))"},
  };
  for (const Case& c : cases) EXPECT_EQ(Run(c.name, {c.arg}), c.result);
}

TEST_F(ConvertTest, Texts) {
  const std::vector<Case> cases = {
      {"string", I(-3), "'-3'"},
      {"string", U(3), "'3'"},
      {"string", D(123.456), "'123.456'"},
      {"string", D(-0.0045), "'-0.0045'"},
      {"string", D(1000000), "'1000000'"},
      {"string", D(1e21), "'1e+21'"},
      {"string", D(1e-7), "'1e-07'"},
      {"string", D(0), "'0'"},
      {"string", T(true), "'true'"},
      {"string", B("\xC3\xBF"), "'\xC3\xBF'"},
      {"string",
       B(std::string_view("\x00\xFF", 2)),
       "error(invalid UTF-8 in bytes, cannot convert to string)"},
      {"string", Time(0, 5000000), "'1970-01-01T00:00:00.005Z'"},
      {"string", Span(-1, 500000000), "'-0.5s'"},
      {"string", Span(5400), "'5400s'"},
      {"string", Span(1, 50), "'1.00000005s'"},
      {"bytes", S("abc"), "b'abc'"},
      {"type", I(1), "type(int)"},
      {"type", Value(), "type(null_type)"},
      {"type", L({}), "type(list)"},
      {"type", Time(0), "type(google.protobuf.Timestamp)"},
      {"type", Call("type", {I(1)}), "type(type)"},
      {"dyn", S("x"), "'x'"},
  };
  for (const Case& c : cases) EXPECT_EQ(Run(c.name, {c.arg}), c.result);
  EXPECT_EQ(Run("_==_", {Call("type", {D(1)}), Call("type", {D(2)})}), "true");
  EXPECT_EQ(Run("_==_", {Call("type", {D(1)}), Call("type", {I(1)})}), "false");
}

TEST_F(ConvertTest, TimesHaveARange) {
  constexpr std::string_view kBadTime =
      "error(Type conversion error: out of range of timestamp)";
  EXPECT_EQ(Run("timestamp", {I(-62135596800)}), "0001-01-01T00:00:00Z");
  EXPECT_EQ(Run("timestamp", {I(-62135596801)}), kBadTime);
  EXPECT_EQ(Run("timestamp", {I(253402300799)}), "9999-12-31T23:59:59Z");
  EXPECT_EQ(Run("timestamp", {I(253402300800)}), kBadTime);
  EXPECT_EQ(Run("timestamp", {S("2009-02-13T23:31:30Z")}),
            "2009-02-13T23:31:30Z");
  EXPECT_TRUE(Call("timestamp", {S("2009-02-13")}).is_error());
  EXPECT_TRUE(Call("timestamp", {S("0000-01-01T00:00:00Z")}).is_error());
  EXPECT_EQ(Run("duration", {S("1h30m")}), "5400s");
  EXPECT_TRUE(Call("duration", {S("1 hour")}).is_error());
}

TEST(ParseDuration, ReadsSumsOfUnits) {
  struct DurationCase {
    std::string_view text;
    std::optional<Duration> duration;
  };
  const std::vector<DurationCase> cases = {
      {"0", Duration{}},
      {"90s", Duration{90, 0}},
      {"-1.5s", Duration{-2, 500000000}},
      {"1.5h", Duration{5400, 0}},
      {"1h1m1s1ms1us1ns", Duration{3661, 1001001}},
      {"250ms", Duration{0, 250000000}},
      {"1.5us", Duration{0, 1500}},
      {"999999999ns", Duration{0, 999999999}},
      {"9223372036854775807ns", Duration{9223372036, 854775807}},
      {"0.0000000005s", Duration{}},
      {"315576000000s", Duration{315576000000, 0}},
      {"-315576000000s", Duration{-315576000000, 0}},
      {"315576000000.5s", std::nullopt},
      {"315576000001s", std::nullopt},
      {"9999999999999h", std::nullopt},
      {"99999999999999999999s", std::nullopt},
      {"", std::nullopt},
      {"-", std::nullopt},
      {"5", std::nullopt},
      {".s", std::nullopt},
      {"1d", std::nullopt},
      {"1s ", std::nullopt},
  };
  for (const DurationCase& c : cases) {
    EXPECT_EQ(ParseDuration(c.text), c.duration) << c.text;
  }
}

TEST(RenderDouble, ReadsBackTheSame) {
  for (const double d : {0.1, 1e-5, 9.9e-6, 123456789.0, 5e-324, 1.7e308}) {
    EXPECT_EQ(ParseDouble(RenderDouble(d)), d) << RenderDouble(d);
  }
  EXPECT_EQ(RenderDouble(1e-5), "0.00001");
  EXPECT_EQ(RenderDouble(123456789012345680000.0), "123456789012345683968");
}

}  // namespace

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
#include "cel/library/quantity.h"

#include "cel/library/library_testing.h"
#include "cel/library/semver.h"

namespace plimsoll::cel {

namespace {

class QuantityTest : public LibraryTest {
 protected:
  Value Q(std::string_view text) { return Call("quantity", {S(text)}); }
  Value V(std::string_view text) { return Call("semver", {S(text)}); }
};

TEST(ParseQuantity, ReadsSuffixes) {
  struct Case {
    std::string_view a;
    std::string_view b;
    int order;
  };
  const std::vector<Case> cases = {
      {"2M", "0.002G", 0},
      {"2000k", "2M", 0},
      {"200M", "0.3G", -1},
      {"50Mi", "50M", 1},
      {"1Ki", "1024", 0},
      {"1Ei", "1152921504606846976", 0},
      {"1e3", "1k", 0},
      {"1E-3", "1m", 0},
      {"1E", "1e18", 0},
      {"100m", "0.1", 0},
      {"5u", "5000n", 0},
      {"0.1n", "1n", 0},  // Rounded away from zero.
      {"-0.1n", "-1n", 0},
      {"1e-400", "1n", 0},
      {"-1", "1", -1},
      {"-2", "-1", -1},
      {"-0", "0", 0},
      {"+5", "5.", 0},
      {".5", "500m", 0},
      {"99999999999999999999999999999999999999",
       "99999999999999999999999999999999999998",
       1},
  };
  for (const Case& c : cases) {
    const ParsedQuantity a = ParseQuantity(c.a);
    const ParsedQuantity b = ParseQuantity(c.b);
    ASSERT_EQ(a.problem, QuantityProblem::kNone) << c.a;
    ASSERT_EQ(b.problem, QuantityProblem::kNone) << c.b;
    EXPECT_EQ(CompareQuantities(a.quantity, b.quantity), c.order)
        << c.a << " " << c.b;
  }
  EXPECT_EQ(ParseQuantity("10Mm").problem, QuantityProblem::kSuffix);
  EXPECT_EQ(ParseQuantity("10ki").problem, QuantityProblem::kSuffix);
  EXPECT_EQ(ParseQuantity("10e").problem, QuantityProblem::kSuffix);
  EXPECT_EQ(ParseQuantity("1.2.3").problem, QuantityProblem::kSuffix);
  EXPECT_EQ(ParseQuantity("").problem, QuantityProblem::kForm);
  EXPECT_EQ(ParseQuantity("-M").problem, QuantityProblem::kForm);
  EXPECT_EQ(ParseQuantity("1e300").problem, QuantityProblem::kRange);
  EXPECT_EQ(ParseQuantity(std::string(300, '9')).problem,
            QuantityProblem::kRange);
}

TEST_F(QuantityTest, Functions) {
  struct Case {
    std::string_view name;
    std::vector<Value> args;
    std::string_view result;
  };
  const Value huge = Q("9999999999999999999999999999999999999");
  const std::vector<Case> cases = {
      {"quantity", {S("10Mm")}, "error(unable to parse quantity's suffix)"},
      {"isQuantity", {S("20Mi")}, "true"},
      {"isQuantity", {S("x")}, "false"},
      {"_==_", {Call("add", {Q("50k"), Q("20")}), Q("50.02k")}, "true"},
      {"_==_", {Call("sub", {Q("50k"), Q("20")}), Q("49.98k")}, "true"},
      {"_==_", {Call("sub", {Q("50k"), I(20)}), Q("49980")}, "true"},
      {"_==_", {Call("sub", {Q("1"), Q("1")}), Q("-0")}, "true"},
      {"asInteger", {Call("sub", {Q("20"), I(-50000)})}, "50020"},
      {"asInteger", {Call("sub", {Q("20"), Q("50")})}, "-30"},
      {"asInteger", {Call("add", {Q("-20"), I(5)})}, "-15"},
      {"asInteger", {Q("-9223372036854775808")}, "-9223372036854775808"},
      {"asInteger",
       {Q("9223372036854775808")},
       "error(cannot convert value to integer)"},
      {"asInteger", {Q("0.5")}, "error(cannot convert value to integer)"},
      {"isInteger", {Q("50")}, "true"},
      {"isInteger", {Q("50m")}, "false"},
      {"asApproximateFloat", {Q("1.5Ki")}, "1536.0"},
      {"asApproximateFloat", {Q("-250m")}, "-0.25"},
      {"sign", {Q("-5")}, "-1"},
      {"sign", {Q("0")}, "0"},
      {"isGreaterThan", {Q("150Mi"), Q("100Mi")}, "true"},
      {"isLessThan", {Q("150Mi"), Q("100Mi")}, "false"},
      {"compareTo",
       {Call("add", {huge, Q("1")}), Call("add", {huge, Q("2")})},
       "-1"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Run(c.name, c.args), c.result) << c.name;
  }
}

TEST(ParseSemver, IsStrict) {
  for (const std::string_view text : {"1.2.3",
                                      "0.0.0",
                                      "1.0.0-alpha.1",
                                      "1.0.0-0a",
                                      "1.0.0+001",
                                      "1.0.0-a-b+c.d-e"}) {
    EXPECT_TRUE(ParseSemver(text)) << text;
  }
  for (const std::string_view text : {"",
                                      "1",
                                      "1.1",
                                      "v1.0.0",
                                      "01.1.1",
                                      "1.0.0 ",
                                      "1.0.0-",
                                      "1.0.0-01",
                                      "1.0.0+",
                                      "1.0.0-a..b",
                                      "1.0.0.0",
                                      "1.0.99999999999999999999"}) {
    EXPECT_FALSE(ParseSemver(text)) << text;
  }
}

TEST_F(QuantityTest, SemverOrder) {
  // Ascending, after the example of the definition of semantic versions.
  const std::vector<std::string_view> ascending = {"1.0.0-alpha",
                                                   "1.0.0-alpha.1",
                                                   "1.0.0-alpha.beta",
                                                   "1.0.0-beta",
                                                   "1.0.0-beta.2",
                                                   "1.0.0-beta.11",
                                                   "1.0.0-rc.1",
                                                   "1.0.0",
                                                   "1.0.1",
                                                   "1.2.0",
                                                   "1.10.0",
                                                   "2.0.0"};
  for (std::size_t i = 0; i + 1 < ascending.size(); ++i) {
    const std::vector<Value> pair = {V(ascending[i]), V(ascending[i + 1])};
    EXPECT_EQ(Run("compareTo", pair), "-1") << ascending[i];
    EXPECT_EQ(Run("isLessThan", pair), "true");
    EXPECT_EQ(Run("isGreaterThan", pair), "false");
  }
  EXPECT_EQ(Run("_==_", {V("1.2.3+a"), V("1.2.3+b")}), "true");
  EXPECT_EQ(Run("_==_", {V("1.2.3"), V("1.2.4")}), "false");
  EXPECT_EQ(Run("minor", {V("1.2.3")}), "2");
}

TEST_F(QuantityTest, SemverNormalization) {
  EXPECT_EQ(NormalSemver("v1"), "1.0.0");
  EXPECT_EQ(NormalSemver("v01.002-rc.1"), "1.2.0-rc.1");
  EXPECT_EQ(NormalSemver("00.0.1"), "0.0.1");
  EXPECT_EQ(Run("isSemver", {S("v1.0"), T(true)}), "true");
  EXPECT_EQ(Run("isSemver", {S("v1.0"), T(false)}), "false");
  EXPECT_EQ(Run("isSemver", {S(" 1.0.0"), T(true)}), "false");
  EXPECT_EQ(Run("isSemver", {S("1. 0.0"), T(true)}), "false");
  EXPECT_EQ(Run("isSemver", {S("1.0.0 "), T(true)}), "false");
  EXPECT_EQ(Run("isSemver", {S("1..0"), T(true)}), "false");
  EXPECT_EQ(Run("patch", {Call("semver", {S("v7"), T(true)})}), "0");
}

}  // namespace

}  // namespace plimsoll::cel

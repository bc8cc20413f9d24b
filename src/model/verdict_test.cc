// SPDX-License-Identifier: Apache-2.0
#include "model/verdict.h"

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

TEST(Verdict, NamesRoundTrip) {
  for (Verdict v : {Verdict::kPass,
                    Verdict::kFail,
                    Verdict::kNotApplicable,
                    Verdict::kUnknown,
                    Verdict::kError}) {
    EXPECT_EQ(ParseVerdict(Name(v)), v);
  }
  EXPECT_EQ(ParseVerdict("Pass"), std::nullopt);
}

TEST(Severity, NamesRoundTripInAnyCase) {
  for (Severity s : {Severity::kInfo,
                     Severity::kLow,
                     Severity::kMedium,
                     Severity::kHigh,
                     Severity::kCritical}) {
    EXPECT_EQ(ParseSeverity(Name(s)), s);
  }
  EXPECT_EQ(ParseSeverity("CRITICAL"), Severity::kCritical);
  EXPECT_EQ(ParseSeverity("Informational"), Severity::kInfo);
  EXPECT_EQ(ParseSeverity("severe"), std::nullopt);
  EXPECT_LT(Severity::kLow, Severity::kHigh);
}

}  // namespace
}  // namespace plimsoll

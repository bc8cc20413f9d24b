// SPDX-License-Identifier: Apache-2.0
#include "source/aws/circuit_breaker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::aws {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

class CircuitBreakerTest : public ::testing::Test {
 protected:
  void Fail(int times) {
    for (int i = 0; i < times; ++i) breaker_.OnUnreachable("h", "refused");
  }
  ManualClock clock_{WallTime{}};
  CircuitBreaker breaker_{clock_, {3, seconds(30)}};
};

TEST_F(CircuitBreakerTest, RefusesAfterFailuresInARow) {
  Fail(2);
  EXPECT_FALSE(breaker_.Refusal("h"));
  Fail(1);
  const auto refusal = breaker_.Refusal("h");
  ASSERT_TRUE(refusal);
  EXPECT_THAT(*refusal,
              HasSubstr("h cannot be reached: 3 attempts in a row failed "
                        "(refused)"));
  EXPECT_FALSE(breaker_.Refusal("other"));
}

TEST_F(CircuitBreakerTest, AnAnswerForgivesAll) {
  Fail(2);
  breaker_.OnReached("h");
  Fail(2);
  EXPECT_FALSE(breaker_.Refusal("h"));
}

TEST_F(CircuitBreakerTest, OneProbeAfterThePause) {
  Fail(3);
  clock_.Advance(seconds(31));
  EXPECT_FALSE(breaker_.Refusal("h"));
  EXPECT_TRUE(breaker_.Refusal("h"));
  breaker_.OnUnreachable("h", "again");
  EXPECT_TRUE(breaker_.Refusal("h"));
  clock_.Advance(seconds(31));
  EXPECT_FALSE(breaker_.Refusal("h"));
  breaker_.OnReached("h");
  EXPECT_FALSE(breaker_.Refusal("h"));
  EXPECT_FALSE(breaker_.Refusal("h"));
}

TEST_F(CircuitBreakerTest, LostProbeDoesNotCloseForEver) {
  Fail(3);
  clock_.Advance(seconds(31));
  EXPECT_FALSE(breaker_.Refusal("h"));
  clock_.Advance(seconds(31));
  EXPECT_FALSE(breaker_.Refusal("h"));
}

}  // namespace
}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
#include "source/aws/rate_limiter.h"

#include <algorithm>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::aws {
namespace {

using std::chrono::milliseconds;

class RateLimiterTest : public ::testing::Test {
 protected:
  double Elapsed() const {
    return std::chrono::duration<double>(clock_.Steady() - start_).count();
  }
  // Requests at that distance for a while.
  void Run(int count, milliseconds distance) {
    for (int i = 0; i < count; ++i) {
      ASSERT_TRUE(limiter_.Acquire({}));
      clock_.Advance(distance);
    }
  }

  ManualClock clock_{WallTime{}};
  const std::chrono::steady_clock::time_point start_ = clock_.Steady();
  RateLimiter limiter_{clock_};
};

TEST_F(RateLimiterTest, IsFreeUntilTheFirstThrottle) {
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(limiter_.Acquire({}));
  EXPECT_EQ(Elapsed(), 0.0);
  EXPECT_EQ(limiter_.rate(), 0.0);
}

TEST_F(RateLimiterTest, CutsTheMeasuredRate) {
  Run(100, milliseconds(20));
  limiter_.OnThrottle();
  EXPECT_NEAR(limiter_.rate(), 50 * 0.7, 2.0);
}

TEST_F(RateLimiterTest, HoldsTheRate) {
  Run(100, milliseconds(20));
  limiter_.OnThrottle();
  const double rate = limiter_.rate();
  const double before = Elapsed();
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(limiter_.Acquire({}));
  EXPECT_NEAR(100 / (Elapsed() - before), rate, rate * 0.15);
}

TEST_F(RateLimiterTest, EachThrottleCutsAgainButNeverToNothing) {
  Run(100, milliseconds(20));
  limiter_.OnThrottle();
  const double once = limiter_.rate();
  limiter_.OnThrottle();
  EXPECT_LT(limiter_.rate(), once);
  for (int i = 0; i < 100; ++i) limiter_.OnThrottle();
  EXPECT_EQ(limiter_.rate(), 0.5);
}

TEST_F(RateLimiterTest, FindsBackToFullSpeed) {
  Run(100, milliseconds(20));
  limiter_.OnThrottle();
  double best = 0;
  for (int i = 0; i < 3000; ++i) {
    ASSERT_TRUE(limiter_.Acquire({}));
    clock_.Advance(milliseconds(10));
    limiter_.OnSuccess();
    best = std::max(best, limiter_.rate());
  }
  EXPECT_GT(best, 50.0);
}

TEST_F(RateLimiterTest, FirstCallsOfAllMayBeThrottled) {
  limiter_.OnThrottle();
  EXPECT_EQ(limiter_.rate(), 0.5);
  ASSERT_TRUE(limiter_.Acquire({}));
  EXPECT_NEAR(Elapsed(), 2.0, 0.1);
}

TEST_F(RateLimiterTest, StopEndsTheWait) {
  class Stopping final : public Clock {
   public:
    WallTime Now() const override { return {}; }
    std::chrono::steady_clock::time_point Steady() const override { return {}; }
    bool SleepFor(std::chrono::nanoseconds, std::stop_token) override {
      return false;
    }
  };
  Stopping clock;
  RateLimiter limiter(clock);
  limiter.OnThrottle();
  EXPECT_EQ(limiter.Acquire({}).error().code(), ErrorCode::kCancelled);
}

TEST_F(RateLimiterTest, ThreadsShareOneRate) {
  Run(100, milliseconds(20));
  limiter_.OnThrottle();
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 50; ++j) {
        EXPECT_TRUE(limiter_.Acquire({}));
        limiter_.OnSuccess();
      }
    });
  }
  threads.clear();
  EXPECT_GT(Elapsed(), 2.0);
}

}  // namespace
}  // namespace plimsoll::aws

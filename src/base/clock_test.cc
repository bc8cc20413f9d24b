// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <thread>

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(ManualClock, MovesOnlyWhenTold) {
  const WallTime start{seconds(1'000)};
  ManualClock clock(start);
  const auto steady = clock.Steady();
  EXPECT_EQ(clock.Now(), start);
  clock.Advance(seconds(5));
  EXPECT_EQ(clock.Now(), start + seconds(5));
  EXPECT_TRUE(clock.SleepFor(hours(2), {}));
  EXPECT_EQ(clock.Now(), start + seconds(5) + hours(2));
  EXPECT_EQ(clock.Steady() - steady, seconds(5) + hours(2));
}

TEST(ManualClock, StoppedSleepDoesNotMove) {
  ManualClock clock(WallTime{});
  std::stop_source stop;
  stop.request_stop();
  EXPECT_FALSE(clock.SleepFor(hours(1), stop.get_token()));
  EXPECT_EQ(clock.Now(), WallTime{});
}

TEST(SystemClock, SleepsAtLeastAsLongAsTold) {
  SystemClock clock;
  const auto start = clock.Steady();
  EXPECT_TRUE(clock.SleepFor(milliseconds(2), {}));
  EXPECT_GE(clock.Steady() - start, milliseconds(2));
  EXPECT_GT(clock.Now(), WallTime{});
  EXPECT_TRUE(clock.SleepFor(seconds(-1), {}));
}

TEST(SystemClock, StopEndsTheLongestSleep) {
  SystemClock clock;
  std::stop_source stop;
  std::jthread stopper([&] { stop.request_stop(); });
  EXPECT_FALSE(
      clock.SleepFor(std::chrono::nanoseconds::max(), stop.get_token()));
}

}  // namespace
}  // namespace plimsoll

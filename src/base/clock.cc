// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace plimsoll {

WallTime SystemClock::Now() const {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(
      std::chrono::system_clock::now());
}

std::chrono::steady_clock::time_point SystemClock::Steady() const {
  return std::chrono::steady_clock::now();
}

bool SystemClock::SleepFor(std::chrono::nanoseconds duration,
                           std::stop_token stop) {
  // A longer wait would overflow the steady clock's count.
  constexpr std::chrono::nanoseconds kLongest = std::chrono::hours(24 * 365);
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(
      lock, stop, std::min(duration, kLongest), [] { return false; });
  return !stop.stop_requested();
}

ManualClock::ManualClock(WallTime start)
    : now_(start.time_since_epoch().count()) {}

WallTime ManualClock::Now() const {
  return WallTime(std::chrono::nanoseconds(now_.load()));
}

std::chrono::steady_clock::time_point ManualClock::Steady() const {
  return std::chrono::steady_clock::time_point(
      std::chrono::nanoseconds(now_.load()));
}

bool ManualClock::SleepFor(std::chrono::nanoseconds duration,
                           std::stop_token stop) {
  if (stop.stop_requested()) return false;
  Advance(duration);
  return true;
}

void ManualClock::Advance(std::chrono::nanoseconds duration) {
  now_.fetch_add(duration.count());
}

}  // namespace plimsoll

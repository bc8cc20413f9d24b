// SPDX-License-Identifier: Apache-2.0
// Time as an argument: nothing below `app` asks the system for it.
#pragma once

#include <atomic>
#include <chrono>
#include <stop_token>

namespace plimsoll {

using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;

/// Wall time, steady time and waiting. Implementations are thread-safe.
class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  virtual WallTime Now() const = 0;
  virtual std::chrono::steady_clock::time_point Steady() const = 0;
  /// Blocks for `duration`, or until `stop`. False when stopped early.
  virtual bool SleepFor(std::chrono::nanoseconds duration,
                        std::stop_token stop) = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  WallTime Now() const override;
  std::chrono::steady_clock::time_point Steady() const override;
  bool SleepFor(std::chrono::nanoseconds duration,
                std::stop_token stop) override;
};

/// A clock for tests that moves only by Advance and SleepFor (which advances
/// and returns at once). Thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(WallTime start);
  WallTime Now() const override;
  std::chrono::steady_clock::time_point Steady() const override;
  bool SleepFor(std::chrono::nanoseconds duration,
                std::stop_token stop) override;
  void Advance(std::chrono::nanoseconds duration);

 private:
  std::atomic<std::chrono::nanoseconds::rep> now_;
};

}  // namespace plimsoll

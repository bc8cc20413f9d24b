// SPDX-License-Identifier: Apache-2.0
// Slows calls down where a service throttles, and finds back to full speed.
#pragma once

#include <chrono>
#include <cstdint>
#include <stop_token>

#include "base/clock.h"
#include "base/result.h"
#include "base/thread_annotations.h"

namespace plimsoll::aws {

/// Rate of one (account, region, service), as AWS counts it. Free until the
/// first throttle; then a token bucket whose rate is cut to 0.7 of what was
/// measured and grows back along a cubic curve around the rate that was too
/// much. Thread-safe.
/// Source of the curve: the adaptive mode of the SDKs (CUBIC with beta 0.7 and
/// scale 0.4),
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
class RateLimiter {
 public:
  explicit RateLimiter(Clock& clock);

  /// Waits for the turn of one request. Error: kCancelled on `stop`.
  Result<void> Acquire(std::stop_token stop);
  void OnSuccess();
  void OnThrottle();

  /// Requests a second now allowed; 0 while free.
  double rate() const;

 private:
  using Instant = std::chrono::steady_clock::time_point;
  double SecondsSince(Instant then) const REQUIRES(mutex_);
  void Measure() REQUIRES(mutex_);
  void SetRate(double rate) REQUIRES(mutex_);
  void Refill() REQUIRES(mutex_);

  Clock& clock_;
  mutable Mutex mutex_;
  bool limited_ GUARDED_BY(mutex_) = false;
  double rate_ GUARDED_BY(mutex_) = 0;
  double tokens_ GUARDED_BY(mutex_) = 0;
  Instant refilled_ GUARDED_BY(mutex_);
  double measured_ GUARDED_BY(mutex_) = 0;
  std::int64_t in_window_ GUARDED_BY(mutex_) = 0;
  Instant window_start_ GUARDED_BY(mutex_);
  double peak_ GUARDED_BY(mutex_) = 0;
  Instant throttled_at_ GUARDED_BY(mutex_);
};

}  // namespace plimsoll::aws

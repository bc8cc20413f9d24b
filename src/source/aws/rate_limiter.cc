// SPDX-License-Identifier: Apache-2.0
#include "source/aws/rate_limiter.h"

#include <algorithm>
#include <cmath>

namespace plimsoll::aws {
namespace {

constexpr double kBeta = 0.7;   // What is left of the rate after a throttle.
constexpr double kScale = 0.4;  // Steepness of the way back.
constexpr double kSmoothing = 0.8;  // Weight of the newest half second.
constexpr double kSlowest = 0.5;    // Requests a second.
constexpr double kWindow = 0.5;     // Seconds over which the rate is measured.

}  // namespace

RateLimiter::RateLimiter(Clock& clock)
    : clock_(clock),
      refilled_(clock.Steady()),
      window_start_(clock.Steady()),
      throttled_at_(clock.Steady()) {}

double RateLimiter::SecondsSince(Instant then) const {
  return std::chrono::duration<double>(clock_.Steady() - then).count();
}

void RateLimiter::Measure() {
  ++in_window_;
  const double passed = SecondsSince(window_start_);
  if (passed < kWindow) return;
  const double newest = static_cast<double>(in_window_) / passed;
  measured_ = newest * kSmoothing + measured_ * (1 - kSmoothing);
  in_window_ = 0;
  window_start_ = clock_.Steady();
}

void RateLimiter::Refill() {
  tokens_ =
      std::min(std::max(rate_, 1.0), tokens_ + rate_ * SecondsSince(refilled_));
  refilled_ = clock_.Steady();
}

void RateLimiter::SetRate(double rate) {
  Refill();
  rate_ = std::max(rate, kSlowest);
  tokens_ = std::min(tokens_, std::max(rate_, 1.0));
}

Result<void> RateLimiter::Acquire(std::stop_token stop) {
  std::chrono::nanoseconds wait{0};
  {
    const MutexLock lock(mutex_);
    Measure();
    if (!limited_) return {};
    Refill();
    // Below zero the token is one of the future: everybody gets an own moment
    // to go on, in the order of asking.
    tokens_ -= 1;
    if (tokens_ < 0) {
      wait = std::chrono::nanoseconds(
          static_cast<std::int64_t>(-tokens_ / rate_ * 1e9));
    }
  }
  if (wait.count() > 0 && !clock_.SleepFor(wait, stop)) {
    return Error(ErrorCode::kCancelled, "stopped while waiting for its turn");
  }
  return {};
}

void RateLimiter::OnSuccess() {
  const MutexLock lock(mutex_);
  if (!limited_) return;
  const double knee = std::cbrt(peak_ * (1 - kBeta) / kScale);
  const double grown =
      kScale * std::pow(SecondsSince(throttled_at_) - knee, 3) + peak_;
  // Never far beyond what is used, or the next storm would hit unbraked.
  SetRate(std::min(grown, std::max(2 * measured_, kSlowest)));
}

void RateLimiter::OnThrottle() {
  const MutexLock lock(mutex_);
  // Before a half second has passed nothing is measured yet.
  const double used =
      std::max(measured_,
               static_cast<double>(in_window_) /
                   std::max(SecondsSince(window_start_), kWindow));
  peak_ = limited_ ? std::min(rate_, used) : used;
  peak_ = std::max(peak_, kSlowest);
  throttled_at_ = clock_.Steady();
  if (!limited_) {
    limited_ = true;
    refilled_ = throttled_at_;
    tokens_ = 0;
  }
  SetRate(peak_ * kBeta);
}

double RateLimiter::rate() const {
  const MutexLock lock(mutex_);
  return limited_ ? rate_ : 0;
}

}  // namespace plimsoll::aws

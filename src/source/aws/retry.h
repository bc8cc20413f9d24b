// SPDX-License-Identifier: Apache-2.0
// What to do about a failed attempt: whether to try again, and when.
// Source:
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.h"
#include "base/result.h"
#include "base/thread_annotations.h"
#include "source/aws/parse.h"
#include "source/aws/profile_config.h"

namespace plimsoll::aws {

struct RetryOptions {
  int max_attempts = 3;            ///< Of a call, the first one included.
  int max_throttled_attempts = 8;  ///< The same when the service throttles.
  bool adaptive = true;            ///< Slow down where a service throttles.

  /// AWS_MAX_ATTEMPTS and AWS_RETRY_MODE, or max_attempts and retry_mode of
  /// the profile: a number holds for both kinds of attempts; "standard" turns
  /// the adaptive rate off; "legacy" is standard with five attempts.
  /// Error: kInvalid naming the setting.
  static Result<RetryOptions> Load(const Environment& environment,
                                   const ProfileConfig& config,
                                   std::string_view profile);
};

enum class FailureClass : std::uint8_t {
  kFinal,      ///< Trying again will not help.
  kTransient,  ///< Cut or refused connection, 5xx.
  kTimeout,
  kThrottled,
  kClockSkew,           ///< Try once more with the server's time.
  kExpiredCredentials,  ///< Try once more with fresh credentials.
};

/// Class of an error that a service answered with.
FailureClass Classify(int status, const ServiceError& error);
/// Class of a transport error.
FailureClass Classify(const Error& error);
/// True for the codes with which AWS says "slow down".
bool IsThrottlingCode(std::string_view code);

/// Time to wait before attempt number `attempt` + 1 (the first is 1): random in
/// [0, base x 2^(attempt-1)], at most 20 s, with a base of 50 ms, or 1 s when
/// throttled; at least what the service asked for, up to 5 s beyond that.
/// `random` is in [0, 1).
std::chrono::nanoseconds Backoff(
    FailureClass failure,
    int attempt,
    double random,
    std::optional<std::chrono::milliseconds> retry_after);

/// Source of jitter. Implementations are thread-safe.
class RandomSource {
 public:
  RandomSource() = default;
  RandomSource(const RandomSource&) = delete;
  RandomSource& operator=(const RandomSource&) = delete;
  virtual ~RandomSource() = default;
  /// Uniform in [0, 1).
  virtual double Next() = 0;
};

/// SplitMix64 from a seed: the same numbers from the same seed.
class SeededRandom final : public RandomSource {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  double Next() override;

 private:
  Mutex mutex_;
  std::uint64_t state_ GUARDED_BY(mutex_);
};

/// Tokens that retries cost, so that a service which is down gets few of them.
/// Thread-safe.
/// Source of the costs: the standard mode of the SDKs, 500 tokens, 5 a retry,
/// 10 after a timeout, 1 back for each success without a retry.
class RetryQuota {
 public:
  /// Takes the cost of a retry; false when too few tokens are left.
  bool Take(FailureClass failure);
  /// Gives back what the last retry of a call cost, or one token for a call
  /// that succeeded at once (`last_retry` absent).
  void GiveBack(std::optional<FailureClass> last_retry);

 private:
  static int CostOf(FailureClass failure);
  static constexpr int kCapacity = 500;
  Mutex mutex_;
  int tokens_ GUARDED_BY(mutex_) = kCapacity;
};

}  // namespace plimsoll::aws

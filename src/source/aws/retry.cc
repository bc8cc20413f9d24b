// SPDX-License-Identifier: Apache-2.0
#include "source/aws/retry.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/number.h"
#include "base/text.h"

namespace plimsoll::aws {
namespace {

// Source:
// https://github.com/boto/botocore/blob/develop/botocore/retries/standard.py
// and
// https://docs.aws.amazon.com/awssupport/latest/user/limit-exceeded-errors.html
constexpr std::array<std::string_view, 16> kThrottling{
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequests",
    "TooManyRequestsException",
    "TransactionInProgressException",
    "LimitExceededException",
    "ServiceQuotaExceededException"};
constexpr std::array<std::string_view, 6> kTransient{"InternalError",
                                                     "InternalFailure",
                                                     "InternalServerError",
                                                     "RequestTimeout",
                                                     "RequestTimeoutException",
                                                     "ServiceUnavailable"};
constexpr std::array<std::string_view, 4> kSkewed{"RequestTimeTooSkewed",
                                                  "RequestInTheFuture",
                                                  "RequestExpired",
                                                  "InvalidSignatureException"};
constexpr std::array<std::string_view, 4> kExpired{"ExpiredToken",
                                                   "ExpiredTokenException",
                                                   "TokenRefreshRequired",
                                                   "CredentialsExpired"};

template <std::size_t N>
bool Contains(const std::array<std::string_view, N>& codes,
              std::string_view code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

// The quota errors above stand for a request rate only when they say so.
bool IsAboutRate(const ServiceError& error) {
  if (error.code != "LimitExceededException" &&
      error.code != "ServiceQuotaExceededException") {
    return true;
  }
  const std::string message = ToLower(error.message);
  return message.find("rate") != std::string::npos ||
         message.find("throttl") != std::string::npos;
}

Result<int> ParseAttempts(std::string_view text, std::string_view what) {
  const auto number = ParseNumber<int>(text);
  if (!number || *number < 1 || *number > 100) {
    return Error(
        ErrorCode::kInvalid,
        fmt::format(
            "{} is \"{}\", expected a number from 1 to 100", what, text));
  }
  return *number;
}

}  // namespace

Result<RetryOptions> RetryOptions::Load(const Environment& environment,
                                        const ProfileConfig& config,
                                        std::string_view profile) {
  RetryOptions out;
  const auto setting = [&](std::string_view variable, std::string_view key) {
    const std::string_view value = Variable(environment, variable);
    return value.empty() ? std::pair{config.Get(profile, key), key}
                         : std::pair{value, variable};
  };
  const auto [mode, mode_name] = setting("AWS_RETRY_MODE", "retry_mode");
  if (mode == "standard") {
    out.adaptive = false;
  } else if (mode == "legacy") {
    out.adaptive = false;
    out.max_attempts = 5;
    out.max_throttled_attempts = 5;
  } else if (!mode.empty() && mode != "adaptive") {
    return Error(ErrorCode::kInvalid,
                 fmt::format("{} is \"{}\", expected standard, adaptive or "
                             "legacy",
                             mode_name,
                             mode));
  }
  const auto [attempts, attempts_name] =
      setting("AWS_MAX_ATTEMPTS", "max_attempts");
  if (!attempts.empty()) {
    PLIMSOLL_ASSIGN_OR_RETURN(out.max_attempts,
                              ParseAttempts(attempts, attempts_name));
    out.max_throttled_attempts = out.max_attempts;
  }
  return out;
}

bool IsThrottlingCode(std::string_view code) {
  return Contains(kThrottling, code);
}

FailureClass Classify(int status, const ServiceError& error) {
  if (IsThrottlingCode(error.code) && IsAboutRate(error)) {
    return FailureClass::kThrottled;
  }
  if (status == 429) return FailureClass::kThrottled;
  if (Contains(kSkewed, error.code)) return FailureClass::kClockSkew;
  // A wrong secret looks the same; the clock decides (see Client).
  if (error.code == "SignatureDoesNotMatch" || error.code == "AuthFailure") {
    return FailureClass::kClockSkew;
  }
  if (Contains(kExpired, error.code)) return FailureClass::kExpiredCredentials;
  if (status == 500 || status == 502 || status == 503 || status == 504 ||
      Contains(kTransient, error.code)) {
    return FailureClass::kTransient;
  }
  return FailureClass::kFinal;
}

FailureClass Classify(const Error& error) {
  switch (error.code()) {
    case ErrorCode::kTimeout: return FailureClass::kTimeout;
    case ErrorCode::kIo: return FailureClass::kTransient;
    case ErrorCode::kThrottled: return FailureClass::kThrottled;
    default: return FailureClass::kFinal;
  }
}

std::chrono::nanoseconds Backoff(
    FailureClass failure,
    int attempt,
    double random,
    std::optional<std::chrono::milliseconds> retry_after) {
  constexpr double kLongest = 20.0;
  constexpr std::chrono::seconds kMostBeyond{5};
  const double base = failure == FailureClass::kThrottled ? 1.0 : 0.05;
  const double ceiling =
      std::min(kLongest, base * std::pow(2.0, std::min(attempt - 1, 30)));
  const auto wait = std::chrono::nanoseconds(
      static_cast<std::int64_t>(random * ceiling * 1e9));
  if (!retry_after || *retry_after < wait) return wait;
  return std::min<std::chrono::nanoseconds>(*retry_after, wait + kMostBeyond);
}

double SeededRandom::Next() {
  const MutexLock lock(mutex_);
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  z ^= z >> 31U;
  return static_cast<double>(z >> 11U) * 0x1.0p-53;
}

int RetryQuota::CostOf(FailureClass failure) {
  return failure == FailureClass::kTimeout ? 10 : 5;
}

bool RetryQuota::Take(FailureClass failure) {
  const MutexLock lock(mutex_);
  if (tokens_ < CostOf(failure)) return false;
  tokens_ -= CostOf(failure);
  return true;
}

void RetryQuota::GiveBack(std::optional<FailureClass> last_retry) {
  const MutexLock lock(mutex_);
  tokens_ =
      std::min(kCapacity, tokens_ + (last_retry ? CostOf(*last_retry) : 1));
}

}  // namespace plimsoll::aws

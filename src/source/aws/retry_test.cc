// SPDX-License-Identifier: Apache-2.0
#include "source/aws/retry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/aws/fake_transport.h"

namespace plimsoll::aws {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

ServiceError ErrorWith(std::string code, std::string message = "") {
  ServiceError out;
  out.code = std::move(code);
  out.message = std::move(message);
  return out;
}

TEST(RetryTest, ClassesOfServiceErrors) {
  struct Case {
    int status;
    ServiceError error;
    FailureClass wanted;
  };
  const Case cases[] = {
      {400, ErrorWith("ThrottlingException"), FailureClass::kThrottled},
      {400, ErrorWith("RequestLimitExceeded"), FailureClass::kThrottled},
      {503, ErrorWith("SlowDown"), FailureClass::kThrottled},
      {429, ErrorWith("429"), FailureClass::kThrottled},
      {400,
       ErrorWith("LimitExceededException", "too many keys"),
       FailureClass::kFinal},
      {400,
       ErrorWith("LimitExceededException", "Rate exceeded"),
       FailureClass::kThrottled},
      {503, ErrorWith("ServiceUnavailable"), FailureClass::kTransient},
      {500, ErrorWith("anything"), FailureClass::kTransient},
      {501, ErrorWith("NotImplemented"), FailureClass::kFinal},
      {400, ErrorWith("RequestTimeout"), FailureClass::kTransient},
      {403, ErrorWith("RequestTimeTooSkewed"), FailureClass::kClockSkew},
      {403, ErrorWith("SignatureDoesNotMatch"), FailureClass::kClockSkew},
      {403, ErrorWith("ExpiredToken"), FailureClass::kExpiredCredentials},
      {400,
       ErrorWith("ExpiredTokenException"),
       FailureClass::kExpiredCredentials},
      {403, ErrorWith("AccessDenied"), FailureClass::kFinal},
      {404, ErrorWith("NoSuchBucket"), FailureClass::kFinal},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Classify(c.status, c.error), c.wanted) << c.error.code;
  }
}

TEST(RetryTest, ClassesOfTransportErrors) {
  EXPECT_EQ(Classify(Error(ErrorCode::kTimeout, "")), FailureClass::kTimeout);
  EXPECT_EQ(Classify(Error(ErrorCode::kIo, "")), FailureClass::kTransient);
  EXPECT_EQ(Classify(Error(ErrorCode::kInvalid, "")), FailureClass::kFinal);
  EXPECT_EQ(Classify(Error(ErrorCode::kCancelled, "")), FailureClass::kFinal);
}

TEST(RetryTest, BackoffGrowsAndIsBounded) {
  using enum FailureClass;
  EXPECT_EQ(Backoff(kTransient, 1, 1.0, {}), milliseconds(50));
  EXPECT_EQ(Backoff(kTransient, 3, 1.0, {}), milliseconds(200));
  EXPECT_EQ(Backoff(kTransient, 3, 0.5, {}), milliseconds(100));
  EXPECT_EQ(Backoff(kThrottled, 1, 1.0, {}), milliseconds(1000));
  EXPECT_EQ(Backoff(kThrottled, 90, 1.0, {}), milliseconds(20000));
  EXPECT_EQ(Backoff(kTransient, 1, 0.0, {}), milliseconds(0));
}

TEST(RetryTest, ServiceMayAskForMoreTimeButNotForEver) {
  using enum FailureClass;
  EXPECT_EQ(Backoff(kTransient, 1, 0.0, milliseconds(300)), milliseconds(300));
  EXPECT_EQ(Backoff(kThrottled, 1, 1.0, milliseconds(300)), milliseconds(1000));
  EXPECT_EQ(Backoff(kThrottled, 1, 1.0, milliseconds(3600000)),
            milliseconds(6000));
}

TEST(RetryTest, QuotaRunsOutAndComesBack) {
  RetryQuota quota;
  int taken = 0;
  while (quota.Take(FailureClass::kTransient)) ++taken;
  EXPECT_EQ(taken, 100);
  quota.GiveBack(FailureClass::kTransient);
  EXPECT_FALSE(quota.Take(FailureClass::kTimeout));
  EXPECT_TRUE(quota.Take(FailureClass::kTransient));
  for (int i = 0; i < 4; ++i) quota.GiveBack(std::nullopt);
  EXPECT_FALSE(quota.Take(FailureClass::kTransient));
  quota.GiveBack(std::nullopt);
  EXPECT_TRUE(quota.Take(FailureClass::kTransient));
}

TEST(RetryTest, RandomIsTheSameFromTheSameSeed) {
  SeededRandom a(7);
  SeededRandom b(7);
  double sum = 0;
  for (int i = 0; i < 1000; ++i) {
    const double next = a.Next();
    EXPECT_EQ(next, b.Next());
    ASSERT_GE(next, 0.0);
    ASSERT_LT(next, 1.0);
    sum += next;
  }
  EXPECT_NEAR(sum / 1000, 0.5, 0.05);
}

TEST(RetryTest, Settings) {
  const MemoryFileSystem files(
      FileMap{{"/c", "[default]\nretry_mode=standard\nmax_attempts=7\n"}});
  const auto config = ProfileConfig::Load(
      files,
      {{"AWS_CONFIG_FILE", "/c"}, {"AWS_SHARED_CREDENTIALS_FILE", "/none"}});
  ASSERT_TRUE(config);
  const auto load = [&](const Environment& environment) {
    return RetryOptions::Load(environment, *config, "default");
  };
  EXPECT_FALSE(load({})->adaptive);
  EXPECT_EQ(load({})->max_attempts, 7);
  EXPECT_EQ(load({})->max_throttled_attempts, 7);
  EXPECT_TRUE(load({{"AWS_RETRY_MODE", "adaptive"}})->adaptive);
  EXPECT_EQ(load({{"AWS_MAX_ATTEMPTS", "2"}})->max_attempts, 2);
  EXPECT_THAT(load({{"AWS_MAX_ATTEMPTS", "0"}}).error().message(),
              HasSubstr("AWS_MAX_ATTEMPTS is \"0\""));
  EXPECT_THAT(load({{"AWS_RETRY_MODE", "fast"}}).error().message(),
              HasSubstr("AWS_RETRY_MODE is \"fast\""));
  const auto unset = RetryOptions::Load({}, ProfileConfig(), "default");
  EXPECT_TRUE(unset->adaptive);
  EXPECT_EQ(unset->max_attempts, 3);
  EXPECT_EQ(RetryOptions::Load(
                {{"AWS_RETRY_MODE", "legacy"}}, ProfileConfig(), "default")
                ->max_attempts,
            5);
}

}  // namespace
}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
#include "source/aws/credentials.h"

#include <atomic>
#include <functional>
#include <latch>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::aws {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class FakeSource final : public CredentialsSource {
 public:
  using Handler = std::function<Result<Credentials>(int call)>;
  FakeSource(Handler handler, std::atomic<int>& calls)
      : handler_(std::move(handler)), calls_(calls) {}
  Result<Credentials> Fetch(std::stop_token) override {
    return handler_(++calls_);
  }

 private:
  const Handler handler_;
  std::atomic<int>& calls_;
};

class CachedCredentialsTest : public ::testing::Test {
 protected:
  CachedCredentials& Make(FakeSource::Handler handler) {
    cached_ = std::make_unique<CachedCredentials>(
        std::make_unique<FakeSource>(std::move(handler), calls_), clock_);
    return *cached_;
  }
  // Keys that live so long from now.
  Credentials Keys(int number, std::chrono::nanoseconds life = minutes(60)) {
    Credentials out;
    out.access_key_id = "KEY" + std::to_string(number);
    out.expires = clock_.Now() + life;
    return out;
  }
  std::string Get() {
    const auto keys = cached_->Get({});
    return keys ? keys->access_key_id : keys.error().message();
  }

  ManualClock clock_{WallTime{}};
  std::atomic<int> calls_{0};
  std::unique_ptr<CachedCredentials> cached_;
};

TEST_F(CachedCredentialsTest, KeepsWhatIsValid) {
  Make([&](int call) { return Keys(call); });
  EXPECT_EQ(Get(), "KEY1");
  clock_.Advance(minutes(44));
  EXPECT_EQ(Get(), "KEY1");
  clock_.Advance(minutes(2));
  EXPECT_EQ(Get(), "KEY2");
}

TEST_F(CachedCredentialsTest, KeysThatNeverExpireAreKept) {
  Make([](int) {
    Credentials out;
    out.access_key_id = "FOREVER";
    return out;
  });
  EXPECT_EQ(Get(), "FOREVER");
  clock_.Advance(std::chrono::hours(10000));
  EXPECT_EQ(Get(), "FOREVER");
  EXPECT_EQ(calls_, 1);
}

TEST_F(CachedCredentialsTest, ShortLivedKeysAreNotFetchedForEachCall) {
  Make([&](int call) { return Keys(call, minutes(5)); });
  for (int i = 0; i < 10; ++i) {
    Get();
    clock_.Advance(seconds(20));
  }
  EXPECT_EQ(calls_, 1);
}

TEST_F(CachedCredentialsTest, FailedEarlyRefreshIsNoError) {
  Make([&](int call) -> Result<Credentials> {
    if (call == 1) return Keys(1);
    return Error(ErrorCode::kIo, "down");
  });
  Get();
  clock_.Advance(minutes(50) - seconds(30));
  EXPECT_EQ(Get(), "KEY1");
  EXPECT_EQ(calls_, 2);
  // Not asked again at once, and not an error before the very end.
  EXPECT_EQ(Get(), "KEY1");
  EXPECT_EQ(calls_, 2);
  clock_.Advance(minutes(5));
  EXPECT_EQ(Get(), "KEY1");
  clock_.Advance(minutes(6));
  EXPECT_EQ(Get(), "down");
}

TEST_F(CachedCredentialsTest, FailureIsSharedForAShortTime) {
  Make([](int) -> Result<Credentials> {
    return Error(ErrorCode::kDenied, "no");
  });
  EXPECT_EQ(Get(), "no");
  EXPECT_EQ(Get(), "no");
  EXPECT_EQ(calls_, 1);
  clock_.Advance(seconds(6));
  EXPECT_EQ(Get(), "no");
  EXPECT_EQ(calls_, 2);
}

TEST_F(CachedCredentialsTest, OneWhoGaveUpFailsNobodyElse) {
  Make([&](int call) -> Result<Credentials> {
    if (call == 1) return Error(ErrorCode::kCancelled, "stopped");
    return Keys(call);
  });
  EXPECT_EQ(Get(), "stopped");
  EXPECT_EQ(Get(), "KEY2");
}

TEST_F(CachedCredentialsTest, InvalidateAsksAgainUnlessNewerOnesAreHeld) {
  Make([&](int call) { return Keys(call); });
  const auto first = cached_->Get({});
  cached_->Invalidate(*first);
  EXPECT_EQ(Get(), "KEY2");
  cached_->Invalidate(*first);
  EXPECT_EQ(Get(), "KEY2");
  EXPECT_EQ(calls_, 2);
}

TEST_F(CachedCredentialsTest, ManyThreadsFetchOnce) {
  std::latch all(8);
  Make([&](int call) {
    std::this_thread::yield();
    return Keys(call);
  });
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      all.arrive_and_wait();
      for (int j = 0; j < 100; ++j) EXPECT_EQ(Get(), "KEY1");
    });
  }
  threads.clear();
  EXPECT_EQ(calls_, 1);
}

TEST_F(CachedCredentialsTest, StopEndsTheWaitForAnothersRefresh) {
  std::latch inside(1);
  std::latch go_on(1);
  Make([&](int call) {
    inside.count_down();
    go_on.wait();
    return Keys(call);
  });
  std::jthread first([&] { EXPECT_EQ(Get(), "KEY1"); });
  inside.wait();
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(cached_->Get(stop.get_token()).error().code(),
            ErrorCode::kCancelled);
  go_on.count_down();
}

}  // namespace
}  // namespace plimsoll::aws

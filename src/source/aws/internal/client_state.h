// SPDX-License-Identifier: Apache-2.0
// What the calls of one Client share. Private to source/aws.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/thread_annotations.h"
#include "source/aws/circuit_breaker.h"
#include "source/aws/client.h"
#include "source/aws/rate_limiter.h"
#include "source/aws/retry.h"

namespace plimsoll::aws {

/// What is counted per account, region and service, as AWS throttles.
struct Lane {
  explicit Lane(Clock& clock) : limiter(clock) {}
  RateLimiter limiter;
  RetryQuota quota;
};

/// The lanes of all keys, made on first use. Thread-safe.
class Lanes {
 public:
  explicit Lanes(Clock& clock) : clock_(clock) {}
  std::shared_ptr<Lane> Find(const std::string& key);

 private:
  Clock& clock_;
  Mutex mutex_;
  std::map<std::string, std::shared_ptr<Lane>, std::less<>> lanes_
      GUARDED_BY(mutex_);
};

/// Lets a bounded number of callers in. Thread-safe.
class Gate {
 public:
  explicit Gate(int places) : free_(places) {}
  /// False when `stop` came first.
  bool Enter(std::stop_token stop);
  void Leave();

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  int free_;
};

/// How far each host's clock is ahead of ours. Thread-safe.
class ClockOffsets {
 public:
  std::chrono::seconds Of(std::string_view host);
  void Set(std::string_view host, std::chrono::seconds offset);

 private:
  Mutex mutex_;
  std::map<std::string, std::chrono::seconds, std::less<>> offsets_
      GUARDED_BY(mutex_);
};

/// Access keys that some endpoint has accepted, so that one which knows a key
/// no more can be told from a region that is not enabled. Thread-safe.
class AcceptedKeys {
 public:
  void Add(std::string_view access_key_id);
  bool Has(std::string_view access_key_id);

 private:
  static constexpr std::size_t kMost = 100'000;
  Mutex mutex_;
  std::set<std::string, std::less<>> keys_ GUARDED_BY(mutex_);
};

struct Client::Shared {
  Shared(Clock& clock, const ClientOptions& options)
      : lanes(clock),
        breaker(clock, options.breaker),
        gate(options.max_in_flight) {}

  Lanes lanes;
  CircuitBreaker breaker;
  Gate gate;
  ClockOffsets offsets;
  AcceptedKeys accepted;
  std::atomic<std::int64_t> calls{0};
  std::atomic<std::int64_t> failed{0};
  std::atomic<std::int64_t> requests{0};
  std::atomic<std::int64_t> retries{0};
  std::atomic<std::int64_t> throttles{0};
  std::atomic<std::int64_t> bytes{0};
  std::atomic<std::int64_t> in_flight{0};
};

/// Makes one call; lives for it.
class CallRunner {
 public:
  CallRunner(Client& client, const CallRequest& request, ValueFactory factory);
  CallOutcome Run();

 private:
  struct Attempt;

  bool Prepare();
  bool PlaceIn(std::string_view region);
  void RunAttempts();
  /// One attempt; nullopt when the call is finished, well or badly.
  std::optional<Attempt> TryOnce();
  std::optional<Attempt> OnTransportError(const Error& error);
  std::optional<Attempt> OnResponse(const HttpResponse& response);
  std::optional<Attempt> OnSuccess(const HttpResponse& response);
  std::optional<Attempt> OnRefusal(const HttpResponse& response);
  bool FollowBucket(const HttpResponse& response);
  bool CorrectClock(const HttpResponse& response);
  bool WaitForRetry(const Attempt& failed);
  bool Authorize(HttpRequest& http);
  Result<HttpResponse> Exchange(const HttpRequest& http);
  void Fail(ApiErrorKind kind, std::string message);
  void NoteOrigin();

  Client& client_;
  Client::Shared& shared_;
  const CallRequest& request_;
  const ValueFactory factory_;
  const ApiOperation* operation_ = nullptr;
  CallOutcome outcome_;
  WireRequest wire_;
  HttpRequest placed_;
  Endpoint endpoint_;
  std::string host_;
  std::string circuit_;  // What the breaker knows the endpoint by.
  std::shared_ptr<Lane> lane_;
  Credentials credentials_;
  std::optional<FailureClass> last_retry_;
  bool followed_bucket_ = false;
  bool corrected_clock_ = false;
  bool refreshed_ = false;
};

}  // namespace plimsoll::aws

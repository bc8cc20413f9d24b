// SPDX-License-Identifier: Apache-2.0
// Calls any operation of any modelled AWS service: serialise, sign, send, try
// again, parse.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/http.h"
#include "base/limits.h"
#include "source/aws/api_error.h"
#include "source/aws/api_model.h"
#include "source/aws/circuit_breaker.h"
#include "source/aws/credentials.h"
#include "source/aws/endpoints.h"
#include "source/aws/retry.h"
#include "value/provenance.h"
#include "value/value.h"

namespace plimsoll::aws {

struct ClientOptions {
  EndpointOptions endpoints;
  RetryOptions retry;
  CircuitBreaker::Options breaker;
  int max_in_flight = 64;   ///< Requests on the wire at the same time.
  int max_pages = 100'000;  ///< Of one ForEachPage.
  std::chrono::milliseconds connect_timeout{3'000};
  std::chrono::milliseconds total_timeout{60'000};
  std::size_t max_response_bytes = std::size_t{64} << 20U;
  Limits limits;  ///< Of one reply.
};

/// One call. Lifetime: everything is borrowed for the call.
struct CallRequest {
  std::string_view service;    ///< "s3"
  std::string_view operation;  ///< "GetBucketPolicy"
  Value input;                 ///< Map by member names, or null.
  std::string_view region;     ///< "eu-west-1"; any of the partition if global.
  /// Null only for operations that are not signed.
  CredentialsProvider* credentials = nullptr;
  std::string_view account_id;  ///< For rates and origins; may be empty.
  std::stop_token stop;
  /// Where the origin of the reply's values is noted; null for none.
  Provenance* provenance = nullptr;
};

struct CallOutcome {
  Value value;  ///< The reply, a map; null when `error` is set.
  std::optional<ApiError> error;
  int attempts = 0;
  std::string request_id;
  OriginId origin = 0;  ///< "s3:GetBucketPolicy 123456789012 eu-west-1"

  bool ok() const { return !error.has_value(); }
};

struct PagesOutcome {
  int pages = 0;
  /// Set when a page could not be had; those before it were handed out.
  std::optional<ApiError> error;
  bool ok() const { return !error.has_value(); }
};

/// What a client has done so far, for a progress bar.
struct ClientStatistics {
  std::int64_t calls = 0;     ///< Finished, with or without success.
  std::int64_t failed = 0;    ///< Of them, those without a reply.
  std::int64_t requests = 0;  ///< Sent, retries included.
  std::int64_t retries = 0;
  std::int64_t throttles = 0;
  std::int64_t bytes = 0;  ///< Received in bodies.
  std::int64_t in_flight = 0;
};

/// Thread-safe; one for the whole program. Rates adapt per account, region and
/// service; a host that cannot be reached is refused at once for a while; the
/// clock is corrected by each host's Date header when it refuses our time.
class Client {
 public:
  /// Lifetime: transport, clock and random outlive the client.
  Client(std::shared_ptr<const ApiModel> model,
         HttpTransport& transport,
         Clock& clock,
         RandomSource& random,
         ClientOptions options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Makes one call and blocks until its reply or final failure. Values are
  /// made by `factory`, all with the outcome's origin.
  CallOutcome Call(const CallRequest& request, ValueFactory factory);

  /// Handles one page; false ends the reading without an error.
  using PageHandler = std::function<bool(const Document& page)>;
  /// Calls an operation page after page, or once when it has no pages. Each
  /// page has memory of its own, with keys of `keys`. A token that was seen
  /// before and too many pages are errors (kServer), never an endless loop.
  PagesOutcome ForEachPage(const CallRequest& request,
                           KeyTable& keys,
                           const PageHandler& handler);

  ClientStatistics Statistics() const;
  const ApiModel& model() const { return *model_; }

 private:
  friend class CallRunner;
  struct Shared;

  const std::shared_ptr<const ApiModel> model_;
  HttpTransport& transport_;
  Clock& clock_;
  RandomSource& random_;
  const ClientOptions options_;
  const std::unique_ptr<Shared> shared_;
};

}  // namespace plimsoll::aws

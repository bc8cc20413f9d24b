// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

#include "base/text.h"
#include "source/aws/aws_time.h"
#include "source/aws/internal/client_state.h"
#include "source/aws/signer.h"
#include "source/aws/uri.h"

namespace plimsoll::aws {
namespace {

// Services refuse times that are more than five minutes off; a request may
// also be underway for a while.
constexpr std::chrono::seconds kTolerableSkew{240};

ApiErrorKind KindOf(const Error& error) {
  switch (error.code()) {
    case ErrorCode::kTimeout: return ApiErrorKind::kTimeout;
    case ErrorCode::kCancelled: return ApiErrorKind::kCancelled;
    case ErrorCode::kInvalid: return ApiErrorKind::kInvalid;
    case ErrorCode::kThrottled: return ApiErrorKind::kThrottled;
    case ErrorCode::kDenied: return ApiErrorKind::kCredentials;
    default: return ApiErrorKind::kUnreachable;
  }
}

// True when no connection came about, as HttpTransport words it.
bool IsConnectFailure(const Error& error) {
  if (error.code() != ErrorCode::kTimeout && error.code() != ErrorCode::kIo) {
    return false;
  }
  const std::string message = ToLower(error.message());
  return message.find("connect") != std::string::npos ||
         message.find("resolve") != std::string::npos ||
         message.find("refused") != std::string::npos;
}

}  // namespace

// A failed attempt that may be worth another one.
struct CallRunner::Attempt {
  FailureClass failure = FailureClass::kFinal;
  std::optional<std::chrono::milliseconds> retry_after;
  bool at_once = false;  // Repaired: neither wait nor pay.
};

CallRunner::CallRunner(Client& client,
                       const CallRequest& request,
                       ValueFactory factory)
    : client_(client),
      shared_(*client.shared_),
      request_(request),
      factory_(factory) {}

CallOutcome CallRunner::Run() {
  if (Prepare()) RunAttempts();
  shared_.calls.fetch_add(1, std::memory_order_relaxed);
  if (outcome_.error) {
    shared_.failed.fetch_add(1, std::memory_order_relaxed);
    outcome_.error->attempts = outcome_.attempts;
    outcome_.value = Value::Null();
  }
  return std::move(outcome_);
}

void CallRunner::Fail(ApiErrorKind kind, std::string message) {
  ApiError error;
  error.kind = kind;
  error.message = std::move(message);
  if (operation_ != nullptr) error.iam_action = operation_->iam_action;
  outcome_.error = std::move(error);
}

bool CallRunner::Prepare() {
  auto found =
      client_.model_->FindOperation(request_.service, request_.operation);
  if (!found) {
    Fail(ApiErrorKind::kInvalid, found.error().message());
    return false;
  }
  operation_ = *found;
  auto wire = Serialize(*operation_, request_.input);
  if (!wire) {
    Fail(ApiErrorKind::kInvalid, wire.error().message());
    return false;
  }
  wire_ = *std::move(wire);
  if (request_.credentials == nullptr && !operation_->unsigned_request) {
    Fail(ApiErrorKind::kCredentials, "no credentials are given");
    return false;
  }
  return PlaceIn(request_.region);
}

bool CallRunner::PlaceIn(std::string_view region) {
  const EndpointOptions& options = client_.options_.endpoints;
  auto endpoint =
      ResolveEndpoint(*client_.model_, *operation_->service, region, options);
  if (!endpoint) {
    Fail(ApiErrorKind::kInvalid, endpoint.error().message());
    return false;
  }
  endpoint_ = *std::move(endpoint);
  auto placed = Place(*operation_, wire_, endpoint_, options);
  if (!placed) {
    Fail(ApiErrorKind::kInvalid, placed.error().message());
    return false;
  }
  placed_ = *std::move(placed);
  placed_.connect_timeout = client_.options_.connect_timeout;
  placed_.total_timeout = client_.options_.total_timeout;
  placed_.max_response_bytes = client_.options_.max_response_bytes;
  const auto url = ParseUrl(placed_.url);
  // Bucket hosts stand and fall with their region's.
  const auto base = ParseUrl(endpoint_.url);
  host_ = base ? base->HostHeader() : url->HostHeader();
  // A simulator or proxy stands for many endpoints, which fail apart.
  circuit_ = endpoint_.is_configured ? fmt::format("{} ({} in {})",
                                                   host_,
                                                   operation_->service->name,
                                                   endpoint_.signing_region)
                                     : host_;
  lane_ = shared_.lanes.Find(fmt::format("{} {} {}",
                                         request_.account_id,
                                         endpoint_.signing_region,
                                         operation_->service->name));
  return true;
}

void CallRunner::RunAttempts() {
  while (true) {
    const std::optional<Attempt> failed = TryOnce();
    if (!failed) {
      if (!outcome_.error) lane_->quota.GiveBack(last_retry_);
      return;
    }
    if (!failed->at_once && !WaitForRetry(*failed)) return;
    shared_.retries.fetch_add(1, std::memory_order_relaxed);
    outcome_.error.reset();
  }
}

bool CallRunner::WaitForRetry(const Attempt& failed) {
  const RetryOptions& options = client_.options_.retry;
  const int most = failed.failure == FailureClass::kThrottled
                       ? options.max_throttled_attempts
                       : options.max_attempts;
  if (failed.failure == FailureClass::kFinal || outcome_.attempts >= most) {
    return false;
  }
  if (!lane_->quota.Take(failed.failure)) return false;
  last_retry_ = failed.failure;
  const auto wait = Backoff(failed.failure,
                            outcome_.attempts,
                            client_.random_.Next(),
                            failed.retry_after);
  if (client_.clock_.SleepFor(wait, request_.stop)) return true;
  Fail(ApiErrorKind::kCancelled, "stopped while waiting to try again");
  return false;
}

bool CallRunner::Authorize(HttpRequest& http) {
  if (operation_->unsigned_request) return true;
  auto credentials = request_.credentials->Get(request_.stop);
  if (!credentials) {
    const ErrorCode code = credentials.error().code();
    Fail(code == ErrorCode::kCancelled ? ApiErrorKind::kCancelled
                                       : ApiErrorKind::kCredentials,
         credentials.error().message());
    return false;
  }
  credentials_ = *std::move(credentials);
  SigningScope scope;
  scope.region = endpoint_.signing_region;
  scope.service = endpoint_.signing_name;
  scope.time = client_.clock_.Now() + shared_.offsets.Of(host_);
  scope.is_s3 = endpoint_.signing_name == "s3";
  const auto signed_request = Sign(http, credentials_, scope);
  if (signed_request) return true;
  Fail(ApiErrorKind::kInvalid, signed_request.error().message());
  return false;
}

Result<HttpResponse> CallRunner::Exchange(const HttpRequest& http) {
  if (!shared_.gate.Enter(request_.stop)) {
    return Error(ErrorCode::kCancelled, "stopped while waiting to send");
  }
  shared_.in_flight.fetch_add(1, std::memory_order_relaxed);
  shared_.requests.fetch_add(1, std::memory_order_relaxed);
  auto response = client_.transport_.Send(http, request_.stop);
  shared_.in_flight.fetch_sub(1, std::memory_order_relaxed);
  shared_.gate.Leave();
  return response;
}

std::optional<CallRunner::Attempt> CallRunner::TryOnce() {
  if (request_.stop.stop_requested()) {
    Fail(ApiErrorKind::kCancelled, "stopped");
    return std::nullopt;
  }
  if (const auto refusal = shared_.breaker.Refusal(circuit_)) {
    Fail(ApiErrorKind::kUnreachable, *refusal);
    return std::nullopt;
  }
  if (client_.options_.retry.adaptive) {
    const auto turn = lane_->limiter.Acquire(request_.stop);
    if (!turn) {
      Fail(ApiErrorKind::kCancelled, turn.error().message());
      return std::nullopt;
    }
  }
  HttpRequest http = placed_;
  if (!Authorize(http)) return std::nullopt;
  ++outcome_.attempts;
  const auto response = Exchange(http);
  if (!response) return OnTransportError(response.error());
  shared_.breaker.OnReached(circuit_);
  shared_.bytes.fetch_add(static_cast<std::int64_t>(response->body.size()),
                          std::memory_order_relaxed);
  return OnResponse(*response);
}

std::optional<CallRunner::Attempt> CallRunner::OnTransportError(
    const Error& error) {
  const bool unreachable = IsConnectFailure(error);
  // A host that swallows requests holds up a scan like one that is not there.
  if (unreachable || error.code() == ErrorCode::kTimeout) {
    shared_.breaker.OnUnreachable(circuit_, error.message());
  }
  Fail(unreachable ? ApiErrorKind::kUnreachable : KindOf(error),
       error.message());
  return Attempt{Classify(error), std::nullopt, false};
}

std::optional<CallRunner::Attempt> CallRunner::OnResponse(
    const HttpResponse& response) {
  outcome_.request_id = RequestIdOf(response);
  if (!IsUtf8(outcome_.request_id)) outcome_.request_id.clear();
  if (response.status >= 200 && response.status < 300) {
    return OnSuccess(response);
  }
  return OnRefusal(response);
}

void CallRunner::NoteOrigin() {
  if (request_.provenance == nullptr) return;
  outcome_.origin = request_.provenance->AddApiCall(
      fmt::format("{}:{} {} {}",
                  operation_->service->name,
                  operation_->name,
                  request_.account_id,
                  endpoint_.signing_region),
      ToTimestamp(client_.clock_.Now()).seconds);
}

std::optional<CallRunner::Attempt> CallRunner::OnSuccess(
    const HttpResponse& response) {
  NoteOrigin();
  auto value =
      ParseResponse(*operation_,
                    response,
                    {factory_, outcome_.origin, client_.options_.limits});
  if (!value) {
    // Cut on the way or made by a proxy; the next one may be whole.
    Fail(ApiErrorKind::kServer, value.error().message());
    outcome_.error->http_status = response.status;
    return Attempt{FailureClass::kTransient, std::nullopt, false};
  }
  outcome_.value = *value;
  if (client_.options_.retry.adaptive) lane_->limiter.OnSuccess();
  if (!operation_->unsigned_request) {
    shared_.accepted.Add(credentials_.access_key_id);
  }
  return std::nullopt;
}

std::optional<CallRunner::Attempt> CallRunner::OnRefusal(
    const HttpResponse& response) {
  const ServiceError refused = ParseServiceError(*operation_, response);
  outcome_.error = MakeApiError(*operation_, response.status, refused);
  ApiError& error = *outcome_.error;
  if (outcome_.request_id.empty()) outcome_.request_id = error.request_id;
  Attempt attempt{
      Classify(response.status, refused), refused.retry_after, false};
  switch (attempt.failure) {
    case FailureClass::kThrottled:
      shared_.throttles.fetch_add(1, std::memory_order_relaxed);
      if (client_.options_.retry.adaptive) lane_->limiter.OnThrottle();
      return attempt;
    case FailureClass::kClockSkew:
      attempt.at_once = CorrectClock(response);
      if (attempt.at_once) return attempt;
      break;
    case FailureClass::kExpiredCredentials:
      if (request_.credentials == nullptr || refreshed_) return std::nullopt;
      request_.credentials->Invalidate(credentials_);
      refreshed_ = true;
      attempt.at_once = true;
      return attempt;
    case FailureClass::kFinal:
      attempt.at_once = FollowBucket(response);
      if (attempt.at_once) return attempt;
      break;
    default: return attempt;
  }
  if (error.kind == ApiErrorKind::kCredentials &&
      IsUnknownKeyCode(error.code) &&
      shared_.accepted.Has(credentials_.access_key_id)) {
    error.kind = ApiErrorKind::kRegionDisabled;
  }
  return std::nullopt;
}

bool CallRunner::CorrectClock(const HttpResponse& response) {
  const auto date = ParseAwsTime(response.Header("date"));
  if (!date || corrected_clock_) return false;
  const std::int64_t ahead =
      date->seconds - ToTimestamp(client_.clock_.Now()).seconds;
  const std::int64_t change = ahead - shared_.offsets.Of(host_).count();
  if (std::abs(change) < kTolerableSkew.count()) return false;
  shared_.offsets.Set(host_, std::chrono::seconds{ahead});
  corrected_clock_ = true;
  return true;
}

// S3 tells the bucket's own region when it was asked in another.
bool CallRunner::FollowBucket(const HttpResponse& response) {
  const std::string_view region = response.Header("x-amz-bucket-region");
  if (operation_->service->name != "s3" || followed_bucket_ || region.empty() ||
      region == endpoint_.signing_region || !IsHostLabel(region)) {
    return false;
  }
  if (response.status != 301 && response.status != 307 &&
      response.status != 400) {
    return false;
  }
  followed_bucket_ = true;
  const ApiError kept = *outcome_.error;
  if (PlaceIn(region)) return true;
  outcome_.error = kept;
  return false;
}

}  // namespace plimsoll::aws

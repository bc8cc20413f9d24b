// SPDX-License-Identifier: Apache-2.0
#include "source/aws/collect/client_session.h"

#include <utility>

namespace plimsoll::aws {
namespace {

/// The words of CallFailure::reason.
std::string_view Reason(ApiErrorKind kind) {
  switch (kind) {
    case ApiErrorKind::kDenied: return "denied";
    case ApiErrorKind::kThrottled: return "throttled";
    case ApiErrorKind::kTimeout: return "timeout";
    case ApiErrorKind::kUnreachable: return "unreachable";
    case ApiErrorKind::kRegionDisabled: return "region-disabled";
    case ApiErrorKind::kExpiredCredentials: return "expired";
    case ApiErrorKind::kCancelled: return "cancelled";
    case ApiErrorKind::kCredentials: return "denied";
    case ApiErrorKind::kNotFound:
    case ApiErrorKind::kServer:
    case ApiErrorKind::kInvalid:
    case ApiErrorKind::kUnsupported: return "failed";
  }
  return "failed";
}

}  // namespace

CallFailure ToFailure(const ApiError& error) {
  return {std::string(Reason(error.kind)),
          error.code,
          Render(error),
          error.iam_action};
}

ClientSession::ClientSession(Client& client,
                             KeyTable& keys,
                             Provenance* provenance,
                             std::shared_ptr<CredentialsProvider> credentials,
                             std::string account)
    : client_(client),
      keys_(keys),
      provenance_(provenance),
      credentials_(std::move(credentials)),
      account_(std::move(account)) {}

std::optional<CallFailure> ClientSession::ForEachPage(
    std::string_view service,
    std::string_view operation,
    Value input,
    std::string_view region,
    const PageSink& sink,
    std::stop_token stop) {
  CallRequest request;
  request.service = service;
  request.operation = operation;
  request.input = input;
  request.region = region;
  request.credentials = credentials_.get();
  request.account_id = account_;
  request.stop = std::move(stop);
  request.provenance = provenance_;
  const PagesOutcome outcome =
      client_.ForEachPage(request, keys_, [&](const Document& page) {
        return sink(page.arena, page.root);
      });
  if (outcome.ok()) return std::nullopt;
  return ToFailure(*outcome.error);
}

}  // namespace plimsoll::aws

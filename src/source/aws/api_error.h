// SPDX-License-Identifier: Apache-2.0
// Why a call gave no answer, in the terms a report needs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "source/aws/api_model.h"
#include "source/aws/parse.h"

namespace plimsoll::aws {

enum class ApiErrorKind : std::uint8_t {
  kDenied,     ///< The caller lacks a permission; see `iam_action`.
  kNotFound,   ///< The thing is not there, or not configured.
  kThrottled,  ///< Still, after all attempts.
  kTimeout,
  kUnreachable,     ///< No connection to the endpoint came about.
  kServer,          ///< 5xx, or a reply that is no reply.
  kInvalid,         ///< The request is wrong; ours or by the service.
  kUnsupported,     ///< The service does not know the operation there.
  kRegionDisabled,  ///< The account has not enabled the region or service.
  kExpiredCredentials,
  kCredentials,  ///< None, or none that the service accepts.
  kCancelled
};
/// "denied", "not-found", "throttled", ...
std::string_view Name(ApiErrorKind kind);

/// Which policy denied, as far as the service says.
enum class DeniedBy : std::uint8_t {
  kNotSaid,
  kIdentity,
  kResource,
  kServiceControlPolicy,
  kResourceControlPolicy,
  kPermissionsBoundary,
  kSessionPolicy,
  kEndpointPolicy
};
/// "", "identity-based policy", "service control policy", ...
std::string_view Name(DeniedBy who);

struct ApiError {
  ApiErrorKind kind = ApiErrorKind::kServer;
  std::string code;     ///< The service's, e.g. "NoSuchBucketPolicy"; or empty.
  int http_status = 0;  ///< 0 when no response came.
  std::string message;
  std::string request_id;
  std::string iam_action;  ///< What the call needs: "s3:GetBucketPolicy".
  DeniedBy denied_by = DeniedBy::kNotSaid;
  int attempts = 0;
};

/// What a service's refusal means. An unknown access key counts as
/// kCredentials; Client makes it kRegionDisabled when the key works elsewhere.
ApiError MakeApiError(const ApiOperation& operation,
                      int status,
                      const ServiceError& error);

/// True for codes that say the service does not know the access key.
bool IsUnknownKeyCode(std::string_view code);

/// One line: "s3:GetBucketPolicy denied: AccessDenied: ... (service control
/// policy)".
std::string Render(const ApiError& error);
/// The same as an Error of the nearest code.
Error ToError(const ApiError& error);

}  // namespace plimsoll::aws

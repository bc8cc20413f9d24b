// SPDX-License-Identifier: Apache-2.0
#include "source/aws/api_error.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "source/aws/retry.h"

namespace plimsoll::aws {
namespace {

struct KindOfCode {
  std::string_view code;
  ApiErrorKind kind;
};

// Codes whose meaning neither the status nor their wording tells. Sources:
// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
// https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
constexpr std::array<KindOfCode, 24> kCodes{{
    {"AuthFailure", ApiErrorKind::kCredentials},
    {"AuthorizationError", ApiErrorKind::kDenied},
    {"ExpiredToken", ApiErrorKind::kExpiredCredentials},
    {"ExpiredTokenException", ApiErrorKind::kExpiredCredentials},
    {"TokenRefreshRequired", ApiErrorKind::kExpiredCredentials},
    {"IncompleteSignature", ApiErrorKind::kCredentials},
    {"InvalidAccessKeyId", ApiErrorKind::kCredentials},
    {"InvalidClientTokenId", ApiErrorKind::kCredentials},
    {"InvalidSignatureException", ApiErrorKind::kCredentials},
    {"InvalidToken", ApiErrorKind::kCredentials},
    {"MissingAuthenticationToken", ApiErrorKind::kCredentials},
    {"MissingAuthenticationTokenException", ApiErrorKind::kCredentials},
    {"RequestExpired", ApiErrorKind::kCredentials},
    {"RequestTimeTooSkewed", ApiErrorKind::kCredentials},
    {"SignatureDoesNotMatch", ApiErrorKind::kCredentials},
    {"UnrecognizedClientException", ApiErrorKind::kCredentials},
    {"OptInRequired", ApiErrorKind::kRegionDisabled},
    {"RegionDisabledException", ApiErrorKind::kRegionDisabled},
    {"SubscriptionRequiredException", ApiErrorKind::kRegionDisabled},
    {"UnauthorizedOperation", ApiErrorKind::kDenied},
    {"InvalidAction", ApiErrorKind::kUnsupported},
    {"UnknownOperationException", ApiErrorKind::kUnsupported},
    {"UnsupportedOperation", ApiErrorKind::kUnsupported},
    {"NotImplemented", ApiErrorKind::kUnsupported},
}};

constexpr std::array<std::string_view, 3> kDeniedWords{
    "AccessDenied", "NotAuthorized", "Unauthorized"};
constexpr std::array<std::string_view, 5> kAbsentWords{
    "NotFound", "NoSuch", "DoesNotExist", "NonExistent", "NotExist"};

template <std::size_t N>
bool HasWord(std::string_view code,
             const std::array<std::string_view, N>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return code.find(word) != std::string_view::npos;
  });
}

ApiErrorKind KindOf(int status, const ServiceError& error) {
  for (const KindOfCode& known : kCodes) {
    if (error.code == known.code) return known.kind;
  }
  if (Classify(status, error) == FailureClass::kThrottled) {
    return ApiErrorKind::kThrottled;
  }
  if (HasWord(error.code, kDeniedWords)) return ApiErrorKind::kDenied;
  if (HasWord(error.code, kAbsentWords)) return ApiErrorKind::kNotFound;
  if (status == 401 || status == 403) return ApiErrorKind::kDenied;
  if (status == 404) return ApiErrorKind::kNotFound;
  if (status >= 500) return ApiErrorKind::kServer;
  return ApiErrorKind::kInvalid;
}

// Source of the wordings:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
DeniedBy WhoDenied(std::string_view message) {
  constexpr std::array<std::pair<std::string_view, DeniedBy>, 7> kPhrases{{
      {"service control policy", DeniedBy::kServiceControlPolicy},
      {"resource control policy", DeniedBy::kResourceControlPolicy},
      {"permissions boundary", DeniedBy::kPermissionsBoundary},
      {"session policy", DeniedBy::kSessionPolicy},
      {"VPC endpoint policy", DeniedBy::kEndpointPolicy},
      {"resource-based policy", DeniedBy::kResource},
      {"identity-based policy", DeniedBy::kIdentity},
  }};
  for (const auto& [phrase, who] : kPhrases) {
    if (message.find(phrase) != std::string_view::npos) return who;
  }
  return DeniedBy::kNotSaid;
}

// The action in "... is not authorized to perform: s3:ListAllMyBuckets on ...".
std::string_view ActionIn(std::string_view message) {
  constexpr std::string_view kLead = "to perform: ";
  const std::size_t at = message.find(kLead);
  if (at == std::string_view::npos) return {};
  std::string_view action = message.substr(at + kLead.size());
  action = action.substr(0, action.find_first_of(" ,;\n"));
  const std::size_t colon = action.find(':');
  const bool is_action =
      colon != std::string_view::npos && colon > 0 &&
      action.find_first_not_of(
          "abcdefghijklmnopqrstuvwxyz"
          "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:") == std::string_view::npos;
  return is_action ? action : std::string_view{};
}

}  // namespace

std::string_view Name(ApiErrorKind kind) {
  switch (kind) {
    case ApiErrorKind::kDenied: return "denied";
    case ApiErrorKind::kNotFound: return "not-found";
    case ApiErrorKind::kThrottled: return "throttled";
    case ApiErrorKind::kTimeout: return "timeout";
    case ApiErrorKind::kUnreachable: return "unreachable";
    case ApiErrorKind::kServer: return "server-error";
    case ApiErrorKind::kInvalid: return "invalid";
    case ApiErrorKind::kUnsupported: return "unsupported";
    case ApiErrorKind::kRegionDisabled: return "region-disabled";
    case ApiErrorKind::kExpiredCredentials: return "expired-credentials";
    case ApiErrorKind::kCredentials: return "credentials";
    case ApiErrorKind::kCancelled: return "cancelled";
  }
  return "";
}

std::string_view Name(DeniedBy who) {
  switch (who) {
    case DeniedBy::kNotSaid: return "";
    case DeniedBy::kIdentity: return "identity-based policy";
    case DeniedBy::kResource: return "resource-based policy";
    case DeniedBy::kServiceControlPolicy: return "service control policy";
    case DeniedBy::kResourceControlPolicy: return "resource control policy";
    case DeniedBy::kPermissionsBoundary: return "permissions boundary";
    case DeniedBy::kSessionPolicy: return "session policy";
    case DeniedBy::kEndpointPolicy: return "VPC endpoint policy";
  }
  return "";
}

ApiError MakeApiError(const ApiOperation& operation,
                      int status,
                      const ServiceError& error) {
  ApiError out;
  out.kind = KindOf(status, error);
  out.code = error.code;
  out.http_status = status;
  out.message = error.message;
  out.request_id = error.request_id;
  out.iam_action = operation.iam_action;
  if (out.kind == ApiErrorKind::kDenied) {
    out.denied_by = WhoDenied(error.message);
    const std::string_view action = ActionIn(error.message);
    if (!action.empty()) out.iam_action = action;
  }
  return out;
}

bool IsUnknownKeyCode(std::string_view code) {
  return code == "InvalidClientTokenId" || code == "InvalidAccessKeyId" ||
         code == "UnrecognizedClientException" || code == "AuthFailure" ||
         code == "InvalidToken";
}

std::string Render(const ApiError& error) {
  std::string out = fmt::format("{} {}", error.iam_action, Name(error.kind));
  if (!error.code.empty()) out += ": " + error.code;
  if (!error.message.empty()) out += ": " + error.message;
  if (error.denied_by != DeniedBy::kNotSaid) {
    out += fmt::format(" ({})", Name(error.denied_by));
  }
  if (error.attempts > 1) {
    out += fmt::format(" after {} attempts", error.attempts);
  }
  return out;
}

Error ToError(const ApiError& error) {
  ErrorCode code = ErrorCode::kIo;
  switch (error.kind) {
    case ApiErrorKind::kDenied:
    case ApiErrorKind::kRegionDisabled:
    case ApiErrorKind::kExpiredCredentials:
    case ApiErrorKind::kCredentials: code = ErrorCode::kDenied; break;
    case ApiErrorKind::kNotFound: code = ErrorCode::kNotFound; break;
    case ApiErrorKind::kThrottled: code = ErrorCode::kThrottled; break;
    case ApiErrorKind::kTimeout: code = ErrorCode::kTimeout; break;
    case ApiErrorKind::kInvalid:
    case ApiErrorKind::kUnsupported: code = ErrorCode::kInvalid; break;
    case ApiErrorKind::kCancelled: code = ErrorCode::kCancelled; break;
    case ApiErrorKind::kUnreachable:
    case ApiErrorKind::kServer: break;
  }
  return {code, Render(error)};
}

}  // namespace plimsoll::aws

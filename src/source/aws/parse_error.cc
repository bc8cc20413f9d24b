// SPDX-License-Identifier: Apache-2.0
// What a refusing response says, in whatever form the service says it.

#include "base/number.h"
#include "base/text.h"
#include "source/aws/parse.h"

namespace plimsoll::aws {
namespace {

// "com.amazonaws.x#Code:http://..." -> "Code"
std::string_view BareCode(std::string_view code) {
  code = code.substr(0, code.find(':'));
  const std::size_t hash = code.rfind('#');
  return hash == std::string_view::npos ? code : code.substr(hash + 1);
}

std::optional<std::int64_t> Number(std::string_view text) {
  const auto number = ParseNumber<std::int64_t>(text);
  return number && *number >= 0 ? number : std::nullopt;
}

// Seconds in Retry-After (RFC 9110 10.2.3), milliseconds in x-amz-retry-after.
std::optional<std::chrono::milliseconds> RetryAfter(
    const HttpResponse& response) {
  constexpr std::int64_t kMost = 3'600'000;
  if (const auto ms = Number(response.Header("x-amz-retry-after"))) {
    return std::chrono::milliseconds(std::min(*ms, kMost));
  }
  if (const auto seconds = Number(response.Header("retry-after"))) {
    return std::chrono::milliseconds(std::min(*seconds, kMost / 1000) * 1000);
  }
  return std::nullopt;
}

// The code that stands for a status when nobody names one.
std::string CodeOfStatus(int status) {
  switch (status) {
    case 301: return "PermanentRedirect";
    case 307: return "TemporaryRedirect";
    case 400: return "BadRequest";
    case 403: return "Forbidden";
    case 404: return "NotFound";
    case 429: return "TooManyRequests";
    case 500: return "InternalServerError";
    case 502: return "BadGateway";
    case 503: return "ServiceUnavailable";
    case 504: return "GatewayTimeout";
    default: return std::to_string(status);
  }
}

}  // namespace

std::string_view RequestIdOf(const HttpResponse& response) {
  const std::string_view id = response.Header("x-amzn-requestid");
  return id.empty() ? response.Header("x-amz-request-id") : id;
}

ServiceError ParseServiceError(const ApiOperation& operation,
                               const HttpResponse& response) {
  ServiceError error;
  error.retry_after = RetryAfter(response);
  error.request_id = RequestIdOf(response);
  const Protocol protocol = operation.service->protocol;
  if (protocol == Protocol::kJson || protocol == Protocol::kRestJson) {
    internal::ParseJsonError(response.body, error);
    const std::string_view type = response.Header("x-amzn-errortype");
    if (!type.empty()) error.code = type;
    error.code = BareCode(error.code);
    // "AWS.SimpleQueueService.NonExistentQueue;Sender": the code that clients
    // of the service's former query protocol know.
    const std::string_view query = response.Header("x-amzn-query-error");
    const std::size_t semicolon = query.find(';');
    if (semicolon != std::string_view::npos && semicolon > 0) {
      error.code = query.substr(0, semicolon);
    }
  } else {
    internal::ParseXmlError(response.body, error);
  }
  if (!IsUtf8(error.message)) error.message.clear();
  if (!IsUtf8(error.request_id)) error.request_id.clear();
  if (error.code.empty() || !IsUtf8(error.code)) {
    error.code = CodeOfStatus(response.status);
  }
  return error;
}

}  // namespace plimsoll::aws

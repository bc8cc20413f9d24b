// SPDX-License-Identifier: Apache-2.0
// The one seam to the network.
#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace plimsoll {

struct HttpRequest {
  std::string method = "GET";
  std::string url = {};  ///< Absolute; sent as it stands, not re-encoded.
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds total_timeout{60'000};
  std::size_t max_response_bytes = std::size_t{64} << 20U;
};

struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::string body = {};

  /// First header of that name, compared without case; empty when absent.
  std::string_view Header(std::string_view name) const;
};

/// Sends requests; any HTTP status is a response, not an error. Redirects are
/// not followed. Implementations are thread-safe and pool connections.
class HttpTransport {
 public:
  HttpTransport() = default;
  HttpTransport(const HttpTransport&) = delete;
  HttpTransport& operator=(const HttpTransport&) = delete;
  virtual ~HttpTransport() = default;

  /// Blocks until the response is complete. Errors: kTimeout (the message says
  /// whether connecting or receiving), kIo (cannot resolve, refused, cut, TLS),
  /// kInvalid (URL, response too large), kCancelled on `stop`.
  virtual Result<HttpResponse> Send(const HttpRequest& request,
                                    std::stop_token stop) = 0;
};

}  // namespace plimsoll

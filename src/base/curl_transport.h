// SPDX-License-Identifier: Apache-2.0
// HttpTransport over libcurl's multi interface: one event thread, one pool of
// keep-alive connections for the whole program, HTTP/1.1 (HTTP/2 multiplexing
// of libcurl 7.88 is unsafe, curl#10936).
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "base/http.h"

namespace plimsoll {

struct CurlOptions {
  int max_connections = 128;
  int max_connections_per_host = 64;
  std::string ca_bundle = {};   ///< PEM file; empty for the system's.
  std::string user_agent = {};  ///< Sent unless the request names its own.
  bool use_environment_proxies = true;  ///< HTTPS_PROXY, NO_PROXY.
};

/// Thread-safe. Ends its thread in the destructor.
class CurlTransport final : public HttpTransport {
 public:
  explicit CurlTransport(CurlOptions options);
  ~CurlTransport() override;
  Result<HttpResponse> Send(const HttpRequest& request,
                            std::stop_token stop) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plimsoll

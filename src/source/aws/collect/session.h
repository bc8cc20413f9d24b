// SPDX-License-Identifier: Apache-2.0
// How collectors call the API of one account: the seam between what is
// collected and how requests travel.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "value/value.h"

namespace plimsoll::aws {

/// Why a call gave no reply.
struct CallFailure {
  /// "denied", "throttled", "timeout", "unreachable", "expired", "cancelled",
  /// "region-disabled", "malformed", "failed" (any other answer of the
  /// service).
  std::string reason;
  std::string code;        ///< The service's error code, or empty.
  std::string message;     ///< One line for the report.
  std::string permission;  ///< IAM action of the call: "s3:GetBucketPolicy".
};

/// The API of one account under one identity. Thread-safe; calls block.
class ApiSession {
 public:
  ApiSession() = default;
  ApiSession(const ApiSession&) = delete;
  ApiSession& operator=(const ApiSession&) = delete;
  virtual ~ApiSession() = default;

  /// One reply page and the memory it lives in; false ends the paging.
  using PageSink =
      std::function<bool(const std::shared_ptr<const Arena>& arena, Value)>;

  /// Calls `service`.`operation` in `region` for every page. Nullopt when the
  /// last page was reached or the sink ended it.
  virtual std::optional<CallFailure> ForEachPage(std::string_view service,
                                                 std::string_view operation,
                                                 Value input,
                                                 std::string_view region,
                                                 const PageSink& sink,
                                                 std::stop_token stop) = 0;
};

}  // namespace plimsoll::aws

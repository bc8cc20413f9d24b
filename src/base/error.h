// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace plimsoll {

enum class ErrorCode : std::uint8_t {
  kInvalid,
  kNotFound,
  kDenied,
  kThrottled,
  kTimeout,
  kIo,
  kCancelled,
  kInternal
};

/// Stable lower-case name of a code, as printed in logs and JSON ("denied").
std::string_view Name(ErrorCode code);

/// Why an operation failed. Immutable value; safe to copy between threads.
class Error {
 public:
  Error(ErrorCode code, std::string message)
      : code_(code), message_(std::move(message)) {}

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }

  /// Returns this error with "`doing`: " before the message.
  Error While(std::string_view doing) &&;

 private:
  ErrorCode code_;
  std::string message_;
};

}  // namespace plimsoll

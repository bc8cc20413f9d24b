// SPDX-License-Identifier: Apache-2.0
// Runs the program that a profile's credential_process names.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace plimsoll::aws {

/// Starts programs. Implementations are thread-safe.
class ProcessRunner {
 public:
  ProcessRunner() = default;
  ProcessRunner(const ProcessRunner&) = delete;
  ProcessRunner& operator=(const ProcessRunner&) = delete;
  virtual ~ProcessRunner() = default;

  /// Runs a program found by PATH, without a shell, and returns what it wrote
  /// to standard output (at most 1 MiB). Its standard input is empty, its
  /// standard error ours. It is killed on `stop` and after `timeout`.
  /// Errors: kNotFound when it cannot be started, kIo when it fails, kTimeout,
  /// kCancelled, kInvalid when it writes too much.
  virtual Result<std::string> Run(const std::vector<std::string>& command,
                                  std::chrono::milliseconds timeout,
                                  std::stop_token stop) = 0;
};

/// Children of this process.
class SystemProcessRunner final : public ProcessRunner {
 public:
  Result<std::string> Run(const std::vector<std::string>& command,
                          std::chrono::milliseconds timeout,
                          std::stop_token stop) override;
};

/// Cuts a command line as a POSIX shell would, with quotes and backslashes but
/// without expansions. Error: kInvalid for an unclosed quote or no words.
Result<std::vector<std::string>> SplitCommand(std::string_view line);

}  // namespace plimsoll::aws

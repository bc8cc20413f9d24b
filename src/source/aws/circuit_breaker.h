// SPDX-License-Identifier: Apache-2.0
// Keeps one dead endpoint from costing a connect timeout a call.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/thread_annotations.h"

namespace plimsoll::aws {

/// Remembers, for each endpoint host, the connections that failed in a row.
/// After `failures` of them calls are refused at once; after `pause` one call
/// may try again, and its outcome decides. Thread-safe.
class CircuitBreaker {
 public:
  struct Options {
    int failures = 3;
    std::chrono::seconds pause{30};
  };

  explicit CircuitBreaker(const Clock& clock) : CircuitBreaker(clock, {}) {}
  CircuitBreaker(const Clock& clock, Options options)
      : clock_(clock), options_(options) {}

  /// Why a call to the host is refused now; nullopt when it may go on, and then
  /// its outcome must be told.
  std::optional<std::string> Refusal(std::string_view host);
  /// The host answered, whatever it said.
  void OnReached(std::string_view host);
  /// No connection came about; `reason` is part of later refusals.
  void OnUnreachable(std::string_view host, std::string_view reason);

 private:
  struct State {
    int failures = 0;
    std::chrono::steady_clock::time_point closed_until;
    std::string reason;
  };

  const Clock& clock_;
  const Options options_;
  Mutex mutex_;
  std::map<std::string, State, std::less<>> states_ GUARDED_BY(mutex_);
};

}  // namespace plimsoll::aws

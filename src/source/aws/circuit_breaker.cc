// SPDX-License-Identifier: Apache-2.0
#include "source/aws/circuit_breaker.h"

#include <fmt/format.h>

namespace plimsoll::aws {

std::optional<std::string> CircuitBreaker::Refusal(std::string_view host) {
  const MutexLock lock(mutex_);
  const auto at = states_.find(host);
  if (at == states_.end() || at->second.failures < options_.failures) {
    return std::nullopt;
  }
  State& state = at->second;
  if (clock_.Steady() >= state.closed_until) {
    // This call is the probe; should it never report back, another may try
    // after one more pause.
    state.closed_until = clock_.Steady() + options_.pause;
    return std::nullopt;
  }
  return fmt::format("{} cannot be reached: {} attempts in a row failed ({})",
                     host,
                     state.failures,
                     state.reason);
}

void CircuitBreaker::OnReached(std::string_view host) {
  const MutexLock lock(mutex_);
  const auto at = states_.find(host);
  if (at != states_.end()) states_.erase(at);
}

void CircuitBreaker::OnUnreachable(std::string_view host,
                                   std::string_view reason) {
  const MutexLock lock(mutex_);
  State& state = states_[std::string(host)];
  ++state.failures;
  state.reason = reason;
  state.closed_until = clock_.Steady() + options_.pause;
}

}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
#include "source/aws/credentials.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace plimsoll::aws {

Result<Credentials> StaticCredentials::Get(std::stop_token) {
  return credentials_;
}

void StaticCredentials::Invalidate(const Credentials&) {}

// Guarded by `mutex`; std::mutex, because a stoppable wait needs it.
struct CachedCredentials::State {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::optional<Credentials> held;
  std::chrono::nanoseconds lifetime{0};  // Of `held`, when it was fetched.
  bool refreshing = false;
  std::optional<Error> failure;
  std::chrono::steady_clock::time_point failed_until;
};

CachedCredentials::CachedCredentials(std::unique_ptr<CredentialsSource> source,
                                     const Clock& clock)
    : CachedCredentials(std::move(source), clock, Windows{}) {}

CachedCredentials::CachedCredentials(std::unique_ptr<CredentialsSource> source,
                                     const Clock& clock,
                                     Windows windows)
    : source_(std::move(source)),
      clock_(clock),
      windows_(windows),
      state_(std::make_unique<State>()) {}

CachedCredentials::~CachedCredentials() = default;

CachedCredentials::Need CachedCredentials::NeedAt(WallTime now) const {
  if (!state_->held) return Need::kMandatory;
  if (!state_->held->expires) return Need::kNothing;
  const std::chrono::nanoseconds left = *state_->held->expires - now;
  // Credentials that live shorter than the windows are kept most of their life,
  // or every call would fetch new ones.
  const std::chrono::nanoseconds lifetime = state_->lifetime;
  if (left <=
      std::min<std::chrono::nanoseconds>(windows_.mandatory, lifetime / 6)) {
    return Need::kMandatory;
  }
  if (left <=
      std::min<std::chrono::nanoseconds>(windows_.advisory, lifetime / 4)) {
    return Need::kAdvisory;
  }
  return Need::kNothing;
}

Result<Credentials> CachedCredentials::Get(std::stop_token stop) {
  Need need = Need::kNothing;
  {
    std::unique_lock lock(state_->mutex);
    while (true) {
      need = NeedAt(clock_.Now());
      const bool just_failed =
          state_->failure && clock_.Steady() < state_->failed_until;
      const bool usable =
          state_->held &&
          (!state_->held->expires || *state_->held->expires > clock_.Now());
      if (need == Need::kNothing) return *state_->held;
      if (just_failed && usable) return *state_->held;
      if (just_failed) return *state_->failure;
      if (!state_->refreshing) break;
      if (need == Need::kAdvisory) return *state_->held;
      if (!state_->changed.wait(
              lock, stop, [this] { return !state_->refreshing; })) {
        return Error(ErrorCode::kCancelled,
                     "stopped while waiting for credentials");
      }
    }
    state_->refreshing = true;
  }
  return Refresh(need, stop);
}

Result<Credentials> CachedCredentials::Refresh(Need need,
                                               std::stop_token stop) {
  Result<Credentials> fetched = source_->Fetch(stop);
  const std::lock_guard lock(state_->mutex);
  state_->refreshing = false;
  state_->changed.notify_all();
  const WallTime now = clock_.Now();
  if (fetched) {
    state_->held = *fetched;
    state_->failure.reset();
    state_->lifetime = std::chrono::nanoseconds{0};
    if (fetched->expires) state_->lifetime = *fetched->expires - now;
    return fetched;
  }
  // A caller who gave up says nothing about the source.
  if (fetched.error().code() != ErrorCode::kCancelled) {
    state_->failure = fetched.error();
    state_->failed_until = clock_.Steady() + windows_.retry_after_failure;
  }
  const bool usable =
      state_->held && (need == Need::kAdvisory ||
                       (state_->held->expires && *state_->held->expires > now));
  if (usable) return *state_->held;
  return fetched;
}

void CachedCredentials::Invalidate(const Credentials& refused) {
  const std::lock_guard lock(state_->mutex);
  if (!state_->held || state_->held->access_key_id != refused.access_key_id ||
      state_->held->session_token.Reveal() != refused.session_token.Reveal()) {
    return;
  }
  state_->held.reset();
}

}  // namespace plimsoll::aws

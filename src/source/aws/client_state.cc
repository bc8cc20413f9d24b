// SPDX-License-Identifier: Apache-2.0
#include "source/aws/internal/client_state.h"

namespace plimsoll::aws {

std::shared_ptr<Lane> Lanes::Find(const std::string& key) {
  const MutexLock lock(mutex_);
  auto& lane = lanes_[key];
  if (lane == nullptr) lane = std::make_shared<Lane>(clock_);
  return lane;
}

bool Gate::Enter(std::stop_token stop) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait(lock, stop, [this] { return free_ > 0; })) return false;
  --free_;
  return true;
}

void Gate::Leave() {
  {
    const std::lock_guard lock(mutex_);
    ++free_;
  }
  changed_.notify_one();
}

std::chrono::seconds ClockOffsets::Of(std::string_view host) {
  const MutexLock lock(mutex_);
  const auto at = offsets_.find(host);
  return at == offsets_.end() ? std::chrono::seconds{0} : at->second;
}

void ClockOffsets::Set(std::string_view host, std::chrono::seconds offset) {
  const MutexLock lock(mutex_);
  offsets_[std::string(host)] = offset;
}

void AcceptedKeys::Add(std::string_view access_key_id) {
  const MutexLock lock(mutex_);
  if (keys_.size() < kMost && keys_.find(access_key_id) == keys_.end()) {
    keys_.emplace(access_key_id);
  }
}

bool AcceptedKeys::Has(std::string_view access_key_id) {
  const MutexLock lock(mutex_);
  return keys_.find(access_key_id) != keys_.end();
}

}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
// A list that grows without moving what it holds.
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace plimsoll {

/// References to elements stay good until the list ends. Unlike std::deque,
/// which takes 576 bytes when it holds nothing, an empty list takes no heap and
/// a short one little; so thousands of small trees can each have several.
/// Thread-compatible; not copyable, because others point into it.
template <typename T>
class StableList {
 public:
  StableList() = default;
  StableList(const StableList&) = delete;
  StableList& operator=(const StableList&) = delete;

  /// Amortised O(1).
  template <typename... Arguments>
  T& emplace_back(Arguments&&... arguments) {
    if (chunks_.empty() || chunks_.back().size() == chunks_.back().capacity()) {
      AddChunk();
    }
    ++size_;
    return chunks_.back().emplace_back(std::forward<Arguments>(arguments)...);
  }

  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t kFirstChunk = 2;
  static constexpr std::size_t kLargestChunk = 8;

  void AddChunk() {
    const std::size_t wanted =
        chunks_.empty() ? kFirstChunk : 2 * chunks_.back().capacity();
    chunks_.emplace_back().reserve(std::min(wanted, kLargestChunk));
  }

  /// None ever grows beyond its first capacity. Moving a vector keeps the
  /// place of its elements.
  std::vector<std::vector<T>> chunks_;
  std::size_t size_ = 0;
};

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// A vector whose first N elements need no heap.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

namespace plimsoll {

/// Holds trivially copyable elements; moves to the heap past N of them. The
/// room inside is not initialised before it is used. Not copyable.
template <typename T, std::size_t N>
class SmallVector {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  SmallVector() {}  // NOLINT(modernize-use-equals-default): see above
  SmallVector(const SmallVector&) = delete;
  SmallVector& operator=(const SmallVector&) = delete;

  void push_back(const T& item) {
    if (size_ < N) {
      new (Slot(size_)) T(item);
    } else {
      if (heap_.empty()) heap_.assign(Inside(), Inside() + N);
      heap_.push_back(item);
    }
    ++size_;
  }
  /// Keeps the first `size` elements; `size` is not more than there are.
  void shrink_to(std::size_t size) {
    if (!heap_.empty()) heap_.erase(Nth(heap_, size), heap_.end());
    // An emptied heap part would be filled again from the room inside.
    if (heap_.size() <= N && !heap_.empty()) {
      for (std::size_t i = 0; i < heap_.size(); ++i) new (Slot(i)) T(heap_[i]);
      heap_.clear();
    }
    size_ = size;
  }
  void clear() {
    heap_.clear();
    size_ = 0;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* begin() { return heap_.empty() ? Inside() : heap_.data(); }
  T* end() { return begin() + size_; }
  const T* begin() const { return const_cast<SmallVector*>(this)->begin(); }
  const T* end() const { return begin() + size_; }
  T& operator[](std::size_t i) { return begin()[i]; }
  const T& operator[](std::size_t i) const { return begin()[i]; }
  std::span<const T> view() const { return {begin(), size_}; }

 private:
  static auto Nth(std::vector<T>& heap, std::size_t index) {
    return heap.begin() + static_cast<std::ptrdiff_t>(index);
  }
  void* Slot(std::size_t i) { return room_.data() + i * sizeof(T); }
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  T* Inside() { return reinterpret_cast<T*>(room_.data()); }

  alignas(T) std::array<std::byte, N * sizeof(T)> room_;
  std::size_t size_ = 0;
  std::vector<T> heap_;
};

}  // namespace plimsoll

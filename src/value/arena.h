// SPDX-License-Identifier: Apache-2.0
// A bump allocator: the memory of one document or one evaluation.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace plimsoll {

/// Hands out memory that is freed all at once. What is allocated is never
/// destroyed, so only trivially destructible things live here.
/// Thread-compatible; not copyable, because values point into it.
class Arena {
 public:
  Arena() = default;
  explicit Arena(std::size_t first_block_bytes)
      : next_block_bytes_(first_block_bytes) {}
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  /// Uninitialised memory; `alignment` is a power of two up to 16.
  void* Allocate(std::size_t bytes, std::size_t alignment = 8) {
    const std::size_t start = (used_ + alignment - 1) & ~(alignment - 1);
    if (start + bytes > capacity_) return AllocateSlow(bytes, alignment);
    used_ = start + bytes;
    return current_ + start;
  }

  /// Forgets everything but keeps the largest block, so that a warm arena
  /// allocates nothing from the heap.
  void Reset();

  /// Heap memory held, including what is not handed out yet.
  std::size_t reserved_bytes() const { return reserved_; }

 private:
  void* AllocateSlow(std::size_t bytes, std::size_t alignment);

  struct Block {
    std::unique_ptr<std::byte[]> memory;
    std::size_t size = 0;
  };
  std::vector<Block> blocks_;
  std::byte* current_ = nullptr;
  std::size_t used_ = 0;
  std::size_t capacity_ = 0;
  std::size_t reserved_ = 0;
  std::size_t next_block_bytes_ = 4096;
};

}  // namespace plimsoll

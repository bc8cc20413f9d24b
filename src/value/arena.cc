// SPDX-License-Identifier: Apache-2.0
#include "value/arena.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace plimsoll {
namespace {
/// Blocks double up to this size; more is asked for only by one large request.
constexpr std::size_t kLargestBlock = std::size_t{1} << 20U;
}  // namespace

void* Arena::AllocateSlow(std::size_t bytes, std::size_t alignment) {
  PLIMSOLL_CHECK(alignment <= alignof(std::max_align_t));
  const std::size_t block_bytes = std::max<std::size_t>(next_block_bytes_, 64);
  // A large request gets a block of its own, and the current one stays in use.
  const bool alone = bytes > block_bytes / 2 && current_ != nullptr;
  const std::size_t size = alone ? bytes : std::max(block_bytes, bytes);
  blocks_.push_back({std::make_unique_for_overwrite<std::byte[]>(size), size});
  reserved_ += size;
  std::byte* memory = blocks_.back().memory.get();
  if (alone) return memory;
  current_ = memory;
  capacity_ = size;
  used_ = bytes;
  next_block_bytes_ = std::min(2 * block_bytes, kLargestBlock);
  return memory;
}

void Arena::Reset() {
  if (blocks_.empty()) return;
  auto largest = std::max_element(
      blocks_.begin(), blocks_.end(), [](const Block& a, const Block& b) {
        return a.size < b.size;
      });
  std::swap(*largest, blocks_.front());
  blocks_.resize(1);
  current_ = blocks_.front().memory.get();
  capacity_ = blocks_.front().size;
  reserved_ = capacity_;
  used_ = 0;
}

}  // namespace plimsoll

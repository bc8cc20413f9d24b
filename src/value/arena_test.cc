// SPDX-License-Identifier: Apache-2.0
#include "value/arena.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

TEST(Arena, PiecesAreAlignedAndApart) {
  Arena arena(64);
  std::vector<std::pair<unsigned char*, std::size_t>> pieces;
  for (std::size_t i = 0; i < 500; ++i) {
    const std::size_t bytes = i * 7 % 131;
    const std::size_t alignment = std::size_t{1} << (i % 5);
    auto* p = static_cast<unsigned char*>(arena.Allocate(bytes, alignment));
    EXPECT_EQ(std::bit_cast<std::uintptr_t>(p) % alignment, 0U);
    if (bytes > 0) std::memset(p, static_cast<int>(i % 251), bytes);
    pieces.emplace_back(p, bytes);
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    for (std::size_t j = 0; j < pieces[i].second; ++j) {
      ASSERT_EQ(pieces[i].first[j], i % 251);
    }
  }
}

TEST(Arena, WarmArenaDoesNotGrow) {
  Arena arena;
  EXPECT_EQ(arena.reserved_bytes(), 0U);
  const auto work = [&] {
    for (int i = 0; i < 100; ++i) arena.Allocate(100);
  };
  work();
  arena.Reset();
  const std::size_t kept = arena.reserved_bytes();
  EXPECT_GT(kept, 0U);
  for (int round = 0; round < 10; ++round) {
    arena.Reset();
    for (int i = 0; i < 40; ++i) arena.Allocate(100);
  }
  EXPECT_EQ(arena.reserved_bytes(), kept);
}

TEST(Arena, LargePieceLeavesTheCurrentBlockInUse) {
  Arena arena(4096);
  auto* a = static_cast<char*>(arena.Allocate(16));
  arena.Allocate(1U << 20U);
  auto* b = static_cast<char*>(arena.Allocate(16));
  EXPECT_EQ(b - a, 16);
  EXPECT_EQ(arena.reserved_bytes(), 4096U + (1U << 20U));
}

TEST(ArenaDeathTest, WiderAlignmentIsOurMistake) {
  Arena arena;
  EXPECT_DEATH(arena.Allocate(8, 64), "alignment");
}

}  // namespace
}  // namespace plimsoll

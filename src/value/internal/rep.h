// SPDX-License-Identifier: Apache-2.0
// How values lie in an arena: a header, followed by its items.
#pragma once

#include <cstdint>
#include <cstring>
#include <new>
#include <span>
#include <string_view>

#include "base/check.h"
#include "value/arena.h"
#include "value/key_table.h"
#include "value/value.h"

namespace plimsoll::internal {

/// Places `header` in the arena with `extra_bytes` uninitialised behind it.
template <typename T>
T* Construct(Arena& arena, const T& header, std::size_t extra_bytes = 0) {
  static_assert(alignof(T) <= 8);
  void* memory = arena.Allocate(sizeof(T) + extra_bytes, 8);
  // The arena owns it. NOLINTNEXTLINE(cppcoreguidelines-owning-memory)
  return new (memory) T(header);
}

inline const StringRep* MakeStringRep(Arena& arena,
                                      std::string_view text,
                                      std::uint32_t hash) {
  PLIMSOLL_CHECK(text.size() <= UINT32_MAX);
  StringRep* rep =
      Construct(arena,
                StringRep{static_cast<std::uint32_t>(text.size()), hash},
                text.size());
  if (!text.empty()) std::memcpy(rep + 1, text.data(), text.size());
  return rep;
}

/// Followed by `size` values.
struct alignas(8) ListRep {
  std::uint32_t size;

  std::span<const Value> items() const {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    return {reinterpret_cast<const Value*>(this + 1), size};
  }
};

/// Followed by `size` values and, without a shape, by `size` keys.
struct alignas(8) MapRep {
  const Shape* shape;  ///< Null for a map with other than interned keys.
  std::uint32_t size;

  std::span<const Value> values() const {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    return {reinterpret_cast<const Value*>(this + 1), size};
  }
  std::span<const Value> keys() const { return {values().data() + size, size}; }
};

/// Followed by `size` reasons.
struct alignas(8) UnknownRep {
  std::uint32_t size;

  std::span<const UnknownReason> reasons() const {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    return {reinterpret_cast<const UnknownReason*>(this + 1), size};
  }
};

/// The order of map keys: bool < number < string < all else; numbers on the
/// number line, with NaN before all others. 0 for what is the same key.
int CompareKeys(const Value& a, const Value& b);

}  // namespace plimsoll::internal

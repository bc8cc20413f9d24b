// SPDX-License-Identifier: Apache-2.0
// Interned map keys and map shapes: maps with the same keys share one key list,
// which saves memory and lets a compiled expression cache the slot of a key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

namespace plimsoll {

/// Text of a string value or key, followed by its bytes. Immutable.
struct StringRep {
  std::uint32_t size;
  std::uint32_t hash;  ///< Of the bytes; 0 is a legal hash.

  std::string_view view() const {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    return {reinterpret_cast<const char*>(this + 1), size};
  }
};

/// The 32-bit hash that StringRep carries; the same on every run and machine.
std::uint32_t HashText(std::string_view text);

/// An interned key. Two keys of one table are equal iff their pointers are;
/// keys of different tables compare by hash and bytes.
using Key = const StringRep*;

inline bool SameKey(Key a, Key b) {
  return a == b || (a->hash == b->hash && a->view() == b->view());
}

/// The keys of a map, sorted by bytes, without duplicates.
struct alignas(8) Shape {
  std::uint32_t size;
  std::uint32_t hash;  ///< Of the keys.

  std::span<const Key> keys() const {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    return {reinterpret_cast<const Key*>(this + 1), size};
  }
  /// Hash of each key, in the order of keys().
  const std::uint32_t* hashes() const {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    return reinterpret_cast<const std::uint32_t*>(keys().data() + size);
  }
  /// Index of the key, or -1. Cost: hashes the key and scans the hashes of up
  /// to 64 keys; above, O(log size) comparisons of bytes.
  int Find(std::string_view key) const;
  /// The same without hashing; one comparison of pointers on a hit of the same
  /// table.
  int Find(Key key) const;
};
static_assert(sizeof(Shape) == 8);

/// Owns keys and shapes; they live as long as the table. Thread-safe.
/// Results are correct with values of several tables, only slower.
class KeyTable {
 public:
  KeyTable();
  ~KeyTable();
  KeyTable(const KeyTable&) = delete;
  KeyTable& operator=(const KeyTable&) = delete;

  Key Intern(std::string_view text);
  /// `sorted_keys` are of this table, sorted by bytes, without duplicates.
  const Shape* InternShape(std::span<const Key> sorted_keys);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "value/key_table.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <vector>

#include "base/thread_annotations.h"
#include "value/arena.h"
#include "value/internal/rep.h"

namespace plimsoll {
namespace {

constexpr std::uint64_t kMultiplier = 0x9E3779B97F4A7C15U;
/// Up to this many keys a scan of the hashes beats a binary search.
constexpr std::uint32_t kScanLimit = 64;

std::uint64_t Mix(std::uint64_t h) {
  h ^= h >> 32U;
  h *= kMultiplier;
  h ^= h >> 29U;
  return h;
}

/// Eight bytes, first byte lowest, on any machine.
std::uint64_t LoadWord(const char* p, std::size_t count) {
  std::uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&word, p, count);
  } else {
    for (std::size_t i = 0; i < count; ++i) {
      word |= std::uint64_t{static_cast<unsigned char>(p[i])} << (8 * i);
    }
  }
  return word;
}

/// A set of interned things of one shard: readers probe without a lock,
/// writers hold the shard's mutex. `Rep` has a member `hash`. Tables that were
/// outgrown are kept, since a reader may still be probing one; together they
/// are smaller than the current one.
template <typename Rep>
class InternSet {
 public:
  InternSet() { Publish(16); }

  /// The member with that hash for which `equal` holds, or null. A reader
  /// without the lock can miss a member that is just being added.
  template <typename Equal>
  const Rep* Find(std::uint32_t hash, const Equal& equal) const {
    const Table* table = current_.load(std::memory_order_acquire);
    for (std::size_t i = hash & table->mask;; i = (i + 1) & table->mask) {
      const Rep* rep = table->slots[i].load(std::memory_order_acquire);
      if (rep == nullptr) return nullptr;
      if (rep->hash == hash && equal(*rep)) return rep;
    }
  }

  /// Adds what is not yet there. Call with the shard's mutex held.
  void Insert(const Rep* rep) {
    Table* table = tables_.back().get();
    if (2 * (count_ + 1) > table->mask + 1) {
      Publish(2 * (table->mask + 1));
      for (std::size_t i = 0; i <= table->mask; ++i) {
        const Rep* old = table->slots[i].load(std::memory_order_relaxed);
        if (old != nullptr) Place(*tables_.back(), old);
      }
      table = tables_.back().get();
      current_.store(table, std::memory_order_release);
    }
    Place(*table, rep);
    ++count_;
  }

 private:
  struct Table {
    explicit Table(std::size_t size) : mask(size - 1), slots(size) {}
    std::size_t mask;
    std::vector<std::atomic<const Rep*>> slots;
  };

  /// Makes an empty table of `size`; the first one is published at once.
  void Publish(std::size_t size) {
    tables_.push_back(std::make_unique<Table>(size));
    if (tables_.size() == 1) current_.store(tables_.back().get());
  }

  static void Place(Table& table, const Rep* rep) {
    std::size_t i = rep->hash & table.mask;
    while (table.slots[i].load(std::memory_order_relaxed) != nullptr) {
      i = (i + 1) & table.mask;
    }
    table.slots[i].store(rep, std::memory_order_release);
  }

  std::vector<std::unique_ptr<Table>> tables_;
  std::atomic<const Table*> current_{nullptr};
  std::size_t count_ = 0;
};

constexpr std::size_t kFirstBlockBytes = 512;

struct alignas(64) Shard {
  Mutex mutex;
  Arena arena GUARDED_BY(mutex){kFirstBlockBytes};
  InternSet<StringRep> keys;  // Find without the mutex, Insert with it.
  InternSet<Shape> shapes;
};

constexpr std::size_t kShardCount = 32;

std::size_t ShardOf(std::uint32_t hash) {
  return hash >> 27U;
}

std::uint32_t HashKeys(std::span<const Key> keys) {
  std::uint64_t h = keys.size();
  for (const Key key : keys) h = Mix(h ^ key->hash);
  return static_cast<std::uint32_t>(h ^ (h >> 32U));
}

const Shape* MakeShape(Arena& arena,
                       std::span<const Key> keys,
                       std::uint32_t hash) {
  const auto size = static_cast<std::uint32_t>(keys.size());
  Shape* shape =
      internal::Construct(arena,
                          Shape{size, hash},
                          keys.size_bytes() + size * sizeof(std::uint32_t));
  auto* rest = static_cast<std::byte*>(static_cast<void*>(shape + 1));
  if (!keys.empty()) std::memcpy(rest, keys.data(), keys.size_bytes());
  rest += keys.size_bytes();
  for (const Key key : keys) {
    std::memcpy(rest, &key->hash, sizeof(key->hash));
    rest += sizeof(key->hash);
  }
  return shape;
}

}  // namespace

std::uint32_t HashText(std::string_view text) {
  std::uint64_t h = text.size() * kMultiplier;
  const char* p = text.data();
  std::size_t left = text.size();
  for (; left >= 8; p += 8, left -= 8) h = Mix(h ^ LoadWord(p, 8));
  if (left > 0) h = Mix(h ^ LoadWord(p, left));
  h *= kMultiplier;
  return static_cast<std::uint32_t>(h >> 32U);
}

int Shape::Find(std::string_view key) const {
  const std::span<const Key> all = keys();
  if (size <= kScanLimit) {
    const std::uint32_t wanted = HashText(key);
    const std::uint32_t* hashes = this->hashes();
    for (std::uint32_t i = 0; i < size; ++i) {
      if (hashes[i] == wanted && all[i]->view() == key) {
        return static_cast<int>(i);
      }
    }
    return -1;
  }
  const auto it = std::lower_bound(
      all.begin(), all.end(), key, [](Key a, std::string_view b) {
        return a->view() < b;
      });
  if (it == all.end() || (*it)->view() != key) return -1;
  return static_cast<int>(it - all.begin());
}

int Shape::Find(Key key) const {
  const std::span<const Key> all = keys();
  if (size > kScanLimit) return Find(key->view());
  const std::uint32_t* hashes = this->hashes();
  for (std::uint32_t i = 0; i < size; ++i) {
    if (hashes[i] == key->hash && SameKey(all[i], key)) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

/// Shards are made when the first key comes to them: the tree of a short
/// expression has a table of its own, with hardly a key.
struct KeyTable::Impl {
  std::array<std::atomic<Shard*>, kShardCount> shards{};

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    for (const std::atomic<Shard*>& shard : shards) {
      const std::unique_ptr<Shard> owned(shard.load());
    }
  }

  Shard& Of(std::uint32_t hash) {
    std::atomic<Shard*>& place = shards[ShardOf(hash)];
    Shard* shard = place.load(std::memory_order_acquire);
    if (shard != nullptr) return *shard;
    auto fresh = std::make_unique<Shard>();
    // Another thread may be first; then its shard counts.
    if (place.compare_exchange_strong(shard, fresh.get())) {
      shard = fresh.release();
    }
    return *shard;
  }
};

KeyTable::KeyTable() : impl_(std::make_unique<Impl>()) {}
KeyTable::~KeyTable() = default;

Key KeyTable::Intern(std::string_view text) {
  const std::uint32_t hash = HashText(text);
  Shard& shard = impl_->Of(hash);
  const auto same = [text](const StringRep& rep) { return rep.view() == text; };
  if (const Key key = shard.keys.Find(hash, same)) return key;
  MutexLock lock(shard.mutex);
  if (const Key key = shard.keys.Find(hash, same)) return key;
  const Key key = internal::MakeStringRep(shard.arena, text, hash);
  shard.keys.Insert(key);
  return key;
}

const Shape* KeyTable::InternShape(std::span<const Key> sorted_keys) {
  const std::uint32_t hash = HashKeys(sorted_keys);
  Shard& shard = impl_->Of(hash);
  const auto same = [sorted_keys](const Shape& shape) {
    const std::span<const Key> keys = shape.keys();
    return std::equal(
        keys.begin(), keys.end(), sorted_keys.begin(), sorted_keys.end());
  };
  if (const Shape* shape = shard.shapes.Find(hash, same)) return shape;
  MutexLock lock(shard.mutex);
  if (const Shape* shape = shard.shapes.Find(hash, same)) return shape;
  const Shape* shape = MakeShape(shard.arena, sorted_keys, hash);
  shard.shapes.Insert(shape);
  return shape;
}

}  // namespace plimsoll

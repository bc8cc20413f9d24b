// SPDX-License-Identifier: Apache-2.0
#include "value/provenance.h"

#include <array>
#include <atomic>
#include <bit>
#include <deque>
#include <map>

#include "base/check.h"

namespace plimsoll {
namespace {

using Word = std::atomic<std::uint32_t>;

/// 20 bytes. A file range is {line, column, end line, end column}; an API call
/// is {time low, time high}. `tag` is written last and read first.
struct Entry {
  Word tag{0};  ///< (source index << 2) | Origin::Kind; 0 is not written yet.
  std::array<Word, 4> words{};
};

/// Chunk k holds kFirstChunk << k entries, so 23 chunks hold every 32-bit id.
constexpr std::uint32_t kFirstChunkBits = 10;
constexpr std::size_t kChunkCount = 32 - kFirstChunkBits + 1;
constexpr std::uint32_t kMaxSources = (1U << 30U) - 1;

struct Place {
  std::size_t chunk;
  std::size_t offset;
};

Place PlaceOf(OriginId id) {
  const std::uint64_t shifted = std::uint64_t{id} + (1U << kFirstChunkBits);
  const auto top = static_cast<std::size_t>(std::bit_width(shifted)) - 1;
  return {top - kFirstChunkBits,
          static_cast<std::size_t>(shifted - (std::uint64_t{1} << top))};
}

std::size_t ChunkSize(std::size_t chunk) {
  return std::size_t{1} << (chunk + kFirstChunkBits);
}

}  // namespace

struct Provenance::Impl {
  std::array<std::atomic<Entry*>, kChunkCount> chunks{};
  std::atomic<std::uint64_t> next{1};  // Id 0 is "not known".

  mutable Mutex mutex;
  std::deque<std::string> sources GUARDED_BY(mutex);  // Never moves its items.
  std::map<std::string_view, std::uint32_t> source_index GUARDED_BY(mutex);
  std::map<std::uint32_t, OriginId> default_ids GUARDED_BY(mutex);

  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    // NOLINTNEXTLINE(cppcoreguidelines-owning-memory)
    for (auto& chunk : chunks) delete[] chunk.load();
  }

  Entry* Chunk(std::size_t index) {
    Entry* chunk = chunks[index].load(std::memory_order_acquire);
    if (chunk != nullptr) return chunk;
    auto fresh = std::make_unique<Entry[]>(ChunkSize(index));
    if (chunks[index].compare_exchange_strong(
            chunk, fresh.get(), std::memory_order_acq_rel)) {
      return fresh.release();
    }
    return chunk;  // Another thread was faster.
  }

  /// 0 when all 2^32 ids are given out.
  OriginId Add(Origin::Kind kind,
               std::uint32_t source,
               const std::array<std::uint32_t, 4>& words) {
    const std::uint64_t id = next.fetch_add(1, std::memory_order_relaxed);
    if (id > UINT32_MAX) return 0;
    const Place place = PlaceOf(static_cast<OriginId>(id));
    Entry& entry = Chunk(place.chunk)[place.offset];
    for (std::size_t i = 0; i < words.size(); ++i) {
      entry.words[i].store(words[i], std::memory_order_relaxed);
    }
    entry.tag.store((source << 2U) | static_cast<std::uint32_t>(kind),
                    std::memory_order_release);
    return static_cast<OriginId>(id);
  }

  std::uint32_t Source(std::string_view text) REQUIRES(mutex) {
    const auto found = source_index.find(text);
    if (found != source_index.end()) return found->second;
    PLIMSOLL_CHECK(sources.size() < kMaxSources);
    sources.emplace_back(text);
    const auto index = static_cast<std::uint32_t>(sources.size() - 1);
    source_index.emplace(sources.back(), index);
    return index;
  }
};

Provenance::Provenance() : impl_(std::make_unique<Impl>()) {}
Provenance::~Provenance() = default;

std::uint32_t Provenance::AddFile(std::string_view name) {
  MutexLock lock(impl_->mutex);
  return impl_->Source(name);
}

OriginId Provenance::AddRange(std::uint32_t file, SourceRange range) {
  return impl_->Add(
      Origin::Kind::kFile,
      file,
      {range.line, range.column, range.end_line, range.end_column});
}

OriginId Provenance::AddApiCall(std::string_view call, std::int64_t time) {
  std::uint32_t source = 0;
  {
    MutexLock lock(impl_->mutex);
    source = impl_->Source(call);
  }
  const auto bits = static_cast<std::uint64_t>(time);
  return impl_->Add(Origin::Kind::kApiCall,
                    source,
                    {static_cast<std::uint32_t>(bits),
                     static_cast<std::uint32_t>(bits >> 32U),
                     0,
                     0});
}

OriginId Provenance::AddDefault(std::string_view source) {
  MutexLock lock(impl_->mutex);
  const std::uint32_t index = impl_->Source(source);
  OriginId& id = impl_->default_ids[index];
  if (id == 0) id = impl_->Add(Origin::Kind::kDefault, index, {});
  return id;
}

Origin Provenance::Resolve(OriginId id) const {
  if (id == 0) return {};
  const Place place = PlaceOf(id);
  const Entry* chunk =
      impl_->chunks[place.chunk].load(std::memory_order_acquire);
  if (chunk == nullptr) return {};
  const Entry& entry = chunk[place.offset];
  const std::uint32_t tag = entry.tag.load(std::memory_order_acquire);
  if (tag == 0) return {};
  std::array<std::uint32_t, 4> words{};
  for (std::size_t i = 0; i < words.size(); ++i) {
    words[i] = entry.words[i].load(std::memory_order_relaxed);
  }
  Origin origin;
  origin.kind = static_cast<Origin::Kind>(tag & 3U);
  if (origin.kind == Origin::Kind::kFile) {
    origin.range = {words[0], words[1], words[2], words[3]};
  } else if (origin.kind == Origin::Kind::kApiCall) {
    origin.time =
        static_cast<std::int64_t>(words[0] | (std::uint64_t{words[1]} << 32U));
  }
  MutexLock lock(impl_->mutex);
  if (tag >> 2U < impl_->sources.size()) {
    origin.source = impl_->sources[tag >> 2U];
  }
  return origin;
}

std::string Render(const Origin& origin) {
  std::string out(origin.source);
  if (origin.kind == Origin::Kind::kNone) return {};
  if (origin.kind == Origin::Kind::kFile && origin.range.line != 0) {
    out.append(":").append(std::to_string(origin.range.line));
    if (origin.range.column != 0) {
      out.append(":").append(std::to_string(origin.range.column));
    }
  }
  return out;
}

}  // namespace plimsoll

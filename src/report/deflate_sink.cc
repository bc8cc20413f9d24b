// SPDX-License-Identifier: Apache-2.0
#include "report/deflate_sink.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/check.h"
#include "base/hash.h"

namespace plimsoll {
namespace {

constexpr int kRawWindowBits = -15;  // Negative: no zlib header.
constexpr int kMemoryLevel = 8;
constexpr std::size_t kBlockBytes = std::size_t{48} << 10U;

}  // namespace

struct DeflateBase64Sink::Stream {
  z_stream z{};
};

DeflateBase64Sink::DeflateBase64Sink(ReportSink& sink)
    : sink_(sink), stream_(std::make_unique<Stream>()) {
  const int status = deflateInit2(&stream_->z,
                                  Z_DEFAULT_COMPRESSION,
                                  Z_DEFLATED,
                                  kRawWindowBits,
                                  kMemoryLevel,
                                  Z_DEFAULT_STRATEGY);
  PLIMSOLL_CHECK(status == Z_OK);
}

DeflateBase64Sink::~DeflateBase64Sink() {
  deflateEnd(&stream_->z);
}

void DeflateBase64Sink::Deflate(std::string_view text, bool finish) {
  z_stream& z = stream_->z;
  // The library's interface is not const, but it only reads.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  std::array<char, kBlockBytes> out{};
  do {
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    const int status = deflate(&z, finish ? Z_FINISH : Z_NO_FLUSH);
    PLIMSOLL_CHECK(status != Z_STREAM_ERROR);
    compressed_.append(out.data(), out.size() - z.avail_out);
  } while (z.avail_out == 0);
  WriteBase64(finish);
}

void DeflateBase64Sink::WriteBase64(bool finish) {
  if (!finish && compressed_.size() < kBlockBytes) return;
  // Whole groups of three bytes only, so that the pieces join without padding.
  const std::size_t ready =
      finish ? compressed_.size() : compressed_.size() / 3 * 3;
  sink_.Write(Base64Encode(std::string_view(compressed_).substr(0, ready)));
  compressed_.erase(0, ready);
}

void DeflateBase64Sink::Write(std::string_view text) {
  constexpr std::size_t kMost = std::numeric_limits<uInt>::max();
  while (!text.empty()) {
    const std::size_t size = std::min(text.size(), kMost);
    Deflate(text.substr(0, size), false);
    text.remove_prefix(size);
  }
}

void DeflateBase64Sink::Finish() {
  Deflate({}, true);
}

}  // namespace plimsoll

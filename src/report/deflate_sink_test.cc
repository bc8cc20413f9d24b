// SPDX-License-Identifier: Apache-2.0
#include "report/deflate_sink.h"

#include <zlib.h>

#include <gtest/gtest.h>

#include "base/hash.h"

namespace plimsoll {
namespace {

std::string InflateRaw(std::string bytes, std::size_t size) {
  std::string text(size + 1, '\0');
  z_stream z{};
  EXPECT_EQ(inflateInit2(&z, -15), Z_OK);
  z.next_in = reinterpret_cast<Bytef*>(bytes.data());
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(text.data());
  z.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&z, Z_FINISH), Z_STREAM_END);
  EXPECT_EQ(z.avail_in, 0U);
  text.resize(z.total_out);
  inflateEnd(&z);
  return text;
}

std::string RoundTrip(const std::string& text, std::size_t piece) {
  StringSink out;
  DeflateBase64Sink sink(out);
  for (std::size_t i = 0; i < text.size(); i += piece) {
    sink.Write(std::string_view(text).substr(i, piece));
  }
  sink.Finish();
  const std::optional<std::string> bytes = Base64Decode(out.text());
  EXPECT_TRUE(bytes.has_value());
  return bytes ? InflateRaw(*bytes, text.size()) : std::string();
}

TEST(DeflateSinkTest, InflatesToTheSameText) {
  EXPECT_EQ(RoundTrip("", 1), "");
  EXPECT_EQ(RoundTrip("hello", 2), "hello");
  // Hard to compress, so that several blocks leave on the way.
  std::string noise;
  for (int i = 0; i < 20000; ++i) noise += Hex(Sha256(std::to_string(i)));
  EXPECT_EQ(RoundTrip(noise, 777), noise);
  EXPECT_EQ(RoundTrip(noise, noise.size()), noise);
}

}  // namespace
}  // namespace plimsoll

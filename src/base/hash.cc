// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <limits>

#include "base/check.h"

namespace plimsoll {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const unsigned char* Bytes(std::string_view text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Value of each base64 digit, 255 for all other bytes.
constexpr std::array<std::uint8_t, 256> MakeBase64Values() {
  std::array<std::uint8_t, 256> values{};
  for (auto& v : values) v = 255;
  for (std::uint8_t i = 0; i < 64; ++i) {
    values[static_cast<unsigned char>(kBase64Digits[i])] = i;
  }
  return values;
}
constexpr std::array<std::uint8_t, 256> kBase64Values = MakeBase64Values();

template <std::size_t N>
std::array<std::uint8_t, N> Digest(std::string_view bytes, const EVP_MD* md) {
  std::array<std::uint8_t, N> out{};
  unsigned size = 0;
  PLIMSOLL_CHECK(
      EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, md, nullptr));
  PLIMSOLL_CHECK(size == N);
  return out;
}

}  // namespace

Sha256Digest Sha256(std::string_view bytes) {
  return Digest<32>(bytes, EVP_sha256());
}

std::array<std::uint8_t, 20> Sha1(std::string_view bytes) {
  return Digest<20>(bytes, EVP_sha1());
}

Sha256Digest HmacSha256(std::string_view key, std::string_view bytes) {
  Sha256Digest out{};
  unsigned size = 0;
  PLIMSOLL_CHECK(key.size() <=
                 static_cast<std::size_t>(std::numeric_limits<int>::max()));
  // A null key would mean "the key of the last call".
  const char* key_bytes = key.empty() ? "" : key.data();
  PLIMSOLL_CHECK(HMAC(EVP_sha256(),
                      key_bytes,
                      static_cast<int>(key.size()),
                      Bytes(bytes),
                      bytes.size(),
                      out.data(),
                      &size));
  PLIMSOLL_CHECK(size == out.size());
  return out;
}

std::string Hex(std::string_view bytes) {
  std::string out;
  out.reserve(2 * bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kHexDigits[byte >> 4U];
    out += kHexDigits[byte & 15U];
  }
  return out;
}

std::string Base64Encode(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  const unsigned char* in = Bytes(bytes);
  std::size_t left = bytes.size();
  while (left > 0) {
    const std::size_t take = left < 3 ? left : 3;
    std::uint32_t group = std::uint32_t{in[0]} << 16U;
    if (take > 1) group |= std::uint32_t{in[1]} << 8U;
    if (take > 2) group |= in[2];
    out += kBase64Digits[group >> 18U];
    out += kBase64Digits[(group >> 12U) & 63U];
    out += take > 1 ? kBase64Digits[(group >> 6U) & 63U] : '=';
    out += take > 2 ? kBase64Digits[group & 63U] : '=';
    in += take;
    left -= take;
  }
  return out;
}

std::optional<std::string> Base64Decode(std::string_view text) {
  if (text.size() % 4 == 0) {
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t group = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const std::uint8_t value = kBase64Values[static_cast<unsigned char>(c)];
    if (value == 255) return std::nullopt;
    group = (group << 6U) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>((group >> bits) & 255U);
    }
  }
  return out;
}

}  // namespace plimsoll

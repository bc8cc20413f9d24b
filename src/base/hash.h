// SPDX-License-Identifier: Apache-2.0
// Digests and text encodings of bytes, over OpenSSL.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

using Sha256Digest = std::array<std::uint8_t, 32>;

Sha256Digest Sha256(std::string_view bytes);
/// HMAC-SHA-256 (RFC 2104).
Sha256Digest HmacSha256(std::string_view key, std::string_view bytes);
/// SHA-1, for names that others fixed (AWS SSO cache files); never for trust.
std::array<std::uint8_t, 20> Sha1(std::string_view bytes);

/// Lower-case hexadecimal.
std::string Hex(std::string_view bytes);
template <std::size_t N>
std::string Hex(const std::array<std::uint8_t, N>& bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  return Hex({reinterpret_cast<const char*>(bytes.data()), N});
}
/// Standard alphabet with padding (RFC 4648, section 4).
std::string Base64Encode(std::string_view bytes);
/// Accepts missing padding; nullopt on any other character or bad length.
std::optional<std::string> Base64Decode(std::string_view text);

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// IP addresses and blocks of them, and the opaque values net.IP and net.CIDR.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "value/value.h"

namespace plimsoll::cel {

/// An address of version 4 (in the first four bytes, the rest zero) or 6.
struct IpAddress {
  std::array<std::uint8_t, 16> bytes{};
  bool is_v6 = false;

  int bits() const { return is_v6 ? 128 : 32; }
  friend bool operator==(const IpAddress&, const IpAddress&) = default;
};

/// A block "address/prefix"; bits below the prefix may be set.
struct IpBlock {
  IpAddress address;
  int prefix = 0;

  friend bool operator==(const IpBlock&, const IpBlock&) = default;
};

/// Strict: no leading zeros in version 4, no zone, no IPv4-mapped IPv6 address.
/// Source: https://kubernetes.io/docs/reference/using-api/cel/ (IP address
/// library)
std::optional<IpAddress> ParseIp(std::string_view text);
std::optional<IpBlock> ParseBlock(std::string_view text);

/// Canonical: dotted decimal, or RFC 5952.
std::string RenderIp(const IpAddress& address);
std::string RenderBlock(const IpBlock& block);

/// The address with the bits below the prefix cleared.
IpAddress Masked(const IpBlock& block);
/// True when the address, or every address of the inner block, is in the block.
bool Contains(const IpBlock& block, const IpAddress& address);
bool Contains(const IpBlock& outer, const IpBlock& inner);

extern const OpaqueType kIpType;
extern const OpaqueType kBlockType;
Value MakeIp(const ValueFactory& factory, const IpAddress& address);
Value MakeBlock(const ValueFactory& factory, const IpBlock& block);
/// The address or block in a value, or null when it is none.
const IpAddress* IpOf(Value value);
const IpBlock* BlockOf(Value value);

}  // namespace plimsoll::cel

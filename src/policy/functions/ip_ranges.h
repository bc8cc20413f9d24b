// SPDX-License-Identifier: Apache-2.0
// Sets of IPv4 and IPv6 addresses, and how much of the public internet they
// cover.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

#include "policy/functions/small_vector.h"

namespace plimsoll::net {

enum class Family : std::uint8_t { kV4, kV6 };

/// An address, or a count of addresses modulo 2^128. An IPv4 address is its
/// number in `low`.
struct Address {
  std::uint64_t high;
  std::uint64_t low;
  friend auto operator<=>(const Address&, const Address&) = default;
};

/// Both ends belong to it.
struct AddressRange {
  Address first;
  Address last;
};

struct Cidr {
  Family family;
  std::uint8_t prefix;  ///< 0 to 32 or 128.
  AddressRange range;
};

/// "10.0.0.0/8", "2001:db8::/32", or a bare address (one address long). Host
/// bits are cleared, as AWS does. nullopt for anything else; octets with
/// leading zeros and zone ids are not accepted. Source: RFC 4632, RFC 4291
/// section 2.2
std::optional<Cidr> ParseCidr(std::string_view text);

/// A union of ranges of one family. Thread-compatible.
class AddressSet {
 public:
  explicit AddressSet(Family family) : family_(family) {}

  void Add(const Cidr& cidr);
  /// How many addresses of the set are on the public internet: special-purpose
  /// ranges that are not globally reachable, multicast and (IPv6) what IANA has
  /// not allocated do not count. Cost: O(n log n) after an Add, then O(1).
  /// Source: https://www.iana.org/assignments/iana-ipv4-special-registry,
  /// https://www.iana.org/assignments/iana-ipv6-special-registry (RFC 6890),
  /// https://www.iana.org/assignments/ipv6-address-space
  Address PublicCount();
  /// More public addresses than a /8 of IPv4 or a /32 of IPv6 has: what AWS
  /// regards as public in a condition on aws:SourceIp. We apply it to the
  /// union, so that a range cut into pieces is still public. Source:
  /// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
  /// ("The meaning of public")
  bool IsPublic();

 private:
  void Normalize();

  Family family_;
  bool may_be_public_ = false;  ///< All ranges together are large enough.
  Address total_{0, 0};         ///< Their sizes added, while they are not.
  SmallVector<AddressRange, 16> ranges_;
};

/// Whether one range alone is public.
bool IsPublic(const Cidr& cidr);
/// Whether it has any public address.
bool TouchesPublic(const Cidr& cidr);

}  // namespace plimsoll::net

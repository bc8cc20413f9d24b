// SPDX-License-Identifier: Apache-2.0
#include "policy/functions/ip_ranges.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace plimsoll::net {
namespace {

constexpr std::uint64_t kAllOnes = ~std::uint64_t{0};

// Counts are modulo 2^128, so that the whole of IPv6 (2^128) minus its special
// ranges still comes out right.
constexpr Address Plus(Address a, Address b) {
  const std::uint64_t low = a.low + b.low;
  return {a.high + b.high + (low < a.low ? 1U : 0U), low};
}

constexpr Address Minus(Address a, Address b) {
  return {a.high - b.high - (a.low < b.low ? 1U : 0U), a.low - b.low};
}

constexpr Address kOne{0, 1};

constexpr Address CountOf(const AddressRange& range) {
  return Plus(Minus(range.last, range.first), kOne);
}

/// The range of the first `prefix` bits of an address of `bits` bits.
constexpr AddressRange RangeOf(Address address,
                               unsigned prefix,
                               unsigned bits) {
  const unsigned host = bits - prefix;
  Address mask{0, 0};  // Ones where the host part is.
  if (host >= 128) {
    mask = {kAllOnes, kAllOnes};
  } else if (host >= 64) {
    mask = {(std::uint64_t{1} << (host - 64)) - 1, kAllOnes};
  } else {
    mask = {0, (std::uint64_t{1} << host) - 1};
  }
  return {{address.high & ~mask.high, address.low & ~mask.low},
          {address.high | mask.high, address.low | mask.low}};
}

constexpr AddressRange V4(std::uint64_t address, unsigned prefix) {
  return RangeOf({0, address}, prefix, 32);
}

constexpr AddressRange V6(std::uint64_t high, unsigned prefix) {
  return RangeOf({high, 0}, prefix, 128);
}

// Not public, sorted, without overlaps. Sources: see AddressSet::PublicCount.
constexpr std::array kSpecialV4 = {
    V4(0x00000000, 8),   // this network
    V4(0x0A000000, 8),   // private
    V4(0x64400000, 10),  // shared (carrier NAT)
    V4(0x7F000000, 8),   // loopback
    V4(0xA9FE0000, 16),  // link local
    V4(0xAC100000, 12),  // private
    V4(0xC0000000, 24),  // protocol assignments
    V4(0xC0000200, 24),  // documentation
    V4(0xC0586300, 24),  // former 6to4 relay anycast
    V4(0xC0A80000, 16),  // private
    V4(0xC6120000, 15),  // benchmarking
    V4(0xC6336400, 24),  // documentation
    V4(0xCB007100, 24),  // documentation
    V4(0xE0000000, 3),   // multicast, reserved, broadcast
};

constexpr std::array kSpecialV6 = {
    AddressRange{{0, 0}, {0x1FFFFFFFFFFFFFFF, kAllOnes}},  // below 2000::/3
    V6(0x2001000000000000, 23),  // protocol assignments
    V6(0x20010DB800000000, 32),  // documentation
    V6(0x3FFF000000000000, 20),  // documentation
    AddressRange{{0x4000000000000000, 0}, {kAllOnes, kAllOnes}},  // above
};

std::span<const AddressRange> SpecialRanges(Family family) {
  if (family == Family::kV4) return kSpecialV4;
  return kSpecialV6;
}

/// Addresses of a range that are public; exact for ranges without overlap.
Address PublicCountOf(Family family, const AddressRange& range) {
  Address count = CountOf(range);
  for (const AddressRange& special : SpecialRanges(family)) {
    const AddressRange both{std::max(range.first, special.first),
                            std::min(range.last, special.last)};
    if (both.first <= both.last) count = Minus(count, CountOf(both));
  }
  return count;
}

constexpr Address ThresholdOf(Family family) {
  return family == Family::kV4 ? Address{0, std::uint64_t{1} << 24U}
                               : Address{std::uint64_t{1} << 32U, 0};
}

/// Reads a decimal number up to `max` without leading zeros from the front of
/// `text`; -1 when there is none.
int TakeDecimal(std::string_view& text, int max) {
  std::size_t length = 0;
  int number = 0;
  while (length < text.size() && text[length] >= '0' && text[length] <= '9') {
    number = number * 10 + (text[length] - '0');
    ++length;
    if (number > max) return -1;
  }
  if (length == 0 || (length > 1 && text[0] == '0')) return -1;
  text.remove_prefix(length);
  return number;
}

/// Reads a dotted quad from the front of `text`.
std::optional<std::uint32_t> TakeV4(std::string_view& text) {
  std::uint32_t address = 0;
  for (int i = 0; i < 4; ++i) {
    if (i > 0) {
      if (text.empty() || text[0] != '.') return std::nullopt;
      text.remove_prefix(1);
    }
    const int octet = TakeDecimal(text, 255);
    if (octet < 0) return std::nullopt;
    address = (address << 8U) | static_cast<std::uint32_t>(octet);
  }
  return address;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The groups of an IPv6 address while it is read.
struct Groups {
  std::array<std::uint16_t, 8> items{};
  std::size_t size = 0;
  std::size_t gap = 9;  ///< Where "::" stands; 9 when there is none.

  bool Add(std::uint32_t group) {
    if (size == 8) return false;
    items[size++] = static_cast<std::uint16_t>(group);
    return true;
  }

  std::optional<Address> ToAddress() const {
    if (gap == 9 ? size != 8 : size > 7) return std::nullopt;
    std::array<std::uint16_t, 8> all{};
    const std::size_t front = std::min(gap, size);
    std::copy_n(items.begin(), front, all.begin());
    std::copy_backward(items.begin() + front, items.begin() + size, all.end());
    Address address{0, 0};
    for (std::size_t i = 0; i < 4; ++i) {
      address.high = (address.high << 16U) | all[i];
      address.low = (address.low << 16U) | all[i + 4];
    }
    return address;
  }
};

/// Reads up to four hexadecimal digits from the front of `text`; -1 when there
/// are none or more.
int TakeGroup(std::string_view& text) {
  int group = 0;
  std::size_t length = 0;
  while (length < text.size() && HexDigit(text[length]) >= 0) {
    if (length == 4) return -1;
    group = group * 16 + HexDigit(text[length++]);
  }
  if (length == 0) return -1;
  text.remove_prefix(length);
  return group;
}

/// Reads one group, or a dotted quad at the end.
bool TakeGroupOrV4(std::string_view& text, Groups& groups) {
  const std::string_view before = text;
  const int group = TakeGroup(text);
  if (group >= 0 && !text.starts_with('.')) {
    return groups.Add(static_cast<std::uint32_t>(group));
  }
  text = before;
  const auto quad = TakeV4(text);
  return quad && text.empty() && groups.Add(*quad >> 16U) &&
         groups.Add(*quad & 0xFFFFU);
}

std::optional<Address> ParseV6(std::string_view text) {
  Groups groups;
  if (text.starts_with("::")) {
    groups.gap = 0;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    if (!TakeGroupOrV4(text, groups)) return std::nullopt;
    if (text.empty()) break;
    if (text.starts_with("::")) {
      if (groups.gap != 9) return std::nullopt;
      groups.gap = groups.size;
      text.remove_prefix(2);
    } else if (text.starts_with(':') && text.size() > 1) {
      text.remove_prefix(1);
    } else {
      return std::nullopt;
    }
  }
  return groups.ToAddress();
}

}  // namespace

std::optional<Cidr> ParseCidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view host = text.substr(0, slash);
  const Family family =
      host.find(':') == std::string_view::npos ? Family::kV4 : Family::kV6;
  const int bits = family == Family::kV4 ? 32 : 128;
  int prefix = bits;
  if (slash != std::string_view::npos) {
    std::string_view rest = text.substr(slash + 1);
    prefix = TakeDecimal(rest, bits);
    if (prefix < 0 || !rest.empty()) return std::nullopt;
  }
  Address address{0, 0};
  if (family == Family::kV4) {
    std::string_view rest = host;
    const auto v4 = TakeV4(rest);
    if (!v4 || !rest.empty()) return std::nullopt;
    address.low = *v4;
  } else {
    const auto v6 = ParseV6(host);
    if (!v6) return std::nullopt;
    address = *v6;
  }
  return Cidr{
      family,
      static_cast<std::uint8_t>(prefix),
      RangeOf(
          address, static_cast<unsigned>(prefix), static_cast<unsigned>(bits))};
}

void AddressSet::Add(const Cidr& cidr) {
  ranges_.push_back(cidr.range);
  if (may_be_public_) return;
  // Most sets are small; then nothing has to be sorted. No size is 2^128 here:
  // a prefix of 0 is large enough alone.
  may_be_public_ = cidr.prefix == 0;
  total_ = Plus(total_, CountOf(cidr.range));
  may_be_public_ = may_be_public_ || total_ > ThresholdOf(family_);
}

void AddressSet::Normalize() {
  if (ranges_.size() < 2) return;
  std::sort(ranges_.begin(),
            ranges_.end(),
            [](const AddressRange& a, const AddressRange& b) {
              return a.first < b.first;
            });
  std::size_t kept = 0;
  for (std::size_t i = 1; i < ranges_.size(); ++i) {
    if (ranges_[i].first <= ranges_[kept].last) {
      ranges_[kept].last = std::max(ranges_[kept].last, ranges_[i].last);
    } else {
      ranges_[++kept] = ranges_[i];
    }
  }
  ranges_.shrink_to(kept + 1);
}

Address AddressSet::PublicCount() {
  Normalize();
  Address count{0, 0};
  for (const AddressRange& range : ranges_) {
    count = Plus(count, PublicCountOf(family_, range));
  }
  return count;
}

bool AddressSet::IsPublic() {
  return may_be_public_ && PublicCount() > ThresholdOf(family_);
}

bool IsPublic(const Cidr& cidr) {
  return PublicCountOf(cidr.family, cidr.range) > ThresholdOf(cidr.family);
}

bool TouchesPublic(const Cidr& cidr) {
  return PublicCountOf(cidr.family, cidr.range) > Address{0, 0};
}

}  // namespace plimsoll::net

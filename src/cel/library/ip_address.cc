// SPDX-License-Identifier: Apache-2.0
#include "cel/library/ip_address.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "cel/library/opaque.h"

namespace plimsoll::cel {

const OpaqueType kIpType{"net.IP"};
const OpaqueType kBlockType{"net.CIDR"};

namespace {

struct IpRep : OpaqueRep {
  IpAddress address;
};
struct BlockRep : OpaqueRep {
  IpBlock block;
};

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// A decimal of at most three digits without leading zero.
std::optional<int> ParseSmall(std::string_view text, int max) {
  if (text.empty() || text.size() > 3 ||
      !std::all_of(text.begin(), text.end(), IsDigit)) {
    return std::nullopt;
  }
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  if (value > max) return std::nullopt;
  return value;
}

// Writes the four bytes of "a.b.c.d" at `out`.
bool ParseV4(std::string_view text, std::uint8_t* out) {
  for (int i = 0; i < 4; ++i) {
    const std::size_t end = i == 3 ? text.size() : text.find('.');
    if (end == std::string_view::npos) return false;
    const auto part = ParseSmall(text.substr(0, end), 255);
    if (!part) return false;
    *out++ = static_cast<std::uint8_t>(*part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

// Up to four hexadecimal digits at the front of the text.
std::optional<std::uint32_t> TakeGroup(std::string_view& text) {
  std::uint32_t value = 0;
  std::size_t size = 0;
  for (; size < text.size(); ++size) {
    const char c = text[size];
    const char lower = static_cast<char>(c | 0x20);
    if (IsDigit(c)) {
      value = value * 16 + static_cast<std::uint32_t>(c - '0');
    } else if (lower >= 'a' && lower <= 'f') {
      value = value * 16 + static_cast<std::uint32_t>(lower - 'a' + 10);
    } else {
      break;
    }
  }
  if (size == 0 || size > 4) return std::nullopt;
  text.remove_prefix(size);
  return value;
}

std::optional<IpAddress> ParseV6(std::string_view text) {
  IpAddress address;
  address.is_v6 = true;
  std::size_t filled = 0;  // Bytes written.
  std::size_t gap = 17;    // Where "::" stood; 17 for nowhere.
  if (text.starts_with("::")) {
    gap = 0;
    text.remove_prefix(2);
  }
  while (!text.empty()) {
    if (filled == 16) return std::nullopt;
    if (filled <= 12 && text.find_first_of(":.") < text.size() &&
        text[text.find_first_of(":.")] == '.') {
      // Dotted decimal may stand for the last four bytes.
      if (gap > 16 && filled != 12) return std::nullopt;
      if (!ParseV4(text, &address.bytes[filled])) return std::nullopt;
      filled += 4;
      break;
    }
    const auto group = TakeGroup(text);
    if (!group) return std::nullopt;
    address.bytes[filled++] = static_cast<std::uint8_t>(*group >> 8U);
    address.bytes[filled++] = static_cast<std::uint8_t>(*group & 0xFFU);
    if (text.empty()) break;
    if (text.starts_with("::")) {
      if (gap <= 16) return std::nullopt;
      gap = filled;
      text.remove_prefix(2);
    } else if (text.starts_with(':') && text.size() > 1) {
      text.remove_prefix(1);
    } else {
      return std::nullopt;
    }
  }
  if (gap > 16) return filled == 16 ? std::optional(address) : std::nullopt;
  if (filled == 16) return std::nullopt;  // "::" must stand for something.
  // The groups after "::" belong at the end.
  IpAddress spread;
  spread.is_v6 = true;
  for (std::size_t i = 0; i < gap; ++i) spread.bytes[i] = address.bytes[i];
  for (std::size_t i = gap; i < filled; ++i) {
    spread.bytes[16 - filled + i] = address.bytes[i];
  }
  return spread;
}

bool IsMapped(const IpAddress& address) {
  return address.is_v6 &&
         std::all_of(address.bytes.begin(),
                     address.bytes.begin() + 10,
                     [](std::uint8_t b) { return b == 0; }) &&
         address.bytes[10] == 0xFF && address.bytes[11] == 0xFF;
}

std::uint32_t GroupAt(const IpAddress& address, std::size_t index) {
  return std::uint32_t{address.bytes[index * 2]} * 256 +
         address.bytes[index * 2 + 1];
}

}  // namespace

std::optional<IpAddress> ParseIp(std::string_view text) {
  if (text.size() > 64) return std::nullopt;
  if (text.find(':') == std::string_view::npos) {
    IpAddress address;
    if (!ParseV4(text, address.bytes.data())) return std::nullopt;
    return address;
  }
  const auto address = ParseV6(text);
  if (!address || !IsMapped(*address)) return address;
  if (text.find('.') != std::string_view::npos) return std::nullopt;
  IpAddress unmapped;
  std::copy_n(address->bytes.begin() + 12, 4, unmapped.bytes.begin());
  return unmapped;
}

std::optional<IpBlock> ParseBlock(std::string_view text) {
  const std::size_t slash = text.rfind('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = ParseIp(text.substr(0, slash));
  if (!address) return std::nullopt;
  // A mapped address came out as version 4: its prefix would count otherwise.
  if (!address->is_v6 && text.find(':') != std::string_view::npos) {
    return std::nullopt;
  }
  const auto prefix = ParseSmall(text.substr(slash + 1), address->bits());
  if (!prefix) return std::nullopt;
  return IpBlock{*address, *prefix};
}

std::string RenderIp(const IpAddress& address) {
  const auto& b = address.bytes;
  if (!address.is_v6) return fmt::format("{}.{}.{}.{}", b[0], b[1], b[2], b[3]);
  // The first longest run of two or more zero groups becomes "::".
  std::size_t run_begin = 8;
  std::size_t run_size = 1;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t size = 0;
    while (i + size < 8 && GroupAt(address, i + size) == 0) ++size;
    if (size > run_size) {
      run_begin = i;
      run_size = size;
    }
  }
  std::string out;
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == run_begin) {
      out += "::";
      i += run_size - 1;
      continue;
    }
    if (!out.empty() && out.back() != ':') out += ':';
    fmt::format_to(std::back_inserter(out), "{:x}", GroupAt(address, i));
  }
  return out;
}

std::string RenderBlock(const IpBlock& block) {
  return fmt::format("{}/{}", RenderIp(block.address), block.prefix);
}

IpAddress Masked(const IpBlock& block) {
  IpAddress masked = block.address;
  for (int i = 0; i < 16; ++i) {
    const int kept = std::clamp(block.prefix - i * 8, 0, 8);
    auto& byte = masked.bytes[static_cast<std::size_t>(i)];
    byte = static_cast<std::uint8_t>(byte & (0xFF00U >> kept));
  }
  return masked;
}

bool Contains(const IpBlock& block, const IpAddress& address) {
  return block.address.is_v6 == address.is_v6 &&
         Masked(block) == Masked({address, block.prefix});
}

bool Contains(const IpBlock& outer, const IpBlock& inner) {
  return inner.prefix >= outer.prefix && Contains(outer, inner.address);
}

Value MakeIp(const ValueFactory& factory, const IpAddress& address) {
  IpRep rep{};
  rep.type = &kIpType;
  rep.address = address;
  return MakeOpaque(factory, rep);
}

Value MakeBlock(const ValueFactory& factory, const IpBlock& block) {
  BlockRep rep{};
  rep.type = &kBlockType;
  rep.block = block;
  return MakeOpaque(factory, rep);
}

const IpAddress* IpOf(Value value) {
  const auto* rep = OpaqueCast<IpRep>(value, kIpType);
  return rep == nullptr ? nullptr : &rep->address;
}

const IpBlock* BlockOf(Value value) {
  const auto* rep = OpaqueCast<BlockRep>(value, kBlockType);
  return rep == nullptr ? nullptr : &rep->block;
}

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// IP addresses and CIDR blocks, as Kubernetes and the definition's network
// extension have them.
// Source: https://kubernetes.io/docs/reference/using-api/cel/
//         #kubernetes-ip-address-library
#include <algorithm>

#include <fmt/format.h>

#include "cel/function.h"
#include "cel/library/ip_address.h"
#include "cel/library/signature.h"

namespace plimsoll::cel {

namespace {

using Args = std::span<const Value>;

// Why a text is no address: what a reader can act on.
Value IpProblem(const CallContext& context, std::string_view text) {
  if (text.find('%') != std::string_view::npos) {
    return context.factory.Error("IP Address with zone value is not allowed");
  }
  if (text.size() < 64 && text.find("::ffff:") == 0) {
    return context.factory.Error("IPv4-mapped IPv6 address is not allowed");
  }
  return context.factory.Error(
      fmt::format("IP Address '{}' parse error during conversion from string",
                  text.substr(0, 100)));
}

Value BlockProblem(const CallContext& context, std::string_view text) {
  if (text.find('%') != std::string_view::npos) {
    return context.factory.Error("CIDR with zone value is not allowed");
  }
  if (text.find("::ffff:") == 0) {
    return context.factory.Error("IPv4-mapped IPv6 address is not allowed");
  }
  return context.factory.Error(fmt::format(
      "network address parse error during conversion from string: invalid cidr "
      "argument '{}'",
      text.substr(0, 100)));
}

Value Ip(CallContext& context, Args args) {
  const auto address = ParseIp(args[0].AsString());
  if (!address) return IpProblem(context, args[0].AsString());
  return MakeIp(context.factory, *address);
}

Value IsIp(CallContext&, Args args) {
  return Value::Bool(ParseIp(args[0].AsString()).has_value());
}

Value IsCanonical(CallContext& context, Args args) {
  const auto address = ParseIp(args[0].AsString());
  if (!address) return IpProblem(context, args[0].AsString());
  return Value::Bool(RenderIp(*address) == args[0].AsString());
}

Value IpText(CallContext& context, Args args) {
  return context.factory.String(RenderIp(*IpOf(args[0])));
}

Value Family(CallContext&, Args args) {
  return Value::Int(IpOf(args[0])->is_v6 ? 6 : 4);
}

bool IsUnspecified(const IpAddress& ip) {
  return std::all_of(
      ip.bytes.begin(), ip.bytes.end(), [](std::uint8_t b) { return b == 0; });
}
bool IsLoopback(const IpAddress& ip) {
  if (!ip.is_v6) return ip.bytes[0] == 127;
  IpAddress one;
  one.is_v6 = true;
  one.bytes[15] = 1;
  return ip == one;
}
bool IsMulticast(const IpAddress& ip) {
  return ip.is_v6 ? ip.bytes[0] == 0xFF : (ip.bytes[0] & 0xF0U) == 0xE0U;
}
bool IsLinkLocalMulticast(const IpAddress& ip) {
  if (ip.is_v6) return ip.bytes[0] == 0xFF && (ip.bytes[1] & 0x0FU) == 2;
  return ip.bytes[0] == 224 && ip.bytes[1] == 0 && ip.bytes[2] == 0;
}
bool IsLinkLocalUnicast(const IpAddress& ip) {
  if (ip.is_v6) return ip.bytes[0] == 0xFE && (ip.bytes[1] & 0xC0U) == 0x80U;
  return ip.bytes[0] == 169 && ip.bytes[1] == 254;
}
// Private addresses count: the question is about the kind of address (RFC 1122,
// RFC 4291), not about where it is routed.
bool IsGlobalUnicast(const IpAddress& ip) {
  const bool is_broadcast =
      !ip.is_v6 && std::all_of(ip.bytes.begin(),
                               ip.bytes.begin() + 4,
                               [](std::uint8_t b) { return b == 255; });
  return !is_broadcast && !IsUnspecified(ip) && !IsLoopback(ip) &&
         !IsMulticast(ip) && !IsLinkLocalUnicast(ip);
}

template <bool (*kPredicate)(const IpAddress&)>
Value Test(CallContext&, Args args) {
  return Value::Bool(kPredicate(*IpOf(args[0])));
}

Value Cidr(CallContext& context, Args args) {
  const auto block = ParseBlock(args[0].AsString());
  if (!block) return BlockProblem(context, args[0].AsString());
  return MakeBlock(context.factory, *block);
}

Value IsCidr(CallContext&, Args args) {
  return Value::Bool(ParseBlock(args[0].AsString()).has_value());
}

Value CidrText(CallContext& context, Args args) {
  return context.factory.String(RenderBlock(*BlockOf(args[0])));
}

Value ContainsIp(CallContext& context, Args args) {
  const IpBlock& block = *BlockOf(args[0]);
  if (const IpAddress* address = IpOf(args[1])) {
    return Value::Bool(Contains(block, *address));
  }
  const auto parsed = ParseIp(args[1].AsString());
  if (!parsed) return IpProblem(context, args[1].AsString());
  return Value::Bool(Contains(block, *parsed));
}

Value ContainsCidr(CallContext& context, Args args) {
  const IpBlock& block = *BlockOf(args[0]);
  if (const IpBlock* inner = BlockOf(args[1])) {
    return Value::Bool(Contains(block, *inner));
  }
  const auto parsed = ParseBlock(args[1].AsString());
  if (!parsed) return BlockProblem(context, args[1].AsString());
  return Value::Bool(Contains(block, *parsed));
}

Value CidrIp(CallContext& context, Args args) {
  return MakeIp(context.factory, BlockOf(args[0])->address);
}

Value CidrMasked(CallContext& context, Args args) {
  const IpBlock& block = *BlockOf(args[0]);
  return MakeBlock(context.factory, {Masked(block), block.prefix});
}

Value IsMask(CallContext&, Args args) {
  const IpBlock& block = *BlockOf(args[0]);
  return Value::Bool(Masked(block) == block.address);
}

Value PrefixLength(CallContext&, Args args) {
  return Value::Int(BlockOf(args[0])->prefix);
}

constexpr Definition kDefinitions[] = {
    {"ip", "string_to_ip", "(string) -> net.IP", Ip},
    {"isIP", "is_ip", "(string) -> bool", IsIp},
    {"ip.isCanonical", "ip_is_canonical", "(string) -> bool", IsCanonical},
    {"string", "ip_to_string", "(net.IP) -> string", IpText},
    {"family", "ip_family", "net.IP.() -> int", Family},
    {"isUnspecified",
     "ip_is_unspecified",
     "net.IP.() -> bool",
     Test<IsUnspecified>},
    {"isLoopback", "ip_is_loopback", "net.IP.() -> bool", Test<IsLoopback>},
    {"isLinkLocalMulticast",
     "ip_is_link_local_multicast",
     "net.IP.() -> bool",
     Test<IsLinkLocalMulticast>},
    {"isLinkLocalUnicast",
     "ip_is_link_local_unicast",
     "net.IP.() -> bool",
     Test<IsLinkLocalUnicast>},
    {"isGlobalUnicast",
     "ip_is_global_unicast",
     "net.IP.() -> bool",
     Test<IsGlobalUnicast>},
    {"cidr", "string_to_cidr", "(string) -> net.CIDR", Cidr},
    {"isCIDR", "is_cidr", "(string) -> bool", IsCidr},
    {"string", "cidr_to_string", "(net.CIDR) -> string", CidrText},
    {"containsIP",
     "cidr_contains_ip_ip",
     "net.CIDR.(net.IP) -> bool",
     ContainsIp},
    {"containsIP",
     "cidr_contains_ip_string",
     "net.CIDR.(string) -> bool",
     ContainsIp},
    {"containsCIDR",
     "cidr_contains_cidr",
     "net.CIDR.(net.CIDR) -> bool",
     ContainsCidr},
    {"containsCIDR",
     "cidr_contains_cidr_string",
     "net.CIDR.(string) -> bool",
     ContainsCidr},
    {"ip", "cidr_ip", "net.CIDR.() -> net.IP", CidrIp},
    {"masked", "cidr_masked", "net.CIDR.() -> net.CIDR", CidrMasked},
    {"isMask", "cidr_is_mask", "net.CIDR.() -> bool", IsMask},
    {"prefixLength", "cidr_prefix_length", "net.CIDR.() -> int", PrefixLength},
};

}  // namespace

void AddNetworkLibrary(FunctionTable& table, TypePool& types) {
  Define(table, types, kDefinitions);
}

}  // namespace plimsoll::cel

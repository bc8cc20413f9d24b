// SPDX-License-Identifier: Apache-2.0
#include "policy/functions/network.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/number.h"
#include "base/text.h"

namespace plimsoll::net {
namespace {

constexpr std::array<std::string_view, 5> kMembers = {
    "IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6"};
constexpr int kEveryProtocol = -1;
constexpr std::int32_t kMaxPort = 65535;

/// A whole number, also when it is written as a text or as 22.0.
std::optional<std::int64_t> ToInteger(Value value) {
  switch (value.kind()) {
    case Kind::kInt: return value.AsInt();
    case Kind::kUint:
      if (value.AsUint() > INT64_MAX) return std::nullopt;
      return static_cast<std::int64_t>(value.AsUint());
    case Kind::kDouble: {
      const double d = value.AsDouble();
      if (std::trunc(d) != d || std::fabs(d) > 1e9) return std::nullopt;
      return static_cast<std::int64_t>(d);
    }
    case Kind::kString: return ParseNumber<std::int64_t>(value.AsString());
    default: return std::nullopt;
  }
}

/// The number of a protocol, or -1 for every one; nullopt when it is neither a
/// number nor a name that EC2 takes.
/// Source:
/// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
std::optional<int> ProtocolNumber(Value value) {
  if (value.is_null()) return kEveryProtocol;
  if (value.is_string()) {
    constexpr std::array<std::pair<std::string_view, int>, 5> kNames = {
        {{"tcp", 6}, {"udp", 17}, {"icmp", 1}, {"icmpv6", 58}, {"all", -1}}};
    const std::string_view text = value.AsString();
    if (text == "tcp") return 6;
    if (text == "-1") return kEveryProtocol;
    for (const auto& [name, number] : kNames) {
      if (EqualsIgnoreCase(text, name)) return number;
    }
  }
  const auto number = ToInteger(value);
  if (!number || *number < -1 || *number > 255) return std::nullopt;
  return static_cast<int>(*number);
}

bool HasPorts(int protocol) {
  return protocol == 6 || protocol == 17;
}
bool IsIcmp(int protocol) {
  return protocol == 1 || protocol == 58;
}

/// One end of a port range: a number, open (null or -1), or unknown.
struct PortEnd {
  std::optional<std::int32_t> port;
  Value unknown;
};

/// The range of ports that an opening may cover; marks it uncertain where an
/// end is unknown.
void SetPorts(const ValueFactory& factory,
              int protocol,
              PortEnd& from,
              PortEnd& to,
              Opening& opening) {
  opening.from = 0;
  opening.to = kMaxPort;
  if (!HasPorts(protocol) && !IsIcmp(protocol)) return;
  if (HasPorts(protocol) && from.port && to.port) {
    opening.from = *from.port;
    opening.to = *to.port;
    return;
  }
  // For ICMP the first number is the type, the second the code.
  if (IsIcmp(protocol)) to = from;
  for (const Value unknown : {from.unknown, to.unknown}) {
    if (!unknown.is_unknown()) continue;
    opening.certain = false;
    opening.reason = opening.reason.is_unknown()
                         ? factory.MergeUnknown(opening.reason, unknown)
                         : unknown;
  }
  if (from.port && !to.port && !to.unknown.is_unknown()) to = from;
  if (to.port && !from.port && !from.unknown.is_unknown()) from = to;
  if (from.port) opening.from = *from.port;
  if (to.port) opening.to = *to.port;
}

bool Covers(const Opening& opening, std::int64_t port) {
  return port == -1 || (opening.from <= port && port <= opening.to);
}

/// Whether it can make a difference: a private range never does.
bool Matters(const Opening& opening) {
  return opening.anywhere || opening.cidr.prefix == 0 ||
         TouchesPublic(opening.cidr);
}

}  // namespace

Openings::Openings(const ValueFactory& factory, Value rules, Value protocol)
    : factory_(factory) {
  const auto number = ProtocolNumber(protocol);
  if (!number) {
    error_ =
        factory_.Error("no protocol: " +
                       std::string(protocol.StringOr(Name(protocol.kind()))));
    return;
  }
  protocol_ = *number;
  if (rules.is_unknown()) {
    Members members;
    AddRule(rules, 0, members);
    return;
  }
  if (rules.is_null()) return;
  if (!rules.is_list()) {
    error_ = factory_.Error("security group rules are not a list but " +
                            std::string(Name(rules.kind())));
    return;
  }
  Members members;
  std::size_t index = 0;
  for (const Value& rule : rules.AsList()) AddRule(rule, index++, members);
}

void Openings::Fail(std::size_t index, const char* what, Value value) {
  if (!error_.is_null()) return;
  error_ = value.is_error()
               ? value
               : factory_.Error(fmt::format(
                     "security group rule {}: {} {}",
                     index + 1,
                     what,
                     value.is_string()
                         ? fmt::format("\"{}\"", value.AsString())
                         : fmt::format("of type {}", Name(value.kind()))));
}

Openings::Members Openings::FindMembers(const MapView& map) {
  Members members;
  members.shape = map.shape();
  if (members.shape == nullptr) return members;
  for (std::size_t i = 0; i < kMembers.size(); ++i) {
    members.slots[i] = members.shape->Find(kMembers[i]);
  }
  return members;
}

void Openings::AddRule(Value rule, std::size_t index, Members& members) {
  Opening opening{0, kMaxPort, true, false, {}, {}, {}};
  if (rule.is_unknown()) {
    opening.reason = rule;
    opening.certain = false;
    AddSource(rule, index, opening);
    return;
  }
  if (!rule.is_map()) return Fail(index, "is no object but a value", rule);
  const MapView map = rule.AsMap();
  if (map.shape() != members.shape || members.shape == nullptr) {
    members = FindMembers(map);
  }
  const auto member = [&](std::size_t i) {
    if (members.shape == nullptr) return rule.Get(kMembers[i]);
    const int slot = members.slots[i];
    return slot < 0 ? Value() : map.values()[static_cast<std::size_t>(slot)];
  };
  const Value written = member(0);
  int protocol = kEveryProtocol;
  if (written.is_unknown()) {
    opening.certain = false;
    opening.reason = written;
    // The rule may be for the protocol asked for; then its ports count.
    protocol = protocol_;
  } else {
    const auto number = ProtocolNumber(written);
    if (!number) return Fail(index, "IpProtocol", written);
    protocol = *number;
    if (protocol != kEveryProtocol && protocol != protocol_) return;
  }
  std::array<PortEnd, 2> ends;
  for (std::size_t i = 0; i < 2; ++i) {
    const Value end = member(1 + i);
    if (end.is_null()) continue;
    if (end.is_unknown()) {
      ends[i].unknown = end;
      continue;
    }
    const auto port = ToInteger(end);
    if (!port || *port < -1 || *port > kMaxPort) {
      return Fail(index, i == 0 ? "FromPort" : "ToPort", end);
    }
    if (*port >= 0) ends[i].port = static_cast<std::int32_t>(*port);
  }
  // A rule of unknown protocol may be for every protocol, then without ports.
  if (!written.is_unknown()) {
    SetPorts(factory_, protocol, ends[0], ends[1], opening);
  }
  AddSource(member(3), index, opening);
  AddSource(member(4), index, opening);
}

void Openings::AddSource(Value source,
                         std::size_t index,
                         const Opening& opening) {
  if (source.is_null()) return;
  if (source.is_unknown()) {
    openings_.push_back(opening);
    Opening& added = openings_[openings_.size() - 1];
    added.anywhere = true;
    added.certain = false;
    added.reason = added.reason.is_unknown()
                       ? factory_.MergeUnknown(added.reason, source)
                       : source;
    return;
  }
  const auto cidr =
      source.is_string() ? ParseCidr(source.AsString()) : std::nullopt;
  if (!cidr) return Fail(index, "is no CIDR:", source);
  openings_.push_back(opening);
  Opening& added = openings_[openings_.size() - 1];
  added.cidr = *cidr;
  added.text = source;
}

Truth Openings::Exposes(std::int64_t port) const {
  if (port == -1) return ExposesAll();
  if (port < 0 || port > kMaxPort) return Truth::False();
  return ExposesOne(static_cast<std::int32_t>(port));
}

Truth Openings::ExposesOne(std::int32_t port) const {
  AddressSet v4(Family::kV4);
  AddressSet v6(Family::kV6);
  bool uncertain = false;
  for (const Opening& opening : openings_) {
    if (!Covers(opening, port)) continue;
    if (!opening.certain) {
      uncertain = true;
      continue;
    }
    if (opening.cidr.prefix == 0) return Truth::True();
    (opening.cidr.family == Family::kV4 ? v4 : v6).Add(opening.cidr);
  }
  if (v4.IsPublic() || v6.IsPublic()) return Truth::True();
  if (!uncertain) return Truth::False();
  bool possible = false;
  Value reason;
  for (const Opening& opening : openings_) {
    if (opening.certain || !Covers(opening, port) || !Matters(opening)) {
      continue;
    }
    reason = reason.is_unknown() ? factory_.MergeUnknown(reason, opening.reason)
                                 : opening.reason;
    if (opening.anywhere) {
      possible = true;
    } else {
      (opening.cidr.family == Family::kV4 ? v4 : v6).Add(opening.cidr);
    }
  }
  if (possible || v4.IsPublic() || v6.IsPublic()) return Truth::Unknown(reason);
  return Truth::False();
}

Truth Openings::ExposesAll() const {
  for (const Opening& opening : openings_) {
    if (opening.certain && opening.cidr.prefix == 0 && opening.from <= 1 &&
        opening.to == kMaxPort) {
      return Truth::True();
    }
  }
  // Between two ends of ranges the answer is the same, so one port of each
  // stretch is enough.
  std::vector<std::int32_t> starts = {1};
  for (const Opening& opening : openings_) {
    if (opening.from > 1) starts.push_back(opening.from);
    if (opening.to < kMaxPort) starts.push_back(opening.to + 1);
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  Truth all = Truth::True();
  for (const std::int32_t port : starts) {
    if (port < 1) continue;
    all = And(factory_, all, ExposesOne(port));
    if (all.is_false()) return all;
  }
  return all;
}

Value Openings::Collect(Family family, std::int64_t port, bool alone) const {
  std::vector<Value> texts;
  for (const Opening& opening : openings_) {
    if (!opening.certain || !Covers(opening, port) ||
        opening.cidr.family != family) {
      continue;
    }
    if (alone ? IsPublic(opening.cidr) : TouchesPublic(opening.cidr)) {
      texts.push_back(opening.text);
    }
  }
  return factory_.List(texts);
}

Value Openings::PublicSources(std::int64_t port) const {
  const Truth exposed = Exposes(port);
  if (exposed.is_unknown()) return exposed.reason();
  if (exposed.is_false()) return factory_.List({});
  Value missing;
  for (const Opening& opening : openings_) {
    if (opening.certain || !Covers(opening, port) || !Matters(opening)) {
      continue;
    }
    missing = missing.is_unknown()
                  ? factory_.MergeUnknown(missing, opening.reason)
                  : opening.reason;
  }
  if (missing.is_unknown()) return missing;
  std::vector<Value> texts;
  for (const Family family : {Family::kV4, Family::kV6}) {
    AddressSet all(family);
    for (const Opening& opening : openings_) {
      if (opening.cidr.family == family && Covers(opening, port)) {
        all.Add(opening.cidr);
      }
    }
    if (port != -1 && !all.IsPublic()) continue;
    Value found = Collect(family, port, true);
    if (found.AsList().empty()) found = Collect(family, port, false);
    const auto items = found.AsList();
    texts.insert(texts.end(), items.begin(), items.end());
  }
  std::sort(texts.begin(), texts.end(), [](Value a, Value b) {
    return a.AsString() < b.AsString();
  });
  texts.erase(std::unique(texts.begin(),
                          texts.end(),
                          [](Value a, Value b) {
                            return a.AsString() == b.AsString();
                          }),
              texts.end());
  return factory_.List(texts);
}

}  // namespace plimsoll::net

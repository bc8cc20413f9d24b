// SPDX-License-Identifier: Apache-2.0
// Who can reach which port through the rules of a security group.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "policy/functions/ip_ranges.h"
#include "policy/functions/small_vector.h"
#include "policy/functions/truth.h"
#include "value/value.h"

namespace plimsoll::net {

/// One source of one rule, as far as it concerns the protocol asked for.
struct Opening {
  std::int32_t from;  ///< The widest range of ports that it may open.
  std::int32_t to;
  bool certain;   ///< Protocol, ports and source are all known.
  bool anywhere;  ///< The source is unknown: it may be anything.
  Cidr cidr;      ///< Unless `anywhere`.
  Value text;     ///< The CIDR as written; null if `anywhere`.
  Value reason;   ///< An unknown value, unless `certain`.
};

/// The ingress rules of security groups, read for one protocol. Rules have the
/// shape of CloudFormation's SecurityGroupIngress: IpProtocol (name or number;
/// "-1" or none is every protocol), FromPort, ToPort, CidrIp, CidrIpv6. Rules
/// whose source is a security group or a prefix list do not count as internet.
/// Any member, any rule or the whole list may be unknown; a null list is empty.
/// Thread-compatible; borrows the rules' arena.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-ec2-securitygroup-ingress.html
class Openings {
 public:
  /// `protocol` is "tcp", "udp", "icmp", "icmpv6", a protocol number, or "-1":
  /// then only rules for every protocol count.
  Openings(const ValueFactory& factory, Value rules, Value protocol);

  /// What is wrong with the arguments or with a rule (an error value), or null.
  /// A malformed rule opens nothing; the others still count.
  Value error() const { return error_; }

  /// Whether the internet is admitted on the port (ICMP: on the type). -1: on
  /// every port from 1 to 65535 (nothing can listen on port 0).
  /// "The internet" is what AddressSet::IsPublic says of all sources together.
  Truth Exposes(std::int64_t port) const;

  /// The CIDR texts that make it so, sorted, each once: those that are public
  /// alone, or where none is, all that have public addresses. Empty when it is
  /// not exposed. Unknown when another source may be missing from the list.
  Value PublicSources(std::int64_t port) const;

 private:
  /// The members of a rule that count, found once for all rules of one shape.
  struct Members {
    const Shape* shape = nullptr;
    std::array<int, 5> slots{};
  };

  static Members FindMembers(const MapView& map);
  void AddRule(Value rule, std::size_t index, Members& members);
  void AddSource(Value source, std::size_t index, const Opening& opening);
  void Fail(std::size_t index, const char* what, Value value);
  Truth ExposesOne(std::int32_t port) const;
  Truth ExposesAll() const;
  Value Collect(Family family, std::int64_t port, bool alone) const;

  ValueFactory factory_;
  int protocol_ = 0;
  Value error_;
  SmallVector<Opening, 16> openings_;
};

}  // namespace plimsoll::net

// SPDX-License-Identifier: Apache-2.0
// Offsets of time zones.
//
// The one exception to "cel does no I/O": the IANA zones are read from the
// system's database (/usr/share/zoneinfo), each once a process, through a
// locked table. The data are part of the language as the definition has it, and
// the same name gives the same rules throughout a run; nothing else is read.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll::cel {

/// Rules of one zone, as a TZif file has them. Immutable.
/// Source: RFC 8536.
class ZoneRules {
 public:
  /// Reads the bytes of a TZif file of version 2 or later; null when they are
  /// not one.
  static std::shared_ptr<const ZoneRules> Parse(std::string_view bytes);

  /// Seconds to add to UTC at that time.
  std::int64_t OffsetAt(std::int64_t utc_seconds) const;

 private:
  struct Transition {
    std::int64_t at;
    std::int64_t offset;
  };
  std::int64_t first_offset_ = 0;
  std::vector<Transition> transitions_;
  std::string tail_;  // POSIX TZ rule after the last transition; may be empty.
};

/// Seconds east of UTC that a POSIX TZ rule ("CET-1CEST,M3.5.0,M10.5.0/3")
/// gives at a time; nullopt when the rule does not read. Source: POSIX.1-2017,
/// section 8.3, and RFC 8536, section 3.3.1.
std::optional<std::int64_t> PosixOffset(std::string_view rule,
                                        std::int64_t utc_seconds);

/// The offset of a zone at a time: "UTC", "+05:45", "-02:30", "02:00" or an
/// IANA name. nullopt for a zone that is not known. Thread-safe.
std::optional<std::int64_t> ZoneOffset(std::string_view zone,
                                       std::int64_t utc_seconds);

}  // namespace plimsoll::cel

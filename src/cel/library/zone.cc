// SPDX-License-Identifier: Apache-2.0
#include "cel/library/zone.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <map>
#include <utility>

#include "base/thread_annotations.h"
#include "cel/library/civil.h"

namespace plimsoll::cel {

namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

std::uint64_t BigEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) {
    value = (value << 8U) | static_cast<unsigned char>(c);
  }
  return value;
}

std::int64_t Signed32(std::string_view bytes) {
  return static_cast<std::int32_t>(
      static_cast<std::uint32_t>(BigEndian(bytes)));
}

// The counts of one TZif header.
struct Header {
  static constexpr std::size_t kSize = 44;
  std::size_t utc_flags, std_flags, leaps, times, types, chars;

  static std::optional<Header> Read(std::string_view bytes) {
    if (bytes.size() < kSize || !bytes.starts_with("TZif")) return std::nullopt;
    const auto count = [&bytes](std::size_t index) {
      return static_cast<std::size_t>(
          BigEndian(bytes.substr(20 + 4 * index, 4)));
    };
    return Header{count(0), count(1), count(2), count(3), count(4), count(5)};
  }
  // Bytes of the data block that follows, with times of `width` bytes.
  std::size_t BlockSize(std::size_t width) const {
    return times * width + times + types * 6 + chars + leaps * (width + 4) +
           std_flags + utc_flags;
  }
};

// Reads a POSIX TZ rule from left to right.
class RuleReader {
 public:
  explicit RuleReader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool failed() const { return failed_; }
  bool TryTake(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  void SkipName() {
    if (TryTake('<')) {
      const std::size_t end = rest_.find('>');
      if (end == std::string_view::npos) {
        failed_ = true;
        return;
      }
      rest_.remove_prefix(end + 1);
      return;
    }
    std::size_t size = 0;
    while (size < rest_.size() &&
           std::isalpha(static_cast<unsigned char>(rest_[size])) != 0) {
      ++size;
    }
    if (size < 3) failed_ = true;
    rest_.remove_prefix(size);
  }
  // "[+-]hh[:mm[:ss]]" in seconds.
  std::int64_t Time() {
    const bool negative = TryTake('-');
    if (!negative) TryTake('+');
    std::int64_t seconds = Number() * 3600;
    if (TryTake(':')) seconds += Number() * 60;
    if (TryTake(':')) seconds += Number();
    return negative ? -seconds : seconds;
  }
  std::int64_t Number() {
    if (rest_.empty() || !IsDigit(rest_.front())) failed_ = true;
    std::int64_t value = 0;
    for (int digits = 0; !rest_.empty() && IsDigit(rest_.front()); ++digits) {
      if (digits == 4) {
        failed_ = true;
        return 0;
      }
      value = value * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return value;
  }
  bool AtTime() const {
    return !rest_.empty() && (IsDigit(rest_.front()) || rest_.front() == '-' ||
                              rest_.front() == '+');
  }
  void Fail() { failed_ = true; }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

bool IsLeapYear(std::int64_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

// Reads "Mm.w.d", "Jn" or "n", with "/time"; the seconds since 1970 of that
// moment of `year` by the wall clock.
std::int64_t ReadChange(RuleReader& reader, std::int64_t year) {
  std::int64_t day = 0;
  if (reader.TryTake('M')) {
    const std::int64_t month = reader.Number();
    if (!reader.TryTake('.')) reader.Fail();
    const std::int64_t week = reader.Number();
    if (!reader.TryTake('.')) reader.Fail();
    const std::int64_t weekday = reader.Number();
    if (month < 1 || month > 12 || week < 1 || week > 5 || weekday > 6) {
      reader.Fail();
    }
    if (reader.failed()) return 0;
    const std::int64_t first = DaysOf(year, static_cast<int>(month), 1);
    const std::int64_t next =
        month == 12 ? DaysOf(year + 1, 1, 1)
                    : DaysOf(year, static_cast<int>(month) + 1, 1);
    const int first_weekday = CivilOf(first * 86400).day_of_week;
    day = first + (weekday - first_weekday + 7) % 7 + (week - 1) * 7;
    while (day >= next) day -= 7;
  } else if (reader.TryTake('J')) {
    const std::int64_t number = reader.Number();  // Never counts February 29.
    day = DaysOf(year, 1, 1) + number - 1 +
          (IsLeapYear(year) && number >= 60 ? 1 : 0);
  } else {
    day = DaysOf(year, 1, 1) + reader.Number();
  }
  return day * 86400 + (reader.TryTake('/') ? reader.Time() : 7200);
}

std::shared_ptr<const ZoneRules> LoadZone(std::string_view name) {
  if (name.empty() || name.size() > 64 || name.front() == '/' ||
      name.find("..") != std::string_view::npos) {
    return nullptr;
  }
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' ||
           c == '_' || c == '-' || c == '+';
  });
  if (!plain) return nullptr;
  std::ifstream file("/usr/share/zoneinfo/" + std::string(name),
                     std::ios::binary);
  if (!file) return nullptr;
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return ZoneRules::Parse(bytes);
}

// The zones read so far, also those that do not exist, up to a bound.
class ZoneTable {
 public:
  std::shared_ptr<const ZoneRules> Find(std::string_view name) {
    const MutexLock lock(mutex_);
    const auto found = zones_.find(name);
    if (found != zones_.end()) return found->second;
    auto rules = LoadZone(name);
    if (zones_.size() < kMaxZones) zones_.emplace(name, rules);
    return rules;
  }

 private:
  static constexpr std::size_t kMaxZones = 1024;
  Mutex mutex_;
  std::map<std::string, std::shared_ptr<const ZoneRules>, std::less<>> zones_
      GUARDED_BY(mutex_);
};

// "+hh:mm", "-hh:mm" or "hh:mm".
std::optional<std::int64_t> FixedOffset(std::string_view zone) {
  if (zone.empty()) return std::nullopt;
  const bool negative = zone.front() == '-';
  if (negative || zone.front() == '+') zone.remove_prefix(1);
  if (zone.size() != 5 || zone[2] != ':' || !IsDigit(zone[0]) ||
      !IsDigit(zone[1]) || !IsDigit(zone[3]) || !IsDigit(zone[4])) {
    return std::nullopt;
  }
  const int hours = (zone[0] - '0') * 10 + (zone[1] - '0');
  const int minutes = (zone[3] - '0') * 10 + (zone[4] - '0');
  if (hours > 23 || minutes > 59) return std::nullopt;
  const std::int64_t seconds = hours * 3600 + minutes * 60;
  return negative ? -seconds : seconds;
}

}  // namespace

std::shared_ptr<const ZoneRules> ZoneRules::Parse(std::string_view bytes) {
  const auto old = Header::Read(bytes);
  if (!old || bytes[4] < '2') return nullptr;
  const std::size_t old_size = Header::kSize + old->BlockSize(4);
  if (bytes.size() < old_size) return nullptr;
  bytes.remove_prefix(old_size);
  const auto header = Header::Read(bytes);
  if (!header) return nullptr;
  bytes.remove_prefix(Header::kSize);
  if (bytes.size() < header->BlockSize(8) || header->types == 0) return nullptr;

  const std::string_view times = bytes.substr(0, header->times * 8);
  const std::string_view indexes = bytes.substr(times.size(), header->times);
  const std::string_view types =
      bytes.substr(times.size() + indexes.size(), header->types * 6);
  auto rules = std::make_shared<ZoneRules>();
  rules->first_offset_ = Signed32(types.substr(0, 4));
  for (std::size_t i = 0; i < header->times; ++i) {
    const auto type = static_cast<unsigned char>(indexes[i]);
    if (type >= header->types) return nullptr;
    rules->transitions_.push_back(
        {static_cast<std::int64_t>(BigEndian(times.substr(i * 8, 8))),
         Signed32(types.substr(std::size_t{type} * 6, 4))});
  }
  std::string_view tail = bytes.substr(header->BlockSize(8));
  if (tail.size() >= 2 && tail.front() == '\n') {
    tail.remove_prefix(1);
    rules->tail_ = std::string(tail.substr(0, tail.find('\n')));
  }
  return rules;
}

std::int64_t ZoneRules::OffsetAt(std::int64_t utc_seconds) const {
  const auto after = std::upper_bound(
      transitions_.begin(),
      transitions_.end(),
      utc_seconds,
      [](std::int64_t time, const Transition& t) { return time < t.at; });
  if (after == transitions_.end() && !tail_.empty()) {
    if (const auto offset = PosixOffset(tail_, utc_seconds)) return *offset;
  }
  if (after == transitions_.begin()) return first_offset_;
  return std::prev(after)->offset;
}

std::optional<std::int64_t> PosixOffset(std::string_view rule,
                                        std::int64_t utc_seconds) {
  RuleReader reader(rule);
  reader.SkipName();
  const std::int64_t standard = -reader.Time();  // POSIX counts west of UTC.
  if (reader.failed()) return std::nullopt;
  if (reader.done()) return standard;
  reader.SkipName();
  const std::int64_t summer =
      reader.AtTime() ? -reader.Time() : standard + 3600;
  if (reader.failed() || !reader.TryTake(',')) return std::nullopt;
  const std::int64_t year = CivilOf(utc_seconds + standard).year;
  const std::int64_t begin = ReadChange(reader, year) - standard;
  if (!reader.TryTake(',')) return std::nullopt;
  const std::int64_t end = ReadChange(reader, year) - summer;
  if (reader.failed() || !reader.done()) return std::nullopt;
  // South of the equator summer spans the turn of the year.
  const bool is_summer = begin < end
                             ? utc_seconds >= begin && utc_seconds < end
                             : utc_seconds >= begin || utc_seconds < end;
  return is_summer ? summer : standard;
}

std::optional<std::int64_t> ZoneOffset(std::string_view zone,
                                       std::int64_t utc_seconds) {
  if (zone == "UTC" || zone == "Z") return 0;
  if (const auto fixed = FixedOffset(zone)) return fixed;
  static ZoneTable table;  // See the header: data of the language.
  const auto rules = table.Find(zone);
  if (rules == nullptr) return std::nullopt;
  return rules->OffsetAt(utc_seconds);
}

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
#include "source/aws/aws_time.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

namespace plimsoll::aws {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::array<std::string_view, 12> kMonths{"Jan",
                                                   "Feb",
                                                   "Mar",
                                                   "Apr",
                                                   "May",
                                                   "Jun",
                                                   "Jul",
                                                   "Aug",
                                                   "Sep",
                                                   "Oct",
                                                   "Nov",
                                                   "Dec"};
constexpr std::array<std::string_view, 7> kWeekdays{
    "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z

// Reads a text from the left; every step fails once one has failed.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  int Digits(std::size_t count) {
    int number = 0;
    if (rest_.size() < count) ok_ = false;
    for (std::size_t i = 0; ok_ && i < count; ++i) {
      if (rest_[i] < '0' || rest_[i] > '9') ok_ = false;
      number = number * 10 + (rest_[i] - '0');
    }
    if (ok_) rest_.remove_prefix(count);
    return number;
  }
  bool Accept(std::string_view text) {
    if (!ok_ || rest_.substr(0, text.size()) != text) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  void Expect(std::string_view text) {
    if (!Accept(text)) ok_ = false;
  }
  // Nanoseconds of a fraction of any length; digits past nine are dropped.
  std::int32_t Fraction() {
    std::int32_t nanos = 0;
    std::int32_t unit = 100'000'000;
    if (Peek() < '0' || Peek() > '9') ok_ = false;
    while (Peek() >= '0' && Peek() <= '9') {
      nanos += (Peek() - '0') * unit;
      unit /= 10;
      rest_.remove_prefix(1);
    }
    return nanos;
  }
  char Peek() const { return rest_.empty() ? '\0' : rest_.front(); }
  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

std::optional<std::int64_t> SecondsOf(
    int year, int month, int day, int hour, int minute, int second) {
  const std::chrono::year_month_day date{
      std::chrono::year{year},
      std::chrono::month{static_cast<unsigned>(month)},
      std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) {
    return std::nullopt;
  }
  const std::int64_t day_count = sys_days{date}.time_since_epoch().count();
  return day_count * 86400 + hour * 3600 + minute * 60 + second;
}

std::optional<Timestamp> InRange(Timestamp time) {
  if (time.seconds < kFirstSecond || time.seconds > kLastSecond) {
    return std::nullopt;
  }
  return time;
}

std::optional<Timestamp> ParseIso(std::string_view text) {
  Scanner in(text);
  const int year = in.Digits(4);
  in.Expect("-");
  const int month = in.Digits(2);
  in.Expect("-");
  const int day = in.Digits(2);
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::int32_t nanos = 0;
  std::int64_t offset = 0;
  if (in.Accept("T") || in.Accept("t") || in.Accept(" ")) {
    hour = in.Digits(2);
    in.Expect(":");
    minute = in.Digits(2);
    if (in.Accept(":")) second = in.Digits(2);
    if (in.Accept(".") || in.Accept(",")) nanos = in.Fraction();
    if (in.Peek() == '+' || in.Peek() == '-') {
      const int sign = in.Accept("-") ? -1 : 1;
      if (sign > 0) in.Expect("+");
      const int hours = in.Digits(2);
      const bool has_minutes = in.Accept(":") || in.Peek() != '\0';
      offset = sign * (hours * 3600 + (has_minutes ? in.Digits(2) * 60 : 0));
    } else if (!in.Accept("Z")) {
      in.Accept("z");
    }
  }
  if (!in.at_end()) return std::nullopt;
  const auto seconds = SecondsOf(year, month, day, hour, minute, second);
  if (!seconds) return std::nullopt;
  return InRange({*seconds - offset, nanos});
}

std::optional<Timestamp> ParseHttpDate(std::string_view text) {
  const std::size_t comma = text.find(", ");
  if (comma == std::string_view::npos) return std::nullopt;
  Scanner in(text.substr(comma + 2));
  const int day = in.Digits(2);
  in.Expect(" ");
  int month = 0;
  for (std::size_t i = 0; i < kMonths.size(); ++i) {
    if (in.Accept(kMonths.at(i))) month = static_cast<int>(i) + 1;
  }
  in.Expect(" ");
  const int year = in.Digits(4);
  in.Expect(" ");
  const int hour = in.Digits(2);
  in.Expect(":");
  const int minute = in.Digits(2);
  in.Expect(":");
  const int second = in.Digits(2);
  std::int32_t nanos = 0;
  if (in.Accept(".")) nanos = in.Fraction();
  if (!in.Accept(" GMT") && !in.Accept(" UTC")) in.Expect(" +0000");
  if (!in.at_end() || month == 0) return std::nullopt;
  const auto seconds = SecondsOf(year, month, day, hour, minute, second);
  if (!seconds) return std::nullopt;
  return InRange({*seconds, nanos});
}

// A time cut into what the calendar says.
struct Civil {
  explicit Civil(Timestamp time) {
    const auto point =
        std::chrono::sys_seconds{std::chrono::seconds{time.seconds}};
    const sys_days midnight = std::chrono::floor<days>(point);
    const std::chrono::year_month_day date{midnight};
    year = static_cast<int>(date.year());
    month = static_cast<unsigned>(date.month());
    day = static_cast<unsigned>(date.day());
    weekday = std::chrono::weekday{midnight}.c_encoding();
    const std::int64_t left = (point - midnight).count();
    hour = left / 3600;
    minute = left / 60 % 60;
    second = left % 60;
  }
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  unsigned weekday = 0;
  std::int64_t hour = 0;
  std::int64_t minute = 0;
  std::int64_t second = 0;
};

bool IsDecimal(std::string_view text) {
  return !text.empty() && text.size() < 32 &&
         text.find_first_not_of("0123456789.eE+-") == std::string_view::npos;
}

}  // namespace

std::optional<Timestamp> ParseAwsTime(std::string_view text) {
  if (text.size() > 4 && text[4] == '-') {
    if (const auto iso = ParseIso(text)) return iso;
  }
  if (IsDecimal(text)) {
    const std::string copy(text);
    char* end = nullptr;
    const double seconds = std::strtod(copy.c_str(), &end);
    if (end != copy.c_str() + copy.size()) return std::nullopt;
    return TimestampOf(seconds);
  }
  return ParseHttpDate(text);
}

std::optional<Timestamp> TimestampOf(double seconds) {
  if (!(std::abs(seconds) < 1e12)) return std::nullopt;
  const double whole = std::floor(seconds);
  const auto micros =
      static_cast<std::int32_t>(std::llround((seconds - whole) * 1e6));
  Timestamp time{static_cast<std::int64_t>(whole), micros * 1000};
  if (micros == 1'000'000) time = {time.seconds + 1, 0};
  return InRange(time);
}

std::string RenderIso8601(Timestamp time) {
  const Civil at(time);
  std::string fraction;
  if (time.nanos >= 1000) fraction = fmt::format(".{:06}", time.nanos / 1000);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}Z",
                     at.year,
                     at.month,
                     at.day,
                     at.hour,
                     at.minute,
                     at.second,
                     fraction);
}

std::string RenderHttpDate(Timestamp time) {
  const Civil at(time);
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kWeekdays.at(at.weekday),
                     at.day,
                     kMonths.at(at.month - 1),
                     at.year,
                     at.hour,
                     at.minute,
                     at.second);
}

std::string RenderBasicDate(Timestamp time) {
  const Civil at(time);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}Z",
                     at.year,
                     at.month,
                     at.day,
                     at.hour,
                     at.minute,
                     at.second);
}

Timestamp ToTimestamp(WallTime time) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(time);
  return {whole.time_since_epoch().count(),
          static_cast<std::int32_t>((time - whole).count())};
}

WallTime ToWallTime(Timestamp time) {
  return WallTime{std::chrono::seconds{time.seconds} +
                  std::chrono::nanoseconds{time.nanos}};
}

}  // namespace plimsoll::aws

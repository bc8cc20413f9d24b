// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <string>
#include <string_view>

#include "value/json.h"

namespace plimsoll {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kFirstSecond = -62'135'596'800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253'402'300'799;   // 9999-12-31T23:59:59Z

struct Date {
  std::int64_t year;
  int month;
  int day;
};

bool IsLeap(std::int64_t year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int DaysInMonth(std::int64_t year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kDays[month - 1];
}

std::int64_t FloorDivide(std::int64_t a, std::int64_t b) {
  return a / b - (a % b < 0 ? 1 : 0);
}

/// Days since 1970-01-01 in the Gregorian calendar, run back before its
/// beginning as RFC 3339 wants it.
std::int64_t DaysOf(Date date) {
  // Years begin in March, so that the leap day is the last of its year.
  const std::int64_t year = date.year - (date.month <= 2 ? 1 : 0);
  const int month = (date.month + 9) % 12;
  const std::int64_t days_of_months = (153 * month + 2) / 5;
  return 365 * year + FloorDivide(year, 4) - FloorDivide(year, 100) +
         FloorDivide(year, 400) + days_of_months + date.day - 1 - 719'468;
}

Date DateOf(std::int64_t days) {
  const std::int64_t shifted = days + 719'468;  // Since 0000-03-01.
  const std::int64_t era = FloorDivide(shifted, 146'097);
  const std::int64_t in_era = shifted - era * 146'097;
  const std::int64_t year_of_era =
      (in_era - in_era / 1'460 + in_era / 36'524 - in_era / 146'096) / 365;
  const std::int64_t day_of_year =
      in_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month = (5 * day_of_year + 2) / 153;
  const std::int64_t day = day_of_year - (153 * month + 2) / 5 + 1;
  const std::int64_t civil_month = month < 10 ? month + 3 : month - 9;
  return {era * 400 + year_of_era + (civil_month <= 2 ? 1 : 0),
          static_cast<int>(civil_month),
          static_cast<int>(day)};
}

void AppendPadded(std::int64_t number, std::size_t width, std::string& out) {
  if (number < 0) out += '-';
  const std::string digits = std::to_string(number < 0 ? -number : number);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

/// Takes exactly `width` digits from the front of the text.
std::optional<int> TakeNumber(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  int number = 0;
  for (std::size_t i = 0; i < width; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  text.remove_prefix(width);
  return number;
}

bool Take(std::string_view& text, char c) {
  if (!text.starts_with(c)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Date> TakeDate(std::string_view& text) {
  const auto year = TakeNumber(text, 4);
  if (!year || !Take(text, '-')) return std::nullopt;
  const auto month = TakeNumber(text, 2);
  if (!month || !Take(text, '-')) return std::nullopt;
  const auto day = TakeNumber(text, 2);
  if (!day || *month < 1 || *month > 12 || *day < 1 ||
      *day > DaysInMonth(*year, *month)) {
    return std::nullopt;
  }
  return Date{*year, *month, *day};
}

/// "hh:mm" as minutes.
std::optional<int> TakeMinutes(std::string_view& text) {
  const auto hours = TakeNumber(text, 2);
  if (!hours || *hours > 23 || !Take(text, ':')) return std::nullopt;
  const auto minutes = TakeNumber(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return *hours * 60 + *minutes;
}

/// ".5" as nanoseconds; 0 when there is no fraction. Digits after the ninth are
/// dropped.
std::optional<std::int32_t> TakeFraction(std::string_view& text) {
  if (!Take(text, '.')) return 0;
  std::int32_t nanos = 0;
  std::size_t count = 0;
  while (!text.empty() && text[0] >= '0' && text[0] <= '9') {
    if (count < 9) nanos = nanos * 10 + (text[0] - '0');
    ++count;
    text.remove_prefix(1);
  }
  if (count == 0) return std::nullopt;
  for (; count < 9; ++count) nanos *= 10;
  return nanos;
}

/// "Z" or "+hh:mm" as minutes east.
std::optional<int> TakeZone(std::string_view& text) {
  if (Take(text, 'Z') || Take(text, 'z')) return 0;
  const bool west = text.starts_with('-');
  if (!Take(text, west ? '-' : '+')) return std::nullopt;
  const auto minutes = TakeMinutes(text);
  if (!minutes) return std::nullopt;
  return west ? -*minutes : *minutes;
}

}  // namespace

std::string RenderTimestamp(Timestamp time) {
  const std::int64_t days = FloorDivide(time.seconds, kSecondsPerDay);
  const std::int64_t second = time.seconds - days * kSecondsPerDay;
  const Date date = DateOf(days);
  std::string out;
  AppendPadded(date.year, 4, out);
  out += '-';
  AppendPadded(date.month, 2, out);
  out += '-';
  AppendPadded(date.day, 2, out);
  out += 'T';
  AppendPadded(second / 3600, 2, out);
  out += ':';
  AppendPadded(second / 60 % 60, 2, out);
  out += ':';
  AppendPadded(second % 60, 2, out);
  if (time.nanos != 0) {
    out += '.';
    if (time.nanos % 1'000'000 == 0) {
      AppendPadded(time.nanos / 1'000'000, 3, out);
    } else if (time.nanos % 1'000 == 0) {
      AppendPadded(time.nanos / 1'000, 6, out);
    } else {
      AppendPadded(time.nanos, 9, out);
    }
  }
  return out += 'Z';
}

std::optional<Timestamp> ParseTimestamp(std::string_view text) {
  const auto date = TakeDate(text);
  if (!date || (!Take(text, 'T') && !Take(text, 't'))) return std::nullopt;
  const auto minutes = TakeMinutes(text);
  if (!minutes || !Take(text, ':')) return std::nullopt;
  const auto seconds = TakeNumber(text, 2);
  if (!seconds || *seconds > 59) return std::nullopt;
  const auto nanos = TakeFraction(text);
  if (!nanos) return std::nullopt;
  const auto zone = TakeZone(text);
  if (!zone || !text.empty()) return std::nullopt;
  const std::int64_t total = DaysOf(*date) * kSecondsPerDay +
                             std::int64_t{*minutes - *zone} * 60 + *seconds;
  if (total < kFirstSecond || total > kLastSecond) return std::nullopt;
  return Timestamp{total, *nanos};
}

}  // namespace plimsoll

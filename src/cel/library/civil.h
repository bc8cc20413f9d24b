// SPDX-License-Identifier: Apache-2.0
// The proleptic Gregorian calendar.
#pragma once

#include <chrono>
#include <cstdint>

namespace plimsoll::cel {

/// Date and time of day of a count of seconds since 1970-01-01T00:00:00.
struct Civil {
  std::int64_t year = 1970;
  int month = 1;  ///< 1-12
  int day = 1;    ///< 1-31
  int hour = 0;
  int minute = 0;
  int second = 0;
  int day_of_week = 4;  ///< 0 is Sunday
  int day_of_year = 0;  ///< 0-365
};

/// Days since 1970-01-01 of a date.
inline std::int64_t DaysOf(std::int64_t year, int month, int day) {
  using namespace std::chrono;
  const year_month_day date{std::chrono::year{static_cast<int>(year)},
                            std::chrono::month{static_cast<unsigned>(month)},
                            std::chrono::day{static_cast<unsigned>(day)}};
  return sys_days{date}.time_since_epoch().count();
}

/// Years -32767 to 32767.
inline Civil CivilOf(std::int64_t seconds) {
  using namespace std::chrono;
  std::int64_t days_count = seconds / 86400;
  std::int64_t rest = seconds % 86400;
  if (rest < 0) {
    rest += 86400;
    --days_count;
  }
  const sys_days day_point{days{static_cast<int>(days_count)}};
  const year_month_day date{day_point};
  Civil civil;
  civil.year = static_cast<int>(date.year());
  civil.month = static_cast<int>(static_cast<unsigned>(date.month()));
  civil.day = static_cast<int>(static_cast<unsigned>(date.day()));
  civil.hour = static_cast<int>(rest / 3600);
  civil.minute = static_cast<int>(rest / 60 % 60);
  civil.second = static_cast<int>(rest % 60);
  civil.day_of_week = static_cast<int>(weekday{day_point}.c_encoding());
  civil.day_of_year = static_cast<int>(days_count - DaysOf(civil.year, 1, 1));
  return civil;
}

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
#include "cel/library/time.h"

#include "cel/library/library_testing.h"
#include "cel/library/zone.h"

namespace plimsoll::cel {

namespace {

class TimeTest : public LibraryTest {};

// 2009-02-13T23:31:30Z, a Friday, the 44th day of its year.
constexpr std::int64_t kFriday = 1234567890;

TEST_F(TimeTest, PartsOfADate) {
  struct Case {
    std::string_view name;
    std::string_view zone;
    std::string_view result;
  };
  const std::vector<Case> cases = {
      {"getFullYear", "", "2009"},
      {"getMonth", "", "1"},
      {"getDate", "", "13"},
      {"getDayOfMonth", "", "12"},
      {"getDayOfWeek", "", "5"},
      {"getDayOfYear", "", "43"},
      {"getHours", "", "23"},
      {"getMinutes", "", "31"},
      {"getSeconds", "", "30"},
      {"getMilliseconds", "", "123"},
      {"getHours", "02:00", "1"},
      {"getHours", "+02:00", "1"},
      {"getHours", "-02:30", "21"},
      {"getMinutes", "-02:30", "1"},
      {"getDate", "Australia/Sydney", "14"},
      {"getHours", "Australia/Sydney", "10"},
      {"getMinutes", "Asia/Kathmandu", "16"},
      {"getDayOfYear", "US/Central", "43"},
      {"getHours", "UTC", "23"},
      {"getHours", "Mars/Olympus", "error(unknown time zone: Mars/Olympus)"},
      {"getHours", "../passwd", "error(unknown time zone: ../passwd)"},
      {"getHours", "25:00", "error(unknown time zone: 25:00)"},
  };
  const Value time = Time(kFriday, 123456789);
  for (const Case& c : cases) {
    std::vector<Value> args = {time};
    if (!c.zone.empty()) args.push_back(S(c.zone));
    EXPECT_EQ(Run(c.name, args), c.result) << c.name << " " << c.zone;
  }
  EXPECT_EQ(Run("getFullYear", {Time(kMinTimestampSeconds)}), "1");
  EXPECT_EQ(Run("getDayOfWeek", {Time(kMinTimestampSeconds)}), "1");
  EXPECT_EQ(Run("getFullYear", {Time(kMaxTimestampSeconds)}), "9999");
}

TEST_F(TimeTest, PartsOfADuration) {
  EXPECT_EQ(Run("getHours", {Span(10000)}), "2");
  EXPECT_EQ(Run("getMinutes", {Span(3730)}), "62");
  EXPECT_EQ(Run("getSeconds", {Span(3730)}), "3730");
  EXPECT_EQ(Run("getSeconds", {Span(-2, 500000000)}), "-1");
  EXPECT_EQ(Run("getMinutes", {Span(-61)}), "-1");
  EXPECT_EQ(Run("getMilliseconds", {Span(123, 321456789)}), "321");
  EXPECT_EQ(Run("getMilliseconds", {Span(-2, 500000000)}), "-500");
}

TEST_F(TimeTest, Arithmetic) {
  const Value second = Span(1);
  EXPECT_EQ(Run("_+_", {Time(10, 900000000), Span(0, 200000000)}),
            "1970-01-01T00:00:11.100Z");
  EXPECT_EQ(Run("_+_", {Span(5), Time(10)}), "1970-01-01T00:00:15Z");
  EXPECT_EQ(Run("_-_", {Time(10), Span(0, 1)}),
            "1970-01-01T00:00:09.999999999Z");
  EXPECT_EQ(Run("_-_", {Time(10), Time(12, 500000000)}), "-2.5s");
  EXPECT_EQ(Run("_-_", {Span(900), Span(42)}), "858s");
  EXPECT_EQ(Run("_+_", {Time(kMaxTimestampSeconds), second}),
            "error(timestamp out of range)");
  EXPECT_EQ(Run("_-_", {Time(kMinTimestampSeconds), second}),
            "error(timestamp out of range)");
  EXPECT_EQ(Run("_+_", {Span(kMaxDurationSeconds), second}),
            "error(duration out of range)");
  EXPECT_EQ(Run("_-_", {Span(-kMaxDurationSeconds), second}),
            "error(duration out of range)");
}

TEST(PosixOffset, FollowsItsRule) {
  struct Case {
    std::string_view rule;
    std::int64_t time;
    std::optional<std::int64_t> offset;
  };
  // 2040: summer time in Europe begins on March 25 and ends on October 28, at
  // 01:00 UTC.
  const std::vector<Case> cases = {
      {"CET-1CEST,M3.5.0,M10.5.0/3", 2216249999, 3600},
      {"CET-1CEST,M3.5.0,M10.5.0/3", 2216250000, 7200},
      {"CET-1CEST,M3.5.0,M10.5.0/3", 2234998799, 7200},
      {"CET-1CEST,M3.5.0,M10.5.0/3", 2234998800, 3600},
      // Sydney: summer over the turn of the year.
      {"AEST-10AEDT,M10.1.0,M4.1.0/3", 1704067200, 39600},
      {"AEST-10AEDT,M10.1.0,M4.1.0/3", 1719792000, 36000},
      {"<+0545>-5:45", 0, 20700},
      {"EST5", 0, -18000},
      {"UTC", 0, std::nullopt},
      {"CET-1CEST,M13.5.0,M10.5.0", 0, std::nullopt},
      {"CET-1CEST,M3.5.0", 0, std::nullopt},
      {"", 0, std::nullopt},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(PosixOffset(c.rule, c.time), c.offset) << c.rule << " " << c.time;
  }
}

TEST(ZoneRules, RefusesWhatIsNoZoneFile) {
  EXPECT_EQ(ZoneRules::Parse(""), nullptr);
  EXPECT_EQ(ZoneRules::Parse("TZif2"), nullptr);
  std::string cut(44, '\0');
  cut.replace(0, 5, "TZif2");
  EXPECT_EQ(ZoneRules::Parse(cut), nullptr);
  cut[35] = 9;  // Claims nine transitions.
  EXPECT_EQ(ZoneRules::Parse(cut + cut), nullptr);
}

}  // namespace

}  // namespace plimsoll::cel

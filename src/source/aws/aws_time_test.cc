// SPDX-License-Identifier: Apache-2.0
#include "source/aws/aws_time.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::aws {
namespace {

TEST(AwsTimeTest, ReadsAllForms) {
  struct Case {
    std::string_view text;
    Timestamp time;
  };
  const Case cases[] = {
      {"2015-08-30T12:36:00Z", {1440938160, 0}},
      {"2015-08-30T12:36:00.5Z", {1440938160, 500000000}},
      {"2015-08-30T12:36:00.123456789123Z", {1440938160, 123456789}},
      {"2015-08-30T14:36:00+02:00", {1440938160, 0}},
      {"2015-08-30T06:36:00-0600", {1440938160, 0}},
      {"2015-08-30T12:36:00", {1440938160, 0}},
      {"2015-08-30 12:36", {1440938160, 0}},
      {"2015-08-30", {1440892800, 0}},
      {"Sun, 30 Aug 2015 12:36:00 GMT", {1440938160, 0}},
      {"1440938160", {1440938160, 0}},
      {"1440938160.25", {1440938160, 250000000}},
      {"1.44093816E9", {1440938160, 0}},
      {"-0.5", {-1, 500000000}},
      {"1969-12-31T23:59:59Z", {-1, 0}},
  };
  for (const Case& c : cases) {
    const auto time = ParseAwsTime(c.text);
    ASSERT_TRUE(time) << c.text;
    EXPECT_EQ(*time, c.time) << c.text;
  }
}

TEST(AwsTimeTest, RefusesTheRest) {
  for (const std::string_view text : {"",
                                      "now",
                                      "2015-13-01T00:00:00Z",
                                      "2015-02-30T00:00:00Z",
                                      "2015-08-30T25:00:00Z",
                                      "2015-08-30T12:36:00Zx",
                                      "2015-08-30T12:36:00+2",
                                      "Sun, 30 Foo 2015 12:36:00 GMT",
                                      "1e300",
                                      "99999999999999",
                                      "1.2.3",
                                      "0000-01-01T00:00:00Z"}) {
    EXPECT_FALSE(ParseAwsTime(text)) << text;
  }
}

TEST(AwsTimeTest, WritesAllForms) {
  const Timestamp time{1440938160, 0};
  EXPECT_EQ(RenderIso8601(time), "2015-08-30T12:36:00Z");
  EXPECT_EQ(RenderIso8601({1440938160, 5000}), "2015-08-30T12:36:00.000005Z");
  EXPECT_EQ(RenderHttpDate(time), "Sun, 30 Aug 2015 12:36:00 GMT");
  EXPECT_EQ(RenderBasicDate(time), "20150830T123600Z");
  EXPECT_EQ(RenderHttpDate({-1, 0}), "Wed, 31 Dec 1969 23:59:59 GMT");
}

TEST(AwsTimeTest, WallTimeIsTheSame) {
  const Timestamp time{-2, 250000000};
  EXPECT_EQ(ToTimestamp(ToWallTime(time)), time);
}

}  // namespace
}  // namespace plimsoll::aws

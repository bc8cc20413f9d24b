// SPDX-License-Identifier: Apache-2.0
#include "base/number.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

TEST(ParseNumber, TakesTheWholeTextOrNothing) {
  EXPECT_EQ(ParseNumber<int>("42"), 42);
  EXPECT_EQ(ParseNumber<int>("-7"), -7);
  EXPECT_EQ(ParseNumber<double>("1.5e3"), 1500.0);
  for (const char* text : {"", "+1", " 1", "1 ", "1x", "x", "--1"}) {
    EXPECT_EQ(ParseNumber<int>(text), std::nullopt) << text;
  }
}

TEST(ParseNumber, DoesNotOverflow) {
  EXPECT_EQ(ParseNumber<std::int64_t>("9223372036854775807"),
            std::int64_t{9223372036854775807});
  EXPECT_EQ(ParseNumber<std::int64_t>("9223372036854775808"), std::nullopt);
  EXPECT_EQ(ParseNumber<std::uint64_t>("-1"), std::nullopt);
}

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "base/stable_list.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

TEST(StableList, NeverMovesAnElement) {
  StableList<std::string> list;
  std::vector<const std::string*> places;
  for (int i = 0; i < 1000; ++i) {
    places.push_back(&list.emplace_back(std::to_string(i)));
  }
  EXPECT_EQ(list.size(), 1000U);
  for (std::size_t i = 0; i < places.size(); ++i) {
    EXPECT_EQ(*places[i], std::to_string(i));
  }
}

TEST(StableList, DestroysWhatItHolds) {
  const auto counted = std::make_shared<int>(7);
  {
    StableList<std::shared_ptr<int>> list;
    for (int i = 0; i < 9; ++i) list.emplace_back(counted);
    EXPECT_EQ(counted.use_count(), 10);
  }
  EXPECT_EQ(counted.use_count(), 1);
}

TEST(StableList, HoldsWhatCannotBeCopied) {
  StableList<std::unique_ptr<int>> list;
  const std::unique_ptr<int>& one = list.emplace_back(std::make_unique<int>(1));
  for (int i = 0; i < 100; ++i) list.emplace_back();
  EXPECT_EQ(*one, 1);
}

}  // namespace
}  // namespace plimsoll

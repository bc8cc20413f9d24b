// SPDX-License-Identifier: Apache-2.0
#include "value/key_table.h"

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

std::vector<Key> SortedKeys(KeyTable& table, int count, int step = 1) {
  std::vector<Key> keys;
  keys.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    keys.push_back(table.Intern("key" + std::to_string(i * step)));
  }
  std::sort(keys.begin(), keys.end(), [](Key a, Key b) {
    return a->view() < b->view();
  });
  return keys;
}

TEST(HashText, IsTheSameOnEveryMachine) {
  EXPECT_EQ(HashText(""), HashText({}));
  EXPECT_EQ(HashText("Encrypted"), 2109494549U);
  EXPECT_EQ(HashText("PubliclyAccessible"), 3891294706U);
  EXPECT_NE(HashText("a"), HashText(std::string_view("a\0", 2)));
}

TEST(KeyTable, EqualTextsAreOneKey) {
  KeyTable table;
  KeyTable other;
  const Key a = table.Intern("Arn");
  EXPECT_EQ(a, table.Intern(std::string("Ar") + "n"));
  EXPECT_NE(a, table.Intern("arn"));
  EXPECT_EQ(a->view(), "Arn");
  EXPECT_EQ(a->hash, HashText("Arn"));
  EXPECT_NE(a, other.Intern("Arn"));
  EXPECT_TRUE(SameKey(a, other.Intern("Arn")));
  EXPECT_EQ(table.Intern("")->size, 0U);
}

TEST(KeyTable, KeysStayWhereTheyAre) {
  KeyTable table;
  std::vector<Key> keys;
  keys.reserve(5000);
  for (int i = 0; i < 5000; ++i)
    keys.push_back(table.Intern(std::to_string(i)));
  for (int i = 0; i < 5000; ++i) {
    const auto index = static_cast<std::size_t>(i);
    EXPECT_EQ(keys[index], table.Intern(std::to_string(i)));
    EXPECT_EQ(keys[index]->view(), std::to_string(i));
  }
}

TEST(Shape, FindsItsKeysAndNoOthers) {
  KeyTable table;
  KeyTable other;
  for (const int count : {0, 1, 2, 30, 64, 65, 300}) {
    const std::vector<Key> keys = SortedKeys(table, count);
    const Shape* shape = table.InternShape(keys);
    EXPECT_EQ(shape, table.InternShape(keys));
    ASSERT_EQ(shape->size, keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i) {
      EXPECT_EQ(shape->Find(keys[i]), static_cast<int>(i));
      EXPECT_EQ(shape->Find(keys[i]->view()), static_cast<int>(i));
      EXPECT_EQ(shape->Find(other.Intern(keys[i]->view())),
                static_cast<int>(i));
    }
    EXPECT_EQ(shape->Find("key"), -1);
    EXPECT_EQ(shape->Find("zzz"), -1);
    EXPECT_EQ(shape->Find(table.Intern("absent")), -1);
  }
}

TEST(Shape, DifferentKeysAreDifferentShapes) {
  KeyTable table;
  const Key a = table.Intern("a");
  const Key b = table.Intern("b");
  const std::vector<Key> one{a};
  const std::vector<Key> two{a, b};
  EXPECT_NE(table.InternShape(one), table.InternShape(two));
  EXPECT_NE(table.InternShape({}), table.InternShape(one));
}

TEST(KeyTable, ManyThreadsAgree) {
  KeyTable table;
  constexpr int kThreads = 4;
  std::vector<std::vector<Key>> keys(kThreads);
  std::vector<std::vector<const Shape*>> shapes(kThreads);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 2000; ++i) {
          keys[t].push_back(table.Intern("k" + std::to_string(i)));
        }
        for (int i = 1; i < 100; ++i) {
          shapes[t].push_back(table.InternShape(SortedKeys(table, 5, i)));
        }
      });
    }
  }
  for (std::size_t t = 1; t < kThreads; ++t) {
    EXPECT_EQ(keys[t], keys[0]);
    EXPECT_EQ(shapes[t], shapes[0]);
  }
}

}  // namespace
}  // namespace plimsoll

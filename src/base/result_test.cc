// SPDX-License-Identifier: Apache-2.0
#include "base/result.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "base/thread_annotations.h"

namespace plimsoll {
namespace {

Result<int> Half(int n) {
  if (n % 2 != 0) return Error(ErrorCode::kInvalid, "odd");
  return n / 2;
}

Result<void> Check(int n) {
  PLIMSOLL_RETURN_IF_ERROR(Half(n));
  return {};
}

Result<std::string> Quarter(int n) {
  PLIMSOLL_ASSIGN_OR_RETURN(const int half, Half(n));
  PLIMSOLL_ASSIGN_OR_RETURN(int quarter, Half(half));
  return std::to_string(quarter);
}

TEST(Result, CarriesValueOrError) {
  EXPECT_EQ(*Quarter(8), "2");
  EXPECT_EQ(Quarter(6).error().message(), "odd");
  EXPECT_TRUE(Check(2));
  EXPECT_EQ(Check(3).error().code(), ErrorCode::kInvalid);
  EXPECT_EQ(*Half(8).and_then(Half).transform([](int i) { return i + 1; }), 3);
  EXPECT_EQ(Half(3).value_or(7), 7);
  Result<std::unique_ptr<int>> p = std::make_unique<int>(4);
  EXPECT_EQ(**p, 4);
}

TEST(ResultDeathTest, WrongSideAborts) {
  EXPECT_DEATH((void)*Half(1), "odd");
}

class Counter {
 public:
  void Add() {
    MutexLock lock(mutex_);
    ++n_;
  }
  int n() {
    MutexLock lock(mutex_);
    return n_;
  }

 private:
  Mutex mutex_;
  int n_ GUARDED_BY(mutex_) = 0;
};

TEST(Mutex, Counts) {
  Counter c;
  c.Add();
  EXPECT_EQ(c.n(), 1);
}

}  // namespace
}  // namespace plimsoll

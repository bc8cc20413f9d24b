// SPDX-License-Identifier: Apache-2.0
#include "base/secret.h"

#include <array>
#include <new>
#include <ostream>
#include <string_view>
#include <type_traits>

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

template <typename T, typename = void>
struct IsPrintable : std::false_type {};
template <typename T>
struct IsPrintable<T,
                   std::void_t<decltype(std::declval<std::ostream&>()
                                        << std::declval<const T&>())>>
    : std::true_type {};

TEST(Secret, DoesNotPrintOrConvert) {
  static_assert(IsPrintable<std::string>::value);
  static_assert(!IsPrintable<Secret>::value);
  static_assert(!std::is_convertible_v<Secret, std::string>);
  static_assert(!std::is_convertible_v<std::string, Secret>);
  EXPECT_EQ(Secret("key").Reveal(), "key");
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, CopiesAndMoves) {
  Secret a("one");
  Secret b = a;
  EXPECT_EQ(a.Reveal(), "one");
  a = Secret("two");
  b = std::move(a);
  EXPECT_EQ(b.Reveal(), "two");
  EXPECT_TRUE(a.empty());  // NOLINT(bugprone-use-after-move)
  const Secret& alias = b;
  b = alias;
  EXPECT_EQ(b.Reveal(), "two");
}

/// Bytes of a Secret's own storage (a short text lies there) after an action.
template <typename Action>
bool HoldsText(const Action& action) {
  alignas(Secret) std::array<char, sizeof(Secret)> storage{};
  auto* secret = new (storage.data()) Secret("hunter2hunter2");
  action(*secret);
  const std::string_view bytes(storage.data(), storage.size());
  return bytes.find("hunter2") != std::string_view::npos;
}

TEST(Secret, LeavesNoBytesBehind) {
  EXPECT_TRUE(HoldsText([](Secret&) {}));
  EXPECT_FALSE(HoldsText([](Secret& s) { s.~Secret(); }));
  EXPECT_FALSE(HoldsText([](Secret& s) { const Secret taken(std::move(s)); }));
  EXPECT_FALSE(HoldsText([](Secret& s) { s = Secret("x"); }));
  const Secret x("x");
  EXPECT_FALSE(HoldsText([&](Secret& s) { s = x; }));
}

}  // namespace
}  // namespace plimsoll

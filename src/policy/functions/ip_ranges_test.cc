// SPDX-License-Identifier: Apache-2.0
#include "policy/functions/ip_ranges.h"

#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace plimsoll::net {
namespace {

bool ArePublic(const std::vector<std::string>& cidrs) {
  AddressSet v4(Family::kV4);
  AddressSet v6(Family::kV6);
  for (const std::string& text : cidrs) {
    const auto cidr = ParseCidr(text);
    EXPECT_TRUE(cidr.has_value()) << text;
    if (!cidr) return false;
    (cidr->family == Family::kV4 ? v4 : v6).Add(*cidr);
  }
  return v4.IsPublic() || v6.IsPublic();
}

TEST(ParseCidr, ReadsBothFamilies) {
  struct Case {
    std::string text;
    Family family;
    int prefix;
    Address first;
    Address last;
  };
  constexpr std::uint64_t kOnes = ~std::uint64_t{0};
  for (const Case& c : std::vector<Case>{
           {"0.0.0.0/0", Family::kV4, 0, {0, 0}, {0, 0xFFFFFFFF}},
           {"10.1.2.3/8", Family::kV4, 8, {0, 0x0A000000}, {0, 0x0AFFFFFF}},
           {"192.0.2.7", Family::kV4, 32, {0, 0xC0000207}, {0, 0xC0000207}},
           {"::/0", Family::kV6, 0, {0, 0}, {kOnes, kOnes}},
           {"::1", Family::kV6, 128, {0, 1}, {0, 1}},
           {"::1/128", Family::kV6, 128, {0, 1}, {0, 1}},
           {"2001:DB8::/32",
            Family::kV6,
            32,
            {0x20010DB800000000, 0},
            {0x20010DB8FFFFFFFF, kOnes}},
           {"1:2:3:4:5:6:7:8",
            Family::kV6,
            128,
            {0x0001000200030004, 0x0005000600070008},
            {0x0001000200030004, 0x0005000600070008}},
           {"1::8/65",
            Family::kV6,
            65,
            {0x0001000000000000, 0},
            {0x0001000000000000, 0x7FFFFFFFFFFFFFFF}},
           {"::ffff:1.2.3.4/128",
            Family::kV6,
            128,
            {0, 0xFFFF01020304},
            {0, 0xFFFF01020304}},
           {"1:2:3:4:5:6:7::",
            Family::kV6,
            128,
            {0x0001000200030004, 0x0005000600070000},
            {0x0001000200030004, 0x0005000600070000}}}) {
    const auto cidr = ParseCidr(c.text);
    ASSERT_TRUE(cidr.has_value()) << c.text;
    EXPECT_EQ(cidr->family, c.family) << c.text;
    EXPECT_EQ(cidr->prefix, c.prefix) << c.text;
    EXPECT_EQ(cidr->range.first, c.first) << c.text;
    EXPECT_EQ(cidr->range.last, c.last) << c.text;
  }
}

TEST(ParseCidr, RefusesAllElse) {
  for (const char* text : {"",
                           "/",
                           "foo",
                           "0.0.0.0/",
                           "0.0.0.0/33",
                           "0.0.0.0/-1",
                           "0.0.0.0/08",
                           "0.0.0.0/0 ",
                           " 0.0.0.0/0",
                           "0.0.0/0",
                           "0.0.0.0.0/0",
                           "256.0.0.0/8",
                           "01.0.0.0/8",
                           "1..2.3/8",
                           ":/0",
                           ":::/0",
                           "::/129",
                           "1::2::3/64",
                           "12345::/16",
                           "g::/16",
                           "1:2:3:4:5:6:7:8:9",
                           "1:2:3:4:5:6:7:8::",
                           "1:2:3/64",
                           "1:/64",
                           "fe80::1%eth0/64",
                           "1.2.3.4::/64",
                           "::1.2.3/128",
                           "0.0.0.0/0/0"}) {
    EXPECT_FALSE(ParseCidr(text).has_value()) << text;
  }
}

TEST(AddressSet, KnowsWhatIsPublic) {
  struct Case {
    std::vector<std::string> cidrs;
    bool is_public;
  };
  for (const Case& c : std::vector<Case>{
           {{}, false},
           {{"0.0.0.0/0"}, true},
           {{"0.0.0.0/1", "128.0.0.0/1"}, true},
           {{"0.0.0.0/1"}, true},
           {{"128.0.0.0/1"}, true},
           {{"::/0"}, true},
           {{"2000::/3"}, true},
           {{"10.0.0.0/8"}, false},
           {{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}, false},
           {{"100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8"}, false},
           {{"224.0.0.0/3"}, false},
           {{"fc00::/7"}, false},
           {{"fe80::/10", "ff00::/8"}, false},
           {{"4000::/2"}, false},
           // A /8 itself is not broader than a /8.
           {{"52.0.0.0/8"}, false},
           {{"52.0.0.0/7"}, true},
           {{"52.0.0.0/8", "54.0.0.1/32"}, true},
           {{"52.0.0.0/8", "52.1.0.0/16", "52.0.0.0/8"}, false},
           {{"2600::/32"}, false},
           {{"2600::/31"}, true},
           {{"2600::/32", "2700::/128"}, true},
           {{"203.0.113.7/32", "198.51.100.0/24"}, false},
           {{"10.0.0.0/7"}, false}}) {
    EXPECT_EQ(ArePublic(c.cidrs), c.is_public)
        << fmt::format("{}", c.cidrs.size());
  }
}

TEST(AddressSet, HoldsTheWholeInternetInPieces) {
  std::vector<std::string> all;
  for (int i = 0; i < 256; ++i) all.push_back(fmt::format("{}.0.0.0/8", i));
  EXPECT_TRUE(ArePublic(all));
  AddressSet pieces(Family::kV4);
  for (const std::string& text : all) pieces.Add(*ParseCidr(text));
  AddressSet whole(Family::kV4);
  whole.Add(*ParseCidr("0.0.0.0/0"));
  EXPECT_EQ(pieces.PublicCount(), whole.PublicCount());
}

// Counting by ranges agrees with asking address by address, in a small corner
// with special ranges in it.
TEST(AddressSet, AgreesWithCountingOneByOne) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    AddressSet set(Family::kV4);
    std::vector<bool> in(4096, false);
    const std::size_t parts = 1 + random() % 24;
    for (std::size_t i = 0; i < parts; ++i) {
      // 192.0.0.0/20 has 192.0.0.0/24 and 192.0.2.0/24 in it.
      const unsigned prefix = 21 + static_cast<unsigned>(random() % 12);
      const std::uint64_t host = random() % 4096;
      const auto cidr = ParseCidr(
          fmt::format("192.0.{}.{}/{}", host / 256, host % 256, prefix));
      ASSERT_TRUE(cidr.has_value());
      set.Add(*cidr);
      for (std::uint64_t a = cidr->range.first.low; a <= cidr->range.last.low;
           ++a) {
        in[a - 0xC0000000] = true;
      }
    }
    std::uint64_t count = 0;
    for (std::size_t a = 0; a < in.size(); ++a) {
      const std::size_t block = a / 256;
      if (in[a] && block != 0 && block != 2) ++count;
    }
    EXPECT_EQ(set.PublicCount(), (Address{0, count}));
    EXPECT_EQ(set.PublicCount(), (Address{0, count})) << "asked again";
  }
}

}  // namespace
}  // namespace plimsoll::net

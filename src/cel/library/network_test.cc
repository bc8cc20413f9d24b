// SPDX-License-Identifier: Apache-2.0
#include "cel/library/ip_address.h"
#include "cel/library/library_testing.h"
#include "cel/library/url.h"

namespace plimsoll::cel {

namespace {

class NetworkTest : public LibraryTest {
 protected:
  Value Ip(std::string_view text) { return Call("ip", {S(text)}); }
  Value Cidr(std::string_view text) { return Call("cidr", {S(text)}); }
};

TEST(ParseIp, CanonicalFormOrNothing) {
  struct Case {
    std::string_view text;
    std::string_view canonical;  // Empty: refused.
  };
  const std::vector<Case> cases = {
      {"192.168.0.1", "192.168.0.1"},
      {"255.255.255.255", "255.255.255.255"},
      {"192.168.0.1.0", ""},
      {"192.168.0", ""},
      {"192.168.0.256", ""},
      {"192.168.00.1", ""},
      {"192.168.0.01", ""},
      {"192.168.0.", ""},
      {" 1.2.3.4", ""},
      {"", ""},
      {"::", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"2001:DB8::0068", "2001:db8::68"},
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
      {"1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"},
      {"1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
      {"64:ff9b::1.2.3.4", "64:ff9b::102:304"},
      {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
      {"2001:db8:::68", ""},
      {"1::2::3", ""},
      {"1:2:3:4:5:6:7", ""},
      {"1:2:3:4:5:6:7:8:9", ""},
      {"1:2:3:4:5:6:7:8::", ""},
      {"1:2:3:4:5:6:7:1.2.3.4", ""},
      {"1:", ""},
      {":1", ""},
      {"12345::", ""},
      {"g::", ""},
      {"::ffff:1.2.3.4", ""},
      {"::ffff:c0a8:1", "192.168.0.1"},
      {"fe80::1%en0", ""},
  };
  for (const Case& c : cases) {
    const auto address = ParseIp(c.text);
    EXPECT_EQ(address ? RenderIp(*address) : "", c.canonical) << c.text;
  }
}

TEST(ParseBlock, AddressAndPrefix) {
  for (const std::string_view text :
       {"0.0.0.0/0", "10.0.0.1/8", "1.2.3.4/32", "::/0", "2001:db8::/128"}) {
    const auto block = ParseBlock(text);
    ASSERT_TRUE(block) << text;
    EXPECT_EQ(RenderBlock(*block), text);
  }
  for (const std::string_view text : {"1.2.3.4",
                                      "1.2.3.4/",
                                      "1.2.3.4/33",
                                      "1.2.3.4/08",
                                      "1.2.3.4/-1",
                                      "1.2.3.4/+8",
                                      "::/129",
                                      "10.0.0.0/999",
                                      "fe80::1%en0/24",
                                      "::ffff:c0a8:1/24",
                                      "::ffff:192.168.0.1/24"}) {
    EXPECT_FALSE(ParseBlock(text)) << text;
  }
}

TEST_F(NetworkTest, KindsOfAddress) {
  struct Case {
    std::string_view address;
    std::string_view kinds;  // Of "ulLmg", what it is.
  };
  const std::vector<Case> cases = {
      {"0.0.0.0", "u"},
      {"::", "u"},
      {"127.0.0.1", "l"},
      {"127.255.1.1", "l"},
      {"::1", "l"},
      {"169.254.169.254", "L"},
      {"fe80::1", "L"},
      {"fd80::1", "g"},
      {"febf::1", "L"},
      {"fec0::1", "g"},
      {"224.0.0.1", "m"},
      {"224.0.1.1", ""},
      {"ff02::1", "m"},
      {"ff05::1", ""},
      {"255.255.255.255", ""},
      {"10.0.0.1", "g"},
      {"8.8.8.8", "g"},
      {"2001:db8::abcd", "g"},
  };
  for (const Case& c : cases) {
    const Value address = Ip(c.address);
    std::string kinds;
    if (Call("isUnspecified", {address}).is_true()) kinds += 'u';
    if (Call("isLoopback", {address}).is_true()) kinds += 'l';
    if (Call("isLinkLocalUnicast", {address}).is_true()) kinds += 'L';
    if (Call("isLinkLocalMulticast", {address}).is_true()) kinds += 'm';
    if (Call("isGlobalUnicast", {address}).is_true()) kinds += 'g';
    EXPECT_EQ(kinds, c.kinds) << c.address;
  }
}

TEST_F(NetworkTest, Functions) {
  struct Case {
    std::string_view name;
    std::vector<Value> args;
    std::string_view result;
  };
  const std::vector<Case> cases = {
      {"family", {Ip("1.2.3.4")}, "4"},
      {"family", {Ip("::1")}, "6"},
      {"isIP", {S("1.2.3.4")}, "true"},
      {"isIP", {S("1.2.3")}, "false"},
      {"isIP", {Cidr("1.2.3.0/24")}, "error(no such overload: isIP(net.CIDR))"},
      {"ip.isCanonical", {S("2001:db8::1")}, "true"},
      {"ip.isCanonical", {S("2001:DB8::1")}, "false"},
      {"ip.isCanonical",
       {S("x")},
       "error(IP Address 'x' parse error during conversion from string)"},
      {"ip",
       {S("fe80::1%e")},
       "error(IP Address with zone value is not allowed)"},
      {"cidr",
       {S("::ffff:1.2.3.4/24")},
       "error(IPv4-mapped IPv6 address is not allowed)"},
      {"string", {Ip("::1")}, "'::1'"},
      {"string", {Cidr("192.168.0.1/24")}, "'192.168.0.1/24'"},
      {"type", {Ip("::1")}, "type(net.IP)"},
      {"type", {Cidr("::1/1")}, "type(net.CIDR)"},
      {"_==_", {Ip("127.0.0.1"), Ip("127.0.0.1")}, "true"},
      {"_==_", {Ip("127.0.0.1"), Ip("10.0.0.1")}, "false"},
      {"_==_", {Ip("0.0.0.0"), Ip("::")}, "false"},
      {"_==_", {Ip("::ffff:c0a8:1"), Ip("192.168.0.1")}, "true"},
      {"_==_", {Ip("::ffff:c0a8:1"), Ip("192.168.10.1")}, "false"},
      {"ip",
       {S("::ffff:1.2.3.4")},
       "error(IPv4-mapped IPv6 address is not allowed)"},
      {"_==_", {Cidr("10.0.0.0/8"), Cidr("10.0.0.0/9")}, "false"},
      {"isCIDR", {S("10.0.0.0/8")}, "true"},
      {"isCIDR", {S("10.0.0.0")}, "false"},
      {"containsIP", {Cidr("10.0.0.0/8"), S("10.1.2.3")}, "true"},
      {"containsIP", {Cidr("10.0.0.0/8"), Ip("11.0.0.0")}, "false"},
      {"containsIP", {Cidr("10.0.0.0/9"), Ip("10.128.0.0")}, "false"},
      {"containsIP", {Cidr("0.0.0.0/0"), Ip("::1")}, "false"},
      {"containsIP", {Cidr("2001:db8::/32"), S("2001:dc8::1")}, "false"},
      {"containsIP",
       {Cidr("0.0.0.0/0"), S("x")},
       "error(IP Address 'x' parse error during conversion from string)"},
      {"containsCIDR", {Cidr("10.0.0.0/8"), S("10.0.0.0/8")}, "true"},
      {"containsCIDR", {Cidr("10.0.0.0/8"), S("0.0.0.0/4")}, "false"},
      {"containsCIDR", {Cidr("2001:db8::/32"), Cidr("2001:db8::/33")}, "true"},
      {"ip", {Cidr("192.168.0.7/24")}, "net.IP"},
      {"prefixLength", {Cidr("2001:db8::/32")}, "32"},
      {"isMask", {Cidr("10.0.0.0/8")}, "true"},
      {"isMask", {Cidr("10.0.0.1/8")}, "false"},
      {"string",
       {Call("masked", {Cidr("192.168.129.1/17")})},
       "'192.168.128.0/17'"},
      {"string", {Call("masked", {Cidr("1.2.3.4/0")})}, "'0.0.0.0/0'"},
      {"string", {Call("ip", {Cidr("192.168.0.7/24")})}, "'192.168.0.7'"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Run(c.name, c.args), c.result) << c.name;
  }
  EXPECT_EQ(
      Call("distinct", {L({Ip("::1"), Ip("0::1"), Ip("::2")})}).AsList().size(),
      2U);
}

TEST(ParseUrl, Parts) {
  struct Case {
    std::string_view text;
    std::string_view parts;  // scheme|host|hostname|port|path; empty: refused.
  };
  const std::vector<Case> cases = {
      {"https://example.com:80/a/b?q=1",
       "https|example.com:80|example.com|80|/a/b"},
      {"HTTPS://example.com", "https|example.com|example.com||"},
      {"https://u:p@example.com/", "https|example.com|example.com||/"},
      {"https://[::1]:80/", "https|[::1]:80|::1|80|/"},
      {"https://[::1]/", "https|[::1]|::1||/"},
      {"https://example.com/path with spaces/",
       "https|example.com|example.com||/path%20with%20spaces/"},
      {"https://example.com/a%20b", "https|example.com|example.com||/a%20b"},
      {"/absolute-path", "||||/absolute-path"},
      {"https://example.com:", "https|example.com:|example.com||"},
      {"mailto:x@example.com", "mailto||||"},
      {"relative", ""},
      {"", ""},
      {":host", ""},
      {"https://exa mple.com/", ""},
      {"https://example.com:port/", ""},
      {"https://[::1/", ""},
      {"https://example.com/%zz", ""},
      {"https://example.com/\n", ""},
  };
  for (const Case& c : cases) {
    const auto url = ParseUrl(c.text);
    std::string parts;
    if (url) {
      parts = url->scheme + "|" + url->host + "|" + url->Hostname() + "|" +
              url->Port() + "|" + url->path;
    }
    EXPECT_EQ(parts, c.parts) << c.text;
  }
}

TEST_F(NetworkTest, UrlFunctions) {
  const Value url = Call("url", {S("https://e.org/p?k=a&k=b+c&x&%zz=1&y;z=2")});
  EXPECT_EQ(Run("getQuery", {url}), "{'k': ['a', 'b c'], 'x': ['']}");
  EXPECT_EQ(Run("getScheme", {url}), "'https'");
  EXPECT_EQ(Run("getHost", {url}), "'e.org'");
  EXPECT_EQ(Run("getEscapedPath", {url}), "'/p'");
  EXPECT_EQ(Run("isURL", {S("e.org")}), "false");
  EXPECT_EQ(Run("url", {S("e.org")}),
            "error(URL parse error during conversion from string: 'e.org')");
  const Value upper = Call("url", {S("HTTP://e.org/")});
  EXPECT_EQ(Run("_==_", {upper, Call("url", {S("http://e.org/")})}), "true");
  EXPECT_EQ(Run("_==_", {upper, url}), "false");
  EXPECT_EQ(
      Run("_==_", {Call("url", {S("mailto:a")}), Call("url", {S("mailto:b")})}),
      "false");
}

}  // namespace

}  // namespace plimsoll::cel

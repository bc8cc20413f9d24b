// SPDX-License-Identifier: Apache-2.0
#include "source/aws/uri.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::aws {
namespace {

TEST(UriTest, EncodesAllButUnreserved) {
  EXPECT_EQ(UriEncode("aZ09-_.~"), "aZ09-_.~");
  EXPECT_EQ(UriEncode("a b/c:*+=&\xC3\xA9"), "a%20b%2Fc%3A%2A%2B%3D%26%C3%A9");
  EXPECT_EQ(UriEncode("a/b", "/"), "a/b");
}

TEST(UriTest, DecodesWhatItCan) {
  EXPECT_EQ(UriDecode("%7B%22a%22%3A1%7d"), "{\"a\":1}");
  EXPECT_EQ(UriDecode("a+b%zz%4"), "a+b%zz%4");
}

TEST(UriTest, CutsUrls) {
  const auto url = ParseUrl("HTTPS://Host.Example:8443/a/b?x=1&y");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "host.example");
  EXPECT_EQ(url->port, "8443");
  EXPECT_EQ(url->path, "/a/b");
  EXPECT_EQ(url->query, "x=1&y");
  EXPECT_EQ(url->Text(), "https://host.example:8443/a/b?x=1&y");
  EXPECT_EQ(ParseUrl("http://[::1]:5000")->host, "[::1]");
  EXPECT_EQ(ParseUrl("http://[::1]:5000")->port, "5000");
}

TEST(UriTest, LeavesOutDefaultPorts) {
  EXPECT_EQ(ParseUrl("https://h:443/")->HostHeader(), "h");
  EXPECT_EQ(ParseUrl("http://h:80/")->HostHeader(), "h");
  EXPECT_EQ(ParseUrl("http://h:443/")->HostHeader(), "h:443");
}

TEST(UriTest, RefusesWhatIsNoUrl) {
  for (const std::string_view text : {"",
                                      "host/path",
                                      "ftp://host/",
                                      "http://",
                                      "http:///x",
                                      "http://h:port/",
                                      "http://h:123456/",
                                      "http://user@host/",
                                      "http://[::1/",
                                      "http://h/#x",
                                      "http://h/a b",
                                      "http://h/\r\nX: y"}) {
    EXPECT_FALSE(ParseUrl(text)) << text;
  }
}

TEST(UriTest, TellsAddressesFromNames) {
  EXPECT_TRUE(IsIpLiteral("127.0.0.1"));
  EXPECT_TRUE(IsIpLiteral("[::1]"));
  EXPECT_FALSE(IsIpLiteral("1.2.3.256"));
  EXPECT_FALSE(IsIpLiteral("127.0.0.1.example"));
  EXPECT_TRUE(IsHostLabel("eu-west-1"));
  for (const std::string_view text : {"", "-a", "a-", "a.b", "a/b", "a b"}) {
    EXPECT_FALSE(IsHostLabel(text)) << text;
  }
}

}  // namespace
}  // namespace plimsoll::aws

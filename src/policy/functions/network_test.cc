// SPDX-License-Identifier: Apache-2.0
#include "policy/functions/network.h"

#include <random>
#include <string>
#include <vector>

#include "policy/functions/functions_testing.h"

namespace plimsoll {
namespace {

class NetworkTest : public FunctionsTest {
 protected:
  std::string Exposes(std::string_view rules,
                      std::string_view protocol,
                      std::int64_t port) {
    return Run("net.exposes", {Read(rules), S(protocol), I(port)});
  }
};

struct Case {
  const char* rules;
  const char* protocol;
  std::int64_t port;
  const char* expected;
};

TEST_F(NetworkTest, ExposesKnownRules) {
  for (
      const Case& c : std::vector<Case>{
          {"null", "tcp", 22, "false"},
          {"[]", "tcp", 22, "false"},
          {R"([{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           22,
           "true"},
          {R"([{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           23,
           "false"},
          {R"([{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"CidrIp":"0.0.0.0/0"}])",
           "udp",
           22,
           "false"},
          {R"([{"IpProtocol":"6","FromPort":20,"ToPort":30,"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           22,
           "true"},
          {R"([{"IpProtocol":6,"FromPort":"20","ToPort":"30","CidrIp":"0.0.0.0/0"}])",
           "TCP",
           22,
           "true"},
          {R"([{"IpProtocol":"tcp","FromPort":20,"ToPort":30,"CidrIp":"0.0.0.0/0"}])",
           "6",
           22,
           "true"},
          {R"([{"IpProtocol":"-1","CidrIp":"0.0.0.0/0"}])", "tcp", 22, "true"},
          {R"([{"IpProtocol":-1,"CidrIp":"0.0.0.0/0"}])", "udp", 53, "true"},
          {R"([{"IpProtocol":"-1","FromPort":80,"ToPort":80,"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           22,
           "true"},
          {R"([{"IpProtocol":"tcp","FromPort":-1,"ToPort":-1,"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           22,
           "true"},
          {R"([{"IpProtocol":"tcp","CidrIp":"0.0.0.0/0"}])", "tcp", 22, "true"},
          {R"([{"IpProtocol":"tcp","FromPort":80,"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           22,
           "false"},
          {R"([{"IpProtocol":"tcp","FromPort":80,"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           80,
           "true"},
          {R"([{"IpProtocol":"icmp","FromPort":-1,"ToPort":-1,"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           22,
           "false"},
          {R"([{"IpProtocol":"icmp","FromPort":8,"ToPort":-1,"CidrIp":"0.0.0.0/0"}])",
           "icmp",
           8,
           "true"},
          {R"([{"IpProtocol":"icmp","FromPort":8,"ToPort":-1,"CidrIp":"0.0.0.0/0"}])",
           "icmp",
           3,
           "false"},
          {R"([{"IpProtocol":"47","CidrIp":"0.0.0.0/0"}])", "47", 0, "true"},
          // Sources.
          {R"([{"IpProtocol":"-1","CidrIpv6":"::/0"}])", "tcp", 22, "true"},
          {R"([{"IpProtocol":"-1","CidrIpv6":"2000::/3"}])", "tcp", 22, "true"},
          {R"([{"IpProtocol":"-1","CidrIp":"10.0.0.0/8"}])",
           "tcp",
           22,
           "false"},
          {R"([{"IpProtocol":"-1","CidrIp":"203.0.113.4/32"}])",
           "tcp",
           22,
           "false"},
          {R"([{"IpProtocol":"-1","SourceSecurityGroupId":"sg-1"}])",
           "tcp",
           22,
           "false"},
          {R"([{"IpProtocol":"-1","SourcePrefixListId":"pl-1"}])",
           "tcp",
           22,
           "false"},
          {R"([{"IpProtocol":"-1","CidrIp":"10.0.0.0/8","CidrIpv6":"::/0"}])",
           "tcp",
           22,
           "true"},
          // Together.
          {R"([{"IpProtocol":"-1","CidrIp":"0.0.0.0/1"},
                {"IpProtocol":"-1","CidrIp":"128.0.0.0/1"}])",
           "tcp",
           22,
           "true"},
          {R"([{"IpProtocol":"tcp","FromPort":1,"ToPort":30,"CidrIp":"52.0.0.0/8"},
                {"IpProtocol":"tcp","FromPort":20,"ToPort":50,"CidrIp":"53.0.0.0/8"}])",
           "tcp",
           22,
           "true"},
          {R"([{"IpProtocol":"tcp","FromPort":1,"ToPort":30,"CidrIp":"52.0.0.0/8"},
                {"IpProtocol":"tcp","FromPort":20,"ToPort":50,"CidrIp":"53.0.0.0/8"}])",
           "tcp",
           40,
           "false"},
          // All ports.
          {R"([{"IpProtocol":"-1","CidrIp":"0.0.0.0/0"}])", "tcp", -1, "true"},
          {R"([{"IpProtocol":"-1","CidrIp":"0.0.0.0/0"}])", "-1", -1, "true"},
          {R"([{"IpProtocol":"tcp","CidrIp":"0.0.0.0/0"}])", "-1", -1, "false"},
          {R"([{"IpProtocol":"tcp","FromPort":0,"ToPort":65535,"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           -1,
           "true"},
          {R"([{"IpProtocol":"tcp","FromPort":1,"ToPort":65535,"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           -1,
           "true"},
          {R"([{"IpProtocol":"tcp","FromPort":2,"ToPort":65535,"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           -1,
           "false"},
          {R"([{"IpProtocol":"tcp","FromPort":0,"ToPort":1023,"CidrIp":"0.0.0.0/0"},
                {"IpProtocol":"tcp","FromPort":1024,"ToPort":65535,"CidrIpv6":"::/0"}])",
           "tcp",
           -1,
           "true"},
          {R"([{"IpProtocol":"tcp","FromPort":0,"ToPort":1023,"CidrIp":"0.0.0.0/0"},
                {"IpProtocol":"tcp","FromPort":1025,"ToPort":65535,"CidrIpv6":"::/0"}])",
           "tcp",
           -1,
           "false"},
          {R"([{"IpProtocol":"tcp","FromPort":0,"ToPort":65535,"CidrIp":"0.0.0.0/1"},
                {"IpProtocol":"tcp","FromPort":0,"ToPort":65535,"CidrIp":"128.0.0.0/1"}])",
           "tcp",
           -1,
           "true"},
          {"[]", "tcp", -1, "false"},
          {R"([{"IpProtocol":"-1","CidrIp":"0.0.0.0/0"}])",
           "tcp",
           70000,
           "false"}}) {
    EXPECT_EQ(Exposes(c.rules, c.protocol, c.port), c.expected)
        << c.rules << " " << c.protocol << " " << c.port;
  }
}

TEST_F(NetworkTest, ExposesUnknownRules) {
  for (
      const Case& c : std::vector<Case>{
          {R"({"$unknown":"rules"})", "tcp", 22, "unknown(rules)"},
          {R"([{"$unknown":"rule"}])", "tcp", 22, "unknown(rule)"},
          {R"([{"$unknown":"rule"}])", "tcp", -1, "unknown(rule)"},
          {R"([{"$unknown":"a"},{"$unknown":"b"}])",
           "tcp",
           22,
           "unknown(a, b)"},
          {R"([{"$unknown":"rule"},{"IpProtocol":"-1","CidrIp":"0.0.0.0/0"}])",
           "tcp",
           22,
           "true"},
          {R"([{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"CidrIp":{"$unknown":"cidr"}}])",
           "tcp",
           22,
           "unknown(cidr)"},
          {R"([{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"CidrIp":{"$unknown":"cidr"}}])",
           "tcp",
           23,
           "false"},
          {R"([{"IpProtocol":"udp","CidrIp":{"$unknown":"cidr"}}])",
           "tcp",
           22,
           "false"},
          {R"([{"IpProtocol":{"$unknown":"p"},"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           22,
           "unknown(p)"},
          {R"([{"IpProtocol":{"$unknown":"p"},"CidrIp":"10.0.0.0/8"}])",
           "tcp",
           22,
           "false"},
          {R"([{"IpProtocol":"tcp","FromPort":{"$unknown":"f"},"ToPort":22,"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           22,
           "unknown(f)"},
          {R"([{"IpProtocol":"tcp","FromPort":{"$unknown":"f"},"ToPort":22,"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           23,
           "false"},
          {R"([{"IpProtocol":"tcp","FromPort":22,"ToPort":{"$unknown":"t"},"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           21,
           "false"},
          {R"([{"IpProtocol":"tcp","FromPort":22,"ToPort":{"$unknown":"t"},"CidrIp":{"$unknown":"c"}}])",
           "tcp",
           80,
           "unknown(c, t)"},
          {R"([{"IpProtocol":"-1","FromPort":{"$unknown":"f"},"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           22,
           "true"},
          {R"([{"IpProtocol":"-1","SourceSecurityGroupId":{"$unknown":"g"}}])",
           "tcp",
           22,
           "false"},
          // Half of it is known, the other half may be there.
          {R"([{"IpProtocol":"-1","CidrIp":"52.0.0.0/8"},
                {"IpProtocol":{"$unknown":"p"},"CidrIp":"53.0.0.0/8"}])",
           "tcp",
           22,
           "unknown(p)"}}) {
    EXPECT_EQ(Exposes(c.rules, c.protocol, c.port), c.expected)
        << c.rules << " " << c.protocol << " " << c.port;
  }
  const Value open = Read(R"([{"IpProtocol":"-1","CidrIp":"0.0.0.0/0"}])");
  EXPECT_EQ(Run("net.exposes", {open, S("tcp"), Unknown("port")}),
            "unknown(refused)");
  EXPECT_EQ(Run("net.exposes", {open, Unknown("protocol"), I(22)}),
            "unknown(refused)");
}

TEST_F(NetworkTest, NamesWhatIsMalformed) {
  for (
      const Case& c : std::vector<Case>{
          {R"([{"IpProtocol":"-1","CidrIp":"foo"}])",
           "tcp",
           22,
           R"(error(security group rule 1: is no CIDR: "foo"))"},
          {R"([{"IpProtocol":"-1","CidrIp":5}])",
           "tcp",
           22,
           "error(security group rule 1: is no CIDR: of type int)"},
          {R"([{"IpProtocol":"xyz","CidrIp":"0.0.0.0/0"}])",
           "tcp",
           22,
           R"(error(security group rule 1: IpProtocol "xyz"))"},
          {R"([{"IpProtocol":"tcp","FromPort":"ssh","CidrIp":"0.0.0.0/0"}])",
           "tcp",
           22,
           R"(error(security group rule 1: FromPort "ssh"))"},
          {R"([{"IpProtocol":"tcp","FromPort":22,"ToPort":70000,"CidrIp":"0.0.0.0/0"}])",
           "tcp",
           22,
           "error(security group rule 1: ToPort of type int)"},
          {R"(["x"])",
           "tcp",
           22,
           R"(error(security group rule 1: is no object but a value "x"))"},
          {"[]", "xyz", 22, "error(no protocol: xyz)"},
          // Another rule decides; then what is malformed does not matter.
          {R"([{"CidrIp":"foo"},{"IpProtocol":"-1","CidrIp":"0.0.0.0/0"}])",
           "tcp",
           22,
           "true"},
          {R"([{"CidrIp":"foo"},{"$unknown":"rule"}])",
           "tcp",
           22,
           "unknown(rule)"}}) {
    EXPECT_EQ(Exposes(c.rules, c.protocol, c.port), c.expected) << c.rules;
  }
}

TEST_F(NetworkTest, PublicSources) {
  for (const Case& c : std::vector<Case>{
           {"null", "tcp", 22, "[]"},
           {R"([{"IpProtocol":"-1","CidrIp":"10.0.0.0/8"}])", "tcp", 22, "[]"},
           {R"([{"IpProtocol":"-1","CidrIp":"128.0.0.0/1"},
                {"IpProtocol":"-1","CidrIp":"0.0.0.0/1"},
                {"IpProtocol":"tcp","FromPort":22,"ToPort":22,"CidrIp":"0.0.0.0/1"},
                {"IpProtocol":"-1","CidrIp":"10.0.0.0/8"},
                {"IpProtocol":"-1","CidrIp":"54.1.2.3/32"},
                {"IpProtocol":"tcp","FromPort":80,"ToPort":80,"CidrIp":"0.0.0.0/0"}])",
            "tcp",
            22,
            R"(["0.0.0.0/1","128.0.0.0/1"])"},
           {R"([{"IpProtocol":"-1","CidrIp":"0.0.0.0/0","CidrIpv6":"::/0"}])",
            "tcp",
            22,
            R"(["0.0.0.0/0","::/0"])"},
           {R"([{"IpProtocol":"-1","CidrIp":"52.0.0.0/8"},
                {"IpProtocol":"-1","CidrIp":"53.0.0.0/8"},
                {"IpProtocol":"-1","CidrIp":"10.0.0.0/8"}])",
            "tcp",
            22,
            R"(["52.0.0.0/8","53.0.0.0/8"])"},
           {R"([{"IpProtocol":"-1","CidrIp":"0.0.0.0/0"}])",
            "tcp",
            -1,
            R"(["0.0.0.0/0"])"},
           {R"([{"IpProtocol":"-1","CidrIp":"0.0.0.0/0"},{"$unknown":"rule"}])",
            "tcp",
            22,
            "unknown(rule)"},
           {R"([{"IpProtocol":"-1","CidrIp":"0.0.0.0/0"},
                {"IpProtocol":"udp","CidrIp":{"$unknown":"c"}}])",
            "tcp",
            22,
            R"(["0.0.0.0/0"])"},
           {R"([{"IpProtocol":"-1","CidrIp":"foo"}])",
            "tcp",
            22,
            R"(error(security group rule 1: is no CIDR: "foo"))"}}) {
    EXPECT_EQ(
        Run("net.publicSources", {Read(c.rules), S(c.protocol), I(c.port)}),
        c.expected)
        << c.rules;
  }
}

TEST_F(NetworkTest, ExposedPorts) {
  const char* rules =
      R"([{"IpProtocol":"tcp","FromPort":20,"ToPort":30,"CidrIp":"0.0.0.0/0"},
          {"IpProtocol":"udp","CidrIp":"0.0.0.0/0"},
          {"IpProtocol":"tcp","FromPort":443,"ToPort":443,"CidrIp":{"$unknown":"c"}}])";
  EXPECT_EQ(Run("net.exposedPorts", {Read(rules), Read("[3389,22,25]")}),
            "[22,25]");
  EXPECT_EQ(Run("net.exposedPorts", {Read(rules), Read("[22,443]")}),
            "unknown(c)");
  EXPECT_EQ(Run("net.exposedPorts", {Read("null"), Read("[22]")}), "[]");
  EXPECT_EQ(Run("net.exposedPorts", {Read(rules), Read("null")}), "[]");
  EXPECT_EQ(Run("net.exposedPorts", {Read(rules), Read(R"(["22"])")}),
            "error(a port is no int)");
}

TEST_F(NetworkTest, Public) {
  EXPECT_EQ(Run("net.public", {S("0.0.0.0/1")}), "true");
  EXPECT_EQ(Run("net.public", {S("10.0.0.0/8")}), "false");
  EXPECT_EQ(Run("net.public", {S("2000::/3")}), "true");
  EXPECT_EQ(Run("net.public", {Value::Null()}), "false");
  EXPECT_EQ(Run("net.public", {S("foo")}), "error(no CIDR: \"foo\")");
}

TEST_F(NetworkTest, StopsAtTheBudget) {
  steps_ = 10;
  EXPECT_EQ(Exposes("[{},{},{},{}]", "tcp", 22).substr(0, 5), "error");
}

// Making any part unknown never turns an answer into its opposite.
TEST_F(NetworkTest, UnknownNeverFlipsAnAnswer) {
  std::mt19937 random(11);
  const std::vector<std::string> members[] = {
      {R"("tcp")", R"("udp")", R"("-1")", "6"},
      {"22", "0", "20", "null", "-1"},
      {"22", "65535", "30", "null", "-1"},
      {R"("0.0.0.0/0")",
       R"("10.0.0.0/8")",
       R"("0.0.0.0/1")",
       R"("52.0.0.0/8")",
       R"("53.0.0.0/8")",
       "null"},
      {"null", R"("::/0")", R"("fc00::/7")"}};
  const char* names[] = {
      "IpProtocol", "FromPort", "ToPort", "CidrIp", "CidrIpv6"};
  int unknown_count = 0;
  int known_count = 0;
  for (int round = 0; round < 3000; ++round) {
    std::string plain = "[";
    std::string blurred = "[";
    const std::size_t rules = 1 + random() % 3;
    for (std::size_t r = 0; r < rules; ++r) {
      const bool whole = random() % 8 == 0;
      std::string rule = r > 0 ? ",{" : "{";
      std::string other = rule;
      for (std::size_t m = 0; m < 5; ++m) {
        const auto& choices = members[m];
        const std::string& choice = choices[random() % choices.size()];
        const std::string key =
            std::string(m > 0 ? "," : "") + "\"" + names[m] + "\":";
        rule += key + choice;
        other += key + (random() % 6 == 0 ? R"({"$unknown":"x"})" : choice);
      }
      plain += rule + "}";
      blurred += whole ? std::string(r > 0 ? "," : "") + R"({"$unknown":"r"})"
                       : other + "}";
    }
    plain += "]";
    blurred += "]";
    for (const std::int64_t port : {22, 25, -1}) {
      const std::string sharp = Exposes(plain, "tcp", port);
      const std::string blurry = Exposes(blurred, "tcp", port);
      ASSERT_TRUE(sharp == "true" || sharp == "false") << sharp << plain;
      if (blurry == "true" || blurry == "false") {
        ++known_count;
        EXPECT_EQ(blurry, sharp) << plain << "\n" << blurred << " " << port;
      } else {
        ++unknown_count;
        EXPECT_EQ(blurry.substr(0, 7), "unknown") << blurry;
      }
    }
  }
  // The test is about both.
  EXPECT_GT(unknown_count, 500);
  EXPECT_GT(known_count, 500);
}

}  // namespace
}  // namespace plimsoll

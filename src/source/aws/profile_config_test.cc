// SPDX-License-Identifier: Apache-2.0
#include "source/aws/profile_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::aws {
namespace {

using ::testing::HasSubstr;

TEST(ProfileConfigTest, ReadsSettings) {
  const auto sections = ParseIni(
      "\xEF\xBB\xBF# comment\n"
      "[default]\r\n"
      "Region = eu-west-1\n"
      "; another\n"
      "key=a=b # not a comment\n"
      "[profile \"my audit\"]\n"
      "s3 =\n"
      "  addressing_style = path\n"
      "\tmax = 1\n"
      "long = one\n"
      "  two\n"
      "[default]\n"
      "region = us-east-1\n",
      "config");
  ASSERT_TRUE(sections) << sections.error().message();
  const ConfigSection& first = sections->at("default");
  EXPECT_EQ(first.Get("region"), "us-east-1");
  EXPECT_EQ(first.Get("key"), "a=b # not a comment");
  const ConfigSection& audit = sections->at("profile my audit");
  EXPECT_EQ(audit.Get("s3", "addressing_style"), "path");
  EXPECT_EQ(audit.Get("s3", "max"), "1");
  EXPECT_EQ(audit.Get("s4", "max"), "");
  EXPECT_EQ(audit.Get("long"), "one\ntwo");
}

TEST(ProfileConfigTest, MistakesNameTheLine) {
  struct Case {
    std::string_view text;
    std::string_view message;
  };
  const Case cases[] = {
      {"a = b\n", "f:1: setting before the first heading"},
      {"[a]\nb = c\nwhat\n", "f:3: expected \"key = value\""},
      {"\n[a\n", "f:2: the heading lacks \"]\""},
      {"[ ]\n", "f:1: the heading is empty"},
      {"[a]\n= b\n", "f:2: the key is empty"},
      {"[a]\ns3 =\n  nothing\n", "f:3: expected \"key = value\" below \"s3\""},
  };
  for (const Case& c : cases) {
    const auto sections = ParseIni(c.text, "f");
    ASSERT_FALSE(sections) << c.text;
    EXPECT_THAT(sections.error().message(), HasSubstr(std::string(c.message)));
  }
}

TEST(ProfileConfigTest, BinaryFilesAreRefused) {
  EXPECT_FALSE(ParseIni(std::string_view("[a]\nk\0=v\n", 9), "f"));
}

TEST(ProfileConfigTest, PutsBothFilesTogether) {
  const MemoryFileSystem files(
      {{"/h/.aws/config",
        "[default]\nregion=a\n[profile default]\nregion=b\n"
        "[profile x]\nregion=c\nrole_arn=r\n[sso-session s]\nsso_region=d\n"
        "[services v]\nec2 =\n  endpoint_url = http://e\n[plain]\nk=v\n"},
       {"/h/.aws/credentials", "[x]\nregion=z\naws_access_key_id=K\n"}});
  const auto config = ProfileConfig::Load(files, {{"HOME", "/h"}});
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_EQ(config->Get("default", "region"), "b");
  EXPECT_EQ(config->Get("x", "region"), "z");
  EXPECT_EQ(config->Get("x", "role_arn"), "r");
  EXPECT_EQ(config->FindInCredentials("x")->Get("aws_access_key_id"), "K");
  EXPECT_EQ(config->FindSsoSession("s")->Get("sso_region"), "d");
  EXPECT_EQ(config->FindServices("v")->Get("ec2", "endpoint_url"), "http://e");
  EXPECT_FALSE(config->HasProfile("plain"));
  EXPECT_THAT(config->SuggestProfile("defualt"), HasSubstr("\"default\""));
}

TEST(ProfileConfigTest, VariablesNameOtherFiles) {
  const MemoryFileSystem files(
      {{"/c", "[profile a]\nk=1\n"}, {"/home/s", "[b]\nk=2\n"}});
  const auto config =
      ProfileConfig::Load(files,
                          {{"HOME", "/home"},
                           {"AWS_CONFIG_FILE", "/c"},
                           {"AWS_SHARED_CREDENTIALS_FILE", "~/s"}});
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->HasProfile("a"));
  EXPECT_TRUE(config->HasProfile("b"));
}

TEST(ProfileConfigTest, MissingFilesAreEmpty) {
  const MemoryFileSystem files;
  const auto config = ProfileConfig::Load(files, {});
  ASSERT_TRUE(config);
  EXPECT_FALSE(config->HasProfile("default"));
}

TEST(ProfileConfigTest, NameOfTheProfile) {
  EXPECT_EQ(ProfileName("p", {{"AWS_PROFILE", "q"}}), "p");
  EXPECT_EQ(ProfileName("", {{"AWS_PROFILE", "q"}}), "q");
  EXPECT_EQ(ProfileName("", {{"AWS_DEFAULT_PROFILE", "r"}}), "r");
  EXPECT_EQ(ProfileName("", {}), "default");
}

TEST(ProfileConfigTest, Switches) {
  EXPECT_EQ(*ParseSwitch("TRUE", "X"), true);
  EXPECT_EQ(*ParseSwitch("false", "X"), false);
  EXPECT_EQ(*ParseSwitch("", "X"), std::nullopt);
  EXPECT_EQ(ParseSwitch("yes", "X").error().message(),
            "X is \"yes\", expected true or false");
}

}  // namespace
}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
#include "source/aws/credential_chain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/aws/aws_time.h"
#include "source/aws/fake_transport.h"

namespace plimsoll::aws {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// Answers STS, the container endpoint and the metadata service; what it hands
// out says who asked.
Result<HttpResponse> World(const HttpRequest& request) {
  const auto role = [&](const std::string& operation) {
    const std::string& body = request.body;
    const std::size_t at = body.find("RoleArn=") + 8;
    const std::string arn = body.substr(at, body.find('&', at) - at);
    return "<" + operation + "Response><" + operation +
           "Result><Credentials><AccessKeyId>" + arn +
           "</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t"
           "</SessionToken><Expiration>2015-08-30T13:36:00Z</Expiration>"
           "</Credentials></" +
           operation + "Result></" + operation + "Response>";
  };
  if (request.body.find("Action=AssumeRoleWithWebIdentity&") !=
      std::string::npos) {
    return Reply(200, role("AssumeRoleWithWebIdentity"));
  }
  if (request.body.find("Action=AssumeRole&") != std::string::npos) {
    return Reply(200, role("AssumeRole"));
  }
  if (request.url.starts_with("http://169.254.170.2/")) {
    return Reply(200, R"({"AccessKeyId":"CONTAINER","SecretAccessKey":"s"})");
  }
  if (request.url.ends_with("/latest/api/token")) return Reply(200, "T");
  if (request.url.ends_with("/security-credentials/")) return Reply(200, "r");
  if (request.url.ends_with("/security-credentials/r")) {
    return Reply(200, R"({"AccessKeyId":"INSTANCE","SecretAccessKey":"s"})");
  }
  return Error(ErrorCode::kIo, "cannot resolve " + request.url);
}

class PrintingRunner final : public ProcessRunner {
 public:
  Result<std::string> Run(const std::vector<std::string>& command,
                          std::chrono::milliseconds,
                          std::stop_token) override {
    return R"({"Version":1,"AccessKeyId":")" + command.at(0) +
           R"(","SecretAccessKey":"s"})";
  }
};

class CredentialChainTest : public ::testing::Test {
 protected:
  // Access key that is found, or the error.
  std::string Find(Environment environment,
                   std::string config_text = "",
                   std::string credentials_text = "",
                   std::string_view profile = "") {
    environment["HOME"] = "/h";
    MemoryFileSystem files(
        {{"/h/.aws/config", std::move(config_text)},
         {"/h/.aws/credentials", std::move(credentials_text)},
         {"/token", "jwt"}});
    const auto config = ProfileConfig::Load(files, environment);
    EXPECT_TRUE(config) << config.error().message();
    const CredentialContext context{client_,
                                    transport_,
                                    files,
                                    clock_,
                                    processes_,
                                    environment,
                                    *config,
                                    nullptr,
                                    "eu-west-1"};
    const auto found = FindCredentials(context, profile);
    if (!found) return found.error().message();
    const auto keys = (*found)->Get({});
    return keys ? keys->access_key_id : keys.error().message();
  }
  // Access keys with which STS was called, in order.
  std::vector<std::string> Callers() const {
    std::vector<std::string> out;
    for (const HttpRequest& request : transport_.requests()) {
      const std::string header = HeaderOf(request, "Authorization");
      const std::size_t at = header.find("Credential=");
      if (at == std::string::npos) continue;
      out.push_back(header.substr(at + 11, header.find('/', at) - at - 11));
    }
    return out;
  }

  ManualClock clock_{ToWallTime({1440938160, 0})};
  SeededRandom random_{1};
  PrintingRunner processes_;
  FakeTransport transport_{World};
  Client client_{ShippedModel(), transport_, clock_, random_, ClientOptions{}};
};

const Environment kEnvironmentKeys{{"AWS_ACCESS_KEY_ID", "ENV"},
                                   {"AWS_SECRET_ACCESS_KEY", "s"}};
constexpr char kFileKeys[] =
    "[default]\naws_access_key_id=FILE\naws_secret_access_key=s\n"
    "[other]\naws_access_key_id=OTHER\naws_secret_access_key=s\n";

TEST_F(CredentialChainTest, EnvironmentComesFirstUnlessAProfileIsAskedFor) {
  EXPECT_EQ(Find(kEnvironmentKeys, "", kFileKeys), "ENV");
  EXPECT_EQ(Find(kEnvironmentKeys, "", kFileKeys, "other"), "OTHER");
  Environment with_profile = kEnvironmentKeys;
  with_profile["AWS_PROFILE"] = "other";
  EXPECT_EQ(Find(with_profile, "", kFileKeys), "ENV");
  EXPECT_EQ(Find({{"AWS_PROFILE", "other"}}, "", kFileKeys), "OTHER");
  EXPECT_THAT(Find({{"AWS_ACCESS_KEY_ID", "x"}}),
              HasSubstr("AWS_SECRET_ACCESS_KEY is not"));
}

TEST_F(CredentialChainTest, FilesInTheirOrder) {
  const std::string config =
      "[default]\naws_access_key_id=CONFIG\naws_secret_access_key=s\n"
      "credential_process=PROCESS --x\n";
  EXPECT_EQ(Find({}, config, kFileKeys), "FILE");
  EXPECT_EQ(Find({}, config), "PROCESS");
  EXPECT_EQ(Find({},
                 "[default]\naws_access_key_id=CONFIG\n"
                 "aws_secret_access_key=s\n"),
            "CONFIG");
  EXPECT_THAT(Find({}, "", "[default]\naws_access_key_id=x\n"),
              HasSubstr("no aws_secret_access_key"));
}

TEST_F(CredentialChainTest, UnknownProfileIsSuggested) {
  EXPECT_THAT(Find({}, "", kFileKeys, "othr"),
              HasSubstr("profile othr does not exist; did you mean \"other\""));
  EXPECT_THAT(Find({{"AWS_PROFILE", "nope"}}),
              HasSubstr("profile nope does not exist"));
  EXPECT_THAT(Find({}, "[profile bare]\nregion=x\n", "", "bare"),
              HasSubstr("profile bare has no credentials"));
}

TEST_F(CredentialChainTest, RolesAreAssumedAlongTheChain) {
  const std::string config =
      "[profile a]\nrole_arn=ROLE-A\nsource_profile=b\nexternal_id=e\n"
      "duration_seconds=900\nrole_session_name=me\n"
      "[profile b]\nrole_arn=ROLE-B\nsource_profile=other\n";
  EXPECT_EQ(Find({}, config, kFileKeys, "a"), "ROLE-A");
  EXPECT_THAT(Callers(), ElementsAre("OTHER", "ROLE-B"));
  const std::string body = transport_.requests().at(1).body;
  EXPECT_THAT(body, HasSubstr("ExternalId=e"));
  EXPECT_THAT(body, HasSubstr("DurationSeconds=900"));
  EXPECT_THAT(body, HasSubstr("RoleSessionName=me"));
}

TEST_F(CredentialChainTest, RoleFromItsOwnKeysAndFromNamedSources) {
  EXPECT_EQ(
      Find({}, "[default]\nrole_arn=SELF\nsource_profile=default\n", kFileKeys),
      "SELF");
  EXPECT_EQ(Find(kEnvironmentKeys,
                 "[profile e]\nrole_arn=E\ncredential_source=Environment\n",
                 "",
                 "e"),
            "E");
  EXPECT_EQ(
      Find({},
           "[profile i]\nrole_arn=I\ncredential_source=Ec2InstanceMetadata\n",
           "",
           "i"),
      "I");
  EXPECT_THAT(Callers(), ElementsAre("FILE", "ENV", "INSTANCE"));
}

TEST_F(CredentialChainTest, ContradictionsAreErrors) {
  struct Case {
    std::string config;
    std::string message;
  };
  const Case cases[] = {
      {"[profile a]\nrole_arn=A\n", "needs exactly one of source_profile"},
      {"[profile a]\nrole_arn=A\nsource_profile=b\ncredential_source=x\n",
       "needs exactly one of source_profile"},
      {"[profile a]\nrole_arn=A\nsource_profile=b\n",
       "source_profile b of profile a does not exist"},
      {"[profile a]\nrole_arn=A\nsource_profile=b\n[profile b]\nrole_arn=B\n"
       "source_profile=a\n",
       "takes its credentials from itself"},
      {"[profile a]\nrole_arn=A\nsource_profile=b\n[profile b]\nregion=x\n",
       "has no credentials"},
      {"[profile a]\nrole_arn=A\ncredential_source=Magic\n",
       "credential_source of profile a is \"Magic\""},
      {"[profile a]\nrole_arn=A\ncredential_source=EcsContainer\n",
       "has no credentials"},
      {"[profile a]\nrole_arn=A\nsource_profile=a\nduration_seconds=1\n",
       "duration_seconds of profile a is \"1\""},
      {"[profile a]\nsso_session=s\n", "sso_session s of profile a does not"},
      {"[profile a]\nsso_start_url=u\n", "needs sso_account_id"},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(Find({}, c.config, "", "a"), HasSubstr(c.message)) << c.config;
  }
}

TEST_F(CredentialChainTest, WebIdentity) {
  EXPECT_EQ(
      Find({{"AWS_WEB_IDENTITY_TOKEN_FILE", "/token"}, {"AWS_ROLE_ARN", "POD"}},
           "",
           kFileKeys),
      "POD");
  EXPECT_EQ(Find({},
                 "[profile w]\nrole_arn=W\nweb_identity_token_file=/token\n",
                 "",
                 "w"),
            "W");
  EXPECT_THAT(Find({{"AWS_WEB_IDENTITY_TOKEN_FILE", "/token"}}),
              HasSubstr("AWS_ROLE_ARN is not"));
}

TEST_F(CredentialChainTest, SsoNeedsALogin) {
  EXPECT_THAT(
      Find({},
           "[profile s]\nsso_session=corp\nsso_account_id=1\n"
           "sso_role_name=r\n[sso-session corp]\nsso_region=eu-west-1\n",
           "",
           "s"),
      HasSubstr("run \"aws sso login --profile s\""));
}

TEST_F(CredentialChainTest, TheMachineComesLast) {
  EXPECT_EQ(Find({}), "INSTANCE");
  EXPECT_EQ(Find({{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/c"}}),
            "CONTAINER");
  EXPECT_THAT(Find({{"AWS_EC2_METADATA_DISABLED", "true"}}),
              HasSubstr("switched off"));
}

TEST_F(CredentialChainTest, Region) {
  const MemoryFileSystem files(FileMap{{"/c", "[default]\nregion=file\n"}});
  const auto config = ProfileConfig::Load(
      files,
      {{"AWS_CONFIG_FILE", "/c"}, {"AWS_SHARED_CREDENTIALS_FILE", "/n"}});
  EXPECT_EQ(RegionName("asked", {{"AWS_REGION", "env"}}, *config, "default"),
            "asked");
  EXPECT_EQ(RegionName("", {{"AWS_REGION", "env"}}, *config, "default"), "env");
  EXPECT_EQ(RegionName("", {{"AWS_DEFAULT_REGION", "d"}}, *config, "default"),
            "d");
  EXPECT_EQ(RegionName("", {}, *config, "default"), "file");
}

}  // namespace
}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
#include "source/aws/credential_sources.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "source/aws/aws_time.h"
#include "source/aws/fake_transport.h"

namespace plimsoll::aws {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kRoleReply =
    "<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA"
    "</AccessKeyId><SecretAccessKey>s3cr3t</SecretAccessKey><SessionToken>tok"
    "</SessionToken><Expiration>2015-08-30T13:36:00Z</Expiration></Credentials>"
    "<AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/r/plimsoll"
    "</Arn></AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>";

constexpr std::string_view kJsonReply =
    R"({"AccessKeyId":"ASIA","SecretAccessKey":"s3cr3t","Token":"tok",
        "Expiration":"2015-08-30T13:36:00Z"})";

class FakeRunner final : public ProcessRunner {
 public:
  explicit FakeRunner(Result<std::string> output)
      : output_(std::move(output)) {}
  Result<std::string> Run(const std::vector<std::string>& command,
                          std::chrono::milliseconds,
                          std::stop_token) override {
    command_ = command;
    return output_;
  }
  const std::vector<std::string>& command() const { return command_; }

 private:
  const Result<std::string> output_;
  std::vector<std::string> command_;
};

class CredentialSourcesTest : public ::testing::Test {
 protected:
  Client& Make(FakeTransport::Handler handler) {
    transport_ = std::make_unique<FakeTransport>(std::move(handler));
    client_ = std::make_unique<Client>(
        ShippedModel(), *transport_, clock_, random_, ClientOptions{});
    return *client_;
  }
  Client& Make(HttpResponse response) {
    return Make([response](const HttpRequest&) -> Result<HttpResponse> {
      return response;
    });
  }
  static std::shared_ptr<CredentialsProvider> BaseKeys() {
    Credentials keys;
    keys.access_key_id = "BASE";
    keys.secret_access_key = Secret("x");
    return std::make_shared<StaticCredentials>(keys);
  }
  static void ExpectRoleKeys(const Result<Credentials>& keys,
                             std::string_view source) {
    ASSERT_TRUE(keys) << keys.error().message();
    EXPECT_EQ(keys->access_key_id, "ASIA");
    EXPECT_EQ(keys->secret_access_key.Reveal(), "s3cr3t");
    EXPECT_EQ(keys->session_token.Reveal(), "tok");
    EXPECT_EQ(keys->source, source);
    ASSERT_TRUE(keys->expires);
    EXPECT_EQ(ToTimestamp(*keys->expires).seconds, 1440941760);
  }

  ManualClock clock_{ToWallTime({1440938160, 0})};
  SeededRandom random_{1};
  std::unique_ptr<FakeTransport> transport_;
  std::unique_ptr<Client> client_;
};

TEST_F(CredentialSourcesTest, AssumesARole) {
  Make(Reply(200, std::string(kRoleReply)));
  AssumeRoleOptions options;
  options.role_arn = "arn:aws:iam::111122223333:role/r";
  options.external_id = "ext id";
  options.region = "eu-west-1";
  AssumeRoleSource source(*client_, BaseKeys(), options, nullptr);
  const auto keys = source.Fetch({});
  ExpectRoleKeys(keys, "assume-role");
  EXPECT_EQ(keys->account_id, "111122223333");
  const HttpRequest sent = transport_->requests().at(0);
  EXPECT_EQ(sent.url, "https://sts.eu-west-1.amazonaws.com/");
  EXPECT_THAT(sent.body, HasSubstr("ExternalId=ext%20id"));
  EXPECT_THAT(sent.body, HasSubstr("RoleSessionName=plimsoll"));
  EXPECT_THAT(sent.body, HasSubstr("DurationSeconds=3600"));
  EXPECT_THAT(sent.body, Not(HasSubstr("TokenCode")));
  EXPECT_THAT(HeaderOf(sent, "Authorization"), HasSubstr("Credential=BASE/"));
}

TEST_F(CredentialSourcesTest, RefusedRoleNamesIt) {
  Make(Reply(403,
             "<ErrorResponse><Error><Code>AccessDenied</Code><Message>not "
             "authorized</Message></Error></ErrorResponse>"));
  AssumeRoleOptions options;
  options.role_arn = "arn:aws:iam::1:role/gone";
  options.region = "eu-west-1";
  const auto provider =
      MakeRoleCredentials(*client_, clock_, BaseKeys(), options);
  const auto keys = provider->Get({});
  ASSERT_FALSE(keys);
  EXPECT_EQ(keys.error().code(), ErrorCode::kDenied);
  EXPECT_THAT(keys.error().message(),
              HasSubstr("assuming arn:aws:iam::1:role/gone: sts:AssumeRole "
                        "denied: AccessDenied"));
}

TEST_F(CredentialSourcesTest, AsksForTheMfaCode) {
  Make(Reply(200, std::string(kRoleReply)));
  AssumeRoleOptions options;
  options.role_arn = "arn:aws:iam::1:role/r";
  options.mfa_serial = "arn:aws:iam::1:mfa/me";
  options.region = "eu-west-1";
  AssumeRoleSource source(
      *client_,
      BaseKeys(),
      options,
      [](std::string_view serial, std::stop_token) -> Result<std::string> {
        EXPECT_EQ(serial, "arn:aws:iam::1:mfa/me");
        return std::string("123456");
      });
  ExpectRoleKeys(source.Fetch({}), "assume-role");
  EXPECT_THAT(transport_->requests().at(0).body, HasSubstr("TokenCode=123456"));
  AssumeRoleSource silent(*client_, BaseKeys(), options, nullptr);
  EXPECT_THAT(silent.Fetch({}).error().message(),
              HasSubstr("nobody can be asked"));
}

TEST_F(CredentialSourcesTest, WebIdentityReadsTheTokenEachTime) {
  std::string reply(kRoleReply);
  for (const std::string_view part :
       {"AssumeRoleResponse", "AssumeRoleResult"}) {
    const std::string wanted =
        "AssumeRoleWithWebIdentity" + std::string(part.substr(10));
    for (std::size_t at = 0; (at = reply.find(part, at)) != std::string::npos;
         at += wanted.size()) {
      reply.replace(at, part.size(), wanted);
    }
  }
  Make(Reply(200, reply));
  MemoryFileSystem files(FileMap{{"/token", "first\n"}});
  WebIdentitySource source(
      *client_,
      files,
      {"/token", "arn:aws:iam::1:role/r", "name", "eu-west-1"});
  ExpectRoleKeys(source.Fetch({}), "web-identity");
  ASSERT_TRUE(files.WriteAtomically("/token", "second"));
  ExpectRoleKeys(source.Fetch({}), "web-identity");
  const auto sent = transport_->requests();
  EXPECT_THAT(sent.at(0).body, testing::EndsWith("WebIdentityToken=first"));
  EXPECT_THAT(sent.at(1).body, testing::EndsWith("WebIdentityToken=second"));
  EXPECT_EQ(HeaderOf(sent.at(0), "Authorization"), "");
}

TEST_F(CredentialSourcesTest, SsoUsesTheCachedToken) {
  Make(Reply(200,
             R"({"roleCredentials":{"accessKeyId":"ASIA","secretAccessKey":
                "s3cr3t","sessionToken":"tok","expiration":1440941760000}})"));
  const SsoSource::Options options{
      "/h/.aws/sso/cache", "corp", "eu-west-1", "123456789012", "audit", "p"};
  const std::string path = "/h/.aws/sso/cache/" + Hex(Sha1("corp")) + ".json";
  MemoryFileSystem files(FileMap{
      {path, R"({"accessToken":"T","expiresAt":"2015-08-30T13:00:00Z"})"}});
  SsoSource source(*client_, files, clock_, options);
  ExpectRoleKeys(source.Fetch({}), "sso");
  const HttpRequest sent = transport_->requests().at(0);
  EXPECT_THAT(sent.url,
              HasSubstr("https://portal.sso.eu-west-1.amazonaws.com/federation/"
                        "credentials?"));
  EXPECT_EQ(HeaderOf(sent, "x-amz-sso_bearer_token"), "T");

  for (const std::string_view text :
       {R"({"accessToken":"T","expiresAt":"2015-08-30T12:00:00UTC"})",
        R"({"accessToken":"T"})",
        "{"}) {
    ASSERT_TRUE(files.WriteAtomically(path, text));
    const auto keys = source.Fetch({});
    ASSERT_FALSE(keys) << text;
    EXPECT_THAT(keys.error().message(),
                HasSubstr("run \"aws sso login --profile p\""));
    EXPECT_THAT(keys.error().message(), Not(HasSubstr("\"T\"")));
  }
}

TEST_F(CredentialSourcesTest, SsoRefreshesATokenThatRunsOut) {
  Make([](const HttpRequest& request) -> Result<HttpResponse> {
    if (request.url.find("//oidc.") != std::string::npos) {
      return Reply(
          200, R"({"accessToken":"NEW","expiresIn":3600,"refreshToken":"R2"})");
    }
    return Reply(200,
                 R"({"roleCredentials":{"accessKeyId":"ASIA","secretAccessKey":
                "s3cr3t","sessionToken":"tok","expiration":1440941760000}})");
  });
  const SsoSource::Options options{
      "/h/.aws/sso/cache", "corp", "eu-west-1", "123456789012", "audit", "p"};
  const std::string path = "/h/.aws/sso/cache/" + Hex(Sha1("corp")) + ".json";
  MemoryFileSystem files(
      FileMap{{path,
               R"({"accessToken":"OLD","expiresAt":"2015-08-30T12:00:00Z",
           "refreshToken":"R1","clientId":"C","clientSecret":"S",
           "registrationExpiresAt":"2015-11-01T00:00:00Z",
           "startUrl":"https://corp.awsapps.com/start"})"}});
  SsoSource source(*client_, files, clock_, options);
  ExpectRoleKeys(source.Fetch({}), "sso");
  const HttpRequest refresh = transport_->requests().at(0);
  EXPECT_EQ(refresh.url, "https://oidc.eu-west-1.amazonaws.com/token");
  EXPECT_THAT(refresh.body, HasSubstr(R"("grantType":"refresh_token")"));
  EXPECT_THAT(refresh.body, HasSubstr(R"("refreshToken":"R1")"));
  EXPECT_EQ(HeaderOf(refresh, "Authorization"), "");
  EXPECT_EQ(HeaderOf(transport_->requests().at(1), "x-amz-sso_bearer_token"),
            "NEW");
  // What the AWS CLI and the next run find.
  const std::string kept = *files.Read(path, 10000);
  EXPECT_THAT(kept, HasSubstr(R"("accessToken":"NEW")"));
  EXPECT_THAT(kept, HasSubstr(R"("refreshToken":"R2")"));
  EXPECT_THAT(kept, HasSubstr(R"("expiresAt":"2015-08-30T13:36:00Z")"));
  EXPECT_THAT(kept, HasSubstr("corp.awsapps.com"));
}

TEST_F(CredentialSourcesTest, SsoRefusesWhenTheRefreshIsRefused) {
  Make(Reply(400, R"({"error":"invalid_grant"})"));
  const std::string path = "/c/" + Hex(Sha1("corp")) + ".json";
  const std::string token =
      R"({"accessToken":"OLD","expiresAt":"2015-08-30T12:00:00Z",
          "refreshToken":"R1","clientId":"C","clientSecret":"S",
          "registrationExpiresAt":"2015-11-01T00:00:00Z"})";
  MemoryFileSystem files(FileMap{{path, token}});
  SsoSource source(
      *client_, files, clock_, {"/c", "corp", "eu-west-1", "1", "audit", "p"});
  const auto keys = source.Fetch({});
  ASSERT_FALSE(keys);
  EXPECT_THAT(keys.error().message(),
              HasSubstr("run \"aws sso login --profile p\""));
  EXPECT_EQ(*files.Read(path, 10000), token);
}

TEST_F(CredentialSourcesTest, Process) {
  FakeRunner runner{std::string(kJsonReply)};
  ProcessSource source(runner, "/bin/get 'a b'");
  ExpectRoleKeys(source.Fetch({}), "credential_process");
  EXPECT_THAT(runner.command(), testing::ElementsAre("/bin/get", "a b"));
  FakeRunner broken{std::string("{\"AccessKeyId\":\"LEAK\"")};
  const auto keys = ProcessSource(broken, "x").Fetch({});
  ASSERT_FALSE(keys);
  EXPECT_THAT(keys.error().message(), Not(HasSubstr("LEAK")));
}

TEST_F(CredentialSourcesTest, ContainerReadsItsTokenEachTime) {
  Make(Reply(200, std::string(kJsonReply)));
  const auto options = ContainerSource::ReadOptions(
      {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://169.254.170.23/v1/c"},
       {"AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/t"}});
  ASSERT_TRUE(options);
  MemoryFileSystem files(FileMap{{"/t", "one\n"}});
  ContainerSource source(*transport_, files, *options);
  ExpectRoleKeys(source.Fetch({}), "container");
  ASSERT_TRUE(files.WriteAtomically("/t", "two"));
  ExpectRoleKeys(source.Fetch({}), "container");
  EXPECT_EQ(HeaderOf(transport_->requests().at(0), "Authorization"), "one");
  EXPECT_EQ(HeaderOf(transport_->requests().at(1), "Authorization"), "two");
}

TEST_F(CredentialSourcesTest, ContainerIsAskedThreeTimes) {
  int asked = 0;
  Make([&](const HttpRequest&) -> Result<HttpResponse> {
    ++asked;
    if (asked == 1) return Error(ErrorCode::kIo, "cannot connect");
    if (asked == 2) return Reply(500, "");
    return Reply(200, std::string(kJsonReply));
  });
  const MemoryFileSystem files;
  ContainerSource source(*transport_, files, {"http://127.0.0.1/c", "", ""});
  ExpectRoleKeys(source.Fetch({}), "container");
  EXPECT_EQ(asked, 3);
}

TEST_F(CredentialSourcesTest, ContainerSecretsDoNotTravelInTheClear) {
  const auto read = [](std::string url) {
    return ContainerSource::ReadOptions(
        {{"AWS_CONTAINER_CREDENTIALS_FULL_URI", std::move(url)}});
  };
  EXPECT_FALSE(read("http://evil.example/c"));
  EXPECT_FALSE(read("http://169.254.170.2.evil.example/c"));
  EXPECT_FALSE(read("file:///etc/passwd"));
  EXPECT_TRUE(read("https://anything.example/c"));
  EXPECT_TRUE(read("http://127.0.0.1:80/c"));
  EXPECT_EQ(ContainerSource::ReadOptions(
                {{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/x"}})
                ->url,
            "http://169.254.170.2/x");
}

TEST_F(CredentialSourcesTest, InstanceMetadataByToken) {
  Make([](const HttpRequest& request) -> Result<HttpResponse> {
    if (request.method == "PUT") {
      EXPECT_EQ(HeaderOf(request, "x-aws-ec2-metadata-token-ttl-seconds"),
                "21600");
      return Reply(200, "TOKEN");
    }
    EXPECT_EQ(HeaderOf(request, "x-aws-ec2-metadata-token"), "TOKEN");
    if (request.url.ends_with("security-credentials/")) {
      return Reply(200, "my-role\n");
    }
    EXPECT_EQ(request.url,
              "http://169.254.169.254/latest/meta-data/iam/"
              "security-credentials/my-role");
    return Reply(200, std::string(kJsonReply));
  });
  InstanceMetadataSource source(*transport_,
                                *InstanceMetadataSource::ReadOptions({}));
  ExpectRoleKeys(source.Fetch({}), "instance-metadata");
}

TEST_F(CredentialSourcesTest, InstanceMetadataVersionOneOnlyWhenAllowed) {
  Make([](const HttpRequest& request) -> Result<HttpResponse> {
    if (request.method == "PUT") return Reply(404, "");
    if (request.url.ends_with("/")) return Reply(200, "my-role");
    return Reply(200, std::string(kJsonReply));
  });
  InstanceMetadataSource old(*transport_,
                             *InstanceMetadataSource::ReadOptions({}));
  ExpectRoleKeys(old.Fetch({}), "instance-metadata");
  InstanceMetadataSource strict(
      *transport_,
      *InstanceMetadataSource::ReadOptions(
          {{"AWS_EC2_METADATA_V1_DISABLED", "true"}}));
  EXPECT_FALSE(strict.Fetch({}));
  const std::size_t sent = transport_->requests().size();
  InstanceMetadataSource off(*transport_,
                             *InstanceMetadataSource::ReadOptions(
                                 {{"AWS_EC2_METADATA_DISABLED", "TRUE"}}));
  EXPECT_EQ(off.Fetch({}).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(transport_->requests().size(), sent);
}

TEST_F(CredentialSourcesTest, InstanceMetadataSettings) {
  EXPECT_EQ(InstanceMetadataSource::ReadOptions(
                {{"AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "IPv6"}})
                ->endpoint,
            "http://[fd00:ec2::254]");
  EXPECT_EQ(InstanceMetadataSource::ReadOptions(
                {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://h:1/"},
                 {"AWS_METADATA_SERVICE_TIMEOUT", "3"}})
                ->endpoint,
            "http://h:1");
  EXPECT_FALSE(InstanceMetadataSource::ReadOptions(
      {{"AWS_METADATA_SERVICE_TIMEOUT", "x"}}));
  EXPECT_FALSE(InstanceMetadataSource::ReadOptions(
      {{"AWS_EC2_METADATA_SERVICE_ENDPOINT", "h"}}));
}

}  // namespace
}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
#include "source/aws/client.h"

#include <atomic>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/aws/aws_time.h"
#include "source/aws/fake_transport.h"
#include "value/json.h"

namespace plimsoll::aws {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kKeys = R"({"Keys":[{"KeyId":"k"}]})";

class ClientTest : public ::testing::Test {
 protected:
  using Script = std::vector<Result<HttpResponse>>;

  Client& Make(Script script) {
    return Make(std::make_unique<FakeTransport>(std::move(script)));
  }
  Client& Make(FakeTransport::Handler handler) {
    return Make(std::make_unique<FakeTransport>(std::move(handler)));
  }
  Client& Make(std::unique_ptr<FakeTransport> transport) {
    transport_ = std::move(transport);
    client_ = std::make_unique<Client>(
        ShippedModel(), *transport_, clock_, random_, options_);
    return *client_;
  }

  CallOutcome Call(std::string_view call,
                   std::string_view input = "null",
                   std::string_view region = "eu-west-1") {
    CallRequest request = RequestOf(call, region);
    request.input = *ReadJson(input, factory_);
    return client_->Call(request, factory_);
  }
  CallRequest RequestOf(std::string_view call,
                        std::string_view region = "eu-west-1") {
    CallRequest request;
    request.service = call.substr(0, call.find('.'));
    request.operation = call.substr(call.find('.') + 1);
    request.region = region;
    request.credentials = credentials_.get();
    request.account_id = "123456789012";
    request.provenance = &provenance_;
    return request;
  }

  static std::shared_ptr<CredentialsProvider> Keys() {
    Credentials keys;
    keys.access_key_id = "AKIDEXAMPLE";
    keys.secret_access_key = Secret("secret");
    return std::make_shared<StaticCredentials>(keys);
  }
  static HttpResponse Throttled() {
    return Reply(400, R"({"__type":"ThrottlingException","message":"slow"})");
  }
  static Error Unreachable() {
    return {ErrorCode::kIo, "GET https://h: cannot connect: refused"};
  }

  ManualClock clock_{ToWallTime({1440938160, 0})};
  SeededRandom random_{1};
  ClientOptions options_;
  std::unique_ptr<FakeTransport> transport_;
  std::unique_ptr<Client> client_;
  std::shared_ptr<CredentialsProvider> credentials_ = Keys();
  Provenance provenance_;
  Arena arena_;
  KeyTable keys_;
  ValueFactory factory_{arena_, keys_};
};

TEST_F(ClientTest, SignsSendsAndParses) {
  Make({Reply(200, std::string(kKeys), {{"x-amzn-RequestId", "r-1"}})});
  const CallOutcome outcome = Call("kms.ListKeys");
  ASSERT_TRUE(outcome.ok()) << Render(*outcome.error);
  EXPECT_EQ(WriteJson(outcome.value), kKeys);
  EXPECT_EQ(outcome.attempts, 1);
  EXPECT_EQ(outcome.request_id, "r-1");
  const Origin origin = provenance_.Resolve(outcome.value.origin());
  EXPECT_EQ(origin.kind, Origin::Kind::kApiCall);
  EXPECT_EQ(origin.source, "kms:ListKeys 123456789012 eu-west-1");
  EXPECT_EQ(origin.time, 1440938160);
  const HttpRequest sent = transport_->requests().at(0);
  EXPECT_EQ(sent.url, "https://kms.eu-west-1.amazonaws.com/");
  EXPECT_THAT(HeaderOf(sent, "Authorization"),
              HasSubstr("/20150830/eu-west-1/kms/aws4_request"));
}

TEST_F(ClientTest, MistakesAreNotSent) {
  Make({Reply(200, "{}")});
  EXPECT_EQ(Call("kms.ListKey").error->kind, ApiErrorKind::kInvalid);
  EXPECT_EQ(Call("kms.DescribeKey").error->kind, ApiErrorKind::kInvalid);
  EXPECT_EQ(Call("kms.ListKeys", "null", "eu west").error->kind,
            ApiErrorKind::kInvalid);
  credentials_ = nullptr;
  EXPECT_EQ(Call("kms.ListKeys").error->kind, ApiErrorKind::kCredentials);
  EXPECT_TRUE(transport_->requests().empty());
  EXPECT_EQ(client_->Statistics().failed, 4);
}

TEST_F(ClientTest, TransientFailuresAreTriedThreeTimes) {
  Make({Reply(500, ""), Reply(503, ""), Reply(200, std::string(kKeys))});
  EXPECT_EQ(Call("kms.ListKeys").attempts, 3);
  Make({Reply(500, "")});
  const CallOutcome outcome = Call("kms.ListKeys");
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error->kind, ApiErrorKind::kServer);
  EXPECT_EQ(outcome.error->attempts, 3);
  EXPECT_EQ(transport_->requests().size(), 3U);
  EXPECT_TRUE(outcome.value.is_null());
}

TEST_F(ClientTest, CutRepliesAreTriedAgainAndNeverEmpty) {
  Make({Reply(200, "{\"Keys\":["), Reply(200, std::string(kKeys))});
  EXPECT_EQ(Call("kms.ListKeys").attempts, 2);
  Make({Reply(200, "{\"Keys\":[")});
  const CallOutcome outcome = Call("kms.ListKeys");
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error->kind, ApiErrorKind::kServer);
}

TEST_F(ClientTest, RefusalsAreFinal) {
  Make({Reply(400, R"({"__type":"AccessDeniedException","message":"no"})")});
  const CallOutcome outcome = Call("kms.ListKeys");
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.error->kind, ApiErrorKind::kDenied);
  EXPECT_EQ(outcome.error->iam_action, "kms:ListKeys");
  EXPECT_EQ(outcome.error->attempts, 1);
}

TEST_F(ClientTest, ThrottlesSlowDownAndAreTriedLonger) {
  Script script(6, Result<HttpResponse>(Throttled()));
  script.emplace_back(Reply(200, std::string(kKeys)));
  Make(std::move(script));
  const auto before = clock_.Steady();
  EXPECT_EQ(Call("kms.ListKeys").attempts, 7);
  EXPECT_GT(clock_.Steady() - before, seconds(5));
  EXPECT_EQ(client_->Statistics().throttles, 6);
  EXPECT_EQ(client_->Statistics().retries, 6);
  Make({Throttled()});
  const CallOutcome outcome = Call("kms.ListKeys");
  EXPECT_EQ(outcome.error->kind, ApiErrorKind::kThrottled);
  EXPECT_EQ(outcome.error->attempts, 8);
}

TEST_F(ClientTest, OneThrottledServiceDoesNotSlowOthers) {
  Make([](const HttpRequest& request) -> Result<HttpResponse> {
    if (request.url.find("kms") != std::string::npos) return Throttled();
    return Reply(200, R"({"TableNames":[]})");
  });
  EXPECT_FALSE(Call("kms.ListKeys").ok());
  const auto before = clock_.Steady();
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(Call("dynamodb.ListTables").ok());
  EXPECT_EQ(clock_.Steady(), before);
}

TEST_F(ClientTest, QuotaEndsRetriesOfAServiceThatIsDown) {
  Make({Reply(500, "")});
  for (int i = 0; i < 200; ++i) EXPECT_FALSE(Call("kms.ListKeys").ok());
  // 500 tokens at 5 a retry, then one request a call.
  EXPECT_EQ(transport_->requests().size(), 300U);
}

TEST_F(ClientTest, DeadHostIsRefusedAtOnceUntilThePauseIsOver) {
  options_.retry.max_attempts = 2;
  Make([&, down = true](const HttpRequest&) mutable -> Result<HttpResponse> {
    if (clock_.Steady().time_since_epoch() > seconds(1440938180)) down = false;
    if (down) return Unreachable();
    return Reply(200, std::string(kKeys));
  });
  EXPECT_EQ(Call("kms.ListKeys").error->kind, ApiErrorKind::kUnreachable);
  EXPECT_FALSE(Call("kms.ListKeys").ok());
  const std::size_t sent = transport_->requests().size();
  EXPECT_EQ(sent, 3U);
  const CallOutcome refused = Call("kms.ListKeys");
  EXPECT_EQ(refused.error->kind, ApiErrorKind::kUnreachable);
  EXPECT_EQ(refused.error->attempts, 0);
  EXPECT_THAT(refused.error->message, HasSubstr("attempts in a row failed"));
  EXPECT_EQ(transport_->requests().size(), sent);
  clock_.Advance(seconds(40));
  EXPECT_TRUE(Call("kms.ListKeys").ok());
}

TEST_F(ClientTest, OneDeadRegionBehindAProxyDoesNotCloseTheOthers) {
  options_.endpoints.override_all = "http://127.0.0.1:5000";
  Make([](const HttpRequest& request) -> Result<HttpResponse> {
    if (HeaderOf(request, "Authorization").find("/me-south-1/") !=
        std::string::npos) {
      return Error(ErrorCode::kTimeout, "POST: receiving: no response");
    }
    return Reply(200, std::string(kKeys));
  });
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(Call("kms.ListKeys", "null", "me-south-1").ok());
  }
  EXPECT_EQ(Call("kms.ListKeys", "null", "me-south-1").error->attempts, 0);
  EXPECT_TRUE(Call("kms.ListKeys").ok());
}

TEST_F(ClientTest, WrongClockIsCorrectedByTheServers) {
  Make([](const HttpRequest& request) -> Result<HttpResponse> {
    if (HeaderOf(request, "X-Amz-Date") < "20150830T180000Z") {
      return Reply(403,
                   R"({"__type":"InvalidSignatureException","message":"x"})",
                   {{"Date", "Sun, 30 Aug 2015 18:00:00 GMT"}});
    }
    return Reply(200, std::string(kKeys));
  });
  EXPECT_EQ(Call("kms.ListKeys").attempts, 2);
  // The correction is remembered.
  EXPECT_EQ(Call("kms.ListKeys").attempts, 1);
}

TEST_F(ClientTest, WrongSecretIsNotTakenForAWrongClock) {
  Make({Reply(403,
              R"({"__type":"InvalidSignatureException","message":"x"})",
              {{"Date", "Sun, 30 Aug 2015 12:36:02 GMT"}})});
  const CallOutcome outcome = Call("kms.ListKeys");
  EXPECT_EQ(outcome.error->kind, ApiErrorKind::kCredentials);
  EXPECT_EQ(outcome.attempts, 1);
}

// Counts what it hands out; the next key comes with each Invalidate.
class CountingKeys final : public CredentialsProvider {
 public:
  Result<Credentials> Get(std::stop_token) override {
    Credentials out;
    out.access_key_id = "KEY" + std::to_string(generation_.load());
    out.secret_access_key = Secret("s");
    return out;
  }
  void Invalidate(const Credentials&) override { ++generation_; }

 private:
  std::atomic<int> generation_{0};
};

TEST_F(ClientTest, ExpiredCredentialsAreRenewedOnce) {
  Make([](const HttpRequest& request) -> Result<HttpResponse> {
    const std::string header = HeaderOf(request, "Authorization");
    if (header.find("KEY0") != std::string::npos) {
      return Reply(400, R"({"__type":"ExpiredTokenException"})");
    }
    return Reply(200, std::string(kKeys));
  });
  credentials_ = std::make_shared<CountingKeys>();
  EXPECT_EQ(Call("kms.ListKeys").attempts, 2);
  Make({Reply(400, R"({"__type":"ExpiredTokenException"})")});
  const CallOutcome outcome = Call("kms.ListKeys");
  EXPECT_EQ(outcome.error->kind, ApiErrorKind::kExpiredCredentials);
  EXPECT_EQ(outcome.attempts, 2);
}

TEST_F(ClientTest, KeyThatWorksElsewhereMeansTheRegionIsOff) {
  Make([](const HttpRequest& request) -> Result<HttpResponse> {
    if (request.url.find("af-south-1") != std::string::npos) {
      return Reply(400, R"({"__type":"UnrecognizedClientException"})");
    }
    return Reply(200, std::string(kKeys));
  });
  EXPECT_EQ(Call("kms.ListKeys", "null", "af-south-1").error->kind,
            ApiErrorKind::kCredentials);
  EXPECT_TRUE(Call("kms.ListKeys").ok());
  EXPECT_EQ(Call("kms.ListKeys", "null", "af-south-1").error->kind,
            ApiErrorKind::kRegionDisabled);
}

TEST_F(ClientTest, FollowsABucketToItsRegion) {
  Make([](const HttpRequest& request) -> Result<HttpResponse> {
    if (request.url.find("us-west-2") == std::string::npos) {
      return Reply(301,
                   "<Error><Code>PermanentRedirect</Code></Error>",
                   {{"x-amz-bucket-region", "us-west-2"}});
    }
    return Reply(200, "{}");
  });
  EXPECT_TRUE(Call("s3.GetBucketPolicy", R"({"Bucket":"bbb"})").ok());
  const HttpRequest sent = transport_->requests().at(1);
  EXPECT_EQ(sent.url, "https://bbb.s3.us-west-2.amazonaws.com/?policy");
  EXPECT_THAT(HeaderOf(sent, "Authorization"), HasSubstr("/us-west-2/s3/"));
}

TEST_F(ClientTest, DoesNotFollowInCircles) {
  Make([](const HttpRequest& request) -> Result<HttpResponse> {
    const bool west = request.url.find("us-west-2") != std::string::npos;
    return Reply(301,
                 "<Error><Code>PermanentRedirect</Code></Error>",
                 {{"x-amz-bucket-region", west ? "us-east-1" : "us-west-2"}});
  });
  EXPECT_EQ(Call("s3.GetBucketPolicy", R"({"Bucket":"bbb"})").attempts, 2);
}

TEST_F(ClientTest, UnsignedOperationsNeedNoCredentials) {
  Make({Reply(200, R"({"roleCredentials":{"accessKeyId":"k"}})")});
  credentials_ = nullptr;
  EXPECT_TRUE(Call("sso.GetRoleCredentials",
                   R"({"roleName":"r","accountId":"1","accessToken":"t"})")
                  .ok());
  const HttpRequest sent = transport_->requests().at(0);
  EXPECT_EQ(HeaderOf(sent, "Authorization"), "");
  EXPECT_EQ(HeaderOf(sent, "x-amz-sso_bearer_token"), "t");
}

TEST_F(ClientTest, StopEndsEverything) {
  Make({Throttled()});
  std::stop_source stop;
  stop.request_stop();
  CallRequest request = RequestOf("kms.ListKeys");
  request.stop = stop.get_token();
  EXPECT_EQ(client_->Call(request, factory_).error->kind,
            ApiErrorKind::kCancelled);
}

TEST_F(ClientTest, InFlightRequestsAreBounded) {
  options_.max_in_flight = 3;
  class Slow final : public HttpTransport {
   public:
    Result<HttpResponse> Send(const HttpRequest&, std::stop_token) override {
      const int now = ++inside_;
      int seen = most_.load();
      while (now > seen && !most_.compare_exchange_weak(seen, now)) {
      }
      std::this_thread::yield();
      --inside_;
      return Reply(200, std::string(kKeys));
    }
    int most() const { return most_; }

   private:
    std::atomic<int> inside_{0};
    std::atomic<int> most_{0};
  };
  Slow transport;
  Client client(ShippedModel(), transport, clock_, random_, options_);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 50; ++j) {
        Arena arena;
        KeyTable keys;
        const CallRequest request = RequestOf("kms.ListKeys");
        EXPECT_TRUE(client.Call(request, ValueFactory(arena, keys)).ok());
      }
    });
  }
  threads.clear();
  EXPECT_LE(transport.most(), 3);
  EXPECT_EQ(client.Statistics().calls, 400);
  EXPECT_EQ(client.Statistics().in_flight, 0);
}

class PagesTest : public ClientTest {
 protected:
  PagesOutcome Read(std::string_view call, std::string_view input = "null") {
    CallRequest request = RequestOf(call);
    request.input = *ReadJson(input, factory_);
    return client_->ForEachPage(request, keys_, [&](const Document& page) {
      pages_.push_back(WriteJson(page.root));
      return pages_.size() < stop_after_;
    });
  }
  std::vector<std::string> pages_;
  std::size_t stop_after_ = 1000;
};

TEST_F(PagesTest, ReadsAllPages) {
  Make({Reply(200, R"({"Keys":[],"NextMarker":"m1","Truncated":true})"),
        Reply(200, R"({"Keys":[],"NextMarker":"m2","Truncated":true})"),
        Reply(200, R"({"Keys":[],"Truncated":false})")});
  const PagesOutcome outcome = Read("kms.ListKeys", R"({"Limit":5})");
  EXPECT_TRUE(outcome.ok());
  EXPECT_EQ(outcome.pages, 3);
  const auto sent = transport_->requests();
  ASSERT_EQ(sent.size(), 3U);
  EXPECT_EQ(sent[0].body, R"({"Limit":5})");
  EXPECT_EQ(sent[1].body, R"({"Limit":5,"Marker":"m1"})");
  EXPECT_EQ(sent[2].body, R"({"Limit":5,"Marker":"m2"})");
}

TEST_F(PagesTest, RepeatedTokenIsAnError) {
  Make({Reply(200, R"({"TableNames":[],"LastEvaluatedTableName":"a"})"),
        Reply(200, R"({"TableNames":[],"LastEvaluatedTableName":"b"})"),
        Reply(200, R"({"TableNames":[],"LastEvaluatedTableName":"a"})")});
  const PagesOutcome outcome = Read("dynamodb.ListTables");
  ASSERT_FALSE(outcome.ok());
  EXPECT_EQ(outcome.pages, 3);
  EXPECT_THAT(outcome.error->message, HasSubstr("repeats an earlier page"));
}

TEST_F(PagesTest, MoreWithoutATokenIsAnError) {
  Make({Reply(200, R"({"Keys":[],"Truncated":true})")});
  const PagesOutcome outcome = Read("kms.ListKeys");
  ASSERT_FALSE(outcome.ok());
  EXPECT_THAT(outcome.error->message, HasSubstr("lacks its next token"));
}

TEST_F(PagesTest, EndlessPagesAreAnError) {
  options_.max_pages = 5;
  int number = 0;
  Make([&](const HttpRequest&) -> Result<HttpResponse> {
    return Reply(200,
                 R"({"TableNames":[],"LastEvaluatedTableName":")" +
                     std::to_string(++number) + "\"}");
  });
  const PagesOutcome outcome = Read("dynamodb.ListTables");
  ASSERT_FALSE(outcome.ok());
  EXPECT_THAT(outcome.error->message, HasSubstr("more than 5 pages"));
}

TEST_F(PagesTest, FailedPageKeepsThoseBefore) {
  Make({Reply(200, R"({"TableNames":["x"],"LastEvaluatedTableName":"a"})"),
        Reply(400, R"({"__type":"AccessDeniedException"})")});
  const PagesOutcome outcome = Read("dynamodb.ListTables");
  EXPECT_EQ(outcome.error->kind, ApiErrorKind::kDenied);
  EXPECT_THAT(pages_,
              ElementsAre(R"({"LastEvaluatedTableName":"a",)"
                          R"("TableNames":["x"]})"));
}

TEST_F(PagesTest, HandlerMayStop) {
  stop_after_ = 1;
  Make({Reply(200, R"({"TableNames":[],"LastEvaluatedTableName":"a"})")});
  const PagesOutcome outcome = Read("dynamodb.ListTables");
  EXPECT_TRUE(outcome.ok());
  EXPECT_EQ(outcome.pages, 1);
}

TEST_F(PagesTest, OperationWithoutPagesIsCalledOnce) {
  Make({Reply(200, R"({"DetectorIds":[]})")});
  EXPECT_EQ(Read("guardduty.ListDetectors").pages, 1);
  Make({Reply(200, R"({"KeyMetadata":{"KeyId":"k"}})")});
  EXPECT_EQ(Read("kms.DescribeKey", R"({"KeyId":"k"})").pages, 1);
}

}  // namespace
}  // namespace plimsoll::aws

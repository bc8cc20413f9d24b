// SPDX-License-Identifier: Apache-2.0
// The first three cases are those of AWS's own test suite (get-vanilla,
// get-vanilla-query-order-key-case, get-vanilla-query-order-value); all
// signatures were computed with botocore 1.43 under a stopped clock.
#include "source/aws/signer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/aws/aws_time.h"
#include "source/aws/fake_transport.h"

namespace plimsoll::aws {
namespace {

using ::testing::HasSubstr;

Credentials ExampleKeys(std::string token = "") {
  Credentials out;
  out.access_key_id = "AKIDEXAMPLE";
  out.secret_access_key = Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
  out.session_token = Secret(std::move(token));
  return out;
}

SigningScope ScopeOf(std::string service) {
  SigningScope out;
  out.region = "us-east-1";
  out.is_s3 = service == "s3";
  out.service = std::move(service);
  out.time = ToWallTime({1440938160, 0});
  return out;
}

struct Case {
  std::string method;
  std::string url;
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string service;
  std::string token;
  std::string signed_headers;
  std::string signature;
};

const Case kCases[] = {
    {"GET",
     "https://example.amazonaws.com/",
     "",
     {},
     "service",
     "",
     "host;x-amz-date",
     "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    {"GET",
     "https://example.amazonaws.com/?Param2=value2&Param1=value1",
     "",
     {},
     "service",
     "",
     "host;x-amz-date",
     "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"},
    {"GET",
     "https://example.amazonaws.com/?Param1=value2&Param1=Value1",
     "",
     {},
     "service",
     "",
     "host;x-amz-date",
     "eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1"},
    {"GET",
     "https://example.amazonaws.com/?a-b=1&a=2&ab=3&policy",
     "",
     {},
     "service",
     "",
     "host;x-amz-date",
     "967de69676f678535f40a4da197f3ca9d27597586547f148f653741ad96ec6bc"},
    {"POST",
     "https://example.amazonaws.com/",
     "Param1=value1",
     {{"Content-Type", "application/x-www-form-urlencoded"}},
     "service",
     "",
     "content-type;host;x-amz-date",
     "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a"},
    {"GET",
     "https://example.amazonaws.com/",
     "",
     {{"My-Header1", " value1   b "}, {"My-Header2", "\"a   b   c\""}},
     "service",
     "",
     "host;my-header1;my-header2;x-amz-date",
     "beee29a1c7ac67394225d5a1987694909c32e3b90e0faab6e4425722f27a1b17"},
    {"GET",
     "https://example.amazonaws.com/%E1%88%B4",
     "",
     {},
     "service",
     "",
     "host;x-amz-date",
     "697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d"},
    {"GET",
     "https://example.amazonaws.com//example//../x/./",
     "",
     {},
     "service",
     "",
     "host;x-amz-date",
     "f2f7b22fa9bfc69529126ab5a745d9d5f8ccba9990e3f1f871fad8bd3de6f8c1"},
    {"GET",
     "https://example.amazonaws.com/arn%3Aaws%3Aeks%2Fc/a:b*",
     "",
     {},
     "service",
     "",
     "host;x-amz-date",
     "57205e704146d6f1ebd04101f40ca56254df16812b55103ad22e8688e4674623"},
    {"GET",
     "https://example.amazonaws.com/",
     "",
     {},
     "service",
     "AQoDYXdzEPT//////////wEXAMPLE",
     "host;x-amz-date;x-amz-security-token",
     "e10798a7d4e6903cdea527f4ce90552d0984c47cedb232694699be85918af680"},
    {"GET",
     "https://s3.amazonaws.com/bucket/a%20b/../c?policy",
     "",
     {},
     "s3",
     "",
     "host;x-amz-content-sha256;x-amz-date",
     "b07d5ea13793074201f4575686082e4eac5b2816a412079288853eea16438501"},
    {"GET",
     "https://s3.amazonaws.com:8443/bucket?acl&x=%2F",
     "",
     {},
     "s3",
     "AQoDYXdzEPT//////////wEXAMPLE",
     "host;x-amz-content-sha256;x-amz-date;x-amz-security-token",
     "f889463c2d2c12cb53ad29a330df77d40e2bf6e93dda92b671d4c17595511612"},
};

TEST(SignerTest, SignaturesAreTheKnownOnes) {
  for (const Case& c : kCases) {
    HttpRequest request;
    request.method = c.method;
    request.url = c.url;
    request.body = c.body;
    request.headers = c.headers;
    ASSERT_TRUE(Sign(request, ExampleKeys(c.token), ScopeOf(c.service)));
    const std::string header = HeaderOf(request, "Authorization");
    EXPECT_THAT(header, HasSubstr("Signature=" + c.signature)) << c.url;
    EXPECT_THAT(header, HasSubstr("SignedHeaders=" + c.signed_headers + ","));
    EXPECT_EQ(HeaderOf(request, "X-Amz-Date"), "20150830T123600Z");
    EXPECT_EQ(HeaderOf(request, "X-Amz-Security-Token"), c.token);
  }
}

TEST(SignerTest, CredentialNamesItsScope) {
  HttpRequest request;
  request.url = "https://example.amazonaws.com/";
  ASSERT_TRUE(Sign(request, ExampleKeys(), ScopeOf("service")));
  EXPECT_THAT(HeaderOf(request, "Authorization"),
              HasSubstr("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/"
                        "us-east-1/service/aws4_request, "));
}

TEST(SignerTest, WhatTheTransportMayChangeIsNotSigned) {
  HttpRequest request;
  request.url = "https://example.amazonaws.com/";
  request.headers = {{"User-Agent", "x"}, {"Expect", "y"}, {"Connection", "z"}};
  ASSERT_TRUE(Sign(request, ExampleKeys(), ScopeOf("service")));
  EXPECT_THAT(HeaderOf(request, "Authorization"),
              HasSubstr(kCases[0].signature));
}

TEST(SignerTest, DoubledHeadersAreJoined) {
  HttpRequest request;
  request.url = "https://example.amazonaws.com/";
  request.headers = {{"A", "1"}, {"a", " 2 "}};
  const auto text = CanonicalRequest(request, ScopeOf("service"));
  ASSERT_TRUE(text);
  EXPECT_THAT(*text, HasSubstr("\na:1,2\nhost:example.amazonaws.com\n"));
}

TEST(SignerTest, BadUrlIsAnError) {
  HttpRequest request;
  request.url = "example.amazonaws.com";
  EXPECT_EQ(Sign(request, ExampleKeys(), ScopeOf("s3")).error().code(),
            ErrorCode::kInvalid);
  EXPECT_FALSE(CanonicalRequest(request, ScopeOf("s3")));
}

}  // namespace
}  // namespace plimsoll::aws

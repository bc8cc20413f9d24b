// SPDX-License-Identifier: Apache-2.0
// All hosts of all regions are compared with botocore by
// tests/conformance/aws.
#include "source/aws/endpoints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/aws/fake_transport.h"
#include "value/json.h"

namespace plimsoll::aws {
namespace {

using ::testing::HasSubstr;

EndpointOptions LoadOptions(const Environment& environment,
                            std::string_view config_text = "") {
  const MemoryFileSystem files({{"/c", std::string(config_text)}, {"/s", ""}});
  Environment all = environment;
  all["AWS_CONFIG_FILE"] = "/c";
  all["AWS_SHARED_CREDENTIALS_FILE"] = "/s";
  const auto config = ProfileConfig::Load(files, all);
  EXPECT_TRUE(config);
  auto options =
      EndpointOptions::Load(*ShippedModel(), all, *config, "default");
  EXPECT_TRUE(options) << options.error().message();
  return *options;
}

Result<Endpoint> Resolve(std::string_view service,
                         std::string_view region,
                         const EndpointOptions& options = {}) {
  return ResolveEndpoint(
      *ShippedModel(), **ShippedModel()->FindService(service), region, options);
}

// URL of a call with that JSON input.
std::string UrlOf(std::string_view call,
                  std::string_view input,
                  std::string_view region,
                  const EndpointOptions& options = {}) {
  Arena arena;
  KeyTable keys;
  const ApiOperation& operation = **ShippedModel()->FindCall(call);
  const auto value = ReadJson(input, ValueFactory(arena, keys));
  auto wire = Serialize(operation, *value);
  EXPECT_TRUE(wire) << wire.error().message();
  const auto endpoint = Resolve(operation.service->name, region, options);
  EXPECT_TRUE(endpoint) << endpoint.error().message();
  const auto request = Place(operation, *wire, *endpoint, options);
  EXPECT_TRUE(request) << request.error().message();
  return request->url;
}

TEST(EndpointsTest, RegionalGlobalAndVariants) {
  EXPECT_EQ(Resolve("ec2", "eu-west-1")->url,
            "https://ec2.eu-west-1.amazonaws.com");
  const auto iam = Resolve("iam", "eu-west-1");
  EXPECT_EQ(iam->url, "https://iam.amazonaws.com");
  EXPECT_EQ(iam->signing_region, "us-east-1");
  EXPECT_EQ(Resolve("ec2", "cn-north-1")->url,
            "https://ec2.cn-north-1.amazonaws.com.cn");
  EXPECT_EQ(Resolve("iam", "cn-north-1")->signing_region, "cn-north-1");
  EXPECT_EQ(Resolve("sts", "eu-west-1")->url,
            "https://sts.eu-west-1.amazonaws.com");
  EndpointOptions options;
  options.use_fips = true;
  EXPECT_EQ(Resolve("kms", "us-east-1", options)->url,
            "https://kms-fips.us-east-1.amazonaws.com");
  options.use_dual_stack = true;
  EXPECT_EQ(Resolve("kms", "us-east-1", options)->url,
            "https://kms-fips.us-east-1.api.aws");
  EXPECT_EQ(Resolve("s3", "cn-north-1", options).error().message(),
            "s3 has no FIPS dual-stack endpoint in cn-north-1");
}

TEST(EndpointsTest, RegionsCannotSmuggleHosts) {
  for (const std::string_view region :
       {"", "eu-west-1/", "evil.example", "a b", "eu-west-1#"}) {
    EXPECT_FALSE(Resolve("ec2", region)) << region;
  }
}

TEST(EndpointsTest, BucketsBecomeHostsWhereTheyCan) {
  EXPECT_EQ(UrlOf("s3.GetBucketPolicy", R"({"Bucket":"my-b"})", "eu-west-1"),
            "https://my-b.s3.eu-west-1.amazonaws.com/?policy");
  EXPECT_EQ(UrlOf("s3.GetBucketPolicy", R"({"Bucket":"a.b"})", "eu-west-1"),
            "https://s3.eu-west-1.amazonaws.com/a.b?policy");
  EXPECT_EQ(UrlOf("s3.GetBucketPolicy", R"({"Bucket":"Old_1"})", "eu-west-1"),
            "https://s3.eu-west-1.amazonaws.com/Old_1?policy");
  EXPECT_EQ(UrlOf("s3.GetBucketLocation", R"({"Bucket":"my-b"})", "eu-west-1"),
            "https://s3.eu-west-1.amazonaws.com/my-b?location");
  EndpointOptions options;
  options.s3_path_style = true;
  EXPECT_EQ(
      UrlOf("s3.GetBucketPolicy", R"({"Bucket":"my-b"})", "eu-west-1", options),
      "https://s3.eu-west-1.amazonaws.com/my-b?policy");
}

TEST(EndpointsTest, HostPrefix) {
  const std::string_view input = R"({"AccountId":"123456789012"})";
  const auto url = [&](const EndpointOptions& options) {
    return UrlOf("s3control.GetPublicAccessBlock", input, "eu-west-1", options);
  };
  const std::string path = "/v20180820/configuration/publicAccessBlock";
  EXPECT_EQ(url({}),
            "https://123456789012.s3-control.eu-west-1.amazonaws.com" + path);
  EndpointOptions options;
  options.override_all = "https://proxy.example/aws";
  EXPECT_EQ(url(options), "https://123456789012.proxy.example/aws" + path);
  for (const std::string host : {"http://127.0.0.1:5000",
                                 "http://[::1]:5000",
                                 "http://localhost:5000"}) {
    options.override_all = host;
    EXPECT_EQ(url(options), host + path);
  }
  options.override_all = "https://proxy.example";
  options.inject_host_prefix = false;
  EXPECT_EQ(url(options), "https://proxy.example" + path);
}

TEST(EndpointsTest, ConfiguredEndpoints) {
  const std::string config =
      "[default]\nendpoint_url = http://profile:1\nservices = v\n"
      "use_dualstack_endpoint = true\ns3 =\n  addressing_style = path\n"
      "[services v]\nelastic_load_balancing_v2 =\n"
      "  endpoint_url = http://lb:2/\n";
  EndpointOptions options = LoadOptions({}, config);
  EXPECT_TRUE(options.use_dual_stack);
  EXPECT_TRUE(options.s3_path_style);
  EXPECT_EQ(Resolve("elbv2", "eu-west-1", options)->url, "http://lb:2");
  EXPECT_EQ(Resolve("ec2", "eu-west-1", options)->url, "http://profile:1");
  EXPECT_EQ(Resolve("iam", "eu-west-1", options)->signing_region, "us-east-1");

  options = LoadOptions({{"AWS_ENDPOINT_URL", "http://all:3"},
                         {"AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", "http://l:4"},
                         {"AWS_USE_DUALSTACK_ENDPOINT", "false"}},
                        config);
  EXPECT_FALSE(options.use_dual_stack);
  EXPECT_EQ(Resolve("elbv2", "eu-west-1", options)->url, "http://all:3");
  EXPECT_EQ(Resolve("logs", "eu-west-1", options)->url, "http://l:4");

  options = LoadOptions({{"AWS_ENDPOINT_URL", "http://all:3"},
                         {"AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"},
                         {"AWS_DISABLE_HOST_PREFIX_INJECTION", "true"}},
                        config);
  EXPECT_FALSE(options.inject_host_prefix);
  EXPECT_EQ(Resolve("elbv2", "eu-west-1", options)->url,
            "https://elasticloadbalancing.eu-west-1.api.aws");
}

TEST(EndpointsTest, BadSettingsNameThemselves) {
  const ProfileConfig none;
  const auto load = [&](std::string name, std::string value) {
    return EndpointOptions::Load(*ShippedModel(),
                                 {{std::move(name), std::move(value)}},
                                 none,
                                 "default");
  };
  EXPECT_THAT(load("AWS_ENDPOINT_URL", "localhost:1").error().message(),
              HasSubstr("AWS_ENDPOINT_URL is \"localhost:1\""));
  EXPECT_THAT(load("AWS_ENDPOINT_URL_EC2", "http://h/?x").error().message(),
              HasSubstr("AWS_ENDPOINT_URL_EC2 is"));
  EXPECT_THAT(load("AWS_USE_FIPS_ENDPOINT", "1").error().message(),
              HasSubstr("AWS_USE_FIPS_ENDPOINT is \"1\""));
}

}  // namespace
}  // namespace plimsoll::aws

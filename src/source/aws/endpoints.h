// SPDX-License-Identifier: Apache-2.0
// Where a call goes: partitions, FIPS and dual-stack hosts, endpoints that the
// user configured, S3 buckets as host names.
// Source:
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/http.h"
#include "base/result.h"
#include "source/aws/api_model.h"
#include "source/aws/profile_config.h"
#include "source/aws/serialize.h"

namespace plimsoll::aws {

struct EndpointOptions {
  bool use_fips = false;
  bool use_dual_stack = false;
  bool inject_host_prefix = true;
  bool s3_path_style = false;  ///< Never put the bucket into the host name.
  std::string override_all;    ///< URL for every service, or empty.
  /// URL by the service's id in lower snake case ("elastic_load_balancing_v2");
  /// wins over `override_all`.
  std::map<std::string, std::string, std::less<>> override_by_service;

  /// Reads AWS_ENDPOINT_URL[_<SERVICE>], AWS_IGNORE_CONFIGURED_ENDPOINT_URLS,
  /// AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT,
  /// AWS_DISABLE_HOST_PREFIX_INJECTION and the profile's settings of the same
  /// meaning, among them its `services` section and s3.addressing_style. A
  /// variable wins over the profile. Error: kInvalid naming the setting.
  static Result<EndpointOptions> Load(const ApiModel& model,
                                      const Environment& environment,
                                      const ProfileConfig& config,
                                      std::string_view profile);
};

/// "Elastic Load Balancing v2" -> "elastic_load_balancing_v2"
std::string ServiceKey(std::string_view service_id);

struct Endpoint {
  std::string url;  ///< scheme://host[:port][/path], no slash at the end.
  std::string signing_region;
  std::string signing_name;
  bool is_configured = false;  ///< The user named it.
};

/// The endpoint of a service for a region.
/// Error: kInvalid for a region that cannot be part of a host name, a URL that
/// cannot be read, or a variant that the service does not have there.
Result<Endpoint> ResolveEndpoint(const ApiModel& model,
                                 const ApiService& service,
                                 std::string_view region,
                                 const EndpointOptions& options);

/// Puts a request on its endpoint: host prefix, S3 bucket host, URL.
Result<HttpRequest> Place(const ApiOperation& operation,
                          WireRequest wire,
                          const Endpoint& endpoint,
                          const EndpointOptions& options);

}  // namespace plimsoll::aws

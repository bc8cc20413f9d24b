// SPDX-License-Identifier: Apache-2.0
#include "source/aws/endpoints.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "source/aws/uri.h"

namespace plimsoll::aws {
namespace {

Error Invalid(std::string message) {
  return {ErrorCode::kInvalid, std::move(message)};
}

std::string ToUpper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return out;
}

// A switch from the environment or else from the profile.
Result<bool> Switch(const Environment& environment,
                    std::string_view variable,
                    const ProfileConfig& config,
                    std::string_view profile,
                    std::string_view key) {
  PLIMSOLL_ASSIGN_OR_RETURN(
      const std::optional<bool> by_variable,
      ParseSwitch(Variable(environment, variable), variable));
  if (by_variable) return *by_variable;
  PLIMSOLL_ASSIGN_OR_RETURN(
      const std::optional<bool> by_profile,
      ParseSwitch(config.Get(profile, key),
                  fmt::format("{} of profile {}", key, profile)));
  return by_profile.value_or(false);
}

Result<void> CheckOverride(std::string_view url, std::string_view what) {
  const auto parsed = ParseUrl(url);
  if (parsed && !parsed->has_query) return {};
  return Invalid(fmt::format(
      "{} is \"{}\", expected http(s)://host[:port][/path]", what, url));
}

// The URL that the user set for one service alone, and where; empty when none.
std::pair<std::string, std::string> ServiceOverride(
    std::string_view key,
    const Environment& environment,
    const ConfigSection* services) {
  const std::string variable = "AWS_ENDPOINT_URL_" + ToUpper(key);
  const std::string_view by_variable = Variable(environment, variable);
  if (!by_variable.empty()) return {std::string(by_variable), variable};
  // A general variable is more particular than any file.
  if (!Variable(environment, "AWS_ENDPOINT_URL").empty() ||
      services == nullptr) {
    return {};
  }
  return {std::string(services->Get(key, "endpoint_url")),
          fmt::format("endpoint_url of {}", key)};
}

// The entry for one variant: of the region, else the partition, else of all.
const HostTemplate* FindHost(const ApiService& service,
                             const Partition& partition,
                             std::string_view region,
                             std::size_t variant) {
  for (const std::string_view key :
       {region, std::string_view(partition.id), std::string_view("*")}) {
    const auto at = service.hosts.find(key);
    if (at != service.hosts.end() && at->second.at(variant)) {
      return &*at->second.at(variant);
    }
  }
  return nullptr;
}

std::string Fill(std::string_view text,
                 std::string_view region,
                 const Partition& partition) {
  std::string out;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string_view name = text.substr(open + 1, close - open - 1);
    if (name == "region") out += region;
    if (name == "dnsSuffix") out += partition.dns_suffix;
    if (name == "dualStackDnsSuffix") out += partition.dual_stack_dns_suffix;
    text = text.substr(close + 1);
  }
  return out;
}

// True when a certificate for *.s3... covers the bucket as a host label.
bool IsHostableBucket(std::string_view bucket) {
  return bucket.size() >= 3 && IsHostLabel(bucket) &&
         std::none_of(bucket.begin(), bucket.end(), [](char c) {
           return c >= 'A' && c <= 'Z';
         });
}

// Adds the account or the like before the host, unless the host has no names
// below it: an address, or a bare name such as "localhost".
void AddHostPrefix(std::string_view prefix,
                   const EndpointOptions& options,
                   Url& url) {
  if (prefix.empty() || !options.inject_host_prefix) return;
  if (IsIpLiteral(url.host) || url.host.find('.') == std::string::npos) return;
  url.host = std::string(prefix) + url.host;
}

}  // namespace

std::string ServiceKey(std::string_view service_id) {
  std::string out = ToLower(service_id);
  std::replace(out.begin(), out.end(), ' ', '_');
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

Result<EndpointOptions> EndpointOptions::Load(const ApiModel& model,
                                              const Environment& environment,
                                              const ProfileConfig& config,
                                              std::string_view profile) {
  EndpointOptions out;
  const auto read = [&](std::string_view variable, std::string_view key) {
    return Switch(environment, variable, config, profile, key);
  };
  PLIMSOLL_ASSIGN_OR_RETURN(out.use_fips,
                            read("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"));
  PLIMSOLL_ASSIGN_OR_RETURN(
      out.use_dual_stack,
      read("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"));
  PLIMSOLL_ASSIGN_OR_RETURN(const bool no_prefix,
                            read("AWS_DISABLE_HOST_PREFIX_INJECTION",
                                 "disable_host_prefix_injection"));
  out.inject_host_prefix = !no_prefix;
  const ConfigSection* section = config.FindInConfig(profile);
  if (section != nullptr) {
    out.s3_path_style = section->Get("s3", "addressing_style") == "path";
  }
  PLIMSOLL_ASSIGN_OR_RETURN(const bool ignore,
                            read("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
                                 "ignore_configured_endpoint_urls"));
  if (ignore) return out;
  const std::string_view by_variable =
      Variable(environment, "AWS_ENDPOINT_URL");
  out.override_all =
      by_variable.empty() ? config.Get(profile, "endpoint_url") : by_variable;
  if (!out.override_all.empty()) {
    PLIMSOLL_RETURN_IF_ERROR(CheckOverride(out.override_all,
                                           by_variable.empty()
                                               ? "endpoint_url of the profile"
                                               : "AWS_ENDPOINT_URL"));
  }
  const ConfigSection* services =
      config.FindServices(config.Get(profile, "services"));
  for (const auto& [name, service] : model.services()) {
    const std::string key = ServiceKey(service.id);
    const auto [url, what] = ServiceOverride(key, environment, services);
    if (url.empty()) continue;
    PLIMSOLL_RETURN_IF_ERROR(CheckOverride(url, what));
    out.override_by_service[key] = url;
  }
  return out;
}

Result<Endpoint> ResolveEndpoint(const ApiModel& model,
                                 const ApiService& service,
                                 std::string_view region,
                                 const EndpointOptions& options) {
  if (!IsHostLabel(region)) {
    return Invalid(fmt::format("\"{}\" is not the name of a region", region));
  }
  const Partition& partition = model.PartitionOf(region);
  const std::size_t variant =
      (options.use_fips ? 1U : 0U) + (options.use_dual_stack ? 2U : 0U);
  Endpoint out;
  out.signing_name = service.signing_name;
  out.signing_region = region;
  const HostTemplate* host = FindHost(service, partition, region, variant);
  if (host != nullptr && !host->signing_region.empty()) {
    out.signing_region = host->signing_region;
  }
  if (host != nullptr && !host->signing_name.empty()) {
    out.signing_name = host->signing_name;
  }
  const auto own = options.override_by_service.find(ServiceKey(service.id));
  out.url = own == options.override_by_service.end() ? options.override_all
                                                     : own->second;
  if (!out.url.empty()) {
    out.is_configured = true;
    PLIMSOLL_RETURN_IF_ERROR(CheckOverride(out.url, "the endpoint"));
    while (out.url.back() == '/') out.url.pop_back();
    return out;
  }
  if (host == nullptr || host->host.empty()) {
    return Invalid(fmt::format("{} has no{}{} endpoint in {}",
                               service.name,
                               options.use_fips ? " FIPS" : "",
                               options.use_dual_stack ? " dual-stack" : "",
                               region));
  }
  out.url = "https://" + Fill(host->host, region, partition);
  return out;
}

Result<HttpRequest> Place(const ApiOperation& operation,
                          WireRequest wire,
                          const Endpoint& endpoint,
                          const EndpointOptions& options) {
  auto url = ParseUrl(endpoint.url);
  if (!url) {
    return Invalid(fmt::format("endpoint \"{}\" is not a URL", endpoint.url));
  }
  AddHostPrefix(wire.host_prefix, options, *url);
  if (operation.service->name == "s3" && !wire.bucket.empty() &&
      !operation.path_style && !options.s3_path_style &&
      !endpoint.is_configured && IsHostableBucket(wire.bucket)) {
    url->host = wire.bucket + "." + url->host;
    wire.path.erase(0, wire.bucket.size() + 1);
    if (wire.path.empty()) wire.path = "/";
  }
  url->path += wire.path;
  url->query = std::move(wire.query);
  url->has_query = !url->query.empty();
  HttpRequest out;
  out.method = std::move(wire.method);
  out.url = url->Text();
  out.headers = std::move(wire.headers);
  out.body = std::move(wire.body);
  return out;
}

}  // namespace plimsoll::aws

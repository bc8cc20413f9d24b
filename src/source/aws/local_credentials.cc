// SPDX-License-Identifier: Apache-2.0
// Credentials that the machine itself hands out: a program, a container's
// endpoint, the metadata service of an instance.

#include <fmt/format.h>

#include "base/number.h"
#include "base/text.h"
#include "source/aws/aws_time.h"
#include "source/aws/credential_sources.h"
#include "source/aws/uri.h"
#include "value/json.h"

namespace plimsoll::aws {
namespace internal {

Result<Credentials> ParseCredentialsJson(std::string_view text,
                                         std::string_view source) {
  const auto bad = [&](std::string_view what) {
    return Error(ErrorCode::kInvalid,
                 fmt::format("the reply of {} {}", source, what));
  };
  Arena arena;
  KeyTable keys;
  // The text is a secret: the error of reading it might quote it.
  const auto read = ReadJson(text, ValueFactory(arena, keys));
  if (!read) return bad("is not JSON");
  const auto field = [&](std::string_view name) {
    return std::string(read->Get(name).StringOr(""));
  };
  Credentials out;
  out.source = source;
  out.access_key_id = field("AccessKeyId");
  out.secret_access_key = Secret(field("SecretAccessKey"));
  const std::string token = field("Token");
  out.session_token = Secret(token.empty() ? field("SessionToken") : token);
  out.account_id = field("AccountId");
  if (out.access_key_id.empty() || out.secret_access_key.empty()) {
    return bad("has no access key");
  }
  const std::string expiration = field("Expiration");
  if (expiration.empty()) return out;
  const auto time = ParseAwsTime(expiration);
  if (!time) return bad("has an Expiration that is no time");
  out.expires = ToWallTime(*time);
  return out;
}

}  // namespace internal

namespace {

constexpr std::size_t kMaxTokenBytes = std::size_t{1} << 20U;
constexpr std::chrono::seconds kProcessTimeout{60};
// As botocore's ContainerMetadataFetcher; the platform's agent may be starting.
constexpr int kContainerAttempts = 3;

// True for hosts that may be asked for secrets without TLS.
bool IsPlatformHost(std::string_view host) {
  return host == "localhost" || host.starts_with("127.") || host == "[::1]" ||
         host == "169.254.170.2" || host == "169.254.170.23" ||
         host == "[fd00:ec2::23]";
}

Result<int> NumberSetting(const Environment& environment,
                          std::string_view variable,
                          int fallback) {
  const std::string_view text = Variable(environment, variable);
  if (text.empty()) return fallback;
  const auto number = ParseNumber<int>(text);
  if (!number || *number < 1 || *number > 60) {
    return Error(
        ErrorCode::kInvalid,
        fmt::format(
            "{} is \"{}\", expected a number from 1 to 60", variable, text));
  }
  return *number;
}

std::string TrimLines(std::string_view text) {
  while (!text.empty() &&
         (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) {
    text.remove_suffix(1);
  }
  return std::string(text);
}

}  // namespace

ProcessSource::ProcessSource(ProcessRunner& processes, std::string command)
    : processes_(processes), command_(std::move(command)) {}

Result<Credentials> ProcessSource::Fetch(std::stop_token stop) {
  auto command = SplitCommand(command_);
  if (!command) return std::move(command).error().While("credential_process");
  auto output = processes_.Run(*command, kProcessTimeout, stop);
  if (!output) return std::move(output).error().While("credential_process");
  return internal::ParseCredentialsJson(*output, "credential_process");
}

Result<ContainerSource::Options> ContainerSource::ReadOptions(
    const Environment& environment) {
  Options out;
  const std::string_view relative =
      Variable(environment, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
  out.url = relative.empty()
                ? Variable(environment, "AWS_CONTAINER_CREDENTIALS_FULL_URI")
                : "http://169.254.170.2" + std::string(relative);
  out.token = Variable(environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN");
  out.token_file =
      Variable(environment, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
  const auto url = ParseUrl(out.url);
  if (!url) {
    return Error(
        ErrorCode::kInvalid,
        fmt::format("the container credentials URI \"{}\" is not a URL",
                    out.url));
  }
  if (url->scheme == "http" && !IsPlatformHost(url->host)) {
    return Error(ErrorCode::kInvalid,
                 fmt::format("the container credentials URI \"{}\" must use "
                             "https or a loopback address",
                             out.url));
  }
  return out;
}

ContainerSource::ContainerSource(HttpTransport& transport,
                                 const FileSystem& files,
                                 Options options)
    : transport_(transport), files_(files), options_(std::move(options)) {}

Result<Credentials> ContainerSource::Fetch(std::stop_token stop) {
  constexpr std::string_view kDoing = "asking for container credentials";
  HttpRequest request;
  request.url = options_.url;
  request.connect_timeout = std::chrono::milliseconds(2000);
  request.total_timeout = std::chrono::milliseconds(10000);
  request.headers.emplace_back("Accept", "application/json");
  std::string token = options_.token;
  if (!options_.token_file.empty()) {
    auto text = files_.Read(options_.token_file, kMaxTokenBytes);
    if (!text) return std::move(text).error().While(kDoing);
    token = TrimLines(*text);
  }
  if (token.find_first_of("\r\n") != std::string::npos) {
    return Error(ErrorCode::kInvalid,
                 "the container authorization token has a line end");
  }
  if (!token.empty()) request.headers.emplace_back("Authorization", token);
  auto response = transport_.Send(request, stop);
  for (int i = 1; i < kContainerAttempts; ++i) {
    const bool again = response
                           ? response->status >= 500
                           : response.error().code() != ErrorCode::kCancelled;
    if (again) response = transport_.Send(request, stop);
  }
  if (!response) return std::move(response).error().While(kDoing);
  if (response->status != 200) {
    return Error(ErrorCode::kDenied,
                 fmt::format("{}: status {}", kDoing, response->status));
  }
  return internal::ParseCredentialsJson(response->body, "container");
}

Result<InstanceMetadataSource::Options> InstanceMetadataSource::ReadOptions(
    const Environment& environment) {
  Options out;
  const auto is_true = [&](std::string_view variable) {
    return EqualsIgnoreCase(Variable(environment, variable), "true");
  };
  out.disabled = is_true("AWS_EC2_METADATA_DISABLED");
  out.allow_version_1 = !is_true("AWS_EC2_METADATA_V1_DISABLED");
  if (EqualsIgnoreCase(
          Variable(environment, "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"),
          "ipv6")) {
    out.endpoint = "http://[fd00:ec2::254]";
  }
  const std::string_view endpoint =
      Variable(environment, "AWS_EC2_METADATA_SERVICE_ENDPOINT");
  if (!endpoint.empty()) {
    if (!ParseUrl(endpoint)) {
      return Error(
          ErrorCode::kInvalid,
          fmt::format("AWS_EC2_METADATA_SERVICE_ENDPOINT is \"{}\", expected "
                      "a URL",
                      endpoint));
    }
    out.endpoint = endpoint;
    while (out.endpoint.back() == '/') out.endpoint.pop_back();
  }
  PLIMSOLL_ASSIGN_OR_RETURN(
      const int seconds,
      NumberSetting(environment, "AWS_METADATA_SERVICE_TIMEOUT", 1));
  out.timeout = std::chrono::seconds(seconds);
  PLIMSOLL_ASSIGN_OR_RETURN(
      out.attempts,
      NumberSetting(environment, "AWS_METADATA_SERVICE_NUM_ATTEMPTS", 1));
  return out;
}

InstanceMetadataSource::InstanceMetadataSource(HttpTransport& transport,
                                               Options options)
    : transport_(transport), options_(std::move(options)) {}

Result<std::string> InstanceMetadataSource::Ask(
    const std::string& method,
    const std::string& path,
    std::pair<std::string, std::string> header,
    std::stop_token stop) {
  constexpr std::string_view kDoing = "asking the instance metadata service";
  HttpRequest request;
  request.method = method;
  request.url = options_.endpoint + path;
  request.connect_timeout = options_.timeout;
  request.total_timeout = options_.timeout;
  if (!header.first.empty()) request.headers.push_back(std::move(header));
  Error last(ErrorCode::kIo, std::string(kDoing));
  for (int i = 0; i < options_.attempts; ++i) {
    auto response = transport_.Send(request, stop);
    if (!response) {
      last = std::move(response).error().While(kDoing);
      if (last.code() == ErrorCode::kCancelled) return last;
      continue;
    }
    if (response->status == 200) return TrimLines(response->body);
    last =
        Error(response->status >= 500 ? ErrorCode::kIo : ErrorCode::kNotFound,
              fmt::format("{}: status {}", kDoing, response->status));
    if (response->status < 500) return last;
  }
  return last;
}

Result<Credentials> InstanceMetadataSource::Fetch(std::stop_token stop) {
  if (options_.disabled) {
    return Error(ErrorCode::kNotFound,
                 "the instance metadata service is switched off");
  }
  const auto token = Ask("PUT",
                         "/latest/api/token",
                         {"x-aws-ec2-metadata-token-ttl-seconds", "21600"},
                         stop);
  std::pair<std::string, std::string> header;
  if (token) {
    header = {"x-aws-ec2-metadata-token", *token};
  } else if (token.error().code() != ErrorCode::kNotFound ||
             !options_.allow_version_1) {
    return token.error();
  }
  const std::string path = "/latest/meta-data/iam/security-credentials/";
  PLIMSOLL_ASSIGN_OR_RETURN(const std::string role,
                            Ask("GET", path, header, stop));
  if (role.empty() || role.find('\n') != std::string::npos) {
    return Error(ErrorCode::kNotFound, "the instance has no role");
  }
  PLIMSOLL_ASSIGN_OR_RETURN(const std::string text,
                            Ask("GET", path + UriEncode(role), header, stop));
  return internal::ParseCredentialsJson(text, "instance-metadata");
}

}  // namespace plimsoll::aws

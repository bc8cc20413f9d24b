// SPDX-License-Identifier: Apache-2.0
// Credentials that STS hands out.
#include <fmt/format.h>

#include "source/aws/aws_time.h"
#include "source/aws/credential_sources.h"

namespace plimsoll::aws {
namespace {

constexpr std::size_t kMaxTokenBytes = std::size_t{1} << 20U;

// Memory for the values of one call.
struct Scratch {
  Arena arena;
  KeyTable keys;
  ValueFactory factory{arena, keys};
};

std::string AccountOfArn(std::string_view arn) {
  for (int i = 0; i < 4; ++i) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    arn.remove_prefix(colon + 1);
  }
  return std::string(arn.substr(0, arn.find(':')));
}

Result<Credentials> FromStsReply(const CallOutcome& outcome,
                                 std::string_view source) {
  if (!outcome.ok()) return ToError(*outcome.error);
  const Value reply = outcome.value.Get("Credentials");
  const Value expires = reply.Get("Expiration");
  Credentials out;
  out.access_key_id = reply.Get("AccessKeyId").StringOr("");
  out.secret_access_key =
      Secret(std::string(reply.Get("SecretAccessKey").StringOr("")));
  out.session_token =
      Secret(std::string(reply.Get("SessionToken").StringOr("")));
  out.source = source;
  out.account_id = AccountOfArn(
      outcome.value.Get("AssumedRoleUser").Get("Arn").StringOr(""));
  if (out.access_key_id.empty() || out.secret_access_key.empty() ||
      expires.kind() != Kind::kTimestamp) {
    return Error(ErrorCode::kInvalid, "the reply of STS has no credentials");
  }
  out.expires = ToWallTime(expires.AsTimestamp());
  return out;
}

}  // namespace

AssumeRoleSource::AssumeRoleSource(Client& client,
                                   std::shared_ptr<CredentialsProvider> base,
                                   AssumeRoleOptions options,
                                   MfaPrompt prompt)
    : client_(client),
      base_(std::move(base)),
      options_(std::move(options)),
      prompt_(std::move(prompt)) {}

Result<Credentials> AssumeRoleSource::Fetch(std::stop_token stop) {
  const std::string doing = "assuming " + options_.role_arn;
  Scratch scratch;
  const ValueFactory& factory = scratch.factory;
  std::vector<std::pair<std::string_view, Value>> input{
      {"RoleArn", factory.String(options_.role_arn)},
      {"RoleSessionName", factory.String(options_.session_name)},
      {"DurationSeconds", Value::Int(options_.duration.count())}};
  if (!options_.external_id.empty()) {
    input.emplace_back("ExternalId", factory.String(options_.external_id));
  }
  if (!options_.policy.empty()) {
    input.emplace_back("Policy", factory.String(options_.policy));
  }
  if (!options_.mfa_serial.empty()) {
    if (prompt_ == nullptr) {
      return Error(ErrorCode::kDenied,
                   doing + ": it wants an MFA code, and nobody can be asked");
    }
    auto code = prompt_(options_.mfa_serial, stop);
    if (!code) return std::move(code).error().While(doing);
    input.emplace_back("SerialNumber", factory.String(options_.mfa_serial));
    input.emplace_back("TokenCode", factory.String(*code));
  }
  CallRequest request;
  request.service = "sts";
  request.operation = "AssumeRole";
  request.input = factory.Map(input);
  request.region = options_.region;
  request.credentials = base_.get();
  request.stop = stop;
  auto credentials =
      FromStsReply(client_.Call(request, factory), "assume-role");
  if (!credentials) return std::move(credentials).error().While(doing);
  return credentials;
}

std::shared_ptr<CredentialsProvider> MakeRoleCredentials(
    Client& client,
    const Clock& clock,
    std::shared_ptr<CredentialsProvider> base,
    AssumeRoleOptions options,
    MfaPrompt prompt) {
  return std::make_shared<CachedCredentials>(
      std::make_unique<AssumeRoleSource>(
          client, std::move(base), std::move(options), std::move(prompt)),
      clock);
}

WebIdentitySource::WebIdentitySource(Client& client,
                                     const FileSystem& files,
                                     Options options)
    : client_(client), files_(files), options_(std::move(options)) {}

Result<Credentials> WebIdentitySource::Fetch(std::stop_token stop) {
  const std::string doing =
      fmt::format("assuming {} by web identity", options_.role_arn);
  auto token = files_.Read(options_.token_file, kMaxTokenBytes);
  if (!token) return std::move(token).error().While(doing);
  while (!token->empty() && (token->back() == '\n' || token->back() == '\r')) {
    token->pop_back();
  }
  Scratch scratch;
  const ValueFactory& factory = scratch.factory;
  const std::vector<std::pair<std::string_view, Value>> input{
      {"RoleArn", factory.String(options_.role_arn)},
      {"RoleSessionName", factory.String(options_.session_name)},
      {"WebIdentityToken", factory.String(*token)}};
  CallRequest request;
  request.service = "sts";
  request.operation = "AssumeRoleWithWebIdentity";
  request.input = factory.Map(input);
  request.region = options_.region;
  request.stop = stop;
  auto credentials =
      FromStsReply(client_.Call(request, factory), "web-identity");
  if (!credentials) return std::move(credentials).error().While(doing);
  return credentials;
}

}  // namespace plimsoll::aws

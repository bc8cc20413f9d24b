// SPDX-License-Identifier: Apache-2.0
// Credentials from IAM Identity Center, by the token that "aws sso login"
// cached. An access token lives for an hour or so; a token of an sso-session
// comes with what it takes to refresh it, as the AWS SDKs do:
// https://docs.aws.amazon.com/sdkref/latest/guide/understanding-sso.html
// https://docs.aws.amazon.com/singlesignon/latest/OIDCAPIReference/API_CreateToken.html
#include <algorithm>

#include <fmt/format.h>

#include "base/hash.h"
#include "source/aws/aws_time.h"
#include "source/aws/credential_sources.h"
#include "value/json.h"

namespace plimsoll::aws {
namespace {

constexpr std::size_t kMaxTokenBytes = std::size_t{1} << 20U;
/// A token with less left than this is refreshed before it is used.
constexpr std::chrono::minutes kRefreshBefore{5};

/// The time of a member, nullopt when there is none.
std::optional<WallTime> TimeOf(const Value& token, std::string_view member) {
  // Older versions of the AWS CLI write "2026-11-23T20:15:00UTC".
  std::string text(token.Get(member).StringOr(""));
  if (text.ends_with("UTC")) text.replace(text.size() - 3, 3, "Z");
  const auto time = ParseAwsTime(text);
  if (!time) return std::nullopt;
  return ToWallTime(*time);
}

bool CanRefresh(const Value& token, WallTime now) {
  for (const std::string_view member :
       {"refreshToken", "clientId", "clientSecret"}) {
    if (token.Get(member).StringOr("").empty()) return false;
  }
  const auto registered_until = TimeOf(token, "registrationExpiresAt");
  return registered_until && *registered_until > now;
}

/// The cached token with `changes` in place of its members of these names.
Value Replace(const Value& token,
              const std::vector<std::pair<std::string_view, Value>>& changes,
              const ValueFactory& factory) {
  std::vector<std::pair<std::string_view, Value>> entries = changes;
  const MapView members = token.AsMap();
  for (std::size_t i = 0; i < members.size(); ++i) {
    const std::string_view name = members.KeyAt(i).AsString();
    const bool changed =
        std::any_of(changes.begin(), changes.end(), [&](const auto& change) {
          return change.first == name;
        });
    if (!changed) entries.emplace_back(name, members.ValueAt(i));
  }
  return factory.Map(entries);
}

}  // namespace

SsoSource::SsoSource(Client& client,
                     FileSystem& files,
                     const Clock& clock,
                     Options options)
    : client_(client),
      files_(files),
      clock_(clock),
      options_(std::move(options)) {}

Error SsoSource::LogIn(std::string_view why) const {
  return Error(
      ErrorCode::kDenied,
      fmt::format(
          "{}; run \"aws sso login --profile {}\"", why, options_.profile));
}

Result<Value> SsoSource::Refresh(Value token,
                                 const std::string& path,
                                 const ValueFactory& factory,
                                 std::stop_token stop) {
  CallRequest request;
  request.service = "sso-oidc";
  request.operation = "CreateToken";
  request.region = options_.region;
  request.stop = stop;
  const std::vector<std::pair<std::string_view, Value>> input{
      {"clientId", token.Get("clientId")},
      {"clientSecret", token.Get("clientSecret")},
      {"grantType", factory.String("refresh_token")},
      {"refreshToken", token.Get("refreshToken")}};
  request.input = factory.Map(input);
  const CallOutcome outcome = client_.Call(request, factory);
  if (!outcome.ok()) return LogIn("the SSO token cannot be refreshed");
  const Value reply = outcome.value;
  if (reply.Get("accessToken").StringOr("").empty() ||
      reply.Get("expiresIn").kind() != Kind::kInt) {
    return Error(ErrorCode::kInvalid, "the reply of SSO has no token");
  }
  const WallTime until =
      clock_.Now() + std::chrono::seconds(reply.Get("expiresIn").AsInt());
  std::vector<std::pair<std::string_view, Value>> changes{
      {"accessToken", reply.Get("accessToken")},
      {"expiresAt", factory.String(RenderIso8601(ToTimestamp(until)))}};
  if (!reply.Get("refreshToken").StringOr("").empty()) {
    changes.emplace_back("refreshToken", reply.Get("refreshToken"));
  }
  const Value renewed = Replace(token, changes, factory);
  // A token may be spent by the refresh, so the new one must be kept for the
  // AWS CLI and for our next run. One that cannot be kept still serves now.
  (void)files_.WriteAtomically(path, WriteJson(renewed) + "\n");
  return renewed;
}

Result<Value> SsoSource::ReadToken(const ValueFactory& factory,
                                   std::stop_token stop) {
  const std::string path = fmt::format(
      "{}/{}.json", options_.cache_folder, Hex(Sha1(options_.cache_key)));
  const auto text = files_.Read(path, kMaxTokenBytes);
  if (!text) return LogIn("there is no SSO token");
  const auto token = ReadJson(*text, factory);
  if (!token || token->kind() != Kind::kMap) {
    return LogIn("the SSO token cannot be read");
  }
  const WallTime now = clock_.Now();
  const auto expires = TimeOf(*token, "expiresAt");
  const bool valid = !token->Get("accessToken").StringOr("").empty() &&
                     expires && *expires > now;
  if (valid && *expires > now + kRefreshBefore) return *token;
  if (CanRefresh(*token, now)) {
    auto renewed = Refresh(*token, path, factory, stop);
    if (renewed || !valid) return renewed;
  }
  if (!valid) return LogIn("the SSO token has expired");
  return *token;
}

Result<Credentials> SsoSource::Fetch(std::stop_token stop) {
  Arena arena;
  KeyTable keys;
  const ValueFactory factory(arena, keys);
  PLIMSOLL_ASSIGN_OR_RETURN(const Value token, ReadToken(factory, stop));
  const std::vector<std::pair<std::string_view, Value>> input{
      {"roleName", factory.String(options_.role_name)},
      {"accountId", factory.String(options_.account_id)},
      {"accessToken", token.Get("accessToken")}};
  CallRequest request;
  request.service = "sso";
  request.operation = "GetRoleCredentials";
  request.input = factory.Map(input);
  request.region = options_.region;
  request.stop = stop;
  const CallOutcome outcome = client_.Call(request, factory);
  if (!outcome.ok()) {
    if (outcome.error->http_status == 401) {
      return LogIn("the SSO token is refused");
    }
    return ToError(*outcome.error)
        .While(fmt::format("getting SSO credentials of {} in {}",
                           options_.role_name,
                           options_.account_id));
  }
  const Value reply = outcome.value.Get("roleCredentials");
  Credentials out;
  out.access_key_id = reply.Get("accessKeyId").StringOr("");
  out.secret_access_key =
      Secret(std::string(reply.Get("secretAccessKey").StringOr("")));
  out.session_token =
      Secret(std::string(reply.Get("sessionToken").StringOr("")));
  out.source = "sso";
  out.account_id = options_.account_id;
  const Value expiration = reply.Get("expiration");
  if (out.access_key_id.empty() || out.secret_access_key.empty() ||
      expiration.kind() != Kind::kInt) {
    return Error(ErrorCode::kInvalid, "the reply of SSO has no credentials");
  }
  out.expires = WallTime{std::chrono::milliseconds{expiration.AsInt()}};
  return out;
}

}  // namespace plimsoll::aws

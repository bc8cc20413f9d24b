// SPDX-License-Identifier: Apache-2.0
#include "source/aws/signer.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "source/aws/aws_time.h"
#include "source/aws/uri.h"

namespace plimsoll::aws {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";

// Headers that the transport or a proxy adds or changes on the way.
constexpr std::array<std::string_view, 7> kUnsigned{"authorization",
                                                    "connection",
                                                    "expect",
                                                    "host",
                                                    "transfer-encoding",
                                                    "user-agent",
                                                    "x-amzn-trace-id"};

bool IsSigned(std::string_view lower_name) {
  return std::find(kUnsigned.begin(), kUnsigned.end(), lower_name) ==
         kUnsigned.end();
}

// Trims, and makes one space of each run of spaces.
std::string CanonicalValue(std::string_view value) {
  std::string out;
  bool space = false;
  for (const char c : value) {
    if (c == ' ' || c == '\t') {
      space = !out.empty();
      continue;
    }
    if (space) out += ' ';
    space = false;
    out += c;
  }
  return out;
}

// Removes "." and ".." segments and doubled slashes.
std::string NormalPath(std::string_view path) {
  std::vector<std::string_view> kept;
  for (const std::string_view segment : Split(path, '/')) {
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") {
      if (!kept.empty()) kept.pop_back();
      continue;
    }
    kept.push_back(segment);
  }
  std::string out;
  for (const std::string_view segment : kept) {
    out += '/';
    out += segment;
  }
  if (out.empty() || path.back() == '/') out += '/';
  return out;
}

std::string CanonicalPath(const Url& url, bool is_s3) {
  if (url.path.empty()) return "/";
  if (is_s3) return url.path;
  return UriEncode(NormalPath(url.path), "/");
}

std::string CanonicalQuery(const Url& url) {
  if (url.query.empty()) return {};
  std::vector<std::pair<std::string_view, std::string_view>> pairs;
  for (const std::string_view piece : Split(url.query, '&')) {
    const std::size_t equals = piece.find('=');
    pairs.emplace_back(piece.substr(0, equals),
                       equals == std::string_view::npos
                           ? std::string_view{}
                           : piece.substr(equals + 1));
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [name, value] : pairs) {
    if (!out.empty()) out += '&';
    out += fmt::format("{}={}", name, value);
  }
  return out;
}

struct Canonical {
  std::string text;
  std::string signed_headers;
};

Canonical MakeCanonical(const HttpRequest& request,
                        const Url& url,
                        const SigningScope& scope) {
  std::map<std::string, std::string> headers;
  headers["host"] = url.HostHeader();
  for (const auto& [name, value] : request.headers) {
    const std::string lower = ToLower(name);
    if (!IsSigned(lower)) continue;
    const auto [at, is_new] = headers.emplace(lower, CanonicalValue(value));
    if (!is_new) at->second += "," + CanonicalValue(value);
  }
  std::string lines;
  std::string names;
  for (const auto& [name, value] : headers) {
    lines += fmt::format("{}:{}\n", name, value);
    names += names.empty() ? name : ";" + name;
  }
  return {fmt::format("{}\n{}\n{}\n{}\n{}\n{}",
                      request.method,
                      CanonicalPath(url, scope.is_s3),
                      CanonicalQuery(url),
                      lines,
                      names,
                      Hex(Sha256(request.body))),
          names};
}

std::string_view Bytes(const Sha256Digest& digest) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

Error BadUrl(const HttpRequest& request) {
  return {ErrorCode::kInvalid,
          fmt::format("cannot sign a request to \"{}\"", request.url)};
}

}  // namespace

Result<std::string> CanonicalRequest(const HttpRequest& request,
                                     const SigningScope& scope) {
  const auto url = ParseUrl(request.url);
  if (!url) return BadUrl(request);
  return MakeCanonical(request, *url, scope).text;
}

Result<void> Sign(HttpRequest& request,
                  const Credentials& credentials,
                  const SigningScope& scope) {
  const auto url = ParseUrl(request.url);
  if (!url) return BadUrl(request);
  const std::string time = RenderBasicDate(ToTimestamp(scope.time));
  const std::string date = time.substr(0, 8);
  request.headers.emplace_back("X-Amz-Date", time);
  if (!credentials.session_token.empty()) {
    request.headers.emplace_back("X-Amz-Security-Token",
                                 credentials.session_token.Reveal());
  }
  if (scope.is_s3) {
    request.headers.emplace_back("X-Amz-Content-SHA256",
                                 Hex(Sha256(request.body)));
  }
  const Canonical canonical = MakeCanonical(request, *url, scope);
  const std::string credential_scope =
      fmt::format("{}/{}/{}/aws4_request", date, scope.region, scope.service);
  const std::string to_sign = fmt::format("{}\n{}\n{}\n{}",
                                          kAlgorithm,
                                          time,
                                          credential_scope,
                                          Hex(Sha256(canonical.text)));
  const Secret seed("AWS4" + credentials.secret_access_key.Reveal());
  Sha256Digest key = HmacSha256(seed.Reveal(), date);
  key = HmacSha256(Bytes(key), scope.region);
  key = HmacSha256(Bytes(key), scope.service);
  key = HmacSha256(Bytes(key), "aws4_request");
  request.headers.emplace_back(
      "Authorization",
      fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}",
                  kAlgorithm,
                  credentials.access_key_id,
                  credential_scope,
                  canonical.signed_headers,
                  Hex(HmacSha256(Bytes(key), to_sign))));
  return {};
}

}  // namespace plimsoll::aws

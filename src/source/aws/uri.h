// SPDX-License-Identifier: Apache-2.0
// Pieces of URLs as AWS's protocols and signatures need them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll::aws {

/// Percent-encodes all but RFC 3986 unreserved characters and those of `keep`,
/// with upper-case digits.
/// Source:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
std::string UriEncode(std::string_view text, std::string_view keep = {});
/// Decodes %XX; '+' and malformed escapes stay as they are.
std::string UriDecode(std::string_view text);

/// An absolute http or https URL, cut but not decoded.
struct Url {
  std::string scheme;  ///< "http" or "https"
  std::string host;    ///< Lower case; an IPv6 address keeps its brackets.
  std::string port;    ///< Digits, or empty when not written.
  std::string path;    ///< Begins with '/', or empty.
  std::string query;   ///< Without '?'.
  bool has_query = false;

  /// Host as the Host header says it: with the port unless it is the default.
  std::string HostHeader() const;
  /// scheme://host[:port]
  std::string Origin() const;
  std::string Text() const;
};

/// Nullopt unless it is http(s)://host[:port][/path][?query]; user names and
/// fragments are refused.
std::optional<Url> ParseUrl(std::string_view text);

/// True for an IPv4 or bracketed IPv6 address.
bool IsIpLiteral(std::string_view host);
/// True for one DNS label: 1 to 63 of a-z A-Z 0-9 '-', not beginning or ending
/// with '-'.
bool IsHostLabel(std::string_view text);

}  // namespace plimsoll::aws

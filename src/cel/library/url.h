// SPDX-License-Identifier: Apache-2.0
// URLs as Kubernetes' url library reads them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "value/value.h"

namespace plimsoll::cel {

/// The parts of an absolute URL or an absolute path; all may be empty.
struct Url {
  std::string scheme;  ///< Lower case.
  std::string user;    ///< "user:password" as written.
  std::string host;    ///< With the port, brackets of an IPv6 address kept.
  std::string path;    ///< Escaped.
  std::string query;   ///< As written, without "?".
  std::string
      opaque;  ///< "mailto:x": what follows the scheme when no "/" does.

  std::string Hostname() const;  ///< Without port and brackets.
  std::string Port() const;
  /// Parameters in the order of their values; names and values unescaped, wrong
  /// ones left out.
  std::map<std::string, std::vector<std::string>> Query() const;
  /// The whole, put together again.
  std::string Text() const;
};

/// As Go's url.ParseRequestURI: no fragment, control characters or relative
/// references.
/// Source: https://kubernetes.io/docs/reference/using-api/cel/
///         #kubernetes-url-library and https://pkg.go.dev/net/url
std::optional<Url> ParseUrl(std::string_view text);

extern const OpaqueType kUrlType;
bool EqualUrls(Value a, Value b);

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// Amazon resource names.
#pragma once

#include <optional>
#include <string_view>

namespace plimsoll {

/// The six parts of "arn:partition:service:region:account:resource"; any but
/// the service may be empty, the resource may hold further colons. Lifetime:
/// the text. Source:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
struct Arn {
  std::string_view partition;
  std::string_view service;
  std::string_view region;
  std::string_view account;
  std::string_view resource;
};

/// nullopt for a text without "arn:" in front or with fewer than six parts.
/// Parts may hold wildcards.
inline std::optional<Arn> SplitArn(std::string_view text) {
  if (!text.starts_with("arn:")) return std::nullopt;
  text.remove_prefix(4);
  Arn arn;
  for (std::string_view* part :
       {&arn.partition, &arn.service, &arn.region, &arn.account}) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    *part = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  arn.resource = text;
  return arn;
}

}  // namespace plimsoll

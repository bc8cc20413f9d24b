// SPDX-License-Identifier: Apache-2.0
// Semantic versions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "value/value.h"

namespace plimsoll::cel {

/// "major.minor.patch-prerelease+build". Lifetime: views into the parsed text.
struct Semver {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::string_view prerelease;
  std::string_view build;
};

/// Strictly as Semantic Versioning 2.0.0.
/// Source: https://semver.org/spec/v2.0.0.html
std::optional<Semver> ParseSemver(std::string_view text);
/// The text without a leading "v", with missing minor and patch numbers added
/// and leading zeros removed; it need not be a version still.
std::string NormalSemver(std::string_view text);
/// Build metadata do not count.
int CompareSemver(const Semver& a, const Semver& b);

extern const OpaqueType kSemverType;
/// The version in a value, or null when it is none.
const Semver* SemverIn(Value value);

}  // namespace plimsoll::cel

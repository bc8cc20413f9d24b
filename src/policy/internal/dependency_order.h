// SPDX-License-Identifier: Apache-2.0
// Orders named expressions so that each comes after those it uses.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace plimsoll {

/// A name and the expressions behind it.
struct NamedExpressions {
  std::string name;
  std::vector<std::string> texts;
};

/// Indexes into `entries` such that each entry follows the entries whose names
/// its texts mention; ties keep the given order. Texts that do not parse count
/// as using nothing (compiling them reports it). Nullopt when they form a
/// circle.
std::optional<std::vector<std::size_t>> DependencyOrder(
    std::span<const NamedExpressions> entries);

}  // namespace plimsoll

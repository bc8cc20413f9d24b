// SPDX-License-Identifier: Apache-2.0
// Orders named expressions so that each comes after those it uses.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "policy/internal/node_reader.h"

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

/// The entries of a YAML map of `what` ("variables") in that order;
/// `expressions` tells which texts an entry holds. Empty, after a diagnostic,
/// when they form a circle.
using NamedNodes = std::vector<std::pair<std::string, Value>>;
NamedNodes OrderNodes(
    const NamedNodes& entries,
    std::string_view what,
    const CatalogueFile& file,
    const std::function<std::vector<std::string>(Value)>& expressions);

/// The one text of an entry that is an expression itself.
std::vector<std::string> OwnText(Value node);

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// Made-up inventories of a catalogue's own types, for benchmarks: resources
// whose properties follow the schema, varied enough that checks pass and fail.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "model/inventory.h"
#include "policy/catalogue.h"

namespace plimsoll {

struct RandomInventoryOptions {
  std::string account = "111122223333";
  std::size_t resources = 1000;  ///< About; spread over the types with checks.
  std::string type;              ///< Only this one; empty: all.
  std::uint64_t seed = 1;        ///< Same options, same inventory.
  Timestamp now;                 ///< Times lie in the 800 days before.
};

/// A sealed inventory of one account: every type that a check judges, in one
/// region, all units collected. Texts come from the literals of the type's
/// checks, so that comparisons hit; references name resources that exist.
/// Values live in the inventory, keys in the catalogue's table.
Inventory MakeRandomInventory(const Catalogue& catalogue,
                              const RandomInventoryOptions& options);

}  // namespace plimsoll

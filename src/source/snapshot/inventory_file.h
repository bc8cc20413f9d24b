// SPDX-License-Identifier: Apache-2.0
// Our own inventory files: what a scan read, one unit a line, so that a
// recorded estate can be judged again and a killed scan can go on.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "model/inventory.h"
#include "value/value.h"

namespace plimsoll {

/// An account as the file tells it.
struct RecordedAccount {
  std::string id;
  std::string name;
  std::string partition;
  std::vector<std::string> regions;
  bool reachable = true;
  bool organization = false;  ///< Its inventory answers organization.all().
};

/// Lines of an inventory file, each ended by a newline:
///   {"plimsoll": "inventory", "version": 1}
///   {"account": {"id", "name", "partition", "regions", "reachable"}}
///   {"gap": {...}}      (of a whole account or region)
///   {"unit": {"account", "region", "type"}, "partition", "resources": [...],
///    "gaps": [...]}
/// The formats are published in schema/inventory.schema.json.
std::string InventoryHeader();
std::string RenderAccount(const RecordedAccount& account);
std::string RenderGap(const Gap& gap);
std::string RenderUnit(const Unit& unit,
                       std::span<const Resource> resources,
                       std::span<const Gap> gaps);

/// Finds a resource type by name; null when the catalogue has none.
using TypeLookup = std::function<const ResourceType*(std::string_view)>;

/// One line that holds a unit, before its resources are made.
struct RecordedUnit {
  Unit unit;
  std::string_view line;  ///< Lifetime: the text that was read.
};

struct RecordedInventory {
  std::vector<RecordedAccount> accounts;
  std::vector<RecordedUnit>
      units;              ///< In file order; the last of a unit counts.
  std::vector<Gap> gaps;  ///< Gaps of whole accounts.
};

/// Splits a file into its lines and reads their heads. A last line without a
/// newline was cut off by a crash: it is left out with a warning. Errors: not
/// an inventory, another version, a malformed line, with file and line.
RecordedInventory ReadInventoryFile(std::string_view text,
                                    std::string_view file,
                                    KeyTable& keys,
                                    Diagnostics& diagnostics);

/// Adds the unit's resources and gaps to `inventory`. Errors: kInvalid.
Result<void> RestoreUnit(const RecordedUnit& recorded,
                         const ResourceType& type,
                         KeyTable& keys,
                         Inventory& inventory);

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// The seam between a collector and what was read before.
#pragma once

#include <span>

#include "model/inventory.h"

namespace plimsoll {

/// Units that are known already, from a journal of an earlier scan, and the
/// place where new ones are written. Implementations are thread-safe.
class UnitJournal {
 public:
  UnitJournal() = default;
  UnitJournal(const UnitJournal&) = delete;
  UnitJournal& operator=(const UnitJournal&) = delete;
  virtual ~UnitJournal() = default;

  /// Adds the unit's resources and gaps to `inventory`; false when not known.
  virtual bool Restore(const Unit& unit,
                       const ResourceType& type,
                       Inventory& inventory) = 0;
  /// Called once for each unit that was read to its end.
  virtual void Save(const Unit& unit,
                    std::span<const Resource> resources,
                    std::span<const Gap> gaps) = 0;
};

}  // namespace plimsoll

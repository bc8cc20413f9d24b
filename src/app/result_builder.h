// SPDX-License-Identifier: Apache-2.0
// Judges inventories as they come and keeps only what the reports need.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "finding/finding.h"
#include "model/inventory.h"
#include "policy/catalogue.h"
#include "policy/judge.h"
#include "value/provenance.h"

namespace plimsoll {

/// Feeds on one account after the other. Lifetime: borrows the catalogue and
/// the provenance (may be null).
class ResultBuilder {
 public:
  ResultBuilder(const Catalogue& catalogue,
                std::vector<const Check*> checks,
                Timestamp now,
                const Provenance* provenance);

  /// The inventory that organization.all() reads from now on; kept.
  void SetOrganization(Inventory inventory, ScanResult::Account account);
  /// Judges one account; its inventory is dropped afterwards.
  void Add(const Inventory& inventory, ScanResult::Account account);

  /// Everything, in report order, with the frameworks' results for each
  /// account.
  ScanResult Finish(const std::vector<const Framework*>& frameworks,
                    bool interrupted);

 private:
  const Catalogue& catalogue_;
  CheckSelection selection_;
  Judge judge_;
  const Provenance* provenance_;
  std::optional<Inventory> organization_;
  TextPool texts_;
  ScanResult result_;
};

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// Runs the live collectors of resource types against one account.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/inventory.h"
#include "model/unit_journal.h"
#include "model/wanted_type.h"
#include "source/aws/collect/pool.h"
#include "source/aws/collect/session.h"

namespace plimsoll::aws {

/// Counts for a progress bar. Thread-safe.
struct CollectProgress {
  std::atomic<std::size_t> units_total{0};
  std::atomic<std::size_t> units_done{0};
  std::atomic<std::size_t> resources{0};
};

/// One account to be read.
struct CollectTarget {
  std::string account;
  std::string name;
  std::string partition;
  std::string global_region;         ///< Where account-wide calls go.
  std::vector<std::string> regions;  ///< Enabled and wanted ones.
  std::shared_ptr<ApiSession> session;
  /// Empty when the account was entered; else why it was not. Then only its
  /// singletons are made (with unknown properties), and one gap says so.
  std::optional<CallFailure> unreachable;
};

struct CollectRequest {
  CollectTarget target;
  /// The types to read; those without `live` are passed over.
  std::vector<WantedType> types;
  Timestamp now;
  Clock* clock = nullptr;               ///< Waits for what is not ready yet.
  UnitJournal* journal = nullptr;       ///< May be null.
  CollectProgress* progress = nullptr;  ///< May be null.
};

/// Starts reading one account on `pool` and returns at once. `done` is called
/// on a worker when every unit has ended, with the sealed inventory. A call
/// that fails makes what depends on it unknown and adds a gap; nothing stops
/// the rest. On `stop`, units not yet read become gaps ("cancelled").
void StartCollect(CollectRequest request,
                  WorkerPool& pool,
                  KeyTable& keys,
                  std::stop_token stop,
                  std::function<void(Inventory)> done);

}  // namespace plimsoll::aws

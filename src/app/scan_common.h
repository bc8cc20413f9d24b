// SPDX-License-Identifier: Apache-2.0
// The steps that every kind of scan takes before and after its source.
#pragma once

#include <optional>
#include <vector>

#include "app/catalogue_files.h"
#include "app/result_builder.h"
#include "app/scan.h"

namespace plimsoll {

/// A scan that is ready to read: catalogue loaded, checks and types chosen.
struct PreparedScan {
  LoadedCatalogue loaded;
  std::vector<const Check*> checks;
  std::vector<WantedType> types;  ///< What the checks need.
  std::vector<const Framework*> frameworks;
  Severity fail_on = Severity::kLow;
  bool fail_on_none = false;
  Timestamp now;
};

/// Loads and chooses; nullopt after it has said on standard error what is
/// wrong.
std::optional<PreparedScan> PrepareScan(const AppContext& app,
                                        const ScanSettings& settings);

/// The time of the scan: SOURCE_DATE_EPOCH if set (for reproducible reports),
/// else now.
Timestamp ScanTime(const AppContext& app);

/// Writes the reports and says what the program ends with.
ExitStatus FinishScan(const AppContext& app,
                      const ScanSettings& settings,
                      const PreparedScan& prepared,
                      const ScanResult& result);

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// `plimsoll check list | show | lint | test | new`: the catalogue for its users
// and authors.
#pragma once

#include <string>
#include <vector>

#include "app/check_filter.h"
#include "app/scan.h"

namespace plimsoll {

/// Which catalogue the commands work on.
struct CatalogueSettings {
  std::string base_catalogue;           ///< Folder instead of the embedded one.
  std::vector<std::string> catalogues;  ///< `--catalog`, in order.
};

/// One line a check: id, severity, type, title; or JSON lines.
ExitStatus ListChecks(const AppContext& app,
                      const CatalogueSettings& settings,
                      const CheckFilter& filter,
                      bool json);
/// Everything about the checks that `id` names (ours, an alias, another
/// tool's).
ExitStatus ShowCheck(const AppContext& app,
                     const CatalogueSettings& settings,
                     const std::string& id);
/// Loads and type-checks everything and looks for what loading does not:
/// missing cases, texts that are too long, equivalents named twice in one
/// check.
ExitStatus LintChecks(const AppContext& app, const CatalogueSettings& settings);
/// Runs the cases of the chosen checks (all by default).
ExitStatus TestChecks(const AppContext& app,
                      const CatalogueSettings& settings,
                      const CheckFilter& filter,
                      bool verbose);
/// Writes a new check with cases still to fill under `folder`.
ExitStatus NewCheck(const AppContext& app,
                    const CatalogueSettings& settings,
                    const std::string& folder,
                    const std::string& provider,
                    const std::string& service,
                    const std::string& name,
                    const std::string& type);

}  // namespace plimsoll

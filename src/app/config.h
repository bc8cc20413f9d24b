// SPDX-License-Identifier: Apache-2.0
// The user's configuration file, plimsoll.yaml.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "policy/catalogue.h"
#include "value/value.h"

namespace plimsoll {

/// What the file says. Values live in the arena given to ReadConfig.
///   catalog: [folder, ...]              # relative to the file's folder
///   checks:
///     <id>: { enabled: false, params: { <name>: <value> } }
struct Config {
  /// An entry of `checks`.
  struct CheckEntry {
    std::string id;  ///< As written: ours or another tool's.
    bool disabled = false;
    std::string file;
    SourceRange range;
  };

  std::vector<std::string> catalogs;
  std::vector<ParameterOverride> parameters;
  std::vector<CheckEntry> checks;
};

/// Reads the text of a configuration. Problems are diagnostics with their
/// places.
Config ReadConfig(std::string_view text,
                  std::string_view file,
                  const ValueFactory& factory,
                  Diagnostics& diagnostics);

}  // namespace plimsoll

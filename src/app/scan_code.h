// SPDX-License-Identifier: Apache-2.0
// `plimsoll scan code PATH...`: judges infrastructure code.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/scan.h"
#include "base/diagnostic.h"
#include "model/code_inventory.h"
#include "policy/catalogue.h"
#include "value/provenance.h"

namespace plimsoll {

struct CodeScanSettings {
  std::vector<std::string> paths;
  std::vector<std::string> parameters;  ///< FILE or NAME=VALUE, in order.
  /// Where it will be deployed; empty: not known.
  std::string account;
  std::string region;
  std::string partition;
};

/// What the sources of one scan of code share. Lifetime: borrows all.
struct CodeSourceContext {
  const AppContext& app;
  const CodeScanSettings& settings;
  const Catalogue& catalogue;
  Provenance& provenance;
};

/// What one source has found.
struct CodeRoots {
  std::vector<CodeInventory> roots;
  std::map<std::string, std::string> texts;  ///< By file, for comments.
};

/// One language. `files` are those that FindCodeFiles gave for `extensions`,
/// without what other languages claimed; what is not of this language is left
/// alone. Broken files are diagnostics with a place, and the rest is read.
using CodeSource = CodeRoots (*)(const CodeSourceContext& context,
                                 const std::vector<std::string>& files,
                                 Diagnostics& diagnostics);
struct CodeLanguage {
  std::string_view name;
  std::vector<std::string> extensions;
  CodeSource read;
};

/// CloudFormation templates.
CodeRoots ReadTemplates(const CodeSourceContext& context,
                        const std::vector<std::string>& files,
                        Diagnostics& diagnostics);

ExitStatus ScanCode(const AppContext& app,
                    const ScanSettings& settings,
                    const CodeScanSettings& code);

}  // namespace plimsoll

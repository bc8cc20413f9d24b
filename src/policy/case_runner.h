// SPDX-License-Identifier: Apache-2.0
// Runs the cases that stand beside each check: `plimsoll check test`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/file_system.h"
#include "policy/catalogue.h"

namespace plimsoll {

/// One case file and what came out.
struct CaseResult {
  std::string file;
  std::string check;
  Verdict expected = Verdict::kPass;
  Verdict actual = Verdict::kPass;
  /// Message, evidence and reasons of the actual verdict, for people.
  std::string detail;
  bool ok = false;
};

/// Runs every case of `check` (the files of its `cases/` folder), sorted by
/// name. Diagnostics: files that do not read, properties that the schema does
/// not have, a file name without a verdict, and a check that lacks a pass, a
/// fail or an unknown case.
std::vector<CaseResult> RunCases(const Catalogue& catalogue,
                                 const Check& check,
                                 const FileSystem& files,
                                 Diagnostics& diagnostics);

}  // namespace plimsoll

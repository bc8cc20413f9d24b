// SPDX-License-Identifier: Apache-2.0
// Finds the files of infrastructure code below the paths of a command line.
#pragma once

#include <string>
#include <vector>

#include "base/diagnostic.h"

namespace plimsoll {

/// Bounds of one walk.
struct CodeFileLimits {
  std::size_t files = 200'000;
  std::size_t depth = 64;
};

/// Regular files with one of `extensions` (".yaml") below each path, and paths
/// that are files whatever they are called; sorted, once each. Hidden folders
/// and those of installed packages are not entered, links to folders not
/// followed. Diagnostics: paths that do not exist or cannot be listed, passed
/// limits.
std::vector<std::string> FindCodeFiles(
    const std::vector<std::string>& paths,
    const std::vector<std::string>& extensions,
    const CodeFileLimits& limits,
    Diagnostics& diagnostics);

}  // namespace plimsoll

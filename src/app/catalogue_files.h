// SPDX-License-Identifier: Apache-2.0
// The catalogue as the program uses it: the embedded one, the user's folders on
// top, and the API models that type the collectors.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "base/file_system.h"
#include "policy/catalogue.h"
#include "source/aws/api_model.h"

namespace plimsoll {

/// A loaded catalogue and what it stands on. Lifetime: keep it until the end.
struct LoadedCatalogue {
  std::unique_ptr<const FileSystem> embedded;
  std::shared_ptr<const aws::ApiModel> api;
  std::unique_ptr<KeyTable> keys;
  std::unique_ptr<const Catalogue> catalogue;

  /// The file system in which a check's own file lies, for its cases.
  const FileSystem& FilesOf(const Check& check, const FileSystem& disk) const;
};

/// Loads the embedded catalogue and the folders of `--catalog` on top, in
/// order. `base_folder`, unless empty, replaces the embedded one (for its
/// developers). Errors are in `diagnostics`; the result is then incomplete.
LoadedCatalogue LoadCatalogue(const FileSystem& disk,
                              const std::string& base_folder,
                              const std::vector<std::string>& folders,
                              std::vector<ParameterOverride> overrides,
                              Diagnostics& diagnostics);

}  // namespace plimsoll

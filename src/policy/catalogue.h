// SPDX-License-Identifier: Apache-2.0
// The catalogue in memory: resource types, checks and frameworks, type-checked.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/file_system.h"
#include "cel/function.h"
#include "model/api_schema.h"
#include "policy/check.h"
#include "policy/framework.h"
#include "value/value.h"

namespace plimsoll {

/// One tree of catalogue files. Later trees add to earlier ones; a type, check
/// or framework with the same path or id replaces the earlier one.
struct CatalogueTree {
  const FileSystem* files = nullptr;
  std::string root;  ///< The folder that holds `<provider>/` and `frameworks/`.
};

/// A parameter that the user's configuration sets: `checks: {<id>: {params:
/// ...}}`.
struct ParameterOverride {
  std::string check;  ///< Our id, or an alias or equivalent of one.
  std::string name;
  Value value;
  std::string file;  ///< Where it was written, for diagnostics.
  SourceRange range;
};

struct CatalogueOptions {
  std::vector<CatalogueTree> trees;
  /// Types the `live` sections; without it they are an error.
  const ApiSchema* api = nullptr;
  std::vector<ParameterOverride> overrides;
};

/// Immutable after loading; may be shared by threads. Owns its types,
/// functions, programs and texts; borrows the key table.
class Catalogue {
 public:
  /// Loads everything that can be loaded. The catalogue is complete only when
  /// `diagnostics` has no errors afterwards.
  static std::unique_ptr<const Catalogue> Load(const CatalogueOptions& options,
                                               KeyTable& keys,
                                               Diagnostics& diagnostics);
  ~Catalogue();
  Catalogue(const Catalogue&) = delete;
  Catalogue& operator=(const Catalogue&) = delete;

  /// Sorted by name.
  std::span<const std::unique_ptr<ResourceType>> types() const;
  const ResourceType* FindType(std::string_view name) const;

  /// Sorted by id.
  std::span<const std::unique_ptr<Check>> checks() const;
  /// The checks of one resource type, sorted by id.
  std::span<const Check* const> ChecksOf(const ResourceType& type) const;
  /// By our id, an alias, or another tool's id (any case); sorted, maybe empty.
  std::vector<const Check*> FindChecks(std::string_view id) const;
  /// `did you mean "X"?` for an id that FindChecks does not know, of all that
  /// it does; empty when none is near.
  std::string SuggestCheck(std::string_view id) const;

  /// Sorted by id.
  std::span<const Framework> frameworks() const;
  const Framework* FindFramework(std::string_view id) const;

  KeyTable& keys() const;
  const cel::FunctionTable& functions() const;

 private:
  friend class CatalogueLoader;
  struct Impl;
  explicit Catalogue(KeyTable& keys);
  std::unique_ptr<Impl> impl_;
};

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// Reads one `<type>.type.yaml`.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/api_schema.h"
#include "model/resource_type.h"
#include "policy/internal/expression.h"

namespace plimsoll {

/// Finds the reduced published schema of a type; null Value when there is none.
using SchemaSource = std::function<Result<Value>(std::string_view provider,
                                                 std::string_view type)>;

struct TypeLoadContext {
  ExpressionScope scope;
  SchemaSource schemas;
  const ApiSchema* api = nullptr;  ///< Null: `live` cannot be typed; an error.
  std::string_view provider;
  std::string_view service;
};

/// The type that `root` declares, or null after diagnostics. Types named in
/// `refers` are not looked up here: see CheckReferences.
std::unique_ptr<ResourceType> LoadResourceType(Value root,
                                               const TypeLoadContext& context);

/// The live section; reports into the scope's file.
std::optional<LiveCollector> LoadLive(Value live,
                                      const ResourceType& type,
                                      const TypeLoadContext& context);

/// The blocks of code that `language` ("cloudformation") says give properties
/// to resources of the type; reports into the scope's file.
std::vector<CodeBlock> LoadCodeBlocks(NodeReader& reader,
                                      std::string_view language,
                                      const ResourceType& type,
                                      const TypeLoadContext& context);

/// The `defaults` of a type; reports into the scope's file.
std::vector<PropertyDefault> LoadDefaults(NodeReader& reader,
                                          const ResourceType& type,
                                          const TypeLoadContext& context);

/// Reports references to types that the catalogue does not have.
void CheckReferences(const ResourceType& type,
                     Value root,
                     const ResourceTypes& types,
                     const CatalogueFile& file);

}  // namespace plimsoll

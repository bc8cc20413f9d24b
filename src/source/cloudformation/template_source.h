// SPDX-License-Identifier: Apache-2.0
// Templates -> inventories of the canonical model.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/file_system.h"
#include "model/code_inventory.h"
#include "model/resource_type.h"
#include "source/cloudformation/scope.h"
#include "source/cloudformation/template.h"

namespace plimsoll::cfn {

using ResourceTypeList = std::span<const std::unique_ptr<ResourceType>>;

/// What the templates of one scan have in common. Lifetime: borrows all.
struct TemplateContext {
  const FileSystem& files;
  ResourceTypeList types;
  KeyTable& keys;
  Provenance& provenance;
};

/// What is given from outside.
struct TemplateInput {
  StackPlace place;
  std::map<std::string, Value, std::less<>> parameters;
};

/// Local templates that a template nests, as paths; what cannot be a path
/// (an address, an expression) is left out.
std::vector<std::string> NestedTemplates(const TemplateFile& root);

/// Evaluates a template with those that it nests. Resources of types that the
/// catalogue does not have are left out; satellites are joined onto what they
/// configure, and one whose target is elsewhere stands for it. What code cannot
/// say is unknown with code "not-in-code". Values live in the inventory.
CodeInventory ReadCode(const TemplateFile& root,
                       const TemplateContext& context,
                       const TemplateInput& input,
                       Diagnostics& diagnostics);

}  // namespace plimsoll::cfn

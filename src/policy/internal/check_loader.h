// SPDX-License-Identifier: Apache-2.0
// Reads one `check.yaml` and one framework file.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "policy/check.h"
#include "policy/framework.h"
#include "policy/internal/expression.h"
#include "policy/internal/inventory_functions.h"

namespace plimsoll {

struct CheckLoadContext {
  ExpressionScope scope;  ///< With resource_types.
  std::string id;         ///< From the path, as is `service`.
  std::string service;
  ValueFactory factory;  ///< Of the catalogue: parameters outlive the file.
};

/// The check that `root` declares, or null after diagnostics.
std::unique_ptr<Check> LoadCheck(Value root, const CheckLoadContext& context);

/// The variables of a check's expressions, in slot order, without its own.
enum CheckSlot : int {
  kSpecSlot,
  kStatusSlot,
  kResourceSlot,
  kParamsSlot,
  kAccountSlot,
  kRegionSlot,
  kOrganizationSlot,
  kFirstVariableSlot
};

/// Bits of the check's variables that a program needs, directly or through
/// others.
std::uint64_t VariablesOf(const Check& check, const cel::Program& program);

/// Whether a value may stand for a parameter whose default is `default_value`.
bool ParameterFits(Value default_value, Value value);

/// Rebuilds Check::params_value from Check::params.
void BindParameters(Check& check, const ValueFactory& factory);

/// The framework that `root` declares. Check ids are looked up by the caller.
Framework LoadFramework(Value root, const CatalogueFile& file);

}  // namespace plimsoll

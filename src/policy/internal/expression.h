// SPDX-License-Identifier: Apache-2.0
// Compiles the CEL texts of catalogue files, with diagnostics at their places.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "cel/environment.h"
#include "cel/program.h"
#include "policy/internal/node_reader.h"

namespace plimsoll {

class ResourceTypes;

/// What the compiler of one file's expressions needs. Lifetime: borrows all.
struct ExpressionScope {
  const CatalogueFile* file = nullptr;
  KeyTable* keys = nullptr;
  cel::TypePool* types = nullptr;
  cel::FunctionTable* functions = nullptr;
  /// Where related("T"), account.all("T") find T; null when not allowed.
  const ResourceTypes* resource_types = nullptr;
  /// Variables whose lists may be incomplete; may be null. See
  /// BindInventoryCalls.
  const std::set<std::string, std::less<>>* open_lists = nullptr;
};

/// Where the text of a YAML scalar begins, behind its quote or block marker.
SourceRange TextPlace(Value scalar, const CatalogueFile& file);

/// Compiles the expression that a YAML value holds: a text, or a bool or number
/// as its own constant. Null after a diagnostic. `want` (may be null) is the
/// type that the result must fit.
std::unique_ptr<const cel::Program> CompileExpression(
    Value source,
    const cel::Environment& environment,
    const ExpressionScope& scope,
    cel::TypeRef want);

/// The same for a text inside a scalar, at `place`.
std::unique_ptr<const cel::Program> CompileText(
    std::string_view text,
    SourceRange place,
    const cel::Environment& environment,
    const ExpressionScope& scope,
    cel::TypeRef want);

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// What an expression may name, and the way from text to checked tree.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/limits.h"
#include "cel/ast.h"
#include "cel/function.h"
#include "cel/type.h"

namespace plimsoll::cel {

struct Variable {
  std::string name;  ///< May be dotted ("x.y").
  TypeRef type = nullptr;
};

/// Declarations for a family of expressions. Variables have slots in
/// declaration order; an evaluation binds a value to each. Copyable; borrows
/// the tables.
struct Environment {
  TypePool* types = nullptr;
  const FunctionTable* functions = nullptr;
  std::vector<Variable> variables;
  std::string container;  ///< "a.b": names are looked up as a.b.x, a.x, x.

  /// Slot of the variable, or -1.
  int Slot(std::string_view name) const;
};

/// Where an expression stands, for diagnostics.
struct ExpressionPlace {
  std::string_view file;
  SourceRange range{1, 1, 0, 0};
};

struct ParseOptions {
  bool macros = true;
  Limits limits;  ///< depth bounds nesting; bytes the text; nodes the tree.
};

/// Parses and expands macros. Null when there were errors.
std::unique_ptr<Ast> Parse(std::string_view text,
                           const ExpressionPlace& place,
                           Diagnostics& diagnostics,
                           const ParseOptions& options = {});

/// Resolves names and overloads and computes types; with `strict` false (the
/// definition's "check disabled") nothing is an error here: unresolved names
/// fail when they are read, calls try all overloads, and most types are dyn.
/// False when there were errors. On success fills Ast::types and the checker's
/// members of the nodes.
bool Check(Ast& ast,
           const Environment& environment,
           const ExpressionPlace& place,
           Diagnostics& diagnostics,
           bool strict = true);

}  // namespace plimsoll::cel

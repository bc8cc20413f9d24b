// SPDX-License-Identifier: Apache-2.0
// The syntax tree of one expression, after macro expansion.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/stable_list.h"
#include "cel/type.h"
#include "value/value.h"

namespace plimsoll::cel {

enum class ExprKind : std::uint8_t {
  kConstant,
  kIdent,
  kSelect,
  kCall,
  kList,
  kMap,
  kStruct,
  kComprehension
};

/// Which macro a comprehension came from, so that the compiler can run the
/// common ones as tight loops. kNone for hand-made ones.
enum class Macro : std::uint8_t {
  kNone,
  kAll,
  kExists,
  kExistsOne,
  kMap,
  kMapFilter,  ///< map(x, p, t)
  kFilter,
  kTransformList,
  kTransformMap,
  kTransformMapEntry,
  kBind,  ///< cel.bind: iterates over nothing, the accumulator is the variable.
  kSortBy
};

/// A node. Which members mean something depends on `kind` (the checker turns a
/// selection that names a type, "net.IP", into a kIdent, and object["Field"] of
/// a declared object into a kSelect):
///   kConstant       constant
///   kIdent          name (a leading "." is kept)
///   kSelect         operand, name, test_only (has()), optional (e.?f)
///   kCall           name, operand (receiver or null), args. Operators have the
///                   definition's names: "_&&_", "_||_", "!_", "-_", "_+_",
///                   "_-_",
///                   "_*_", "_/_", "_%_", "_==_", "_!=_", "_<_", "_<=_", "_>_",
///                   "_>=_", "@in", "_?_:_", "_[_]", "_[?_]"; macros add
///                   "@not_strictly_false", "cel.@mapInsert" (see
///                   cel/macros.h). A qualified call (math.abs(x)) has no
///                   operand after checking but the name "math.abs".
///   kList           args; optional_at[i] says that element i is `?e`
///   kMap            args = k0, v0, k1, v1, ...; optional_at per entry
///   kStruct         name, field_names, args; optional_at per field
///   kComprehension  operand = range, iter_var, iter_var2 (two-variable form,
///                   else empty), accu_var, args = {init, condition, step,
///                   result}
struct Expr {
  ExprKind kind = ExprKind::kConstant;
  Macro macro = Macro::kNone;
  bool test_only = false;
  bool optional = false;
  std::uint32_t id = 0;      ///< Dense from 0; index into Ast::types.
  std::uint32_t offset = 0;  ///< Byte range in the source.
  std::uint32_t end = 0;
  Value constant;
  std::string_view name;
  std::string_view iter_var;
  std::string_view iter_var2;
  std::string_view accu_var;
  Expr* operand = nullptr;
  std::vector<Expr*> args;
  std::vector<bool> optional_at;
  std::vector<std::string_view> field_names;

  // Filled by the checker.
  /// kIdent, and kSelect of a dotted variable name: slot of the variable in the
  /// environment, or -1. A kSelect with a slot ignores its operand.
  std::int32_t variable = -1;
  /// kIdent: it names a type ("int", "list", "google.protobuf.Timestamp").
  bool is_type_name = false;
  /// kCall: candidates among the function's overloads, as indexes in
  /// FunctionTable order; more than one when argument types are dyn.
  std::vector<std::uint32_t> overloads;
  /// kSelect on a declared object, or on null-able chains below one: absent
  /// reads as null. Otherwise an absent key is an error.
  bool null_if_absent = false;
};

/// Owns the nodes, their texts and constants. Immutable once checked.
class Ast {
 public:
  Ast() : factory_(arena_, keys_) {}
  Ast(const Ast&) = delete;
  Ast& operator=(const Ast&) = delete;

  Expr* New(ExprKind kind, std::uint32_t offset, std::uint32_t end);
  /// A text that lives as long as the tree.
  std::string_view Text(std::string_view text);
  const ValueFactory& factory() const { return factory_; }
  std::uint32_t size() const {
    return static_cast<std::uint32_t>(nodes_.size());
  }

  std::string source;
  Expr* root = nullptr;
  std::vector<TypeRef> types;  ///< By Expr::id, after checking.

 private:
  /// Most expressions are short: their names and constants fit.
  static constexpr std::size_t kFirstBlockBytes = 256;

  Arena arena_{kFirstBlockBytes};
  KeyTable keys_;
  ValueFactory factory_;
  StableList<Expr> nodes_;
};

/// Canonical text of a tree, fully parenthesised only where needed; parsing it
/// gives the same tree (macros are printed as calls of the macro).
std::string Print(const Expr& expr);

/// Line and column of a byte range of `source`, shifted to begin at `base` (the
/// place of the expression in its YAML file; {1,1} when it stands alone).
SourceRange Locate(std::string_view source,
                   std::uint32_t offset,
                   std::uint32_t end,
                   SourceRange base);

}  // namespace plimsoll::cel

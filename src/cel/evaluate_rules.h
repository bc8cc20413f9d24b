// SPDX-License-Identifier: Apache-2.0
// The rules of evaluation that are not functions: how errors and unknowns
// combine, and what selecting a field means. Shared by the plain tree walk,
// the compiled program and the explanation.
//
// Errors and unknowns are values, "bad" ones below:
// - `&&`, `||` and the steps of a comprehension: a deciding operand absorbs bad
//   ones; otherwise unknowns win (their reasons merged), then the first error.
// - A strict function: the first error among its arguments, else the merged
//   unknowns. An error stays an error whatever the unknown turns out to be.
// - `c ? a : b` with a bad `c` is `c`.
// - List and map literals keep unknown elements and values; everything else in
//   them (keys, optional elements) is strict.
// - A declared object's field (Expr::null_if_absent) reads as null when it is
//   absent or when the object is null; has() of it is false then, and when it
//   is null. A declared field that is null counts as empty where it is
//   iterated, and as argument of size() and right operand of `in`.
#pragma once

#include <span>
#include <string_view>
#include <utility>

#include "cel/ast.h"
#include "cel/function.h"
#include "value/value.h"

namespace plimsoll::cel {

inline bool IsBad(const Value& value) {
  return value.kind() == Kind::kUnknown || value.kind() == Kind::kError;
}

/// Two bad values met in `&&`, `||` or a comprehension.
Value MergeBad(const ValueFactory& factory, Value a, Value b);

/// The bad value that a strict function returns for these arguments, or null
/// when there is none.
Value StrictBad(const ValueFactory& factory, std::span<const Value> args);

/// `x && y` and `x || y` from both operands' values; anything but a bool is an
/// error of its operand.
Value LogicalAnd(CallContext& context, Value x, Value y);
Value LogicalOr(CallContext& context, Value x, Value y);
/// The operand of && and || when it is neither bool nor bad: its error.
Value NotABool(CallContext& context, std::string_view op, Value operand);

struct FieldRules {
  bool null_if_absent = false;
  bool test_only = false;  ///< has(e.f)
  bool optional = false;   ///< e.?f
};

/// `operand.name` under the rules.
Value SelectField(const ValueFactory& factory,
                  Value operand,
                  std::string_view name,
                  FieldRules rules);
Value NoSuchKey(const ValueFactory& factory, std::string_view name);

// The errors of expressions that can not be evaluated.
Value UndeclaredName(const ValueFactory& factory, std::string_view name);
Value UnknownStruct(const ValueFactory& factory, std::string_view name);
Value UnknownFunction(CallContext& context,
                      std::string_view name,
                      std::span<const Value> args);
Value NotIterable(const ValueFactory& factory, Value range);
Value NotOptional(const ValueFactory& factory, Value value);

/// True when a null value of this expression counts as empty (see above).
bool NullReadsEmpty(const Ast& ast, const Expr& expr);
/// The empty list or map that null stands for then, by the declared type.
Value EmptyFor(const ValueFactory& factory, const Ast& ast, const Expr& expr);
/// Index of the argument (receiver first) of the call for which NullReadsEmpty
/// counts, or -1.
int EmptyableArgument(std::string_view function);

/// One run of a call: picks the overload that fits the arguments' kinds.
Value CallFunction(CallContext& context,
                   const FunctionTable& functions,
                   std::string_view name,
                   std::span<const std::uint32_t> overloads,
                   std::span<const Value> args);

/// cel.@mapInsert(map, key, value) and (map, entries), which transformMap and
/// transformMapEntry expand to; a key that is there already is an error.
Value MapInsert(CallContext& context, std::span<const Value> args);

/// Whether `key` may be a key of a map literal; the error otherwise, else null.
Value CheckMapKey(const ValueFactory& factory, Value key);
/// A map from entries whose keys passed CheckMapKey; the error "repeated key"
/// when two are the same.
Value MakeMap(const ValueFactory& factory,
              std::span<const std::pair<Value, Value>> entries);

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// The checker: gives every name a meaning, every call its overloads and every
// node a type. The public door is Check in cel/environment.h.
//
// Where it goes further than cel-go, for the sake of people who write checks:
// - numbers of different types may be compared with ==, != and `in`, as they
//   already may with < (the value is the mathematical one anyway);
// - anything may be compared with null;
// - `c ? x : null` has the type wrapper(x).
// Objects: fields must be declared; what is reached from an object by
// selection, index or iteration, down to parts of type dyn, reads as null where
// it is absent (Expr::null_if_absent). An object is indexed by a constant field
// name only. Source:
// https://github.com/google/cel-spec/blob/master/doc/langdef.md#gradual-type-checking
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cel/environment.h"
#include "cel/inference.h"
#include "cel/tree_builder.h"

namespace plimsoll::cel {

/// Checks one tree once. Thread-compatible. Lifetime: borrows all arguments.
class Checker {
 public:
  Checker(Ast& ast,
          const Environment& environment,
          const ExpressionPlace& place,
          Diagnostics& diagnostics,
          bool strict)
      : ast_(ast),
        environment_(environment),
        place_(place),
        diagnostics_(diagnostics),
        strict_(strict),
        types_(*environment.types),
        inference_(types_) {}

  bool Run();

 private:
  // A comprehension's variable.
  struct Local {
    std::string_view name;
    TypeRef type;
    bool from_object;
  };

  // check.cc: nodes.
  TypeRef Visit(Expr& expr);
  TypeRef VisitConstant(const Expr& expr);
  TypeRef VisitIdent(Expr& expr);
  TypeRef VisitSelect(Expr& expr);
  TypeRef VisitList(Expr& expr);
  TypeRef VisitMap(Expr& expr);
  TypeRef VisitStruct(Expr& expr);
  TypeRef VisitComprehension(Expr& expr);
  TypeRef FieldType(const Expr& expr, TypeRef operand);
  TypeRef ObjectField(const Expr& at,
                      const ObjectType& object,
                      std::string_view name);
  TypeRef OptionalElement(const Expr& element);
  void RangeTypes(const Expr& range, bool two, TypeRef& first, TypeRef& second);
  /// Whether the value is part of a declared object.
  bool FromObject(const Expr& expr) const;

  // check_calls.cc: calls.
  TypeRef VisitCall(Expr& expr);
  std::optional<TypeRef> VisitOperator(Expr& expr);
  TypeRef Logical(Expr& expr);
  TypeRef Conditional(Expr& expr);
  TypeRef Equality(Expr& expr);
  TypeRef Membership(Expr& expr);
  TypeRef Index(Expr& expr);
  TypeRef IndexType(const Expr& expr, TypeRef container, TypeRef key);
  TypeRef MapInsert(Expr& expr);
  TypeRef FunctionCall(Expr& expr);
  TypeRef Select(Expr& expr, std::vector<TypeRef> args);
  void ExpectBool(const Expr& expr, TypeRef type);
  bool Comparable(TypeRef a, TypeRef b);
  void NoOverload(const Expr& expr, const std::vector<TypeRef>& args);
  void NoFunction(const Expr& expr);
  bool HasOverload(std::string_view name, bool receiver) const;

  // check_names.cc: names.
  /// "a.b.c" for a chain of plain selections, else "". A leading dot is kept.
  std::string ChainName(const Expr& expr) const;
  const Local* FindLocal(std::string_view name) const;
  /// The names to try for `name`, the container's first.
  std::vector<std::string> Candidates(std::string_view name) const;
  /// Gives the node the variable or type that its whole chain names.
  TypeRef ResolveChain(Expr& expr);
  void NoVariable(const Expr& expr);
  TypeRef TypeByName(std::string_view name);

  TypeRef Dyn() const { return types_.Dyn(); }
  TypeRef Failed() const { return types_.Simple(TypeKind::kError); }
  /// Reports when strict. The type to go on with.
  TypeRef Error(const Expr& at, std::string message, std::string hint = {}) {
    return Error(SpanOf(at), std::move(message), std::move(hint));
  }
  TypeRef Error(Span at, std::string message, std::string hint = {});
  /// Where the node's own field name stands, for a selection.
  Span FieldSpan(const Expr& expr) const;
  std::string Show(TypeRef type) { return Render(inference_.Final(type)); }

  Ast& ast_;
  const Environment& environment_;
  const ExpressionPlace& place_;
  Diagnostics& diagnostics_;
  bool strict_;
  TypePool& types_;
  Inference inference_;
  std::vector<Local> locals_;
  bool failed_ = false;
};

}  // namespace plimsoll::cel

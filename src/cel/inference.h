// SPDX-License-Identifier: Apache-2.0
// Type inference for the checker: type variables, assignability and joins, in
// the manner of Hindley and Milner with `dyn` as the type that fits everything.
#pragma once

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "cel/type.h"

namespace plimsoll::cel {

/// The type variables of one expression and what they stand for.
/// Thread-compatible. Lifetime: borrows the pool.
class Inference {
 public:
  explicit Inference(TypePool& pool) : pool_(pool) {}

  /// A new variable.
  TypeRef Fresh();

  /// The parts of one overload with its type parameters replaced by fresh
  /// variables, the same parameter by the same variable.
  struct Signature {
    std::vector<TypeRef> params;
    TypeRef result = nullptr;
  };
  Signature Instantiate(std::span<const TypeRef> params, TypeRef result);

  /// Whether a value of type `from` may stand where `to` is wanted. On success
  /// the variables remember what this took; on failure nothing is changed.
  bool Assign(TypeRef from, TypeRef to);
  /// The same for several at once.
  bool Assign(std::span<const TypeRef> from, std::span<const TypeRef> to);

  /// The type of "one of these two", or null when they have none but dyn.
  TypeRef Join(TypeRef a, TypeRef b);

  /// Variables replaced as far as they are known.
  TypeRef Known(TypeRef type);
  /// The same; variables without a meaning become dyn.
  TypeRef Final(TypeRef type);

 private:
  TypeRef Rebuild(TypeRef type, std::vector<TypeRef> params);
  TypeRef Replace(TypeRef type, std::map<TypeRef, TypeRef>& fresh);
  TypeRef Resolve(TypeRef type, bool final);
  bool Unify(TypeRef from, TypeRef to);
  bool Substitute(TypeRef type, TypeRef variable, bool& bound);
  bool IsVariable(TypeRef type) const;
  bool Occurs(TypeRef variable, TypeRef type) const;
  TypeRef MoreGeneral(TypeRef a, TypeRef b);
  void Bind(TypeRef variable, TypeRef meaning);
  void Undo(std::size_t mark);

  TypePool& pool_;
  std::vector<TypeRef> variables_;
  std::map<TypeRef, TypeRef> meaning_;
  std::vector<std::pair<TypeRef, TypeRef>> trail_;  // Old meanings, or null.
};

bool IsNumeric(TypeRef type);
bool IsDynOrError(TypeRef type);

}  // namespace plimsoll::cel

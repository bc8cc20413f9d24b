// SPDX-License-Identifier: Apache-2.0
#include "cel/inference.h"

#include <algorithm>

#include <fmt/format.h>

namespace plimsoll::cel {

bool IsNumeric(TypeRef type) {
  if (type->kind == TypeKind::kWrapper) return IsNumeric(type->params[0]);
  return type->kind == TypeKind::kInt || type->kind == TypeKind::kUint ||
         type->kind == TypeKind::kDouble;
}

bool IsDynOrError(TypeRef type) {
  return type->kind == TypeKind::kDyn || type->kind == TypeKind::kError;
}

TypeRef Inference::Fresh() {
  // '%' cannot begin a name in a signature. The pool interns the variables, so
  // the next expression uses the same ones again.
  variables_.push_back(pool_.Param(fmt::format("%{}", variables_.size())));
  return variables_.back();
}

bool Inference::IsVariable(TypeRef type) const {
  return type->kind == TypeKind::kParam;
}

TypeRef Inference::Rebuild(TypeRef type, std::vector<TypeRef> params) {
  if (params == type->params) return type;
  switch (type->kind) {
    case TypeKind::kList: return pool_.List(params[0]);
    case TypeKind::kMap: return pool_.Map(params[0], params[1]);
    case TypeKind::kOptional: return pool_.Optional(params[0]);
    case TypeKind::kWrapper: return pool_.Wrapper(params[0]);
    case TypeKind::kType: return pool_.TypeOf(params[0]);
    case TypeKind::kOpaque: return pool_.Opaque(type->name, params);
    default: return type;
  }
}

TypeRef Inference::Replace(TypeRef type, std::map<TypeRef, TypeRef>& fresh) {
  if (IsVariable(type)) {
    TypeRef& variable = fresh[type];
    if (variable == nullptr) variable = Fresh();
    return variable;
  }
  if (type->params.empty()) return type;
  std::vector<TypeRef> params;
  for (const TypeRef param : type->params) {
    params.push_back(Replace(param, fresh));
  }
  return Rebuild(type, std::move(params));
}

Inference::Signature Inference::Instantiate(std::span<const TypeRef> params,
                                            TypeRef result) {
  std::map<TypeRef, TypeRef> fresh;
  Signature signature;
  for (const TypeRef param : params) {
    signature.params.push_back(Replace(param, fresh));
  }
  signature.result = Replace(result, fresh);
  return signature;
}

TypeRef Inference::Resolve(TypeRef type, bool final) {
  if (IsVariable(type)) {
    const auto found = meaning_.find(type);
    if (found != meaning_.end()) return Resolve(found->second, final);
    return final ? pool_.Dyn() : type;
  }
  if (type->params.empty()) return type;
  std::vector<TypeRef> params;
  for (const TypeRef param : type->params) {
    params.push_back(Resolve(param, final));
  }
  return Rebuild(type, std::move(params));
}

TypeRef Inference::Known(TypeRef type) {
  return Resolve(type, false);
}
TypeRef Inference::Final(TypeRef type) {
  return Resolve(type, true);
}

bool Inference::Occurs(TypeRef variable, TypeRef type) const {
  if (type == variable) return true;
  if (IsVariable(type)) {
    const auto found = meaning_.find(type);
    return found != meaning_.end() && Occurs(variable, found->second);
  }
  return std::any_of(type->params.begin(),
                     type->params.end(),
                     [&](TypeRef param) { return Occurs(variable, param); });
}

void Inference::Bind(TypeRef variable, TypeRef meaning) {
  TypeRef& place = meaning_[variable];
  trail_.emplace_back(variable, place);
  place = meaning;
}

void Inference::Undo(std::size_t mark) {
  while (trail_.size() > mark) {
    const auto [variable, old] = trail_.back();
    if (old == nullptr) {
      meaning_.erase(variable);
    } else {
      meaning_[variable] = old;
    }
    trail_.pop_back();
  }
}

namespace {

// Null may stand for values that have an "absent" state of their own.
bool TakesNull(TypeRef type) {
  switch (type->kind) {
    case TypeKind::kNull:
    case TypeKind::kWrapper:
    case TypeKind::kObject:
    case TypeKind::kOpaque:
    case TypeKind::kOptional:
    case TypeKind::kTimestamp:
    case TypeKind::kDuration: return true;
    default: return false;
  }
}

}  // namespace

// Of two types that were found assignable, the one that holds both.
TypeRef Inference::MoreGeneral(TypeRef a, TypeRef b) {
  if (a == b || IsDynOrError(a)) return a;
  if (IsDynOrError(b)) return b;
  if (IsVariable(a) || a->kind == TypeKind::kNull) return b;
  if (IsVariable(b) || b->kind == TypeKind::kNull) return a;
  if (a->kind == TypeKind::kWrapper) return a;
  if (b->kind == TypeKind::kWrapper) return b;
  if (a->kind != b->kind || a->params.size() != b->params.size()) return a;
  if (a->kind == TypeKind::kType) return pool_.TypeOf(pool_.Dyn());
  std::vector<TypeRef> params;
  for (std::size_t i = 0; i < a->params.size(); ++i) {
    params.push_back(MoreGeneral(a->params[i], b->params[i]));
  }
  return Rebuild(a, std::move(params));
}

// Tries to let `variable` stand for `type` (too). `bound` tells whether it
// stood for something before.
bool Inference::Substitute(TypeRef type, TypeRef variable, bool& bound) {
  bound = false;
  if (type == variable) return bound = true;
  const auto found = meaning_.find(variable);
  if (found != meaning_.end()) {
    bound = true;
    const TypeRef meaning = found->second;
    if (meaning == type) return true;
    if (!Unify(type, meaning)) return false;
    const TypeRef general = MoreGeneral(Known(type), Known(meaning));
    if (!Occurs(variable, general)) Bind(variable, general);
    return true;
  }
  if (Occurs(variable, type)) return false;
  Bind(variable, type);
  return true;
}

bool Inference::Unify(TypeRef from, TypeRef to) {
  if (from == to) return true;
  if (IsVariable(to)) {
    bool bound = false;
    if (Substitute(from, to, bound)) return true;
    if (bound) return false;
  }
  if (IsVariable(from)) {
    bool bound = false;
    return Substitute(to, from, bound);
  }
  if (IsDynOrError(from) || IsDynOrError(to)) return true;
  if (from->kind == TypeKind::kNull) return TakesNull(to);
  if (to->kind == TypeKind::kNull) return TakesNull(from);
  if (from->kind == TypeKind::kWrapper) return Unify(from->params[0], to);
  if (to->kind == TypeKind::kWrapper) return Unify(from, to->params[0]);
  if (from->kind != to->kind) return false;
  switch (from->kind) {
    case TypeKind::kType: return true;
    case TypeKind::kObject: return from->object == to->object;
    case TypeKind::kOpaque:
    case TypeKind::kList:
    case TypeKind::kMap:
    case TypeKind::kOptional:
      if (from->name != to->name || from->params.size() != to->params.size()) {
        return false;
      }
      for (std::size_t i = 0; i < from->params.size(); ++i) {
        if (!Unify(from->params[i], to->params[i])) return false;
      }
      return true;
    default: return true;
  }
}

bool Inference::Assign(TypeRef from, TypeRef to) {
  return Assign({&from, 1}, {&to, 1});
}

bool Inference::Assign(std::span<const TypeRef> from,
                       std::span<const TypeRef> to) {
  if (from.size() != to.size()) return false;
  const std::size_t mark = trail_.size();
  for (std::size_t i = 0; i < from.size(); ++i) {
    if (!Unify(from[i], to[i])) {
      Undo(mark);
      return false;
    }
  }
  return true;
}

TypeRef Inference::Join(TypeRef a, TypeRef b) {
  if (!Assign(a, b)) return nullptr;
  return MoreGeneral(Known(a), Known(b));
}

}  // namespace plimsoll::cel

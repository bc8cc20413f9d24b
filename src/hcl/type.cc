// SPDX-License-Identifier: Apache-2.0
#include "hcl/type.h"

#include <algorithm>
#include <memory>
#include <vector>

#include <fmt/format.h>

namespace plimsoll::hcl {

struct TypeRep {
  TypeKind kind = TypeKind::kDynamic;
  Type element;
  std::span<const Type> elements;
  std::span<const ObjectAttribute> attributes;
};

namespace {

const TypeRep* Simple(TypeKind kind) {
  static const TypeRep* const kReps = [] {
    auto* reps = new TypeRep[4];
    for (std::size_t i = 0; i < 4; ++i) reps[i].kind = static_cast<TypeKind>(i);
    return reps;
  }();
  return &kReps[static_cast<std::size_t>(kind)];
}

}  // namespace

// The null pointer stands for dynamic inside TypeRep, so that the table above
// can be made.
Type::Type() : rep_(nullptr) {}
Type Type::String() {
  return Type(Simple(TypeKind::kString));
}
Type Type::Number() {
  return Type(Simple(TypeKind::kNumber));
}
Type Type::Bool() {
  return Type(Simple(TypeKind::kBool));
}

TypeKind Type::kind() const {
  return rep_ == nullptr ? TypeKind::kDynamic : rep_->kind;
}
Type Type::element() const {
  PLIMSOLL_CHECK(is_collection());
  return rep_->element;
}
std::span<const Type> Type::elements() const {
  PLIMSOLL_CHECK(is_tuple());
  return rep_->elements;
}
std::span<const ObjectAttribute> Type::attributes() const {
  PLIMSOLL_CHECK(is_object());
  return rep_->attributes;
}

const ObjectAttribute* Type::Find(std::string_view name) const {
  const auto all = attributes();
  const auto it =
      std::lower_bound(all.begin(),
                       all.end(),
                       name,
                       [](const ObjectAttribute& a, std::string_view n) {
                         return a.name.view() < n;
                       });
  return it != all.end() && it->name.view() == name ? &*it : nullptr;
}

bool Type::IsWhollyKnown() const {
  switch (kind()) {
    case TypeKind::kDynamic: return false;
    case TypeKind::kList:
    case TypeKind::kSet:
    case TypeKind::kMap: return element().IsWhollyKnown();
    case TypeKind::kTuple:
      return std::all_of(elements().begin(), elements().end(), [](Type t) {
        return t.IsWhollyKnown();
      });
    case TypeKind::kObject:
      return std::all_of(
          attributes().begin(),
          attributes().end(),
          [](const ObjectAttribute& a) { return a.type.IsWhollyKnown(); });
    default: return true;
  }
}

bool operator==(Type a, Type b) {
  if (a.rep_ == b.rep_) return true;
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case TypeKind::kList:
    case TypeKind::kSet:
    case TypeKind::kMap: return a.element() == b.element();
    case TypeKind::kTuple:
      return std::equal(a.elements().begin(),
                        a.elements().end(),
                        b.elements().begin(),
                        b.elements().end());
    case TypeKind::kObject:
      return std::equal(a.attributes().begin(),
                        a.attributes().end(),
                        b.attributes().begin(),
                        b.attributes().end(),
                        [](const ObjectAttribute& x, const ObjectAttribute& y) {
                          return x.name.view() == y.name.view() &&
                                 x.type == y.type;
                        });
    default: return true;
  }
}

Type TypeFactory::Collection(TypeKind kind, Type element) const {
  auto* rep =
      new (arena_->Allocate(sizeof(TypeRep), alignof(TypeRep))) TypeRep();
  rep->kind = kind;
  rep->element = element;
  return Type(rep);
}

Type TypeFactory::Tuple(std::span<const Type> elements) const {
  auto* rep =
      new (arena_->Allocate(sizeof(TypeRep), alignof(TypeRep))) TypeRep();
  rep->kind = TypeKind::kTuple;
  if (!elements.empty()) {
    auto* copy = static_cast<Type*>(
        arena_->Allocate(elements.size() * sizeof(Type), alignof(Type)));
    std::uninitialized_copy(elements.begin(), elements.end(), copy);
    rep->elements = {copy, elements.size()};
  }
  return Type(rep);
}

Type TypeFactory::Object(std::span<const ObjectAttribute> attributes) const {
  auto* rep =
      new (arena_->Allocate(sizeof(TypeRep), alignof(TypeRep))) TypeRep();
  rep->kind = TypeKind::kObject;
  if (!attributes.empty()) {
    auto* copy = static_cast<ObjectAttribute*>(arena_->Allocate(
        attributes.size() * sizeof(ObjectAttribute), alignof(ObjectAttribute)));
    std::uninitialized_copy(attributes.begin(), attributes.end(), copy);
    std::sort(copy,
              copy + attributes.size(),
              [](const ObjectAttribute& a, const ObjectAttribute& b) {
                return a.name.view() < b.name.view();
              });
    rep->attributes = {copy, attributes.size()};
  }
  return Type(rep);
}

std::string FriendlyName(Type type) {
  switch (type.kind()) {
    case TypeKind::kDynamic: return "dynamic";
    case TypeKind::kString: return "string";
    case TypeKind::kNumber: return "number";
    case TypeKind::kBool: return "bool";
    case TypeKind::kList: return "list of " + FriendlyName(type.element());
    case TypeKind::kSet: return "set of " + FriendlyName(type.element());
    case TypeKind::kMap: return "map of " + FriendlyName(type.element());
    case TypeKind::kTuple: return "tuple";
    case TypeKind::kObject: return "object";
  }
  return "?";
}

std::string TypeText(Type type) {
  switch (type.kind()) {
    case TypeKind::kDynamic: return "any";
    case TypeKind::kString:
    case TypeKind::kNumber:
    case TypeKind::kBool: return FriendlyName(type);
    case TypeKind::kList:
      return fmt::format("list({})", TypeText(type.element()));
    case TypeKind::kSet:
      return fmt::format("set({})", TypeText(type.element()));
    case TypeKind::kMap:
      return fmt::format("map({})", TypeText(type.element()));
    case TypeKind::kTuple: {
      std::string out;
      for (const Type t : type.elements()) {
        out += (out.empty() ? "" : ",") + TypeText(t);
      }
      return "tuple([" + out + "])";
    }
    case TypeKind::kObject: {
      std::string out;
      for (const ObjectAttribute& a : type.attributes()) {
        out += fmt::format("{}{}={}",
                           out.empty() ? "" : ",",
                           a.name.view(),
                           a.optional
                               ? fmt::format("optional({})", TypeText(a.type))
                               : TypeText(a.type));
      }
      return "object({" + out + "})";
    }
  }
  return "?";
}

}  // namespace plimsoll::hcl

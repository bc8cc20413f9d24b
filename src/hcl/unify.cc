// SPDX-License-Identifier: Apache-2.0
// Which type several types have in common, and what converts to what.
// Source: https://github.com/zclconf/go-cty/blob/main/docs/convert.md
#include <algorithm>
#include <vector>

#include "hcl/type.h"

namespace plimsoll::hcl {
namespace {

using Types = std::vector<Type>;

struct Counts {
  std::size_t map = 0, list = 0, set = 0, object = 0, tuple = 0, dynamic = 0;
};

Counts Count(std::span<const Type> types) {
  Counts c;
  for (const Type t : types) {
    switch (t.kind()) {
      case TypeKind::kMap: ++c.map; break;
      case TypeKind::kList: ++c.list; break;
      case TypeKind::kSet: ++c.set; break;
      case TypeKind::kObject: ++c.object; break;
      case TypeKind::kTuple: ++c.tuple; break;
      case TypeKind::kDynamic: ++c.dynamic; break;
      default: break;
    }
  }
  return c;
}

std::optional<Type> UnifyCollections(TypeKind kind,
                                     std::span<const Type> types,
                                     const TypeFactory& factory) {
  Types elements;
  for (const Type t : types) elements.push_back(t.element());
  const auto element = Unify(elements, factory);
  if (!element) return std::nullopt;
  return factory.Collection(kind, *element);
}

std::optional<Type> ObjectsToMap(std::span<const Type> objects,
                                 const TypeFactory& factory) {
  Types elements;
  for (const Type t : objects) {
    for (const ObjectAttribute& a : t.attributes()) elements.push_back(a.type);
  }
  const auto element = Unify(elements, factory);
  if (!element) return std::nullopt;
  return factory.Map(*element);
}

std::optional<Type> TuplesToList(std::span<const Type> tuples,
                                 const TypeFactory& factory) {
  Types elements;
  for (const Type t : tuples) {
    elements.insert(elements.end(), t.elements().begin(), t.elements().end());
  }
  const auto element = Unify(elements, factory);
  if (!element) return std::nullopt;
  return factory.List(*element);
}

bool SameNames(Type a, Type b) {
  return std::equal(a.attributes().begin(),
                    a.attributes().end(),
                    b.attributes().begin(),
                    b.attributes().end(),
                    [](const ObjectAttribute& x, const ObjectAttribute& y) {
                      return x.name.view() == y.name.view();
                    });
}

std::optional<Type> UnifyObjects(std::span<const Type> types,
                                 const TypeFactory& factory) {
  for (const Type t : types) {
    if (!SameNames(t, types[0])) return ObjectsToMap(types, factory);
  }
  std::vector<ObjectAttribute> attributes(types[0].attributes().begin(),
                                          types[0].attributes().end());
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    Types column;
    for (const Type t : types) column.push_back(t.attributes()[i].type);
    const auto unified = Unify(column, factory);
    if (!unified) return std::nullopt;
    attributes[i].type = *unified;
    attributes[i].optional = false;
  }
  return factory.Object(attributes);
}

std::optional<Type> UnifyTuples(std::span<const Type> types,
                                const TypeFactory& factory) {
  const std::size_t size = types[0].elements().size();
  for (const Type t : types) {
    if (t.elements().size() != size) return TuplesToList(types, factory);
  }
  Types elements;
  for (std::size_t i = 0; i < size; ++i) {
    Types column;
    for (const Type t : types) column.push_back(t.elements()[i]);
    const auto unified = Unify(column, factory);
    if (!unified) return std::nullopt;
    elements.push_back(*unified);
  }
  return factory.Tuple(elements);
}

// Objects beside maps, or tuples beside lists: first to one collection type.
std::optional<Type> UnifyMixed(std::span<const Type> types,
                               TypeKind structural,
                               const TypeFactory& factory) {
  Types inner;
  Types rest;
  for (const Type t : types) {
    (t.kind() == structural ? inner : rest).push_back(t);
  }
  const bool object = structural == TypeKind::kObject;
  // A structure without parts goes along with any collection.
  const bool empty = std::all_of(inner.begin(), inner.end(), [&](Type t) {
    return object ? t.attributes().empty() : t.elements().empty();
  });
  if (!empty) {
    const auto made =
        object ? ObjectsToMap(inner, factory) : TuplesToList(inner, factory);
    if (!made) return std::nullopt;
    rest.push_back(*made);
  }
  return Unify(rest, factory);
}

// Higher is preferred as the common type.
int Preference(Type t) {
  switch (t.kind()) {
    case TypeKind::kDynamic: return 0;
    case TypeKind::kString: return 3;
    case TypeKind::kSet:
    case TypeKind::kList:
    case TypeKind::kMap: return 2;
    default: return 1;
  }
}

std::optional<Type> PickOne(std::span<const Type> types) {
  Types order(types.begin(), types.end());
  std::stable_sort(order.begin(), order.end(), [](Type a, Type b) {
    return Preference(a) > Preference(b);
  });
  for (const Type wanted : order) {
    const bool all = std::all_of(types.begin(), types.end(), [&](Type t) {
      return t == wanted || CanConvert(t, wanted, true);
    });
    if (all) return wanted;
  }
  return std::nullopt;
}

bool CanConvertParts(std::span<const Type> from, Type to, bool unsafe) {
  return std::all_of(from.begin(), from.end(), [&](Type t) {
    return t == to || CanConvert(t, to, unsafe);
  });
}

bool CanConvertObject(Type from, Type to, bool unsafe) {
  for (const ObjectAttribute& wanted : to.attributes()) {
    const ObjectAttribute* have = from.Find(wanted.name.view());
    if (have == nullptr) {
      if (!wanted.optional) return false;
    } else if (!CanConvert(have->type, wanted.type, unsafe)) {
      return false;
    }
  }
  return true;
}

bool CanConvertTuple(Type from, Type to, bool unsafe) {
  if (from.elements().size() != to.elements().size()) return false;
  for (std::size_t i = 0; i < from.elements().size(); ++i) {
    if (!CanConvert(from.elements()[i], to.elements()[i], unsafe)) return false;
  }
  return true;
}

// Whether all parts of a structure fit one element type; a dynamic one means
// that they have to unify.
bool CanConvertToElement(const Types& parts, Type element, bool unsafe) {
  if (!element.is_dynamic()) return CanConvertParts(parts, element, unsafe);
  Arena arena;
  return Unify(parts, TypeFactory(arena)).has_value();
}

bool CanConvertToCollection(Type from, Type to, bool unsafe) {
  const Type element = to.element();
  if (from.kind() == TypeKind::kTuple && to.kind() != TypeKind::kMap) {
    return CanConvertToElement(
        Types(from.elements().begin(), from.elements().end()), element, unsafe);
  }
  if (from.kind() == TypeKind::kObject && to.kind() == TypeKind::kMap) {
    Types parts;
    for (const ObjectAttribute& a : from.attributes()) parts.push_back(a.type);
    return CanConvertToElement(parts, element, unsafe);
  }
  if (!from.is_collection()) return false;
  if ((from.kind() == TypeKind::kMap) != (to.kind() == TypeKind::kMap)) {
    return false;
  }
  if (from.kind() == TypeKind::kList && to.kind() == TypeKind::kSet &&
      !unsafe) {
    return false;
  }
  return CanConvert(from.element(), element, unsafe);
}

}  // namespace

bool CanConvert(Type from, Type to, bool unsafe) {
  if (to.is_dynamic() || from == to) return true;
  if (from.is_dynamic()) return unsafe;
  if (to.is_primitive()) {
    if (!from.is_primitive()) return false;
    if (to.kind() == TypeKind::kString) return true;
    return unsafe && from.kind() == TypeKind::kString;
  }
  switch (to.kind()) {
    case TypeKind::kObject:
      if (from.is_object()) return CanConvertObject(from, to, unsafe);
      if (from.kind() != TypeKind::kMap || !unsafe) return false;
      return std::all_of(to.attributes().begin(),
                         to.attributes().end(),
                         [&](const ObjectAttribute& a) {
                           return CanConvert(from.element(), a.type, unsafe);
                         });
    case TypeKind::kTuple:
      return from.is_tuple() && CanConvertTuple(from, to, unsafe);
    default: return CanConvertToCollection(from, to, unsafe);
  }
}

std::optional<Type> Unify(std::span<const Type> types,
                          const TypeFactory& factory) {
  if (types.empty()) return Type::Dynamic();
  if (std::all_of(
          types.begin(), types.end(), [&](Type t) { return t == types[0]; })) {
    return types[0];
  }
  const Counts c = Count(types);
  const std::size_t all = types.size();
  const bool dynamic = c.dynamic > 0;
  const auto only = [&](std::size_t count) {
    return count > 0 && count + c.dynamic == all;
  };
  if (dynamic && (only(c.map) || only(c.list) || only(c.set) ||
                  only(c.object) || only(c.tuple))) {
    return Type::Dynamic();
  }
  if (only(c.map)) return UnifyCollections(TypeKind::kMap, types, factory);
  if (only(c.list)) return UnifyCollections(TypeKind::kList, types, factory);
  if (only(c.set)) return UnifyCollections(TypeKind::kSet, types, factory);
  if (only(c.object)) return UnifyObjects(types, factory);
  if (only(c.tuple)) return UnifyTuples(types, factory);
  if (c.map > 0 && c.map + c.object == all) {
    const auto made = UnifyMixed(types, TypeKind::kObject, factory);
    if (made) return made;
  }
  if (c.list > 0 && c.list + c.tuple == all) {
    const auto made = UnifyMixed(types, TypeKind::kTuple, factory);
    if (made) return made;
  }
  if (c.object > 0 && c.tuple > 0) return std::nullopt;
  return PickOne(types);
}

}  // namespace plimsoll::hcl

// SPDX-License-Identifier: Apache-2.0
// The types of the configuration language.
// Source: https://github.com/zclconf/go-cty/blob/main/docs/types.md
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "hcl/ast.h"
#include "value/arena.h"

namespace plimsoll::hcl {

enum class TypeKind : std::uint8_t {
  kDynamic,  ///< Not known yet; the type of a bare null.
  kString,
  kNumber,
  kBool,
  kList,
  kSet,
  kMap,
  kTuple,
  kObject
};

struct TypeRep;
struct ObjectAttribute;

/// A handle to an immutable type; never null. Lifetime: the arena in which it
/// was made; primitive types live for ever.
class Type {
 public:
  Type();  ///< Dynamic.
  explicit Type(const TypeRep* rep) : rep_(rep) {}
  static Type Dynamic() { return {}; }
  static Type String();
  static Type Number();
  static Type Bool();

  TypeKind kind() const;
  bool is_dynamic() const { return kind() == TypeKind::kDynamic; }
  bool is_primitive() const {
    return kind() >= TypeKind::kString && kind() <= TypeKind::kBool;
  }
  /// List, set or map.
  bool is_collection() const {
    return kind() >= TypeKind::kList && kind() <= TypeKind::kMap;
  }
  bool is_object() const { return kind() == TypeKind::kObject; }
  bool is_tuple() const { return kind() == TypeKind::kTuple; }

  /// Of a collection.
  Type element() const;
  /// Of a tuple.
  std::span<const Type> elements() const;
  /// Of an object, sorted by name.
  std::span<const ObjectAttribute> attributes() const;
  /// The attribute of an object, or null.
  const ObjectAttribute* Find(std::string_view name) const;

  /// For a Value, which keeps the type of a null or unknown as one word.
  const TypeRep* rep() const { return rep_; }

  /// No dynamic part inside.
  bool IsWhollyKnown() const;
  /// Same structure. Marks of optional attributes do not count.
  friend bool operator==(Type a, Type b);

 private:
  const TypeRep* rep_;
};

struct ObjectAttribute {
  Text name;
  Type type;
  bool optional = false;  ///< Only in type constraints.
};

/// Makes types in an arena. Lifetime: borrows it.
class TypeFactory {
 public:
  explicit TypeFactory(Arena& arena) : arena_(&arena) {}
  Type List(Type element) const { return Collection(TypeKind::kList, element); }
  Type Set(Type element) const { return Collection(TypeKind::kSet, element); }
  Type Map(Type element) const { return Collection(TypeKind::kMap, element); }
  Type Collection(TypeKind kind, Type element) const;
  Type Tuple(std::span<const Type> elements) const;
  /// In any order, without duplicate names; the names are not copied.
  Type Object(std::span<const ObjectAttribute> attributes) const;

 private:
  Arena* arena_;
};

/// "list of string", "object", as messages name a type.
std::string FriendlyName(Type type);
/// "list(string)", "object({a=number})": the type as a constraint.
std::string TypeText(Type type);

/// The one type to which all can be converted, or nullopt. `types` may be
/// empty (dynamic). Dynamic beside others gives dynamic.
std::optional<Type> Unify(std::span<const Type> types,
                          const TypeFactory& factory);
/// Whether values of `from` may be convertible to `to`: implicit conversions,
/// with `unsafe` also those that depend on the value (string to number).
bool CanConvert(Type from, Type to, bool unsafe);

}  // namespace plimsoll::hcl

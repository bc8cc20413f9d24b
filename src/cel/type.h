// SPDX-License-Identifier: Apache-2.0
// The types of CEL expressions, and declared object types: the schemas of
// resources and of API replies, against which expressions are checked.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll::cel {

enum class TypeKind : std::uint8_t {
  kDyn,
  kNull,
  kBool,
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kTimestamp,
  kDuration,
  kType,      ///< params[0] is the type of which it is the type value.
  kList,      ///< params[0]
  kMap,       ///< params[0] -> params[1]
  kOptional,  ///< params[0]
  kWrapper,   ///< params[0] or null (int_value and its kin of the definition).
  kObject,    ///< A declared object; see ObjectType.
  kOpaque,    ///< A named type of an extension ("net.IP") with params.
  kParam,     ///< A type parameter in a function's signature ("A").
  kError      ///< Result of a part that did not check; accepted everywhere.
};

struct Type;
/// Types of one pool are equal iff their pointers are. Never null.
using TypeRef = const Type*;

struct ObjectType;

struct Type {
  TypeKind kind = TypeKind::kDyn;
  std::string_view name;  ///< kObject, kOpaque, kParam: its name.
  std::vector<TypeRef> params;
  const ObjectType* object = nullptr;  ///< Only kObject.
};

/// A declared object. A declared field that is absent reads as null, so
/// `spec.A.B == true` is simply not true; a field that is not declared does not
/// compile ("did you mean ..."). A comprehension, `in` and `size` over a
/// declared list or map field that is null see it as empty; every other
/// function on null is an error.
struct ObjectType {
  std::string name;  ///< "AWS::S3::Bucket", "AWS::S3::Bucket.CorsRule"
  /// Fields that may be named, by name; values are maps with these keys.
  std::map<std::string, TypeRef, std::less<>> fields;
};

/// Owns and interns types. Thread-compatible: built once, then read.
class TypePool {
 public:
  TypePool();
  TypePool(const TypePool&) = delete;
  TypePool& operator=(const TypePool&) = delete;

  TypeRef Simple(TypeKind kind) const;  ///< A kind without parameters.
  TypeRef Dyn() const { return Simple(TypeKind::kDyn); }
  TypeRef Bool() const { return Simple(TypeKind::kBool); }
  TypeRef Int() const { return Simple(TypeKind::kInt); }
  TypeRef String() const { return Simple(TypeKind::kString); }
  TypeRef List(TypeRef element);
  TypeRef Map(TypeRef key, TypeRef value);
  TypeRef Optional(TypeRef value);
  TypeRef Wrapper(TypeRef value);
  TypeRef TypeOf(TypeRef value);
  TypeRef Opaque(std::string_view name, std::span<const TypeRef> params = {});
  TypeRef Param(std::string_view name);

  /// A new object type, or the one of that name made before. Fill `fields`
  /// before the first expression is checked; recursion among objects is fine.
  ObjectType& Object(std::string_view name);
  TypeRef ObjectRef(const ObjectType& object);

 private:
  TypeRef Intern(Type type);
  std::deque<Type> types_;
  std::map<std::string, TypeRef, std::less<>> by_text_;
  std::map<std::string, std::unique_ptr<ObjectType>, std::less<>> objects_;
  std::vector<TypeRef> simple_;
};

/// As the definition writes types: "int", "list(string)", "map(string, dyn)",
/// "optional_type(int)", "wrapper(bool)", "AWS::S3::Bucket".
std::string Render(TypeRef type);

}  // namespace plimsoll::cel

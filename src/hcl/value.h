// SPDX-License-Identifier: Apache-2.0
// Values of the configuration language: every value has a type; null and
// unknown have one too; any value may be marked sensitive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hcl/number.h"
#include "hcl/type.h"
#include "value/value.h"

namespace plimsoll::hcl {

enum class ValueKind : std::uint8_t {
  kNull,
  kUnknown,
  kBool,
  kNumber,
  kString,
  kList,
  kSet,
  kMap,
  kTuple,
  kObject
};

class Value;
struct Member;

/// What is known about a value that is not.
struct Refinement {
  bool not_null = false;
  /// Of a string: how it begins.
  std::string_view prefix = {};
  /// Bounds of the length of a collection.
  std::uint64_t min_length = 0;
  std::uint64_t max_length = UINT64_MAX;
  /// Bounds of a number, inclusive; null: none. Lifetime: the value.
  const BigNumber* lower = nullptr;
  const BigNumber* upper = nullptr;
};

namespace internal {
struct SequenceRep;
struct MembersRep;
struct UnknownRep;
}  // namespace internal

/// Index into the place table of an Evaluator's caller: 0 is "not known", else
/// EvaluateOptions::place_base + Expr::id of the expression that made it.
using PlaceId = std::uint32_t;

/// A handle of 16 bytes to one immutable value; copied freely, never owns.
/// Lifetime: the arenas and ParsedFiles that it was made from. Thread-safe to
/// read. Accessors abort on another kind.
class Value {
 public:
  Value();  ///< A null of dynamic type.
  static Value Null(Type type);
  static Value Bool(bool b);
  /// With the precision of literals.
  static Value Int(std::int64_t i) { return Int(i, 512); }
  static Value Int(std::int64_t i, std::uint16_t precision);
  /// Lifetime: `text` outlives the value.
  static Value String(const Text* text);

  ValueKind kind() const { return kind_; }
  bool is_null() const { return kind_ == ValueKind::kNull; }
  bool is_unknown() const { return kind_ == ValueKind::kUnknown; }
  bool is_known() const { return kind_ != ValueKind::kUnknown; }
  bool is_string() const { return kind_ == ValueKind::kString; }
  bool is_number() const { return kind_ == ValueKind::kNumber; }
  bool is_bool() const { return kind_ == ValueKind::kBool; }
  bool is_true() const { return is_bool() && payload_.b; }
  bool is_false() const { return is_bool() && !payload_.b; }
  /// A list, set or tuple.
  bool is_sequence() const {
    return kind_ == ValueKind::kList || kind_ == ValueKind::kSet ||
           kind_ == ValueKind::kTuple;
  }
  /// A map or object.
  bool has_members() const {
    return kind_ == ValueKind::kMap || kind_ == ValueKind::kObject;
  }

  bool AsBool() const;
  std::string_view AsString() const;
  const Text* AsText() const;
  BigNumber AsNumber() const;
  /// The number when it is an integer of 64 bits.
  std::optional<std::int64_t> AsInt64() const;
  std::uint16_t precision() const { return precision_; }
  /// Of a list, tuple, or set (in the order of sets).
  std::span<const Value> AsSequence() const;
  /// Of a map or object, sorted by key.
  std::span<const Member> AsMembers() const;
  /// The member of that name, or null.
  const Value* Find(std::string_view key) const;
  /// Of an unknown: at least one reason.
  std::span<const UnknownReason> reasons() const;
  const Refinement& refinement() const;
  /// Of a collection; of a null or unknown collection too.
  Type element_type() const;
  /// The type of a value other than a known tuple or object; see
  /// ValueFactory::TypeOf for all.
  Type shallow_type() const;

  /// Marked itself; see ContainsSensitive for what is inside.
  bool sensitive() const { return sensitive_; }
  Value WithSensitive(bool sensitive) const {
    Value v = *this;
    v.sensitive_ = sensitive;
    return v;
  }
  PlaceId place() const { return place_; }
  Value WithPlace(PlaceId place) const {
    Value v = *this;
    v.place_ = place;
    return v;
  }
  /// Address of the shared part; equal addresses mean equal values.
  const void* representation() const;

 private:
  friend class ValueFactory;
  union Payload {
    std::int64_t i;
    bool b;
    const void* pointer;
  };
  Payload payload_;
  PlaceId place_ = 0;
  std::uint16_t precision_ = 0;  // Of numbers; 0 in payload i, else BigNumber.
  ValueKind kind_ = ValueKind::kNull;
  bool sensitive_ : 1;
  bool big_ : 1;  // The number is a BigNumber behind the pointer.
};
static_assert(sizeof(Value) == 16);

struct Member {
  const Text* key = nullptr;
  Value value;
};

/// Makes values in an arena. Lifetime: borrows it.
class ValueFactory {
 public:
  explicit ValueFactory(Arena& arena) : arena_(&arena), types_(arena) {}

  const TypeFactory& types() const { return types_; }
  Arena& arena() const { return *arena_; }

  /// The bytes are copied as they are: see NormalString.
  Value String(std::string_view text) const;
  /// Normalised (NFC), for texts from outside.
  Value NormalString(std::string_view text) const;
  const Text* NewText(std::string_view text) const;
  /// In the smallest form.
  Value Number(const BigNumber& number) const;
  /// Every value already has the element type.
  Value List(Type element, std::span<const Value> items) const;
  /// Sorts and removes duplicates.
  Value Set(Type element, std::span<const Value> items) const;
  /// Of duplicate keys the last wins.
  Value Map(Type element, std::vector<Member> members) const;
  Value Tuple(std::span<const Value> items) const;
  Value Object(std::vector<Member> members) const;
  /// Of a type and with a reason; an empty `reason.code` becomes "unknown".
  Value Unknown(Type type, const UnknownReason& reason) const;
  /// Unknown for the reasons of all unknown values inside `sources` (at least
  /// one); sensitive when any of them is.
  Value UnknownFrom(Type type, std::span<const Value> sources) const;
  /// The same unknown with more known about it. A known value is returned as
  /// it is.
  Value Refine(Value unknown, const Refinement& refinement) const;
  /// The same unknown with another type.
  Value Retype(Value unknown, Type type) const;

  /// Cost: for tuples and objects, their size.
  Type TypeOf(Value value) const;

 private:
  Value Sequence(ValueKind kind,
                 Type element,
                 std::span<const Value> items) const;
  Value Members(ValueKind kind,
                Type element,
                std::vector<Member> members) const;
  Value UnknownWith(Type type,
                    const Refinement& refinement,
                    std::span<const UnknownReason> reasons) const;

  Arena* arena_;
  TypeFactory types_;
};

/// No unknown inside.
bool IsWhollyKnown(Value value);
/// Marked itself, or something inside is.
bool ContainsSensitive(Value value);
/// The same value without any mark.
Value WithoutSensitive(Value value, const ValueFactory& factory);

/// Converts to a type; dynamic parts of `type` keep what the value has.
/// Unknown stays unknown. nullopt when impossible; `problem` says why.
/// Source: https://github.com/zclconf/go-cty/blob/main/docs/convert.md
std::optional<Value> Convert(Value value,
                             Type type,
                             const ValueFactory& factory,
                             std::string* problem = nullptr);

/// The answer of ==: true, false, or an unknown bool. Types first: values of
/// different types are not equal. Marks of both stay on the answer.
Value Equal(Value a, Value b, const ValueFactory& factory);
/// Wholly known, same type and content. Marks do not count.
bool Identical(Value a, Value b, const ValueFactory& factory);
/// The order in which sets hold their elements: false < true, numbers by value,
/// strings by bytes; others by content, the same on every run.
int CompareForSet(Value a, Value b);

/// For messages: "list of string", "number".
std::string FriendlyTypeName(Value value, const ValueFactory& factory);

}  // namespace plimsoll::hcl

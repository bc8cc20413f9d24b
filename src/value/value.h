// SPDX-License-Identifier: Apache-2.0
// The one data type that everything reads: an immutable tree of 16-byte
// handles into an arena. Unknown is a value of its own, with its reasons.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "value/arena.h"
#include "value/key_table.h"
#include "value/provenance.h"

namespace plimsoll {

enum class Kind : std::uint8_t {
  kNull,
  kBool,
  kInt,
  kUint,
  kDouble,
  kString,
  kBytes,
  kList,
  kMap,
  kTimestamp,
  kDuration,
  kUnknown,  ///< The truth exists but could not be read; see UnknownReason.
  kError,    ///< The question has no answer (division by zero, no such key).
  kOpaque    ///< A type of a language above: CEL's optional, type, IP address.
};

/// "null", "bool", ..., "unknown", "error", "opaque".
std::string_view Name(Kind kind);

/// Why a value is unknown. All texts live as long as the value.
struct UnknownReason {
  std::string_view code =
      {};  ///< "denied", "throttled", "no-value", "not-collected"
  std::string_view subject =
      {};  ///< What was asked: "s3:GetBucketPolicy", "var.cidr".
  std::string_view message = {};  ///< One line for the report.
  std::string_view remedy =
      {};  ///< IAM action to grant, flag to give; may be empty.

  friend bool operator==(const UnknownReason&, const UnknownReason&) = default;
};

/// Seconds and nanoseconds since 1970-01-01T00:00:00Z; 0 <= nanos < 1e9, so a
/// time before 1970 has negative seconds and positive nanos.
struct Timestamp {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 errs on <=>.
  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

/// Same convention as Timestamp: -0.5 s is {-1, 500000000}.
struct Duration {
  std::int64_t seconds = 0;
  std::int32_t nanos = 0;
  // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 errs on <=>.
  friend auto operator<=>(const Duration&, const Duration&) = default;
};

/// Describes one opaque type; one static instance a type.
struct OpaqueType {
  std::string_view name;
};
/// First member of every opaque representation.
struct OpaqueRep {
  const OpaqueType* type;
};

namespace internal {
struct ListRep;
struct MapRep;
}  // namespace internal
class MapView;

/// A handle of 16 bytes to one immutable value; copied freely, never owns.
/// Lifetime: the arena (and key table) in which it was made. Thread-safe to
/// read. The As... accessors abort on another kind: ask kind() first.
class Value {
 public:
  constexpr Value() = default;  ///< null
  static Value Null() { return {}; }
  static Value Bool(bool b);
  static Value Int(std::int64_t i);
  static Value Uint(std::uint64_t u);
  static Value Double(double d);
  static Value FromString(const StringRep* rep);  ///< Also for a Key.
  static Value FromOpaque(const OpaqueRep* rep);

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::kNull; }
  bool is_unknown() const { return kind_ == Kind::kUnknown; }
  bool is_error() const { return kind_ == Kind::kError; }
  bool is_map() const { return kind_ == Kind::kMap; }
  bool is_list() const { return kind_ == Kind::kList; }
  bool is_string() const { return kind_ == Kind::kString; }
  /// Exactly the boolean true / false.
  bool is_true() const { return kind_ == Kind::kBool && payload_.b; }
  bool is_false() const { return kind_ == Kind::kBool && !payload_.b; }

  bool AsBool() const;
  std::int64_t AsInt() const;
  std::uint64_t AsUint() const;
  double AsDouble() const;
  std::string_view AsString() const;
  const StringRep* AsStringRep() const;
  std::string_view AsBytes() const;
  std::span<const Value> AsList() const;
  MapView AsMap() const;
  Timestamp AsTimestamp() const;
  Duration AsDuration() const;
  /// At least one reason, sorted and without duplicates.
  std::span<const UnknownReason> AsUnknown() const;
  std::string_view AsError() const;  ///< The message.
  const OpaqueRep* AsOpaque() const;

  /// Member of a map by key; null when absent or when this is not a map. For
  /// readers of our own documents; CEL has stricter rules.
  Value Get(std::string_view key) const;
  /// The string, or `fallback` when this is not a string.
  std::string_view StringOr(std::string_view fallback) const {
    return kind_ == Kind::kString ? AsString() : fallback;
  }

  OriginId origin() const { return origin_; }
  /// The same value with another origin.
  Value WithOrigin(OriginId origin) const {
    Value v = *this;
    v.origin_ = origin;
    return v;
  }

  /// Address of the shared representation: equal addresses mean equal values.
  /// Null for kinds held in the handle.
  const void* representation() const {
    return kind_ >= Kind::kString ? payload_.pointer : nullptr;
  }

 private:
  friend class ValueFactory;
  union Payload {
    std::int64_t i = 0;
    std::uint64_t u;
    double d;
    bool b;
    const void* pointer;
  };
  Payload payload_;
  OriginId origin_ = 0;
  Kind kind_ = Kind::kNull;
};
static_assert(sizeof(Value) == 16);

/// A map seen from outside: entries sorted by key (strings by bytes; other keys
/// as bool < number < string, numbers on the number line), no duplicates.
class MapView {
 public:
  explicit MapView(const internal::MapRep* rep) : rep_(rep) {}
  std::size_t size() const;
  bool empty() const { return size() == 0; }
  Value KeyAt(std::size_t index) const;
  Value ValueAt(std::size_t index) const;
  /// Pointer to the value, or null when absent.
  const Value* Find(std::string_view key) const;
  const Value* Find(Key key) const;
  /// Any key kind; 1, 1u and 1.0 are the same key.
  const Value* Find(const Value& key) const;
  /// The interned key list, or null for a map with other than interned keys.
  const Shape* shape() const;
  std::span<const Value> values() const;

 private:
  const internal::MapRep* rep_;
};

/// Makes values in an arena. Lifetime: borrows both.
class ValueFactory {
 public:
  static constexpr std::size_t kMaxShapeKeys = 256;
  static constexpr std::size_t kMaxReasons = 16;

  ValueFactory(Arena& arena, KeyTable& keys) : arena_(&arena), keys_(&keys) {}

  Value String(std::string_view text) const;
  Value Bytes(std::string_view bytes) const;
  Value List(std::span<const Value> items) const;
  /// String keys, interned: for documents, whose key set is small. Later
  /// duplicates win. A map of more than kMaxShapeKeys keys is a table of data
  /// rather than a record: its keys are not interned and its shape() is null.
  Value Map(std::span<const std::pair<std::string_view, Value>> entries) const;
  /// Any CEL keys, not interned: for computed maps. Later duplicates win.
  Value AnyMap(std::span<const std::pair<Value, Value>> entries) const;
  /// Values in the order of shape->keys(); `shape` lives as long as the value.
  Value MapOfShape(const Shape* shape, std::span<const Value> values) const;
  Value Time(Timestamp time) const;
  Value Span(Duration duration) const;
  /// An empty `reason.code` becomes "unknown".
  Value Unknown(const UnknownReason& reason) const;
  /// The union of the reasons of two unknowns; `a` itself when b adds nothing.
  /// Of more than kMaxReasons the first by text are kept, so that the order of
  /// merging does not matter. Texts are shared with a and b, not copied.
  Value MergeUnknown(Value a, Value b) const;
  Value Error(std::string_view message) const;
  /// A deep copy into this arena (keys interned here), origins kept. Opaque
  /// values are shared, not copied. Recurses as deep as the value.
  Value Copy(Value value) const;
  /// A copy of map `base` with `entries` added or replaced.
  Value With(Value base,
             std::span<const std::pair<std::string_view, Value>> entries) const;

  Arena& arena() const { return *arena_; }
  KeyTable& keys() const { return *keys_; }

 private:
  static Value Make(Kind kind, const void* rep);
  Value CopyUnknown(Value value) const;
  Value CopyMap(const MapView& map) const;

  Arena* arena_;
  KeyTable* keys_;
};

/// A value together with the memory it lives in.
struct Document {
  std::shared_ptr<const Arena> arena;
  Value root;
};

/// Same kind and same content, deep; 1 and 1.0 differ, 0.0 and -0.0 differ, NaN
/// equals itself; opaque values are compared by address; origins do not count.
/// This and the next two recurse as deep as the value: at most Limits::depth
/// for what our readers made, so whoever computes deeper values must bound
/// them.
bool Identical(Value a, Value b);
/// Agrees with Identical; the same on every run and machine.
std::uint64_t HashOf(Value value);
/// A total order that agrees with Identical: by kind, then content.
int Compare(Value a, Value b);

}  // namespace plimsoll

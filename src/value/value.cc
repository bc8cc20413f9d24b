// SPDX-License-Identifier: Apache-2.0
#include "value/value.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <compare>
#include <limits>
#include <tuple>

#include "value/internal/rep.h"

namespace plimsoll {

namespace {

using internal::CompareKeys;
using internal::ListRep;
using internal::MapRep;
using internal::UnknownRep;

/// Every value of a kind with a representation has one; the analyzer cannot
/// know.
template <typename T>
const T& Deref(const void* pointer) {
  if (pointer == nullptr) __builtin_unreachable();
  return *static_cast<const T*>(pointer);
}

int Sign(std::strong_ordering order) {
  return std::is_lt(order) ? -1 : (std::is_gt(order) ? 1 : 0);
}

int CompareText(std::string_view a, std::string_view b) {
  return Sign(a <=> b);
}

/// NaN before everything; -0.0 and 0.0 are equal.
int CompareDoubles(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) {
    return Sign(int{!std::isnan(a)} <=> int{!std::isnan(b)});
  }
  return a < b ? -1 : (a > b ? 1 : 0);
}

/// An integer of either kind: a sign and, when not negative, the magnitude.
struct WideInt {
  bool negative;
  std::uint64_t bits;  ///< Two's complement when negative.
  friend std::strong_ordering operator<=>(WideInt a, WideInt b) {
    if (a.negative != b.negative) return int{b.negative} <=> int{a.negative};
    return a.bits <=> b.bits;
  }
};

WideInt Widen(const Value& v) {
  if (v.kind() == Kind::kUint) return {false, v.AsUint()};
  return {v.AsInt() < 0, static_cast<std::uint64_t>(v.AsInt())};
}

/// Exact, although not every 64-bit integer is a double.
int CompareIntDouble(WideInt i, double d) {
  if (std::isnan(d)) return 1;
  if (d >= 0x1p64) return -1;
  if (d < -0x1p63) return 1;
  const double whole = std::trunc(d);
  const WideInt other = whole < 0
                            ? WideInt{true,
                                      static_cast<std::uint64_t>(
                                          static_cast<std::int64_t>(whole))}
                            : WideInt{false, static_cast<std::uint64_t>(whole)};
  const int order = Sign(i <=> other);
  if (order != 0) return order;
  return d > whole ? -1 : (d < whole ? 1 : 0);
}

int CompareNumbers(const Value& a, const Value& b) {
  const bool a_double = a.kind() == Kind::kDouble;
  const bool b_double = b.kind() == Kind::kDouble;
  if (a_double && b_double) return CompareDoubles(a.AsDouble(), b.AsDouble());
  if (a_double) return -CompareIntDouble(Widen(b), a.AsDouble());
  if (b_double) return CompareIntDouble(Widen(a), b.AsDouble());
  return Sign(Widen(a) <=> Widen(b));
}

int KeyRank(Kind kind) {
  switch (kind) {
    case Kind::kBool: return 0;
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kDouble: return 1;
    case Kind::kString: return 2;
    default: return 3;
  }
}

/// A total order of bit patterns: by value, then -0.0 before 0.0, NaN first.
int CompareDoublesTotally(double a, double b) {
  const int order = CompareDoubles(a, b);
  if (order != 0 || std::isnan(a)) return order;
  return Sign(int{!std::signbit(a)} <=> int{!std::signbit(b)});
}

int CompareReasons(std::span<const UnknownReason> a,
                   std::span<const UnknownReason> b) {
  const auto key = [](const UnknownReason& r) {
    return std::tie(r.code, r.subject, r.message, r.remedy);
  };
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (key(a[i]) < key(b[i])) return -1;
    if (key(b[i]) < key(a[i])) return 1;
  }
  return Sign(a.size() <=> b.size());
}

int CompareLists(std::span<const Value> a, std::span<const Value> b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (const int order = Compare(a[i], b[i]); order != 0) return order;
  }
  return Sign(a.size() <=> b.size());
}

int CompareMaps(const MapView& a, const MapView& b) {
  if (a.shape() != nullptr && a.shape() == b.shape()) {
    return CompareLists(a.values(), b.values());
  }
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const int keys = Compare(a.KeyAt(i), b.KeyAt(i));
    if (keys != 0) return keys;
    const int values = Compare(a.ValueAt(i), b.ValueAt(i));
    if (values != 0) return values;
  }
  return Sign(a.size() <=> b.size());
}

int CompareOpaque(const OpaqueRep* a, const OpaqueRep* b) {
  const int types = CompareText(a->type->name, b->type->name);
  return types != 0 ? types : Sign(std::compare_three_way()(a, b));
}

/// Adds to a hash; the order of what is added matters.
std::uint64_t MixHash(std::uint64_t h, std::uint64_t more) {
  h = (h ^ (h >> 32U)) * 0x9E3779B97F4A7C15U + more;
  h = (h ^ (h >> 30U)) * 0xBF58476D1CE4E5B9U;
  return h ^ (h >> 31U);
}

std::uint64_t HashOfTime(std::int64_t seconds, std::int32_t nanos) {
  return MixHash(static_cast<std::uint64_t>(seconds),
                 static_cast<std::uint64_t>(nanos));
}

std::uint64_t HashOfReasons(std::span<const UnknownReason> reasons) {
  std::uint64_t h = reasons.size();
  for (const UnknownReason& r : reasons) {
    h = MixHash(h, HashText(r.code));
    h = MixHash(h, HashText(r.subject));
    h = MixHash(h, HashText(r.message));
    h = MixHash(h, HashText(r.remedy));
  }
  return h;
}

std::uint64_t HashOfContent(const Value& v) {
  switch (v.kind()) {
    case Kind::kNull: return 0;
    case Kind::kBool: return v.AsBool() ? 1 : 0;
    case Kind::kInt: return static_cast<std::uint64_t>(v.AsInt());
    case Kind::kUint: return v.AsUint();
    case Kind::kDouble:
      // Every NaN has the bits of the usual one.
      return std::bit_cast<std::uint64_t>(
          std::isnan(v.AsDouble()) ? std::numeric_limits<double>::quiet_NaN()
                                   : v.AsDouble());
    case Kind::kString: return v.AsStringRep()->hash;
    case Kind::kBytes: return HashText(v.AsBytes());
    case Kind::kError: return HashText(v.AsError());
    case Kind::kList: {
      std::uint64_t h = v.AsList().size();
      for (const Value& item : v.AsList()) h = MixHash(h, HashOf(item));
      return h;
    }
    case Kind::kMap: {
      const MapView map = v.AsMap();
      std::uint64_t h = map.size();
      for (std::size_t i = 0; i < map.size(); ++i) {
        h = MixHash(h, HashOf(map.KeyAt(i)));
        h = MixHash(h, HashOf(map.ValueAt(i)));
      }
      return h;
    }
    case Kind::kTimestamp:
      return HashOfTime(v.AsTimestamp().seconds, v.AsTimestamp().nanos);
    case Kind::kDuration:
      return HashOfTime(v.AsDuration().seconds, v.AsDuration().nanos);
    case Kind::kUnknown: return HashOfReasons(v.AsUnknown());
    case Kind::kOpaque: return HashText(v.AsOpaque()->type->name);
  }
  return 0;
}

/// Order of the keys of a map without shape, against a text.
int CompareKeyToText(const Value& key, std::string_view text) {
  if (key.is_string()) return CompareText(key.AsString(), text);
  return KeyRank(key.kind()) < KeyRank(Kind::kString) ? -1 : 1;
}

/// The value at the first key for which `order` is 0; `order` is ascending.
template <typename Order>
const Value* SearchKeys(const MapRep& rep, const Order& order) {
  const std::span<const Value> keys = rep.keys();
  std::size_t low = 0;
  std::size_t high = keys.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    const int sign = order(keys[middle]);
    if (sign == 0) return &rep.values()[middle];
    if (sign < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return nullptr;
}

}  // namespace

int internal::CompareKeys(const Value& a, const Value& b) {
  const int rank = KeyRank(a.kind());
  if (const int other = KeyRank(b.kind()); rank != other) {
    return rank < other ? -1 : 1;
  }
  return rank == 1 ? CompareNumbers(a, b) : Compare(a, b);
}

std::string_view Name(Kind kind) {
  switch (kind) {
    case Kind::kNull: return "null";
    case Kind::kBool: return "bool";
    case Kind::kInt: return "int";
    case Kind::kUint: return "uint";
    case Kind::kDouble: return "double";
    case Kind::kString: return "string";
    case Kind::kBytes: return "bytes";
    case Kind::kList: return "list";
    case Kind::kMap: return "map";
    case Kind::kTimestamp: return "timestamp";
    case Kind::kDuration: return "duration";
    case Kind::kUnknown: return "unknown";
    case Kind::kError: return "error";
    case Kind::kOpaque: return "opaque";
  }
  return "opaque";
}

Value Value::Bool(bool b) {
  Value v;
  v.kind_ = Kind::kBool;
  v.payload_.b = b;
  return v;
}

Value Value::Int(std::int64_t i) {
  Value v;
  v.kind_ = Kind::kInt;
  v.payload_.i = i;
  return v;
}

Value Value::Uint(std::uint64_t u) {
  Value v;
  v.kind_ = Kind::kUint;
  v.payload_.u = u;
  return v;
}

Value Value::Double(double d) {
  Value v;
  v.kind_ = Kind::kDouble;
  v.payload_.d = d;
  return v;
}

Value Value::FromString(const StringRep* rep) {
  Value v;
  v.kind_ = Kind::kString;
  v.payload_.pointer = rep;
  return v;
}

Value Value::FromOpaque(const OpaqueRep* rep) {
  Value v;
  v.kind_ = Kind::kOpaque;
  v.payload_.pointer = rep;
  return v;
}

bool Value::AsBool() const {
  PLIMSOLL_CHECK(kind_ == Kind::kBool);
  return payload_.b;
}

std::int64_t Value::AsInt() const {
  PLIMSOLL_CHECK(kind_ == Kind::kInt);
  return payload_.i;
}

std::uint64_t Value::AsUint() const {
  PLIMSOLL_CHECK(kind_ == Kind::kUint);
  return payload_.u;
}

double Value::AsDouble() const {
  PLIMSOLL_CHECK(kind_ == Kind::kDouble);
  return payload_.d;
}

const StringRep* Value::AsStringRep() const {
  PLIMSOLL_CHECK(kind_ == Kind::kString);
  return static_cast<const StringRep*>(payload_.pointer);
}

std::string_view Value::AsString() const {
  return AsStringRep()->view();
}

std::string_view Value::AsBytes() const {
  PLIMSOLL_CHECK(kind_ == Kind::kBytes);
  return Deref<StringRep>(payload_.pointer).view();
}

std::span<const Value> Value::AsList() const {
  PLIMSOLL_CHECK(kind_ == Kind::kList);
  return Deref<ListRep>(payload_.pointer).items();
}

MapView Value::AsMap() const {
  PLIMSOLL_CHECK(kind_ == Kind::kMap);
  return MapView(&Deref<MapRep>(payload_.pointer));
}

Timestamp Value::AsTimestamp() const {
  PLIMSOLL_CHECK(kind_ == Kind::kTimestamp);
  return Deref<Timestamp>(payload_.pointer);
}

Duration Value::AsDuration() const {
  PLIMSOLL_CHECK(kind_ == Kind::kDuration);
  return Deref<Duration>(payload_.pointer);
}

std::span<const UnknownReason> Value::AsUnknown() const {
  PLIMSOLL_CHECK(kind_ == Kind::kUnknown);
  return Deref<UnknownRep>(payload_.pointer).reasons();
}

std::string_view Value::AsError() const {
  PLIMSOLL_CHECK(kind_ == Kind::kError);
  return Deref<StringRep>(payload_.pointer).view();
}

const OpaqueRep* Value::AsOpaque() const {
  PLIMSOLL_CHECK(kind_ == Kind::kOpaque);
  return static_cast<const OpaqueRep*>(payload_.pointer);
}

Value Value::Get(std::string_view key) const {
  if (kind_ != Kind::kMap) return {};
  const Value* found = AsMap().Find(key);
  return found == nullptr ? Value() : *found;
}

std::size_t MapView::size() const {
  return rep_->size;
}

Value MapView::KeyAt(std::size_t index) const {
  PLIMSOLL_CHECK(index < rep_->size);
  if (rep_->shape != nullptr) {
    return Value::FromString(rep_->shape->keys()[index]);
  }
  return rep_->keys()[index];
}

Value MapView::ValueAt(std::size_t index) const {
  PLIMSOLL_CHECK(index < rep_->size);
  return rep_->values()[index];
}

const Value* MapView::Find(std::string_view key) const {
  if (rep_->shape != nullptr) {
    const int slot = rep_->shape->Find(key);
    return slot < 0 ? nullptr : &rep_->values()[static_cast<std::size_t>(slot)];
  }
  return SearchKeys(*rep_,
                    [key](const Value& k) { return CompareKeyToText(k, key); });
}

const Value* MapView::Find(Key key) const {
  if (rep_->shape == nullptr) return Find(key->view());
  const int slot = rep_->shape->Find(key);
  return slot < 0 ? nullptr : &rep_->values()[static_cast<std::size_t>(slot)];
}

const Value* MapView::Find(const Value& key) const {
  if (key.is_string()) return Find(key.AsStringRep());
  if (rep_->shape != nullptr) return nullptr;
  return SearchKeys(*rep_,
                    [&key](const Value& k) { return CompareKeys(k, key); });
}

const Shape* MapView::shape() const {
  return rep_->shape;
}

std::span<const Value> MapView::values() const {
  return rep_->values();
}

bool Identical(Value a, Value b) {
  if (a.kind() != b.kind()) return false;
  if (a.is_string()) {
    const StringRep* x = a.AsStringRep();
    const StringRep* y = b.AsStringRep();
    return x == y || (x->hash == y->hash && x->view() == y->view());
  }
  if (a.is_list() && a.AsList().size() != b.AsList().size()) return false;
  if (a.is_map() && a.AsMap().size() != b.AsMap().size()) return false;
  return Compare(a, b) == 0;
}

std::uint64_t HashOf(Value value) {
  return MixHash(static_cast<std::uint64_t>(value.kind()) + 1,
                 HashOfContent(value));
}

int Compare(Value a, Value b) {
  if (a.kind() != b.kind()) return Sign(a.kind() <=> b.kind());
  if (a.representation() != nullptr &&
      a.representation() == b.representation()) {
    return 0;
  }
  switch (a.kind()) {
    case Kind::kNull: return 0;
    case Kind::kBool: return Sign(int{a.AsBool()} <=> int{b.AsBool()});
    case Kind::kInt: return Sign(a.AsInt() <=> b.AsInt());
    case Kind::kUint: return Sign(a.AsUint() <=> b.AsUint());
    case Kind::kDouble:
      return CompareDoublesTotally(a.AsDouble(), b.AsDouble());
    case Kind::kString: return CompareText(a.AsString(), b.AsString());
    case Kind::kBytes: return CompareText(a.AsBytes(), b.AsBytes());
    case Kind::kList: return CompareLists(a.AsList(), b.AsList());
    case Kind::kMap: return CompareMaps(a.AsMap(), b.AsMap());
    case Kind::kTimestamp: return Sign(a.AsTimestamp() <=> b.AsTimestamp());
    case Kind::kDuration: return Sign(a.AsDuration() <=> b.AsDuration());
    case Kind::kUnknown: return CompareReasons(a.AsUnknown(), b.AsUnknown());
    case Kind::kError: return CompareText(a.AsError(), b.AsError());
    case Kind::kOpaque: return CompareOpaque(a.AsOpaque(), b.AsOpaque());
  }
  return 0;
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "hcl/value.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

#include "base/check.h"
#include "hcl/internal/value_rep.h"
#include "hcl/unicode.h"

namespace plimsoll::hcl {

using internal::MembersRep;
using internal::SequenceRep;
using internal::UnknownRep;

namespace {

template <typename T>
std::span<const T> CopySpan(Arena& arena, std::span<const T> items) {
  if (items.empty()) return {};
  auto* copy =
      static_cast<T*>(arena.Allocate(items.size() * sizeof(T), alignof(T)));
  std::uninitialized_copy(items.begin(), items.end(), copy);
  return {copy, items.size()};
}

bool Fits(std::int64_t i, std::uint16_t precision) {
  if (precision >= 64) return true;
  const std::int64_t bound = std::int64_t{1} << precision;
  return i >= -bound && i <= bound;
}

}  // namespace

Value::Value() : payload_{.pointer = nullptr}, sensitive_(false), big_(false) {}

Value Value::Null(Type type) {
  Value v;
  v.payload_.pointer = type.rep();
  return v;
}

Value Value::Bool(bool b) {
  Value v;
  v.kind_ = ValueKind::kBool;
  v.payload_.i = 0;
  v.payload_.b = b;
  return v;
}

Value Value::Int(std::int64_t i, std::uint16_t precision) {
  Value v;
  v.kind_ = ValueKind::kNumber;
  v.payload_.i = i;
  v.precision_ = precision;
  return v;
}

Value Value::String(const Text* text) {
  Value v;
  v.kind_ = ValueKind::kString;
  v.payload_.pointer = text;
  return v;
}

bool Value::AsBool() const {
  PLIMSOLL_CHECK(is_bool());
  return payload_.b;
}

const Text* Value::AsText() const {
  PLIMSOLL_CHECK(is_string());
  return static_cast<const Text*>(payload_.pointer);
}

std::string_view Value::AsString() const {
  return AsText()->view();
}

BigNumber Value::AsNumber() const {
  PLIMSOLL_CHECK(is_number());
  if (big_) return *static_cast<const BigNumber*>(payload_.pointer);
  return BigNumber::FromInt(payload_.i, precision_);
}

std::optional<std::int64_t> Value::AsInt64() const {
  PLIMSOLL_CHECK(is_number());
  if (!big_) return payload_.i;
  return static_cast<const BigNumber*>(payload_.pointer)->ToInt64();
}

std::span<const Value> Value::AsSequence() const {
  PLIMSOLL_CHECK(is_sequence());
  return static_cast<const SequenceRep*>(payload_.pointer)->items;
}

std::span<const Member> Value::AsMembers() const {
  PLIMSOLL_CHECK(has_members());
  return static_cast<const MembersRep*>(payload_.pointer)->members;
}

const Value* Value::Find(std::string_view key) const {
  const auto members = AsMembers();
  const auto it = std::lower_bound(
      members.begin(),
      members.end(),
      key,
      [](const Member& m, std::string_view k) { return m.key->view() < k; });
  return it != members.end() && it->key->view() == key ? &it->value : nullptr;
}

std::span<const UnknownReason> Value::reasons() const {
  PLIMSOLL_CHECK(is_unknown());
  return static_cast<const UnknownRep*>(payload_.pointer)->reasons;
}

const Refinement& Value::refinement() const {
  PLIMSOLL_CHECK(is_unknown());
  return static_cast<const UnknownRep*>(payload_.pointer)->refinement;
}

Type Value::shallow_type() const {
  switch (kind_) {
    case ValueKind::kNull:
      return Type(static_cast<const TypeRep*>(payload_.pointer));
    case ValueKind::kUnknown:
      return static_cast<const UnknownRep*>(payload_.pointer)->type;
    case ValueKind::kBool: return Type::Bool();
    case ValueKind::kNumber: return Type::Number();
    case ValueKind::kString: return Type::String();
    default: PLIMSOLL_CHECK(false);
  }
  return {};
}

Type Value::element_type() const {
  switch (kind_) {
    case ValueKind::kList:
    case ValueKind::kSet:
      return static_cast<const SequenceRep*>(payload_.pointer)->element;
    case ValueKind::kMap:
      return static_cast<const MembersRep*>(payload_.pointer)->element;
    default: return shallow_type().element();
  }
}

const void* Value::representation() const {
  switch (kind_) {
    case ValueKind::kNull:
    case ValueKind::kBool: return nullptr;
    case ValueKind::kNumber: return big_ ? payload_.pointer : nullptr;
    default: return payload_.pointer;
  }
}

const Text* ValueFactory::NewText(std::string_view text) const {
  auto* bytes = static_cast<char*>(
      arena_->Allocate(sizeof(Text) + text.size(), alignof(Text)));
  auto* rep = new (bytes) Text();
  char* const data = bytes + sizeof(Text);
  if (!text.empty()) std::memcpy(data, text.data(), text.size());
  rep->data = data;
  rep->size = static_cast<std::uint32_t>(text.size());
  return rep;
}

Value ValueFactory::String(std::string_view text) const {
  return Value::String(NewText(text));
}

Value ValueFactory::NormalString(std::string_view text) const {
  return IsAscii(text) ? String(text) : String(ToNfc(text));
}

Value ValueFactory::Number(const BigNumber& number) const {
  const bool negative_zero = number.negative && number.is_zero();
  if (!negative_zero) {
    const auto i = number.ToInt64();
    if (i && Fits(*i, number.precision)) {
      return Value::Int(*i, number.precision);
    }
  }
  Value v = Value::Int(0, number.precision);
  v.big_ = true;
  v.payload_.pointer =
      new (arena_->Allocate(sizeof(BigNumber), alignof(BigNumber)))
          BigNumber(number);
  return v;
}

Value ValueFactory::Sequence(ValueKind kind,
                             Type element,
                             std::span<const Value> items) const {
  auto* rep = new (arena_->Allocate(sizeof(SequenceRep), alignof(SequenceRep)))
      SequenceRep();
  rep->element = element;
  rep->items = CopySpan(*arena_, items);
  Value v;
  v.kind_ = kind;
  v.payload_.pointer = rep;
  return v;
}

Value ValueFactory::List(Type element, std::span<const Value> items) const {
  return Sequence(ValueKind::kList, element, items);
}

Value ValueFactory::Tuple(std::span<const Value> items) const {
  return Sequence(ValueKind::kTuple, Type::Dynamic(), items);
}

Value ValueFactory::Set(Type element, std::span<const Value> items) const {
  // Marks inside a set belong to the whole set.
  bool sensitive = false;
  std::vector<Value> sorted;
  for (const Value item : items) {
    sensitive = sensitive || ContainsSensitive(item);
    sorted.push_back(WithoutSensitive(item, *this));
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](Value a, Value b) {
    return CompareForSet(a, b) < 0;
  });
  sorted.erase(std::unique(sorted.begin(),
                           sorted.end(),
                           [&](Value a, Value b) {
                             return CompareForSet(a, b) == 0 &&
                                    hcl::Identical(a, b, *this);
                           }),
               sorted.end());
  return Sequence(ValueKind::kSet, element, sorted).WithSensitive(sensitive);
}

Value ValueFactory::Members(ValueKind kind,
                            Type element,
                            std::vector<Member> members) const {
  const auto less = [](const Member& a, const Member& b) {
    return a.key->view() < b.key->view();
  };
  if (!std::is_sorted(members.begin(), members.end(), less)) {
    std::stable_sort(members.begin(), members.end(), less);
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (kept > 0 && members[kept - 1].key->view() == members[i].key->view()) {
      members[kept - 1] = members[i];
    } else {
      members[kept++] = members[i];
    }
  }
  members.resize(kept);
  auto* rep = new (arena_->Allocate(sizeof(MembersRep), alignof(MembersRep)))
      MembersRep();
  rep->element = element;
  rep->members = CopySpan(*arena_, std::span<const Member>(members));
  Value v;
  v.kind_ = kind;
  v.payload_.pointer = rep;
  return v;
}

Value ValueFactory::Map(Type element, std::vector<Member> members) const {
  return Members(ValueKind::kMap, element, std::move(members));
}

Value ValueFactory::Object(std::vector<Member> members) const {
  return Members(ValueKind::kObject, Type::Dynamic(), std::move(members));
}

Value ValueFactory::UnknownWith(Type type,
                                const Refinement& refinement,
                                std::span<const UnknownReason> reasons) const {
  auto* rep = new (arena_->Allocate(sizeof(UnknownRep), alignof(UnknownRep)))
      UnknownRep();
  rep->type = type;
  rep->refinement = refinement;
  rep->reasons = reasons;
  Value v;
  v.kind_ = ValueKind::kUnknown;
  v.payload_.pointer = rep;
  return v;
}

Value ValueFactory::Unknown(Type type, const UnknownReason& reason) const {
  UnknownReason copy;
  copy.code = reason.code.empty() ? "unknown" : NewText(reason.code)->view();
  copy.subject = NewText(reason.subject)->view();
  copy.message = NewText(reason.message)->view();
  copy.remedy = NewText(reason.remedy)->view();
  return UnknownWith(
      type, {}, CopySpan(*arena_, std::span<const UnknownReason>(&copy, 1)));
}

namespace {

bool Earlier(const UnknownReason& a, const UnknownReason& b) {
  if (a.code != b.code) return a.code < b.code;
  if (a.subject != b.subject) return a.subject < b.subject;
  if (a.message != b.message) return a.message < b.message;
  return a.remedy < b.remedy;
}

void CollectReasons(Value value, std::vector<UnknownReason>& out) {
  constexpr std::size_t kEnough = 1000;
  if (out.size() > kEnough) return;
  if (value.is_unknown()) {
    out.insert(out.end(), value.reasons().begin(), value.reasons().end());
  } else if (value.is_sequence()) {
    for (const Value item : value.AsSequence()) CollectReasons(item, out);
  } else if (value.has_members()) {
    for (const Member& m : value.AsMembers()) CollectReasons(m.value, out);
  }
}

}  // namespace

Value ValueFactory::UnknownFrom(Type type,
                                std::span<const Value> sources) const {
  std::vector<UnknownReason> reasons;
  const Value* only = nullptr;
  bool sensitive = false;
  std::size_t count = 0;
  for (const Value& source : sources) {
    sensitive = sensitive || ContainsSensitive(source);
    if (IsWhollyKnown(source)) continue;
    ++count;
    only = &source;
    CollectReasons(source, reasons);
  }
  if (count == 1 && only->is_unknown()) {
    return UnknownWith(type, {}, only->reasons()).WithSensitive(sensitive);
  }
  std::sort(reasons.begin(), reasons.end(), Earlier);
  reasons.erase(std::unique(reasons.begin(), reasons.end()), reasons.end());
  if (reasons.size() > plimsoll::ValueFactory::kMaxReasons) {
    reasons.resize(plimsoll::ValueFactory::kMaxReasons);
  }
  if (reasons.empty()) reasons.push_back({"unknown", {}, {}, {}});
  return UnknownWith(type,
                     {},
                     CopySpan(*arena_, std::span<const UnknownReason>(reasons)))
      .WithSensitive(sensitive);
}

Value ValueFactory::Refine(Value unknown, const Refinement& refinement) const {
  if (!unknown.is_unknown()) return unknown;
  Refinement merged = unknown.refinement();
  merged.not_null = merged.not_null || refinement.not_null;
  if (refinement.prefix.size() > merged.prefix.size()) {
    merged.prefix = NewText(refinement.prefix)->view();
  }
  merged.min_length = std::max(merged.min_length, refinement.min_length);
  merged.max_length = std::min(merged.max_length, refinement.max_length);
  const auto copy = [&](const BigNumber& n) {
    return new (arena_->Allocate(sizeof(BigNumber), alignof(BigNumber)))
        BigNumber(n);
  };
  if (refinement.lower != nullptr) merged.lower = copy(*refinement.lower);
  if (refinement.upper != nullptr) merged.upper = copy(*refinement.upper);
  return UnknownWith(unknown.shallow_type(), merged, unknown.reasons())
      .WithSensitive(unknown.sensitive())
      .WithPlace(unknown.place());
}

Value ValueFactory::Retype(Value unknown, Type type) const {
  PLIMSOLL_CHECK(unknown.is_unknown());
  if (unknown.shallow_type() == type) return unknown;
  Refinement kept;
  kept.not_null = unknown.refinement().not_null;
  return UnknownWith(type, kept, unknown.reasons())
      .WithSensitive(unknown.sensitive())
      .WithPlace(unknown.place());
}

Type ValueFactory::TypeOf(Value value) const {
  switch (value.kind()) {
    case ValueKind::kList: return types_.List(value.element_type());
    case ValueKind::kSet: return types_.Set(value.element_type());
    case ValueKind::kMap: return types_.Map(value.element_type());
    case ValueKind::kTuple: {
      std::vector<Type> elements;
      for (const Value item : value.AsSequence()) {
        elements.push_back(TypeOf(item));
      }
      return types_.Tuple(elements);
    }
    case ValueKind::kObject: {
      std::vector<ObjectAttribute> attributes;
      for (const Member& m : value.AsMembers()) {
        attributes.push_back({*m.key, TypeOf(m.value), false});
      }
      return types_.Object(attributes);
    }
    default: return value.shallow_type();
  }
}

bool IsWhollyKnown(Value value) {
  if (value.is_unknown()) return false;
  if (value.is_sequence()) {
    const auto items = value.AsSequence();
    return std::all_of(items.begin(), items.end(), IsWhollyKnown);
  }
  if (value.has_members()) {
    const auto members = value.AsMembers();
    return std::all_of(members.begin(), members.end(), [](const Member& m) {
      return IsWhollyKnown(m.value);
    });
  }
  return true;
}

bool ContainsSensitive(Value value) {
  if (value.sensitive()) return true;
  if (value.is_sequence()) {
    const auto items = value.AsSequence();
    return std::any_of(items.begin(), items.end(), ContainsSensitive);
  }
  if (value.has_members()) {
    const auto members = value.AsMembers();
    return std::any_of(members.begin(), members.end(), [](const Member& m) {
      return ContainsSensitive(m.value);
    });
  }
  return false;
}

Value WithoutSensitive(Value value, const ValueFactory& factory) {
  if (!ContainsSensitive(value)) return value;
  const PlaceId place = value.place();
  if (value.is_sequence() && value.kind() != ValueKind::kSet) {
    std::vector<Value> items;
    for (const Value item : value.AsSequence()) {
      items.push_back(WithoutSensitive(item, factory));
    }
    return (value.kind() == ValueKind::kTuple
                ? factory.Tuple(items)
                : factory.List(value.element_type(), items))
        .WithPlace(place);
  }
  if (value.has_members()) {
    std::vector<Member> members;
    for (const Member& m : value.AsMembers()) {
      members.push_back({m.key, WithoutSensitive(m.value, factory)});
    }
    return (value.kind() == ValueKind::kObject
                ? factory.Object(std::move(members))
                : factory.Map(value.element_type(), std::move(members)))
        .WithPlace(place);
  }
  return value.WithSensitive(false);
}

std::string FriendlyTypeName(Value value, const ValueFactory& factory) {
  return FriendlyName(factory.TypeOf(value));
}

}  // namespace plimsoll::hcl

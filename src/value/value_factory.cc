// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <new>
#include <numeric>
#include <tuple>
#include <vector>

#include "value/internal/rep.h"
#include "value/value.h"

namespace plimsoll {
namespace {

using internal::Construct;
using internal::ListRep;
using internal::MapRep;
using internal::UnknownRep;

std::uint32_t CheckedSize(std::size_t size) {
  PLIMSOLL_CHECK(size <= UINT32_MAX);
  return static_cast<std::uint32_t>(size);
}

void CopyValues(void* to, std::span<const Value> from) {
  if (!from.empty()) std::memcpy(to, from.data(), from.size_bytes());
}

std::string_view CopyText(Arena& arena, std::string_view text) {
  if (text.empty()) return {};
  auto* copy = static_cast<char*>(arena.Allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

bool ReasonLess(const UnknownReason& a, const UnknownReason& b) {
  return std::tie(a.code, a.subject, a.message, a.remedy) <
         std::tie(b.code, b.subject, b.message, b.remedy);
}

const UnknownRep* MakeUnknownRep(Arena& arena,
                                 std::span<const UnknownReason> reasons) {
  UnknownRep* rep = Construct(
      arena, UnknownRep{CheckedSize(reasons.size())}, reasons.size_bytes());
  auto* to = static_cast<void*>(rep + 1);
  std::uninitialized_copy(
      reasons.begin(), reasons.end(), static_cast<UnknownReason*>(to));
  return rep;
}

/// Sorts entries by `less` and keeps the last of those that are equal.
template <typename Entry, typename Less>
void SortKeepLast(std::vector<Entry>& entries, const Less& less) {
  std::stable_sort(entries.begin(), entries.end(), less);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const bool superseded =
        i + 1 < entries.size() && !less(entries[i], entries[i + 1]);
    if (!superseded) entries[kept++] = entries[i];
  }
  entries.resize(kept);
}

}  // namespace

Value ValueFactory::Make(Kind kind, const void* rep) {
  Value v;
  v.kind_ = kind;
  v.payload_.pointer = rep;
  return v;
}

Value ValueFactory::String(std::string_view text) const {
  return Value::FromString(
      internal::MakeStringRep(*arena_, text, HashText(text)));
}

Value ValueFactory::Bytes(std::string_view bytes) const {
  return Make(Kind::kBytes, internal::MakeStringRep(*arena_, bytes, 0));
}

Value ValueFactory::Error(std::string_view message) const {
  return Make(Kind::kError, internal::MakeStringRep(*arena_, message, 0));
}

Value ValueFactory::List(std::span<const Value> items) const {
  ListRep* rep = Construct(
      *arena_, ListRep{CheckedSize(items.size())}, items.size_bytes());
  CopyValues(rep + 1, items);
  return Make(Kind::kList, rep);
}

Value ValueFactory::MapOfShape(const Shape* shape,
                               std::span<const Value> values) const {
  PLIMSOLL_CHECK(shape->size == values.size());
  MapRep* rep =
      Construct(*arena_, MapRep{shape, shape->size}, values.size_bytes());
  CopyValues(rep + 1, values);
  return Make(Kind::kMap, rep);
}

Value ValueFactory::Map(
    std::span<const std::pair<std::string_view, Value>> entries) const {
  if (entries.size() > kMaxShapeKeys) {
    std::vector<std::pair<Value, Value>> pairs;
    pairs.reserve(entries.size());
    for (const auto& [key, value] : entries) {
      pairs.emplace_back(String(key), value);
    }
    return AnyMap(pairs);
  }
  std::vector<std::pair<Key, Value>> sorted;
  sorted.reserve(entries.size());
  for (const auto& [key, value] : entries) {
    sorted.emplace_back(keys_->Intern(key), value);
  }
  SortKeepLast(sorted, [](const auto& a, const auto& b) {
    return a.first != b.first && a.first->view() < b.first->view();
  });
  std::vector<Key> keys;
  std::vector<Value> values;
  keys.reserve(sorted.size());
  values.reserve(sorted.size());
  for (const auto& [key, value] : sorted) {
    keys.push_back(key);
    values.push_back(value);
  }
  return MapOfShape(keys_->InternShape(keys), values);
}

Value ValueFactory::AnyMap(
    std::span<const std::pair<Value, Value>> entries) const {
  std::vector<std::pair<Value, Value>> sorted(entries.begin(), entries.end());
  SortKeepLast(sorted, [](const auto& a, const auto& b) {
    return internal::CompareKeys(a.first, b.first) < 0;
  });
  MapRep* rep = Construct(*arena_,
                          MapRep{nullptr, CheckedSize(sorted.size())},
                          2 * sorted.size() * sizeof(Value));
  auto* to = static_cast<Value*>(static_cast<void*>(rep + 1));
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    new (to + i) Value(sorted[i].second);
    new (to + sorted.size() + i) Value(sorted[i].first);
  }
  return Make(Kind::kMap, rep);
}

Value ValueFactory::Time(Timestamp time) const {
  return Make(Kind::kTimestamp, Construct(*arena_, time));
}

Value ValueFactory::Span(Duration duration) const {
  return Make(Kind::kDuration, Construct(*arena_, duration));
}

Value ValueFactory::Unknown(const UnknownReason& reason) const {
  const UnknownReason copy{
      reason.code.empty() ? "unknown" : CopyText(*arena_, reason.code),
      CopyText(*arena_, reason.subject),
      CopyText(*arena_, reason.message),
      CopyText(*arena_, reason.remedy)};
  return Make(Kind::kUnknown, MakeUnknownRep(*arena_, {&copy, 1}));
}

Value ValueFactory::MergeUnknown(Value a, Value b) const {
  const auto x = a.AsUnknown();
  const auto y = b.AsUnknown();
  if (a.representation() == b.representation()) return a;
  std::vector<UnknownReason> all;
  all.reserve(x.size() + y.size());
  std::set_union(x.begin(),
                 x.end(),
                 y.begin(),
                 y.end(),
                 std::back_inserter(all),
                 ReasonLess);
  if (all.size() > kMaxReasons) all.resize(kMaxReasons);
  if (std::equal(all.begin(), all.end(), x.begin(), x.end())) return a;
  return Make(Kind::kUnknown, MakeUnknownRep(*arena_, all))
      .WithOrigin(a.origin());
}

Value ValueFactory::Copy(Value value) const {
  const auto copy = [&]() -> Value {
    switch (value.kind()) {
      case Kind::kString:
        return Value::FromString(internal::MakeStringRep(
            *arena_, value.AsString(), value.AsStringRep()->hash));
      case Kind::kBytes: return Bytes(value.AsBytes());
      case Kind::kError: return Error(value.AsError());
      case Kind::kTimestamp: return Time(value.AsTimestamp());
      case Kind::kDuration: return Span(value.AsDuration());
      case Kind::kUnknown: return CopyUnknown(value);
      case Kind::kList: {
        std::vector<Value> items;
        items.reserve(value.AsList().size());
        for (const Value& item : value.AsList()) items.push_back(Copy(item));
        return List(items);
      }
      case Kind::kMap: return CopyMap(value.AsMap());
      default: return value;
    }
  };
  return copy().WithOrigin(value.origin());
}

Value ValueFactory::CopyUnknown(Value value) const {
  std::vector<UnknownReason> reasons;
  for (const UnknownReason& r : value.AsUnknown()) {
    reasons.push_back({CopyText(*arena_, r.code),
                       CopyText(*arena_, r.subject),
                       CopyText(*arena_, r.message),
                       CopyText(*arena_, r.remedy)});
  }
  return Make(Kind::kUnknown, MakeUnknownRep(*arena_, reasons));
}

Value ValueFactory::CopyMap(const MapView& map) const {
  if (map.shape() != nullptr) {
    std::vector<Key> keys;
    std::vector<Value> values;
    keys.reserve(map.size());
    values.reserve(map.size());
    for (const Key key : map.shape()->keys()) {
      keys.push_back(keys_->Intern(key->view()));
    }
    for (const Value& value : map.values()) values.push_back(Copy(value));
    return MapOfShape(keys_->InternShape(keys), values);
  }
  std::vector<std::pair<Value, Value>> entries;
  entries.reserve(map.size());
  for (std::size_t i = 0; i < map.size(); ++i) {
    entries.emplace_back(Copy(map.KeyAt(i)), Copy(map.ValueAt(i)));
  }
  return AnyMap(entries);
}

Value ValueFactory::With(
    Value base,
    std::span<const std::pair<std::string_view, Value>> entries) const {
  const MapView map = base.AsMap();
  if (map.shape() == nullptr) {
    std::vector<std::pair<Value, Value>> all;
    for (std::size_t i = 0; i < map.size(); ++i) {
      all.emplace_back(map.KeyAt(i), map.ValueAt(i));
    }
    for (const auto& [key, value] : entries) {
      all.emplace_back(String(key), value);
    }
    return AnyMap(all).WithOrigin(base.origin());
  }
  std::vector<Value> values(map.values().begin(), map.values().end());
  std::vector<std::pair<std::string_view, Value>> added;
  for (const auto& [key, value] : entries) {
    const int slot = map.shape()->Find(key);
    if (slot < 0) {
      added.emplace_back(key, value);
    } else {
      values[static_cast<std::size_t>(slot)] = value;
    }
  }
  if (added.empty()) {
    return MapOfShape(map.shape(), values).WithOrigin(base.origin());
  }
  std::vector<std::pair<std::string_view, Value>> all;
  for (std::size_t i = 0; i < values.size(); ++i) {
    all.emplace_back(map.shape()->keys()[i]->view(), values[i]);
  }
  all.insert(all.end(), added.begin(), added.end());
  return Map(all).WithOrigin(base.origin());
}

}  // namespace plimsoll

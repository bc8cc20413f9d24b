// SPDX-License-Identifier: Apache-2.0
// For expressions and splats.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "hcl/internal/walk.h"

namespace plimsoll::hcl {

std::size_t ElementCount(Value collection) {
  if (collection.is_sequence()) return collection.AsSequence().size();
  if (collection.has_members()) return collection.AsMembers().size();
  return 0;
}

// What is iterated over: `iterable` when its elements can be visited, else the
// result of the loop.
Maybe Walk::Collection(const Expr& expr, bool& iterable) {
  iterable = false;
  const Maybe value = Eval(expr);
  if (!value) return value;
  if (value->is_null()) {
    return Fail(expr.span,
                "a for expression cannot iterate over null",
                "use coalesce(value, []) or a conditional");
  }
  if (value->is_unknown()) {
    if (value->shallow_type().is_primitive()) {
      return Fail(expr.span,
                  "a for expression needs a list, set, map or "
                  "object");
    }
    return Dynamic(*value);
  }
  if (!value->is_sequence() && !value->has_members()) {
    return Fail(expr.span,
                fmt::format("a for expression cannot iterate over a {}",
                            FriendlyTypeName(*value, factory_)));
  }
  iterable = true;
  return value;
}

void Walk::Bind(const Text& key_name,
                const Text& item_name,
                Value collection,
                std::size_t index) {
  Value key;
  Value item;
  if (collection.has_members()) {
    const Member& member = collection.AsMembers()[index];
    key = Value::String(member.key);
    item = member.value;
  } else {
    item = collection.AsSequence()[index];
    key = collection.kind() == ValueKind::kSet
              ? item
              : Value::Int(static_cast<std::int64_t>(index),
                           BigNumber::kIntegerPrecision);
  }
  if (!key_name.empty()) bindings_.push_back({key_name.view(), key});
  bindings_.push_back({item_name.view(), item});
}

Maybe Walk::For(const ForExpr& expr) {
  bool iterable = false;
  const Maybe collection = Collection(*expr.collection, iterable);
  if (!collection || !iterable) return collection;
  const Maybe result = expr.key == nullptr ? ForTuple(expr, *collection)
                                           : ForObject(expr, *collection);
  if (!result || !collection->sensitive()) return result;
  return result->WithSensitive(true);
}

bool Walk::Passes(const ForExpr& expr,
                  std::vector<Value>& unknowns,
                  bool& good) {
  if (expr.condition == nullptr) return true;
  const Maybe condition = Condition(*expr.condition);
  if (!condition) {
    good = false;
    return false;
  }
  if (condition->is_unknown()) {
    unknowns.push_back(*condition);
    return false;
  }
  return condition->AsBool();
}

Maybe Walk::ForTuple(const ForExpr& expr, Value collection) {
  std::vector<Value> items;
  std::vector<Value> unknowns;
  bool good = true;
  const std::size_t count = ElementCount(collection);
  for (std::size_t i = 0; i < count && !exhausted_; ++i) {
    const Bindings bindings(bindings_);
    Bind(expr.key_name, expr.item_name, collection, i);
    if (!Passes(expr, unknowns, good)) continue;
    const Maybe value = Eval(*expr.value);
    if (value) items.push_back(*value);
    good = good && value;
  }
  if (!good || exhausted_) return std::nullopt;
  if (!unknowns.empty()) return factory_.UnknownFrom(Type::Dynamic(), unknowns);
  if (collection.kind() == ValueKind::kSet && !IsWhollyKnown(collection)) {
    return Dynamic(collection);
  }
  return factory_.Tuple(items);
}

Maybe Walk::ForObject(const ForExpr& expr, Value collection) {
  std::map<std::string_view, std::vector<Value>> groups;
  std::vector<const Text*> keys;
  std::vector<Value> unknowns;
  bool good = true;
  bool sensitive = false;
  const std::size_t count = ElementCount(collection);
  for (std::size_t i = 0; i < count && !exhausted_; ++i) {
    const Bindings bindings(bindings_);
    Bind(expr.key_name, expr.item_name, collection, i);
    if (!Passes(expr, unknowns, good)) continue;
    ObjectItem key_item;
    key_item.key = expr.key;
    const Maybe key = ObjectKey(key_item);
    const Maybe value = Eval(*expr.value);
    if (!key || !value) {
      good = false;
      continue;
    }
    sensitive = sensitive || key->sensitive();
    if (key->is_unknown()) {
      unknowns.push_back(*key);
      continue;
    }
    auto [it, is_new] = groups.try_emplace(key->AsString());
    if (is_new) {
      keys.push_back(key->AsText());
    } else if (!expr.group) {
      Fail(expr.key->span,
           fmt::format("two items have the key \"{}\"", key->AsString()),
           "write \"...\" after the value to collect them in a list");
      good = false;
    }
    it->second.push_back(*value);
  }
  if (!good || exhausted_) return std::nullopt;
  if (!unknowns.empty()) return factory_.UnknownFrom(Type::Dynamic(), unknowns);
  if (collection.kind() == ValueKind::kSet && !IsWhollyKnown(collection)) {
    return Dynamic(collection);
  }
  std::vector<Member> members;
  for (const Text* key : keys) {
    const std::vector<Value>& group = groups[key->view()];
    members.push_back(
        {key, expr.group ? factory_.Tuple(group) : group.front()});
  }
  return factory_.Object(std::move(members)).WithSensitive(sensitive);
}

Maybe Walk::SplatEach(const SplatExpr& expr, Value item) {
  items_.push_back({expr.item, item});
  const Maybe value = Eval(*expr.each);
  items_.pop_back();
  return value;
}

// A list of values that should have one type.
Maybe Walk::ListOf(std::span<const Value> items) {
  std::vector<Type> types;
  for (const Value item : items) types.push_back(factory_.TypeOf(item));
  const auto unified = Unify(types, factory_.types());
  if (!unified || unified->is_dynamic()) return factory_.Tuple(items);
  return Convert(
      factory_.Tuple(items), factory_.types().List(*unified), factory_);
}

// The type that the splat would have.
Maybe Walk::SplatUnknown(const SplatExpr& expr, Value source) {
  const Type type =
      source.is_unknown() ? source.shallow_type() : factory_.TypeOf(source);
  std::vector<Type> elements;
  if (type.is_tuple()) {
    elements.assign(type.elements().begin(), type.elements().end());
  } else {
    elements.push_back(type.element());
  }
  for (Type& element : elements) {
    const Value item = factory_.UnknownFrom(element, {&source, 1});
    const Maybe value = SplatEach(expr, item);
    if (!value) return value;
    element = factory_.TypeOf(*value);
  }
  const Type result = type.is_tuple() ? factory_.types().Tuple(elements)
                                      : factory_.types().List(elements[0]);
  return NotNull(factory_.UnknownFrom(result, {&source, 1}));
}

Maybe Walk::Splat(const SplatExpr& expr) {
  const Maybe source = Eval(*expr.source);
  if (!source) return source;
  const bool unknown = source->is_unknown();
  const TypeKind kind = unknown || source->is_null()
                            ? source->shallow_type().kind()
                            : TypeKind::kDynamic;
  const bool listed = source->is_sequence() || kind == TypeKind::kTuple ||
                      kind == TypeKind::kList || kind == TypeKind::kSet;
  if (source->is_null()) {
    if (listed) return Fail(expr.source->span, "splat of a list that is null");
    return factory_.Tuple({}).WithSensitive(source->sensitive());
  }
  if (unknown && kind == TypeKind::kDynamic) return Dynamic(*source);
  if (unknown && listed) return SplatUnknown(expr, *source);
  std::vector<Value> items;
  if (listed) {
    items.assign(source->AsSequence().begin(), source->AsSequence().end());
  } else {
    items.push_back(source->WithSensitive(false));
  }
  bool good = true;
  for (Value& item : items) {
    const Maybe value = SplatEach(expr, item);
    if (value) item = *value;
    good = good && value;
  }
  if (!good) return std::nullopt;
  // An unknown single value might be null: then there is no item at all.
  if (unknown) return Dynamic(*source);
  Maybe result;
  if (source->is_sequence() && source->kind() != ValueKind::kTuple) {
    if (items.empty()) {
      const Maybe type = SplatUnknown(expr, *source);
      if (!type) return type;
      result = factory_.List(type->element_type(), {});
    } else if (source->kind() == ValueKind::kSet && !IsWhollyKnown(*source)) {
      return SplatUnknown(expr, *source);
    } else {
      result = ListOf(items);
    }
  } else {
    result = factory_.Tuple(items);
  }
  if (!result || !source->sensitive()) return result;
  return result->WithSensitive(true);
}

}  // namespace plimsoll::hcl

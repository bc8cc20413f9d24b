// SPDX-License-Identifier: Apache-2.0
#include "model/conform.h"

#include <vector>

#include "value/json.h"

namespace plimsoll {
namespace {

using cel::TypeKind;
using cel::TypeRef;

class Conformer {
 public:
  Conformer(const ValueFactory& factory, const StrayProperty& stray)
      : factory_(factory), stray_(stray) {}

  /// A computed value has no origin of its own: it gets that of what holds it.
  Value Visit(Value value, TypeRef type, OriginId origin) const {
    if (value.origin() == 0) value = value.WithOrigin(origin);
    if (type->kind == TypeKind::kObject && value.is_map()) {
      return Object(value, *type->object);
    }
    if (type->kind == TypeKind::kList && value.is_list()) {
      return List(value, type->params[0]);
    }
    if (type->kind == TypeKind::kMap && value.is_map()) {
      return Map(value, type->params[1]);
    }
    if (type->kind == TypeKind::kDouble && value.kind() == Kind::kInt) {
      return Value::Double(static_cast<double>(value.AsInt()))
          .WithOrigin(value.origin());
    }
    if (type->kind == TypeKind::kTimestamp && value.is_string()) {
      // JSON has no times; a text that is none stays, and a check that asks for
      // its age says so.
      if (const auto time = ParseTimestamp(value.AsString())) {
        return factory_.Time(*time).WithOrigin(value.origin());
      }
    }
    return factory_.Copy(value);
  }

 private:
  Value Object(Value value, const cel::ObjectType& object) const {
    std::vector<std::pair<std::string_view, Value>> entries;
    const MapView map = value.AsMap();
    entries.reserve(map.size());
    for (std::size_t i = 0; i < map.size(); ++i) {
      const Value key = map.KeyAt(i);
      const Value member = map.ValueAt(i);
      if (!key.is_string()) continue;
      const auto field = object.fields.find(key.AsString());
      if (field == object.fields.end()) {
        if (stray_) stray_(object, key.AsString(), member);
        continue;
      }
      if (member.is_null()) continue;
      entries.emplace_back(key.AsString(),
                           Visit(member, field->second, value.origin()));
    }
    return factory_.Map(entries).WithOrigin(value.origin());
  }

  Value List(Value value, TypeRef element) const {
    std::vector<Value> items;
    items.reserve(value.AsList().size());
    for (const Value& item : value.AsList()) {
      items.push_back(Visit(item, element, value.origin()));
    }
    return factory_.List(items).WithOrigin(value.origin());
  }

  Value Map(Value value, TypeRef element) const {
    const MapView map = value.AsMap();
    std::vector<std::pair<Value, Value>> entries;
    entries.reserve(map.size());
    for (std::size_t i = 0; i < map.size(); ++i) {
      entries.emplace_back(factory_.Copy(map.KeyAt(i)),
                           Visit(map.ValueAt(i), element, value.origin()));
    }
    return factory_.AnyMap(entries).WithOrigin(value.origin());
  }

  const ValueFactory& factory_;
  const StrayProperty& stray_;
};

}  // namespace

Value Conform(Value value,
              TypeRef type,
              const ValueFactory& factory,
              const StrayProperty& stray) {
  return Conformer(factory, stray).Visit(value, type, value.origin());
}

}  // namespace plimsoll

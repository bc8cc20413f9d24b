// SPDX-License-Identifier: Apache-2.0
#include "source/cloudformation/coerce.h"

#include <optional>
#include <vector>

#include "base/number.h"
#include "base/text.h"
#include "source/cloudformation/scope.h"
#include "value/json.h"

namespace plimsoll::cfn {
namespace {

using cel::TypeKind;
using cel::TypeRef;

Value CoerceScalar(Value value, TypeKind kind, const ValueFactory& factory) {
  if (kind == TypeKind::kString && !value.is_string()) {
    const auto text = ScalarText(value);
    return text ? factory.String(*text) : value;
  }
  if (kind == TypeKind::kTimestamp && value.is_string()) {
    const auto time = ParseTimestamp(value.AsString());
    return time ? factory.Time(*time) : value;
  }
  if (kind == TypeKind::kDouble && value.kind() == Kind::kInt) {
    return Value::Double(static_cast<double>(value.AsInt()));
  }
  if (!value.is_string()) return value;
  const std::string_view text = value.AsString();
  if (kind == TypeKind::kBool) {
    if (EqualsIgnoreCase(text, "true")) return Value::Bool(true);
    if (EqualsIgnoreCase(text, "false")) return Value::Bool(false);
  } else if (kind == TypeKind::kInt) {
    if (const auto i = ParseNumber<std::int64_t>(text)) return Value::Int(*i);
  } else if (kind == TypeKind::kDouble) {
    if (const auto d = ParseNumber<double>(text)) return Value::Double(*d);
  }
  return value;
}

Value CoerceObject(Value value,
                   const cel::ObjectType& object,
                   const ValueFactory& factory) {
  std::vector<std::pair<std::string_view, Value>> members;
  const MapView map = value.AsMap();
  members.reserve(map.size());
  for (std::size_t i = 0; i < map.size(); ++i) {
    const std::string_view key = map.KeyAt(i).StringOr("");
    const auto field = object.fields.find(key);
    if (field == object.fields.end() || map.ValueAt(i).is_null()) continue;
    members.emplace_back(key, Coerce(map.ValueAt(i), field->second, factory));
  }
  return factory.Map(members);
}

/// A document that is written as a text, as policies often are.
Value CoerceJson(Value value, const ValueFactory& factory) {
  if (!value.is_string()) return value;
  const std::string_view text = value.AsString();
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || text[first] != '{') return value;
  ReadOptions options;
  options.origin = value.origin();
  const auto document = ReadJson(text, factory, options);
  return document ? *document : value;
}

Value CoerceShape(Value value, TypeRef type, const ValueFactory& factory) {
  switch (type->kind) {
    case TypeKind::kObject:
      return value.is_map() ? CoerceObject(value, *type->object, factory)
                            : value;
    case TypeKind::kList: {
      if (!value.is_list()) return value;
      std::vector<Value> items;
      for (const Value& item : value.AsList()) {
        if (!item.is_null()) {
          items.push_back(Coerce(item, type->params[0], factory));
        }
      }
      return factory.List(items);
    }
    case TypeKind::kMap: {
      if (!value.is_map()) return value;
      std::vector<std::pair<Value, Value>> entries;
      const MapView map = value.AsMap();
      for (std::size_t i = 0; i < map.size(); ++i) {
        entries.emplace_back(map.KeyAt(i),
                             Coerce(map.ValueAt(i), type->params[1], factory));
      }
      return factory.AnyMap(entries);
    }
    case TypeKind::kWrapper: return Coerce(value, type->params[0], factory);
    case TypeKind::kDyn: return CoerceJson(value, factory);
    default: return CoerceScalar(value, type->kind, factory);
  }
}

}  // namespace

Value Coerce(Value value, TypeRef type, const ValueFactory& factory) {
  if (value.is_unknown() || value.is_null()) return value;
  return CoerceShape(value, type, factory).WithOrigin(value.origin());
}

}  // namespace plimsoll::cfn

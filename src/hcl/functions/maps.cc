// SPDX-License-Identifier: Apache-2.0
// keys lookup matchkeys merge one reverse slice sort transpose values zipmap
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "hcl/functions/all.h"
#include "hcl/functions/support.h"

namespace plimsoll::hcl {
namespace {

using Result = std::optional<Value>;
using TypeResult = std::optional<Type>;

TypeResult KeysType(CallContext& c) {
  const Type type = TypeOfArgument(c, 0);
  if (type.kind() == TypeKind::kMap) {
    return c.factory.types().List(Type::String());
  }
  if (!type.is_object()) return c.FailArgument(0, "a map is required");
  return c.factory.types().Tuple(
      std::vector<Type>(type.attributes().size(), Type::String()));
}
Result KeysOf(CallContext& c, Type type) {
  const Value map = c.arguments[0];
  std::vector<Value> keys;
  if (map.is_unknown()) {
    if (!map.shallow_type().is_object()) return UnknownResult(c, type);
    for (const ObjectAttribute& a : map.shallow_type().attributes()) {
      keys.push_back(c.factory.String(a.name.view()));
    }
  } else {
    for (const Member& m : map.AsMembers()) {
      keys.push_back(Value::String(m.key));
    }
  }
  const Value result = type.is_tuple() ? c.factory.Tuple(keys)
                                       : c.factory.List(Type::String(), keys);
  return result.WithSensitive(map.sensitive());
}

TypeResult ValuesType(CallContext& c) {
  const Type type = TypeOfArgument(c, 0);
  if (type.kind() == TypeKind::kMap) {
    return c.factory.types().List(type.element());
  }
  if (!type.is_object()) return c.FailArgument(0, "a map is required");
  std::vector<Type> types;
  for (const ObjectAttribute& a : type.attributes()) types.push_back(a.type);
  return c.factory.types().Tuple(types);
}
Result ValuesOf(CallContext& c, Type type) {
  std::vector<Value> values;
  for (const Member& m : c.arguments[0].AsMembers()) values.push_back(m.value);
  const Value result = type.is_tuple() ? c.factory.Tuple(values)
                                       : c.factory.List(type.element(), values);
  return result.WithSensitive(c.arguments[0].sensitive());
}

TypeResult LookupType(CallContext& c) {
  const Type type = TypeOfArgument(c, 0);
  if (c.arguments.size() > 3)
    return c.Fail("two or three arguments are needed");
  const bool fallback = c.arguments.size() == 3;
  if (type.kind() == TypeKind::kMap) {
    std::string problem;
    if (fallback &&
        !Convert(c.arguments[2], type.element(), c.factory, &problem)) {
      return c.FailArgument(
          2, "must have the type of the map's elements: " + problem);
    }
    return type.element();
  }
  if (!type.is_object()) return c.FailArgument(0, "a map is required");
  if (!c.arguments[1].is_string()) return Type::Dynamic();
  const ObjectAttribute* found = type.Find(c.arguments[1].AsString());
  if (found != nullptr) return found->type;
  if (fallback) return TypeOfArgument(c, 2);
  return c.FailArgument(
      0,
      fmt::format("there is no attribute \"{}\"", c.arguments[1].AsString()));
}
Result LookupOf(CallContext& c, Type type) {
  const Value map = c.arguments[0];
  const Value* found = map.Find(c.arguments[1].AsString());
  const bool sensitive = map.sensitive() || c.arguments[1].sensitive();
  if (found == nullptr && c.arguments.size() < 3) {
    return c.Fail(
        fmt::format("the map has no key \"{}\"", c.arguments[1].AsString()));
  }
  if (found != nullptr) {
    return found->WithSensitive(found->sensitive() || sensitive);
  }
  const auto fallback = Convert(c.arguments[2], type, c.factory);
  if (!fallback) return c.FailArgument(2, "has the wrong type");
  return fallback->WithSensitive(fallback->sensitive() || sensitive);
}

TypeResult MatchKeysType(CallContext& c) {
  const Type types[] = {TypeOfArgument(c, 1), TypeOfArgument(c, 2)};
  if (!Unify(types, c.factory.types())) {
    return c.Fail("keys and searchset must have one type");
  }
  return TypeOfArgument(c, 0);
}
Result MatchKeysOf(CallContext& c, Type type) {
  if (!IsWhollyKnown(c.arguments[1]) || !IsWhollyKnown(c.arguments[2])) {
    return UnknownResult(c, type);
  }
  const auto values = c.arguments[0].AsSequence();
  if (values.size() != c.arguments[1].AsSequence().size()) {
    return c.Fail("values and keys must have the same length");
  }
  const Type types[] = {c.arguments[1].element_type(),
                        c.arguments[2].element_type()};
  const auto element = UnifyKnown(types, c.factory.types());
  if (!element) return c.Fail("keys and searchset must have one type");
  const Type list = c.factory.types().List(*element);
  const auto keys = Convert(c.arguments[1], list, c.factory);
  const auto wanted = Convert(c.arguments[2], list, c.factory);
  if (!keys || !wanted) return c.Fail("keys and searchset must have one type");
  std::vector<Value> out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (const Value w : wanted->AsSequence()) {
      if (!Identical(keys->AsSequence()[i], w, c.factory)) continue;
      out.push_back(values[i]);
      break;
    }
  }
  return c.factory.List(c.arguments[0].element_type(), out);
}

// Map when all are maps of one type, else the object of all attributes.
TypeResult MergeType(CallContext& c) {
  std::map<std::string_view, ObjectAttribute> attributes;
  bool matching = true;
  bool complete = true;
  std::vector<Type> types;
  for (std::size_t i = 0; i < c.arguments.size(); ++i) {
    const Value v = c.arguments[i];
    const Type type = TypeOfArgument(c, i);
    if (type.is_dynamic()) return Type::Dynamic();
    if (!IsMapLike(type)) {
      return c.FailArgument(i, "a map or object is required");
    }
    types.push_back(type);
    matching = matching && type == types.front();
    if (v.is_null()) continue;
    if (type.is_object()) {
      for (const ObjectAttribute& a : type.attributes()) {
        attributes[a.name.view()] = a;
      }
    } else if (v.is_unknown()) {
      complete = false;
    } else {
      for (const Member& m : v.AsMembers()) {
        attributes[m.key->view()] = {*m.key, type.element(), false};
      }
    }
  }
  if (!types.empty() && matching) return types.front();
  if (!complete) return Type::Dynamic();
  std::vector<ObjectAttribute> all;
  for (const auto& [name, attribute] : attributes) all.push_back(attribute);
  return c.factory.types().Object(all);
}
Result MergeOf(CallContext& c, Type type) {
  std::vector<Member> members;
  bool sensitive = false;
  for (const Value v : c.arguments) {
    sensitive = sensitive || v.sensitive();
    if (v.is_null()) continue;
    members.insert(members.end(), v.AsMembers().begin(), v.AsMembers().end());
  }
  const Value result = type.kind() == TypeKind::kMap
                           ? c.factory.Map(type.element(), std::move(members))
                           : c.factory.Object(std::move(members));
  return result.WithSensitive(sensitive);
}

TypeResult OneType(CallContext& c) {
  const Type type = TypeOfArgument(c, 0);
  if (!IsSequenceType(type)) {
    return c.FailArgument(0, "a list, set or tuple is required");
  }
  if (!type.is_tuple()) return type.element();
  if (type.elements().empty()) return Type::Dynamic();
  if (type.elements().size() == 1) return type.elements()[0];
  return c.FailArgument(0, "must have no or one element");
}
Result OneOf(CallContext& c, Type type) {
  const Value list = c.arguments[0];
  if (list.is_unknown()) {
    if (list.shallow_type().is_tuple() &&
        list.shallow_type().elements().empty()) {
      return Value::Null(type);
    }
    return UnknownResult(c, type);
  }
  const auto items = list.AsSequence();
  if (items.empty()) return Value::Null(type);
  if (items.size() == 1) return items[0];
  if (list.kind() == ValueKind::kSet && !IsWhollyKnown(list)) {
    return UnknownResult(c, type);
  }
  return c.FailArgument(0, "must have no or one element");
}

TypeResult ReverseType(CallContext& c) {
  const Type type = TypeOfArgument(c, 0);
  if (type.kind() == TypeKind::kList || type.kind() == TypeKind::kSet) {
    return c.factory.types().List(type.element());
  }
  if (!type.is_tuple()) return c.FailArgument(0, "a list is required");
  std::vector<Type> types(type.elements().rbegin(), type.elements().rend());
  return c.factory.types().Tuple(types);
}
Result ReverseOf(CallContext& c, Type type) {
  const Value list = c.arguments[0];
  if (list.kind() == ValueKind::kSet && !IsWhollyKnown(list)) {
    return UnknownResult(c, type);
  }
  const auto items = list.AsSequence();
  const std::vector<Value> reversed(items.rbegin(), items.rend());
  if (type.is_tuple()) return c.factory.Tuple(reversed);
  return c.factory.List(type.element(), reversed);
}

TypeResult SliceType(CallContext& c) {
  const Type type = TypeOfArgument(c, 0);
  if (type.kind() == TypeKind::kList) return type;
  if (!type.is_tuple()) return c.FailArgument(0, "a list or tuple is required");
  if (!c.arguments[1].is_number() || !c.arguments[2].is_number()) {
    return Type::Dynamic();
  }
  const auto from = WholeNumber(c, 1);
  const auto to = WholeNumber(c, 2);
  if (!from || !to) return std::nullopt;
  const auto size = static_cast<std::int64_t>(type.elements().size());
  if (*from < 0 || *from > *to || *to > size) {
    return c.Fail(
        fmt::format("{} to {} is not inside 0 to {}", *from, *to, size));
  }
  return c.factory.types().Tuple(type.elements().subspan(
      static_cast<std::size_t>(*from), static_cast<std::size_t>(*to - *from)));
}
Result SliceOf(CallContext& c, Type type) {
  const auto items = c.arguments[0].AsSequence();
  const auto from = WholeNumber(c, 1);
  const auto to = WholeNumber(c, 2);
  if (!from || !to) return std::nullopt;
  const auto size = static_cast<std::int64_t>(items.size());
  if (*from < 0 || *from > *to || *to > size) {
    return c.Fail(
        fmt::format("{} to {} is not inside 0 to {}", *from, *to, size));
  }
  const auto part = items.subspan(static_cast<std::size_t>(*from),
                                  static_cast<std::size_t>(*to - *from));
  if (type.is_tuple() || type.is_dynamic()) return c.factory.Tuple(part);
  return c.factory.List(type.element(), part);
}

Result SortOf(CallContext& c, Type type) {
  if (!IsWhollyKnown(c.arguments[0])) {
    const std::size_t size = c.arguments[0].AsSequence().size();
    Refinement refinement;
    refinement.not_null = true;
    refinement.min_length = refinement.max_length = size;
    return c.factory.Refine(UnknownResult(c, type), refinement);
  }
  const auto items = c.arguments[0].AsSequence();
  std::vector<Value> sorted(items.begin(), items.end());
  for (const Value v : sorted) {
    if (v.is_null()) return c.FailArgument(0, "an element is null");
  }
  std::sort(sorted.begin(), sorted.end(), [](Value a, Value b) {
    return a.AsString() < b.AsString();
  });
  return c.factory.List(Type::String(), sorted);
}

Result TransposeOf(CallContext& c, Type type) {
  if (!IsWhollyKnown(c.arguments[0])) return UnknownResult(c, type);
  std::map<std::string_view, std::vector<Value>> columns;
  std::vector<Member> members;
  for (const Member& row : c.arguments[0].AsMembers()) {
    if (row.value.is_null()) return c.FailArgument(0, "an element is null");
    for (const Value cell : row.value.AsSequence()) {
      if (cell.is_null()) return c.FailArgument(0, "an element is null");
      columns[cell.AsString()].push_back(Value::String(row.key));
    }
  }
  for (const auto& [key, values] : columns) {
    members.push_back(
        {c.factory.NewText(key), c.factory.List(Type::String(), values)});
  }
  return c.factory.Map(type.element(), std::move(members));
}

TypeResult ZipMapType(CallContext& c) {
  const Type type = TypeOfArgument(c, 1);
  if (type.kind() == TypeKind::kList) {
    return c.factory.types().Map(type.element());
  }
  if (!type.is_tuple()) return c.FailArgument(1, "a list is required");
  if (!IsWhollyKnown(c.arguments[0])) return Type::Dynamic();
  const auto keys = c.arguments[0].AsSequence();
  if (keys.size() != type.elements().size()) {
    return c.Fail("keys and values must have the same length");
  }
  std::map<std::string_view, ObjectAttribute> attributes;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].is_null()) return c.FailArgument(0, "a key is null");
    attributes[keys[i].AsString()] = {
        *keys[i].AsText(), type.elements()[i], false};
  }
  std::vector<ObjectAttribute> all;
  for (const auto& [name, attribute] : attributes) all.push_back(attribute);
  return c.factory.types().Object(all);
}
Result ZipMapOf(CallContext& c, Type type) {
  if (!IsWhollyKnown(c.arguments[0])) return UnknownResult(c, type);
  const auto keys = c.arguments[0].AsSequence();
  const auto values = c.arguments[1].AsSequence();
  if (keys.size() != values.size()) {
    return c.Fail("keys and values must have the same length");
  }
  std::vector<Member> members;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i].is_null()) return c.FailArgument(0, "a key is null");
    members.push_back({keys[i].AsText(), values[i]});
  }
  if (type.kind() != TypeKind::kMap) {
    return c.factory.Object(std::move(members));
  }
  return c.factory.Map(type.element(), std::move(members));
}

}  // namespace

void AddMapFunctions(FunctionTable& table) {
  static Arena arena;
  const TypeFactory types(arena);
  const Type any_list = types.List(Type::Dynamic());
  const Type strings = types.List(Type::String());
  const Type string_lists = types.Map(strings);
  Parameter marked{"inputMap"};
  marked.allow_sensitive = true;
  Parameter keyed = marked;
  keyed.allow_unknown = true;
  table.Add({"keys", {keyed}, {}, {}, KeysType, KeysOf, true});
  table.Add({"values", {marked}, {}, {}, ValuesType, ValuesOf, true});
  Parameter key{"key", Type::String()};
  key.allow_sensitive = true;
  Parameter fallback = AnyParameter("default");
  fallback.allow_sensitive = true;
  table.Add({"lookup", {marked, key}, fallback, {}, LookupType, LookupOf});
  table.Add(
      {"matchkeys",
       {{"values", any_list}, {"keys", any_list}, {"searchset", any_list}},
       {},
       {},
       MatchKeysType,
       MatchKeysOf,
       true});
  Parameter merged{"maps"};
  merged.allow_null = true;
  merged.allow_dynamic = true;
  merged.allow_sensitive = true;
  table.Add({"merge", {}, merged, {}, MergeType, MergeOf, true});
  Parameter single{"list"};
  single.allow_unknown = true;
  table.Add({"one", {single}, {}, {}, OneType, OneOf});
  table.Add({"reverse", {{"list"}}, {}, {}, ReverseType, ReverseOf, true});
  table.Add({"slice",
             {{"list"}, {"start", Type::Number()}, {"end", Type::Number()}},
             {},
             {},
             SliceType,
             SliceOf,
             true});
  table.Add({"sort", {{"list", strings}}, {}, strings, nullptr, SortOf, true});
  table.Add({"transpose",
             {{"values", string_lists}},
             {},
             string_lists,
             nullptr,
             TransposeOf,
             true});
  table.Add({"zipmap",
             {{"keys", strings}, {"values"}},
             {},
             {},
             ZipMapType,
             ZipMapOf,
             true});
}

}  // namespace plimsoll::hcl

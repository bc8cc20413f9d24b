// SPDX-License-Identifier: Apache-2.0
// alltrue anytrue chunklist coalesce coalescelist compact concat contains
// distinct element flatten index length
#include <algorithm>

#include <fmt/format.h>

#include "hcl/functions/all.h"
#include "hcl/functions/support.h"
#include "hcl/unicode.h"

namespace plimsoll::hcl {
namespace {

using Result = std::optional<Value>;
using TypeResult = std::optional<Type>;

Result TruthOf(CallContext& c, bool decisive) {
  bool unknown = false;
  for (const Value v : c.arguments[0].AsSequence()) {
    if (v.is_unknown()) {
      unknown = true;
    } else if (decisive ? v.is_true() : !v.is_true()) {
      return Value::Bool(decisive);
    }
  }
  if (unknown) return UnknownResult(c, Type::Bool());
  return Value::Bool(!decisive);
}
Result AllTrueOf(CallContext& c, Type) {
  return TruthOf(c, false);
}
Result AnyTrueOf(CallContext& c, Type) {
  return TruthOf(c, true);
}

TypeResult ChunkListType(CallContext& c) {
  return c.factory.types().List(TypeOfArgument(c, 0));
}
Result ChunkListOf(CallContext& c, Type type) {
  const auto items = c.arguments[0].AsSequence();
  const Type element = c.arguments[0].element_type();
  const auto size = WholeNumber(c, 1);
  if (!size) return std::nullopt;
  if (*size < 0) return c.FailArgument(1, "must not be negative");
  std::vector<Value> chunks;
  const std::size_t step =
      *size == 0 ? items.size() : static_cast<std::size_t>(*size);
  for (std::size_t i = 0; i < items.size(); i += step) {
    chunks.push_back(c.factory.List(
        element, items.subspan(i, std::min(step, items.size() - i))));
  }
  return c.factory.List(type.element(), chunks);
}

TypeResult CoalesceType(CallContext& c) {
  std::vector<Type> types;
  for (std::size_t i = 0; i < c.arguments.size(); ++i) {
    types.push_back(TypeOfArgument(c, i));
  }
  const bool unknown =
      std::any_of(c.arguments.begin(), c.arguments.end(), [](Value v) {
        return v.is_unknown() && v.shallow_type().is_dynamic();
      });
  const auto type = unknown ? Unify(types, c.factory.types())
                            : UnifyKnown(types, c.factory.types());
  if (!type) return c.Fail("all arguments must have one type");
  return type;
}
Result CoalesceOf(CallContext& c, Type type) {
  for (std::size_t i = 0; i < c.arguments.size(); ++i) {
    std::string problem;
    const auto value = Convert(c.arguments[i], type, c.factory, &problem);
    if (!value) return c.FailArgument(i, problem);
    if (value->is_unknown()) {
      return c.factory.UnknownFrom(type, {&c.arguments[i], 1});
    }
    if (value->is_null()) continue;
    if (value->is_string() && value->AsString().empty()) continue;
    return value;
  }
  return c.Fail("every argument is null or an empty string");
}

TypeResult CoalesceListType(CallContext& c) {
  std::vector<Type> types;
  for (std::size_t i = 0; i < c.arguments.size(); ++i) {
    if (c.arguments[i].is_unknown()) return Type::Dynamic();
    types.push_back(TypeOfArgument(c, i));
    if (!IsListLike(types.back())) {
      return c.FailArgument(i, "a list or tuple is required");
    }
    if (types.back() != types.front()) return Type::Dynamic();
  }
  if (types.empty()) return c.Fail("at least one argument is needed");
  return types.front();
}
Result CoalesceListOf(CallContext& c, Type type) {
  for (std::size_t i = 0; i < c.arguments.size(); ++i) {
    const Value v = c.arguments[i];
    if (v.is_unknown()) return c.factory.UnknownFrom(type, {&v, 1});
    if (!v.is_null() && !v.AsSequence().empty()) return v;
  }
  return c.Fail("every list is null or empty");
}

Result CompactOf(CallContext& c, Type type) {
  if (!IsWhollyKnown(c.arguments[0])) return UnknownResult(c, type);
  std::vector<Value> items;
  for (const Value v : c.arguments[0].AsSequence()) {
    if (!v.is_null() && !v.AsString().empty()) items.push_back(v);
  }
  return c.factory.List(Type::String(), items);
}

TypeResult ConcatType(CallContext& c) {
  if (c.arguments.empty()) return c.Fail("at least one list is needed");
  std::vector<Type> types;
  bool lists = true;
  for (std::size_t i = 0; i < c.arguments.size(); ++i) {
    types.push_back(TypeOfArgument(c, i));
    if (!IsListLike(types.back())) {
      return c.FailArgument(i, "a list or tuple is required");
    }
    lists = lists && types.back().kind() == TypeKind::kList;
  }
  if (lists) {
    if (const auto type = Unify(types, c.factory.types())) return type;
  }
  std::vector<Type> elements;
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (types[i].is_tuple()) {
      elements.insert(elements.end(),
                      types[i].elements().begin(),
                      types[i].elements().end());
    } else if (c.arguments[i].is_unknown()) {
      return Type::Dynamic();
    } else {
      elements.insert(elements.end(),
                      c.arguments[i].AsSequence().size(),
                      types[i].element());
    }
  }
  return c.factory.types().Tuple(elements);
}
Result ConcatOf(CallContext& c, Type type) {
  std::vector<Value> items;
  for (const Value list : c.arguments) {
    items.insert(
        items.end(), list.AsSequence().begin(), list.AsSequence().end());
  }
  if (type.kind() != TypeKind::kList) return c.factory.Tuple(items);
  for (Value& item : items) {
    const auto converted = Convert(item, type.element(), c.factory);
    if (!converted) return c.Fail("the lists have different types");
    item = *converted;
  }
  return c.factory.List(type.element(), items);
}

Result ContainsOf(CallContext& c, Type) {
  if (!c.arguments[0].is_sequence()) {
    return c.FailArgument(0, "a list, tuple or set is required");
  }
  bool unknown = false;
  for (const Value v : c.arguments[0].AsSequence()) {
    const Value equal = Equal(v, c.arguments[1], c.factory);
    if (equal.is_true()) return Value::Bool(true);
    unknown = unknown || equal.is_unknown();
  }
  if (unknown) return UnknownResult(c, Type::Bool());
  return Value::Bool(false);
}

TypeResult SameType(CallContext& c) {
  return TypeOfArgument(c, 0);
}
Result DistinctOf(CallContext& c, Type type) {
  const Value list = c.arguments[0];
  if (!IsWhollyKnown(list)) return UnknownResult(c, type);
  std::vector<Value> items;
  for (const Value v : list.AsSequence()) {
    const bool seen = std::any_of(items.begin(), items.end(), [&](Value o) {
      return Identical(v, o, c.factory);
    });
    if (!seen) items.push_back(v);
  }
  return c.factory.List(list.element_type(), items);
}

// The index taken round the list, from its end when it is negative.
std::optional<std::size_t> RoundIndex(CallContext& c, std::size_t size) {
  if (size == 0) return c.FailArgument(0, "the list has no elements");
  const auto index = WholeNumber(c, 1);
  if (!index) return std::nullopt;
  const auto count = static_cast<std::int64_t>(size);
  return static_cast<std::size_t>((*index % count + count) % count);
}
TypeResult ElementType(CallContext& c) {
  const Type type = TypeOfArgument(c, 0);
  if (type.kind() == TypeKind::kList) return type.element();
  if (!type.is_tuple()) return c.FailArgument(0, "a list is required");
  if (!c.arguments[1].is_number()) return Type::Dynamic();
  const auto index = RoundIndex(c, type.elements().size());
  if (!index) return std::nullopt;
  return type.elements()[*index];
}
Result ElementOf(CallContext& c, Type) {
  const auto items = c.arguments[0].AsSequence();
  const auto index = RoundIndex(c, items.size());
  if (!index) return std::nullopt;
  return items[*index];
}

// False when the elements cannot be told yet.
bool Flatten(Value value, std::vector<Value>& out, const ValueFactory& f) {
  if (value.kind() == ValueKind::kSet && !IsWhollyKnown(value)) return false;
  for (const Value v : value.AsSequence()) {
    if (v.is_sequence()) {
      if (!Flatten(v, out, f)) return false;
    } else if (v.is_unknown() && (v.shallow_type().is_dynamic() ||
                                  IsSequenceType(v.shallow_type()))) {
      return false;
    } else {
      out.push_back(v);
    }
  }
  return true;
}
Result FlattenOf(CallContext& c, Type) {
  const Value value = c.arguments[0];
  if (!value.is_sequence()) {
    return c.FailArgument(0, "a list, set or tuple is required");
  }
  std::vector<Value> items;
  if (!Flatten(value, items, c.factory)) {
    return UnknownResult(c, Type::Dynamic());
  }
  return c.factory.Tuple(items);
}

TypeResult IndexType(CallContext& c) {
  if (!IsListLike(TypeOfArgument(c, 0))) {
    return c.FailArgument(0, "a list or tuple is required");
  }
  return Type::Number();
}
Result IndexOf(CallContext& c, Type) {
  if (!IsWhollyKnown(c.arguments[0])) return UnknownResult(c, Type::Number());
  const auto items = c.arguments[0].AsSequence();
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (Identical(items[i], c.arguments[1], c.factory)) {
      return Value::Int(static_cast<std::int64_t>(i),
                        BigNumber::kIntegerPrecision);
    }
  }
  return c.Fail("the list does not hold the value");
}

Result LengthOf(CallContext& c, Type) {
  const Value v = c.arguments[0];
  const auto count = [](std::size_t n) {
    return Value::Int(static_cast<std::int64_t>(n),
                      BigNumber::kIntegerPrecision);
  };
  if (v.is_unknown()) {
    const Type type = v.shallow_type();
    if (type.is_tuple()) return count(type.elements().size());
    if (type.is_object()) return count(type.attributes().size());
    if (type.kind() == TypeKind::kNumber || type.kind() == TypeKind::kBool) {
      return c.FailArgument(0, "a string, list or map is required");
    }
    const Refinement& r = v.refinement();
    if (type.is_collection() && r.min_length == r.max_length) {
      return count(r.min_length);
    }
    return UnknownResult(c, Type::Number());
  }
  if (v.is_string()) return count(GraphemeCount(v.AsString()));
  if (v.kind() == ValueKind::kSet && !IsWhollyKnown(v)) {
    if (v.AsSequence().size() == 1) return count(1);
    return UnknownResult(c, Type::Number());
  }
  if (v.is_sequence()) return count(v.AsSequence().size());
  if (v.has_members()) return count(v.AsMembers().size());
  return c.FailArgument(0, "a string, list or map is required");
}

}  // namespace

void AddSequenceFunctions(FunctionTable& table) {
  // The element types never change: one arena for the life of the program.
  static Arena arena;
  const TypeFactory types(arena);
  const Type any_list = types.List(Type::Dynamic());
  const Type bools = types.List(Type::Bool());
  const Type strings = types.List(Type::String());
  const Parameter list{"list"};
  for (const auto& [name, f] :
       {std::pair<std::string_view, ValueFunction>{"alltrue", AllTrueOf},
        {"anytrue", AnyTrueOf}}) {
    table.Add({name, {{"list", bools}}, {}, Type::Bool(), nullptr, f, true});
  }
  table.Add({"chunklist",
             {{"list", any_list}, {"size", Type::Number()}},
             {},
             {},
             ChunkListType,
             ChunkListOf,
             true});
  table.Add({"coalesce",
             {},
             AnyParameter("vals"),
             {},
             CoalesceType,
             CoalesceOf,
             true});
  table.Add({"coalescelist",
             {},
             AnyParameter("vals"),
             {},
             CoalesceListType,
             CoalesceListOf,
             true});
  table.Add(
      {"compact", {{"list", strings}}, {}, strings, nullptr, CompactOf, true});
  table.Add({"concat", {}, Parameter{"seqs"}, {}, ConcatType, ConcatOf, true});
  Parameter value{"value"};
  value.allow_null = true;
  table.Add(
      {"contains", {list, value}, {}, Type::Bool(), nullptr, ContainsOf, true});
  table.Add(
      {"distinct", {{"list", any_list}}, {}, {}, SameType, DistinctOf, true});
  table.Add({"element",
             {list, {"index", Type::Number()}},
             {},
             {},
             ElementType,
             ElementOf});
  table.Add({"flatten", {list}, {}, {}, nullptr, FlattenOf, true});
  table.Add({"index", {list, value}, {}, {}, IndexType, IndexOf, true});
  Parameter measured{"value"};
  measured.allow_unknown = true;
  measured.allow_dynamic = true;
  table.Add(
      {"length", {measured}, {}, Type::Number(), nullptr, LengthOf, true});
}

}  // namespace plimsoll::hcl

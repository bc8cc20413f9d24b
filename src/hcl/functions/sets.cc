// SPDX-License-Identifier: Apache-2.0
// setintersection setproduct setsubtract setunion
#include <algorithm>

#include "hcl/functions/all.h"
#include "hcl/functions/support.h"

namespace plimsoll::hcl {
namespace {

using Result = std::optional<Value>;
using TypeResult = std::optional<Type>;

// The sets have one element type; an empty set of no type fits all.
TypeResult SetType(CallContext& c) {
  std::vector<Type> types;
  for (const Value v : c.arguments) {
    const Type element = v.element_type();
    const bool empty = !v.is_unknown() && v.AsSequence().empty();
    if (!(empty && element.is_dynamic())) types.push_back(element);
  }
  const auto element = Unify(types, c.factory.types());
  if (!element) return c.Fail("the sets must have one element type");
  return c.factory.types().Set(*element);
}

bool Holds(std::span<const Value> set, Value wanted, const ValueFactory& f) {
  return std::any_of(set.begin(), set.end(), [&](Value v) {
    return CompareForSet(v, wanted) == 0 && Identical(v, wanted, f);
  });
}

enum class Operation : std::uint8_t { kUnion, kIntersection, kSubtract };

template <Operation kOperation>
Result SetOf(CallContext& c, Type type) {
  std::vector<Value> sets;
  for (const Value v : c.arguments) {
    if (v.is_unknown() ||
        (kOperation != Operation::kUnion && !IsWhollyKnown(v))) {
      return UnknownResult(c, type);
    }
    const auto set = Convert(v, type, c.factory);
    if (!set) return c.Fail("the sets must have one element type");
    sets.push_back(*set);
  }
  const auto first = sets[0].AsSequence();
  std::vector<Value> items(first.begin(), first.end());
  for (std::size_t i = 1; i < sets.size(); ++i) {
    const auto other = sets[i].AsSequence();
    if (kOperation == Operation::kUnion) {
      items.insert(items.end(), other.begin(), other.end());
      continue;
    }
    const bool keep = kOperation == Operation::kIntersection;
    items.erase(std::remove_if(items.begin(),
                               items.end(),
                               [&](Value v) {
                                 return Holds(other, v, c.factory) != keep;
                               }),
                items.end());
  }
  return c.factory.Set(type.element(), items);
}

TypeResult ProductType(CallContext& c) {
  if (c.arguments.size() < 2) return c.Fail("at least two sets are needed");
  std::vector<Type> elements;
  bool lists = true;
  for (std::size_t i = 0; i < c.arguments.size(); ++i) {
    const Type type = TypeOfArgument(c, i);
    if (type.is_tuple()) {
      const auto element = Unify(type.elements(), c.factory.types());
      if (!element) return c.FailArgument(i, "the elements must have one type");
      elements.push_back(*element);
    } else if (IsSequenceType(type)) {
      elements.push_back(type.element());
      lists = lists && type.kind() == TypeKind::kList;
    } else {
      return c.FailArgument(i, "a set or list is required");
    }
  }
  const Type tuple = c.factory.types().Tuple(elements);
  return lists ? c.factory.types().List(tuple) : c.factory.types().Set(tuple);
}

Result ProductOf(CallContext& c, Type type) {
  constexpr std::size_t kMost = 1'000'000;
  std::size_t total = 1;
  for (const Value v : c.arguments) {
    const bool open =
        v.is_unknown() || (v.kind() == ValueKind::kSet && !IsWhollyKnown(v));
    if (open) return UnknownResult(c, type);
    total *= v.AsSequence().size();
    if (total > kMost) return c.Fail("the product has too many elements");
  }
  const Type tuple = type.element();
  std::vector<Value> items;
  for (std::size_t n = 0; n < total; ++n) {
    std::vector<Value> row(c.arguments.size());
    std::size_t rest = n;
    for (std::size_t i = c.arguments.size(); i-- > 0;) {
      const auto column = c.arguments[i].AsSequence();
      const auto cell =
          Convert(column[rest % column.size()], tuple.elements()[i], c.factory);
      if (!cell) return c.FailArgument(i, "the elements must have one type");
      row[i] = *cell;
      rest /= column.size();
    }
    items.push_back(c.factory.Tuple(row));
  }
  if (type.kind() == TypeKind::kList) return c.factory.List(tuple, items);
  return c.factory.Set(tuple, items);
}

}  // namespace

void AddSetFunctions(FunctionTable& table) {
  static Arena arena;
  const Parameter set{"sets", TypeFactory(arena).Set(Type::Dynamic())};
  Parameter open = set;
  open.allow_unknown = true;
  const auto add = [&](std::string_view name, ValueFunction f) {
    table.Add({name, {open}, open, {}, SetType, f, true});
  };
  add("setunion", SetOf<Operation::kUnion>);
  add("setintersection", SetOf<Operation::kIntersection>);
  add("setsubtract", SetOf<Operation::kSubtract>);
  Parameter factor{"sets"};
  factor.allow_unknown = true;
  table.Add({"setproduct", {}, factor, {}, ProductType, ProductOf, true});
}

}  // namespace plimsoll::hcl

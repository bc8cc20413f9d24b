// SPDX-License-Identifier: Apache-2.0
// The list library: the extension of the definition and Kubernetes' functions.
// Source: https://github.com/google/cel-go/tree/master/ext (Lists) and
// https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-list-library
#include "cel/library/lists.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "cel/library/compare.h"
#include "cel/library/operators.h"
#include "cel/library/optional.h"
#include "cel/library/signature.h"
#include "cel/library/type_value.h"
#include "cel/library/value_set.h"

namespace plimsoll::cel {

namespace {

using Args = std::span<const Value>;

Value Distinct(CallContext& context, Args args) {
  const auto items = args[0].AsList();
  if (!context.Charge(items.size())) return context.OverBudget();
  const Value uncertain = DeepUncertain(context, args[0]);
  if (!uncertain.is_null()) return uncertain;
  ValueSet seen;
  std::vector<Value> kept;
  for (const Value& item : items) {
    if (seen.Insert(context, item)) kept.push_back(item);
  }
  if (seen.over_budget()) return context.OverBudget();
  return context.factory.List(kept);
}

// Appends `items` with lists in them opened `depth` times; false over budget.
bool Flatten(CallContext& context,
             Args items,
             std::int64_t depth,
             std::vector<Value>& out) {
  // Lists being read, with the index of the next item.
  std::vector<std::pair<Args, std::size_t>> stack = {{items, 0}};
  while (!stack.empty()) {
    auto& [list, next] = stack.back();
    if (next == list.size()) {
      stack.pop_back();
      continue;
    }
    const Value item = list[next++];
    if (!context.Charge(1)) return false;
    if (item.is_list() && static_cast<std::int64_t>(stack.size()) <= depth) {
      stack.emplace_back(item.AsList(), 0);
    } else {
      out.push_back(item);
    }
  }
  return true;
}

Value FlattenList(CallContext& context, Args args) {
  const std::int64_t depth = args.size() == 2 ? args[1].AsInt() : 1;
  if (depth < 0) return context.factory.Error("level must be non-negative");
  std::vector<Value> flat;
  if (!Flatten(context, args[0].AsList(), depth, flat)) {
    return context.OverBudget();
  }
  return context.factory.List(flat);
}

Value Slice(CallContext& context, Args args) {
  const auto items = args[0].AsList();
  const std::int64_t begin = args[1].AsInt();
  const std::int64_t end = args[2].AsInt();
  const auto size = static_cast<std::int64_t>(items.size());
  if (begin < 0 || end < begin || end > size) {
    return context.factory.Error(fmt::format(
        "cannot slice({}, {}), list is of length {}", begin, end, size));
  }
  const auto count = static_cast<std::size_t>(end - begin);
  if (!context.Charge(count)) return context.OverBudget();
  return context.factory.List(
      items.subspan(static_cast<std::size_t>(begin), count));
}

Value Range(CallContext& context, Args args) {
  const std::int64_t count = std::max<std::int64_t>(args[0].AsInt(), 0);
  if (!context.Charge(static_cast<std::uint64_t>(count))) {
    return context.OverBudget();
  }
  std::vector<Value> numbers;
  numbers.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) numbers.push_back(Value::Int(i));
  return context.factory.List(numbers);
}

Value Reverse(CallContext& context, Args args) {
  const auto items = args[0].AsList();
  if (!context.Charge(items.size())) return context.OverBudget();
  const std::vector<Value> reversed(items.rbegin(), items.rend());
  return context.factory.List(reversed);
}

Value First(CallContext& context, Args args) {
  const auto items = args[0].AsList();
  if (items.empty()) return OptionalNone();
  if (items.front().is_unknown() || items.front().is_error()) {
    return items.front();
  }
  return MakeOptional(context.factory, items.front());
}

Value Last(CallContext& context, Args args) {
  const auto items = args[0].AsList();
  if (items.empty()) return OptionalNone();
  if (items.back().is_unknown() || items.back().is_error()) {
    return items.back();
  }
  return MakeOptional(context.factory, items.back());
}

bool IsNan(Value value) {
  return value.kind() == Kind::kDouble && std::isnan(value.AsDouble());
}

// A total order of values that CelOrder orders; NaN before all numbers.
bool LessTotal(Value a, Value b) {
  if (IsNan(a) || IsNan(b)) return IsNan(a) && !IsNan(b);
  return *CelOrder(a, b) < 0;
}

// The error or unknown that keeps `items` from being ordered, else null.
Value Unorderable(CallContext& context, Args items) {
  if (!context.Charge(items.size())) return context.OverBudget();
  const Value uncertain = FirstUncertain(context.factory, items);
  if (!uncertain.is_null()) return uncertain;
  for (const Value& item : items) {
    if (!CelOrder(item, item)) {
      return context.factory.Error(
          fmt::format("no such overload: values of type {} have no order",
                      TypeNameOf(item)));
    }
    if (item.kind() != items.front().kind()) {
      return context.factory.Error(
          fmt::format("list elements must have the same type, found {} and {}",
                      TypeNameOf(items.front()),
                      TypeNameOf(item)));
    }
  }
  return {};
}

Value Sort(CallContext& context, Args args) {
  return SortByKeys(context, args[0].AsList(), args[0].AsList());
}

Value SortByAssociatedKeys(CallContext& context, Args args) {
  return SortByKeys(context, args[0].AsList(), args[1].AsList());
}

Value IsSorted(CallContext& context, Args args) {
  const auto items = args[0].AsList();
  const Value problem = Unorderable(context, items);
  if (!problem.is_null()) return problem;
  return Value::Bool(std::is_sorted(items.begin(), items.end(), LessTotal));
}

template <bool kWantMax>
Value Extreme(CallContext& context, Args args) {
  const auto items = args[0].AsList();
  if (items.empty()) {
    return context.factory.Error(kWantMax ? "max called on empty list"
                                          : "min called on empty list");
  }
  const Value problem = Unorderable(context, items);
  if (!problem.is_null()) return problem;
  Value best = items.front();
  for (const Value& item : items.subspan(1)) {
    if (kWantMax ? LessTotal(best, item) : LessTotal(item, best)) best = item;
  }
  return best;
}

Value Sum(CallContext& context, Args args) {
  const auto items = args[0].AsList();
  if (!context.Charge(items.size())) return context.OverBudget();
  const Value uncertain = FirstUncertain(context.factory, items);
  if (!uncertain.is_null()) return uncertain;
  if (items.empty()) return Value::Int(0);
  Value total = items.front();
  for (const Value& item : items.subspan(1)) {
    if (item.kind() != total.kind()) return context.NoOverload("sum", args);
    total = AddNumbers(context, total, item);
    if (total.is_error()) return total;
  }
  switch (total.kind()) {
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kDouble:
    case Kind::kDuration: return total;
    default: return context.NoOverload("sum", args);
  }
}

enum class Direction : std::uint8_t { kForward, kBackward };

template <Direction kDirection>
Value IndexOf(CallContext& context, Args args) {
  const auto items = args[0].AsList();
  Value uncertain;
  for (std::size_t n = 0; n < items.size(); ++n) {
    const std::size_t i =
        kDirection == Direction::kForward ? n : items.size() - 1 - n;
    const Equality equality = ChargedEquality(context, items[i], args[1]);
    if (equality.over_budget) return context.OverBudget();
    if (equality.result == EqualResult::kTrue) {
      // An unknown item before this one may be the answer instead.
      return uncertain.is_null() ? Value::Int(static_cast<std::int64_t>(i))
                                 : uncertain;
    }
    if (equality.result != EqualResult::kFalse && uncertain.is_null()) {
      uncertain = equality.cause;
    }
  }
  return uncertain.is_null() ? Value::Int(-1) : uncertain;
}

constexpr Definition kDefinitions[] = {
    {"distinct", "list_distinct", "list(A).() -> list(A)", Distinct},
    {"flatten",
     "list_flatten_list",
     "list(list(A)).() -> list(A)",
     FlattenList},
    {"flatten", "list_flatten", "list(dyn).() -> list(dyn)", FlattenList},
    {"flatten",
     "list_flatten_int",
     "list(dyn).(int) -> list(dyn)",
     FlattenList},
    {"slice", "list_slice", "list(A).(int, int) -> list(A)", Slice},
    {"lists.range", "lists_range", "(int) -> list(int)", Range},
    {"reverse", "list_reverse", "list(A).() -> list(A)", Reverse},
    {"first", "list_first", "list(A).() -> optional(A)", First},
    {"last", "list_last", "list(A).() -> optional(A)", Last},
    {"@sortByAssociatedKeys",
     "list_sortByAssociatedKeys",
     "list(A).(list(B)) -> list(A)",
     SortByAssociatedKeys},
    {"indexOf",
     "list_index_of",
     "list(A).(A) -> int",
     IndexOf<Direction::kForward>},
    {"lastIndexOf",
     "list_last_index_of",
     "list(A).(A) -> int",
     IndexOf<Direction::kBackward>},
    {"sum", "list_int_sum", "list(int).() -> int", Sum},
    {"sum", "list_uint_sum", "list(uint).() -> uint", Sum},
    {"sum", "list_double_sum", "list(double).() -> double", Sum},
    {"sum", "list_duration_sum", "list(duration).() -> duration", Sum},
};

// sort, isSorted, min and max exist once for each type that has an order.
struct Ordered {
  std::string_view type;
  std::string_view list_to_list;
  std::string_view list_to_bool;
  std::string_view list_to_item;
};
constexpr Ordered kOrdered[] = {
    {"int",
     "list(int).() -> list(int)",
     "list(int).() -> bool",
     "list(int).() -> int"},
    {"uint",
     "list(uint).() -> list(uint)",
     "list(uint).() -> bool",
     "list(uint).() -> uint"},
    {"double",
     "list(double).() -> list(double)",
     "list(double).() -> bool",
     "list(double).() -> double"},
    {"bool",
     "list(bool).() -> list(bool)",
     "list(bool).() -> bool",
     "list(bool).() -> bool"},
    {"string",
     "list(string).() -> list(string)",
     "list(string).() -> bool",
     "list(string).() -> string"},
    {"bytes",
     "list(bytes).() -> list(bytes)",
     "list(bytes).() -> bool",
     "list(bytes).() -> bytes"},
    {"timestamp",
     "list(timestamp).() -> list(timestamp)",
     "list(timestamp).() -> bool",
     "list(timestamp).() -> timestamp"},
    {"duration",
     "list(duration).() -> list(duration)",
     "list(duration).() -> bool",
     "list(duration).() -> duration"},
};

}  // namespace

Value SortByKeys(CallContext& context, Args items, Args keys) {
  if (items.size() != keys.size()) {
    return context.factory.Error(fmt::format(
        "cannot sort {} elements by {} keys", items.size(), keys.size()));
  }
  const Value problem = Unorderable(context, keys);
  if (!problem.is_null()) return problem;
  const auto rounds = static_cast<std::uint64_t>(std::bit_width(items.size()));
  if (!context.Charge(items.size() * rounds)) return context.OverBudget();
  std::vector<std::size_t> order(items.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(
      order.begin(), order.end(), [&keys](std::size_t a, std::size_t b) {
        return LessTotal(keys[a], keys[b]);
      });
  std::vector<Value> sorted;
  sorted.reserve(items.size());
  for (const std::size_t index : order) sorted.push_back(items[index]);
  return context.factory.List(sorted);
}

void AddListsLibrary(FunctionTable& table, TypePool& types) {
  Define(table, types, kDefinitions);
  for (const Ordered& ordered : kOrdered) {
    const std::string prefix = "list_" + std::string(ordered.type) + "_";
    const std::string ids[] = {
        prefix + "sort", prefix + "is_sorted", prefix + "min", prefix + "max"};
    const Definition definitions[] = {
        {"sort", ids[0], ordered.list_to_list, Sort},
        {"isSorted", ids[1], ordered.list_to_bool, IsSorted},
        {"min", ids[2], ordered.list_to_item, Extreme<false>},
        {"max", ids[3], ordered.list_to_item, Extreme<true>},
    };
    Define(table, types, definitions);
  }
}

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// Lists seen as sets.
// Source: https://github.com/google/cel-go/tree/master/ext (Sets)
#include <vector>

#include "cel/function.h"
#include "cel/library/compare.h"
#include "cel/library/operators.h"
#include "cel/library/signature.h"
#include "cel/library/value_set.h"

namespace plimsoll::cel {

namespace {

using Args = std::span<const Value>;

// A list prepared for many membership questions.
class Members {
 public:
  Members(CallContext& context, Args items) : context_(context) {
    for (const Value& item : items) {
      if (!DeepUncertain(context, item).is_null()) {
        uncertain_.push_back(item);
      } else {
        set_.Insert(context, item);
      }
    }
  }

  // `value in items`: true, false, unknown or an error.
  Value Holds(Args items, Value value) const {
    if (!context_.Charge(1)) return context_.OverBudget();
    if (!DeepUncertain(context_, value).is_null()) {
      return MemberOf(context_, value, items);
    }
    const bool found = set_.Holds(context_, value);
    if (set_.over_budget()) return context_.OverBudget();
    if (found) return Value::Bool(true);
    return MemberOf(context_, value, uncertain_);
  }

 private:
  CallContext& context_;
  ValueSet set_;
  std::vector<Value> uncertain_;
};

// Two uncertain results: unknowns win and merge, else the first error stays.
Value Merge(CallContext& context, Value a, Value b) {
  if (a.is_null()) return b;
  if (a.is_unknown() && b.is_unknown()) {
    return context.factory.MergeUnknown(a, b);
  }
  return a.is_unknown() ? a : (b.is_unknown() ? b : a);
}

// Whether all (or, with `any`, any) of `asked` are in `items`.
Value Ask(CallContext& context, Args items, Args asked, bool any) {
  if (!context.Charge(items.size() + asked.size())) return context.OverBudget();
  const Members members(context, items);
  Value uncertain;
  for (const Value& value : asked) {
    const Value found = members.Holds(items, value);
    if (found.kind() != Kind::kBool) {
      uncertain = Merge(context, uncertain, found);
    } else if (found.AsBool() == any) {
      return found;  // Decides.
    }
  }
  return uncertain.is_null() ? Value::Bool(!any) : uncertain;
}

Value Contains(CallContext& context, Args args) {
  return Ask(context, args[0].AsList(), args[1].AsList(), false);
}

Value Intersects(CallContext& context, Args args) {
  return Ask(context, args[0].AsList(), args[1].AsList(), true);
}

Value Equivalent(CallContext& context, Args args) {
  const Value there = Ask(context, args[0].AsList(), args[1].AsList(), false);
  if (there.is_false()) return there;
  const Value back = Ask(context, args[1].AsList(), args[0].AsList(), false);
  if (back.is_false()) return back;
  if (there.is_true()) return back;
  return back.is_true() ? there : Merge(context, there, back);
}

constexpr Definition kDefinitions[] = {
    {"sets.contains",
     "list_sets_contains_list",
     "(list(A), list(A)) -> bool",
     Contains},
    {"sets.equivalent",
     "list_sets_equivalent_list",
     "(list(A), list(A)) -> bool",
     Equivalent},
    {"sets.intersects",
     "list_sets_intersects_list",
     "(list(A), list(A)) -> bool",
     Intersects},
};

}  // namespace

void AddSetsLibrary(FunctionTable& table, TypePool& types) {
  Define(table, types, kDefinitions);
}

}  // namespace plimsoll::cel

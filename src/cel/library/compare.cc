// SPDX-License-Identifier: Apache-2.0
#include "cel/library/compare.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "cel/library/equal_opaque.h"
#include "value/key_table.h"

namespace plimsoll::cel {

namespace {

using Order = std::partial_ordering;

// Deeper values than any document or expression can make; see Limits::depth.
constexpr int kMaxDepth = 2048;
constexpr double kTwo63 = 9223372036854775808.0;
constexpr double kTwo64 = 18446744073709551616.0;

bool IsNumber(Kind kind) {
  return kind == Kind::kInt || kind == Kind::kUint || kind == Kind::kDouble;
}

template <typename T>
Order Cmp(const T& a, const T& b) {
  if (a < b) return Order::less;
  return b < a ? Order::greater : Order::equivalent;
}

// The order of `whole` and of the fraction that `d` has beyond it.
template <typename Integer>
Order CompareTruncated(Integer i, double d) {
  const auto whole = static_cast<Integer>(d);
  if (i != whole) return i < whole ? Order::less : Order::greater;
  return Cmp(0.0, d - static_cast<double>(whole));
}

Order CompareIntDouble(std::int64_t i, double d) {
  if (std::isnan(d)) return Order::unordered;
  if (d == kTwo63 && i == std::numeric_limits<std::int64_t>::max()) {
    return Order::equivalent;
  }
  if (d >= kTwo63) return Order::less;
  if (d < -kTwo63) return Order::greater;
  return CompareTruncated(i, d);
}

Order CompareUintDouble(std::uint64_t u, double d) {
  if (std::isnan(d)) return Order::unordered;
  if (d == kTwo64 && u == std::numeric_limits<std::uint64_t>::max()) {
    return Order::equivalent;
  }
  if (d >= kTwo64) return Order::less;
  if (d < 0) return Order::greater;
  return CompareTruncated(u, d);
}

Order CompareIntUint(std::int64_t i, std::uint64_t u) {
  if (i < 0) return Order::less;
  return Cmp(static_cast<std::uint64_t>(i), u);
}

Order Reverse(Order order) {
  return 0 <=> order;
}

Order CompareNumbers(Value a, Value b) {
  const Kind ka = a.kind();
  const Kind kb = b.kind();
  if (ka == Kind::kInt) {
    if (kb == Kind::kInt) return Cmp(a.AsInt(), b.AsInt());
    if (kb == Kind::kUint) return CompareIntUint(a.AsInt(), b.AsUint());
    return CompareIntDouble(a.AsInt(), b.AsDouble());
  }
  if (ka == Kind::kUint) {
    if (kb == Kind::kUint) return Cmp(a.AsUint(), b.AsUint());
    if (kb == Kind::kInt) return Reverse(CompareIntUint(b.AsInt(), a.AsUint()));
    return CompareUintDouble(a.AsUint(), b.AsDouble());
  }
  if (kb == Kind::kDouble) return a.AsDouble() <=> b.AsDouble();
  if (kb == Kind::kInt) {
    return Reverse(CompareIntDouble(b.AsInt(), a.AsDouble()));
  }
  return Reverse(CompareUintDouble(b.AsUint(), a.AsDouble()));
}

// Walks two values side by side and gathers uncertain parts in `out`.
class EqualWalk {
 public:
  EqualWalk(Equality& out, const ValueFactory* factory, std::uint64_t budget)
      : out_(out), factory_(factory), budget_(budget) {}

  // False when a known part differs: then nothing else matters.
  bool Walk(Value a, Value b, int depth) {
    if (out_.visited >= budget_) {
      out_.over_budget = true;
      return false;
    }
    ++out_.visited;
    if (a.is_unknown() || b.is_unknown()) {
      if (a.is_unknown()) NoteUnknown(a);
      if (b.is_unknown()) NoteUnknown(b);
      return true;
    }
    if (a.is_error() || b.is_error()) {
      NoteError(a.is_error() ? a : b);
      return true;
    }
    if (a.kind() != b.kind()) {
      return IsNumber(a.kind()) && IsNumber(b.kind()) &&
             CompareNumbers(a, b) == Order::equivalent;
    }
    if (depth >= kMaxDepth) {
      NoteError(Value());
      return true;
    }
    return WalkSameKind(a, b, depth);
  }

 private:
  bool WalkSameKind(Value a, Value b, int depth) {
    switch (a.kind()) {
      case Kind::kNull: return true;
      case Kind::kBool: return a.AsBool() == b.AsBool();
      case Kind::kInt: return a.AsInt() == b.AsInt();
      case Kind::kUint: return a.AsUint() == b.AsUint();
      case Kind::kDouble: return a.AsDouble() == b.AsDouble();
      case Kind::kString:
        return a.representation() == b.representation() ||
               a.AsString() == b.AsString();
      case Kind::kBytes: return a.AsBytes() == b.AsBytes();
      case Kind::kTimestamp: return a.AsTimestamp() == b.AsTimestamp();
      case Kind::kDuration: return a.AsDuration() == b.AsDuration();
      case Kind::kList: return WalkLists(a.AsList(), b.AsList(), depth + 1);
      case Kind::kMap: return WalkMaps(a.AsMap(), b.AsMap(), depth + 1);
      case Kind::kOpaque: return WalkOpaque(a, b, depth + 1);
      default: return false;
    }
  }

  bool WalkLists(std::span<const Value> a,
                 std::span<const Value> b,
                 int depth) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!Walk(a[i], b[i], depth)) return false;
    }
    return true;
  }

  // Both are sorted by key on the number line, so entries stand side by side.
  bool WalkMaps(MapView a, MapView b, int depth) {
    if (a.size() != b.size()) return false;
    const bool same_keys = a.shape() != nullptr && a.shape() == b.shape();
    for (std::size_t i = 0; !same_keys && i < a.size(); ++i) {
      if (!Walk(a.KeyAt(i), b.KeyAt(i), depth)) return false;
    }
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!Walk(a.ValueAt(i), b.ValueAt(i), depth)) return false;
    }
    return true;
  }

  bool WalkOpaque(Value a, Value b, int depth) {
    if (a.AsOpaque() == b.AsOpaque()) return true;
    if (a.AsOpaque()->type != b.AsOpaque()->type) return false;
    const OpaqueEquality equality = EqualOpaque(a, b);
    if (equality.verdict == OpaqueEquality::Verdict::kAsInner) {
      return Walk(equality.inner_a, equality.inner_b, depth);
    }
    return equality.verdict == OpaqueEquality::Verdict::kEqual;
  }

  void NoteUnknown(Value unknown) {
    if (out_.result != EqualResult::kUnknown) {
      out_.result = EqualResult::kUnknown;
      out_.cause = unknown;
    } else if (factory_ != nullptr) {
      out_.cause = factory_->MergeUnknown(out_.cause, unknown);
    }
  }
  void NoteError(Value error) {
    if (out_.result != EqualResult::kTrue) return;
    out_.result = EqualResult::kError;
    out_.cause = error;
    if (error.is_null() && factory_ != nullptr) {
      out_.cause = factory_->Error("values nested too deeply to compare");
    }
  }

  Equality& out_;
  const ValueFactory* factory_;
  std::uint64_t budget_;
};

std::uint64_t Mix(std::uint64_t seed, std::uint64_t value) {
  std::uint64_t x = seed ^ (value + 0x9E3779B97F4A7C15ULL + (seed << 6U));
  x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27U)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31U);
}

std::uint64_t HashNumber(double d) {
  if (d == 0) d = 0;  // -0.0 equals 0.0.
  std::uint64_t bits = 0;
  std::memcpy(&bits, &d, sizeof bits);
  return Mix(1, bits);
}

// Hashes the first values of a tree in a fixed order. Equal trees have equal
// first values, so a bound makes the hash weaker, never wrong.
class HashWalk {
 public:
  std::uint64_t Hash(Value value) {
    if (left_ == 0) return 7;
    --left_;
    switch (value.kind()) {
      case Kind::kBool: return Mix(2, value.AsBool() ? 1 : 0);
      // All numbers by the double they round to, as equal ones round alike.
      case Kind::kInt: return HashNumber(static_cast<double>(value.AsInt()));
      case Kind::kUint: return HashNumber(static_cast<double>(value.AsUint()));
      case Kind::kDouble: return HashNumber(value.AsDouble());
      case Kind::kString: return Mix(3, value.AsStringRep()->hash);
      case Kind::kBytes: return Mix(5, HashText(value.AsBytes()));
      case Kind::kTimestamp:
        return HashTime(value.AsTimestamp().seconds, value.AsTimestamp().nanos);
      case Kind::kDuration:
        return HashTime(value.AsDuration().seconds, value.AsDuration().nanos);
      case Kind::kList: return HashList(value.AsList());
      case Kind::kMap: return HashMap(value.AsMap());
      case Kind::kOpaque: {
        const OpaqueHash part = HashOpaque(value);
        return Mix(part.hash, part.has_inner ? Hash(part.inner) : 9);
      }
      default: return static_cast<std::uint64_t>(value.kind());
    }
  }

 private:
  static std::uint64_t HashTime(std::int64_t seconds, std::int32_t nanos) {
    return Mix(static_cast<std::uint64_t>(seconds),
               static_cast<std::uint64_t>(nanos));
  }
  std::uint64_t HashList(std::span<const Value> items) {
    std::uint64_t hash = Mix(8, items.size());
    for (const Value& item : items) {
      if (left_ == 0) break;
      hash = Mix(hash, Hash(item));
    }
    return hash;
  }
  std::uint64_t HashMap(MapView map) {
    std::uint64_t hash = Mix(4, map.size());
    for (std::size_t i = 0; i < map.size() && left_ > 0; ++i) {
      hash = Mix(hash, Hash(map.KeyAt(i)));
      hash = Mix(hash, Hash(map.ValueAt(i)));
    }
    return hash;
  }

  int left_ = 256;
};

// Gathers the errors and unknowns of a tree.
class UncertainWalk {
 public:
  explicit UncertainWalk(CallContext& context) : context_(context) {}

  Value Walk(Value root) {
    // Its own stack, not the machine's: trees may be deep.
    std::vector<Value> stack = {root};
    while (!stack.empty()) {
      const Value value = stack.back();
      stack.pop_back();
      if (!context_.Charge(1)) return context_.OverBudget();
      if (value.is_error()) return value;
      if (value.is_unknown()) {
        unknown_ = unknown_.is_null()
                       ? value
                       : context_.factory.MergeUnknown(unknown_, value);
      }
      Push(value, stack);
    }
    return unknown_;
  }

 private:
  static void Push(Value value, std::vector<Value>& stack) {
    if (value.is_list()) {
      const auto items = value.AsList();
      stack.insert(stack.end(), items.rbegin(), items.rend());
    } else if (value.is_map()) {
      const auto values = value.AsMap().values();
      stack.insert(stack.end(), values.rbegin(), values.rend());
    } else if (value.kind() == Kind::kOpaque) {
      const OpaqueHash part = HashOpaque(value);
      if (part.has_inner) stack.push_back(part.inner);
    }
  }

  CallContext& context_;
  Value unknown_;
};

}  // namespace

Equality CelEquality(Value a,
                     Value b,
                     const ValueFactory* factory,
                     std::uint64_t budget) {
  Equality out;
  if (!EqualWalk(out, factory, budget).Walk(a, b, 0)) {
    out.result = out.over_budget ? EqualResult::kError : EqualResult::kFalse;
    out.cause = Value();
  }
  return out;
}

Equality ChargedEquality(CallContext& context, Value a, Value b) {
  Equality out = CelEquality(a, b, &context.factory, context.steps_left);
  context.Charge(out.visited);
  if (out.over_budget) out.cause = context.OverBudget();
  return out;
}

bool CelEqual(Value a, Value b) {
  return CelEquality(a, b).result == EqualResult::kTrue;
}

Value EqualityValue(const Equality& equality) {
  switch (equality.result) {
    case EqualResult::kFalse: return Value::Bool(false);
    case EqualResult::kTrue: return Value::Bool(true);
    default: return equality.cause;
  }
}

std::optional<std::partial_ordering> CelOrder(Value a, Value b) {
  if (IsNumber(a.kind()) && IsNumber(b.kind())) return CompareNumbers(a, b);
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::kBool: return Cmp(a.AsBool(), b.AsBool());
    case Kind::kString: return Cmp(a.AsString(), b.AsString());
    case Kind::kBytes: return Cmp(a.AsBytes(), b.AsBytes());
    case Kind::kTimestamp: return Cmp(a.AsTimestamp(), b.AsTimestamp());
    case Kind::kDuration: return Cmp(a.AsDuration(), b.AsDuration());
    default: return std::nullopt;
  }
}

std::uint64_t CelHash(Value value) {
  return HashWalk().Hash(value);
}

Value DeepUncertain(CallContext& context, Value value) {
  switch (value.kind()) {
    case Kind::kList:
    case Kind::kMap:
    case Kind::kOpaque: return UncertainWalk(context).Walk(value);
    case Kind::kUnknown:
    case Kind::kError: return value;
    default: return {};
  }
}

Value FirstUncertain(const ValueFactory& factory,
                     std::span<const Value> items) {
  Value unknown;
  Value error;
  for (const Value& item : items) {
    if (item.is_unknown()) {
      unknown = unknown.is_null() ? item : factory.MergeUnknown(unknown, item);
    } else if (item.is_error() && error.is_null()) {
      error = item;
    }
  }
  return error.is_null() ? unknown : error;
}

}  // namespace plimsoll::cel

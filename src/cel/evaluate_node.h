// SPDX-License-Identifier: Apache-2.0
// The form in which compiled expressions run: a tree of 64-byte nodes, each
// with the function that evaluates it (call-threaded code). The compiler picks
// for each node the most special function that keeps the meaning of the tree
// walk.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "cel/evaluate_rules.h"
#include "cel/function.h"
#include "value/value.h"

namespace plimsoll::cel {

/// Remembers in which slot of a shape a key lies. One for all programs of an
/// evaluator, so documents of many shapes stay fast. Lifetime: the key tables
/// of all documents seen must outlive it, since shapes are known by address.
class SlotCache {
 public:
  /// As map.Find(key).
  const Value* Find(const MapView& map, Key key, std::uint32_t hash) {
    const Shape* shape = map.shape();
    if (shape == nullptr) return map.Find(key);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const auto address = reinterpret_cast<std::uintptr_t>(shape);
    Entry& entry = entries_[((address >> 4U) ^ hash) % kEntries];
    if (entry.shape != shape || entry.key != key) {
      entry = {shape, key, shape->Find(key)};
    }
    if (entry.slot < 0) return nullptr;
    return &map.values()[static_cast<std::size_t>(entry.slot)];
  }

 private:
  static constexpr std::size_t kEntries = 1024;
  struct Entry {
    const Shape* shape = nullptr;
    Key key = nullptr;
    int slot = -1;
  };
  std::array<Entry, kEntries> entries_{};
};

/// The state of one evaluation.
struct Frame {
  const Value* bindings = nullptr;
  Value* locals = nullptr;
  CallContext* context = nullptr;
  SlotCache* slots = nullptr;
  /// Stacks for arguments and results under construction; they keep their
  /// memory between evaluations.
  std::vector<Value>* values = nullptr;
  std::vector<std::pair<Value, Value>>* entries = nullptr;
  bool over_budget = false;

  bool Charge(std::uint64_t steps) {
    if (context->Charge(steps)) return true;
    over_budget = true;
    return false;
  }
  const ValueFactory& factory() const { return context->factory; }
};

struct Node;
using Run = Value (*)(const Node& node, Frame& frame);

/// What a node means beyond `run` is told at each function of evaluate_ops.h.
/// One cache line.
struct alignas(64) Node {
  Run run = nullptr;
  const Node* a = nullptr;
  const Node* b = nullptr;
  const Node* c = nullptr;
  Value constant;
  const void* data = nullptr;  ///< One of the structs below.
  std::uint32_t index = 0;     ///< Slot of a variable, or of a local.
  std::uint32_t count = 0;

  Value Evaluate(Frame& frame) const { return run(*this, frame); }
  template <typename T>
  const T& As() const {
    return *static_cast<const T*>(data);
  }
};
static_assert(sizeof(Node) == 64);

/// One step of a select chain.
struct FieldStep {
  Key key = nullptr;
  std::uint32_t hash = 0;  ///< Of the key.
  FieldRules rules;
  const Value* absent = nullptr;  ///< An absent key reads as this.
};

/// Which kinds fit a parameter; opaque values are looked at in full.
struct ParameterFit {
  std::uint32_t kinds = 0;  ///< Bit 1 << Kind.
  TypeRef type = nullptr;   ///< Not null when an opaque value must be checked.

  bool Takes(const Value& value) const {
    if (((kinds >> static_cast<unsigned>(value.kind())) & 1U) == 0)
      return false;
    return type == nullptr || value.kind() != Kind::kOpaque ||
           KindFits(value, type);
  }
};

struct Candidate {
  Function function = nullptr;
  std::vector<ParameterFit> parameters;

  bool Takes(std::span<const Value> args) const {
    if (args.size() != parameters.size()) return false;
    for (std::size_t i = 0; i < args.size(); ++i) {
      if (!parameters[i].Takes(args[i])) return false;
    }
    return true;
  }
};

/// A call of a function, receiver first among `args`.
struct CallSite {
  std::string_view name;
  std::vector<Candidate> candidates;
  std::vector<const Node*> args;
};

/// Elements of a list, entries of a map (k, v, k, v,
/// ...).
struct Members {
  std::vector<const Node*> nodes;
  std::vector<bool> optional_at;
  /// Of a map with constant string keys: `nodes` are the values alone, and
  /// value i goes to slots[i] of the shape.
  const Shape* shape = nullptr;
  std::vector<std::uint32_t> slots;
};

/// Local of a second variable that there is not.
inline constexpr std::uint32_t kOneVariable = ~0U;

/// A comprehension other than all and exists. The fast forms use predicate and
/// transform; the general one init, condition, step and result.
struct Loop {
  const Node* range = nullptr;
  const Node* predicate = nullptr;
  const Node* transform = nullptr;
  const Node* init = nullptr;
  const Node* condition = nullptr;
  const Node* step = nullptr;
  const Node* result = nullptr;
  std::uint32_t first = 0;              ///< Local of iter_var.
  std::uint32_t second = kOneVariable;  ///< Local of iter_var2.
  std::uint32_t accu = 0;               ///< Local of accu_var.
};

/// Fast cases that a call's overloads allow (Node::count).
inline constexpr std::uint32_t kFitsInts = 1;
inline constexpr std::uint32_t kFitsStrings = 2;
inline constexpr std::uint32_t kFitsList = 4;
inline constexpr std::uint32_t kFitsMap = 8;

/// The constant list of `x in [...]` when all are strings, or all ints.
struct LiteralSet {
  std::vector<const StringRep*> texts;  ///< Sorted by hash.
  std::vector<std::int64_t> ints;       ///< Sorted.
};

}  // namespace plimsoll::cel

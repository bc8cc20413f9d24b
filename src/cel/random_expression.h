// SPDX-License-Identifier: Apache-2.0
// Random expressions and bindings for differential tests: mostly well-typed, so
// that they get somewhere, and now and then not. Test code only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cel/evaluate_testing.h"

namespace plimsoll::cel {

/// SplitMix64: the same numbers for a seed on every machine.
/// Source: https://prng.di.unimi.it/splitmix64.c
class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed) : state_(seed) {}
  std::uint64_t Next();
  /// Below `bound`, which is positive.
  std::size_t Below(std::size_t bound);
  bool OneIn(std::size_t n) { return Below(n) == 0; }

 private:
  std::uint64_t state_;
};

/// Writes expressions over the variables that DeclareVariables declares.
class ExpressionGenerator {
 public:
  explicit ExpressionGenerator(RandomSource& random) : random_(random) {}

  /// Slots 0.. in this order: b i d s l m docs v spec. `spec` is a declared
  /// object, everything else dyn.
  static void DeclareVariables(EvaluationWorld& world);

  /// An expression of any type, nested up to `depth`.
  std::string Expression(int depth);

 private:
  enum class Type : std::uint8_t {
    kBool,
    kInt,
    kDouble,
    kString,
    kList,
    kMap,
    kOptional,
    kAny
  };
  static constexpr std::size_t kTypes = 8;

  std::string Make(Type type, int depth);
  std::string Leaf(Type type);
  std::string MakeBool(int depth);
  std::string MakeInt(int depth);
  std::string MakeDouble(int depth);
  std::string MakeString(int depth);
  std::string MakeList(int depth);
  std::string MakeMap(int depth);
  std::string MakeOptional(int depth);
  std::string MakePath(int depth);
  std::string Quantifier(int depth);
  std::string Collector(int depth);
  std::string LiteralList();
  /// `body` made with one more local variable, in `head`.
  std::string NewLocal();
  Type AnyType();
  std::string_view Pick(std::initializer_list<std::string_view> texts);

  RandomSource& random_;
  std::vector<std::string> locals_;
  int next_local_ = 0;
};

/// A random value of any kind, also unknown and error, and of lists and maps
/// that hold such.
Value RandomValue(RandomSource& random, EvaluationWorld& world, int depth);
/// Binds every variable of DeclareVariables: mostly to a value of its kind.
void BindVariables(RandomSource& random, EvaluationWorld& world);

}  // namespace plimsoll::cel

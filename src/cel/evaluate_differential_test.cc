// SPDX-License-Identifier: Apache-2.0
// The compiled program against the tree walk, on random expressions and
// bindings.
#include <cstdlib>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "cel/explain.h"
#include "cel/random_expression.h"

namespace plimsoll::cel {
namespace {

constexpr std::uint64_t kSeed = 20261123;
constexpr int kBindingsPerExpression = 24;

std::string ShowBindings(const EvaluationWorld& world) {
  std::string text;
  for (std::size_t i = 0; i < world.bindings.size(); ++i) {
    text += "  " + world.environment.variables[i].name + " = " +
            ShowValue(world.bindings[i]) + "\n";
  }
  return text;
}

/// Runs `pairs` expression/binding pairs; PLIMSOLL_SEED gives another seed.
void Compare(std::size_t pairs, std::map<Kind, std::size_t>& kinds) {
  const char* other_seed = std::getenv("PLIMSOLL_SEED");
  const std::uint64_t seed =
      other_seed == nullptr ? kSeed : std::strtoull(other_seed, nullptr, 10);
  RandomSource random(seed);
  std::size_t done = 0;
  int failures = 0;
  while (done < pairs && failures < 5) {
    // A world a while: the memory of its values is freed with it.
    EvaluationWorld world;
    ExpressionGenerator::DeclareVariables(world);
    ExpressionGenerator generator(random);
    for (int e = 0; e < 200 && done < pairs && failures < 5; ++e) {
      const std::string text =
          generator.Expression(1 + static_cast<int>(random.Below(4)));
      const auto program = world.Compile(text, false);
      for (int k = 0; k < kBindingsPerExpression; ++k, ++done) {
        BindVariables(random, world);
        world.evaluator.Reset();
        const Value compiled =
            world.evaluator.Evaluate(*program, world.bindings);
        const Value walked = world.Walk(*program, world.bindings);
        ++kinds[walked.kind()];
        if (SameResult(compiled, walked)) continue;
        ADD_FAILURE() << text << "\n"
                      << ShowBindings(world)
                      << "  compiled: " << ShowValue(compiled)
                      << "\n  walked:   " << ShowValue(walked);
        if (++failures >= 5) break;
      }
    }
  }
}

TEST(EvaluateDifferentialTest, CompiledAgreesWithTreeWalk) {
  std::map<Kind, std::size_t> kinds;
  constexpr std::size_t kPairs = 204'000;
  Compare(kPairs, kinds);
  // The generator must not sink into errors: every kind of result is met often.
  EXPECT_GT(kinds[Kind::kBool], kPairs / 10);
  EXPECT_GT(kinds[Kind::kUnknown], kPairs / 50);
  EXPECT_LT(kinds[Kind::kError], kPairs * 7 / 10);
  for (const auto& [kind, count] : kinds) {
    RecordProperty(std::string(Name(kind)), static_cast<int>(count));
  }
}

// The explanation is a third evaluation; it must come to the same result and
// keep its bounds.
TEST(EvaluateDifferentialTest, ExplanationAgrees) {
  RandomSource random(kSeed + 1);
  EvaluationWorld world;
  ExpressionGenerator::DeclareVariables(world);
  ExpressionGenerator generator(random);
  int failures = 0;
  for (int e = 0; e < 1500 && failures < 5; ++e) {
    const std::string text = generator.Expression(3);
    const auto program = world.Compile(text, false);
    for (int k = 0; k < 4; ++k) {
      BindVariables(random, world);
      const Value walked = world.Walk(*program, world.bindings);
      CallContext context{world.factory, nullptr, {}, Limits().steps};
      const Explanation why = ExplainResult(
          program->ast(), world.functions, world.bindings, context);
      EXPECT_LE(why.reads.size(), 32U);
      EXPECT_LE(why.decided.size(), 32U);
      if (SameResult(why.result, walked)) continue;
      ++failures;
      ADD_FAILURE() << text << "\n"
                    << ShowBindings(world)
                    << "  explained: " << ShowValue(why.result)
                    << "\n  walked:    " << ShowValue(walked);
    }
  }
}

}  // namespace
}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// Counts what evaluation takes from the heap: nothing, once it is warm.
#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

#include "cel/evaluate_testing.h"

// Sanitizers bring their own operators and check that they are used in pairs.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define PLIMSOLL_COUNTS_ALLOCATIONS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define PLIMSOLL_COUNTS_ALLOCATIONS 0
#endif
#endif
#ifndef PLIMSOLL_COUNTS_ALLOCATIONS
#define PLIMSOLL_COUNTS_ALLOCATIONS 1
#endif

namespace {
std::atomic<std::size_t> g_allocations{0};
}  // namespace

#if PLIMSOLL_COUNTS_ALLOCATIONS
// Replaces the global operators of the test program; the other forms of new
// and delete end up here.
void* operator new(std::size_t size) {
  g_allocations.fetch_add(1, std::memory_order_relaxed);
  // NOLINTNEXTLINE(cppcoreguidelines-no-malloc)
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  std::abort();
}
// NOLINTNEXTLINE(cppcoreguidelines-no-malloc)
void operator delete(void* memory) noexcept {
  std::free(memory);
}
// NOLINTNEXTLINE(cppcoreguidelines-no-malloc)
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
#endif

namespace plimsoll::cel {
namespace {

TEST(EvaluateAllocationTest, HotShapesTakeNothingFromTheHeap) {
  EvaluationWorld world;
  world.Declare("spec");
  world.Bind(0, world.Json(R"({
      "a": {"b": {"c": true}}, "name": "prod-bucket", "size": 12,
      "rules": [{"port": 22, "cidr": "10.0.0.0/8"},
                {"port": 443, "cidr": "0.0.0.0/0"}],
      "tags": ["x", "y"], "denied": {"$unknown": "denied"}})"));
  constexpr std::string_view kShapes[] = {
      "spec.a.b.c == true",
      "spec.size > 10 && spec.size <= 12 || !spec.a.b.c",
      "spec.name.startsWith('prod') && spec.name.endsWith('t')",
      "spec.name.contains('buck') && spec.name.matches('^prod-[a-z]+$')",
      "spec.name in ['a', 'prod-bucket']",
      "'y' in spec.tags",
      "size(spec.rules) == 2 && spec.rules[1].port == 443",
      "spec.rules.exists(r, r.port == 443 && r.cidr == '0.0.0.0/0')",
      "spec.rules.all(r, r.port in [22, 443])",
      "spec.rules.exists_one(r, r.port == 22)",
      "spec.rules.filter(r, r.port > 100).map(r, r.cidr) == ['0.0.0.0/0']",
      "has(spec.a.b) && !has(spec.z)",
      "spec.denied.x == 1 && spec.size == 12",
      "cel.bind(n, spec.size, n > 3 && n < 20)"};
  for (const std::string_view shape : kShapes) {
    const auto program = world.Compile(shape, false);
    for (int warm = 0; warm < 3; ++warm) {
      world.evaluator.Reset();
      const Value value = world.evaluator.Evaluate(*program, world.bindings);
      EXPECT_TRUE(value.is_true() || value.is_unknown())
          << shape << ShowValue(value);
    }
    const std::size_t before = g_allocations.load();
    for (int i = 0; i < 100; ++i) {
      world.evaluator.Reset();
      (void)world.evaluator.Evaluate(*program, world.bindings);
    }
    EXPECT_EQ(g_allocations.load() - before, 0U) << shape;
  }
}

// Guards the guard: the counter does count.
TEST(EvaluateAllocationTest, CounterCounts) {
  if (PLIMSOLL_COUNTS_ALLOCATIONS == 0) {
    GTEST_SKIP() << "sanitizers have operators of their own";
  }
  const std::size_t before = g_allocations.load();
  const auto number = std::make_unique<int>(1);
  EXPECT_EQ(g_allocations.load() - before, 1U) << *number;
}

}  // namespace
}  // namespace plimsoll::cel

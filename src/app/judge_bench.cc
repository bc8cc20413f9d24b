// SPDX-License-Identifier: Apache-2.0
// The embedded catalogue on 100,000 made-up resources of its own types in 100
// accounts, on one core: check evaluations a second and what they take from the
// heap. Stands here because the embedded catalogue needs the API models.
#include <atomic>
#include <cstdlib>
#include <map>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "app/catalogue_files.h"
#include "policy/judge.h"
#include "policy/random_inventory.h"

namespace {
std::atomic<std::size_t> g_allocations{0};
}  // namespace

// Replaces the global operators of this program; the other forms end up here.
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

namespace plimsoll {
namespace {

constexpr Timestamp kNow{1'780'000'000, 0};
constexpr std::size_t kAccounts = 100;
constexpr std::size_t kResourcesEach = 1000;

LoadedCatalogue Load() {
  const DiskFileSystem disk;
  Diagnostics diagnostics;
  LoadedCatalogue loaded = LoadCatalogue(disk, "", {}, {}, diagnostics);
  if (!diagnostics.empty()) {
    fmt::print(stderr, "{}", Render(diagnostics));
    std::abort();
  }
  return loaded;
}

/// What all runs judge.
struct World {
  LoadedCatalogue loaded = Load();
  std::vector<Inventory> accounts;
  std::size_t resources = 0;
  std::size_t pairs = 0;

  World() {
    for (std::size_t i = 0; i < kAccounts; ++i) {
      RandomInventoryOptions options;
      options.account = fmt::format("{:012}", i + 1);
      options.resources = kResourcesEach;
      options.seed = i + 1;
      options.now = kNow;
      accounts.push_back(MakeRandomInventory(*loaded.catalogue, options));
      for (const Resource& r : accounts.back().resources()) {
        ++resources;
        pairs += loaded.catalogue->ChecksOf(*r.type).size();
      }
    }
  }

  static const World& Get() {
    static const World world;
    return world;
  }
};

void LoadEmbeddedCatalogue(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Load());
}
BENCHMARK(LoadEmbeddedCatalogue)->Unit(benchmark::kMillisecond);

/// Verdicts only: what deciding costs. 100 accounts are read from memory that
/// no cache holds, one stays in the cache.
void Decide(benchmark::State& state) {
  const World& world = World::Get();
  const auto accounts =
      std::span(world.accounts).first(static_cast<std::size_t>(state.range(0)));
  const auto per_account = static_cast<double>(world.pairs) /
                           static_cast<double>(world.accounts.size());
  const double pairs = per_account * static_cast<double>(accounts.size());
  Judge judge(*world.loaded.catalogue, CheckSelection(), kNow);
  VerdictTally tally;
  for (const Inventory& account : accounts) judge.Count(account, nullptr);
  const std::size_t before = g_allocations;
  for (auto _ : state) {
    tally = {};
    for (const Inventory& account : accounts) {
      tally += judge.Count(account, nullptr);
    }
  }
  const auto runs = static_cast<double>(state.iterations());
  state.SetItemsProcessed(static_cast<std::int64_t>(runs * pairs));
  state.counters["pairs"] = pairs;
  state.counters["allocations"] =
      static_cast<double>(g_allocations - before) / runs / pairs;
  const auto share = [&](Verdict verdict) {
    return static_cast<double>(tally.Of(verdict)) / pairs;
  };
  state.counters["pass"] = share(Verdict::kPass);
  state.counters["fail"] = share(Verdict::kFail);
  state.counters["na"] = share(Verdict::kNotApplicable);
  state.counters["unknown"] = share(Verdict::kUnknown);
  state.counters["error"] = share(Verdict::kError);
}
BENCHMARK(Decide)->Arg(1)->Arg(kAccounts)->Unit(benchmark::kMillisecond);

/// With messages, evidence and reasons of what did not pass.
void JudgeAndExplain(benchmark::State& state) {
  const World& world = World::Get();
  Judge judge(*world.loaded.catalogue, CheckSelection(), kNow);
  std::size_t told = 0;
  for (auto _ : state) {
    for (const Inventory& account : world.accounts) {
      judge.Run(account, nullptr, [&](const Judgement& judgement) {
        told += judgement.verdict == Verdict::kPass ? 0 : 1;
      });
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(world.pairs) *
                          static_cast<std::int64_t>(state.iterations()));
  benchmark::DoNotOptimize(told);
}
BENCHMARK(JudgeAndExplain)->Unit(benchmark::kMillisecond)->Iterations(1);

/// Each check alone on 1000 resources of its type, for finding the slow ones.
void DecideOne(benchmark::State& state, const Check* check) {
  const World& world = World::Get();
  Judge judge(*world.loaded.catalogue, CheckSelection({check}), kNow);
  RandomInventoryOptions options;
  options.now = kNow;
  options.resources = 1000;
  options.type = check->type->name;
  const Inventory inventory =
      MakeRandomInventory(*world.loaded.catalogue, options);
  judge.Count(inventory, nullptr);
  const std::size_t before = g_allocations;
  for (auto _ : state)
    benchmark::DoNotOptimize(judge.Count(inventory, nullptr));
  const auto pairs = static_cast<double>(inventory.resources().size());
  state.counters["time"] =
      benchmark::Counter(pairs,
                         benchmark::Counter::kIsIterationInvariantRate |
                             benchmark::Counter::kInvert);
  state.counters["allocations"] = static_cast<double>(g_allocations - before) /
                                  static_cast<double>(state.iterations()) /
                                  pairs;
}

/// PLIMSOLL_BENCH_CHECKS=1 adds a benchmark for each check.
const bool kEachCheck = [] {
  if (std::getenv("PLIMSOLL_BENCH_CHECKS") == nullptr) return false;
  for (const auto& check : World::Get().loaded.catalogue->checks()) {
    benchmark::RegisterBenchmark(check->id.c_str(), DecideOne, check.get())
        ->MinTime(0.002);
  }
  return true;
}();

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// Scoring of ten frameworks in many accounts of 200 findings each.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "finding/compliance.h"
#include "finding/compliance_testing.h"

namespace plimsoll {
namespace {

void ScoreAccounts(benchmark::State& state) {
  KeyTable keys;
  const auto catalogue = MakeToyCatalogue(100, 10, keys);
  std::vector<std::string> accounts;
  std::vector<Finding> findings;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    accounts.push_back(fmt::format("{:012}", i));
    for (std::size_t j = 0; j < 200; ++j) {
      Finding& finding = findings.emplace_back();
      finding.account = accounts.back();
      finding.check = catalogue->checks()[j % 100].get();
      finding.verdict = j % 7 == 0 ? Verdict::kFail : Verdict::kPass;
    }
  }
  const CheckSelection all;
  for (auto _ : state) {
    const FindingCounts counts(findings, {});
    for (const Framework& framework : catalogue->frameworks()) {
      for (const std::string& account : accounts) {
        benchmark::DoNotOptimize(
            ScoreFramework(framework, *catalogue, all, account, counts));
      }
    }
  }
}
BENCHMARK(ScoreAccounts)->Arg(50)->Arg(500)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace plimsoll

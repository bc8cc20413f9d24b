// SPDX-License-Identifier: Apache-2.0
#include "app/result_builder.h"

#include <algorithm>

#include "app/version.h"
#include "finding/compliance.h"
#include "finding/make_finding.h"

namespace plimsoll {

ResultBuilder::ResultBuilder(const Catalogue& catalogue,
                             std::vector<const Check*> checks,
                             Timestamp now,
                             const Provenance* provenance)
    : catalogue_(catalogue),
      selection_(std::move(checks)),
      judge_(catalogue, selection_, now),
      provenance_(provenance) {
  result_.tool_version = kVersion;
  result_.time = now.seconds;
}

void ResultBuilder::SetOrganization(Inventory inventory,
                                    ScanResult::Account account) {
  organization_ = std::move(inventory);
  Add(*organization_, std::move(account));
}

void ResultBuilder::Add(const Inventory& inventory,
                        ScanResult::Account account) {
  account.resource_count = inventory.resources().size();
  FindingMaker maker(provenance_, account.name, texts_);
  judge_.Run(inventory,
             organization_ ? &*organization_ : nullptr,
             [&](const Judgement& judgement) {
               result_.findings.push_back(maker.Make(judgement));
             });
  result_.gaps.insert(
      result_.gaps.end(), inventory.gaps().begin(), inventory.gaps().end());
  result_.accounts.push_back(std::move(account));
}

ScanResult ResultBuilder::Finish(
    const std::vector<const Framework*>& frameworks, bool interrupted) {
  std::sort(result_.findings.begin(), result_.findings.end(), ReportOrder);
  std::sort(result_.gaps.begin(), result_.gaps.end());
  std::sort(result_.accounts.begin(),
            result_.accounts.end(),
            [](const auto& a, const auto& b) { return a.id < b.id; });
  const FindingCounts counts(result_.findings, result_.gaps);
  for (const Framework* framework : frameworks) {
    for (const ScanResult::Account& account : result_.accounts) {
      result_.frameworks.push_back(ScoreFramework(
          *framework, catalogue_, selection_, account.id, counts));
    }
  }
  result_.interrupted = interrupted;
  result_.complete = !interrupted && result_.gaps.empty();
  return std::move(result_);
}

}  // namespace plimsoll

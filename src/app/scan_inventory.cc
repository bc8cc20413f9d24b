// SPDX-License-Identifier: Apache-2.0
#include <map>

#include <fmt/format.h>

#include "app/scan_common.h"
#include "source/snapshot/inventory_file.h"

namespace plimsoll {
namespace {

constexpr std::size_t kMaxInventoryBytes = std::size_t{8} << 30U;

/// The units of one account, the last line of each counting.
using Units = std::map<Unit, RecordedUnit>;

/// Restores one account's inventory; types that the catalogue does not have any
/// more are gaps.
Inventory RestoreAccount(const AppContext& app,
                         const Catalogue& catalogue,
                         const Units& units,
                         const std::vector<Gap>& gaps,
                         const std::string& account) {
  Inventory inventory;
  for (const auto& [unit, recorded] : units) {
    const ResourceType* type = catalogue.FindType(unit.type);
    Result<void> restored =
        type == nullptr
            ? Result<void>(Error(ErrorCode::kNotFound,
                                 "the catalogue does not have this type"))
            : RestoreUnit(recorded, *type, catalogue.keys(), inventory);
    if (restored) continue;
    app.err(fmt::format(
        "warning: {}: {}\n", unit.type, restored.error().message()));
    Gap gap;
    gap.account = account;
    gap.region = unit.region;
    gap.type = unit.type;
    gap.subject = unit.type;
    gap.code = "malformed";
    gap.message = restored.error().message();
    gap.listing = true;
    inventory.AddGap(std::move(gap));
  }
  for (const Gap& gap : gaps) {
    if (gap.account == account) inventory.AddGap(gap);
  }
  inventory.Seal();
  return inventory;
}

}  // namespace

ExitStatus ScanInventory(const AppContext& app,
                         const ScanSettings& settings,
                         const std::string& file) {
  std::optional<PreparedScan> prepared = PrepareScan(app, settings);
  if (!prepared) return ExitStatus::kUsage;
  const Result<std::string> text = app.files.Read(file, kMaxInventoryBytes);
  if (!text) {
    app.err(fmt::format("plimsoll: {}\n", text.error().message()));
    return ExitStatus::kError;
  }
  const Catalogue& catalogue = *prepared->loaded.catalogue;
  Diagnostics diagnostics;
  const RecordedInventory recorded =
      ReadInventoryFile(*text, file, catalogue.keys(), diagnostics);
  if (!diagnostics.empty()) app.err(Render(diagnostics));
  if (diagnostics.has_errors()) return ExitStatus::kError;

  std::map<std::string, Units> by_account;
  for (const RecordedUnit& unit : recorded.units) {
    by_account[unit.unit.account].insert_or_assign(unit.unit, unit);
  }
  std::map<std::string, RecordedAccount> accounts;
  for (const RecordedAccount& account : recorded.accounts) {
    accounts.insert_or_assign(account.id, account);
  }
  for (const auto& [id, units] : by_account) {
    accounts.try_emplace(id, RecordedAccount{id, "", "aws", {}, true, false});
  }
  ResultBuilder builder(catalogue, prepared->checks, prepared->now, nullptr);
  for (const bool own : {true, false}) {
    for (const auto& [id, account] : accounts) {
      if (account.organization != own) continue;
      Inventory inventory =
          RestoreAccount(app, catalogue, by_account[id], recorded.gaps, id);
      const ScanResult::Account told{
          id, account.name, account.reachable, account.regions, 0};
      if (own) {
        builder.SetOrganization(std::move(inventory), told);
      } else {
        builder.Add(inventory, told);
      }
    }
  }
  const ScanResult result = builder.Finish(prepared->frameworks, false);
  return FinishScan(app, settings, *prepared, result);
}

}  // namespace plimsoll

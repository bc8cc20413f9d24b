// SPDX-License-Identifier: Apache-2.0
// random_inventory RESOURCES ACCOUNTS: writes a made-up inventory of the
// embedded catalogue's types to standard output, for measuring
// `plimsoll scan inventory`.
#include <cstdio>
#include <map>
#include <vector>

#include <fmt/format.h>

#include "app/catalogue_files.h"
#include "base/number.h"
#include "policy/random_inventory.h"
#include "source/snapshot/inventory_file.h"

namespace plimsoll {
namespace {

constexpr Timestamp kNow{1'780'000'000, 0};

void WriteAccount(const Inventory& inventory, const std::string& account) {
  std::fputs(
      RenderAccount({account, "", "aws", {"eu-west-1"}, true, false}).c_str(),
      stdout);
  for (const Unit& unit : inventory.units()) {
    std::fputs(RenderUnit(unit, inventory.OfType(unit.type), {}).c_str(),
               stdout);
  }
}

int Run(std::size_t resources, std::size_t accounts) {
  const DiskFileSystem disk;
  Diagnostics diagnostics;
  const LoadedCatalogue loaded = LoadCatalogue(disk, "", {}, {}, diagnostics);
  std::fputs(InventoryHeader().c_str(), stdout);
  for (std::size_t i = 0; i < accounts; ++i) {
    RandomInventoryOptions options;
    options.account = fmt::format("{:012}", i + 1);
    options.resources = resources / accounts;
    options.seed = i + 1;
    options.now = kNow;
    WriteAccount(MakeRandomInventory(*loaded.catalogue, options),
                 options.account);
  }
  return 0;
}

}  // namespace
}  // namespace plimsoll

int main(int argc, char** argv) {
  const std::vector<std::string_view> words(argv, argv + argc);
  const auto resources = words.size() == 3
                             ? plimsoll::ParseNumber<std::size_t>(words[1])
                             : std::nullopt;
  const auto accounts =
      resources ? plimsoll::ParseNumber<std::size_t>(words[2]) : std::nullopt;
  if (!accounts || *accounts == 0) {
    std::fputs("usage: random_inventory RESOURCES ACCOUNTS\n", stderr);
    return 2;
  }
  return plimsoll::Run(*resources, *accounts);
}

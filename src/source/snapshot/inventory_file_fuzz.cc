// SPDX-License-Identifier: Apache-2.0
// Any text as an inventory file: reading and restoring must not crash, and what
// was restored must be written so that it reads the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "source/snapshot/inventory_file.h"

namespace {

using plimsoll::Diagnostics;
using plimsoll::Inventory;
using plimsoll::KeyTable;
using plimsoll::RecordedInventory;
using plimsoll::RecordedUnit;

/// One resource type; every unit is read as one of it.
struct World {
  World() {
    plimsoll::cel::ObjectType& part = types.Object("Part");
    part.fields = {{"When", types.Simple(plimsoll::cel::TypeKind::kTimestamp)},
                   {"Size", types.Simple(plimsoll::cel::TypeKind::kDouble)},
                   {"Free", types.Dyn()}};
    plimsoll::cel::ObjectType& spec = types.Object("Box");
    spec.fields = {{"Name", types.String()},
                   {"Parts", types.List(types.ObjectRef(part))},
                   {"Labels", types.Map(types.String(), types.String())}};
    box.name = "Toy::Box";
    box.spec = &spec;
    box.status = &part;
    box.id.pieces = {{plimsoll::Template::Piece::Kind::kSpec, "Name"}};
  }
  plimsoll::cel::TypePool types;
  plimsoll::ResourceType box;
};

/// The resources and gaps of all units that can be restored.
Inventory Restore(const RecordedInventory& recorded,
                  const plimsoll::ResourceType& type,
                  KeyTable& keys) {
  Inventory inventory;
  for (const RecordedUnit& unit : recorded.units) {
    Inventory one;
    if (RestoreUnit(unit, type, keys, one)) inventory.Merge(std::move(one));
  }
  inventory.Seal();
  return inventory;
}

std::string Write(const Inventory& inventory) {
  return plimsoll::InventoryHeader() + RenderUnit({"1", "r", "Toy::Box"},
                                                  inventory.resources(),
                                                  inventory.gaps());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static const World world;
  KeyTable keys;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Diagnostics diagnostics;
  const RecordedInventory recorded =
      plimsoll::ReadInventoryFile(text, "f", keys, diagnostics);
  const std::string written = Write(Restore(recorded, world.box, keys));
  Diagnostics again;
  const RecordedInventory second =
      plimsoll::ReadInventoryFile(written, "f", keys, again);
  PLIMSOLL_CHECK(again.empty());
  PLIMSOLL_CHECK(second.units.size() == 1);
  PLIMSOLL_CHECK(Write(Restore(second, world.box, keys)) == written);
  return 0;
}

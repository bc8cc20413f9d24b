// SPDX-License-Identifier: Apache-2.0
// Any text as a template: reading and evaluating must neither crash nor hang,
// and the same text must give the same inventory.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "source/cloudformation/testing.h"
#include "value/json.h"

namespace {

std::string Read(const std::string& text) {
  plimsoll::cfn::TestWorld world;
  const plimsoll::CodeInventory code = world.Read(text);
  std::string written;
  for (const plimsoll::Resource& resource : code.inventory.resources()) {
    written += WriteJson(resource.self);
  }
  return written + Render(world.diagnostics());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const std::string text(reinterpret_cast<const char*>(data), size);
  PLIMSOLL_CHECK(Read(text) == Read(text));
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Any text as plimsoll.yaml: reading must not crash, and what has no errors has
// nothing but named checks and parameters.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "app/config.h"
#include "base/check.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  plimsoll::KeyTable keys;
  plimsoll::Arena arena;
  plimsoll::Diagnostics diagnostics;
  const plimsoll::Config config =
      plimsoll::ReadConfig(text,
                           "conf/plimsoll.yaml",
                           plimsoll::ValueFactory(arena, keys),
                           diagnostics);
  for (const plimsoll::Diagnostic& problem : diagnostics.all()) {
    PLIMSOLL_CHECK(!problem.message.empty());
  }
  if (diagnostics.has_errors()) return 0;
  for (const auto& parameter : config.parameters) {
    PLIMSOLL_CHECK(parameter.range.line > 0);
  }
  return 0;
}

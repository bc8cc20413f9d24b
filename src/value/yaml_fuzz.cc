// SPDX-License-Identifier: Apache-2.0
// Any bytes as YAML: never a crash, places inside the text, and what was read
// without complaint survives JSON and, being JSON, YAML again.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "value/json.h"
#include "value/yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace plimsoll;  // NOLINT(google-build-using-namespace)
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Arena arena;
  KeyTable keys;
  Provenance provenance;
  const ValueFactory factory(arena, keys);
  ReadOptions options{.file = "f", .provenance = &provenance};
  // Keeps a run short: aliases may multiply a small text by a lot.
  options.limits.nodes = 20'000;
  Diagnostics diagnostics;
  const Value value = ReadYaml(text, factory, options, diagnostics);
  const auto lines =
      static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n') + 1);
  for (const Diagnostic& d : diagnostics.all()) {
    PLIMSOLL_CHECK(d.range.line <= lines && !d.message.empty());
  }
  PLIMSOLL_CHECK(provenance.Resolve(value.origin()).range.line <= lines);
  const std::string json = WriteJson(value);
  const Result<Value> again = ReadJson(json, factory);
  PLIMSOLL_CHECK(again.has_value());
  PLIMSOLL_CHECK(WriteJson(*again) == json);
  return 0;
}

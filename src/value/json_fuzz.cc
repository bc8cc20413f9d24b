// SPDX-License-Identifier: Apache-2.0
// Any bytes as JSON: what is read, written and read again is the same, and the
// fast reader agrees with the plain checker on what JSON is.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "value/internal/json_syntax.h"
#include "value/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace plimsoll;  // NOLINT(google-build-using-namespace)
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Arena arena;
  KeyTable keys;
  Provenance provenance;
  const ValueFactory factory(arena, keys);
  ReadOptions options{.file = "f", .unknown_markers = true};
  const Result<Value> value = ReadJson(text, factory, options);
  options.provenance = &provenance;
  const Result<Value> placed = ReadJson(text, factory, options);
  PLIMSOLL_CHECK(value.has_value() == placed.has_value());
  const std::string_view body =
      text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text;
  const auto syntax = internal::FindJsonSyntaxError(body, options.limits.depth);
  if (!value) {
    PLIMSOLL_CHECK(value.error().message() == placed.error().message());
    // Sound JSON is refused only for these; "not JSON" would be a quarrel.
    const std::string& message = value.error().message();
    PLIMSOLL_CHECK(syntax ||
                   message.find("number too large") != std::string::npos ||
                   message.find("$unknown") != std::string::npos);
    return 0;
  }
  PLIMSOLL_CHECK(!syntax);
  PLIMSOLL_CHECK(Identical(*value, *placed));
  PLIMSOLL_CHECK(placed->origin() != 0);
  for (const int indent : {0, 2}) {
    const std::string written = WriteJson(*value, {.indent = indent});
    const Result<Value> again =
        ReadJson(written, factory, {.unknown_markers = true});
    PLIMSOLL_CHECK(again.has_value());
    PLIMSOLL_CHECK(Identical(*value, *again));
    PLIMSOLL_CHECK(HashOf(*value) == HashOf(*again));
    PLIMSOLL_CHECK(WriteJson(*again, {.indent = indent}) == written);
  }
  Arena copies;
  PLIMSOLL_CHECK(Identical(*value, ValueFactory(copies, keys).Copy(*value)));
  return 0;
}

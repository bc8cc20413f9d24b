// SPDX-License-Identifier: Apache-2.0
// A plain JSON checker, run only when the fast reader has refused a text, so
// that messages and places do not depend on the processor's instruction set.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll::internal {

struct JsonSyntaxError {
  std::size_t offset;
  std::string message;
};

/// The first violation of RFC 8259 (or of UTF-8, or of nesting at most `depth`
/// deep), or nullopt when there is none. Cost: linear, without recursion.
std::optional<JsonSyntaxError> FindJsonSyntaxError(std::string_view text,
                                                   std::size_t depth);

/// Length of the JSON number at the front of the text; 0 when there is none.
std::size_t JsonNumberLength(std::string_view text);

}  // namespace plimsoll::internal

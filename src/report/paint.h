// SPDX-License-Identifier: Apache-2.0
// Terminal colours.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/verdict.h"

namespace plimsoll {

/// What a colour means; the 16 basic colours, which follow the user's theme.
enum class Tone : std::uint8_t { kFail, kUnknown, kPass, kDim };

/// Colours text, or leaves it alone. Immutable.
class Paint {
 public:
  explicit Paint(bool color) : color_(color) {}

  std::string Of(Tone tone, std::string_view text) const;
  std::string Bold(std::string_view text) const;
  /// In the colour of a severity.
  std::string Of(Severity severity, std::string_view text) const;
  /// A severity's word as a filled label.
  std::string Badge(Severity severity, std::string_view text) const;

 private:
  std::string Wrapped(std::string_view code, std::string_view text) const;

  bool color_;
};

/// "CRITICAL", "HIGH    ", ...: all of one width.
std::string SeverityWord(Severity severity);

}  // namespace plimsoll

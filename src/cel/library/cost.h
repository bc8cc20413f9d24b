// SPDX-License-Identifier: Apache-2.0
// What library functions cost beyond the one step of their call.
#pragma once

#include <cstddef>

#include "cel/function.h"

namespace plimsoll::cel {

/// Bytes of text that are handled for the price of one step.
inline constexpr std::size_t kBytesPerStep = 16;

/// Pays for looking at or writing so many bytes; false when over budget.
inline bool ChargeText(CallContext& context, std::size_t bytes) {
  return context.Charge(bytes / kBytesPerStep + 1);
}

}  // namespace plimsoll::cel

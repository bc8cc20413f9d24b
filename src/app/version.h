// SPDX-License-Identifier: Apache-2.0
// The program's version, from CMake's project().
#pragma once

#include <string_view>

namespace plimsoll {

inline constexpr std::string_view kVersion = PLIMSOLL_VERSION;

}  // namespace plimsoll

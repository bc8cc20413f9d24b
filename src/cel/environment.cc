// SPDX-License-Identifier: Apache-2.0
#include "cel/environment.h"

namespace plimsoll::cel {

int Environment::Slot(std::string_view name) const {
  for (std::size_t i = 0; i < variables.size(); ++i) {
    if (variables[i].name == name) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace plimsoll::cel

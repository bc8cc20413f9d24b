// SPDX-License-Identifier: Apache-2.0
#include "base/http.h"

#include "base/text.h"

namespace plimsoll {

std::string_view HttpResponse::Header(std::string_view name) const {
  for (const auto& [key, value] : headers) {
    if (EqualsIgnoreCase(key, name)) return value;
  }
  return {};
}

}  // namespace plimsoll

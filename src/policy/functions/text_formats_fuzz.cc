// SPDX-License-Identifier: Apache-2.0
// Any bytes as CSV, CIDR, ARN and percent-encoded text.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "policy/functions/arn.h"
#include "policy/functions/ip_ranges.h"
#include "policy/functions/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  plimsoll::Arena arena;
  plimsoll::KeyTable keys;
  const plimsoll::ValueFactory factory(arena, keys);
  const plimsoll::Value rows = plimsoll::ReadCsv(factory, text);
  PLIMSOLL_CHECK(rows.is_list() || rows.is_error());
  if (const auto cidr = plimsoll::net::ParseCidr(text)) {
    PLIMSOLL_CHECK(cidr->range.first <= cidr->range.last);
    PLIMSOLL_CHECK(!plimsoll::net::IsPublic(*cidr) ||
                   plimsoll::net::TouchesPublic(*cidr));
  }
  if (const auto decoded = plimsoll::DecodePercent(text)) {
    PLIMSOLL_CHECK(decoded->size() <= text.size());
  }
  if (const auto arn = plimsoll::SplitArn(text)) {
    PLIMSOLL_CHECK(arn->resource.size() < text.size());
  }
  return 0;
}

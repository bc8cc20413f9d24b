// SPDX-License-Identifier: Apache-2.0
// libFuzzer: any bytes as the reply of an operation, which the first two bytes
// choose, or as its error.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "source/aws/fake_transport.h"
#include "source/aws/parse.h"

// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using plimsoll::aws::ApiOperation;
  static const std::vector<const ApiOperation*> kOperations = [] {
    std::vector<const ApiOperation*> out;
    for (const auto& [name, service] :
         plimsoll::aws::ShippedModel()->services()) {
      for (const auto& [key, operation] : service.operations) {
        out.push_back(&operation);
      }
    }
    return out;
  }();
  if (size < 2) return 0;
  const std::size_t chosen = data[0] + std::size_t{256} * (data[1] & 127U);
  const ApiOperation& operation = *kOperations[chosen % kOperations.size()];
  plimsoll::HttpResponse response;
  response.status = (data[1] & 128U) != 0 ? 400 : 200;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  response.body.assign(reinterpret_cast<const char*>(data + 2), size - 2);
  if (response.status == 400) {
    plimsoll::aws::ParseServiceError(operation, response);
    return 0;
  }
  plimsoll::Arena arena;
  plimsoll::KeyTable keys;
  const auto value = plimsoll::aws::ParseResponse(
      operation, response, {plimsoll::ValueFactory(arena, keys), 0, {}});
  return value && value->is_null() ? 1 : 0;
}

// SPDX-License-Identifier: Apache-2.0
// Bounds that every parser and evaluator of foreign text obeys.
#pragma once

#include <cstddef>
#include <cstdint>

namespace plimsoll {

/// Bounds of one document or one evaluation. Passing one is an error of the
/// text, never an abort. The defaults hold every document that a cloud provider
/// hands out (largest seen: an EC2 page of about 8 MB).
struct Limits {
  std::uint32_t depth = 256;                    ///< Nesting of lists and maps.
  std::size_t bytes = std::size_t{256} << 20U;  ///< Length of the text.
  std::size_t nodes = 20'000'000;               ///< Values in one document.
  std::uint64_t steps = 10'000'000;             ///< Evaluation steps.
};

}  // namespace plimsoll

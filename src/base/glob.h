// SPDX-License-Identifier: Apache-2.0
// The walk behind every match with '*'.
#pragma once

#include <cstddef>
#include <string_view>

namespace plimsoll {

/// Whether `pattern` matches all of `text`: '*' in the pattern takes any run,
/// every other character c of it one character t for which `fits(c, t)`.
/// Cost: O(|pattern| x |text|) at worst, without recursion.
template <typename Fits>
bool GlobMatchesBy(std::string_view pattern,
                   std::string_view text,
                   const Fits& fits) {
  constexpr std::size_t kNone = std::string_view::npos;
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = kNone;  // Place of the last '*' met ...
  std::size_t resume = 0;    // ... and where the text after its run begins.
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && fits(pattern[p], text[t])) {
      ++p;
      ++t;
    } else if (star != kNone) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace plimsoll

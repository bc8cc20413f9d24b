// SPDX-License-Identifier: Apache-2.0
// Byte offsets as lines and columns.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace plimsoll::internal {

/// Line and column, both from 1, columns in bytes.
struct TextPosition {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

/// Turns offsets of one text into positions. Cheap when the offsets ascend; one
/// that goes back starts over. Lifetime: borrows the text.
class PositionFinder {
 public:
  explicit PositionFinder(std::string_view text) : text_(text) {}

  TextPosition At(std::size_t offset) {
    if (offset > text_.size()) offset = text_.size();
    if (offset < line_start_) {
      line_start_ = 0;
      scanned_ = 0;
      line_ = 1;
    }
    while (scanned_ < offset) {
      const void* found =
          std::memchr(text_.data() + scanned_, '\n', offset - scanned_);
      if (found == nullptr) {
        scanned_ = offset;
        break;
      }
      scanned_ = static_cast<std::size_t>(static_cast<const char*>(found) -
                                          text_.data()) +
                 1;
      line_start_ = scanned_;
      ++line_;
    }
    return {line_, static_cast<std::uint32_t>(offset - line_start_ + 1)};
  }

 private:
  std::string_view text_;
  std::size_t scanned_ = 0;  // No newline between line_start_ and here.
  std::size_t line_start_ = 0;
  std::uint32_t line_ = 1;
};

}  // namespace plimsoll::internal

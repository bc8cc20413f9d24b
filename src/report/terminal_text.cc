// SPDX-License-Identifier: Apache-2.0
#include "report/terminal_text.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"

namespace plimsoll {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::string_view kEllipsis = "\xE2\x80\xA6";

struct Range {
  char32_t first;
  char32_t last;
};

constexpr std::array<Range, 11> kWide = {{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x33FF},
                                          {0x3400, 0x9FFF},
                                          {0xA000, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF00, 0xFF60},
                                          {0x1F300, 0x1FAFF},
                                          {0x20000, 0x3FFFD}}};

constexpr std::array<Range, 7> kCombining = {{{0x0300, 0x036F},
                                              {0x0483, 0x0489},
                                              {0x0591, 0x05BD},
                                              {0x064B, 0x065F},
                                              {0x200B, 0x200F},
                                              {0x20D0, 0x20FF},
                                              {0xFE00, 0xFE0F}}};

/// Controls, and what reorders text (the "Trojan source" characters:
/// https://www.unicode.org/reports/tr36/).
constexpr std::array<Range, 6> kUnsafe = {{{0x0000, 0x001F},
                                           {0x007F, 0x009F},
                                           {0x200E, 0x200F},
                                           {0x2028, 0x202E},
                                           {0x2066, 0x2069},
                                           {0xFEFF, 0xFEFF}}};

template <std::size_t kSize>
bool Contains(const std::array<Range, kSize>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](const Range& range) {
    return range.first <= c && c <= range.last;
  });
}

std::size_t ColumnsOf(char32_t c) {
  if (Contains(kCombining, c)) return 0;
  return Contains(kWide, c) ? 2 : 1;
}

struct Character {
  char32_t code = 0;
  std::string_view bytes;
};

/// Takes the first character off well-formed UTF-8; a stray byte (which
/// PrintableLine leaves none of) counts as one character.
Character Next(std::string_view& text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
  };
  const char32_t first = byte(0);
  std::size_t length = 1;
  char32_t code = first;
  if (first >= 0xF0) {
    length = 4;
    code = first & 0x07U;
  } else if (first >= 0xE0) {
    length = 3;
    code = first & 0x0FU;
  } else if (first >= 0xC0) {
    length = 2;
    code = first & 0x1FU;
  }
  if (length > text.size()) length = 1;
  for (std::size_t i = 1; i < length; ++i) {
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  const Character character{code, text.substr(0, length)};
  text.remove_prefix(length);
  return character;
}

/// The longest prefix of at most `width` columns, in bytes.
std::size_t PrefixWithin(std::string_view line, std::size_t width) {
  std::string_view rest = line;
  std::size_t columns = 0;
  std::size_t bytes = 0;
  while (!rest.empty()) {
    const Character character = Next(rest);
    columns += ColumnsOf(character.code);
    if (columns > width) break;
    bytes += character.bytes.size();
  }
  return bytes;
}

}  // namespace

std::string PrintableLine(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  while (!text.empty()) {
    std::string_view good = text.substr(0, Utf8PrefixLength(text));
    text.remove_prefix(good.size());
    while (!good.empty()) {
      const Character character = Next(good);
      if (character.code == '\n' || character.code == '\t' ||
          character.code == '\r') {
        line += ' ';
      } else if (Contains(kUnsafe, character.code)) {
        line += kReplacement;
      } else {
        line += character.bytes;
      }
    }
    if (text.empty()) break;
    line += kReplacement;
    text.remove_prefix(1);
  }
  return line;
}

std::size_t DisplayWidth(std::string_view line) {
  std::size_t columns = 0;
  while (!line.empty()) columns += ColumnsOf(Next(line).code);
  return columns;
}

std::string Truncate(std::string_view line, std::size_t width) {
  width = std::max<std::size_t>(width, 1);
  if (DisplayWidth(line) <= width) return std::string(line);
  std::string cut(line.substr(0, PrefixWithin(line, width - 1)));
  cut += kEllipsis;
  return cut;
}

std::string Fit(std::string_view line, std::size_t width) {
  std::string text = Truncate(line, width);
  const std::size_t columns = DisplayWidth(text);
  if (columns < width) text.append(width - columns, ' ');
  return text;
}

std::vector<std::string> Wrap(std::string_view line, std::size_t width) {
  // Room for one wide character, or nothing would ever fit.
  width = std::max<std::size_t>(width, 2);
  std::vector<std::string> lines;
  while (true) {
    const std::size_t bytes = PrefixWithin(line, width);
    if (bytes == line.size()) {
      lines.emplace_back(line);
      return lines;
    }
    std::size_t end = line.rfind(' ', bytes);
    if (end == std::string_view::npos || end == 0) end = bytes;
    lines.emplace_back(line.substr(0, end));
    line.remove_prefix(end);
    while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
    if (line.empty()) return lines;
  }
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "report/clean_text.h"

#include "base/text.h"

namespace plimsoll {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

bool StartsCharacter(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

}  // namespace

std::string ValidUtf8(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (true) {
    const std::size_t good = Utf8PrefixLength(text);
    clean += text.substr(0, good);
    if (good == text.size()) return clean;
    clean += kReplacement;
    text.remove_prefix(good + 1);
  }
}

std::string EscapeMarkup(std::string_view text) {
  const std::string valid = ValidUtf8(text);
  std::string escaped;
  escaped.reserve(valid.size());
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const char c = valid[i];
    switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      case '"': escaped += "&quot;"; break;
      case '\'': escaped += "&#39;"; break;
      case '\n': escaped += "&#10;"; break;
      case '\r': escaped += "&#13;"; break;
      case '\t': escaped += "&#9;"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20U) {
          escaped += kReplacement;
        } else if (valid.compare(i, 2, "\xEF\xBF") == 0 &&
                   static_cast<unsigned char>(valid[i + 2]) >= 0xBEU) {
          escaped += kReplacement;  // U+FFFE and U+FFFF
          i += 2;
        } else {
          escaped += c;
        }
    }
  }
  return escaped;
}

std::string CutCharacters(std::string_view text, std::size_t max_characters) {
  constexpr std::string_view kDots = "...";
  std::string valid = ValidUtf8(text);
  std::size_t characters = 0;
  std::size_t cut = 0;
  for (std::size_t i = 0; i < valid.size(); ++i) {
    if (!StartsCharacter(valid[i])) continue;
    if (characters + kDots.size() == max_characters) cut = i;
    ++characters;
  }
  if (characters <= max_characters) return valid;
  valid.resize(cut);
  valid += kDots;
  return valid;
}

}  // namespace plimsoll

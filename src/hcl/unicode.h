// SPDX-License-Identifier: Apache-2.0
// What the language asks of Unicode: identifiers, normal form C, grapheme
// clusters, simple case maps, spaces. The tables are those of Unicode 15.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace plimsoll::hcl {

struct CodePoint {
  char32_t value = 0;
  std::uint32_t size = 1;  ///< Bytes.
};

/// The first code point of a text that is not empty; U+FFFD of size 1 for bytes
/// that are not UTF-8.
CodePoint DecodeUtf8(std::string_view text);
void AppendUtf8(char32_t value, std::string& out);

/// Properties of Unicode Standard Annex 31; '_' also starts an identifier and
/// '-' continues one.
bool IsIdStart(char32_t c);
bool IsIdContinue(char32_t c);
/// White_Space, as Go's unicode.IsSpace has it.
bool IsSpace(char32_t c);
/// General category L*, and Nd.
bool IsLetter(char32_t c);
bool IsDecimalDigit(char32_t c);

/// One-to-one case maps (field 12 to 14 of UnicodeData.txt).
char32_t ToUpperSimple(char32_t c);
char32_t ToLowerSimple(char32_t c);
char32_t ToTitleSimple(char32_t c);

bool IsAscii(std::string_view text);
/// Normalization Form C. Cost: one pass when the text is ASCII.
/// Source: https://unicode.org/reports/tr15/
std::string ToNfc(std::string_view text);

/// Bytes of the first extended grapheme cluster of a text that is not empty.
/// Source: https://unicode.org/reports/tr29/
std::size_t GraphemeLength(std::string_view text);
std::size_t GraphemeCount(std::string_view text);

std::string_view TrimSpaceLeft(std::string_view text);
std::string_view TrimSpaceRight(std::string_view text);
std::string_view TrimSpace(std::string_view text);

}  // namespace plimsoll::hcl

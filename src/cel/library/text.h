// SPDX-License-Identifier: Apache-2.0
// Texts seen as code points: the functions on strings count those, not bytes.
// Every text here is well-formed UTF-8, as string values are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll::cel {

/// Number of code points. Cost: linear.
std::size_t CountCodePoints(std::string_view text);

/// Byte offset of code point `index`; the length of the text for the index one
/// past the last; nullopt beyond that or below 0.
std::optional<std::size_t> ByteOffset(std::string_view text,
                                      std::int64_t index);

/// Bytes of the code point that begins with `lead`.
std::size_t SequenceLength(char lead);

/// Takes the first code point off a text that is not empty.
char32_t TakeCodePoint(std::string_view& text);

void AppendUtf8(char32_t code_point, std::string& out);

/// Byte offset of the first `part` at or after byte `from`, or npos. Cost:
/// linear in both lengths whatever the texts, unlike std::string_view::find.
std::size_t FindText(std::string_view text,
                     std::string_view part,
                     std::size_t from = 0);

/// White space as Unicode's property White_Space has it.
/// Source: https://www.unicode.org/Public/15.0.0/ucd/PropList.txt
bool IsSpace(char32_t code_point);

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// Text from outside, made fit for formats that are strict about it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace plimsoll {

/// The text with bytes that are not UTF-8 replaced by U+FFFD.
std::string ValidUtf8(std::string_view text);

/// ValidUtf8, markup characters escaped; good for element content and for
/// attribute values in double quotes, in XML 1.0 and HTML. Characters that XML
/// 1.0 cannot hold become U+FFFD.
/// Source: https://www.w3.org/TR/xml/#charsets
std::string EscapeMarkup(std::string_view text);

/// ValidUtf8, and no longer than `max_characters` (code points); cut text ends
/// in "...".
std::string CutCharacters(std::string_view text, std::size_t max_characters);

}  // namespace plimsoll

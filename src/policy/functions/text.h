// SPDX-License-Identifier: Apache-2.0
// Texts in the formats that cloud APIs put into strings.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "value/value.h"

namespace plimsoll {

/// Percent-decoding; '+' stays what it is. nullopt when a '%' is not followed
/// by two hexadecimal digits.
/// Source: RFC 3986 section 2.1
std::optional<std::string> DecodePercent(std::string_view text);

/// A list of maps from a comma-separated text whose first record names the
/// columns; quoted fields may hold commas, line breaks and doubled quotes.
/// Lines end with LF or CRLF; a byte order mark in front is ignored; an empty
/// text is an empty list. An error value for a record with more or fewer fields
/// than the header, a quote that is not closed or stands inside a bare field, a
/// column named twice, and for text that is not UTF-8. Source: RFC 4180
Value ReadCsv(const ValueFactory& factory, std::string_view text);

}  // namespace plimsoll

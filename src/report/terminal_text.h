// SPDX-License-Identifier: Apache-2.0
// Text in terminal columns: how wide it is, cut and wrapped, and made safe to
// print.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

/// The text as one harmless line: white space becomes a blank; control
/// characters (a resource may be named with escape sequences), characters that
/// turn the direction of writing, and bytes that are not UTF-8 become U+FFFD.
std::string PrintableLine(std::string_view text);

/// Columns that a printable line takes: East Asian wide characters and most
/// emoji take two, combining marks none.
/// Source: https://www.unicode.org/reports/tr11/ (ranges coarsened)
std::size_t DisplayWidth(std::string_view line);

/// The line when it fits, else its beginning and an ellipsis, never splitting a
/// character. Not padded. At least one column.
std::string Truncate(std::string_view line, std::size_t width);

/// Truncated and padded with blanks to exactly `width` columns.
std::string Fit(std::string_view line, std::size_t width);

/// Lines of at most `width` columns, broken at blanks where possible; at least
/// one line.
std::vector<std::string> Wrap(std::string_view line, std::size_t width);

}  // namespace plimsoll

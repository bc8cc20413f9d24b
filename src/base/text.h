// SPDX-License-Identifier: Apache-2.0
// Small things about text that several modules need.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

/// The candidate nearest to `word` by edit distance without case, or empty when
/// none is near enough to be a likely slip (at most a third of the length).
/// Ties go to the first. Cost: O(candidates x length^2).
std::string_view NearestName(std::string_view word,
                             std::span<const std::string_view> candidates);
/// `did you mean "X"?`, or empty when no candidate is near.
std::string DidYouMean(std::string_view word,
                       std::span<const std::string_view> candidates);

/// Pieces between `separator`; an empty text gives one empty piece.
std::vector<std::string_view> Split(std::string_view text, char separator);
std::string Join(std::span<const std::string> pieces,
                 std::string_view separator);
/// ASCII only; other bytes are kept.
std::string ToLower(std::string_view text);
bool EqualsIgnoreCase(std::string_view a, std::string_view b);
/// Shell-style match of the whole text: '*' any run, '?' one byte; no classes.
/// Linear in text x pattern.
bool GlobMatches(std::string_view pattern, std::string_view text);
/// True when the bytes are well-formed UTF-8 (Unicode 15, table 3-7).
bool IsUtf8(std::string_view bytes);
/// Length of the longest prefix that is well-formed UTF-8: all of it, or the
/// place of the first bad byte sequence.
std::size_t Utf8PrefixLength(std::string_view bytes);

}  // namespace plimsoll

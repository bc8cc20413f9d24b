// SPDX-License-Identifier: Apache-2.0
// Regular expressions: RE2's syntax and its linear time.
// Source: https://github.com/google/re2/wiki/Syntax
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll::cel {

/// A compiled pattern. Immutable.
class Regex {
 public:
  /// Null when the pattern is wrong; then `error` says why, if given.
  static std::unique_ptr<const Regex> Compile(std::string_view pattern,
                                              std::string* error = nullptr);
  ~Regex();
  Regex(const Regex&) = delete;
  Regex& operator=(const Regex&) = delete;

  /// True when the pattern is found anywhere in the text. Cost: linear.
  bool Matches(std::string_view text) const;

  /// One match: its place and the groups, group 0 being the whole. A group that
  /// did not take part is nullopt.
  struct Match {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::vector<std::optional<std::string_view>> groups;
  };
  /// The first match at or after `from`; views into `text`.
  std::optional<Match> Find(std::string_view text, std::size_t from) const;

  std::size_t group_count() const;  ///< Without group 0.

 private:
  struct Impl;
  explicit Regex(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// The compiled pattern from this thread's small cache (64 patterns), or null
/// and `error`. Lifetime: until the next call on this thread.
const Regex* CachedRegex(std::string_view pattern, std::string* error);

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
#include "cel/library/regex.h"

#include <re2/re2.h>

#include <array>
#include <utility>

#include "value/key_table.h"

namespace plimsoll::cel {

namespace {

// Enough for any pattern a person writes; a{1000}{1000} is refused.
constexpr std::int64_t kMaxProgramBytes = std::int64_t{1} << 20U;
constexpr std::size_t kMaxPatternBytes = 16384;
constexpr std::size_t kCacheSize = 64;

re2::StringPiece Piece(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

struct Regex::Impl {
  Impl(std::string_view pattern, const RE2::Options& options)
      : re2(Piece(pattern), options) {}
  RE2 re2;
};

Regex::Regex(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Regex::~Regex() = default;

std::unique_ptr<const Regex> Regex::Compile(std::string_view pattern,
                                            std::string* error) {
  if (pattern.size() > kMaxPatternBytes) {
    if (error != nullptr) *error = "pattern too long";
    return nullptr;
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(kMaxProgramBytes);
  auto impl = std::make_unique<Impl>(pattern, options);
  if (!impl->re2.ok()) {
    if (error != nullptr) *error = impl->re2.error();
    return nullptr;
  }
  return std::unique_ptr<const Regex>(new Regex(std::move(impl)));
}

bool Regex::Matches(std::string_view text) const {
  return RE2::PartialMatch(Piece(text), impl_->re2);
}

std::optional<Regex::Match> Regex::Find(std::string_view text,
                                        std::size_t from) const {
  std::vector<re2::StringPiece> pieces(group_count() + 1);
  if (!impl_->re2.Match(Piece(text),
                        from,
                        text.size(),
                        RE2::UNANCHORED,
                        pieces.data(),
                        static_cast<int>(pieces.size()))) {
    return std::nullopt;
  }
  Match match;
  match.begin = static_cast<std::size_t>(pieces[0].data() - text.data());
  match.end = match.begin + pieces[0].size();
  for (const re2::StringPiece& piece : pieces) {
    if (piece.data() == nullptr) {
      match.groups.emplace_back();
    } else {
      match.groups.emplace_back(std::string_view(piece.data(), piece.size()));
    }
  }
  return match;
}

std::size_t Regex::group_count() const {
  return static_cast<std::size_t>(impl_->re2.NumberOfCapturingGroups());
}

const Regex* CachedRegex(std::string_view pattern, std::string* error) {
  struct Entry {
    std::string pattern;
    std::unique_ptr<const Regex> regex;
  };
  // Only speed depends on what the cache holds, so the state does not show.
  thread_local std::array<Entry, kCacheSize> cache;
  Entry& entry = cache[HashText(pattern) % kCacheSize];
  if (entry.regex != nullptr && entry.pattern == pattern) {
    return entry.regex.get();
  }
  auto compiled = Regex::Compile(pattern, error);
  if (compiled == nullptr) return nullptr;
  entry.pattern = std::string(pattern);
  entry.regex = std::move(compiled);
  return entry.regex.get();
}

}  // namespace plimsoll::cel

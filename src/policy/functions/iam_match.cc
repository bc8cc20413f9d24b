// SPDX-License-Identifier: Apache-2.0
#include "policy/functions/iam_match.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "base/glob.h"
#include "policy/functions/arn.h"

namespace plimsoll::iam {
namespace {

// Stands for a variable or an escaped wildcard that nothing matches.
constexpr char kNoText = '\x01';

char Folded(char c, bool fold_case) {
  return fold_case && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a')
                                           : c;
}

bool HasSpace(std::string_view text) {
  return text.find_first_of(" \t\n\r,") != std::string_view::npos;
}

bool OnlyStars(std::string_view text) {
  return !text.empty() && text.find_first_not_of('*') == std::string_view::npos;
}

/// Whether a pattern of an action can match anything.
bool IsActionPattern(std::string_view pattern) {
  if (OnlyStars(pattern)) return true;
  const std::size_t colon = pattern.find(':');
  if (colon == std::string_view::npos || HasSpace(pattern)) return false;
  return pattern.substr(0, colon).find_first_of("*?") == std::string_view::npos;
}

/// Runs `matches` over the segments of two ARNs.
template <typename F>
bool AllSegments(const Arn& a, const Arn& b, F&& matches) {
  return matches(a.partition, b.partition) && matches(a.service, b.service) &&
         matches(a.region, b.region) && matches(a.account, b.account) &&
         matches(a.resource, b.resource);
}

}  // namespace

bool GlobCovers(std::string_view pattern,
                std::string_view text,
                bool fold_case) {
  return GlobMatchesBy(pattern, text, [fold_case](char p, char t) {
    if (p == kNoText || t == '*') return false;
    return p == '?' ||
           (t != '?' && Folded(p, fold_case) == Folded(t, fold_case));
  });
}

bool GlobsOverlap(std::string_view a, std::string_view b, bool fold_case) {
  if (b.find_first_of("*?") == std::string_view::npos) {
    return GlobCovers(a, b, fold_case);
  }
  if (a.find_first_of("*?") == std::string_view::npos) {
    return a.find(kNoText) == std::string_view::npos &&
           GlobCovers(b, a, fold_case);
  }
  // reach[j]: some text fits a[0, i) and b[0, j).
  std::vector<char> reach(b.size() + 1, 0);
  reach[0] = 1;
  for (std::size_t j = 0; j < b.size() && b[j] == '*'; ++j) reach[j + 1] = 1;
  for (const char c : a) {
    std::vector<char> next(b.size() + 1, 0);
    next[0] = static_cast<char>(c == '*' && reach[0] != 0);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const char d = b[j];
      bool fits = false;
      if (c == '*' || d == '*') {
        // A star is passed over, or swallows one more of the other side.
        fits = (c == '*' && reach[j + 1] != 0) || (d == '*' && next[j] != 0) ||
               (c == '*' && next[j] != 0) || (d == '*' && reach[j + 1] != 0);
      } else if (reach[j] != 0 && c != kNoText && d != kNoText) {
        fits = c == '?' || d == '?' ||
               Folded(c, fold_case) == Folded(d, fold_case);
      }
      next[j + 1] = static_cast<char>(fits);
    }
    reach.swap(next);
  }
  return reach[b.size()] != 0;
}

std::string_view WithoutVariables(std::string_view pattern,
                                  Variables variables,
                                  std::string& storage) {
  std::size_t open = pattern.find("${");
  if (open == std::string_view::npos) return pattern;
  storage.clear();
  while (open != std::string_view::npos) {
    const std::size_t close = pattern.find('}', open);
    if (close == std::string_view::npos) break;
    storage += pattern.substr(0, open);
    const std::string_view name = pattern.substr(open + 2, close - open - 2);
    if (name == "$") {
      storage += '$';
    } else if (name == "*" || name == "?") {
      storage += kNoText;  // The character itself; no name has it.
    } else {
      storage += variables == Variables::kAnything ? '*' : kNoText;
    }
    pattern.remove_prefix(close + 1);
    open = pattern.find("${");
  }
  storage += pattern;
  return storage;
}

bool IsEveryAction(std::string_view pattern) {
  return OnlyStars(pattern) || pattern == "*:*";
}

bool ActionCovers(std::string_view pattern, std::string_view request) {
  if (IsEveryAction(pattern)) return true;
  return IsActionPattern(pattern) && GlobCovers(pattern, request, true);
}

bool ActionOverlaps(std::string_view pattern, std::string_view request) {
  if (IsEveryAction(pattern) || IsEveryAction(request)) return true;
  return IsActionPattern(pattern) && GlobsOverlap(pattern, request, true);
}

bool IsEveryResource(std::string_view pattern) {
  if (OnlyStars(pattern)) return true;
  const auto arn = SplitArn(pattern);
  return arn && OnlyStars(arn->service) && OnlyStars(arn->region) &&
         OnlyStars(arn->account) && OnlyStars(arn->resource);
}

bool IsEveryResourceOf(std::string_view pattern, std::string_view service) {
  if (IsEveryResource(pattern)) return true;
  const auto arn = SplitArn(pattern);
  const auto free = [](std::string_view part) {
    return part.empty() || OnlyStars(part);
  };
  return arn && GlobCovers(arn->service, service, false) && free(arn->region) &&
         (free(arn->account) || IsAccountId(arn->account)) &&
         OnlyStars(arn->resource);
}

bool ResourceCovers(std::string_view pattern, std::string_view request) {
  if (OnlyStars(pattern)) return true;
  const auto a = SplitArn(pattern);
  if (!a) return false;
  const auto b = SplitArn(request);
  if (!b) return OnlyStars(request) && IsEveryResource(pattern);
  return AllSegments(*a, *b, [](std::string_view p, std::string_view t) {
    return GlobCovers(p, t, false);
  });
}

bool ResourceOverlaps(std::string_view pattern, std::string_view request) {
  if (OnlyStars(pattern)) return true;
  const auto a = SplitArn(pattern);
  if (!a) return false;
  const auto b = SplitArn(request);
  if (!b) return OnlyStars(request);
  return AllSegments(*a, *b, [](std::string_view p, std::string_view t) {
    return GlobsOverlap(p, t, false);
  });
}

}  // namespace plimsoll::iam

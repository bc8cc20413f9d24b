// SPDX-License-Identifier: Apache-2.0
#include "hcl/unicode.h"

#include <algorithm>
#include <iterator>
#include <vector>

namespace plimsoll::hcl {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};
struct Pair {
  std::uint32_t from;
  std::uint32_t to;
};
// Decompositions: code point and its one or two parts. Compositions: two parts
// and the code point that they make.
struct Triple {
  std::uint32_t a;
  std::uint32_t b;
  std::uint32_t c;
};
struct ClassRange {
  std::uint32_t first;
  std::uint32_t last;
  std::uint8_t combining_class;
};
enum class Break : std::uint8_t {
  kOther,
  kCR,
  kLF,
  kControl,
  kExtend,
  kZWJ,
  kRegionalIndicator,
  kPrepend,
  kSpacingMark,
  kL,
  kV,
  kT,
  kLV,
  kLVT,
  kPictographic
};
struct BreakRange {
  std::uint32_t first;
  std::uint32_t last;
  Break kind;
};

#include "hcl/unicode_data.inc"

// The row of a sorted table of ranges that holds `c`, or null.
template <typename Row, std::size_t N>
const Row* FindRange(const Row (&table)[N], char32_t c) {
  const auto after = std::upper_bound(
      std::begin(table), std::end(table), c, [](char32_t x, const Row& row) {
        return x < row.first;
      });
  if (after == std::begin(table)) return nullptr;
  const Row* row = std::prev(after);
  return c <= row->last ? row : nullptr;
}

template <std::size_t N>
char32_t MapSimple(const Pair (&table)[N], char32_t c) {
  const auto row = std::lower_bound(
      std::begin(table), std::end(table), c, [](const Pair& p, char32_t x) {
        return p.from < x;
      });
  return row != std::end(table) && row->from == c ? row->to : c;
}

std::uint8_t CombiningClass(char32_t c) {
  const ClassRange* row = FindRange(kCombining, c);
  return row == nullptr ? 0 : row->combining_class;
}

// Hangul syllables are composed by arithmetic (Unicode 15.0, section 3.12).
constexpr char32_t kSBase = 0xAC00, kLBase = 0x1100, kVBase = 0x1161,
                   kTBase = 0x11A7, kLCount = 19, kVCount = 21, kTCount = 28,
                   kSCount = kLCount * kVCount * kTCount;

void Decompose(char32_t c, std::u32string& out) {
  if (c >= kSBase && c < kSBase + kSCount) {
    const char32_t s = c - kSBase;
    out += kLBase + s / (kVCount * kTCount);
    out += kVBase + s % (kVCount * kTCount) / kTCount;
    if (s % kTCount != 0) out += kTBase + s % kTCount;
    return;
  }
  const auto row =
      std::lower_bound(std::begin(kDecompositions),
                       std::end(kDecompositions),
                       c,
                       [](const Triple& t, char32_t x) { return t.a < x; });
  if (row == std::end(kDecompositions) || row->a != c) {
    out += c;
    return;
  }
  Decompose(row->b, out);
  if (row->c != 0) Decompose(row->c, out);
}

// The composition of two code points, or 0.
char32_t Compose(char32_t a, char32_t b) {
  if (a >= kLBase && a < kLBase + kLCount && b >= kVBase &&
      b < kVBase + kVCount) {
    return kSBase + ((a - kLBase) * kVCount + (b - kVBase)) * kTCount;
  }
  if (a >= kSBase && a < kSBase + kSCount && (a - kSBase) % kTCount == 0 &&
      b > kTBase && b < kTBase + kTCount) {
    return a + (b - kTBase);
  }
  const auto row = std::lower_bound(
      std::begin(kCompositions),
      std::end(kCompositions),
      std::pair<char32_t, char32_t>(a, b),
      [](const Triple& t, const std::pair<char32_t, char32_t>& x) {
        return t.a != x.first ? t.a < x.first : t.b < x.second;
      });
  return row != std::end(kCompositions) && row->a == a && row->b == b ? row->c
                                                                      : 0;
}

void SortMarks(std::u32string& text) {
  for (std::size_t i = 0; i < text.size();) {
    if (CombiningClass(text[i]) == 0) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && CombiningClass(text[end]) != 0) ++end;
    std::stable_sort(text.begin() + static_cast<std::ptrdiff_t>(i),
                     text.begin() + static_cast<std::ptrdiff_t>(end),
                     [](char32_t a, char32_t b) {
                       return CombiningClass(a) < CombiningClass(b);
                     });
    i = end;
  }
}

std::u32string ComposeAll(const std::u32string& text) {
  std::u32string out;
  std::size_t starter = std::u32string::npos;
  int last_class = -1;
  for (const char32_t c : text) {
    const int combining = CombiningClass(c);
    if (starter != std::u32string::npos && last_class < combining) {
      if (const char32_t made = Compose(out[starter], c); made != 0) {
        out[starter] = made;
        continue;
      }
    }
    if (combining == 0) {
      starter = out.size();
      last_class = -1;
    } else {
      last_class = combining;
    }
    out += c;
  }
  return out;
}

Break BreakOf(char32_t c) {
  if (c >= 0x20 && c < 0x7F) return Break::kOther;
  const BreakRange* row = FindRange(kBreaks, c);
  return row == nullptr ? Break::kOther : row->kind;
}

// What came before the boundary that is asked for.
struct BreakState {
  Break previous = Break::kOther;
  bool odd_indicators = false;  // An odd run of regional indicators.
  bool pictographic = false;    // Pictographic Extend* so far.
  bool joined = false;          // ... followed by a zero width joiner.

  void Push(Break next) {
    odd_indicators = next == Break::kRegionalIndicator &&
                     !(previous == Break::kRegionalIndicator && odd_indicators);
    joined = pictographic && next == Break::kZWJ;
    pictographic =
        next == Break::kPictographic ||
        (pictographic && (next == Break::kExtend || next == Break::kZWJ));
    previous = next;
  }
};

// Rules GB3 to GB999 of UAX 29.
bool BreaksBefore(const BreakState& state, Break next) {
  const Break before = state.previous;
  if (before == Break::kCR && next == Break::kLF) return false;
  const auto control = [](Break b) {
    return b == Break::kCR || b == Break::kLF || b == Break::kControl;
  };
  if (control(before) || control(next)) return true;
  switch (before) {
    case Break::kL:
      if (next == Break::kL || next == Break::kV || next == Break::kLV ||
          next == Break::kLVT) {
        return false;
      }
      break;
    case Break::kLV:
    case Break::kV:
      if (next == Break::kV || next == Break::kT) return false;
      break;
    case Break::kLVT:
    case Break::kT:
      if (next == Break::kT) return false;
      break;
    case Break::kPrepend: return false;
    case Break::kZWJ:
      if (state.joined && next == Break::kPictographic) return false;
      break;
    case Break::kRegionalIndicator:
      if (state.odd_indicators && next == Break::kRegionalIndicator) {
        return false;
      }
      break;
    default: break;
  }
  return next != Break::kExtend && next != Break::kZWJ &&
         next != Break::kSpacingMark;
}

}  // namespace

CodePoint DecodeUtf8(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::uint32_t size = first >= 0xF0   ? 4
                             : first >= 0xE0 ? 3
                             : first >= 0xC2 ? 2
                                             : 1;
  if (size == 1 || size > text.size() || first > 0xF4) return {0xFFFD, 1};
  char32_t value = first & (0xFFU >> (size + 1));
  for (std::uint32_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return {0xFFFD, 1};
    value = value << 6U | (byte(i) & 0x3FU);
  }
  const bool bad = (size == 3 && value < 0x800) ||
                   (size == 4 && (value < 0x10000 || value > 0x10FFFF)) ||
                   (value >= 0xD800 && value < 0xE000);
  return bad ? CodePoint{0xFFFD, 1} : CodePoint{value, size};
}

void AppendUtf8(char32_t value, std::string& out) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xC0 | value >> 6U);
    put(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    put(0xE0 | value >> 12U);
    put(0x80 | (value >> 6U & 0x3F));
    put(0x80 | (value & 0x3F));
  } else {
    put(0xF0 | value >> 18U);
    put(0x80 | (value >> 12U & 0x3F));
    put(0x80 | (value >> 6U & 0x3F));
    put(0x80 | (value & 0x3F));
  }
}

bool IsIdStart(char32_t c) {
  return c == '_' || FindRange(kIdStart, c) != nullptr;
}
bool IsIdContinue(char32_t c) {
  return c == '-' || FindRange(kIdContinue, c) != nullptr;
}
bool IsSpace(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 ||
         c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}
bool IsLetter(char32_t c) {
  return FindRange(kLetter, c) != nullptr;
}
bool IsDecimalDigit(char32_t c) {
  return FindRange(kDecimalDigit, c) != nullptr;
}

char32_t ToUpperSimple(char32_t c) {
  return MapSimple(kUpper, c);
}
char32_t ToLowerSimple(char32_t c) {
  return MapSimple(kLower, c);
}
char32_t ToTitleSimple(char32_t c) {
  const char32_t title = MapSimple(kTitle, c);
  const bool own = std::any_of(std::begin(kTitle),
                               std::end(kTitle),
                               [&](const Pair& p) { return p.from == c; });
  return own ? title : ToUpperSimple(c);
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x80;
  });
}

std::string ToNfc(std::string_view text) {
  if (IsAscii(text)) return std::string(text);
  std::u32string points;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text.substr(at));
    Decompose(point.value, points);
    at += point.size;
  }
  SortMarks(points);
  std::string out;
  for (const char32_t c : ComposeAll(points)) AppendUtf8(c, out);
  return out;
}

std::size_t GraphemeLength(std::string_view text) {
  CodePoint point = DecodeUtf8(text);
  BreakState state;
  state.Push(BreakOf(point.value));
  std::size_t size = point.size;
  while (size < text.size()) {
    point = DecodeUtf8(text.substr(size));
    const Break next = BreakOf(point.value);
    if (BreaksBefore(state, next)) break;
    state.Push(next);
    size += point.size;
  }
  return size;
}

std::size_t GraphemeCount(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    text.remove_prefix(GraphemeLength(text));
    ++count;
  }
  return count;
}

std::string_view TrimSpaceLeft(std::string_view text) {
  while (!text.empty()) {
    const CodePoint point = DecodeUtf8(text);
    if (!IsSpace(point.value)) break;
    text.remove_prefix(point.size);
  }
  return text;
}

std::string_view TrimSpaceRight(std::string_view text) {
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 &&
           (static_cast<unsigned char>(text[start]) & 0xC0U) == 0x80 &&
           text.size() - start < 4) {
      --start;
    }
    if (!IsSpace(DecodeUtf8(text.substr(start)).value)) break;
    text = text.substr(0, start);
  }
  return text;
}

std::string_view TrimSpace(std::string_view text) {
  return TrimSpaceRight(TrimSpaceLeft(text));
}

}  // namespace plimsoll::hcl

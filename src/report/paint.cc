// SPDX-License-Identifier: Apache-2.0
#include "report/paint.h"

namespace plimsoll {
namespace {

constexpr std::size_t kSeverityWidth = 8;  // "CRITICAL"

// Select Graphic Rendition codes, ECMA-48 section 8.3.117.
std::string_view ToneCode(Tone tone) {
  switch (tone) {
    case Tone::kFail: return "31";
    case Tone::kUnknown: return "35";
    case Tone::kPass: return "32";
    case Tone::kDim: return "2";
  }
  return "0";
}

std::string_view SeverityCode(Severity severity) {
  switch (severity) {
    case Severity::kCritical: return "1;31";
    case Severity::kHigh: return "31";
    case Severity::kMedium: return "33";
    case Severity::kLow: return "36";
    case Severity::kInfo: return "34";
  }
  return "0";
}

std::string_view BadgeCode(Severity severity) {
  switch (severity) {
    case Severity::kCritical: return "1;97;41";
    case Severity::kHigh: return "1;31;7";
    case Severity::kMedium: return "33;7";
    case Severity::kLow: return "36;7";
    case Severity::kInfo: return "34;7";
  }
  return "0";
}

}  // namespace

std::string Paint::Wrapped(std::string_view code, std::string_view text) const {
  if (!color_) return std::string(text);
  std::string painted = "\x1b[";
  painted += code;
  painted += 'm';
  painted += text;
  painted += "\x1b[0m";
  return painted;
}

std::string Paint::Of(Tone tone, std::string_view text) const {
  return Wrapped(ToneCode(tone), text);
}

std::string Paint::Bold(std::string_view text) const {
  return Wrapped("1", text);
}

std::string Paint::Of(Severity severity, std::string_view text) const {
  return Wrapped(SeverityCode(severity), text);
}

std::string Paint::Badge(Severity severity, std::string_view text) const {
  return Wrapped(BadgeCode(severity), " " + std::string(text) + " ");
}

std::string SeverityWord(Severity severity) {
  std::string word(Name(severity));
  for (char& c : word) c = static_cast<char>(c - 'a' + 'A');
  word.resize(kSeverityWidth, ' ');
  return word;
}

}  // namespace plimsoll

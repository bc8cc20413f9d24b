// SPDX-License-Identifier: Apache-2.0
#include "value/internal/json_syntax.h"

#include <vector>

#include "base/text.h"

namespace plimsoll::internal {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool IsHexDigit(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Walks over a text that is known to be UTF-8.
class Checker {
 public:
  Checker(std::string_view text, std::size_t depth)
      : text_(text), depth_(depth) {}

  std::optional<JsonSyntaxError> Run() {
    Value();
    while (!error_ && !open_.empty()) AfterValue();
    SkipSpace();
    if (!error_ && at_ < text_.size()) Fail("text after the end of the value");
    return std::move(error_);
  }

 private:
  void Fail(std::string message) {
    if (!error_) error_ = JsonSyntaxError{at_, std::move(message)};
  }

  void SkipSpace() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' ||
                                  text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }

  /// The next character after spaces; '\0' at the end (which no rule accepts).
  char Peek() {
    SkipSpace();
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  /// Reads one scalar, or opens containers down to the first scalar or empty
  /// container.
  void Value() {
    while (!error_) {
      const char c = Peek();
      if (c != '{' && c != '[') return Scalar(c);
      if (open_.size() >= depth_) {
        return Fail("nested deeper than " + std::to_string(depth_) + " levels");
      }
      open_.push_back(c);
      ++at_;
      const char next = Peek();
      if (next == (c == '{' ? '}' : ']')) return;  // AfterValue closes it.
      if (c == '{') Name();
    }
  }

  /// What may stand after a value inside the innermost open container.
  void AfterValue() {
    const bool map = open_.back() == '{';
    const char c = Peek();
    if (c == (map ? '}' : ']')) {
      open_.pop_back();
      ++at_;
      return;
    }
    if (c != ',') {
      return Fail(map ? "expected \",\" or \"}\"" : "expected \",\" or \"]\"");
    }
    ++at_;
    if (map) Name();
    Value();
  }

  void Name() {
    if (Peek() != '"') return Fail("expected a name in quotes");
    String();
    if (error_) return;
    if (Peek() != ':') return Fail("expected \":\"");
    ++at_;
  }

  void Scalar(char c) {
    if (c == '"') return String();
    if (c == '-' || IsDigit(c)) return Number();
    for (const std::string_view word : {"true", "false", "null"}) {
      if (text_.substr(at_).starts_with(word)) {
        at_ += word.size();
        return EndOfWord();
      }
    }
    Fail(at_ < text_.size() ? "expected a value" : "the text ends too early");
  }

  /// Nothing but punctuation or space may follow a number or a word.
  void EndOfWord() {
    if (at_ >= text_.size()) return;
    constexpr std::string_view kMayFollow = " \t\n\r,]}:[{";
    if (kMayFollow.find(text_[at_]) == std::string_view::npos) {
      Fail("unexpected character after a value");
    }
  }

  void Number() {
    const std::size_t length = JsonNumberLength(text_.substr(at_));
    if (length == 0) return Fail("malformed number");
    at_ += length;
    EndOfWord();
  }

  void String() {
    const std::size_t start = at_;
    ++at_;
    while (!error_ && at_ < text_.size()) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') {
        ++at_;
        return;
      }
      if (c < 0x20) return Fail("control character in a string");
      if (c == '\\') {
        Escape();
      } else {
        ++at_;
      }
    }
    if (error_) return;
    at_ = start;
    Fail("unclosed string");
  }

  void Escape() {
    constexpr std::string_view kSimple = "\"\\/bfnrt";
    const char kind = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (kind != '\0' && kSimple.find(kind) != std::string_view::npos) {
      at_ += 2;
      return;
    }
    const std::optional<unsigned> unit = kind == 'u' ? Unit(at_) : std::nullopt;
    if (!unit) return Fail("malformed escape in a string");
    if (*unit < 0xD800 || *unit > 0xDFFF) {
      at_ += 6;
      return;
    }
    const std::optional<unsigned> low = Unit(at_ + 6);
    if (*unit > 0xDBFF || !low || *low < 0xDC00 || *low > 0xDFFF) {
      return Fail("half of a surrogate pair in a string");
    }
    at_ += 12;
  }

  /// The number of a \uXXXX escape at an offset.
  std::optional<unsigned> Unit(std::size_t offset) const {
    if (offset + 6 > text_.size() || text_.substr(offset, 2) != "\\u") {
      return std::nullopt;
    }
    unsigned number = 0;
    for (const char c : text_.substr(offset + 2, 4)) {
      if (!IsHexDigit(c)) return std::nullopt;
      const int digit = IsDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
      number = number * 16 + static_cast<unsigned>(digit);
    }
    return number;
  }

  std::string_view text_;
  std::size_t depth_;
  std::size_t at_ = 0;
  std::vector<char> open_;
  std::optional<JsonSyntaxError> error_;
};

}  // namespace

std::size_t JsonNumberLength(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    return at - start;
  };
  const bool zero = at < text.size() && text[at] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return 0;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return 0;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return 0;
  }
  return at;
}

std::optional<JsonSyntaxError> FindJsonSyntaxError(std::string_view text,
                                                   std::size_t depth) {
  const std::size_t good = Utf8PrefixLength(text);
  // An error before the bad bytes comes first; the end of the prefix does not.
  std::optional<JsonSyntaxError> error =
      Checker(text.substr(0, good), depth).Run();
  if (good == text.size()) return error;
  if (error && error->offset < good && error->message != "unclosed string") {
    return error;
  }
  return JsonSyntaxError{good, "not UTF-8"};
}

}  // namespace plimsoll::internal

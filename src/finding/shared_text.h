// SPDX-License-Identifier: Apache-2.0
// Texts and tags that thousands of findings have in common, kept once.
#pragma once

#include <compare>
#include <concepts>
#include <initializer_list>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace plimsoll {

/// An immutable text; copies share its memory. Reads like a std::string.
/// Thread-compatible.
class SharedText {
 public:
  SharedText() = default;
  // Implicit: a text is a text. NOLINTBEGIN(google-explicit-constructor)
  SharedText(std::string text)
      : text_(text.empty()
                  ? nullptr
                  : std::make_shared<const std::string>(std::move(text))) {}
  SharedText(std::string_view text) : SharedText(std::string(text)) {}
  SharedText(const char* text) : SharedText(std::string(text)) {}
  operator const std::string&() const { return str(); }
  operator std::string_view() const { return str(); }
  // NOLINTEND(google-explicit-constructor)

  const std::string& str() const {
    static const std::string kEmpty;
    return text_ == nullptr ? kEmpty : *text_;
  }
  bool empty() const { return text_ == nullptr; }
  std::size_t size() const { return str().size(); }

  friend bool operator==(const SharedText& a, const SharedText& b) {
    return a.text_ == b.text_ || a.str() == b.str();
  }
  template <typename T>
  requires(std::convertible_to<const T&, std::string_view> &&
           !std::same_as<T, SharedText>) friend bool
  operator==(const SharedText& a, const T& b) {
    return a.str() == std::string_view(b);
  }
  friend std::strong_ordering operator<=>(const SharedText& a,
                                          const SharedText& b) {
    if (a.text_ == b.text_) return std::strong_ordering::equal;
    return a.str() <=> b.str();
  }
  friend std::string operator+(const SharedText& a, std::string_view b) {
    std::string sum = a.str();
    sum += b;
    return sum;
  }

 private:
  std::shared_ptr<const std::string> text_;
};

/// Tags of a resource, in the order of their keys; copies share them.
class SharedTags {
 public:
  using Map = std::map<std::string, std::string>;

  SharedTags() = default;
  // Implicit, as above. NOLINTNEXTLINE(google-explicit-constructor)
  SharedTags(Map tags)
      : tags_(tags.empty() ? nullptr
                           : std::make_shared<const Map>(std::move(tags))) {}

  SharedTags(std::initializer_list<Map::value_type> tags)
      : SharedTags(Map(tags)) {}

  bool empty() const { return tags_ == nullptr; }
  Map::const_iterator begin() const { return all().begin(); }
  Map::const_iterator end() const { return all().end(); }

 private:
  const Map& all() const {
    static const Map kNone;
    return tags_ == nullptr ? kNone : *tags_;
  }

  std::shared_ptr<const Map> tags_;
};

/// Gives equal texts the same memory.
class TextPool {
 public:
  SharedText Share(std::string_view text) {
    if (text.empty()) return {};
    const auto found = texts_.find(text);
    if (found != texts_.end()) return found->second;
    SharedText shared(text);
    // Lifetime: the key points into the text that the entry holds.
    texts_.emplace(shared, shared);
    return shared;
  }

 private:
  std::unordered_map<std::string_view, SharedText> texts_;
};

}  // namespace plimsoll

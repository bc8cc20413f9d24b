// SPDX-License-Identifier: Apache-2.0
// Makes the nodes of a ParsedFile.
#pragma once

#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "hcl/ast.h"

namespace plimsoll::hcl {

/// Thread-compatible; used by one parser.
class TreeBuilder {
 public:
  TreeBuilder(std::string name, std::string text)
      : file_(std::make_shared<ParsedFile>(std::move(name), std::move(text))) {}

  const SourceFile& source() const { return file_->source_; }

  template <typename T>
  T* New(Span span) {
    static_assert(std::is_trivially_destructible_v<T>);
    T* node = new (file_->arena_->Allocate(sizeof(T), alignof(T))) T();
    node->kind = T::kKind;
    node->span = span;
    node->id = static_cast<std::uint32_t>(file_->spans_.size());
    file_->spans_.push_back(span);
    return node;
  }
  const Expr* NewBad(Span span) {
    auto* node =
        new (file_->arena_->Allocate(sizeof(Expr), alignof(Expr))) Expr();
    node->span = span;
    node->id = static_cast<std::uint32_t>(file_->spans_.size());
    file_->spans_.push_back(span);
    return node;
  }
  /// A node that is not an expression.
  template <typename T>
  T* NewPlain() {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (file_->arena_->Allocate(sizeof(T), alignof(T))) T();
  }
  template <typename T>
  std::span<const T> Copy(std::span<const T> items) {
    if (items.empty()) return {};
    auto* copy = static_cast<T*>(
        file_->arena_->Allocate(items.size() * sizeof(T), alignof(T)));
    std::uninitialized_copy(items.begin(), items.end(), copy);
    return {copy, items.size()};
  }
  template <typename T>
  std::span<const T> Copy(const std::vector<T>& items) {
    return Copy(std::span<const T>(items));
  }
  /// The bytes are copied.
  Text NewText(std::string_view text) {
    if (text.empty()) return {};
    auto* copy = static_cast<char*>(file_->arena_->Allocate(text.size(), 1));
    std::memcpy(copy, text.data(), text.size());
    return {copy, static_cast<std::uint32_t>(text.size())};
  }
  /// A view of the source.
  Text Slice(Span span) const {
    return {source().text().data() + span.begin, span.end - span.begin};
  }

  void SetBody(const Body* body) { file_->body_ = body; }
  void SetExpression(const Expr* expr) { file_->expression_ = expr; }
  void SetComments(std::vector<Comment> comments) {
    file_->comments_ = std::move(comments);
  }
  void SetIncomplete() { file_->complete_ = false; }
  std::shared_ptr<const ParsedFile> Finish() { return std::move(file_); }

 private:
  std::shared_ptr<ParsedFile> file_;
};

}  // namespace plimsoll::hcl

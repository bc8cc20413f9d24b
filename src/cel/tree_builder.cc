// SPDX-License-Identifier: Apache-2.0
#include "cel/tree_builder.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace plimsoll::cel {

namespace {
// After so many the rest is noise that follows from the first ones.
constexpr int kMaxErrors = 20;
}  // namespace

Expr* TreeBuilder::New(ExprKind kind, Span span) {
  Expr* node = ast_.New(kind, span.offset, span.end);
  heights_.push_back(1);
  if (ast_.size() > limits_.nodes && !gave_up_) {
    Error(span,
          fmt::format("the expression has more than {} parts", limits_.nodes),
          "split it into variables");
    gave_up_ = true;
  }
  return node;
}

Expr* TreeBuilder::Finish(Expr* node) {
  std::uint32_t height = 0;
  const auto look = [&](const Expr* child) {
    if (child != nullptr) height = std::max(height, heights_[child->id]);
  };
  look(node->operand);
  for (const Expr* child : node->args) look(child);
  heights_[node->id] = height + 1;
  if (height >= limits_.depth && !gave_up_) {
    Error(SpanOf(*node),
          fmt::format("the expression is nested more than {} levels deep",
                      limits_.depth),
          "split it into variables");
    gave_up_ = true;
  }
  return node;
}

Expr* TreeBuilder::Constant(Value value, Span span) {
  Expr* node = New(ExprKind::kConstant, span);
  node->constant = value;
  return node;
}

Expr* TreeBuilder::Ident(std::string_view name, Span span) {
  Expr* node = New(ExprKind::kIdent, span);
  node->name = name;
  return node;
}

Expr* TreeBuilder::Select(Expr* operand, std::string_view name, Span span) {
  Expr* node = New(ExprKind::kSelect, span);
  node->operand = operand;
  node->name = name;
  return Finish(node);
}

Expr* TreeBuilder::Call(std::string_view name,
                        Expr* receiver,
                        std::vector<Expr*> args,
                        Span span) {
  Expr* node = New(ExprKind::kCall, span);
  node->name = name;
  node->operand = receiver;
  node->args = std::move(args);
  return Finish(node);
}

Expr* TreeBuilder::List(std::vector<Expr*> items, Span span) {
  Expr* node = New(ExprKind::kList, span);
  node->args = std::move(items);
  node->optional_at.assign(node->args.size(), false);
  return Finish(node);
}

Expr* TreeBuilder::EmptyMap(Span span) {
  return New(ExprKind::kMap, span);
}

void TreeBuilder::Error(Span span, std::string message, std::string hint) {
  failed_ = true;
  if (gave_up_) return;
  diagnostics_.Error(place_.file,
                     Locate(ast_.source, span.offset, span.end, place_.range),
                     std::move(message),
                     std::move(hint));
  if (++error_count_ >= kMaxErrors) gave_up_ = true;
}

}  // namespace plimsoll::cel

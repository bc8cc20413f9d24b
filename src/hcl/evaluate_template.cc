// SPDX-License-Identifier: Apache-2.0
// Templates: pieces of text, interpolations, directives.
#include <fmt/format.h>

#include "hcl/internal/walk.h"

namespace plimsoll::hcl {

void Walk::AddUnknown(Piece& out, Value value) {
  if (out.unknown.empty()) {
    out.prefix = out.text;
    if (value.is_unknown()) out.prefix += value.refinement().prefix;
  }
  out.unknown.push_back(value);
}

Maybe Walk::Template(const TemplateExpr& expr) {
  if (expr.is_wrap) return Eval(*expr.parts[0].expr);
  Piece piece;
  if (!Parts(expr.parts, piece)) return std::nullopt;
  if (!piece.unknown.empty()) {
    Refinement refinement;
    refinement.not_null = true;
    refinement.prefix = piece.prefix;
    return factory_
        .Refine(factory_.UnknownFrom(Type::String(), piece.unknown), refinement)
        .WithSensitive(piece.sensitive);
  }
  if (!Spend(expr.span, piece.text.size() / 64)) return std::nullopt;
  return factory_.NormalString(piece.text).WithSensitive(piece.sensitive);
}

bool Walk::Parts(std::span<const TemplatePart> parts, Piece& out) {
  bool good = true;
  for (const TemplatePart& part : parts) {
    switch (part.kind) {
      case TemplatePart::Kind::kLiteral: out.text += part.text.view(); break;
      case TemplatePart::Kind::kValue:
        good = ValuePart(part, out) && good;
        break;
      case TemplatePart::Kind::kIf: good = IfPart(part, out) && good; break;
      case TemplatePart::Kind::kFor: good = ForPart(part, out) && good; break;
    }
    if (exhausted_) return false;
    if (out.text.size() > evaluator_.options().string_bytes) {
      Fail(part.span, "the text of the template is too long");
      return false;
    }
  }
  return good;
}

bool Walk::ValuePart(const TemplatePart& part, Piece& out) {
  const Maybe value = Eval(*part.expr);
  if (!value) return false;
  if (value->is_null()) {
    Fail(part.expr->span,
         "a null value cannot be put into a text",
         "use coalesce or a conditional");
    return false;
  }
  out.sensitive = out.sensitive || ContainsSensitive(*value);
  std::string problem;
  const Maybe text = Convert(*value, Type::String(), factory_, &problem);
  if (!text) {
    Fail(part.expr->span,
         fmt::format("a value of type {} cannot be put into a text",
                     FriendlyTypeName(*value, factory_)),
         "use jsonencode or join");
    return false;
  }
  if (text->is_unknown()) {
    AddUnknown(out, *text);
  } else {
    out.text += text->AsString();
  }
  return true;
}

bool Walk::IfPart(const TemplatePart& part, Piece& out) {
  const std::size_t begin = problems_.size();
  Piece yes;
  const bool yes_good = Parts(part.body, yes);
  const std::vector<Problem> yes_problems(
      problems_.begin() + static_cast<std::ptrdiff_t>(begin), problems_.end());
  problems_.resize(begin);
  Piece no;
  const bool no_good = Parts(part.otherwise, no);
  const std::vector<Problem> no_problems(
      problems_.begin() + static_cast<std::ptrdiff_t>(begin), problems_.end());
  if (exhausted_) return false;
  problems_.resize(begin);
  const Maybe condition = Condition(*part.expr);
  if (!condition) return false;
  out.sensitive = out.sensitive || condition->sensitive();
  if (condition->is_unknown()) {
    out.sensitive = out.sensitive || yes.sensitive || no.sensitive;
    AddUnknown(out, *condition);
    return true;
  }
  const bool taken = condition->AsBool();
  const auto& kept = taken ? yes_problems : no_problems;
  problems_.insert(problems_.end(), kept.begin(), kept.end());
  Piece& chosen = taken ? yes : no;
  out.sensitive = out.sensitive || chosen.sensitive;
  if (!chosen.unknown.empty()) {
    if (out.unknown.empty()) out.prefix = out.text + chosen.prefix;
    out.unknown.insert(
        out.unknown.end(), chosen.unknown.begin(), chosen.unknown.end());
  }
  out.text += chosen.text;
  return taken ? yes_good : no_good;
}

bool Walk::ForPart(const TemplatePart& part, Piece& out) {
  bool iterable = false;
  const Maybe collection = Collection(*part.expr, iterable);
  if (!collection) return false;
  out.sensitive = out.sensitive || collection->sensitive();
  const bool open_set = iterable && collection->kind() == ValueKind::kSet &&
                        !IsWhollyKnown(*collection);
  if (!iterable || open_set) {
    AddUnknown(out, *collection);
    return true;
  }
  bool good = true;
  const std::size_t count = ElementCount(*collection);
  for (std::size_t i = 0; i < count && !exhausted_; ++i) {
    const Bindings bindings(bindings_);
    Bind(part.key_name, part.item_name, *collection, i);
    good = Spend(part.span, 1) && Parts(part.body, out) && good;
  }
  return good && !exhausted_;
}

}  // namespace plimsoll::hcl

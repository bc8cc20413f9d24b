// SPDX-License-Identifier: Apache-2.0
// The doors of evaluation, names, steps and constructors.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "hcl/internal/walk.h"
#include "hcl/parser.h"

namespace plimsoll::hcl {

Evaluator::Evaluator(ValueFactory factory, EvaluateOptions options)
    : factory_(factory),
      options_(std::move(options)),
      steps_left_(options_.steps) {
  if (options_.functions == nullptr) {
    options_.functions = &TerraformFunctions();
  }
}

Evaluator::~Evaluator() = default;

Value Evaluator::Evaluate(const ParsedFile& file,
                          const Expr& expr,
                          Scope& scope,
                          Diagnostics& diagnostics,
                          PlaceId place_base) {
  Walk walk(*this, file, scope, place_base);
  const Maybe value = walk.Eval(expr);
  if (value) return *value;
  for (const Problem& problem : walk.problems()) {
    diagnostics.Error(file.source().name(),
                      file.source().RangeOf(problem.span),
                      problem.message,
                      problem.hint);
  }
  UnknownReason reason;
  reason.code = "error";
  reason.subject = file.source().text(expr.span).substr(0, 200);
  if (!walk.problems().empty()) reason.message = walk.problems()[0].message;
  const Value unknown = factory_.Unknown(Type::Dynamic(), reason);
  return place_base == 0 ? unknown : unknown.WithPlace(place_base + expr.id);
}

std::optional<Value> Evaluator::EvaluateTemplate(std::string_view name,
                                                 std::string_view text,
                                                 Value variables,
                                                 std::string& problem) {
  constexpr std::uint32_t kDeepest = 16;
  if (template_depth_ >= kDeepest) {
    problem = "templates call templates without end";
    return std::nullopt;
  }
  Diagnostics diagnostics;
  templates_.push_back(
      ParseTemplate(std::string(name), std::string(text), diagnostics));
  const std::shared_ptr<const ParsedFile> file = templates_.back();
  const auto report = [&] {
    problem = diagnostics.empty() ? "failed" : Render(diagnostics.all()[0]);
    return std::nullopt;
  };
  if (diagnostics.has_errors()) return report();
  MapScope scope;
  for (const Member& m : variables.AsMembers()) {
    scope.Set(std::string(m.key->view()), m.value);
  }
  ++template_depth_;
  const Value value = Evaluate(*file, *file->expression(), scope, diagnostics);
  --template_depth_;
  if (diagnostics.has_errors()) return report();
  return value;
}

Resolved MapScope::Resolve(const TraversalExpr& reference) {
  const auto it = values_.find(reference.root.view());
  if (it != values_.end()) {
    return {Resolved::Kind::kFound, it->second, 0, {}, {}};
  }
  std::vector<std::string_view> names;
  for (const auto& [name, value] : values_) names.push_back(name);
  return {Resolved::Kind::kMissing,
          {},
          0,
          fmt::format("there is no name \"{}\" here", reference.root.view()),
          DidYouMean(reference.root.view(), names)};
}

std::nullopt_t Walk::Fail(Span span, std::string message, std::string hint) {
  problems_.push_back({span, std::move(message), std::move(hint)});
  return std::nullopt;
}

bool Walk::Spend(Span span, std::uint64_t steps) {
  if (exhausted_) return false;
  if (evaluator_.Spend(steps)) return true;
  exhausted_ = true;
  Fail(span,
       fmt::format("evaluation took more than {} steps",
                   evaluator_.options().steps));
  return false;
}

// Unknown of unknown type because another value is unknown.
Value Walk::Dynamic(Value because) const {
  return factory_.UnknownFrom(Type::Dynamic(), {&because, 1});
}

Value Walk::NotNull(Value unknown) const {
  Refinement refinement;
  refinement.not_null = true;
  return factory_.Refine(unknown, refinement);
}

Maybe Walk::Eval(const Expr& expr) {
  if (!Spend(expr.span, 1)) return std::nullopt;
  Maybe value = Dispatch(expr);
  if (!value || exhausted_) return std::nullopt;
  if (place_base_ == 0) return value;
  switch (expr.kind) {
    case ExprKind::kTraversal:
    case ExprKind::kRelative:
    case ExprKind::kIndex:
    case ExprKind::kConditional:
    case ExprKind::kParentheses:
    case ExprKind::kSplatItem:
      if (value->place() != 0) return value;
      break;
    default: break;
  }
  return value->WithPlace(place_base_ + expr.id);
}

Maybe Walk::Dispatch(const Expr& expr) {
  switch (expr.kind) {
    case ExprKind::kLiteral: return Literal(As<LiteralExpr>(expr));
    case ExprKind::kTemplate: return Template(As<TemplateExpr>(expr));
    case ExprKind::kTraversal: return Traversal(As<TraversalExpr>(expr));
    case ExprKind::kRelative: {
      const auto& node = As<RelativeExpr>(expr);
      const Maybe source = Eval(*node.source);
      return source ? TakeSteps(*source, node.steps, 0) : source;
    }
    case ExprKind::kIndex: return Index(As<IndexExpr>(expr));
    case ExprKind::kSplat: return Splat(As<SplatExpr>(expr));
    case ExprKind::kSplatItem:
      for (auto it = items_.rbegin(); it != items_.rend(); ++it) {
        if (it->node == &expr) return it->value;
      }
      return Fail(expr.span, "splat without a source");
    case ExprKind::kCall: return Call(As<CallExpr>(expr));
    case ExprKind::kUnary: return Unary(As<UnaryExpr>(expr));
    case ExprKind::kBinary: return Binary(As<BinaryExpr>(expr));
    case ExprKind::kConditional: return Conditional(As<ConditionalExpr>(expr));
    case ExprKind::kTuple: return Tuple(As<TupleExpr>(expr));
    case ExprKind::kObject: return Object(As<ObjectExpr>(expr));
    case ExprKind::kFor: return For(As<ForExpr>(expr));
    case ExprKind::kParentheses: return Eval(*As<ParenthesesExpr>(expr).inner);
    case ExprKind::kBad:
      return Fail(expr.span, "the expression could not be parsed");
  }
  return std::nullopt;
}

Maybe Walk::Literal(const LiteralExpr& expr) {
  switch (expr.literal) {
    case LiteralExpr::Kind::kNull: return Value();
    case LiteralExpr::Kind::kTrue: return Value::Bool(true);
    case LiteralExpr::Kind::kFalse: return Value::Bool(false);
    case LiteralExpr::Kind::kInteger: return Value::Int(expr.integer);
    case LiteralExpr::Kind::kString: return Value::String(&expr.text);
    case LiteralExpr::Kind::kNumber: {
      const auto number = BigNumber::Parse(expr.text.view());
      if (number) return factory_.Number(*number);
      return Fail(expr.span, "number beyond all bounds");
    }
  }
  return std::nullopt;
}

Maybe Walk::Traversal(const TraversalExpr& expr) {
  for (auto it = bindings_.rbegin(); it != bindings_.rend(); ++it) {
    if (it->name == expr.root.view()) {
      return TakeSteps(it->value, expr.steps, 0);
    }
  }
  const Resolved resolved = scope_.Resolve(expr);
  if (resolved.kind == Resolved::Kind::kMissing) {
    return Fail(expr.span,
                resolved.message.empty()
                    ? fmt::format("there is no \"{}\"", expr.root.view())
                    : resolved.message,
                resolved.hint);
  }
  return TakeSteps(resolved.value, expr.steps, resolved.steps);
}

Maybe Walk::TakeSteps(Value value,
                      std::span<const TraversalStep> steps,
                      std::size_t from) {
  for (std::size_t i = from; i < steps.size(); ++i) {
    const TraversalStep& step = steps[i];
    std::string problem;
    Maybe next;
    if (step.is_attribute) {
      next = GetAttribute(value, step.name.view(), factory_, &problem);
    } else {
      const Maybe key = Literal(*step.key);
      if (!key) return std::nullopt;
      next = GetIndex(value, *key, factory_, &problem);
    }
    if (!next) return Fail(step.span, problem);
    value = *next;
  }
  return value;
}

Maybe Walk::Index(const IndexExpr& expr) {
  const Maybe collection = Eval(*expr.collection);
  const Maybe key = Eval(*expr.key);
  if (!collection || !key) return std::nullopt;
  std::string problem;
  const Maybe value = GetIndex(*collection, *key, factory_, &problem);
  if (!value) return Fail(expr.span, problem);
  return value;
}

Maybe Walk::Tuple(const TupleExpr& expr) {
  std::vector<Value> items;
  items.reserve(expr.items.size());
  bool good = true;
  for (const Expr* item : expr.items) {
    const Maybe value = Eval(*item);
    if (value) items.push_back(*value);
    good = good && value;
  }
  if (!good) return std::nullopt;
  return factory_.Tuple(items);
}

Maybe Walk::ObjectKey(const ObjectItem& item) {
  if (item.is_name) return Value::String(&item.name);
  const Maybe key = Eval(*item.key);
  if (!key) return key;
  if (key->is_null()) {
    return Fail(item.key->span, "key of an object is null");
  }
  std::string problem;
  const Maybe text = Convert(*key, Type::String(), factory_, &problem);
  if (!text) {
    return Fail(item.key->span, "key of an object: " + problem);
  }
  return text;
}

Maybe Walk::Object(const ObjectExpr& expr) {
  std::vector<Member> members;
  members.reserve(expr.items.size());
  bool good = true;
  bool sensitive = false;
  std::vector<Value> unknown_keys;
  for (const ObjectItem& item : expr.items) {
    const Maybe key = ObjectKey(item);
    const Maybe value = Eval(*item.value);
    if (!key || !value) {
      good = false;
      continue;
    }
    sensitive = sensitive || key->sensitive();
    if (key->is_unknown()) {
      unknown_keys.push_back(*key);
    } else {
      members.push_back({key->AsText(), *value});
    }
  }
  if (!good) return std::nullopt;
  if (!unknown_keys.empty()) {
    return factory_.UnknownFrom(Type::Dynamic(), unknown_keys);
  }
  return factory_.Object(std::move(members)).WithSensitive(sensitive);
}

}  // namespace plimsoll::hcl

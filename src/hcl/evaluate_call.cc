// SPDX-License-Identifier: Apache-2.0
// Function calls, and the functions that see their arguments unevaluated.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "hcl/internal/walk.h"

namespace plimsoll::hcl {
namespace {

// Work that a result stands for, in steps.
std::uint64_t CostOf(Value value) {
  if (value.is_string()) return value.AsString().size() / 64;
  if (value.is_sequence()) return value.AsSequence().size();
  if (value.has_members()) return value.AsMembers().size();
  return 0;
}

std::string_view LocalName(std::string_view name) {
  return name.starts_with("core::") ? name.substr(6) : name;
}

}  // namespace

Maybe Walk::Call(const CallExpr& expr) {
  const std::string_view name = LocalName(expr.name.view());
  if (name == "try") return Try(expr);
  if (name == "can") return Can(expr);
  if (name == "templatestring") return TemplateString(expr);
  const Function* function = evaluator_.options().functions->Find(name);
  if (function == nullptr) {
    std::vector<std::string_view> names =
        evaluator_.options().functions->names();
    return Fail(expr.name_span,
                fmt::format("there is no function \"{}\"", expr.name.view()),
                DidYouMean(name, names));
  }
  std::vector<Value> arguments;
  arguments.reserve(expr.arguments.size());
  bool good = true;
  for (const Expr* argument : expr.arguments) {
    const Maybe value = Eval(*argument);
    if (value) arguments.push_back(*value);
    good = good && value;
  }
  if (!good) return std::nullopt;
  Maybe unknown;
  if (expr.expand_last && !Expand(expr, arguments, unknown)) return unknown;
  std::string problem;
  const Maybe result =
      hcl::Call(*function, arguments, factory_, &evaluator_, &problem);
  if (!result) {
    return Fail(expr.span, fmt::format("{}: {}", expr.name.view(), problem));
  }
  if (result->is_string() &&
      result->AsString().size() > evaluator_.options().string_bytes) {
    return Fail(expr.span,
                fmt::format("{}: the text is longer than {} bytes",
                            expr.name.view(),
                            evaluator_.options().string_bytes));
  }
  if (!Spend(expr.span, CostOf(*result))) return std::nullopt;
  return result;
}

// Replaces the last argument by its elements. False when there is no call:
// after an error, or when `unknown` is the result.
bool Walk::Expand(const CallExpr& expr,
                  std::vector<Value>& arguments,
                  Maybe& unknown) {
  const Value last = arguments.back();
  const Span span = expr.arguments.back()->span;
  if (last.is_null()) {
    Fail(span, "a null value cannot be expanded by \"...\"");
    return false;
  }
  if (last.is_unknown()) {
    const TypeKind kind = last.shallow_type().kind();
    if (kind != TypeKind::kDynamic && kind != TypeKind::kList &&
        kind != TypeKind::kSet && kind != TypeKind::kTuple) {
      Fail(span, "\"...\" needs a list, set or tuple");
      return false;
    }
    unknown = Dynamic(last);
    return false;
  }
  if (!last.is_sequence()) {
    Fail(span, "\"...\" needs a list, set or tuple");
    return false;
  }
  arguments.pop_back();
  for (const Value item : last.AsSequence()) {
    arguments.push_back(last.sensitive() ? item.WithSensitive(true) : item);
  }
  return true;
}

// The first argument that can be evaluated.
Maybe Walk::Try(const CallExpr& expr) {
  if (expr.arguments.empty()) {
    return Fail(expr.span, "try: at least one argument is needed");
  }
  const std::size_t begin = problems_.size();
  std::string why;
  for (const Expr* argument : expr.arguments) {
    const Maybe value = Eval(*argument);
    if (exhausted_) return std::nullopt;
    if (value) {
      problems_.resize(begin);
      return IsWhollyKnown(*value) ? value : Dynamic(*value);
    }
    if (why.empty() && problems_.size() > begin) {
      why = problems_[begin].message;
    }
    problems_.resize(begin);
  }
  return Fail(expr.span,
              fmt::format("try: no argument could be evaluated; the first "
                          "failed with: {}",
                          why));
}

Maybe Walk::Can(const CallExpr& expr) {
  if (expr.arguments.size() != 1) {
    return Fail(expr.span, "can: exactly one argument is needed");
  }
  const std::size_t begin = problems_.size();
  const Maybe value = Eval(*expr.arguments[0]);
  if (exhausted_) return std::nullopt;
  problems_.resize(begin);
  if (!value) return Value::Bool(false);
  if (IsWhollyKnown(*value)) return Value::Bool(true);
  const Value source = *value;
  return NotNull(factory_.UnknownFrom(Type::Bool(), {&source, 1}));
}

// The template must come from somewhere else, so that a literal is not
// rendered twice.
Maybe Walk::TemplateString(const CallExpr& expr) {
  if (expr.arguments.size() != 2) {
    return Fail(expr.span, "templatestring: two arguments are needed");
  }
  if (expr.arguments[0]->kind != ExprKind::kTraversal &&
      expr.arguments[0]->kind != ExprKind::kIndex &&
      expr.arguments[0]->kind != ExprKind::kRelative) {
    return Fail(expr.arguments[0]->span,
                "templatestring: the template must be a reference",
                "a template written here needs no function");
  }
  const Maybe text = Eval(*expr.arguments[0]);
  const Maybe variables = Eval(*expr.arguments[1]);
  if (!text || !variables) return std::nullopt;
  const Value both[] = {*text, *variables};
  if (text->is_unknown() || variables->is_unknown()) {
    return factory_.UnknownFrom(Type::Dynamic(), both);
  }
  if (!text->is_string() || !variables->has_members()) {
    return Fail(expr.span,
                "templatestring: a string and an object of variables are "
                "needed");
  }
  std::string problem;
  const Maybe value = evaluator_.EvaluateTemplate(
      "templatestring", text->AsString(), *variables, problem);
  if (!value) return Fail(expr.span, "templatestring: " + problem);
  const Maybe string = Convert(*value, Type::String(), factory_, &problem);
  if (!string) return Fail(expr.span, "templatestring: " + problem);
  const bool sensitive = ContainsSensitive(*text);
  return sensitive ? string->WithSensitive(true) : *string;
}

}  // namespace plimsoll::hcl

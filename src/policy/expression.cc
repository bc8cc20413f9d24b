// SPDX-License-Identifier: Apache-2.0
#include "policy/internal/expression.h"

#include <fmt/format.h>

#include "base/text.h"
#include "policy/internal/inventory_functions.h"
#include "policy/internal/schema.h"
#include "value/json.h"

namespace plimsoll {
namespace {

using cel::Expr;
using cel::ExprKind;
using cel::Macro;
using cel::TypeKind;
using cel::TypeRef;

/// Byte offset of a 1-based line in a text.
std::size_t LineStart(std::string_view text, std::uint32_t line) {
  std::size_t start = 0;
  for (std::uint32_t i = 1; i < line && start < text.size(); ++i) {
    const std::size_t end = text.find('\n', start);
    if (end == std::string_view::npos) return text.size();
    start = end + 1;
  }
  return start;
}

/// Checks the literals that an expression builds against the declared type:
/// {"Status": x} for an object, the body of map() for a list of objects.
class ShapeChecker {
 public:
  ShapeChecker(const cel::Ast& ast,
               SourceRange place,
               const CatalogueFile& file)
      : ast_(&ast), place_(place), file_(&file) {}

  void Check(const Expr& expr, TypeRef want) const {
    switch (expr.kind) {
      case ExprKind::kMap: CheckMap(expr, want); return;
      case ExprKind::kList:
        if (want->kind == TypeKind::kList) {
          for (const Expr* item : expr.args) Check(*item, want->params[0]);
        }
        return;
      case ExprKind::kCall: CheckCall(expr, want); return;
      case ExprKind::kComprehension: CheckComprehension(expr, want); return;
      default: CheckType(expr, want); return;
    }
  }

 private:
  void CheckMap(const Expr& expr, TypeRef want) const {
    if (want->kind == TypeKind::kMap) {
      for (std::size_t i = 1; i < expr.args.size(); i += 2) {
        Check(*expr.args[i], want->params[1]);
      }
      return;
    }
    if (want->kind != TypeKind::kObject) {
      CheckType(expr, want);
      return;
    }
    for (std::size_t i = 0; i + 1 < expr.args.size(); i += 2) {
      const Expr& key = *expr.args[i];
      if (key.kind != ExprKind::kConstant || !key.constant.is_string()) {
        continue;
      }
      const std::string_view name = key.constant.AsString();
      const auto field = want->object->fields.find(name);
      if (field == want->object->fields.end()) {
        ReportField(key, name, *want->object);
      } else {
        Check(*expr.args[i + 1], field->second);
      }
    }
  }

  void CheckCall(const Expr& expr, TypeRef want) const {
    if (expr.name == "_?_:_" && expr.args.size() == 3) {
      Check(*expr.args[1], want);
      Check(*expr.args[2], want);
      return;
    }
    if (expr.name == "_+_" && want->kind == TypeKind::kList) {
      for (const Expr* part : expr.args) Check(*part, want);
      return;
    }
    CheckType(expr, want);
  }

  void CheckComprehension(const Expr& expr, TypeRef want) const {
    const bool builds_list = expr.macro == Macro::kMap ||
                             expr.macro == Macro::kMapFilter ||
                             expr.macro == Macro::kTransformList;
    if (!builds_list || want->kind != TypeKind::kList) {
      CheckType(expr, want);
      return;
    }
    CheckStep(*expr.args[2], want);
  }

  /// The step of map(): `@result + [body]`, perhaps in a ternary of the filter.
  void CheckStep(const Expr& step, TypeRef want) const {
    if (step.kind == ExprKind::kList) Check(step, want);
    if (step.kind != ExprKind::kCall) return;
    for (const Expr* part : step.args) CheckStep(*part, want);
  }

  void CheckType(const Expr& expr, TypeRef want) const {
    const TypeRef have = ast_->types[expr.id];
    if (TypeFits(have, want)) return;
    Report(expr,
           fmt::format("this is {}, but {} is declared here",
                       cel::Render(have),
                       cel::Render(want)),
           "convert it, or correct the declaration");
  }

  void ReportField(const Expr& key,
                   std::string_view name,
                   const cel::ObjectType& object) const {
    std::vector<std::string_view> names;
    names.reserve(object.fields.size());
    for (const auto& [field, type] : object.fields) names.push_back(field);
    Report(key,
           fmt::format("{} has no property `{}`", object.name, name),
           DidYouMean(name, names));
  }

  void Report(const Expr& expr, std::string message, std::string hint) const {
    file_->diagnostics->Error(
        file_->name,
        cel::Locate(ast_->source, expr.offset, expr.end, place_),
        std::move(message),
        std::move(hint));
  }

  const cel::Ast* ast_;
  SourceRange place_;
  const CatalogueFile* file_;
};

}  // namespace

SourceRange TextPlace(Value scalar, const CatalogueFile& file) {
  SourceRange range = file.RangeOf(scalar);
  if (range.line == 0) return {1, 1, 0, 0};
  const std::size_t start = LineStart(file.text, range.line) + range.column - 1;
  if (start >= file.text.size()) return range;
  const char mark = file.text[start];
  if (mark == '"' || mark == '\'') {
    ++range.column;
  } else if (mark == '|' || mark == '>') {
    ++range.line;
    const std::size_t line = LineStart(file.text, range.line);
    const std::size_t text = file.text.find_first_not_of(' ', line);
    range.column = text == std::string_view::npos
                       ? 1
                       : static_cast<std::uint32_t>(text - line) + 1;
  }
  return range;
}

std::unique_ptr<const cel::Program> CompileText(
    std::string_view text,
    SourceRange place,
    const cel::Environment& environment,
    const ExpressionScope& scope,
    TypeRef want) {
  const cel::ExpressionPlace where{scope.file->name, place};
  Diagnostics& diagnostics = *scope.file->diagnostics;
  std::unique_ptr<cel::Ast> ast = cel::Parse(text, where, diagnostics);
  if (ast == nullptr) return nullptr;
  if (scope.resource_types != nullptr &&
      !BindInventoryCalls(*ast, *scope.resource_types, scope, place)) {
    return nullptr;
  }
  if (!cel::Check(*ast, environment, where, diagnostics)) return nullptr;
  if (want != nullptr) {
    const std::size_t before = diagnostics.error_count();
    ShapeChecker(*ast, place, *scope.file).Check(*ast->root, want);
    if (diagnostics.error_count() != before) return nullptr;
  }
  return cel::Program::Compile(std::move(ast), environment, *scope.keys);
}

std::unique_ptr<const cel::Program> CompileExpression(
    Value source,
    const cel::Environment& environment,
    const ExpressionScope& scope,
    TypeRef want) {
  if (source.is_string()) {
    return CompileText(source.AsString(),
                       TextPlace(source, *scope.file),
                       environment,
                       scope,
                       want);
  }
  switch (source.kind()) {
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kDouble:
      return CompileText(WriteJson(source),
                         scope.file->RangeOf(source),
                         environment,
                         scope,
                         want);
    default:
      scope.file->Error(source,
                        "an expression must be a text",
                        "put it in quotes when it begins with [ or {");
      return nullptr;
  }
}

}  // namespace plimsoll

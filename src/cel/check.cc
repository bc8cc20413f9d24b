// SPDX-License-Identifier: Apache-2.0
#include "cel/check.h"

#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace plimsoll::cel {

TypeRef Checker::Error(Span at, std::string message, std::string hint) {
  if (!strict_) return Dyn();
  failed_ = true;
  diagnostics_.Error(place_.file,
                     Locate(ast_.source, at.offset, at.end, place_.range),
                     std::move(message),
                     std::move(hint));
  return Failed();
}

Span Checker::FieldSpan(const Expr& expr) const {
  // has(e.f) ends one byte after the name.
  const auto size = static_cast<std::uint32_t>(expr.name.size());
  for (const std::uint32_t after : {0U, 1U}) {
    if (expr.end - expr.offset < size + after) continue;
    const std::uint32_t start = expr.end - after - size;
    if (ast_.source.compare(start, size, expr.name) == 0) {
      return {start, start + size};
    }
  }
  return SpanOf(expr);
}

bool Checker::Run() {
  ast_.types.assign(ast_.size(), Dyn());
  Visit(*ast_.root);
  for (TypeRef& type : ast_.types) type = inference_.Final(type);
  return !failed_;
}

TypeRef Checker::Visit(Expr& expr) {
  TypeRef type = nullptr;
  switch (expr.kind) {
    case ExprKind::kConstant: type = VisitConstant(expr); break;
    case ExprKind::kIdent: type = VisitIdent(expr); break;
    case ExprKind::kSelect: type = VisitSelect(expr); break;
    case ExprKind::kCall: type = VisitCall(expr); break;
    case ExprKind::kList: type = VisitList(expr); break;
    case ExprKind::kMap: type = VisitMap(expr); break;
    case ExprKind::kStruct: type = VisitStruct(expr); break;
    case ExprKind::kComprehension: type = VisitComprehension(expr); break;
  }
  return ast_.types[expr.id] = inference_.Known(type);
}

TypeRef Checker::VisitConstant(const Expr& expr) {
  switch (expr.constant.kind()) {
    case Kind::kNull: return types_.Simple(TypeKind::kNull);
    case Kind::kBool: return types_.Bool();
    case Kind::kInt: return types_.Int();
    case Kind::kUint: return types_.Simple(TypeKind::kUint);
    case Kind::kDouble: return types_.Simple(TypeKind::kDouble);
    case Kind::kString: return types_.String();
    case Kind::kBytes: return types_.Simple(TypeKind::kBytes);
    default: return Dyn();
  }
}

TypeRef Checker::VisitIdent(Expr& expr) {
  if (const Local* local = FindLocal(expr.name)) return local->type;
  if (const TypeRef type = ResolveChain(expr)) return type;
  NoVariable(expr);
  return strict_ ? Failed() : Dyn();
}

TypeRef Checker::VisitSelect(Expr& expr) {
  if (!expr.test_only && !expr.optional) {
    if (const TypeRef type = ResolveChain(expr)) return type;
  }
  const TypeRef operand = Visit(*expr.operand);
  const TypeRef base =
      operand->kind == TypeKind::kOptional ? operand->params[0] : operand;
  expr.null_if_absent =
      base->kind == TypeKind::kObject ||
      (FromObject(*expr.operand) && operand->kind != TypeKind::kOptional);
  const TypeRef field = FieldType(expr, operand);
  if (expr.test_only) return types_.Bool();
  if (!expr.optional || field->kind == TypeKind::kOptional) return field;
  return types_.Optional(field);
}

TypeRef Checker::FieldType(const Expr& expr, TypeRef operand) {
  switch (operand->kind) {
    case TypeKind::kDyn:
    case TypeKind::kError: return operand;
    case TypeKind::kParam:
      // An element of an empty list, say: nothing is known of it.
      inference_.Assign(Dyn(), operand);
      return Dyn();
    case TypeKind::kMap:
      if (!inference_.Assign(types_.String(), operand->params[0])) {
        return Error(
            expr,
            fmt::format("a {} has no key '{}'", Show(operand), expr.name),
            "index it with [...]");
      }
      return operand->params[1];
    case TypeKind::kOptional: {
      const TypeRef field =
          FieldType(expr, inference_.Known(operand->params[0]));
      return field->kind == TypeKind::kOptional ? field
                                                : types_.Optional(field);
    }
    case TypeKind::kObject:
      return ObjectField(expr, *operand->object, expr.name);
    default:
      return Error(
          expr,
          fmt::format(
              "{} has no fields: cannot read '{}'", Show(operand), expr.name),
          operand->kind == TypeKind::kList
              ? "take one element with [0], or ask all(...) or "
                "exists(...)"
              : "");
  }
}

TypeRef Checker::ObjectField(const Expr& at,
                             const ObjectType& object,
                             std::string_view name) {
  const auto found = object.fields.find(name);
  if (found != object.fields.end()) return found->second;
  std::vector<std::string_view> known;
  for (const auto& [field, type] : object.fields) known.push_back(field);
  std::string hint = DidYouMean(name, known);
  constexpr std::size_t kMaxShown = 12;
  if (hint.empty() && !known.empty() && known.size() <= kMaxShown) {
    hint = "it has " +
           Join(std::vector<std::string>(known.begin(), known.end()), ", ");
  }
  return Error(at.kind == ExprKind::kSelect ? FieldSpan(at) : SpanOf(at),
               fmt::format("no field '{}' in {}", name, object.name),
               std::move(hint));
}

bool Checker::FromObject(const Expr& expr) const {
  switch (expr.kind) {
    case ExprKind::kIdent: {
      if (const Local* local = FindLocal(expr.name)) return local->from_object;
      return ast_.types[expr.id]->kind == TypeKind::kObject;
    }
    case ExprKind::kSelect:
      if (expr.variable >= 0) {
        return ast_.types[expr.id]->kind == TypeKind::kObject;
      }
      return expr.null_if_absent;
    case ExprKind::kCall:
      if (expr.name == "_[_]") return FromObject(*expr.args[0]);
      return ast_.types[expr.id]->kind == TypeKind::kObject;
    case ExprKind::kComprehension:
      return expr.macro == Macro::kFilter && FromObject(*expr.operand);
    default: return false;
  }
}

TypeRef Checker::OptionalElement(const Expr& element) {
  const TypeRef type = ast_.types[element.id];
  if (type->kind == TypeKind::kOptional) return type->params[0];
  if (IsDynOrError(type)) return type;
  return Error(element,
               fmt::format("'?' needs an optional, not {}", Show(type)),
               "remove the '?'");
}

TypeRef Checker::VisitList(Expr& expr) {
  TypeRef element = nullptr;
  for (std::size_t i = 0; i < expr.args.size(); ++i) {
    TypeRef type = Visit(*expr.args[i]);
    if (expr.optional_at[i]) type = OptionalElement(*expr.args[i]);
    if (element != nullptr) type = inference_.Join(element, type);
    element = type == nullptr ? Dyn() : type;
  }
  return types_.List(element == nullptr ? inference_.Fresh() : element);
}

TypeRef Checker::VisitMap(Expr& expr) {
  TypeRef keys = nullptr;
  TypeRef values = nullptr;
  const auto join = [&](TypeRef sum, TypeRef next) {
    if (sum == nullptr) return next;
    const TypeRef joined = inference_.Join(sum, next);
    return joined == nullptr ? Dyn() : joined;
  };
  for (std::size_t i = 0; i + 1 < expr.args.size(); i += 2) {
    const TypeRef key = Visit(*expr.args[i]);
    switch (key->kind) {
      case TypeKind::kNull:
      case TypeKind::kDouble:
      case TypeKind::kBytes:
      case TypeKind::kList:
      case TypeKind::kMap:
        Error(*expr.args[i],
              fmt::format("a map key is string, int, uint or bool, not {}",
                          Show(key)));
        break;
      default: break;
    }
    TypeRef value = Visit(*expr.args[i + 1]);
    if (expr.optional_at[i / 2]) value = OptionalElement(*expr.args[i + 1]);
    keys = join(keys, key);
    values = join(values, value);
  }
  if (keys == nullptr) keys = inference_.Fresh();
  if (values == nullptr) values = inference_.Fresh();
  return types_.Map(keys, values);
}

TypeRef Checker::VisitStruct(Expr& expr) {
  for (Expr* field : expr.args) Visit(*field);
  return Error(expr,
               fmt::format("no type '{}' to construct", expr.name),
               "write a map: {\"name\": value}");
}

void Checker::RangeTypes(const Expr& range,
                         bool two,
                         TypeRef& first,
                         TypeRef& second) {
  TypeRef type = inference_.Known(ast_.types[range.id]);
  first = second = Dyn();
  switch (type->kind) {
    case TypeKind::kList:
      first = two ? types_.Int() : type->params[0];
      second = type->params[0];
      break;
    case TypeKind::kMap:
      first = type->params[0];
      second = type->params[1];
      break;
    case TypeKind::kDyn: break;
    case TypeKind::kError: first = second = Failed(); break;
    case TypeKind::kParam: inference_.Assign(Dyn(), type); break;
    default:
      Error(
          range,
          fmt::format("{} cannot be range of a macro: it needs a list or a map",
                      Show(type)));
      if (strict_) first = second = Failed();
  }
}

TypeRef Checker::VisitComprehension(Expr& expr) {
  Visit(*expr.operand);
  const TypeRef init = Visit(*expr.args[0]);
  TypeRef first = nullptr;
  TypeRef second = nullptr;
  RangeTypes(*expr.operand, !expr.iter_var2.empty(), first, second);
  const bool from_object = FromObject(*expr.operand);
  const std::size_t outside = locals_.size();
  locals_.push_back({expr.accu_var, init, FromObject(*expr.args[0])});
  locals_.push_back({expr.iter_var, first, from_object});
  if (!expr.iter_var2.empty()) {
    locals_.push_back({expr.iter_var2, second, from_object});
  }
  ExpectBool(*expr.args[1], Visit(*expr.args[1]));
  const TypeRef step = Visit(*expr.args[2]);
  if (!inference_.Assign(step, init)) {
    Error(*expr.args[2],
          fmt::format("the macro gathers {}, not {}", Show(init), Show(step)));
  }
  locals_.resize(outside + 1);
  const TypeRef result = Visit(*expr.args[3]);
  locals_.resize(outside);
  return result;
}

bool Check(Ast& ast,
           const Environment& environment,
           const ExpressionPlace& place,
           Diagnostics& diagnostics,
           bool strict) {
  return Checker(ast, environment, place, diagnostics, strict).Run();
}

}  // namespace plimsoll::cel

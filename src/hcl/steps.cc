// SPDX-License-Identifier: Apache-2.0
// Attributes and elements of values; references of expressions.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "hcl/evaluator.h"

namespace plimsoll::hcl {
namespace {

std::optional<Value> Fail(std::string* problem, std::string message) {
  if (problem != nullptr) *problem = std::move(message);
  return std::nullopt;
}

std::string NoAttribute(Value object, std::string_view name) {
  std::vector<std::string_view> names;
  for (const Member& m : object.AsMembers()) names.push_back(m.key->view());
  const std::string hint = DidYouMean(name, names);
  return fmt::format(
      "there is no attribute \"{}\"{}{}", name, hint.empty() ? "" : "; ", hint);
}

// The position of a key that is a whole number, or an error.
std::optional<std::size_t> Position(Value key,
                                    std::size_t size,
                                    std::string* problem) {
  const auto index = key.AsInt64();
  if (!index || *index < 0 || static_cast<std::size_t>(*index) >= size) {
    Fail(problem,
         size == 0 ? "index into an empty list"
                   : fmt::format("index {} is not one of 0 to {}",
                                 ToText(key.AsNumber()),
                                 size - 1));
    return std::nullopt;
  }
  return static_cast<std::size_t>(*index);
}

std::optional<Value> IndexSequence(Value list,
                                   Value key,
                                   const ValueFactory& factory,
                                   std::string* problem) {
  const auto number = Convert(key, Type::Number(), factory, problem);
  if (!number) return number;
  const Type type = list.is_unknown() ? list.shallow_type() : Type::Dynamic();
  const bool tuple = list.kind() == ValueKind::kTuple || type.is_tuple();
  if (number->is_unknown() || (list.is_unknown() && !tuple)) {
    const Value both[] = {list, *number};
    const Type element = tuple ? Type::Dynamic() : list.element_type();
    return factory.UnknownFrom(element, both);
  }
  const std::size_t size =
      list.is_unknown() ? type.elements().size() : list.AsSequence().size();
  const auto position = Position(*number, size, problem);
  if (!position) return std::nullopt;
  if (list.is_unknown()) {
    return factory.Retype(list, type.elements()[*position]);
  }
  return list.AsSequence()[*position];
}

std::optional<Value> IndexMembers(Value map,
                                  Value key,
                                  const ValueFactory& factory,
                                  std::string* problem) {
  const auto text = Convert(key, Type::String(), factory, problem);
  if (!text) return text;
  if (map.is_unknown() || text->is_unknown()) {
    const bool is_map =
        map.kind() == ValueKind::kMap ||
        (map.is_unknown() && map.shallow_type().kind() == TypeKind::kMap);
    const Value both[] = {map, *text};
    return factory.UnknownFrom(is_map ? map.element_type() : Type::Dynamic(),
                               both);
  }
  if (const Value* found = map.Find(text->AsString())) return *found;
  return Fail(
      problem,
      map.kind() == ValueKind::kObject
          ? NoAttribute(map, text->AsString())
          : fmt::format("the map has no element \"{}\"", text->AsString()));
}

}  // namespace

std::optional<Value> GetAttribute(Value value,
                                  std::string_view name,
                                  const ValueFactory& factory,
                                  std::string* problem) {
  if (value.is_null()) {
    return Fail(problem,
                fmt::format("attribute \"{}\" of a value that is null", name));
  }
  if (value.has_members()) {
    if (const Value* found = value.Find(name)) {
      return value.sensitive() ? found->WithSensitive(true) : *found;
    }
    return Fail(problem,
                value.kind() == ValueKind::kObject
                    ? NoAttribute(value, name)
                    : fmt::format("the map has no element \"{}\"", name));
  }
  if (value.is_unknown()) {
    const Type type = value.shallow_type();
    if (type.is_dynamic()) {
      return factory.UnknownFrom(Type::Dynamic(), {&value, 1});
    }
    if (type.kind() == TypeKind::kMap) {
      return factory.UnknownFrom(type.element(), {&value, 1});
    }
    if (type.is_object()) {
      const ObjectAttribute* attribute = type.Find(name);
      if (attribute != nullptr) {
        return factory.UnknownFrom(attribute->type, {&value, 1});
      }
      return Fail(problem, fmt::format("there is no attribute \"{}\"", name));
    }
  }
  return Fail(problem,
              fmt::format("a value of type {} has no attribute \"{}\"",
                          FriendlyTypeName(value, factory),
                          name));
}

std::optional<Value> GetIndex(Value value,
                              Value key,
                              const ValueFactory& factory,
                              std::string* problem) {
  if (value.is_null()) return Fail(problem, "element of a value that is null");
  if (key.is_null()) return Fail(problem, "the index is null");
  const auto is_dynamic = [](Value v) {
    return v.is_unknown() && v.shallow_type().is_dynamic();
  };
  const bool sensitive = value.sensitive() || key.sensitive();
  const Value both[] = {value, key};
  std::optional<Value> result;
  if (is_dynamic(value) || is_dynamic(key)) {
    result = factory.UnknownFrom(Type::Dynamic(), both);
  } else {
    const TypeKind kind =
        value.is_unknown() ? value.shallow_type().kind() : TypeKind::kDynamic;
    if (value.kind() == ValueKind::kList || value.kind() == ValueKind::kTuple ||
        kind == TypeKind::kList || kind == TypeKind::kTuple) {
      result = IndexSequence(value, key, factory, problem);
    } else if (value.has_members() || kind == TypeKind::kMap ||
               kind == TypeKind::kObject) {
      result = IndexMembers(value, key, factory, problem);
    } else {
      return Fail(problem,
                  fmt::format("a value of type {} has no elements to index",
                              FriendlyTypeName(value, factory)));
    }
  }
  if (!result || !sensitive) return result;
  return result->WithSensitive(true);
}

namespace {

class ReferenceFinder {
 public:
  void Visit(const Expr* expr) {
    if (expr == nullptr) return;
    switch (expr->kind) {
      case ExprKind::kTraversal: {
        const auto& node = As<TraversalExpr>(*expr);
        const bool is_bound = std::any_of(
            bound_.begin(), bound_.end(), [&](std::string_view name) {
              return name == node.root.view();
            });
        if (!is_bound) found_.push_back(&node);
        break;
      }
      case ExprKind::kTemplate: Parts(As<TemplateExpr>(*expr).parts); break;
      case ExprKind::kRelative: Visit(As<RelativeExpr>(*expr).source); break;
      case ExprKind::kIndex:
        Visit(As<IndexExpr>(*expr).collection);
        Visit(As<IndexExpr>(*expr).key);
        break;
      case ExprKind::kSplat:
        Visit(As<SplatExpr>(*expr).source);
        Visit(As<SplatExpr>(*expr).each);
        break;
      case ExprKind::kCall:
        for (const Expr* a : As<CallExpr>(*expr).arguments) Visit(a);
        break;
      case ExprKind::kUnary: Visit(As<UnaryExpr>(*expr).operand); break;
      case ExprKind::kBinary:
        Visit(As<BinaryExpr>(*expr).left);
        Visit(As<BinaryExpr>(*expr).right);
        break;
      case ExprKind::kConditional:
        Visit(As<ConditionalExpr>(*expr).condition);
        Visit(As<ConditionalExpr>(*expr).when_true);
        Visit(As<ConditionalExpr>(*expr).when_false);
        break;
      case ExprKind::kTuple:
        for (const Expr* item : As<TupleExpr>(*expr).items) Visit(item);
        break;
      case ExprKind::kObject:
        for (const ObjectItem& item : As<ObjectExpr>(*expr).items) {
          if (!item.is_name) Visit(item.key);
          Visit(item.value);
        }
        break;
      case ExprKind::kFor: For(As<ForExpr>(*expr)); break;
      case ExprKind::kParentheses:
        Visit(As<ParenthesesExpr>(*expr).inner);
        break;
      default: break;
    }
  }

  std::vector<const TraversalExpr*> Take() { return std::move(found_); }

 private:
  void For(const ForExpr& expr) {
    Visit(expr.collection);
    const std::size_t size = bound_.size();
    bound_.push_back(expr.key_name.view());
    bound_.push_back(expr.item_name.view());
    Visit(expr.key);
    Visit(expr.value);
    Visit(expr.condition);
    bound_.resize(size);
  }

  void Parts(std::span<const TemplatePart> parts) {
    for (const TemplatePart& part : parts) {
      Visit(part.expr);
      const std::size_t size = bound_.size();
      if (part.kind == TemplatePart::Kind::kFor) {
        bound_.push_back(part.key_name.view());
        bound_.push_back(part.item_name.view());
      }
      Parts(part.body);
      Parts(part.otherwise);
      bound_.resize(size);
    }
  }

  std::vector<std::string_view> bound_;
  std::vector<const TraversalExpr*> found_;
};

}  // namespace

std::vector<const TraversalExpr*> References(const Expr& expr) {
  ReferenceFinder finder;
  finder.Visit(&expr);
  return finder.Take();
}

const TraversalExpr* AsStaticReference(const Expr& expr) {
  return TryAs<TraversalExpr>(&expr);
}

}  // namespace plimsoll::hcl

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "cel/check.h"

namespace plimsoll::cel {

namespace {

// "_+_" -> "+", for messages.
std::string_view OperatorText(std::string_view name) {
  if (name == "@in") return "in";
  if (name == "!_") return "!";
  if (name == "-_") return "-";
  if (name.size() > 2 && name.front() == '_' && name.back() == '_') {
    return name.substr(1, name.size() - 2);
  }
  return name;
}

std::string JoinTypes(const std::vector<std::string>& types) {
  return fmt::format("({})", Join(types, ", "));
}

// How the macros are written, for calls with the wrong number of arguments.
std::string_view MacroUse(std::string_view name) {
  struct Use {
    std::string_view name;
    std::string_view use;
  };
  static constexpr Use kUses[] = {
      {"has", "write has(e.field)"},
      {"all", "write list.all(x, condition)"},
      {"exists", "write list.exists(x, condition)"},
      {"exists_one", "write list.exists_one(x, condition)"},
      {"existsOne", "write list.existsOne(x, condition)"},
      {"filter", "write list.filter(x, condition)"},
      {"map", "write list.map(x, value) or list.map(x, condition, value)"},
      {"transformList", "write list.transformList(i, x, value)"},
      {"transformMap", "write map.transformMap(k, v, value)"},
      {"transformMapEntry", "write map.transformMapEntry(k, v, {key: value})"},
      {"sortBy", "write list.sortBy(x, key)"},
      {"optMap", "write optional.optMap(x, value)"},
      {"optFlatMap", "write optional.optFlatMap(x, optional)"},
      {"bind", "write cel.bind(name, value, expression)"}};
  for (const Use& use : kUses) {
    if (use.name == name) return use.use;
  }
  return {};
}

}  // namespace

bool Checker::HasOverload(std::string_view name, bool receiver) const {
  const auto found = environment_.functions->Find(name);
  return std::any_of(found.begin(), found.end(), [&](std::uint32_t index) {
    return environment_.functions->at(index).receiver == receiver;
  });
}

TypeRef Checker::VisitCall(Expr& expr) {
  if (expr.operand == nullptr) {
    if (const auto type = VisitOperator(expr)) return *type;
  }
  return FunctionCall(expr);
}

std::optional<TypeRef> Checker::VisitOperator(Expr& expr) {
  const std::string_view name = expr.name;
  if (name == "cel.@mapInsert") return MapInsert(expr);
  const bool special = name == "_&&_" || name == "_||_" || name == "!_" ||
                       name == "_?_:_" || name == "_==_" || name == "_!=_" ||
                       name == "@in" || name == "_[_]" || name == "_[?_]" ||
                       name == "@not_strictly_false";
  if (!special) return std::nullopt;
  const auto all = environment_.functions->Find(name);
  expr.overloads.assign(all.begin(), all.end());
  if (name == "_?_:_") return Conditional(expr);
  if (name == "_==_" || name == "_!=_") return Equality(expr);
  if (name == "@in") return Membership(expr);
  if (name == "_[_]" || name == "_[?_]") return Index(expr);
  return Logical(expr);
}

void Checker::ExpectBool(const Expr& expr, TypeRef type) {
  if (inference_.Assign(type, types_.Bool())) return;
  Error(expr,
        fmt::format("found {} where a bool is needed (no matching overload)",
                    Show(type)),
        "compare it with something");
}

TypeRef Checker::Logical(Expr& expr) {
  for (Expr* arg : expr.args) ExpectBool(*arg, Visit(*arg));
  return types_.Bool();
}

TypeRef Checker::Conditional(Expr& expr) {
  ExpectBool(*expr.args[0], Visit(*expr.args[0]));
  const TypeRef then = Visit(*expr.args[1]);
  const TypeRef otherwise = Visit(*expr.args[2]);
  if (const TypeRef joined = inference_.Join(then, otherwise)) return joined;
  const TypeRef null = types_.Simple(TypeKind::kNull);
  if (then == null || otherwise == null) {
    const TypeRef some = then == null ? otherwise : then;
    const bool simple = some->params.empty();
    return simple ? types_.Wrapper(some) : some;
  }
  return Error(
      expr,
      fmt::format("the branches of '?:' have different types, {} and {} "
                  "(no matching overload)",
                  Show(then),
                  Show(otherwise)),
      "convert one of them, or wrap one in dyn(...)");
}

bool Checker::Comparable(TypeRef a, TypeRef b) {
  if (inference_.Assign(a, b)) return true;
  if (a->kind == TypeKind::kNull || b->kind == TypeKind::kNull) return true;
  return IsNumeric(a) && IsNumeric(b);
}

TypeRef Checker::Equality(Expr& expr) {
  const TypeRef left = Visit(*expr.args[0]);
  const TypeRef right = Visit(*expr.args[1]);
  if (Comparable(left, right)) return types_.Bool();
  Error(expr,
        fmt::format("cannot compare {} with {}: the result would always be {}",
                    Show(left),
                    Show(right),
                    expr.name == "_==_" ? "false" : "true"),
        "convert one of them, or wrap one in dyn(...)");
  return types_.Bool();
}

TypeRef Checker::Membership(Expr& expr) {
  const TypeRef element = Visit(*expr.args[0]);
  const TypeRef container = Visit(*expr.args[1]);
  switch (container->kind) {
    case TypeKind::kDyn:
    case TypeKind::kError: return types_.Bool();
    case TypeKind::kParam:
      inference_.Assign(Dyn(), container);
      return types_.Bool();
    case TypeKind::kList:
    case TypeKind::kMap:
      if (Comparable(element, inference_.Known(container->params[0]))) {
        return types_.Bool();
      }
      break;
    default: break;
  }
  const bool holds =
      container->kind == TypeKind::kList || container->kind == TypeKind::kMap;
  Error(expr,
        fmt::format(
            "no matching overload: {} in {}", Show(element), Show(container)),
        holds ? "it would never be there"
              : "'in' asks a list for an element or a map for a key");
  return types_.Bool();
}

TypeRef Checker::Index(Expr& expr) {
  const TypeRef container = Visit(*expr.args[0]);
  const TypeRef key = Visit(*expr.args[1]);
  const Expr& name = *expr.args[1];
  if (container->kind == TypeKind::kObject &&
      name.kind == ExprKind::kConstant && name.constant.is_string()) {
    // object["Field"] is object.Field, so that an absent one reads as null too.
    expr.kind = ExprKind::kSelect;
    expr.optional = expr.name == "_[?_]";
    expr.name = name.constant.AsString();
    expr.operand = expr.args[0];
    expr.null_if_absent = true;
    expr.args.clear();
    expr.overloads.clear();
    const TypeRef field = ObjectField(expr, *container->object, expr.name);
    return expr.optional ? types_.Optional(field) : field;
  }
  const TypeRef element = IndexType(expr, container, key);
  if (expr.name == "_[_]" || element->kind == TypeKind::kOptional) {
    return element;
  }
  return types_.Optional(element);
}

TypeRef Checker::IndexType(const Expr& expr, TypeRef container, TypeRef key) {
  switch (container->kind) {
    case TypeKind::kDyn:
    case TypeKind::kError: return container;
    case TypeKind::kParam: inference_.Assign(Dyn(), container); return Dyn();
    case TypeKind::kList:
      if (inference_.Assign(key, types_.Int())) return container->params[0];
      return Error(*expr.args[1],
                   fmt::format("a list is indexed by int, not {}", Show(key)));
    case TypeKind::kMap:
      if (Comparable(key, container->params[0])) return container->params[1];
      return Error(*expr.args[1],
                   fmt::format("a {} is indexed by {}, not {}",
                               Show(container),
                               Show(container->params[0]),
                               Show(key)));
    case TypeKind::kOptional: {
      const TypeRef element =
          IndexType(expr, inference_.Known(container->params[0]), key);
      return element->kind == TypeKind::kOptional ? element
                                                  : types_.Optional(element);
    }
    case TypeKind::kObject:
      return Error(*expr.args[1],
                   fmt::format("{} is indexed by a constant field name only",
                               Show(container)),
                   "wrap it in dyn(...) to read any key");
    default:
      return Error(expr,
                   fmt::format("a {} cannot be indexed", Show(container)));
  }
}

// (map(K, V), K, V) and (map(K, V), map(K, V)).
TypeRef Checker::MapInsert(Expr& expr) {
  std::vector<TypeRef> args;
  for (Expr* arg : expr.args) args.push_back(Visit(*arg));
  const TypeRef key = inference_.Fresh();
  const TypeRef value = inference_.Fresh();
  const TypeRef map = types_.Map(key, value);
  std::vector<TypeRef> params{map};
  if (args.size() == 3) {
    params.push_back(key);
    params.push_back(value);
  } else {
    params.push_back(map);
  }
  if (inference_.Assign(args, params)) return inference_.Known(map);
  return Error(*expr.args.back(),
               fmt::format("the macro needs map entries, not {} (no matching "
                           "overload)",
                           Show(args.back())),
               "write {key: value}");
}

TypeRef Checker::FunctionCall(Expr& expr) {
  std::vector<TypeRef> args;
  if (expr.operand != nullptr) {
    const std::string chain = ChainName(*expr.operand);
    const std::string_view head =
        std::string_view(chain).substr(0, chain.find('.', 1));
    if (!chain.empty() && FindLocal(head) == nullptr) {
      for (const std::string& name :
           Candidates(fmt::format("{}.{}", chain, expr.name))) {
        if (!HasOverload(name, false)) continue;
        expr.name = ast_.Text(name);
        expr.operand = nullptr;
        break;
      }
    }
  } else {
    for (const std::string& name : Candidates(expr.name)) {
      if (environment_.functions->Find(name).empty()) continue;
      if (name != expr.name) expr.name = ast_.Text(name);
      break;
    }
  }
  const bool known = !environment_.functions->Find(expr.name).empty();
  if (!known && strict_) {
    // Said first: an unknown namespace would be reported as a variable.
    NoFunction(expr);
    for (Expr* arg : expr.args) Visit(*arg);
    return Failed();
  }
  if (expr.operand != nullptr) args.push_back(Visit(*expr.operand));
  for (Expr* arg : expr.args) args.push_back(Visit(*arg));
  return Select(expr, std::move(args));
}

namespace {

/// True when the type and its parameters are known.
bool IsStatic(TypeRef type) {
  return type->kind != TypeKind::kDyn && type->kind != TypeKind::kParam &&
         type->kind != TypeKind::kError &&
         std::all_of(type->params.begin(), type->params.end(), IsStatic);
}

}  // namespace

TypeRef Checker::Select(Expr& expr, std::vector<TypeRef> args) {
  TypeRef result = nullptr;
  const bool receiver = expr.operand != nullptr;
  expr.overloads.clear();
  const bool failed = std::any_of(args.begin(), args.end(), [](TypeRef type) {
    return type->kind == TypeKind::kError;
  });
  // With nothing dyn among the arguments, the first overload that takes them is
  // the one that runs: tables list the more particular ones first.
  const bool certain = std::all_of(args.begin(), args.end(), IsStatic);
  for (const std::uint32_t index : environment_.functions->Find(expr.name)) {
    const Overload& overload = environment_.functions->at(index);
    if (overload.receiver != receiver) continue;
    if (!strict_) {
      if (overload.params.size() == args.size())
        expr.overloads.push_back(index);
      continue;
    }
    const Inference::Signature signature =
        inference_.Instantiate(overload.params, overload.result);
    if (!inference_.Assign(args, signature.params)) continue;
    expr.overloads.push_back(index);
    const TypeRef type = inference_.Known(signature.result);
    const bool same = result == nullptr || result == type;
    result = same ? type : Dyn();
    if (certain) break;
  }
  if (!strict_) return Dyn();
  if (result != nullptr) return failed ? Failed() : result;
  if (!failed) NoOverload(expr, args);
  return Failed();
}

void Checker::NoOverload(const Expr& expr, const std::vector<TypeRef>& args) {
  std::vector<std::string> shown;
  for (const TypeRef arg : args) shown.push_back(Show(arg));
  const bool receiver = expr.operand != nullptr;
  std::vector<std::string> takes;
  bool other_style = false;
  for (const std::uint32_t index : environment_.functions->Find(expr.name)) {
    const Overload& overload = environment_.functions->at(index);
    other_style = other_style || overload.receiver != receiver;
    if (overload.receiver != receiver) continue;
    std::vector<std::string> params;
    for (const TypeRef param : overload.params) params.push_back(Render(param));
    std::string text = JoinTypes(params);
    if (std::find(takes.begin(), takes.end(), text) == takes.end()) {
      takes.push_back(std::move(text));
    }
  }
  std::string hint;
  constexpr std::size_t kMaxShown = 6;
  if (!takes.empty()) {
    const bool more = takes.size() > kMaxShown;
    if (more) takes.resize(kMaxShown);
    hint = "it takes " + Join(takes, " or ") + (more ? ", ..." : "");
  } else if (other_style) {
    hint = receiver ? fmt::format("write {}(x)", expr.name)
                    : fmt::format("write x.{}(...)", expr.name);
  }
  Error(expr,
        fmt::format("no matching overload of '{}' for {}",
                    OperatorText(expr.name),
                    JoinTypes(shown)),
        std::move(hint));
}

void Checker::NoFunction(const Expr& expr) {
  std::string name = std::string(expr.name);
  if (expr.operand != nullptr) {
    const std::string chain = ChainName(*expr.operand);
    const std::string_view head =
        std::string_view(chain).substr(0, chain.find('.', 1));
    // A namespace is what is neither a local nor a variable.
    if (!chain.empty() && FindLocal(head) == nullptr &&
        environment_.Slot(head) < 0) {
      name = fmt::format("{}.{}", chain, expr.name);
    } else {
      Visit(*expr.operand);
    }
  }
  std::string hint(MacroUse(expr.name));
  if (hint.empty()) {
    const auto all = environment_.functions->Names();
    std::vector<std::string_view> names;
    for (const std::string_view known : all) {
      if (known.find_first_of("@_") != 0) names.push_back(known);
    }
    hint = DidYouMean(name, names);
  }
  Error(expr, fmt::format("no function '{}'", name), std::move(hint));
}

}  // namespace plimsoll::cel

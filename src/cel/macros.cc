// SPDX-License-Identifier: Apache-2.0
#include "cel/macros.h"

#include <string>
#include <utility>

#include <fmt/format.h>

namespace plimsoll::cel {

namespace {

using Nodes = std::vector<Expr*>;

// Expands one call; its members make the usual parts at the call's span.
class Expander {
 public:
  Expander(const MacroCall& call, TreeBuilder& builder)
      : call_(call), builder_(builder), span_{call.offset, call.end} {}

  Expr* Expand();

 private:
  Expr* ExpandGlobal();
  Expr* ExpandNamespaced(std::string_view space);
  Expr* ExpandMember();
  Expr* Has();
  Expr* Quantifier(Macro macro);
  Expr* ExistsOne();
  Expr* MapOrFilter(Macro macro);
  Expr* Transform(Macro macro);
  Expr* Bind();
  Expr* SortBy();
  Expr* OptionalMap(bool flat);
  Expr* Extreme(std::string_view function);
  Expr* Block();
  Expr* BlockVariable();

  Expr* Bool(bool b) { return builder_.Constant(Value::Bool(b), span_); }
  Expr* Accu() { return builder_.Ident(kAccumulator, span_); }
  Expr* Call(std::string_view name, Nodes args, Expr* receiver = nullptr) {
    return builder_.Call(name, receiver, std::move(args), span_);
  }
  Expr* Append(Expr* item) {
    return Call("_+_", {Accu(), builder_.List({item}, SpanOf(*item))});
  }
  Expr* If(Expr* condition, Expr* then) {
    return Call("_?_:_", {condition, then, Accu()});
  }
  struct Parts {
    Expr* init;
    Expr* condition;
    Expr* step;
    Expr* result;
  };
  Expr* Loop(Macro macro, Expr* range, Parts parts);
  Expr* BindTo(std::string_view variable, Expr* init, Expr* body);
  bool TakeVariable(std::size_t index, std::string_view& variable);
  bool TakeVariables(std::size_t count);

  const MacroCall& call_;
  TreeBuilder& builder_;
  Span span_;
  std::string_view first_;   // Iteration variables of the macro.
  std::string_view second_;  // Empty in the one-variable form.
};

Expr* Expander::Loop(Macro macro, Expr* range, Parts parts) {
  Expr* node = builder_.New(ExprKind::kComprehension, span_);
  node->macro = macro;
  node->operand = range;
  node->iter_var = first_;
  node->iter_var2 = second_;
  node->accu_var = kAccumulator;
  node->args = {parts.init, parts.condition, parts.step, parts.result};
  return builder_.Finish(node);
}

Expr* Expander::BindTo(std::string_view variable, Expr* init, Expr* body) {
  Expr* node = builder_.New(ExprKind::kComprehension, span_);
  node->macro = Macro::kBind;
  node->operand = builder_.List({}, span_);
  node->iter_var = "#unused";
  node->accu_var = variable;
  node->args = {init, Bool(false), builder_.Ident(variable, span_), body};
  return builder_.Finish(node);
}

bool Expander::TakeVariable(std::size_t index, std::string_view& variable) {
  const Expr& arg = *call_.args[index];
  if (arg.kind != ExprKind::kIdent || arg.name.substr(0, 1) == ".") {
    builder_.Error(
        SpanOf(arg),
        fmt::format(
            "argument {} of {} must be a simple name", index + 1, call_.name),
        "it names the variable that the other arguments may use");
    return false;
  }
  if (arg.name == kAccumulator || arg.name == "__result__") {
    builder_.Error(SpanOf(arg),
                   "iteration variable overwrites accumulator variable",
                   "use another name");
    return false;
  }
  variable = arg.name;
  return true;
}

bool Expander::TakeVariables(std::size_t count) {
  const bool first = TakeVariable(0, first_);
  const bool second = count < 2 || TakeVariable(1, second_);
  if (first && second && count == 2 && first_ == second_) {
    builder_.Error(SpanOf(*call_.args[1]),
                   "the two iteration variables have the same name");
    return false;
  }
  return first && second;
}

Expr* Expander::Has() {
  Expr* arg = call_.args[0];
  if (arg->kind != ExprKind::kSelect || arg->optional || arg->test_only) {
    builder_.Error(SpanOf(*arg),
                   "has() asks for a field: has(e.f)",
                   "for a map key write \"key\" in m");
    return builder_.Placeholder(span_);
  }
  arg->test_only = true;
  return arg;
}

Expr* Expander::Quantifier(Macro macro) {
  if (!TakeVariables(call_.args.size() - 1)) return builder_.Placeholder(span_);
  const bool all = macro == Macro::kAll;
  Expr* going = all ? Accu() : Call("!_", {Accu()});
  Expr* condition = Call("@not_strictly_false", {going});
  Expr* step = Call(all ? "_&&_" : "_||_", {Accu(), call_.args.back()});
  return Loop(macro, call_.receiver, {Bool(all), condition, step, Accu()});
}

Expr* Expander::ExistsOne() {
  if (!TakeVariables(call_.args.size() - 1)) return builder_.Placeholder(span_);
  const auto number = [&](std::int64_t i) {
    return builder_.Constant(Value::Int(i), span_);
  };
  Expr* step = If(call_.args.back(), Call("_+_", {Accu(), number(1)}));
  Expr* result = Call("_==_", {Accu(), number(1)});
  return Loop(
      Macro::kExistsOne, call_.receiver, {number(0), Bool(true), step, result});
}

// map(x, t), map(x, p, t), filter(x, p), transformList(i, v, [p,] t).
Expr* Expander::MapOrFilter(Macro macro) {
  const std::size_t variables = macro == Macro::kTransformList ? 2 : 1;
  if (!TakeVariables(variables)) return builder_.Placeholder(span_);
  const Nodes& args = call_.args;
  Expr* step = nullptr;
  if (macro == Macro::kFilter) {
    step = If(args[1], Append(builder_.Ident(first_, SpanOf(*args[0]))));
  } else {
    step = Append(args.back());
    if (args.size() == variables + 2) step = If(args[variables], step);
  }
  Expr* init = builder_.List({}, span_);
  return Loop(macro, call_.receiver, {init, Bool(true), step, Accu()});
}

Expr* Expander::Transform(Macro macro) {
  if (!TakeVariables(2)) return builder_.Placeholder(span_);
  Nodes insert{Accu()};
  if (macro == Macro::kTransformMap) {
    insert.push_back(builder_.Ident(first_, SpanOf(*call_.args[0])));
  }
  insert.push_back(call_.args.back());
  Expr* step = Call("cel.@mapInsert", std::move(insert));
  if (call_.args.size() == 4) step = If(call_.args[2], step);
  Expr* init = builder_.EmptyMap(span_);
  return Loop(macro, call_.receiver, {init, Bool(true), step, Accu()});
}

Expr* Expander::Bind() {
  std::string_view variable;
  if (!TakeVariable(0, variable)) return builder_.Placeholder(span_);
  return BindTo(variable, call_.args[1], call_.args[2]);
}

Expr* Expander::SortBy() {
  if (!TakeVariable(0, first_)) return builder_.Placeholder(span_);
  constexpr std::string_view kInput = "@sort";
  Expr* keys = Loop(
      Macro::kMap,
      builder_.Ident(kInput, span_),
      {builder_.List({}, span_), Bool(true), Append(call_.args[1]), Accu()});
  Expr* sorted =
      Call("@sortByAssociatedKeys", {keys}, builder_.Ident(kInput, span_));
  Expr* node = BindTo(kInput, call_.receiver, sorted);
  node->macro = Macro::kSortBy;
  return node;
}

Expr* Expander::OptionalMap(bool flat) {
  std::string_view variable;
  if (!TakeVariable(0, variable)) return builder_.Placeholder(span_);
  constexpr std::string_view kInput = "@opt";
  const auto input = [&] { return builder_.Ident(kInput, span_); };
  // Qualified names are resolved by the checker: optional.of(x) is a call with
  // the receiver `optional`.
  const auto optional = [&] { return builder_.Ident("optional", span_); };
  Expr* inner = BindTo(variable, Call("value", {}, input()), call_.args[1]);
  Expr* some = flat ? inner : Call("of", {inner}, optional());
  Expr* body =
      Call("_?_:_",
           {Call("hasValue", {}, input()), some, Call("none", {}, optional())});
  return BindTo(kInput, call_.receiver, body);
}

bool IsNumber(Value value) {
  return value.kind() == Kind::kInt || value.kind() == Kind::kUint ||
         value.kind() == Kind::kDouble;
}

Expr* Expander::Extreme(std::string_view function) {
  const std::string shown = fmt::format("math.{}()", call_.name);
  if (call_.args.empty()) {
    builder_.Error(span_, shown + " requires at least one argument");
    return builder_.Placeholder(span_);
  }
  const bool single = call_.args.size() == 1;
  const auto is_bad_literal = [](const Expr& arg) {
    return (arg.kind == ExprKind::kConstant && !IsNumber(arg.constant)) ||
           arg.kind == ExprKind::kMap || arg.kind == ExprKind::kStruct;
  };
  const auto check = [&](const Expr& arg) {
    if (!is_bad_literal(arg)) return;
    builder_.Error(SpanOf(arg),
                   shown + (single ? " takes numbers or one list of numbers"
                                   : " takes numbers"));
  };
  for (const Expr* arg : call_.args) {
    check(*arg);
    if (arg->kind != ExprKind::kList) continue;
    if (!single) builder_.Error(SpanOf(*arg), shown + " takes numbers");
    if (single && arg->args.empty()) {
      builder_.Error(SpanOf(*arg), shown + " of an empty list has no value");
    }
    for (const Expr* item : arg->args) {
      check(*item);
      if (item->kind == ExprKind::kList) {
        builder_.Error(SpanOf(*item), shown + " takes numbers");
      }
    }
  }
  if (call_.args.size() <= 2) return Call(function, call_.args);
  return Call(function, {builder_.List(call_.args, span_)});
}

// The number n >= 0 of cel.index(n), or -1.
std::int64_t SmallNumber(const Expr& expr) {
  if (expr.kind != ExprKind::kConstant || expr.constant.kind() != Kind::kInt) {
    return -1;
  }
  return expr.constant.AsInt();
}

Expr* Expander::Block() {
  const Expr& list = *call_.args[0];
  if (list.kind != ExprKind::kList) {
    builder_.Error(SpanOf(list), "cel.block() takes a list literal first");
    return builder_.Placeholder(span_);
  }
  Expr* body = call_.args[1];
  for (std::size_t i = list.args.size(); i > 0; --i) {
    body = BindTo(builder_.ast().Text(fmt::format("@index{}", i - 1)),
                  list.args[i - 1],
                  body);
  }
  return body;
}

Expr* Expander::BlockVariable() {
  std::string name = call_.name == "index"     ? "@index"
                     : call_.name == "iterVar" ? "@it"
                                               : "@ac";
  const bool numbered = call_.name != "index";
  for (const Expr* arg : call_.args) {
    const std::int64_t number = SmallNumber(*arg);
    if (number < 0) {
      builder_.Error(SpanOf(*arg),
                     fmt::format("cel.{}() takes int literals", call_.name));
      return builder_.Placeholder(span_);
    }
    name += fmt::format("{}{}", numbered ? ":" : "", number);
  }
  return builder_.Ident(builder_.ast().Text(name), span_);
}

Expr* Expander::ExpandGlobal() {
  return call_.name == "has" && call_.args.size() == 1 ? Has() : nullptr;
}

Expr* Expander::ExpandNamespaced(std::string_view space) {
  const std::string_view name = call_.name;
  const std::size_t count = call_.args.size();
  if (space == "math") {
    if (name == "greatest") return Extreme("math.@max");
    if (name == "least") return Extreme("math.@min");
  }
  if (space == "cel") {
    if (name == "bind" && count == 3) return Bind();
    if (name == "block" && count == 2) return Block();
    if (name == "index" && count == 1) return BlockVariable();
    if ((name == "iterVar" || name == "accuVar") && count == 2) {
      return BlockVariable();
    }
  }
  return nullptr;
}

Expr* Expander::ExpandMember() {
  const std::string_view name = call_.name;
  const std::size_t count = call_.args.size();
  if (count == 2 || count == 3) {
    if (name == "all") return Quantifier(Macro::kAll);
    if (name == "exists") return Quantifier(Macro::kExists);
    if (name == "exists_one" || name == "existsOne") return ExistsOne();
  }
  if (name == "map") {
    if (count == 2) return MapOrFilter(Macro::kMap);
    if (count == 3) return MapOrFilter(Macro::kMapFilter);
  }
  if (count == 2) {
    if (name == "filter") return MapOrFilter(Macro::kFilter);
    if (name == "sortBy") return SortBy();
    if (name == "optMap") return OptionalMap(false);
    if (name == "optFlatMap") return OptionalMap(true);
  }
  if (count == 3 || count == 4) {
    if (name == "transformList") return MapOrFilter(Macro::kTransformList);
    if (name == "transformMap") return Transform(Macro::kTransformMap);
    if (name == "transformMapEntry")
      return Transform(Macro::kTransformMapEntry);
  }
  return nullptr;
}

Expr* Expander::Expand() {
  if (call_.receiver == nullptr) return ExpandGlobal();
  if (call_.receiver->kind == ExprKind::kIdent) {
    if (Expr* node = ExpandNamespaced(call_.receiver->name)) return node;
  }
  return ExpandMember();
}

}  // namespace

Expr* ExpandMacro(const MacroCall& call, TreeBuilder& builder) {
  return Expander(call, builder).Expand();
}

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
#include "cel/explain.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "cel/evaluate_rules.h"
#include "cel/library/optional.h"
#include "cel/library/type_value.h"
#include "value/json.h"

namespace plimsoll::cel {
namespace {

using Notes = std::vector<Evidence>;

/// Adds what is new, up to the limit.
void Append(Notes& to, const Notes& from) {
  for (const Evidence& note : from) {
    if (to.size() >= kMaxEvidence) return;
    const bool known =
        std::any_of(to.begin(), to.end(), [&note](const Evidence& other) {
          return other.expression == note.expression;
        });
    if (!known) to.push_back(note);
  }
}

/// A value and what it rests on.
struct Traced {
  Value value;
  /// How the value is reached from a variable; empty when it is computed.
  std::string path;
  Notes reads;  ///< Beside `path` itself.
  Notes decided;
  /// Of a computed list whose elements have paths (filter): theirs.
  std::vector<std::string> element_paths;

  void Read(const Traced& other) {
    Append(reads, other.reads);
    if (!other.path.empty()) Append(reads, {{other.path, other.value}});
  }
  void Rest(const Traced& other) {
    Read(other);
    Append(decided, other.decided);
  }
  /// From here on the value counts as computed.
  void Seal() {
    if (!path.empty()) Append(reads, {{path, value}});
    path.clear();
  }
};

Traced AtPath(Value value, std::string path) {
  Traced traced;
  traced.value = value;
  traced.path = std::move(path);
  return traced;
}

/// A variable of a comprehension.
struct Scope {
  std::string_view name;
  const Traced* traced = nullptr;
  const Scope* outer = nullptr;
};

bool IsIdentifier(std::string_view name) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && is_letter(name[0]) &&
         std::all_of(name.begin(), name.end(), [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9');
         });
}

std::string FieldPath(const std::string& path, std::string_view name) {
  if (path.empty()) return {};
  if (IsIdentifier(name)) return path + "." + std::string(name);
  std::string text = path + "[";
  AppendJsonString(name, text);
  return text + "]";
}

std::string IndexPath(const std::string& path, Value key) {
  if (path.empty()) return {};
  if (key.is_string()) return FieldPath(path, key.AsString());
  return path + "[" + WriteJson(key) + "]";
}

class Explainer {
 public:
  Explainer(const Ast& ast,
            const FunctionTable& functions,
            std::span<const Value> bindings,
            CallContext& context)
      : ast_(ast),
        functions_(functions),
        bindings_(bindings),
        context_(context) {}

  /// An expression that is asked for its truth: its predicates are decisions.
  Traced Judge(const Expr& expr, const Scope* scope);
  /// An expression that is asked for its value.
  Traced Trace(const Expr& expr, const Scope* scope);

 private:
  struct Element {
    Traced first;
    Traced second;
  };

  Traced JudgeLogical(const Expr& expr, const Scope* scope);
  Traced JudgeNot(const Expr& expr, const Scope* scope);
  Traced JudgeConditional(const Expr& expr, const Scope* scope, bool judge);
  Traced JudgeQuantifier(const Expr& expr, const Scope* scope);
  Traced Leaf(const Expr& expr, const Scope* scope);
  Traced TraceIdent(const Expr& expr, const Scope* scope);
  Traced TraceSelect(const Expr& expr, const Scope* scope);
  Traced TraceCall(const Expr& expr, const Scope* scope);
  Traced TraceFilter(const Expr& expr, const Scope* scope);
  Traced TraceLoop(const Expr& expr, const Scope* scope);
  Traced TraceLiteral(const Expr& expr, const Scope* scope);
  Value LiteralValue(const Expr& expr, std::span<const Traced> parts);
  Traced Call(const Expr& expr, std::span<const Traced> args);

  Traced Range(const Expr& expr, const Scope* scope, std::vector<Element>& out);
  Traced Variable(std::int32_t slot, std::string name) const;
  std::string Text(const Expr& expr) const;
  /// True for the macros whose predicate Predicate finds.
  static const Expr* Predicate(const Expr& expr);

  const Ast& ast_;
  const FunctionTable& functions_;
  std::span<const Value> bindings_;
  CallContext& context_;
};

std::string Explainer::Text(const Expr& expr) const {
  const std::size_t begin =
      std::min<std::size_t>(expr.offset, ast_.source.size());
  const std::size_t end =
      std::clamp<std::size_t>(expr.end, begin, ast_.source.size());
  std::string text;
  bool space = false;
  for (const char c :
       std::string_view(ast_.source).substr(begin, end - begin)) {
    if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
      space = !text.empty();
      continue;
    }
    if (space) text += ' ';
    space = false;
    text += c;
  }
  return text;
}

const Expr* Explainer::Predicate(const Expr& expr) {
  const Expr& step = *expr.args[2];
  if (step.kind != ExprKind::kCall) return nullptr;
  switch (expr.macro) {
    case Macro::kAll: return step.name == "_&&_" ? step.args[1] : nullptr;
    case Macro::kExists: return step.name == "_||_" ? step.args[1] : nullptr;
    case Macro::kExistsOne:
    case Macro::kFilter: return step.name == "_?_:_" ? step.args[0] : nullptr;
    default: return nullptr;
  }
}

Traced Explainer::Judge(const Expr& expr, const Scope* scope) {
  if (expr.kind == ExprKind::kCall) {
    if (expr.name == "_&&_" || expr.name == "_||_") {
      return JudgeLogical(expr, scope);
    }
    if (expr.name == "!_") return JudgeNot(expr, scope);
    if (expr.name == "_?_:_") return JudgeConditional(expr, scope, true);
  }
  if (expr.kind == ExprKind::kComprehension) {
    if (expr.macro != Macro::kFilter && Predicate(expr) != nullptr) {
      return JudgeQuantifier(expr, scope);
    }
    if (expr.macro == Macro::kBind) {
      const Traced init = Trace(*expr.args[0], scope);
      const Scope inner{expr.accu_var, &init, scope};
      return Judge(*expr.args[3], &inner);
    }
  }
  return Leaf(expr, scope);
}

/// One predicate; of a comparison also the operands that are computed.
Traced Explainer::Leaf(const Expr& expr, const Scope* scope) {
  Traced traced;
  Notes operands;
  if (expr.kind == ExprKind::kCall) {
    std::vector<Traced> args;
    std::vector<const Expr*> exprs;
    if (expr.operand != nullptr) exprs.push_back(expr.operand);
    exprs.insert(exprs.end(), expr.args.begin(), expr.args.end());
    for (const Expr* arg : exprs) {
      args.push_back(Trace(*arg, scope));
      const bool plain = arg->kind == ExprKind::kConstant ||
                         arg->kind == ExprKind::kList ||
                         !args.back().path.empty();
      if (!plain) operands.push_back({Text(*arg), args.back().value});
    }
    traced = Call(expr, args);
  } else {
    traced = Trace(expr, scope);
    traced.Seal();
  }
  traced.decided = {{Text(expr), traced.value}};
  Append(traced.decided, operands);
  return traced;
}

Traced Explainer::JudgeLogical(const Expr& expr, const Scope* scope) {
  const bool is_or = expr.name == "_||_";
  const auto decides = [is_or](const Traced& t) {
    return is_or ? t.value.is_true() : t.value.is_false();
  };
  Traced left = Judge(*expr.args[0], scope);
  left.Seal();
  if (decides(left)) return left;
  Traced right = Judge(*expr.args[1], scope);
  right.Seal();
  if (decides(right)) return right;
  Traced both;
  both.value = is_or ? LogicalOr(context_, left.value, right.value)
                     : LogicalAnd(context_, left.value, right.value);
  for (const Traced* side : {&left, &right}) {
    const bool counts =
        !IsBad(both.value) || side->value.kind() == both.value.kind() ||
        (both.value.is_error() && side->value.kind() != Kind::kBool);
    if (!counts) continue;
    both.Rest(*side);
    if (both.value.is_error()) break;
  }
  return both;
}

Traced Explainer::JudgeNot(const Expr& expr, const Scope* scope) {
  Traced traced = Judge(*expr.args[0], scope);
  traced.Seal();
  if (traced.value.kind() == Kind::kBool) {
    traced.value = Value::Bool(!traced.value.AsBool());
  } else if (!IsBad(traced.value)) {
    traced.value = context_.NoOverload("!_", {&traced.value, 1});
  }
  return traced;
}

Traced Explainer::JudgeConditional(const Expr& expr,
                                   const Scope* scope,
                                   bool judge) {
  Traced condition = Judge(*expr.args[0], scope);
  if (condition.value.kind() != Kind::kBool) {
    condition.Seal();
    if (!IsBad(condition.value)) {
      condition.value = NotABool(context_, "_?_:_", condition.value);
    }
    return condition;
  }
  const Expr& branch = *expr.args[condition.value.AsBool() ? 1 : 2];
  Traced chosen = judge ? Judge(branch, scope) : Trace(branch, scope);
  Traced result;
  result.value = chosen.value;
  result.Rest(condition);
  result.Rest(chosen);
  return result;
}

/// The range's trace, and its elements as the iteration variables see them.
Traced Explainer::Range(const Expr& expr,
                        const Scope* scope,
                        std::vector<Element>& out) {
  Traced range = Trace(*expr.operand, scope);
  const bool two = !expr.iter_var2.empty();
  if (range.value.is_list()) {
    const std::span<const Value> items = range.value.AsList();
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!context_.Charge(1)) break;
      const Value index = Value::Int(static_cast<std::int64_t>(i));
      Traced item =
          AtPath(items[i],
                 i < range.element_paths.size() ? range.element_paths[i]
                                                : IndexPath(range.path, index));
      if (two) {
        out.push_back({AtPath(index, {}), std::move(item)});
      } else {
        out.push_back({std::move(item), {}});
      }
    }
  } else if (range.value.is_map()) {
    const MapView map = range.value.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      if (!context_.Charge(1)) break;
      const Value key = map.KeyAt(i);
      out.push_back({AtPath(key, {}),
                     AtPath(map.ValueAt(i), IndexPath(range.path, key))});
    }
  } else if (range.value.is_null() && NullReadsEmpty(ast_, *expr.operand)) {
    // Empty.
  } else if (!IsBad(range.value)) {
    range.Seal();
    range.value = NotIterable(context_.factory, range.value);
  }
  return range;
}

/// all, exists and exists_one.
Traced Explainer::JudgeQuantifier(const Expr& expr, const Scope* scope) {
  std::vector<Element> elements;
  const Traced range = Range(expr, scope, elements);
  if (IsBad(range.value)) return range;
  const bool deciding = expr.macro == Macro::kExists;
  const bool can_decide = expr.macro != Macro::kExistsOne;
  const std::string_view op =
      !can_decide ? "_?_:_" : (deciding ? "_||_" : "_&&_");
  Traced all;
  Traced bad;
  std::size_t true_count = 0;
  for (const Element& element : elements) {
    const Scope one{expr.iter_var, &element.first, scope};
    const Scope two{expr.iter_var2, &element.second, &one};
    const bool has_two = !expr.iter_var2.empty();
    Traced judged = Judge(*Predicate(expr), has_two ? &two : &one);
    if (judged.value.kind() != Kind::kBool && !IsBad(judged.value)) {
      judged.value = NotABool(context_, op, judged.value);
    }
    if (judged.value.is_true()) ++true_count;
    if (can_decide && judged.value.kind() == Kind::kBool &&
        judged.value.AsBool() == deciding) {
      const Traced& shown = has_two ? element.second : element.first;
      Traced result;
      result.value = judged.value;
      result.decided.push_back({Text(expr), result.value});
      if (!shown.path.empty()) {
        result.decided.push_back({shown.path, shown.value});
      }
      result.Rest(judged);
      if (result.reads.empty()) result.Read(range);
      return result;
    }
    if (IsBad(judged.value)) {
      const Value merged =
          IsBad(bad.value) ? MergeBad(context_.factory, bad.value, judged.value)
                           : judged.value;
      bad.value = merged;
      bad.Rest(judged);
    }
    all.Rest(judged);
  }
  Traced result;
  result.value = IsBad(bad.value)
                     ? bad.value
                     : Value::Bool(can_decide ? !deciding : true_count == 1);
  result.decided.push_back({Text(expr), result.value});
  if (IsBad(bad.value)) {
    result.Rest(bad);
    return result;
  }
  result.Read(range);
  result.Rest(all);
  return result;
}

Traced Explainer::Trace(const Expr& expr, const Scope* scope) {
  switch (expr.kind) {
    case ExprKind::kConstant: return AtPath(expr.constant, {});
    case ExprKind::kIdent: return TraceIdent(expr, scope);
    case ExprKind::kSelect: return TraceSelect(expr, scope);
    case ExprKind::kCall: return TraceCall(expr, scope);
    case ExprKind::kList:
    case ExprKind::kMap: return TraceLiteral(expr, scope);
    case ExprKind::kComprehension: break;
    case ExprKind::kStruct:
      return AtPath(UnknownStruct(context_.factory, expr.name), {});
  }
  if (Predicate(expr) == nullptr) return TraceLoop(expr, scope);
  if (expr.macro == Macro::kFilter) return TraceFilter(expr, scope);
  Traced traced = JudgeQuantifier(expr, scope);
  traced.decided.clear();
  return traced;
}

Traced Explainer::Variable(std::int32_t slot, std::string name) const {
  PLIMSOLL_CHECK(static_cast<std::size_t>(slot) < bindings_.size());
  return AtPath(bindings_[static_cast<std::size_t>(slot)], std::move(name));
}

Traced Explainer::TraceIdent(const Expr& expr, const Scope* scope) {
  for (; scope != nullptr; scope = scope->outer) {
    if (scope->name == expr.name) return *scope->traced;
  }
  if (expr.variable >= 0) return Variable(expr.variable, Text(expr));
  if (expr.is_type_name) {
    return AtPath(MakeTypeValue(context_.factory, expr.name), {});
  }
  return AtPath(UndeclaredName(context_.factory, expr.name), {});
}

Traced Explainer::TraceSelect(const Expr& expr, const Scope* scope) {
  if (expr.variable >= 0) return Variable(expr.variable, Text(expr));
  Traced operand = Trace(*expr.operand, scope);
  if (IsBad(operand.value)) return operand;
  const FieldRules rules{.null_if_absent = expr.null_if_absent,
                         .test_only = expr.test_only,
                         .optional = expr.optional};
  Traced field =
      AtPath(SelectField(context_.factory, operand.value, expr.name, rules),
             FieldPath(operand.path, expr.name));
  field.reads = std::move(operand.reads);
  if (expr.test_only && !field.path.empty()) {
    // What is read is the field, not the answer.
    Append(field.reads, {{field.path, operand.value.Get(expr.name)}});
    field.path.clear();
  }
  return field;
}

Traced Explainer::TraceCall(const Expr& expr, const Scope* scope) {
  if (expr.name == "_?_:_") {
    Traced traced = JudgeConditional(expr, scope, false);
    traced.decided.clear();
    return traced;
  }
  if (expr.name == "_&&_" || expr.name == "_||_" || expr.name == "!_") {
    Traced traced = Judge(expr, scope);
    traced.decided.clear();
    return traced;
  }
  std::vector<Traced> args;
  if (expr.operand != nullptr) args.push_back(Trace(*expr.operand, scope));
  for (const Expr* arg : expr.args) args.push_back(Trace(*arg, scope));
  Traced result = Call(expr, args);
  const bool indexes = expr.name == "_[_]" && args.size() == 2 &&
                       !IsBad(args[1].value) && !args[0].path.empty() &&
                       !IsBad(args[0].value);
  if (!indexes) return result;
  Traced element = AtPath(result.value, IndexPath(args[0].path, args[1].value));
  element.reads = args[0].reads;
  element.Read(args[1]);
  return element;
}

/// The value of a call and the reads of its arguments; when the value is bad,
/// of those that made it so.
Traced Explainer::Call(const Expr& expr, std::span<const Traced> args) {
  std::vector<Value> values;
  const int emptyable = EmptyableArgument(expr.name);
  for (const Traced& arg : args) {
    const std::size_t index = values.size();
    const Expr& source =
        expr.operand == nullptr
            ? *expr.args[index]
            : (index == 0 ? *expr.operand : *expr.args[index - 1]);
    const bool empty = arg.value.is_null() &&
                       emptyable == static_cast<int>(index) &&
                       NullReadsEmpty(ast_, source);
    values.push_back(empty ? EmptyFor(context_.factory, ast_, source)
                           : arg.value);
  }
  Traced result;
  if (!context_.Charge(1)) {
    result.value = context_.OverBudget();
  } else if (expr.name == "@not_strictly_false") {
    result.value = Value::Bool(!values[0].is_false());
  } else if (expr.name == "cel.@mapInsert") {
    result.value = MapInsert(context_, values);
  } else if (expr.overloads.empty()) {
    result.value = UnknownFunction(context_, expr.name, values);
  } else {
    result.value =
        CallFunction(context_, functions_, expr.name, expr.overloads, values);
  }
  const bool guilty =
      IsBad(result.value) &&
      std::any_of(args.begin(), args.end(), [&result](const Traced& arg) {
        return arg.value.kind() == result.value.kind();
      });
  const std::size_t silent =
      guilty || expr.overloads.empty()
          ? 0
          : functions_.at(expr.overloads.front()).silent_params;
  for (const Traced& arg : args.subspan(std::min(silent, args.size()))) {
    if (guilty && arg.value.kind() != result.value.kind()) continue;
    result.Read(arg);
  }
  return result;
}

Value Explainer::LiteralValue(const Expr& expr, std::span<const Traced> parts) {
  std::vector<Value> strict;
  std::vector<Value> items;
  std::vector<std::pair<Value, Value>> entries;
  const bool map = expr.kind == ExprKind::kMap;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Value value = parts[i].value;
    const std::size_t flag = map ? i / 2 : i;
    if (map && i % 2 == 0) {
      const Value bad_key = CheckMapKey(context_.factory, value);
      if (IsBad(bad_key)) strict.push_back(bad_key);
      continue;
    }
    bool present = true;
    const bool optional =
        flag < expr.optional_at.size() && expr.optional_at[flag];
    if (optional && value.is_unknown()) strict.push_back(value);
    if (optional && !IsBad(value)) {
      const Value* content =
          IsOptional(value) ? OptionalContent(value) : nullptr;
      if (!IsOptional(value)) value = NotOptional(context_.factory, value);
      present = content != nullptr || IsBad(value);
      if (content != nullptr) value = *content;
    }
    if (value.is_error()) strict.push_back(value);
    if (!present) continue;
    if (map) {
      entries.emplace_back(parts[i - 1].value, value);
    } else {
      items.push_back(value);
    }
  }
  const Value bad = StrictBad(context_.factory, strict);
  if (IsBad(bad)) return bad;
  return map ? MakeMap(context_.factory, entries)
             : context_.factory.List(items);
}

Traced Explainer::TraceLiteral(const Expr& expr, const Scope* scope) {
  std::vector<Traced> parts;
  for (const Expr* arg : expr.args) parts.push_back(Trace(*arg, scope));
  Traced result = AtPath(LiteralValue(expr, parts), {});
  for (const Traced& part : parts) result.Read(part);
  return result;
}

Traced Explainer::TraceFilter(const Expr& expr, const Scope* scope) {
  std::vector<Element> elements;
  Traced range = Range(expr, scope, elements);
  if (IsBad(range.value)) return range;
  Traced result;
  result.Read(range);
  std::vector<Value> kept;
  Value bad;
  for (const Element& element : elements) {
    const Scope inner{expr.iter_var, &element.first, scope};
    Traced judged = Judge(*Predicate(expr), &inner);
    result.Read(judged);
    if (judged.value.is_true()) {
      kept.push_back(element.first.value);
      result.element_paths.push_back(element.first.path);
    } else if (!judged.value.is_false()) {
      if (!IsBad(judged.value)) {
        judged.value = NotABool(context_, "_?_:_", judged.value);
      }
      bad = IsBad(bad) ? MergeBad(context_.factory, bad, judged.value)
                       : judged.value;
    }
  }
  result.value = IsBad(bad) ? bad : context_.factory.List(kept);
  return result;
}

/// Any other comprehension, step by step.
Traced Explainer::TraceLoop(const Expr& expr, const Scope* scope) {
  std::vector<Element> elements;
  const Traced range = Range(expr, scope, elements);
  if (IsBad(range.value)) return range;
  Traced accu = Trace(*expr.args[0], scope);
  Traced looked;
  looked.Read(range);
  for (const Element& element : elements) {
    const Scope outer{expr.accu_var, &accu, scope};
    const Scope one{expr.iter_var, &element.first, &outer};
    const Scope two{expr.iter_var2, &element.second, &one};
    const Scope* inner = expr.iter_var2.empty() ? &one : &two;
    if (Trace(*expr.args[1], inner).value.is_false()) break;
    Traced next = Trace(*expr.args[2], inner);
    if (IsBad(next.value) && IsBad(accu.value)) {
      next.value = MergeBad(context_.factory, accu.value, next.value);
    }
    looked.Read(next);
    accu = AtPath(next.value, {});
  }
  const Scope outer{expr.accu_var, &accu, scope};
  Traced result = Trace(*expr.args[3], &outer);
  if (expr.macro == Macro::kBind || expr.macro == Macro::kSortBy) return result;
  looked.Read(result);
  looked.value = result.value;
  return looked;
}

}  // namespace

Explanation ExplainResult(const Ast& ast,
                          const FunctionTable& functions,
                          std::span<const Value> bindings,
                          CallContext& context) {
  Explainer explainer(ast, functions, bindings, context);
  Traced traced = explainer.Judge(*ast.root, nullptr);
  traced.Seal();
  Explanation explanation;
  explanation.result = traced.value;
  explanation.decided = std::move(traced.decided);
  const auto is_unknown = [](const Evidence& note) {
    return note.value.is_unknown();
  };
  if (traced.value.is_unknown() &&
      std::any_of(traced.reads.begin(), traced.reads.end(), is_unknown)) {
    std::copy_if(traced.reads.begin(),
                 traced.reads.end(),
                 std::back_inserter(explanation.reads),
                 is_unknown);
  } else {
    explanation.reads = std::move(traced.reads);
  }
  return explanation;
}

}  // namespace plimsoll::cel

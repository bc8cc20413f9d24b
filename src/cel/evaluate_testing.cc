// SPDX-License-Identifier: Apache-2.0
#include "cel/evaluate_testing.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "cel/library/optional.h"
#include "cel/library/type_value.h"

namespace plimsoll::cel {

EvaluationWorld::EvaluationWorld() {
  AddAllLibraries(functions, types);
  environment.types = &types;
  environment.functions = &functions;
}

int EvaluationWorld::Declare(std::string_view name, TypeRef type) {
  environment.variables.push_back(
      {std::string(name), type == nullptr ? types.Dyn() : type});
  bindings.emplace_back();
  return static_cast<int>(bindings.size()) - 1;
}

void EvaluationWorld::Bind(int slot, Value value) {
  bindings[static_cast<std::size_t>(slot)] = value;
}

Value EvaluationWorld::Json(std::string_view json) {
  ReadOptions options;
  options.unknown_markers = true;
  const Result<Value> value = ReadJson(json, factory, options);
  if (!value) {
    std::fprintf(stderr, "%s\n", value.error().message().c_str());
    std::abort();
  }
  return *value;
}

std::unique_ptr<Ast> EvaluationWorld::ParseAndCheck(std::string_view text,
                                                    bool strict) {
  Diagnostics diagnostics;
  std::unique_ptr<Ast> ast = Parse(text, {}, diagnostics);
  if (ast == nullptr || !Check(*ast, environment, {}, diagnostics, strict)) {
    std::fprintf(stderr,
                 "%s\n%s\n",
                 std::string(text).c_str(),
                 Render(diagnostics).c_str());
    std::abort();
  }
  return ast;
}

std::unique_ptr<const Program> EvaluationWorld::Compile(std::string_view text,
                                                        bool strict) {
  return Program::Compile(ParseAndCheck(text, strict), environment, keys);
}

Value EvaluationWorld::Walk(const Program& program,
                            std::span<const Value> values) {
  CallContext context{factory, nullptr, {}, Limits().steps};
  return WalkTree(program.ast(), environment, values, context);
}

std::string EvaluationWorld::Run(std::string_view text, bool strict) {
  const auto program = Compile(text, strict);
  const Value walked = Walk(*program, bindings);
  const Value value = evaluator.Evaluate(*program, bindings);
  std::string shown = ShowValue(value);
  if (!SameResult(value, walked)) {
    shown =
        fmt::format("DISAGREE: {}, tree walk: {}", shown, ShowValue(walked));
  }
  return shown;
}

namespace {

bool SameOpaque(Value a, Value b) {
  if (TypeNameOf(a) != TypeNameOf(b)) return false;
  if (IsTypeValue(a)) return TypeValueName(a) == TypeValueName(b);
  if (!IsOptional(a)) return ShowValue(a) == ShowValue(b);
  const Value* x = OptionalContent(a);
  const Value* y = OptionalContent(b);
  return x == nullptr || y == nullptr ? x == y : SameResult(*x, *y);
}

}  // namespace

bool SameResult(Value a, Value b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kOpaque: return SameOpaque(a, b);
    case Kind::kList: {
      const auto x = a.AsList();
      const auto y = b.AsList();
      return std::equal(x.begin(), x.end(), y.begin(), y.end(), SameResult);
    }
    case Kind::kMap: {
      const MapView x = a.AsMap();
      const MapView y = b.AsMap();
      if (x.size() != y.size()) return false;
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (!Identical(x.KeyAt(i), y.KeyAt(i))) return false;
        if (!SameResult(x.ValueAt(i), y.ValueAt(i))) return false;
      }
      return true;
    }
    default: return Identical(a, b);
  }
}

std::string ShowValue(Value value) {
  if (IsTypeValue(value)) return fmt::format("type({})", TypeValueName(value));
  if (IsOptional(value)) {
    const Value* content = OptionalContent(value);
    return content == nullptr ? "none"
                              : fmt::format("some({})", ShowValue(*content));
  }
  if (value.is_error()) return fmt::format("error({})", value.AsError());
  if (!value.is_unknown()) return WriteJson(value);
  std::string text = "unknown(";
  for (const UnknownReason& reason : value.AsUnknown()) {
    if (text.back() != '(') text += ", ";
    text += reason.message.empty() ? reason.subject : reason.message;
  }
  return text + ")";
}

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
#include "app/cel_eval.h"

#include <fmt/format.h>

#include "app/scan_common.h"
#include "cel/environment.h"
#include "cel/json_protocol.h"
#include "cel/program.h"
#include "policy/functions/domain_functions.h"
#include "value/json.h"

namespace plimsoll {
namespace {

constexpr std::size_t kMaxVariablesBytes = std::size_t{256} << 20U;

/// Names and values of the variables of one evaluation.
class Variables {
 public:
  explicit Variables(const ValueFactory& factory) : factory_(factory) {}

  /// `text` is "name=JSON".
  Result<void> AddAssignment(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Error(ErrorCode::kInvalid,
                   fmt::format("`{}` is not of the form name=JSON", text));
    }
    return Add(text.substr(0, equals), text.substr(equals + 1), "--var");
  }

  Result<void> AddObject(std::string_view text, std::string_view file) {
    PLIMSOLL_ASSIGN_OR_RETURN(const Value object, Read(text, file));
    if (!object.is_map()) {
      return Error(ErrorCode::kInvalid,
                   fmt::format("{}: variables are one JSON object", file));
    }
    const MapView map = object.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      names_.emplace_back(map.KeyAt(i).AsString());
      values_.push_back(map.ValueAt(i));
    }
    return {};
  }

  const std::vector<std::string>& names() const { return names_; }
  const std::vector<Value>& values() const { return values_; }

 private:
  Result<Value> Read(std::string_view text, std::string_view file) {
    ReadOptions options;
    options.file = file;
    options.unknown_markers = true;
    return ReadJson(text, factory_, options);
  }

  Result<void> Add(std::string name,
                   std::string_view json,
                   std::string_view where) {
    PLIMSOLL_ASSIGN_OR_RETURN(const Value value, Read(json, where));
    names_.push_back(std::move(name));
    values_.push_back(value);
    return {};
  }

  ValueFactory factory_;
  std::vector<std::string> names_;
  std::vector<Value> values_;
};

Result<void> ReadVariables(const AppContext& app,
                           const std::vector<std::string>& assignments,
                           const std::string& file,
                           Variables& variables) {
  if (!file.empty()) {
    PLIMSOLL_ASSIGN_OR_RETURN(const std::string text,
                              app.files.Read(file, kMaxVariablesBytes));
    PLIMSOLL_RETURN_IF_ERROR(variables.AddObject(text, file));
  }
  for (const std::string& text : assignments) {
    PLIMSOLL_RETURN_IF_ERROR(variables.AddAssignment(text));
  }
  return {};
}

void PrintExplanation(const AppContext& app,
                      const cel::Explanation& explanation) {
  for (const cel::Evidence& e : explanation.decided) {
    app.out(
        fmt::format("decided: {} = {}\n", e.expression, WriteJson(e.value)));
  }
  for (const cel::Evidence& e : explanation.reads) {
    app.out(
        fmt::format("read:    {} = {}\n", e.expression, WriteJson(e.value)));
  }
}

ExitStatus StatusOf(Value value) {
  if (value.is_error()) return ExitStatus::kError;
  return value.is_unknown() ? ExitStatus::kIncomplete : ExitStatus::kOk;
}

}  // namespace

ExitStatus EvaluateCel(const AppContext& app,
                       const std::string& expression,
                       const std::vector<std::string>& variables,
                       const std::string& variables_file,
                       bool explain) {
  KeyTable keys;
  Arena arena;
  Variables bound(ValueFactory(arena, keys));
  if (const auto read = ReadVariables(app, variables, variables_file, bound);
      !read) {
    app.err(fmt::format("plimsoll: {}\n", read.error().message()));
    return ExitStatus::kUsage;
  }
  cel::TypePool types;
  cel::FunctionTable functions;
  cel::AddAllLibraries(functions, types);
  AddDomainFunctions(functions, types);
  cel::Environment environment;
  environment.types = &types;
  environment.functions = &functions;
  for (const std::string& name : bound.names()) {
    environment.variables.push_back({name, types.Dyn()});
  }
  Diagnostics diagnostics;
  const cel::ExpressionPlace place{"expression", {1, 1, 0, 0}};
  auto ast = cel::Parse(expression, place, diagnostics);
  if (ast != nullptr) cel::Check(*ast, environment, place, diagnostics);
  if (diagnostics.has_errors()) {
    app.err(Render(diagnostics));
    return ExitStatus::kUsage;
  }
  const auto program = cel::Program::Compile(std::move(ast), environment, keys);
  cel::Evaluator evaluator(keys);
  evaluator.set_now(ScanTime(app));
  const Value value = evaluator.Evaluate(*program, bound.values());
  app.out(WriteJson(value) + "\n");
  const ExitStatus status = StatusOf(value);
  if (explain)
    PrintExplanation(app, evaluator.Explain(*program, bound.values()));
  return status;
}

ExitStatus AnswerCelRequests(const AppContext& app, std::istream& input) {
  cel::RequestAnswerer answerer;
  std::string line;
  while (std::getline(input, line)) {
    if (!line.empty()) app.out(answerer.Answer(line) + "\n");
  }
  return ExitStatus::kOk;
}

}  // namespace plimsoll

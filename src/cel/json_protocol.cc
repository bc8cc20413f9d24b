// SPDX-License-Identifier: Apache-2.0
#include "cel/json_protocol.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "cel/cel_value.h"
#include "cel/environment.h"
#include "cel/program.h"
#include "value/json.h"

namespace plimsoll::cel {

namespace {

// One request on its way to an answer.
class Request {
 public:
  Request(Value json,
          Engine engine,
          const Limits& limits,
          TypePool& types,
          const FunctionTable& functions,
          KeyTable& keys)
      : json_(json),
        engine_(engine),
        limits_(limits),
        keys_(keys),
        factory_(arena_, keys) {
    environment_.types = &types;
    environment_.functions = &functions;
  }

  /// The members of the answer after "id".
  std::string Run();

 private:
  std::optional<std::string> Declare();
  std::optional<std::string> DeclareFunctions(std::string_view name,
                                              Value list);
  std::optional<std::string> Bind();
  std::string Evaluate(std::unique_ptr<Ast> ast);
  bool Flag(std::string_view name) const { return json_.Get(name).is_true(); }

  static std::string Answer(std::string_view member, std::string_view text) {
    std::string out;
    AppendJsonString(member, out);
    out += ':';
    AppendJsonString(text, out);
    return out;
  }
  std::string ValueAnswer(Value value, const std::string& type) const;

  Value json_;
  Engine engine_;
  const Limits& limits_;
  KeyTable& keys_;
  Arena arena_;
  ValueFactory factory_;
  Environment environment_;
  std::optional<FunctionTable> own_functions_;
  std::vector<Value> bindings_;
};

std::optional<std::string> Request::DeclareFunctions(std::string_view name,
                                                     Value list) {
  if (!own_functions_) {
    own_functions_ = *environment_.functions;
    environment_.functions = &*own_functions_;
  }
  if (!list.is_list()) return Answer("error", "\"overloads\" is not a list");
  for (const Value item : list.AsList()) {
    Overload overload;
    overload.id = std::string(item.Get("id").StringOr(""));
    overload.receiver = item.Get("instance").is_true();
    const Value params = item.Get("params");
    if (params.is_list()) {
      for (const Value param : params.AsList()) {
        const auto type = TypeFromNotation(param, *environment_.types);
        if (!type) return Answer("unsupported", type.error().message());
        overload.params.push_back(*type);
      }
    }
    const auto result =
        TypeFromNotation(item.Get("result"), *environment_.types);
    if (!result) return Answer("unsupported", result.error().message());
    overload.result = *result;
    overload.function = [](CallContext& context, std::span<const Value>) {
      return context.factory.Error("the function is only declared");
    };
    own_functions_->Add(name, std::move(overload));
  }
  return std::nullopt;
}

std::optional<std::string> Request::Declare() {
  environment_.container = std::string(json_.Get("container").StringOr(""));
  const Value declarations = json_.Get("type_env");
  if (!declarations.is_list()) return std::nullopt;
  for (const Value item : declarations.AsList()) {
    const std::string_view name = item.Get("name").StringOr("");
    if (!item.Get("overloads").is_null()) {
      if (auto bad = DeclareFunctions(name, item.Get("overloads"))) return bad;
      continue;
    }
    const auto type = TypeFromNotation(item.Get("type"), *environment_.types);
    if (!type) return Answer("unsupported", type.error().message());
    environment_.variables.push_back({std::string(name), *type});
  }
  return std::nullopt;
}

std::optional<std::string> Request::Bind() {
  const Value vars = json_.Get("vars");
  if (vars.is_map()) {
    const MapView map = vars.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      const std::string_view name = map.KeyAt(i).AsString();
      if (environment_.Slot(name) < 0) {
        environment_.variables.push_back(
            {std::string(name), environment_.types->Dyn()});
      }
    }
  }
  for (const Variable& variable : environment_.variables) {
    const Value* given =
        vars.is_map() ? vars.AsMap().Find(variable.name) : nullptr;
    if (given == nullptr) {
      bindings_.push_back(
          factory_.Error("no value for variable '" + variable.name + "'"));
      continue;
    }
    const Result<Value> value = FromNotation(*given, factory_);
    if (!value) return Answer("unsupported", value.error().message());
    bindings_.push_back(*value);
  }
  return std::nullopt;
}

std::string Request::ValueAnswer(Value value, const std::string& type) const {
  if (value.is_error()) return Answer("error", value.AsError());
  if (value.is_unknown()) return R"("unknown":true)";
  std::string out = R"("value":)";
  AppendNotation(value, out);
  if (!type.empty()) out += R"(,"deduced_type":)" + type;
  return out;
}

std::string Request::Evaluate(std::unique_ptr<Ast> ast) {
  std::string type;
  if (!Flag("disable_check")) {
    AppendTypeNotation(ast->types[ast->root->id], type);
  }
  if (Flag("check_only")) return R"("deduced_type":)" + type;
  if (engine_ == Engine::kTreeWalk) {
    CallContext context{factory_, nullptr, Timestamp{}, limits_.steps};
    return ValueAnswer(WalkTree(*ast, environment_, bindings_, context), type);
  }
  const auto program = Program::Compile(std::move(ast), environment_, keys_);
  Evaluator evaluator(keys_, limits_);
  return ValueAnswer(evaluator.Evaluate(*program, bindings_), type);
}

std::string Request::Run() {
  const Value text = json_.Get("expr");
  if (!text.is_string()) return Answer("error", "\"expr\" is not a text");
  if (auto bad = Declare()) return *bad;
  if (auto bad = Bind()) return *bad;
  Diagnostics diagnostics;
  ParseOptions options;
  options.macros = !Flag("disable_macros");
  options.limits.depth = limits_.depth;
  auto ast = Parse(text.AsString(), {}, diagnostics, options);
  if (ast == nullptr ||
      !Check(*ast, environment_, {}, diagnostics, !Flag("disable_check"))) {
    return Answer("error", Render(diagnostics));
  }
  return Evaluate(std::move(ast));
}

}  // namespace

RequestAnswerer::RequestAnswerer(Engine engine, Limits limits)
    : engine_(engine), limits_(limits) {
  AddAllLibraries(functions_, types_);
}

std::string RequestAnswerer::Answer(std::string_view line) {
  Arena arena;
  ReadOptions options;
  options.file = "request";
  const Result<Value> json =
      ReadJson(line, ValueFactory(arena, keys_), options);
  std::string out = R"({"id":)";
  if (!json || !json->is_map()) {
    out += R"(null,"error":)";
    AppendJsonString(
        json ? "the request is not a JSON object" : json.error().message(),
        out);
    return out + "}";
  }
  AppendJson(json->Get("id"), {}, out);
  out += ',';
  out += Request(*json, engine_, limits_, types_, functions_, keys_).Run();
  return out + "}";
}

std::string AnswerRequest(std::string_view line) {
  return RequestAnswerer().Answer(line);
}

}  // namespace plimsoll::cel

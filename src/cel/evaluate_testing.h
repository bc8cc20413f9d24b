// SPDX-License-Identifier: Apache-2.0
// For the tests and benchmarks of evaluation: an environment with all
// libraries, and the short way from text to program and result. Test code only.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cel/environment.h"
#include "cel/program.h"
#include "value/json.h"

namespace plimsoll::cel {

/// One environment with its tables. Variables are declared with Declare, then
/// bound with Bind or BindJson.
class EvaluationWorld {
 public:
  EvaluationWorld();

  /// The slot. `type` null is dyn.
  int Declare(std::string_view name, TypeRef type = nullptr);
  void Bind(int slot, Value value);
  /// JSON with unknown markers ({"$unknown": "text"}).
  Value Json(std::string_view json);

  /// Aborts with the diagnostics when the text does not compile.
  std::unique_ptr<Ast> ParseAndCheck(std::string_view text, bool strict = true);
  std::unique_ptr<const Program> Compile(std::string_view text,
                                         bool strict = true);
  /// Both ways; "DISAGREE: ..." when the compiled program and the tree walk
  /// differ, else the value as ShowValue has it.
  std::string Run(std::string_view text, bool strict = true);
  Value Walk(const Program& program, std::span<const Value> bindings);

  KeyTable keys;
  Arena arena;
  ValueFactory factory{arena, keys};
  TypePool types;
  FunctionTable functions;
  Environment environment;
  std::vector<Value> bindings;
  Evaluator evaluator{keys};
};

/// Equal in every respect that a user can see: kinds, contents, error messages,
/// sets of unknown reasons; NaN equals itself.
bool SameResult(Value a, Value b);
/// "error(message)", "unknown(message, message)", "some(1)", "none",
/// "type(int)", else JSON.
std::string ShowValue(Value value);

}  // namespace plimsoll::cel

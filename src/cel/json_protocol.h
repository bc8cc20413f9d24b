// SPDX-License-Identifier: Apache-2.0
// Expressions over JSON lines, so that rule authors can try one and anyone can
// run a conformance suite against us (`plimsoll cel eval --jsonl`).
//
// Request, one line: {"id": any, "expr": text, "vars": {name: VALUE},
//   "container": text, "type_env": [{"name", "type": TYPE} or {"name",
//   "overloads": [{"id", "params": [TYPE], "result": TYPE, "instance":
//   bool}]}], "disable_check": bool, "disable_macros": bool, "check_only":
//   bool}
// All but "expr" may be absent. A variable that is bound but not declared has
// type dyn; one that is declared but not bound is an error where it is read.
// Answer, one line: {"id", "value": VALUE, "deduced_type": TYPE}, or {"id",
//   "deduced_type": TYPE} (check_only), {"id", "error": text}, {"id",
//   "unknown": true} or {"id", "unsupported": text} (a VALUE or TYPE that we do
//   not have).
// VALUE and TYPE: see cel/cel_value.h. "deduced_type" is absent without a
// check.
#pragma once

#include <string>
#include <string_view>

#include "base/limits.h"
#include "cel/function.h"
#include "cel/type.h"
#include "value/key_table.h"

namespace plimsoll::cel {

/// How an answer is computed.
enum class Engine : unsigned char {
  kCompiled,  ///< Program and Evaluator.
  kTreeWalk   ///< WalkTree.
};

/// Answers requests with all libraries. Thread-compatible.
class RequestAnswerer {
 public:
  explicit RequestAnswerer(Engine engine = Engine::kCompiled,
                           Limits limits = {});
  /// One answer line, without the newline. Never fails: a line that cannot be
  /// read gives an "error" with the id null.
  std::string Answer(std::string_view line);

 private:
  Engine engine_;
  Limits limits_;
  TypePool types_;
  FunctionTable functions_;
  KeyTable keys_;
};

/// The same for a single request; slower, as it fills a function table.
std::string AnswerRequest(std::string_view line);

}  // namespace plimsoll::cel

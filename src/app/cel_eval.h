// SPDX-License-Identifier: Apache-2.0
// `plimsoll cel eval`: try an expression, or answer a conformance suite.
#pragma once

#include <istream>
#include <string>
#include <vector>

#include "app/scan.h"

namespace plimsoll {

/// Evaluates one expression over variables given as JSON ("name=JSON", and one
/// object whose members are variables) and prints the value as JSON; with
/// `explain`, what decided and what was read. Variables are dyn; our own
/// functions (docs/catalogue.md) are there. An error value gives status kError,
/// unknown kIncomplete.
ExitStatus EvaluateCel(const AppContext& app,
                       const std::string& expression,
                       const std::vector<std::string>& variables,
                       const std::string& variables_file,
                       bool explain);

/// Answers requests, one JSON object a line, until the input ends; the protocol
/// is that of cel/json_protocol.h.
ExitStatus AnswerCelRequests(const AppContext& app, std::istream& input);

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// The terminal at which the program was started, if there is one.
#pragma once

#include <cstddef>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"

namespace plimsoll {

/// Columns of the terminal on standard output; 100 when it is none.
std::size_t TerminalWidth();

/// Writes the question to the terminal and reads one line from it, past any
/// redirection of standard input and output. Errors: kNotFound without a
/// terminal, kCancelled when `stop` comes first, kInvalid for an empty line.
Result<std::string> AskAtTerminal(std::string_view question,
                                  std::stop_token stop);

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// Aborts on our own mistakes. What the world or an author did wrong is a
// Result or a Diagnostic, never a check.
#pragma once

namespace plimsoll::internal {
/// Prints "file:line: check failed: `what`" to stderr and aborts.
[[noreturn]] void CheckFailed(const char* file, int line, const char* what);
}  // namespace plimsoll::internal

/// Aborts with file, line and the expression's text when `cond` is false.
#define PLIMSOLL_CHECK(cond)  \
  (static_cast<bool>(cond)    \
       ? static_cast<void>(0) \
       : ::plimsoll::internal::CheckFailed(__FILE__, __LINE__, #cond))

// SPDX-License-Identifier: Apache-2.0
// How the libraries write down their overloads: constexpr tables whose
// signatures are texts, e.g. "string.(int, int) -> string".
#pragma once

#include <span>
#include <string_view>

#include "cel/function.h"
#include "cel/type.h"

namespace plimsoll::cel {

/// One overload. A signature is "(T, ...) -> T", or "T.(T, ...) -> T" for a
/// receiver call. A type T is a simple name ("int", "dyn", "timestamp"),
/// "list(T)", "map(T, T)", "optional(T)", "type(T)", one capital letter for a
/// type parameter, or another name ("net.IP") for an opaque type.
struct Definition {
  std::string_view name;
  std::string_view id;
  std::string_view signature;
  Function function = nullptr;
  bool strict = true;
};

/// Adds the overloads in their order; all of them pure. Aborts on a signature
/// that does not read: they are ours.
void Define(FunctionTable& table,
            TypePool& types,
            std::span<const Definition> definitions);

}  // namespace plimsoll::cel

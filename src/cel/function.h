// SPDX-License-Identifier: Apache-2.0
// Functions that expressions may call: the standard library, the extensions,
// and those of the host (net.*, iam.*, related, ...), all through one table.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "cel/type.h"
#include "value/value.h"

namespace plimsoll::cel {

/// What a function may use while it runs.
struct CallContext {
  ValueFactory factory;        ///< Results go into the evaluation's arena.
  const void* host = nullptr;  ///< Evaluator::set_host, for host functions.
  Timestamp now;               ///< The one time of the whole scan.
  std::uint64_t steps_left;    ///< Costly functions subtract; see Charge.

  /// Takes `steps` from the budget; false when it is used up, then the function
  /// returns OverBudget().
  bool Charge(std::uint64_t steps) {
    if (steps > steps_left) {
      steps_left = 0;
      return false;
    }
    steps_left -= steps;
    return true;
  }
  Value OverBudget() const;

  /// The error value "no such overload: f(int, string)".
  Value NoOverload(std::string_view function,
                   std::span<const Value> args) const;
};

/// One overload. `args` holds the receiver first, if it is a receiver call.
/// A strict function (the default) never sees an unknown or an error: the
/// evaluator returns the first error or the merged unknowns instead.
using Function = Value (*)(CallContext& context, std::span<const Value> args);

struct Overload {
  std::string id;  ///< "size_string"; for diagnostics and cost.
  bool receiver = false;
  std::vector<TypeRef> params;  ///< Receiver first.
  TypeRef result = nullptr;
  /// Runs for every argument kind that fits `params` at run time, so several
  /// overloads may share one implementation that looks at the kinds.
  Function function = nullptr;
  bool strict = true;
  /// Same arguments, same result: may be folded and shared. Host functions that
  /// read the inventory or the time are not.
  bool pure = true;
  /// So many of the first arguments are not part of an explanation, unless they
  /// spoil the result: for calls that the host put into an expression.
  std::size_t silent_params = 0;
};

/// Functions by name. Thread-compatible: filled once, then read.
class FunctionTable {
 public:
  /// Index of the new overload; overloads of a name are tried in this order.
  std::uint32_t Add(std::string_view name, Overload overload);
  /// Indexes of all overloads of a name (both call styles); empty when none.
  std::span<const std::uint32_t> Find(std::string_view name) const;
  const Overload& at(std::uint32_t index) const { return overloads_[index]; }
  /// All names, sorted, for "did you mean" and the generated reference.
  std::vector<std::string_view> Names() const;

 private:
  std::deque<Overload> overloads_;
  std::map<std::string, std::vector<std::uint32_t>, std::less<>> by_name_;
};

/// True when a value of this kind can be passed where `type` is declared (dyn
/// and type parameters take anything; unknown and error never match).
bool KindFits(Value value, TypeRef type);

// The libraries; each adds its overloads to the table. Macros are the parser's.
void AddStandardLibrary(FunctionTable& table, TypePool& types);
void AddStringsLibrary(FunctionTable& table, TypePool& types);
void AddListsLibrary(FunctionTable& table, TypePool& types);
void AddSetsLibrary(FunctionTable& table, TypePool& types);
void AddMathLibrary(FunctionTable& table, TypePool& types);
void AddEncodersLibrary(FunctionTable& table, TypePool& types);
void AddRegexLibrary(FunctionTable& table, TypePool& types);
void AddOptionalLibrary(FunctionTable& table, TypePool& types);
void AddNetworkLibrary(FunctionTable& table, TypePool& types);
void AddUrlLibrary(FunctionTable& table, TypePool& types);
void AddQuantityLibrary(FunctionTable& table, TypePool& types);
void AddSemverLibrary(FunctionTable& table, TypePool& types);
void AddNamedFormatLibrary(FunctionTable& table, TypePool& types);
/// All of the above.
void AddAllLibraries(FunctionTable& table, TypePool& types);

}  // namespace plimsoll::cel

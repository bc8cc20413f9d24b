// SPDX-License-Identifier: Apache-2.0
// Functions of the language: what they take, what type they give, what they
// compute. The rules for null, unknown and sensitive arguments are applied
// once, by Call.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "hcl/value.h"

namespace plimsoll::hcl {

class Evaluator;
class Scope;

/// One parameter. Arguments are converted to `type` first; a dynamic type takes
/// anything as it is.
struct Parameter {
  std::string_view name;
  Type type = Type::Dynamic();
  bool allow_null = false;
  /// The function wants to see an unknown argument itself; otherwise the call
  /// is an unknown of the result type.
  bool allow_unknown = false;
  /// The type function can do with an argument whose type is not known.
  bool allow_dynamic = false;
  /// The function wants to see sensitive marks; otherwise they are taken off
  /// and put on the result.
  bool allow_sensitive = false;
};

/// Bounds and doors of file functions.
struct FunctionFiles {
  const FileSystem* files = nullptr;  ///< Null: every file is unknown.
  std::string
      base;  ///< Relative paths start here (Terraform's working folder).
  std::string root;  ///< Nothing outside is read; empty: same as `base`.
};

/// What an implementation works with.
struct CallContext {
  const ValueFactory& factory;
  std::span<const Value> arguments;
  Evaluator* evaluator = nullptr;  ///< For functions that evaluate templates.
  std::string problem;             ///< Set before returning nullopt.
  std::size_t problem_argument = SIZE_MAX;  ///< Which one is to blame.

  std::nullopt_t Fail(std::string message) {
    problem = std::move(message);
    return std::nullopt;
  }
  std::nullopt_t FailArgument(std::size_t index, std::string message) {
    problem_argument = index;
    return Fail(std::move(message));
  }
};

/// nullopt: an error, said in the context.
using TypeFunction = std::optional<Type> (*)(CallContext&);
using ValueFunction = std::optional<Value> (*)(CallContext&, Type type);

struct Function {
  std::string_view name;
  std::vector<Parameter> parameters;
  std::optional<Parameter> rest;  ///< Any number more of these.
  /// Used when there is no `type_of`.
  Type type = Type::Dynamic();
  /// The result type from the arguments, of which some may be unknown.
  TypeFunction type_of = nullptr;
  /// Null for functions whose result a scan cannot know (timestamp).
  ValueFunction value_of = nullptr;
  /// The result is never null: said of unknown results too.
  bool never_null = false;
  std::string_view unknown_reason = {};  ///< When there is no value_of.
};

/// Functions by name. Immutable after filling; shared by all evaluations.
class FunctionTable {
 public:
  void Add(Function function);
  /// Takes "core::" off first. Null when there is none.
  const Function* Find(std::string_view name) const;
  /// All names, sorted, without "core::".
  std::vector<std::string_view> names() const;

 private:
  std::map<std::string, Function, std::less<>> functions_;
};

/// The functions of Terraform 1.11 that are there: numbers, lists, sets, maps,
/// conversions. Those of strings, encodings, files, times and networks are
/// missing; calling one is an error like that of any unknown name.
/// try, can and templatestring need their arguments unevaluated and are known
/// to the Evaluator itself.
/// Source: https://developer.hashicorp.com/terraform/language/functions
const FunctionTable& TerraformFunctions();

/// Calls with evaluated arguments: converts them, applies the rules of the
/// parameters, computes. nullopt is an error, said in `problem`.
std::optional<Value> Call(const Function& function,
                          std::span<const Value> arguments,
                          const ValueFactory& factory,
                          Evaluator* evaluator,
                          std::string* problem);

}  // namespace plimsoll::hcl

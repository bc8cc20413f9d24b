// SPDX-License-Identifier: Apache-2.0
// Expression + scope -> value. Errors are diagnostics; what could not be
// computed is unknown with the reason, never a guess.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/limits.h"
#include "hcl/ast.h"
#include "hcl/function.h"
#include "hcl/scope.h"
#include "hcl/value.h"

namespace plimsoll::hcl {

struct EvaluateOptions {
  const FunctionTable* functions = nullptr;  ///< Null: TerraformFunctions().
  FunctionFiles files;
  std::uint64_t steps = Limits().steps;  ///< Of all evaluations together.
  std::size_t string_bytes = std::size_t{64} << 20U;  ///< Longest text.
};

/// Evaluates expressions into one arena. Thread-compatible. May be used again
/// by a Scope while it evaluates (a local value that is asked for).
/// Lifetime: borrows the factory's arena; values may also point into the
/// ParsedFile of their expression.
class Evaluator {
 public:
  explicit Evaluator(ValueFactory factory, EvaluateOptions options = {});
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  /// The value. After an error, which is in `diagnostics` with its place, an
  /// unknown of dynamic type with code "error". Values made by the expression
  /// carry place `place_base` + id of their expression (0: no places).
  Value Evaluate(const ParsedFile& file,
                 const Expr& expr,
                 Scope& scope,
                 Diagnostics& diagnostics,
                 PlaceId place_base = 0);

  /// For functions: the value of a template with variables of its own;
  /// nullopt is an error, said in `problem` with the place in the template.
  std::optional<Value> EvaluateTemplate(std::string_view name,
                                        std::string_view text,
                                        Value variables,
                                        std::string& problem);

  const ValueFactory& factory() const { return factory_; }
  const EvaluateOptions& options() const { return options_; }
  std::uint64_t steps_left() const { return steps_left_; }
  /// Takes steps for work outside of expressions; false when none are left.
  bool Spend(std::uint64_t steps) {
    steps_left_ = steps < steps_left_ ? steps_left_ - steps : 0;
    return steps_left_ > 0;
  }

 private:
  friend class Walk;

  ValueFactory factory_;
  EvaluateOptions options_;
  std::uint64_t steps_left_;
  std::uint32_t template_depth_ = 0;  // Of templatefile inside templatefile.
  std::vector<std::shared_ptr<const ParsedFile>> templates_;
};

/// a.b, a[0]: one step on a value. nullopt is an error, said in `problem`.
std::optional<Value> GetAttribute(Value value,
                                  std::string_view name,
                                  const ValueFactory& factory,
                                  std::string* problem);
std::optional<Value> GetIndex(Value value,
                              Value key,
                              const ValueFactory& factory,
                              std::string* problem);

/// Every name that an expression refers to, in source order; names bound by
/// for expressions inside are left out.
std::vector<const TraversalExpr*> References(const Expr& expr);

/// The references are valid steps of a static path (depends_on, provider,
/// ignore_changes): the traversal, or null when `expr` is something else.
const TraversalExpr* AsStaticReference(const Expr& expr);

}  // namespace plimsoll::hcl

// SPDX-License-Identifier: Apache-2.0
// Compiled expressions and their evaluation.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cel/ast.h"
#include "cel/environment.h"
#include "cel/function.h"

namespace plimsoll::cel {

/// An expression compiled for evaluation: constants folded, regular
/// expressions, CIDRs and literal sets prepared, keys interned in `keys`.
/// Immutable. Lifetime: borrows the function table and the key table.
class Program {
 public:
  /// `ast` has been checked against `environment`.
  static std::unique_ptr<const Program> Compile(std::unique_ptr<Ast> ast,
                                                const Environment& environment,
                                                KeyTable& keys);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  TypeRef result_type() const;
  const Ast& ast() const;
  /// Variables (slots) that the expression reads, ascending.
  std::span<const int> variables() const;
  /// True when a select path beginning at variable `slot` with field `field`
  /// occurs, e.g. whether a check reads `status`.
  bool Reads(int slot, std::string_view field) const;
  /// Names of host functions (impure) called, sorted.
  std::vector<std::string_view> impure_functions() const;

  struct Impl;
  const Impl& impl() const { return *impl_; }

 private:
  explicit Program(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// One sub-expression or path with its value, for the report.
struct Evidence {
  std::string
      expression;  ///< "spec.PublicAccessBlockConfiguration.BlockPublicAcls"
  Value value;     ///< Lifetime: the evaluator, until its next call.
};

/// What an explanation says: the deciding predicates, outermost first (of
/// exists and all also the element that decided, "spec.Ingress[2]"), and the
/// longest select paths read on the deciding branch, in the order first read;
/// of an unknown result only the unknown ones, if any. No repetitions, at most
/// 32 entries each.
struct Explanation {
  Value result;
  std::vector<Evidence> decided;
  std::vector<Evidence> reads;
};

/// Runs programs. Holds the arena of the current evaluation and the slot
/// caches: one per thread (thread-compatible), reused for millions of
/// evaluations; warm, an evaluation of the usual shapes takes nothing from the
/// heap. Lifetime: the key tables of all documents seen must outlive it (shapes
/// are known by address).
class Evaluator {
 public:
  explicit Evaluator(KeyTable& keys, Limits limits = {});
  ~Evaluator();
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  void set_now(Timestamp now);
  void set_host(const void* host);

  /// `bindings[slot]` is the value of each variable of the environment. The
  /// result may point into the evaluator's arena (it lives until Reset), into
  /// the program and into the bindings. Never throws; a passed cost limit is
  /// the error "cost limit exceeded": one step for each round of a
  /// comprehension and each call, more for costly functions.
  Value Evaluate(const Program& program, std::span<const Value> bindings);

  /// The same result, with what decided it. Slower.
  Explanation Explain(const Program& program, std::span<const Value> bindings);

  /// Forgets the values made so far. Call it between documents.
  void Reset();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The plain tree walk over a checked tree: the meaning of the language,
/// slowly. The compiled program must agree with it on every input (differential
/// test).
Value WalkTree(const Ast& ast,
               const Environment& environment,
               std::span<const Value> bindings,
               CallContext& context);

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// From a checked tree to nodes that run. Private to this folder.
#pragma once

#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include "base/stable_list.h"
#include "cel/evaluate_node.h"
#include "cel/library/regex.h"
#include "cel/program.h"

namespace plimsoll::cel {

struct Program::Impl {
  explicit Impl(KeyTable& keys) : factory(arena, keys) {}

  std::unique_ptr<Ast> ast;
  const FunctionTable* functions = nullptr;
  Arena arena{256};  ///< Folded constants; mostly few.
  ValueFactory factory;
  const Node* root = nullptr;
  std::size_t local_count = 0;
  std::size_t binding_count = 0;  ///< Of the environment.
  std::vector<int> variables;
  std::vector<std::string_view> impure_functions;

  StableList<Node> nodes;
  StableList<std::vector<FieldStep>> steps;
  StableList<std::vector<const Node*>> operands;
  StableList<Value> absent_values;
  StableList<CallSite> sites;
  StableList<Members> members;
  StableList<Loop> loops;
  StableList<LiteralSet> sets;
  std::vector<std::unique_ptr<const Regex>> regexes;
};

/// A compiled part and what it depends on.
struct Piece {
  static constexpr std::uint32_t kNoLocal =
      std::numeric_limits<std::uint32_t>::max();

  Node* node = nullptr;
  bool varies = false;  ///< Reads a variable or calls an impure function.
  std::uint32_t lowest_local = kNoLocal;  ///< Lowest local that is read.

  bool closed() const { return !varies && lowest_local == kNoLocal; }
  void DependOn(const Piece& other);
  bool is_constant() const;
};

class Compiler {
 public:
  Compiler(Program::Impl& program, const Environment& environment);

  Piece Compile(const Expr& expr);

 private:
  struct Local {
    std::string_view name;
    std::uint32_t index;
  };

  // compile.cc: structure.
  Piece CompileIdent(const Expr& expr);
  Piece CompileSelect(const Expr& expr);
  Piece CompilePath(const Expr& expr);
  Piece CompileList(const Expr& expr);
  Piece CompileMap(const Expr& expr);
  bool UseShape(const Expr& expr, Members& members);
  Piece CompileLogical(const Expr& expr);
  Piece CompileConditional(const Expr& expr);
  FieldStep Step(std::string_view name, FieldRules rules);
  void SetSteps(Node& node, std::vector<FieldStep> steps);

  // compile_call.cc: calls and their special forms.
  Piece CompileCall(const Expr& expr);
  const CallSite& MakeSite(const Expr& expr,
                           const std::vector<Piece>& args,
                           Piece& call);
  ParameterFit Fit(TypeRef type);
  void Specialise(Piece& call, const CallSite& site);
  bool SpecialiseEquality(Piece& call, const CallSite& site);
  bool SpecialiseIn(Piece& call, const CallSite& site);
  bool SpecialiseMatches(Piece& call, const CallSite& site);
  bool HasImpure(const CallSite& site) const;

  // compile_loop.cc: comprehensions.
  Piece CompileComprehension(const Expr& expr);
  Piece CompileRange(const Expr& expr);
  bool CompileMacro(const Expr& expr, Piece& piece, Loop& loop);
  bool CompileCollector(const Expr& expr, Piece& piece, Loop& loop);
  void CompileGeneral(const Expr& expr, Piece& piece, Loop& loop);
  const Node* Body(const Expr& expr, Piece& piece);
  std::uint32_t Declare(std::string_view name);
  void DeclareIterationVariables(const Expr& expr, Loop& loop);

  // fold.cc: what can be known now.
  Piece Constant(Value value);
  /// The piece itself, or its value when it is closed and cheap.
  Piece Fold(Piece piece);
  /// Operands of && (`deciding` false) or ||, without those that say nothing;
  /// true when one decides.
  bool SimplifyOperands(bool deciding, std::vector<Piece>& operands);
  static bool YieldsBool(const Node& node);

  Piece NewNode(Run run);
  /// The piece of an expression whose null counts as empty.
  Piece NullAsEmpty(Piece piece, const Expr& expr);

  Program::Impl& program_;
  const Environment& environment_;
  std::vector<Local> scope_;
  std::vector<Value> samples_;        ///< One of each kind, for Fit.
  std::unique_ptr<SlotCache> slots_;  ///< For Fold.
};

}  // namespace plimsoll::cel

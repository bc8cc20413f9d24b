// SPDX-License-Identifier: Apache-2.0
// One template with its parameters, mappings and conditions: what its
// expressions are worth.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "value/value.h"

namespace plimsoll::cfn {

/// Where a stack will live. Empty: not known. A text that only contains an
/// unknown account, region or partition is made with a stand-in (see kAny...),
/// since none of them can make a wildcard; a condition on it is unknown.
struct StackPlace {
  std::string account;
  std::string region;
  std::string partition;
};

inline constexpr std::string_view kAnyAccount = "000000000000";
inline constexpr std::string_view kAnyRegion = "any-region";
inline constexpr std::string_view kAnyPartition = "aws";

struct ScopeOptions {
  StackPlace place;
  std::map<std::string, Value, std::less<>> parameters;  ///< As given.
  std::string id_prefix;  ///< Ids of resources are this and the logical id.
  std::string file;
};

/// Evaluates the functions of one template. Unknown is a value with its
/// reason; nothing is guessed. Thread-compatible. Lifetime: borrows all.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
class Scope {
 public:
  Scope(Value root,
        ScopeOptions options,
        const ValueFactory& factory,
        const Provenance& provenance,
        Diagnostics& diagnostics);

  /// The value of a node; nullopt when it is AWS::NoValue, that is, absent.
  std::optional<Value> Evaluate(Value node);
  /// True, false or unknown.
  Value EvaluateCondition(std::string_view name, Value at);
  /// All resources by logical id, loops expanded; no expression evaluated.
  const std::map<std::string, Value, std::less<>>& resources() const {
    return resources_;
  }
  /// True when the resource is declared and its condition is not false.
  bool Exists(std::string_view logical_id);
  std::string IdOf(std::string_view logical_id) const;
  /// Outputs of nested stacks, by the logical id of the stack.
  void SetOutputs(std::string_view logical_id, Value outputs);
  /// What this template gives as outputs: a map of name to value.
  Value Outputs();

  const ValueFactory& factory() const { return factory_; }
  Diagnostics& diagnostics() { return diagnostics_; }
  SourceRange RangeOf(Value value) const;
  const std::string& file() const { return options_.file; }

 private:
  using Maybe = std::optional<Value>;

  void Error(Value at, std::string message, std::string hint = {});
  Value Unknown(std::string_view code,
                std::string_view subject,
                const std::string& message,
                const std::string& remedy = {}) const;

  void ExpandResources();
  void Expand(Value node,
              std::vector<std::pair<std::string, Value>>& entries,
              int depth);
  void ExpandLoop(std::string_view key,
                  Value node,
                  std::vector<std::pair<std::string, Value>>& entries,
                  int depth);
  Value Substitute(Value node, std::string_view name, std::string_view text);

  Maybe EvaluateList(Value node);
  Maybe EvaluateMap(Value node);
  Maybe Apply(std::string_view function, Value argument, Value node);

  Maybe Ref(Value argument);
  Value PseudoParameter(std::string_view name) const;
  Value Parameter(const std::string& name, Value declaration);
  Value ParameterValue(const std::string& name, Value declaration);
  Value ConvertParameter(std::string_view type, Value value, Value at);
  Value GetAtt(Value argument);
  Value Attribute(std::string_view resource, std::string_view attribute);
  Value Sub(Value argument);
  Value SubVariable(std::string_view name, Value own);
  Value Join(Value argument);
  Value Select(Value argument);
  Value SplitText(Value argument);
  Value FindInMap(Value argument);
  Value LookUp(Value map, Value key, Value at);
  Value Base64(Value argument);
  Value Cidr(Value argument);
  Value Length(Value argument);
  Value ToJsonString(Value argument);
  Maybe If(Value argument);
  Value Logic(Value node);
  Value Equals(Value argument);
  Value AndOr(Value argument, bool conjunction);

  /// The arguments of a function that takes a list of `least` to `most`;
  /// empty after a diagnostic.
  std::vector<Value> Arguments(std::string_view function,
                               Value argument,
                               std::size_t least,
                               std::size_t most);
  /// Evaluated, AWS::NoValue as null.
  Value Plain(Value node) { return Evaluate(node).value_or(Value()); }
  bool Spend(Value at);

  Value root_;
  ScopeOptions options_;
  ValueFactory factory_;
  const Provenance& provenance_;
  Diagnostics& diagnostics_;
  std::map<std::string, Value, std::less<>> resources_;
  std::map<std::string, Value, std::less<>> parameters_;
  std::map<std::string, Value, std::less<>> conditions_;
  std::map<std::string, Value, std::less<>> outputs_;
  std::set<std::string, std::less<>> open_;  ///< Being evaluated: no circles.
  bool exact_ = false;                       ///< In a condition: no stand-ins.
  std::size_t steps_ = 0;
  bool exhausted_ = false;
};

/// The text of a scalar as CloudFormation writes it: 80 -> "80", true ->
/// "true"; nullopt for anything else.
std::optional<std::string> ScalarText(Value value);

/// The first unknown in a value, looked for at every depth; null when none.
Value FirstUnknown(Value value);

}  // namespace plimsoll::cfn

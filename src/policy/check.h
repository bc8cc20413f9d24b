// SPDX-License-Identifier: Apache-2.0
// A check as the catalogue declares it, compiled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cel/program.h"
#include "model/resource_type.h"
#include "model/verdict.h"
#include "value/value.h"

namespace plimsoll {

/// Text with CEL in {{ }}.
struct MessageTemplate {
  struct Piece {
    std::string text;                           ///< When `value` is null.
    std::unique_ptr<const cel::Program> value;  ///< Rendered, strings unquoted.
  };
  std::vector<Piece> pieces;
  bool empty() const { return pieces.empty(); }
};

/// One condition of a check. With several, the first that fails speaks.
struct CheckBranch {
  std::unique_ptr<const cel::Program> condition;
  bool violation =
      true;  ///< True: fails when true. False (`require`): when false.
  std::uint64_t variables = 0;  ///< Bits of those that `condition` needs.
  MessageTemplate message;
};

struct CheckParameter {
  std::string name;
  Value value;  ///< Default, or the user's override. Lifetime: the catalogue.
  std::string doc;
};

struct CheckVariable {
  std::string name;
  int slot = -1;
  std::unique_ptr<const cel::Program> value;
  std::uint64_t closure = 0;  ///< Bits of this variable and all that it needs.
};

/// Most variables that a check may name.
inline constexpr std::size_t kMaxCheckVariables = 64;

struct CheckFix {
  std::string text;
  std::string cli;
  std::string console;
  std::string terraform;
};

/// One check. Immutable after loading, but for overridden parameters.
struct Check {
  std::string id;       ///< "aws-ec2-security-group-no-public-ssh"
  std::string service;  ///< Folder of the check itself: "cloudtrail".
  std::string title;
  Severity severity = Severity::kMedium;
  const ResourceType* type = nullptr;
  std::unique_ptr<const cel::Program> when;  ///< Null: always.
  std::uint64_t when_variables = 0;  ///< Bits of those that `when` needs.
  std::vector<CheckParameter> params;
  std::vector<CheckVariable> variables;
  std::vector<CheckBranch> branches;
  std::string rationale;
  CheckFix fix;
  std::vector<std::string> references;
  std::vector<std::string> categories;
  /// Tool ("checkov", "prowler", "trivy", "securityhub") -> ids, sorted.
  std::map<std::string, std::vector<std::string>, std::less<>> equivalents;
  std::vector<std::string> aliases;
  bool live_only = false;  ///< Reads `status`.
  /// Resource types that related(), account.all(), ... ask for, sorted.
  std::vector<std::string> inventory_types;
  bool reads_time = false;  ///< Calls age().
  /// Every word of the expressions and the message, sorted: whatever property
  /// of whatever type they read is among them.
  std::vector<std::string> words;
  /// True when `spec` or `status` is used as a whole, not only by a property.
  bool reads_whole = false;
  std::string file;  ///< ".../check.yaml"
  /// The condition as written, for people: "violation: size(open) > 0".
  std::string condition_text;
  Value params_value;  ///< Map of name to value, what `params` is bound to.
};

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// IAM policy documents read into one form, whatever way they are written.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "policy/functions/truth.h"
#include "value/value.h"

namespace plimsoll::iam {

/// A string or a list of them, seen as a list. An item is a scalar or unknown;
/// an unknown item stands for any number of texts. Lifetime: the policy's
/// arena.
struct Elements {
  std::span<const Value> items;
  bool present = false;
};

/// "Principal" or "NotPrincipal".
struct Principals {
  enum class Form : std::uint8_t { kAbsent, kAnyone, kTyped, kUnknown };
  Form form = Form::kAbsent;
  Value unknown;  ///< kUnknown
  Elements aws;   ///< From here on: kTyped.
  Elements service;
  Elements federated;
  Elements canonical;
};

enum class Operator : std::uint8_t {
  kStringEquals,
  kStringNotEquals,
  kStringEqualsIgnoreCase,
  kStringNotEqualsIgnoreCase,
  kStringLike,
  kStringNotLike,
  kNumericEquals,
  kNumericNotEquals,
  kNumericLessThan,
  kNumericLessThanEquals,
  kNumericGreaterThan,
  kNumericGreaterThanEquals,
  kDateEquals,
  kDateNotEquals,
  kDateLessThan,
  kDateLessThanEquals,
  kDateGreaterThan,
  kDateGreaterThanEquals,
  kBool,
  kBinaryEquals,
  kIpAddress,
  kNotIpAddress,
  kArnEquals,
  kArnNotEquals,
  kArnLike,
  kArnNotLike,
  kNull,
  kUnknown  ///< The operator's block, or the whole Condition, is unknown.
};
/// As AWS writes it: "StringEquals".
std::string_view Name(Operator op);

enum class Quantifier : std::uint8_t { kNone, kForAnyValue, kForAllValues };

/// One key of one operator's block; all conditions of a statement must hold.
struct Condition {
  Operator op = Operator::kUnknown;
  Quantifier quantifier = Quantifier::kNone;
  bool if_exists = false;
  std::string_view key;  ///< As written; keys have no case. Empty for kUnknown.
  Elements values;       ///< For kUnknown one unknown item.
};

/// One statement. Absent elements are not `present`. A statement that is itself
/// unknown has unknown items in all members.
struct Statement {
  Truth allows;  ///< Effect is Allow; unknown when Effect is.
  Value sid;     ///< A string, null or unknown.
  Elements action;
  Elements not_action;
  Elements resource;
  Elements not_resource;
  Principals principal;
  Principals not_principal;
  std::span<const Condition> conditions;
};

/// A policy document. Lifetime: the value it was read from and the factory's
/// arena.
struct Policy {
  std::span<const Statement> statements;
  /// `${...}` are variables: Version is 2012-10-17. Unknown when Version is.
  Truth variables;
  /// Null, or what every question about the policy answers: the error of a
  /// malformed policy (which AWS would refuse), or an unknown.
  Value bad;
};

/// Reads a policy: a map, JSON text (also percent-encoded, as the IAM API
/// returns it), or null, which is no policy and has no statements. Whatever is
/// malformed makes `bad` an error naming the statement and the member.
/// Source:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
Policy ReadPolicy(const ValueFactory& factory, Value document);

/// The statements as CEL sees them: a list of maps with Sid, Effect, Action,
/// NotAction, Resource, NotResource (lists, empty when absent), Principal,
/// NotPrincipal (map of AWS, Service, Federated, CanonicalUser to lists; null
/// when absent; "*" is {AWS: ["*"]} and an account's root ARN its id), and
/// Condition (operator in AWS's spelling -> key in lower case -> list of
/// texts). Unknown parts stay unknown in place.
Value RenderStatements(const ValueFactory& factory, const Policy& policy);

/// Room for the text of a scalar that is not a string.
using ScalarBuffer = std::array<char, 32>;
/// The text of a scalar as a policy means it: true and false, whole numbers in
/// decimals. Empty for an unknown.
std::string_view TextOf(Value scalar, ScalarBuffer& buffer);

/// What an element of "AWS" in a principal names.
struct AwsPrincipal {
  enum class Kind : std::uint8_t {
    kAnyone,    ///< "*", or a text with a wildcard, which AWS does not take
    kAccount,   ///< an account: its id or its root ARN
    kIdentity,  ///< a user, role or session of an account
    kOther      ///< the id of a deleted identity, or an AWS-owned one
  };
  Kind kind = Kind::kOther;
  std::string_view account;  ///< 12 digits; empty for the others
};
AwsPrincipal ReadAwsPrincipal(std::string_view text);

/// Twelve digits.
bool IsAccountId(std::string_view text);

}  // namespace plimsoll::iam

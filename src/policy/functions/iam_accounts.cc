// SPDX-License-Identifier: Apache-2.0
// iam.foreignAccounts: whom a policy admits beside its owner.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "policy/functions/iam_analysis.h"
#include "policy/functions/iam_condition.h"

namespace plimsoll::iam {
namespace {

/// Gathers accounts and what is unknown about them.
class Accounts {
 public:
  Accounts(const ValueFactory& factory, Value own)
      : factory_(factory), own_(own) {}

  void Add(std::string_view id) {
    if (own_.is_string() && own_.AsString() == id) return;
    // Whether it is a foreign one is open.
    if (own_.is_unknown()) Blur(own_);
    ids_.emplace_back(id);
  }
  void AddOrganization(std::string_view id) { ids_.emplace_back(id); }
  void Blur(Value unknown) {
    unknown_ = unknown_.is_unknown() ? factory_.MergeUnknown(unknown_, unknown)
                                     : unknown;
  }
  Value Result() {
    if (unknown_.is_unknown()) return unknown_;
    std::sort(ids_.begin(), ids_.end());
    ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
    std::vector<Value> values;
    for (const std::string& id : ids_) values.push_back(factory_.String(id));
    return factory_.List(values);
  }

 private:
  ValueFactory factory_;
  Value own_;
  Value unknown_;
  std::vector<std::string> ids_;
};

/// The account or organisation that a fixed value of a limiting key names.
std::string_view OwnerIn(KeyRule rule, std::string_view text) {
  switch (rule) {
    case KeyRule::kAccount: return IsAccountId(text) ? text : "";
    case KeyRule::kOrganization: return text;
    case KeyRule::kOrgPath: return text.substr(0, text.find('/'));
    case KeyRule::kSourceArn:
    case KeyRule::kIdentityArn:
    case KeyRule::kAccessPoint: return ReadAwsPrincipal(text).account;
    default: return {};
  }
}

/// Whether `rule` names accounts one by one.
bool NamesAccounts(KeyRule rule) {
  return rule == KeyRule::kAccount || rule == KeyRule::kSourceArn ||
         rule == KeyRule::kIdentityArn || rule == KeyRule::kAccessPoint;
}

/// Owners in one limiting condition.
std::vector<std::string> OwnersIn(const Condition& condition, KeyRule rule) {
  std::vector<std::string> owners;
  for (const Value& item : condition.values.items) {
    ScalarBuffer buffer;
    std::string text(TextOf(item, buffer));
    // The account of a pattern is fixed; the rest does not matter here.
    if (NamesAccounts(rule)) {
      std::replace(text.begin(), text.end(), '*', 'x');
      std::replace(text.begin(), text.end(), '?', 'x');
    }
    const std::string_view owner = OwnerIn(rule, text);
    if (!owner.empty() && owner[0] != '$') owners.emplace_back(owner);
  }
  return owners;
}

/// Accounts that the conditions of a statement for everybody leave over: those
/// that all conditions naming accounts name, else the organisations.
void AddConditionOwners(const ValueFactory& factory,
                        const Statement& statement,
                        Accounts& accounts) {
  bool by_account = false;
  std::vector<std::string> ids;
  std::vector<std::string> organizations;
  for (const Condition& condition : statement.conditions) {
    if (!Limits(factory, statement, condition).is_true()) continue;
    const KeyRule rule = FindLimitingKey(condition.key).rule;
    std::vector<std::string> owners = OwnersIn(condition, rule);
    if (!NamesAccounts(rule)) {
      organizations.insert(organizations.end(), owners.begin(), owners.end());
    } else if (!owners.empty() && !by_account) {
      by_account = true;
      ids = std::move(owners);
    } else if (!owners.empty()) {
      std::erase_if(ids, [&](const std::string& id) {
        return std::find(owners.begin(), owners.end(), id) == owners.end();
      });
    }
  }
  for (const std::string& id : ids) accounts.Add(id);
  if (by_account) return;
  for (const std::string& id : organizations) accounts.AddOrganization(id);
}

void AddForeign(const ValueFactory& factory,
                const Statement& statement,
                Accounts& accounts) {
  if (statement.allows.is_false()) return;
  if (statement.allows.is_unknown()) accounts.Blur(statement.allows.reason());
  if (statement.principal.form == Principals::Form::kUnknown) {
    accounts.Blur(statement.principal.unknown);
  }
  for (const Value& item : statement.principal.aws.items) {
    if (item.is_unknown()) {
      accounts.Blur(item);
      continue;
    }
    ScalarBuffer buffer;
    const std::string id = item.kind() == Kind::kInt
                               ? fmt::format("{:012}", item.AsInt())
                               : std::string(TextOf(item, buffer));
    const AwsPrincipal principal = ReadAwsPrincipal(id);
    if (!principal.account.empty()) accounts.Add(principal.account);
  }
  const Truth anybody = AdmitsAnybody(factory, statement);
  if (anybody.is_false()) return;
  if (anybody.is_unknown()) accounts.Blur(anybody.reason());
  const Truth limited = IsLimited(factory, statement);
  if (limited.is_unknown()) accounts.Blur(limited.reason());
  for (const Condition& condition : statement.conditions) {
    const Truth limits = Limits(factory, statement, condition);
    if (limits.is_unknown()) accounts.Blur(limits.reason());
  }
  AddConditionOwners(factory, statement, accounts);
}

}  // namespace

Value ForeignAccounts(const ValueFactory& factory,
                      const Policy& policy,
                      Value account) {
  Accounts accounts(factory, account);
  for (const Statement& statement : policy.statements) {
    if (IsPublic(factory, statement).is_true()) {
      const Value any = factory.String("*");
      return factory.List({&any, 1});
    }
    AddForeign(factory, statement, accounts);
  }
  return accounts.Result();
}

}  // namespace plimsoll::iam

// SPDX-License-Identifier: Apache-2.0
// iam.statements: the normal form of a policy as a value.
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "policy/functions/iam_policy.h"

namespace plimsoll::iam {
namespace {

using Entry = std::pair<std::string_view, Value>;

/// Elements as a list of texts; unknown items stay unknown.
Value RenderTexts(const ValueFactory& factory, const Elements& elements) {
  std::vector<Value> items;
  for (const Value& item : elements.items) {
    ScalarBuffer buffer;
    items.push_back(item.is_unknown() || item.is_string()
                        ? item
                        : factory.String(TextOf(item, buffer)));
  }
  return factory.List(items);
}

/// The same of AWS principals: accounts by their ids.
Value RenderAws(const ValueFactory& factory, const Elements& elements) {
  std::vector<Value> items;
  for (const Value& item : elements.items) {
    if (item.kind() == Kind::kInt) {
      items.push_back(factory.String(fmt::format("{:012}", item.AsInt())));
    } else if (item.is_string() && ReadAwsPrincipal(item.AsString()).kind ==
                                       AwsPrincipal::Kind::kAccount) {
      items.push_back(
          factory.String(ReadAwsPrincipal(item.AsString()).account));
    } else {
      items.push_back(item);
    }
  }
  return factory.List(items);
}

Value RenderPrincipals(const ValueFactory& factory,
                       const Principals& principals) {
  std::vector<Entry> entries;
  switch (principals.form) {
    case Principals::Form::kAbsent: return {};
    case Principals::Form::kUnknown: return principals.unknown;
    case Principals::Form::kAnyone: {
      const Value anyone = factory.String("*");
      entries.emplace_back("AWS", factory.List({&anyone, 1}));
      break;
    }
    case Principals::Form::kTyped:
      if (principals.aws.present) {
        entries.emplace_back("AWS", RenderAws(factory, principals.aws));
      }
      for (const auto& [name, elements] :
           {std::pair<std::string_view, const Elements*>{"Service",
                                                         &principals.service},
            {"Federated", &principals.federated},
            {"CanonicalUser", &principals.canonical}}) {
        if (!elements->present) continue;
        entries.emplace_back(name, RenderTexts(factory, *elements));
      }
      break;
  }
  return factory.Map(entries);
}

std::string OperatorText(const Condition& condition) {
  std::string text;
  if (condition.quantifier == Quantifier::kForAnyValue) text = "ForAnyValue:";
  if (condition.quantifier == Quantifier::kForAllValues) text = "ForAllValues:";
  text += Name(condition.op);
  if (condition.if_exists) text += "IfExists";
  return text;
}

Value RenderConditions(const ValueFactory& factory,
                       std::span<const Condition> conditions) {
  // Few operators and keys a statement: a search through the list is cheap.
  std::vector<
      std::pair<std::string, std::vector<std::pair<std::string, Value>>>>
      blocks;
  for (const Condition& condition : conditions) {
    // Which operators and keys there are is then open.
    if (condition.op == Operator::kUnknown) return condition.values.items[0];
    const std::string op = OperatorText(condition);
    auto block = blocks.begin();
    while (block != blocks.end() && block->first != op) ++block;
    if (block == blocks.end()) block = blocks.insert(block, {op, {}});
    std::string key = ToLower(condition.key);
    for (const auto& [other, value] : block->second) {
      if (other == key) {
        return factory.Error("policy: condition key \"" + key +
                             "\" stands twice under " + op);
      }
    }
    block->second.emplace_back(std::move(key),
                               RenderTexts(factory, condition.values));
  }
  std::vector<Entry> operators;
  for (const auto& [op, keys] : blocks) {
    std::vector<Entry> entries(keys.begin(), keys.end());
    operators.emplace_back(op, factory.Map(entries));
  }
  return factory.Map(operators);
}

Value RenderEffect(const ValueFactory& factory, const Truth& allows) {
  if (allows.is_unknown()) return allows.reason();
  return factory.String(allows.is_true() ? "Allow" : "Deny");
}

Value RenderStatement(const ValueFactory& factory, const Statement& statement) {
  const std::vector<Entry> entries = {
      {"Sid", statement.sid},
      {"Effect", RenderEffect(factory, statement.allows)},
      {"Action", RenderTexts(factory, statement.action)},
      {"NotAction", RenderTexts(factory, statement.not_action)},
      {"Resource", RenderTexts(factory, statement.resource)},
      {"NotResource", RenderTexts(factory, statement.not_resource)},
      {"Principal", RenderPrincipals(factory, statement.principal)},
      {"NotPrincipal", RenderPrincipals(factory, statement.not_principal)},
      {"Condition", RenderConditions(factory, statement.conditions)}};
  return factory.Map(entries);
}

}  // namespace

Value RenderStatements(const ValueFactory& factory, const Policy& policy) {
  if (!policy.bad.is_null()) return policy.bad;
  std::vector<Value> statements;
  for (const Statement& statement : policy.statements) {
    const Value rendered = RenderStatement(factory, statement);
    if (rendered.Get("Condition").is_error()) return rendered.Get("Condition");
    // A statement of which nothing is known is one unknown element.
    const bool whole = statement.allows.is_unknown() &&
                       statement.sid.is_unknown() &&
                       statement.principal.form == Principals::Form::kUnknown;
    statements.push_back(whole ? statement.sid : rendered);
  }
  return factory.List(statements);
}

}  // namespace plimsoll::iam

// SPDX-License-Identifier: Apache-2.0
#include "policy/functions/iam_analysis.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "policy/functions/iam_condition.h"
#include "policy/functions/iam_match.h"

namespace plimsoll::iam {
namespace {

// Each lets its holder become administrator by itself.
constexpr std::array<std::string_view, 8> kSelfPromotions = {
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreatePolicyVersion",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:AddUserToGroup"};

/// How a statement is read: variables as wide as possible in an Allow, as
/// narrow as possible in a Deny; under an unknown Version both are open.
struct Reading {
  Variables variables = Variables::kAnything;
  Truth enabled;

  bool Concerns(std::string_view pattern) const {
    return !enabled.is_false() && pattern.find("${") != std::string_view::npos;
  }
};

/// Runs `matches(pattern)` with the variables of `pattern` replaced.
template <typename F>
Truth MatchPattern(const Reading& reading,
                   std::string_view pattern,
                   F&& matches) {
  if (!reading.Concerns(pattern)) return Truth::Of(matches(pattern));
  std::string storage;
  const bool with =
      matches(WithoutVariables(pattern, reading.variables, storage));
  if (reading.enabled.is_true()) return Truth::Of(with);
  return matches(pattern) == with ? Truth::Of(with) : reading.enabled;
}

/// The statement applies to the whole of `resource`.
Truth CoversResource(const ValueFactory& factory,
                     const Statement& statement,
                     const Reading& reading,
                     std::string_view resource) {
  if (statement.not_resource.present) {
    // What is excepted is read the other way round.
    Reading opposite = reading;
    opposite.variables = reading.variables == Variables::kAnything
                             ? Variables::kNothing
                             : Variables::kAnything;
    return Not(AnyItemTruth(
        factory, statement.not_resource, [&](std::string_view pattern) {
          return MatchPattern(opposite, pattern, [&](std::string_view plain) {
            return ResourceOverlaps(plain, resource);
          });
        }));
  }
  return AnyItemTruth(
      factory, statement.resource, [&](std::string_view pattern) {
        return MatchPattern(reading, pattern, [&](std::string_view plain) {
          return ResourceCovers(plain, resource);
        });
      });
}

/// Some of the actions that make an administrator is not excepted.
Truth LeavesPromotion(const ValueFactory& factory, const Elements& excepted) {
  Truth left = Truth::False();
  for (const std::string_view action : kSelfPromotions) {
    left = Or(factory,
              left,
              Not(AnyItem(factory, excepted, [&](std::string_view pattern) {
                return ActionCovers(pattern, action);
              })));
    if (left.is_true()) return left;
  }
  return left;
}

Truth CoversEveryAction(const ValueFactory& factory,
                        const Statement& statement) {
  if (statement.not_action.present) {
    return LeavesPromotion(factory, statement.not_action);
  }
  return AnyItem(factory, statement.action, IsEveryAction);
}

Truth CoversEveryResource(const ValueFactory& factory,
                          const Statement& statement) {
  if (statement.not_resource.present) {
    return Not(
        AnyItem(factory, statement.not_resource, [](std::string_view pattern) {
          return IsEveryResourceOf(pattern, "iam");
        }));
  }
  return AnyItem(factory, statement.resource, IsEveryResource);
}

/// A Deny that takes back what makes an administrator: every action, or all
/// but some that do not.
Truth DeniesEverything(const ValueFactory& factory,
                       const Statement& statement) {
  Truth actions;
  if (statement.not_action.present) {
    actions = Truth::True();
    for (const std::string_view action : kSelfPromotions) {
      actions =
          And(factory,
              actions,
              Not(AnyItem(
                  factory, statement.not_action, [&](std::string_view pattern) {
                    return ActionCovers(pattern, action);
                  })));
    }
  } else {
    actions = AnyItem(factory, statement.action, IsEveryAction);
  }
  return And(factory, actions, CoversEveryResource(factory, statement));
}

Truth CoversServiceResources(const ValueFactory& factory,
                             const Statement& statement,
                             std::string_view service) {
  if (statement.not_resource.present) {
    const std::string all = fmt::format("arn:*:{}:*:*:*", service);
    return Not(
        AnyItem(factory, statement.not_resource, [&](std::string_view pattern) {
          return ResourceOverlaps(pattern, all);
        }));
  }
  return AnyItem(factory, statement.resource, [&](std::string_view pattern) {
    return IsEveryResourceOf(pattern, service);
  });
}

/// Whether Allow statements for which `grants` is true remain after the
/// unconditional Deny statements for which `denies` is.
template <typename Grants, typename Denies>
Truth Remains(const ValueFactory& factory,
              const Policy& policy,
              Grants&& grants,
              Denies&& denies) {
  Truth granted = Truth::False();
  Truth denied = Truth::False();
  for (const Statement& statement : policy.statements) {
    if (!statement.allows.is_false() && !granted.is_true()) {
      granted = Or(
          factory, granted, And(factory, statement.allows, grants(statement)));
    }
    if (!statement.allows.is_true() && !denied.is_true()) {
      const Truth unmet = IsUnconditional(factory, statement);
      if (unmet.is_false()) continue;
      denied = Or(factory,
                  denied,
                  And(factory,
                      And(factory, Not(statement.allows), unmet),
                      denies(statement)));
    }
  }
  return And(factory, granted, Not(denied));
}

/// Some of these names anybody.
Truth HasWildcardItem(const ValueFactory& factory, const Elements& elements) {
  return AnyItem(factory, elements, [](std::string_view text) {
    return text.find_first_of("*?") != std::string_view::npos;
  });
}

/// A Deny statement is for everybody.
Truth IsForEverybody(const ValueFactory& factory, const Statement& statement) {
  const Principals& principals = statement.principal;
  switch (principals.form) {
    case Principals::Form::kAbsent: return Truth::False();
    case Principals::Form::kAnyone: return Truth::True();
    case Principals::Form::kUnknown: return Truth::Unknown(principals.unknown);
    case Principals::Form::kTyped: break;
  }
  return AnyItem(factory, principals.aws, [](std::string_view text) {
    return text == "*";
  });
}

/// The one condition holds exactly for requests without TLS.
Truth MeansPlainHttp(const ValueFactory& factory, const Condition& condition) {
  if (condition.op == Operator::kUnknown) {
    return Truth::Unknown(condition.values.items[0]);
  }
  if (!EqualsIgnoreCase(condition.key, "aws:SecureTransport")) {
    return Truth::False();
  }
  const bool negated = condition.op == Operator::kStringNotEquals ||
                       condition.op == Operator::kStringNotEqualsIgnoreCase;
  const bool positive =
      condition.op == Operator::kBool || ComparesText(condition.op);
  if (!negated && !positive) return Truth::False();
  Truth all = Truth::Of(!condition.values.items.empty());
  for (const Value& item : condition.values.items) {
    ScalarBuffer buffer;
    all = And(factory,
              all,
              item.is_unknown()
                  ? Truth::Unknown(item)
                  : Truth::Of(EqualsIgnoreCase(TextOf(item, buffer),
                                               negated ? "true" : "false")));
  }
  return all;
}

Truth CoversService(const ValueFactory& factory, const Statement& statement) {
  return AnyItem(factory, statement.action, [](std::string_view action) {
    if (IsEveryAction(action)) return true;
    const std::size_t colon = action.find(':');
    if (colon == std::string_view::npos) return false;
    return action.substr(colon + 1) == "*" ||
           EqualsIgnoreCase(action, "sns:Publish");
  });
}

/// Of a bucket's ARNs some is for the objects in it; others are as they are.
Truth CoversObjects(const ValueFactory& factory, const Statement& statement) {
  if (!statement.resource.present) {
    return Truth::Of(!statement.not_resource.present);
  }
  return AnyItem(factory, statement.resource, [](std::string_view resource) {
    const bool bucket = resource.starts_with("arn:") &&
                        resource.find(":s3:::") != std::string_view::npos;
    return !bucket || resource.ends_with('*');
  });
}

}  // namespace

Truth AdmitsAnybody(const ValueFactory& factory, const Statement& statement) {
  switch (statement.not_principal.form) {
    case Principals::Form::kAbsent: break;
    case Principals::Form::kAnyone: return Truth::False();
    case Principals::Form::kTyped: return Truth::True();
    case Principals::Form::kUnknown:
      return Truth::Unknown(statement.not_principal.unknown);
  }
  const Principals& principals = statement.principal;
  switch (principals.form) {
    case Principals::Form::kAbsent: return Truth::False();
    case Principals::Form::kAnyone: return Truth::True();
    case Principals::Form::kUnknown: return Truth::Unknown(principals.unknown);
    case Principals::Form::kTyped: break;
  }
  Truth anybody = HasWildcardItem(factory, principals.aws);
  anybody = Or(factory, anybody, HasWildcardItem(factory, principals.service));
  anybody =
      Or(factory, anybody, HasWildcardItem(factory, principals.canonical));
  if (anybody.is_true() || !principals.federated.present) return anybody;
  return Or(factory,
            anybody,
            AnyItemTruth(
                factory, principals.federated, [&](std::string_view provider) {
                  return FederatedIsOpen(factory, statement, provider);
                }));
}

Truth IsUnconditional(const ValueFactory& factory, const Statement& statement) {
  Truth unconditional = Truth::True();
  for (const Condition& condition : statement.conditions) {
    unconditional = And(factory,
                        unconditional,
                        condition.op == Operator::kUnknown
                            ? Truth::Unknown(condition.values.items[0])
                            : Truth::False());
  }
  return unconditional;
}

Truth CoversAction(const ValueFactory& factory,
                   const Statement& statement,
                   std::string_view action) {
  if (statement.not_action.present) {
    return Not(
        AnyItem(factory, statement.not_action, [&](std::string_view pattern) {
          return ActionOverlaps(pattern, action);
        }));
  }
  return AnyItem(factory, statement.action, [&](std::string_view pattern) {
    return ActionCovers(pattern, action);
  });
}

Truth IsAdmin(const ValueFactory& factory, const Policy& policy) {
  return Remains(
      factory,
      policy,
      [&](const Statement& statement) {
        const Truth actions = CoversEveryAction(factory, statement);
        if (actions.is_false()) return actions;
        return And(factory,
                   And(factory, actions, IsUnconditional(factory, statement)),
                   CoversEveryResource(factory, statement));
      },
      [&](const Statement& statement) {
        return DeniesEverything(factory, statement);
      });
}

Truth IsFullService(const ValueFactory& factory,
                    const Policy& policy,
                    std::string_view service) {
  const std::string all = fmt::format("{}:*", service);
  const auto covers = [&](const Statement& statement) {
    const Truth actions = CoversAction(factory, statement, all);
    if (actions.is_false()) return actions;
    return And(
        factory, actions, CoversServiceResources(factory, statement, service));
  };
  return Remains(
      factory,
      policy,
      [&](const Statement& statement) {
        return And(
            factory, IsUnconditional(factory, statement), covers(statement));
      },
      covers);
}

Truth Allows(const ValueFactory& factory,
             const Policy& policy,
             std::string_view action,
             std::string_view resource) {
  const auto covers = [&](Variables variables) {
    return [&factory, &policy, action, resource, variables](
               const Statement& statement) {
      const Truth actions = CoversAction(factory, statement, action);
      if (actions.is_false()) return actions;
      return And(
          factory,
          actions,
          CoversResource(
              factory, statement, {variables, policy.variables}, resource));
    };
  };
  return Remains(factory,
                 policy,
                 covers(Variables::kAnything),
                 covers(Variables::kNothing));
}

Truth IsPublic(const ValueFactory& factory, const Statement& statement) {
  if (statement.allows.is_false()) return Truth::False();
  const Truth admits =
      And(factory, statement.allows, AdmitsAnybody(factory, statement));
  if (admits.is_false()) return admits;
  return And(factory, admits, Not(IsLimited(factory, statement)));
}

Truth IsPublic(const ValueFactory& factory, const Policy& policy) {
  Truth is_public = Truth::False();
  for (const Statement& statement : policy.statements) {
    is_public = Or(factory, is_public, IsPublic(factory, statement));
    if (is_public.is_true()) return is_public;
  }
  return is_public;
}

Value PublicStatements(const ValueFactory& factory, const Policy& policy) {
  std::vector<Value> names;
  Truth sure = Truth::True();
  std::size_t position = 0;
  for (const Statement& statement : policy.statements) {
    ++position;
    const Truth is_public = IsPublic(factory, statement);
    if (is_public.is_unknown()) sure = And(factory, sure, is_public);
    if (!is_public.is_true()) continue;
    if (statement.sid.is_unknown()) {
      sure = And(factory, sure, Truth::Unknown(statement.sid));
    }
    const std::string_view sid = statement.sid.StringOr("");
    names.push_back(sid.empty() ? factory.String(fmt::format("#{}", position))
                                : statement.sid);
  }
  return sure.is_unknown() ? sure.reason() : factory.List(names);
}

Truth RequiresTls(const ValueFactory& factory, const Policy& policy) {
  Truth required = Truth::False();
  for (const Statement& statement : policy.statements) {
    if (statement.allows.is_true() || statement.conditions.empty()) continue;
    Truth here =
        And(factory, Not(statement.allows), IsForEverybody(factory, statement));
    for (const Condition& condition : statement.conditions) {
      if (here.is_false()) break;
      here = And(factory, here, MeansPlainHttp(factory, condition));
    }
    here = And(factory, here, CoversService(factory, statement));
    here = And(factory, here, CoversObjects(factory, statement));
    required = Or(factory, required, here);
    if (required.is_true()) return required;
  }
  return required;
}

Truth IsConfusedDeputy(const ValueFactory& factory, const Policy& policy) {
  Truth confused = Truth::False();
  for (const Statement& statement : policy.statements) {
    const Principals& principals = statement.principal;
    if (statement.allows.is_false()) continue;
    Truth service = Truth::False();
    if (principals.form == Principals::Form::kUnknown) {
      service = Truth::Unknown(principals.unknown);
    } else if (principals.form == Principals::Form::kTyped) {
      service = AnyItem(
          factory, principals.service, [](std::string_view) { return true; });
    }
    service = And(factory, statement.allows, service);
    if (service.is_false()) continue;
    confused = Or(factory,
                  confused,
                  And(factory, service, Not(NamesSource(factory, statement))));
    if (confused.is_true()) return confused;
  }
  return confused;
}

}  // namespace plimsoll::iam

// SPDX-License-Identifier: Apache-2.0
#include "policy/functions/iam_condition.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.h"
#include "policy/functions/arn.h"
#include "policy/functions/iam_match.h"
#include "policy/functions/ip_ranges.h"

namespace plimsoll::iam {
namespace {

// Sorted by key.
// - aws:SourceIp is missing behind a VPC endpoint, aws:PrincipalArn and
//   ...Account in anonymous requests, ...OrgID outside organisations.
// - kms:CallerAccount limits, kms:ViaService does not: any account can use the
//   service. aws:VpcSourceIp does not: everybody may number a VPC as he likes.
// - elasticfilesystem:AccessedViaMountTarget demands the file system's network.
//   https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
// - lambda:EventSourceToken is the id of an Alexa skill.
//   https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
constexpr std::array kKeys = {
    LimitingKey{"aws:principalaccount", KeyRule::kAccount, false, false},
    LimitingKey{"aws:principalarn", KeyRule::kIdentityArn, false, false},
    LimitingKey{"aws:principalisawsservice", KeyRule::kTrue, false, false},
    LimitingKey{"aws:principalorgid", KeyRule::kOrganization, false, false},
    LimitingKey{"aws:principalorgpaths", KeyRule::kOrgPath, false, false},
    LimitingKey{"aws:principalservicename", KeyRule::kFixed, false, false},
    LimitingKey{"aws:principalservicenameslist", KeyRule::kFixed, false, false},
    LimitingKey{"aws:sourceaccount", KeyRule::kAccount, false, true},
    LimitingKey{"aws:sourcearn", KeyRule::kSourceArn, false, true},
    LimitingKey{"aws:sourceip", KeyRule::kAddresses, false, false},
    LimitingKey{"aws:sourceorgid", KeyRule::kOrganization, false, true},
    LimitingKey{"aws:sourceorgpaths", KeyRule::kOrgPath, false, true},
    LimitingKey{"aws:sourceowner", KeyRule::kAccount, false, true},
    LimitingKey{"aws:sourcevpc", KeyRule::kFixed, false, false},
    LimitingKey{"aws:sourcevpce", KeyRule::kFixed, false, false},
    LimitingKey{"aws:userid", KeyRule::kUserId, true, false},
    LimitingKey{"aws:vpceaccount", KeyRule::kAccount, false, false},
    LimitingKey{"aws:vpceorgid", KeyRule::kOrganization, false, false},
    LimitingKey{"aws:vpceorgpaths", KeyRule::kOrgPath, false, false},
    LimitingKey{"elasticfilesystem:accessedviamounttarget",
                KeyRule::kTrue,
                false,
                false},
    LimitingKey{"kms:calleraccount", KeyRule::kAccount, true, false},
    LimitingKey{"lambda:eventsourcetoken", KeyRule::kFixed, false, true},
    LimitingKey{
        "lambda:sourcefunctionarn", KeyRule::kIdentityArn, false, false},
    LimitingKey{"s3:dataaccesspointaccount", KeyRule::kAccount, false, false},
    LimitingKey{"s3:dataaccesspointarn", KeyRule::kAccessPoint, false, false},
    LimitingKey{"s3:x-amz-server-side-encryption-aws-kms-key-id",
                KeyRule::kFixed,
                false,
                false},
    LimitingKey{"sns:endpoint", KeyRule::kEndpoint, false, false},
};

static_assert(std::is_sorted(kKeys.begin(),
                             kKeys.end(),
                             [](const LimitingKey& a, const LimitingKey& b) {
                               return a.key < b.key;
                             }));

constexpr LimitingKey kNoLimit{"", KeyRule::kNone, false, false};

// Issuers that sign tokens for whoever signs up; `sub` names the customer.
// Sources: https://docs.github.com/en/actions/reference/security/oidc,
// https://docs.gitlab.com/ci/secrets/id_token_authentication/,
// https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration,
// https://buildkite.com/docs/agent/v3/cli-oidc
constexpr std::array<std::string_view, 4> kSharedIssuers = {
    "token.actions.githubusercontent.com",
    "gitlab.com",
    "app.terraform.io",
    "agent.buildkite.com"};

/// How fixed a value of a condition is.
enum class Fixed : std::uint8_t {
  kNo,
  kOutsideS3,       ///< Unless S3 judges it.
  kInBucketPolicy,  ///< Unless the policy is an access point's.
  kYes
};

bool HasWildcard(std::string_view text) {
  return text.find_first_of("*?") != std::string_view::npos;
}

bool HasVariable(std::string_view text) {
  return text.find("${") != std::string_view::npos;
}

bool IsPlain(std::string_view text) {
  return !HasWildcard(text) && !HasVariable(text);
}

/// A variable whose value the owner of the resource decides.
bool IsOwnVariable(std::string_view text) {
  constexpr std::array<std::string_view, 3> kOwn = {"${aws:ResourceAccount}",
                                                    "${aws:ResourceOrgID}",
                                                    "${aws:ResourceOrgPaths}"};
  return std::any_of(kOwn.begin(), kOwn.end(), [&](std::string_view own) {
    return EqualsIgnoreCase(text, own);
  });
}

/// The ARN's account is fixed, or it is a bucket's ARN (which has no account)
/// with a fixed name, which nobody else can have.
bool HasFixedOwner(std::string_view text) {
  const auto arn = SplitArn(text);
  if (!arn || HasVariable(text)) return false;
  if (IsAccountId(arn->account)) return true;
  return arn->service == "s3" &&
         arn->resource.find_first_of("*?/:") == std::string_view::npos;
}

Fixed FixedEndpoint(std::string_view text) {
  if (HasVariable(text)) return Fixed::kNo;
  if (IsPlain(text) || HasFixedOwner(text)) return Fixed::kYes;
  std::string_view domain;
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    domain = text.substr(at + 1);
  } else if (const std::size_t scheme = text.find("://");
             scheme != std::string_view::npos) {
    domain = text.substr(scheme + 3);
    const std::size_t slash = domain.find('/');
    // Without a path the wildcard could run on into another domain.
    if (slash == std::string_view::npos) return Fixed::kNo;
    domain = domain.substr(0, slash);
  }
  return !domain.empty() && IsPlain(domain) ? Fixed::kYes : Fixed::kNo;
}

Fixed FixedText(KeyRule rule, std::string_view text) {
  if (IsOwnVariable(text)) {
    return rule == KeyRule::kAccount || rule == KeyRule::kOrganization ||
                   rule == KeyRule::kOrgPath
               ? Fixed::kOutsideS3
               : Fixed::kNo;
  }
  if (text.empty()) return Fixed::kNo;
  const auto fixed_before = [&](char end) {
    const std::size_t place = text.find(end);
    return place != std::string_view::npos && place > 0 &&
                   IsPlain(text.substr(0, place))
               ? Fixed::kYes
               : Fixed::kNo;
  };
  if (rule == KeyRule::kEndpoint) return FixedEndpoint(text);
  if (IsPlain(text)) return Fixed::kYes;
  switch (rule) {
    case KeyRule::kOrgPath: return fixed_before('/');
    case KeyRule::kUserId: return fixed_before(':');
    case KeyRule::kSourceArn:
      return HasFixedOwner(text) ? Fixed::kOutsideS3 : Fixed::kNo;
    case KeyRule::kIdentityArn:
      return HasFixedOwner(text) ? Fixed::kYes : Fixed::kNo;
    case KeyRule::kAccessPoint:
      return HasFixedOwner(text) ? Fixed::kInBucketPolicy : Fixed::kNo;
    default: return Fixed::kNo;
  }
}

/// The statement grants actions of S3.
Truth IsAboutS3(const ValueFactory& factory, const Statement& statement) {
  return AnyItem(factory, statement.action, [](std::string_view action) {
    return action.size() > 3 && EqualsIgnoreCase(action.substr(0, 3), "s3:");
  });
}

/// The statement stands in the policy of an S3 access point.
Truth IsOfAccessPoint(const ValueFactory& factory, const Statement& statement) {
  return AnyItem(factory, statement.resource, [](std::string_view resource) {
    return resource.find(":accesspoint/") != std::string_view::npos;
  });
}

/// Whether the addresses together are not public. What is no CIDR is taken as
/// not fixed; an unknown one may be anything.
Truth AddressesAreFixed(const ValueFactory& factory, const Elements& values) {
  net::AddressSet v4(net::Family::kV4);
  net::AddressSet v6(net::Family::kV6);
  Truth result = Truth::True();
  for (const Value& item : values.items) {
    if (item.is_unknown()) {
      result = And(factory, result, Truth::Unknown(item));
      continue;
    }
    const auto cidr = net::ParseCidr(item.StringOr(""));
    if (!cidr) return Truth::False();
    (cidr->family == net::Family::kV4 ? v4 : v6).Add(*cidr);
  }
  if (v4.IsPublic() || v6.IsPublic()) return Truth::False();
  return result;
}

Truth IsFixed(const ValueFactory& factory,
              const Statement& statement,
              KeyRule rule,
              const Elements& values) {
  if (rule == KeyRule::kAddresses) return AddressesAreFixed(factory, values);
  Truth all = Truth::True();
  for (const Value& item : values.items) {
    Truth fixed;
    if (item.is_unknown()) {
      fixed = Truth::Unknown(item);
    } else if (rule == KeyRule::kTrue) {
      ScalarBuffer buffer;
      fixed = Truth::Of(EqualsIgnoreCase(TextOf(item, buffer), "true"));
    } else {
      ScalarBuffer buffer;
      switch (FixedText(rule, TextOf(item, buffer))) {
        case Fixed::kNo: break;
        case Fixed::kYes: fixed = Truth::True(); break;
        case Fixed::kOutsideS3:
          fixed = Not(IsAboutS3(factory, statement));
          break;
        case Fixed::kInBucketPolicy:
          fixed = Not(IsOfAccessPoint(factory, statement));
          break;
      }
    }
    all = And(factory, all, fixed);
    if (all.is_false()) return all;
  }
  return all;
}

/// Some Null condition of the statement demands that the key is there.
Truth DemandsKey(const ValueFactory& factory,
                 const Statement& statement,
                 std::string_view key) {
  Truth demanded = Truth::False();
  for (const Condition& condition : statement.conditions) {
    if (condition.op == Operator::kUnknown) {
      demanded =
          Or(factory, demanded, Truth::Unknown(condition.values.items[0]));
    } else if (condition.op == Operator::kNull &&
               EqualsIgnoreCase(condition.key, key)) {
      Truth all = Truth::True();
      for (const Value& item : condition.values.items) {
        ScalarBuffer buffer;
        all = And(factory,
                  all,
                  item.is_unknown() ? Truth::Unknown(item)
                                    : Truth::Of(EqualsIgnoreCase(
                                          TextOf(item, buffer), "false")));
      }
      demanded = Or(factory, demanded, all);
    }
  }
  return demanded;
}

bool OperatorFits(KeyRule rule, Operator op) {
  if (rule == KeyRule::kTrue) return op == Operator::kBool || ComparesText(op);
  if (rule == KeyRule::kAddresses) {
    return op == Operator::kIpAddress || ComparesText(op);
  }
  return ComparesText(op);
}

/// The condition holds only when the key is there.
Truth NeedsKey(const ValueFactory& factory,
               const Statement& statement,
               const Condition& condition,
               bool always_present) {
  if (!condition.if_exists &&
      condition.quantifier != Quantifier::kForAllValues) {
    return Truth::True();
  }
  if (always_present) return Truth::True();
  return DemandsKey(factory, statement, condition.key);
}

/// `sub` or `aud` of a token: fixed up to the end of the first name in it, so
/// that "repo:owner/*" is and "repo:*" is not.
bool NamesCustomer(std::string_view text) {
  if (text.empty() || HasVariable(text)) return false;
  const std::size_t wildcard = text.find_first_of("*?");
  if (wildcard == std::string_view::npos) return true;
  std::string_view fixed = text.substr(0, wildcard);
  const std::size_t colon = fixed.find(':');
  if (colon == std::string_view::npos) return false;
  fixed.remove_prefix(colon + 1);
  const std::size_t end = fixed.find_first_of("/:");
  return end != std::string_view::npos && end > 0;
}

/// Some condition on `issuer`:`claim` has only values that name a customer.
Truth ClaimIsFixed(const ValueFactory& factory,
                   const Statement& statement,
                   std::string_view issuer,
                   std::string_view claim) {
  Truth fixed = Truth::False();
  for (const Condition& condition : statement.conditions) {
    if (condition.op == Operator::kUnknown) {
      fixed = Or(factory, fixed, Truth::Unknown(condition.values.items[0]));
      continue;
    }
    const std::string_view key = condition.key;
    if (!ComparesText(condition.op) ||
        key.size() != issuer.size() + 1 + claim.size() ||
        !EqualsIgnoreCase(key.substr(0, issuer.size()), issuer) ||
        key[issuer.size()] != ':' ||
        !EqualsIgnoreCase(key.substr(issuer.size() + 1), claim)) {
      continue;
    }
    const Truth loose =
        AnyItem(factory, condition.values, [](std::string_view text) {
          return !NamesCustomer(text);
        });
    // Every token has these claims, so IfExists changes nothing.
    fixed = Or(factory, fixed, Not(loose));
  }
  return fixed;
}

}  // namespace

bool ComparesText(Operator op) {
  switch (op) {
    case Operator::kStringEquals:
    case Operator::kStringEqualsIgnoreCase:
    case Operator::kStringLike:
    case Operator::kArnEquals:
    case Operator::kArnLike: return true;
    default: return false;
  }
}

const LimitingKey& FindLimitingKey(std::string_view key) {
  std::array<char, 64> lower{};
  if (key.size() > lower.size()) return kNoLimit;
  std::transform(key.begin(), key.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const std::string_view wanted(lower.data(), key.size());
  const auto* const found = std::lower_bound(
      kKeys.begin(),
      kKeys.end(),
      wanted,
      [](const LimitingKey& a, std::string_view b) { return a.key < b; });
  return found != kKeys.end() && found->key == wanted ? *found : kNoLimit;
}

Truth Limits(const ValueFactory& factory,
             const Statement& statement,
             const Condition& condition) {
  if (condition.op == Operator::kUnknown) {
    return Truth::Unknown(condition.values.items[0]);
  }
  const LimitingKey& known = FindLimitingKey(condition.key);
  if (known.rule == KeyRule::kNone || !OperatorFits(known.rule, condition.op)) {
    return Truth::False();
  }
  const Truth needs =
      NeedsKey(factory, statement, condition, known.always_present);
  if (needs.is_false()) return needs;
  return And(factory,
             needs,
             IsFixed(factory, statement, known.rule, condition.values));
}

Truth IsLimited(const ValueFactory& factory, const Statement& statement) {
  Truth limited = Truth::False();
  for (const Condition& condition : statement.conditions) {
    limited = Or(factory, limited, Limits(factory, statement, condition));
    if (limited.is_true()) return limited;
  }
  return limited;
}

Truth NamesSource(const ValueFactory& factory, const Statement& statement) {
  Truth named = Truth::False();
  for (const Condition& condition : statement.conditions) {
    if (condition.op != Operator::kUnknown) {
      const LimitingKey& known = FindLimitingKey(condition.key);
      if (!known.names_source || !ComparesText(condition.op)) continue;
      // S3's stricter reading is about the public only.
      Statement elsewhere = statement;
      elsewhere.action = {};
      named = Or(factory, named, Limits(factory, elsewhere, condition));
    } else {
      named = Or(factory, named, Truth::Unknown(condition.values.items[0]));
    }
    if (named.is_true()) return named;
  }
  return named;
}

Truth FederatedIsOpen(const ValueFactory& factory,
                      const Statement& statement,
                      std::string_view provider) {
  if (HasWildcard(provider)) return Truth::True();
  constexpr std::string_view kOidc = "oidc-provider/";
  const auto arn = SplitArn(provider);
  if (arn) {
    if (!arn->resource.starts_with(kOidc)) return Truth::False();  // SAML
    const std::string_view issuer = arn->resource.substr(kOidc.size());
    const bool shared =
        std::find(kSharedIssuers.begin(), kSharedIssuers.end(), issuer) !=
        kSharedIssuers.end();
    if (!shared) return Truth::False();
    return Not(ClaimIsFixed(factory, statement, issuer, "sub"));
  }
  // A web identity provider. Only the trust of a role can ask for a claim.
  const Truth trust =
      AnyItem(factory, statement.action, [](std::string_view action) {
        return ActionCovers(action, "sts:AssumeRoleWithWebIdentity");
      });
  Truth fixed = Truth::False();
  for (const std::string_view claim : {"aud", "app_id", "sub", "oaud"}) {
    fixed =
        Or(factory, fixed, ClaimIsFixed(factory, statement, provider, claim));
  }
  return Not(And(factory, trust, fixed));
}

}  // namespace plimsoll::iam

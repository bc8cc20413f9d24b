// SPDX-License-Identifier: Apache-2.0
// Which conditions keep the public out: those that tie a request to a fixed
// identity, network or resource that an attacker cannot choose.
#pragma once

#include <cstdint>
#include <string_view>

#include "policy/functions/iam_policy.h"
#include "policy/functions/truth.h"

namespace plimsoll::iam {

/// What a key says about the caller, and so which values of it are fixed.
enum class KeyRule : std::uint8_t {
  kNone,          ///< Nothing that limits.
  kFixed,         ///< Any text without wildcard and variable.
  kAccount,       ///< An account id; the same, and it names an account.
  kOrganization,  ///< An organisation id.
  kOrgPath,       ///< "o-1/r-2/ou-3/*": the part before the first '/' is fixed.
  kSourceArn,     ///< An ARN whose account is fixed, or fixed as a whole.
  kIdentityArn,   ///< The same, of a principal.
  kAccessPoint,  ///< The same; only in a bucket's policy may it hold wildcards.
  kUserId,       ///< "AROA...:*" is fixed as well.
  kTrue,         ///< A flag that must be true.
  kAddresses,    ///< CIDRs that are not public together.
  kEndpoint      ///< A subscriber's address that names a domain or an account.
};

struct LimitingKey {
  std::string_view key;  ///< In lower case.
  KeyRule rule;
  /// Every request has it, so that IfExists changes nothing.
  bool always_present;
  /// Also keeps a service from being used for somebody else (confused deputy).
  bool names_source;
};

/// The entry of a key (any case); its rule is kNone when it does not limit.
/// Sources:
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
/// ("The meaning of public") and, per key,
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
const LimitingKey& FindLimitingKey(std::string_view key);

/// Whether this one condition of the statement keeps the public out.
/// - Its operator is positive; a missing key then does not match. With IfExists
///   or ForAllValues a missing key does match, so they limit only where the key
///   is never missing or a Null condition demands it.
/// - All its values are fixed. Wildcards and variables are not; the owner's own
///   ${aws:ResourceAccount}, ...OrgID and ...OrgPaths are, except in S3.
/// - For S3 the documented list is followed to the letter: an aws:SourceArn
/// with
///   a wildcard is public there, even when its account is fixed.
Truth Limits(const ValueFactory& factory,
             const Statement& statement,
             const Condition& condition);

/// Whether some condition of the statement keeps the public out.
Truth IsLimited(const ValueFactory& factory, const Statement& statement);

/// Whether some condition ties a service's request to a fixed source.
Truth NamesSource(const ValueFactory& factory, const Statement& statement);

/// Whether users of an identity provider that serves the whole world
/// ("Federated") are let in without a fixed audience or subject.
/// Sources:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html,
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
Truth FederatedIsOpen(const ValueFactory& factory,
                      const Statement& statement,
                      std::string_view provider);

/// StringEquals, StringLike, ArnLike and their kin.
bool ComparesText(Operator op);

}  // namespace plimsoll::iam

// SPDX-License-Identifier: Apache-2.0
// What an IAM policy lets whom do. All answers are three-valued: an unknown
// part of the policy makes unknown only what it could change.
#pragma once

#include <string_view>

#include "policy/functions/iam_policy.h"
#include "policy/functions/truth.h"
#include "value/value.h"

namespace plimsoll::iam {

// The policies below are well read: Policy::bad is null.

/// Some Allow statement without a condition grants every action on every
/// resource, and no Deny without a condition takes it all back. NotAction and
/// NotResource count as everything when they leave the holder a way to give
/// himself the rest (see iam_escalation.h): what they except is not an
/// obstacle.
Truth IsAdmin(const ValueFactory& factory, const Policy& policy);

/// The same for every action of one service ("s3") on every resource of it.
Truth IsFullService(const ValueFactory& factory,
                    const Policy& policy,
                    std::string_view service);

/// An identity policy allows the action on the resource: some Allow covers it,
/// whatever its conditions, and no Deny without conditions does. Action and
/// resource may hold wildcards; then one statement must cover all of it.
Truth Allows(const ValueFactory& factory,
             const Policy& policy,
             std::string_view action,
             std::string_view resource);

/// The statement allows something to anybody, or to any AWS account, and no
/// condition limits it (see iam_condition.h). Deny statements do not count, as
/// AWS documents for S3. A Principal with a wildcard, NotPrincipal with Allow,
/// and public identity providers are anybody. Source:
/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
Truth IsPublic(const ValueFactory& factory, const Statement& statement);
Truth IsPublic(const ValueFactory& factory, const Policy& policy);

/// The Sid, or "#2" where there is none, of each public statement, in order.
Value PublicStatements(const ValueFactory& factory, const Policy& policy);

/// Ids of other accounts than `account` (a text, null or unknown) that Allow
/// statements admit, sorted: those in Principal and, where anybody is admitted
/// under a condition, those that the condition names. An organisation that a
/// condition names stands for its accounts ("o-..."). ["*"] when a statement is
/// public. Services, networks and canonical users are not accounts.
Value ForeignAccounts(const ValueFactory& factory,
                      const Policy& policy,
                      Value account);

/// Some statement denies everybody every action of a service (of SNS:
/// publishing, its only data action) when aws:SecureTransport is false, under
/// no other condition; in S3 for the objects. Source:
/// https://repost.aws/knowledge-center/s3-bucket-policy-for-config-rule
Truth RequiresTls(const ValueFactory& factory, const Policy& policy);

/// Some Allow admits an AWS service without saying for which account,
/// organisation or resource it must act.
/// Source:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
Truth IsConfusedDeputy(const ValueFactory& factory, const Policy& policy);

// Parts that several files share.

/// Anybody, anonymous or of any account, is among the principals.
Truth AdmitsAnybody(const ValueFactory& factory, const Statement& statement);

/// The statement has no condition.
Truth IsUnconditional(const ValueFactory& factory, const Statement& statement);
/// The statement applies to the whole of `action`.
Truth CoversAction(const ValueFactory& factory,
                   const Statement& statement,
                   std::string_view action);

}  // namespace plimsoll::iam

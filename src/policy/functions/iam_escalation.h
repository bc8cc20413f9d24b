// SPDX-License-Identifier: Apache-2.0
// Known ways from some permissions of an identity policy to more of them.
#pragma once

#include <span>
#include <string_view>

#include "policy/functions/iam_policy.h"
#include "value/value.h"

namespace plimsoll::iam {

/// One way: all of its actions are needed.
struct Escalation {
  /// Its name: the actions, joined by '+', the one on the powerful target
  /// first.
  std::string_view actions;
  /// The service that a passed role goes to; empty when none is passed.
  std::string_view passed_to;
};

/// All known ways, sorted by name.
std::span<const Escalation> Escalations();

/// Names of the ways that the policy opens, sorted. The first action must be
/// allowed on "*" or on a resource of its type with a wildcard in its name (for
/// what helps on one's own user, also on ${aws:username}), the further ones on
/// any resource of their service. Conditions of an Allow are ignored but
/// iam:PassedToService; a Deny counts when it has no condition and is for every
/// resource of the type. Unknown when an unknown part could add or remove a
/// name.
Value FindEscalations(const ValueFactory& factory, const Policy& policy);

}  // namespace plimsoll::iam

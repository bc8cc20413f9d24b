// SPDX-License-Identifier: Apache-2.0
// How patterns of actions and resources match in IAM policies.
#pragma once

#include <string>
#include <string_view>

#include "policy/functions/iam_policy.h"
#include "policy/functions/truth.h"

namespace plimsoll::iam {

/// What a policy variable in a pattern stands for. One statement is looked at
/// without a request, so an Allow is read as wide as it can be, a Deny as
/// narrow.
enum class Variables { kAnything, kNothing };

/// A pattern covers a request when it matches all that the request stands for;
/// the request may hold wildcards too ("s3:*"). They overlap when some text
/// fits both. Actions have no case. "*" and "*:*" are all actions; another
/// pattern with a wildcard in the service matches nothing, nor does one with a
/// space. Source:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
bool ActionCovers(std::string_view pattern, std::string_view request);
bool ActionOverlaps(std::string_view pattern, std::string_view request);
bool IsEveryAction(std::string_view pattern);

/// The same for resources: "*", or six segments that match one by one, with
/// case; in the last, "*" also crosses ':' and '/'. Less than six segments
/// match nothing. Source:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
bool ResourceCovers(std::string_view pattern, std::string_view request);
bool ResourceOverlaps(std::string_view pattern, std::string_view request);
bool IsEveryResource(std::string_view pattern);
/// Every resource of one service ("s3") in the owner's account: region and
/// account are "*" or empty, or the account is a fixed one.
bool IsEveryResourceOf(std::string_view pattern, std::string_view service);

/// '*' any run, '?' one byte; wildcards in `text` are only matched by wildcards
/// that take them as well.
bool GlobCovers(std::string_view pattern,
                std::string_view text,
                bool fold_case);
/// Whether some text matches both. Cost: O(|a| x |b|).
bool GlobsOverlap(std::string_view a, std::string_view b, bool fold_case);

/// The pattern with its variables replaced; `storage` holds it when it had any.
std::string_view WithoutVariables(std::string_view pattern,
                                  Variables variables,
                                  std::string& storage);

/// Whether the Truth `matches(text)` holds for some item. An unknown item may
/// match.
template <typename F>
Truth AnyItemTruth(const ValueFactory& factory,
                   const Elements& elements,
                   F&& matches) {
  Truth any = Truth::False();
  for (const Value& item : elements.items) {
    if (item.is_unknown()) {
      any = Or(factory, any, Truth::Unknown(item));
    } else {
      ScalarBuffer buffer;
      any = Or(factory, any, matches(TextOf(item, buffer)));
    }
    if (any.is_true()) return any;
  }
  return any;
}

/// The same for `matches` that returns a bool.
template <typename F>
Truth AnyItem(const ValueFactory& factory,
              const Elements& elements,
              F&& matches) {
  return AnyItemTruth(factory, elements, [&](std::string_view text) {
    return matches(text) ? Truth::True() : Truth::False();
  });
}

}  // namespace plimsoll::iam

// SPDX-License-Identifier: Apache-2.0
// From what the judge says to what a report shows.
#pragma once

#include "finding/finding.h"
#include "policy/judge.h"

namespace plimsoll {

/// Makes the findings of one inventory. Those of one resource share its texts,
/// which is why they should come in a row. Lifetime: borrows all.
class FindingMaker {
 public:
  /// `provenance` may be null; `texts` holds what accounts have in common.
  FindingMaker(const Provenance* provenance,
               std::string_view account_name,
               TextPool& texts);

  Finding Make(const Judgement& judgement);

 private:
  void Describe(const Resource& resource);
  SharedText MessageOf(const Judgement& judgement);

  const Provenance* provenance_;
  TextPool& texts_;
  const Resource* described_ = nullptr;
  Finding about_;  ///< All that the findings of `described_` have in common.
};

}  // namespace plimsoll

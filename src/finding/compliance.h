// SPDX-License-Identifier: Apache-2.0
// Requirement-level results and scores of compliance frameworks.
#pragma once

#include <string>
#include <vector>

#include "finding/finding.h"
#include "policy/catalogue.h"
#include "policy/judge.h"

namespace plimsoll {

/// The result of one framework in one account, from all findings (of any
/// account) and gaps of a scan. A requirement whose check could not run because
/// a listing of its resource type failed, or whose check was not selected, is
/// unknown unless it fails. See RequirementResult for the rules.
FrameworkResult ScoreFramework(const Framework& framework,
                               const Catalogue& catalogue,
                               const CheckSelection& selection,
                               const std::string& account,
                               const std::vector<Finding>& findings,
                               const std::vector<Gap>& gaps);

}  // namespace plimsoll

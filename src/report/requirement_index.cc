// SPDX-License-Identifier: Apache-2.0
#include "report/requirement_index.h"

namespace plimsoll {

std::map<std::string_view, CheckRequirements> IndexRequirements(
    const ScanResult& result) {
  std::map<std::string_view, CheckRequirements> index;
  for (const FrameworkResult& framework : result.frameworks) {
    for (const RequirementResult& requirement : framework.requirements) {
      for (const std::string& check : requirement.checks) {
        CheckRequirements& entry = index[check];
        entry.frameworks.insert(framework.title);
        entry.requirements.insert(framework.title + " / " + requirement.id);
      }
    }
  }
  return index;
}

}  // namespace plimsoll

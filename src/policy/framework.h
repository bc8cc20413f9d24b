// SPDX-License-Identifier: Apache-2.0
// A compliance framework: requirements and the checks that answer them.
#pragma once

#include <string>
#include <vector>

namespace plimsoll {

struct Requirement {
  std::string id;                   ///< "1.4"
  std::string title;                ///< In our own words.
  std::vector<std::string> checks;  ///< Our ids; empty when `manual`.
  std::string manual;  ///< Why no check answers it; empty when checks do.
};

struct Framework {
  std::string id;  ///< "cis-aws-3.0"
  std::string title;
  std::string provider;
  std::vector<Requirement> requirements;
  std::string file;
};

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "model/verdict.h"

#include "base/text.h"

namespace plimsoll {

std::string_view Name(Severity severity) {
  switch (severity) {
    case Severity::kInfo: return "info";
    case Severity::kLow: return "low";
    case Severity::kMedium: return "medium";
    case Severity::kHigh: return "high";
    case Severity::kCritical: return "critical";
  }
  return "info";
}

std::optional<Severity> ParseSeverity(std::string_view name) {
  for (Severity s : {Severity::kInfo,
                     Severity::kLow,
                     Severity::kMedium,
                     Severity::kHigh,
                     Severity::kCritical}) {
    if (EqualsIgnoreCase(name, Name(s))) return s;
  }
  if (EqualsIgnoreCase(name, "informational")) return Severity::kInfo;
  return std::nullopt;
}

std::string_view Name(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass: return "pass";
    case Verdict::kFail: return "fail";
    case Verdict::kNotApplicable: return "na";
    case Verdict::kUnknown: return "unknown";
    case Verdict::kError: return "error";
  }
  return "error";
}

std::optional<Verdict> ParseVerdict(std::string_view name) {
  for (Verdict v : {Verdict::kPass,
                    Verdict::kFail,
                    Verdict::kNotApplicable,
                    Verdict::kUnknown,
                    Verdict::kError}) {
    if (Name(v) == name) return v;
  }
  return std::nullopt;
}

}  // namespace plimsoll

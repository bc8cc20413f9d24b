// SPDX-License-Identifier: Apache-2.0
// Open Cybersecurity Schema Framework events.
#pragma once

#include <string_view>

#include "report/report.h"

namespace plimsoll {

inline constexpr std::string_view kOcsfVersion = "1.8.0";

/// One Compliance Finding (class 2003, profile cloud) a line. Pass is Pass,
/// fail is Fail, unknown and error are Warning, as OCSF says of results that
/// missing information prevents; what does not apply is left out. Gaps become
/// events of their own, of severity Unknown. Times are epoch milliseconds.
/// Source: https://schema.ocsf.io/1.8.0/classes/compliance_finding
void WriteOcsf(const ScanResult& result,
               const ReportOptions& options,
               ReportSink& sink);

}  // namespace plimsoll

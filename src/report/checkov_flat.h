// SPDX-License-Identifier: Apache-2.0
// Verdicts under Checkov's ids, for people who compare before they switch.
#pragma once

#include "report/report.h"

namespace plimsoll {

/// A JSON array of {"check_id", "resource", "status"}: one for each Checkov id
/// that a check answers and each resource, named as Checkov names it. Where
/// several checks answer an id, the worst counts: FAILED, UNKNOWN, SKIPPED,
/// PASSED.
void WriteCheckovFlat(const ScanResult& result,
                      const ReportOptions& options,
                      ReportSink& sink);

}  // namespace plimsoll

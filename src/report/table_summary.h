// SPDX-License-Identifier: Apache-2.0
// The end of the terminal report: gaps, scores, counts.
#pragma once

#include "report/report.h"

namespace plimsoll {

/// What could not be read and how to mend it, frameworks and accounts, and at
/// last the counts in one block.
void WriteTableSummary(const ScanResult& result,
                       const ReportOptions& options,
                       ReportSink& sink);

}  // namespace plimsoll

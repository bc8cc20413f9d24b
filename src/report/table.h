// SPDX-License-Identifier: Apache-2.0
// The report for a person at a terminal.
#pragma once

#include "report/report.h"

namespace plimsoll {

/// What needs attention, grouped by check, worst severity first; then what
/// could not be read, just as loud; then scores and counts, last because the
/// end of the output is what stays on the screen. Colours only with
/// options.color; no meaning is carried by colour alone.
void WriteTable(const ScanResult& result,
                const ReportOptions& options,
                ReportSink& sink);

}  // namespace plimsoll

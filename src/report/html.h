// SPDX-License-Identifier: Apache-2.0
// The report as one page that opens in any browser, offline.
#pragma once

#include "report/report.h"

namespace plimsoll {

/// One file: style, script and the findings, compressed, are inside; its
/// Content-Security-Policy allows nothing else, so that no name of a resource
/// can run or load anything. Without scripts the page still tells the counts,
/// the failing checks and the gaps. Sources: report/html/.
void WriteHtml(const ScanResult& result,
               const ReportOptions& options,
               ReportSink& sink);

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// The data inside the HTML page.
#pragma once

#include "report/report.h"

namespace plimsoll {

/// JSON for html/app.js: {tool, provider, complete, interrupted, verdicts,
/// accounts, checks, strings, findings, gaps, frameworks}. A finding is an
/// array [check, verdict, account, region, type, resource, name, message, uid,
/// partition, tags, evidence, reasons]; the first five and the partition are
/// indexes: into checks, verdicts, accounts, and (the rest) strings.
void WriteHtmlData(const ScanResult& result,
                   const ReportOptions& options,
                   ReportSink& sink);

}  // namespace plimsoll

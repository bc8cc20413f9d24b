// SPDX-License-Identifier: Apache-2.0
// Our own JSON: one document, or one line for each finding. Both are described
// by schema/report.schema.json. Neither holds a clock reading, so two scans of
// the same state give the same bytes.
#pragma once

#include "report/report.h"

namespace plimsoll {

/// Version of the document's shape; a number is never given a second meaning.
inline constexpr int kJsonReportVersion = 1;

/// One document: accounts, summary, checks (each once), findings, gaps,
/// frameworks. One finding, gap or requirement a line, so that diff and grep
/// work on it.
void WriteJsonReport(const ScanResult& result,
                     const ReportOptions& options,
                     ReportSink& sink);

/// One object a line: {"kind": "finding"} with what is needed of its check,
/// then {"kind": "gap"} for each thing that could not be read.
void WriteJsonLines(const ScanResult& result,
                    const ReportOptions& options,
                    ReportSink& sink);

}  // namespace plimsoll

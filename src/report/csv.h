// SPDX-License-Identifier: Apache-2.0
// Comma-separated values for spreadsheets.
#pragma once

#include "report/report.h"

namespace plimsoll {

/// One row a finding, then one row a gap (`record` tells which); the columns
/// never change their order, new ones come last. RFC 4180: CRLF, quotes where
/// needed. A cell that a spreadsheet would take for a formula is preceded by an
/// apostrophe (https://owasp.org/www-community/attacks/CSV_Injection).
void WriteCsv(const ScanResult& result,
              const ReportOptions& options,
              ReportSink& sink);

}  // namespace plimsoll

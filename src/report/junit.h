// SPDX-License-Identifier: Apache-2.0
// JUnit XML, which continuous integration shows as test results.
#pragma once

#include "report/report.h"

namespace plimsoll {

/// One suite a check, one case a resource: fail is <failure>, unknown and error
/// are <error>, not applicable is <skipped>. Gaps are errors of the suite
/// "coverage", so that an incomplete scan is not green.
void WriteJunit(const ScanResult& result,
                const ReportOptions& options,
                ReportSink& sink);

}  // namespace plimsoll

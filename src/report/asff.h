// SPDX-License-Identifier: Apache-2.0
// AWS Security Finding Format, as Security Hub's BatchImportFindings takes it.
#pragma once

#include "report/report.h"

namespace plimsoll {

/// A JSON array, one finding a line, gaps after findings; what does not apply
/// is left out. Texts are cut to the service's limits. Pass is PASSED, fail
/// FAILED, unknown WARNING, error NOT_AVAILABLE. CreatedAt and UpdatedAt are
/// the scan's time, since Security Hub ignores an update that is not newer.
/// The caller sends at most 100 elements a call, each to its own account and
/// region.
/// Source:
/// https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html
void WriteAsff(const ScanResult& result,
               const ReportOptions& options,
               ReportSink& sink);

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// Scans for the tests of all formats.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "finding/finding.h"
#include "report/report.h"

namespace plimsoll::report_testing {

/// A scan result together with the checks and types that it points to.
class Fixture {
 public:
  Fixture();
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  /// Three accounts (one not reachable), all verdicts and severities, gaps, a
  /// framework, and names that try to break a format: markup, escape
  /// sequences, spreadsheet formulas, bytes that are not UTF-8, wide and
  /// right-to-left letters.
  void AddRichScan();
  /// `count` plain findings spread over `accounts`, checks, regions.
  void AddManyFindings(std::size_t count, std::size_t account_count);
  /// Brings findings, gaps and accounts into the order of reports.
  void Sort();

  ScanResult result;

 private:
  const ResourceType* AddType(std::string_view name, std::string_view service);
  Check* AddCheck(std::string_view id,
                  std::string_view title,
                  Severity severity,
                  const ResourceType* type);
  Finding& AddFinding(const Check* check,
                      Verdict verdict,
                      std::string_view account,
                      std::string_view region,
                      std::string_view resource,
                      std::string_view name,
                      std::string_view message);
  void AddNetworkFindings();
  void AddBucketFindings();
  void AddAccountFindings();
  void AddGaps();
  void AddFrameworks();

  std::vector<std::unique_ptr<Check>> checks_;
  std::vector<std::unique_ptr<ResourceType>> types_;
};

/// What a format writes for a scan.
std::string Render(std::string_view format,
                   const ScanResult& result,
                   const ReportOptions& options = {});

/// Fails unless `text` equals report/testdata/<name>; with
/// PLIMSOLL_UPDATE_GOLDEN=1 writes that file instead.
void ExpectGolden(std::string_view name, const std::string& text);

}  // namespace plimsoll::report_testing

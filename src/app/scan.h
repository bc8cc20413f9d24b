// SPDX-License-Identifier: Apache-2.0
// The road of one scan: catalogue, source, verdicts, reports, exit status.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/check_filter.h"
#include "base/clock.h"
#include "base/file_system.h"
#include "finding/finding.h"
#include "report/report.h"
#include "source/aws/collect/scanner.h"

namespace plimsoll {

/// Exit statuses of the program; documented in README.md.
enum class ExitStatus : int {
  kOk = 0,          ///< Nothing at or above --fail-on.
  kError = 1,       ///< Could not do what was asked.
  kUsage = 2,       ///< The command line or a catalogue file is wrong.
  kFindings = 3,    ///< Findings at or above --fail-on.
  kIncomplete = 4,  ///< No such findings, but something could not be read.
  kInterrupted = 130
};

/// `--output FORMAT[=FILE]`
struct OutputTarget {
  const ReportFormat* format = nullptr;
  std::string file;  ///< Empty: standard output.
};

/// What all scans have in common.
struct ScanSettings {
  std::string base_catalogue;           ///< Folder instead of the embedded one.
  std::vector<std::string> catalogues;  ///< `--catalog`, in order.
  std::string config_file;              ///< Empty: plimsoll.yaml if present.
  CheckFilter filter;
  std::vector<OutputTarget> outputs;
  std::string fail_on = "low";  ///< Severity, or "none".
  bool exit_zero = false;
  bool verbose = false;
  bool quiet = false;     ///< No progress, no summary lines.
  bool color = false;     ///< Of reports on standard output.
  bool progress = false;  ///< Standard error is a terminal.
  std::size_t width = 100;
};

struct AwsScanSettings {
  aws::ScannerOptions scanner;
  std::string profile;
  std::string region;        ///< Where STS is called.
  std::string endpoint_url;  ///< For every service.
  std::string ca_bundle;
  std::string save_inventory;  ///< Keep what was read in this file.
  bool resume = false;
  int max_attempts = 0;  ///< 0: as configured for AWS.
  std::size_t connect_timeout_seconds = 3;
};

/// Where a command meets the world. Lifetime: outlives the call.
struct AppContext {
  FileSystem& files;
  Clock& clock;
  std::map<std::string, std::string, std::less<>> environment;
  std::stop_token stop;
  std::function<void(std::string_view)> out;  ///< Standard output.
  std::function<void(std::string_view)> err;  ///< Standard error.
  /// Asks the person at the terminal; null or an error when there is none.
  std::function<Result<std::string>(std::string_view question,
                                    std::stop_token stop)>
      ask = nullptr;
};

/// `plimsoll scan aws`
ExitStatus ScanAws(const AppContext& app,
                   const ScanSettings& settings,
                   const AwsScanSettings& aws_settings);

/// `plimsoll scan inventory FILE`: judges what an earlier scan saved.
ExitStatus ScanInventory(const AppContext& app,
                         const ScanSettings& settings,
                         const std::string& file);

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// The formats in which a scan is told, in one table.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "finding/finding.h"

namespace plimsoll {

/// Where a report goes, piece by piece: a report of 100,000 findings is never
/// held in memory as a whole.
class ReportSink {
 public:
  ReportSink() = default;
  ReportSink(const ReportSink&) = delete;
  ReportSink& operator=(const ReportSink&) = delete;
  virtual ~ReportSink() = default;
  virtual void Write(std::string_view text) = 0;
};

/// Collects the text; for tests and small reports.
class StringSink final : public ReportSink {
 public:
  void Write(std::string_view text) override { text_ += text; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

struct ReportOptions {
  bool color = false;       ///< Terminal colours (NO_COLOR decides in app).
  std::size_t width = 100;  ///< Columns of the terminal.
  bool show_passed = true;  ///< Machine formats list passes as well.
  bool verbose = false;     ///< Terminal: every resource, evidence, fix.
};

/// Writes one whole report. Deterministic: the same result gives the same
/// bytes.
using ReportWriter = void (*)(const ScanResult& result,
                              const ReportOptions& options,
                              ReportSink& sink);

struct ReportFormat {
  std::string_view name;       ///< "json"
  std::string_view extension;  ///< ".json"
  std::string_view doc;        ///< One line for --help and the reference.
  ReportWriter write;
};

/// All formats, by name.
std::span<const ReportFormat> ReportFormats();
/// Null when there is none of that name.
const ReportFormat* FindReportFormat(std::string_view name);

}  // namespace plimsoll

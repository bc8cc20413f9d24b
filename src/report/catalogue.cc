// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "report/asff.h"
#include "report/checkov_flat.h"
#include "report/csv.h"
#include "report/html.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/ocsf.h"
#include "report/report.h"
#include "report/table.h"

namespace plimsoll {
namespace {

constexpr std::array<ReportFormat, 9> kFormats = {{
    {"asff",
     ".asff.json",
     "AWS Security Hub findings, a JSON array",
     WriteAsff},
    {"checkov-flat",
     ".checkov.json",
     "Checkov's ids and resource names, to compare before switching",
     WriteCheckovFlat},
    {"csv", ".csv", "Comma-separated values, one finding a row", WriteCsv},
    {"html", ".html", "One page for a browser, works offline", WriteHtml},
    {"json", ".json", "One JSON document", WriteJsonReport},
    {"jsonl", ".jsonl", "One finding a line", WriteJsonLines},
    {"junit", ".junit.xml", "JUnit XML for continuous integration", WriteJunit},
    {"ocsf",
     ".ocsf.jsonl",
     "OCSF 1.8.0 compliance findings, one a line",
     WriteOcsf},
    {"table", ".txt", "For people, at a terminal", WriteTable},
}};

}  // namespace

std::span<const ReportFormat> ReportFormats() {
  return kFormats;
}

const ReportFormat* FindReportFormat(std::string_view name) {
  for (const ReportFormat& format : kFormats) {
    if (format.name == name) return &format;
  }
  return nullptr;
}

}  // namespace plimsoll

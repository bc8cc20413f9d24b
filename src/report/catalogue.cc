// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "report/csv.h"
#include "report/json.h"
#include "report/report.h"
#include "report/table.h"

namespace plimsoll {
namespace {

constexpr std::array<ReportFormat, 4> kFormats = {{
    {"csv", ".csv", "Comma-separated values, one finding a row", WriteCsv},
    {"json", ".json", "One JSON document", WriteJsonReport},
    {"jsonl", ".jsonl", "One finding a line", WriteJsonLines},
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

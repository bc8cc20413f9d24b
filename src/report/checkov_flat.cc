// SPDX-License-Identifier: Apache-2.0
#include "report/checkov_flat.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "value/json.h"

namespace plimsoll {
namespace {

/// Worse ones are greater.
enum class Status : std::uint8_t { kPassed, kSkipped, kUnknown, kFailed };

std::string_view Name(Status status) {
  switch (status) {
    case Status::kPassed: return "PASSED";
    case Status::kSkipped: return "SKIPPED";
    case Status::kUnknown: return "UNKNOWN";
    case Status::kFailed: return "FAILED";
  }
  return "UNKNOWN";
}

Status StatusOf(const Finding& finding) {
  if (finding.suppressed != nullptr) return Status::kSkipped;
  switch (finding.verdict) {
    case Verdict::kPass: return Status::kPassed;
    case Verdict::kFail: return Status::kFailed;
    default: return Status::kUnknown;
  }
}

}  // namespace

void WriteCheckovFlat(const ScanResult& result,
                      const ReportOptions& /*options*/,
                      ReportSink& sink) {
  // By id, name and resource: two files may use the same name.
  std::map<std::tuple<std::string, std::string, std::string>, Status> rows;
  for (const Finding& finding : result.findings) {
    const auto ids = finding.check->equivalents.find("checkov");
    if (ids == finding.check->equivalents.end()) continue;
    const std::string resource = finding.code == nullptr
                                     ? finding.resource_id.str()
                                     : finding.code->address;
    for (const std::string& id : ids->second) {
      const Status status = StatusOf(finding);
      const auto [row, fresh] = rows.emplace(
          std::tuple(id, resource, finding.resource_id.str()), status);
      if (!fresh) row->second = std::max(row->second, status);
    }
  }
  std::string text = "[";
  for (const auto& [key, status] : rows) {
    text += text.size() == 1 ? "\n{\"check_id\":" : ",\n{\"check_id\":";
    AppendJsonString(std::get<0>(key), text);
    text += ",\"resource\":";
    AppendJsonString(std::get<1>(key), text);
    text += ",\"status\":";
    AppendJsonString(Name(status), text);
    text += "}";
  }
  text += "\n]\n";
  sink.Write(text);
}

}  // namespace plimsoll

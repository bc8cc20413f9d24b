// SPDX-License-Identifier: Apache-2.0
#include "app/scan_common.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/config.h"
#include "base/number.h"
#include "base/text.h"

namespace plimsoll {
namespace {

constexpr std::string_view kConfigName = "plimsoll.yaml";
constexpr std::size_t kMaxConfigBytes = std::size_t{4} << 20U;

/// Sends a report to standard output.
class OutputSink final : public ReportSink {
 public:
  explicit OutputSink(const std::function<void(std::string_view)>& out)
      : out_(out) {}
  void Write(std::string_view text) override { out_(text); }

 private:
  const std::function<void(std::string_view)>& out_;
};

/// Sends a report to a file, block by block.
class FileSink final : public ReportSink {
 public:
  explicit FileSink(FileWriter& file) : file_(file) {}
  void Write(std::string_view text) override { file_.Write(text); }

 private:
  FileWriter& file_;
};

Result<void> WriteReportFile(const AppContext& app,
                             const OutputTarget& target,
                             const ReportOptions& options,
                             const ScanResult& result) {
  PLIMSOLL_ASSIGN_OR_RETURN(const std::unique_ptr<FileWriter> file,
                            app.files.StartWrite(target.file));
  FileSink sink(*file);
  target.format->write(result, options, sink);
  return file->Commit();
}

bool WriteOutput(const AppContext& app,
                 const ScanSettings& settings,
                 const OutputTarget& target,
                 const ScanResult& result) {
  ReportOptions options;
  options.color = settings.color && target.file.empty();
  options.width = settings.width;
  options.verbose = settings.verbose;
  if (target.file.empty()) {
    OutputSink sink(app.out);
    target.format->write(result, options, sink);
    return true;
  }
  const Result<void> written = WriteReportFile(app, target, options, result);
  if (!written) {
    app.err(fmt::format("plimsoll: {}\n", written.error().message()));
    return false;
  }
  if (!settings.quiet) {
    app.err(fmt::format("{} report: {}\n", target.format->name, target.file));
  }
  return true;
}

/// Reads the configuration named, or plimsoll.yaml where there is one.
bool LoadConfig(const AppContext& app,
                const ScanSettings& settings,
                const ValueFactory& factory,
                Config& config,
                Diagnostics& diagnostics) {
  std::string file = settings.config_file;
  if (file.empty()) {
    if (!app.files.Exists(kConfigName)) return true;
    file = kConfigName;
  }
  const Result<std::string> text = app.files.Read(file, kMaxConfigBytes);
  if (!text) {
    diagnostics.Error(file, {}, text.error().message());
    return false;
  }
  config = ReadConfig(*text, file, factory, diagnostics);
  return !diagnostics.has_errors();
}

/// Adds what the configuration turns off to the filter. An id that no check has
/// is an error at its place.
void ApplyConfig(const Config& config,
                 const Catalogue& catalogue,
                 CheckFilter& filter,
                 Diagnostics& diagnostics) {
  for (const Config::CheckEntry& entry : config.checks) {
    if (catalogue.FindChecks(entry.id).empty()) {
      diagnostics.Error(entry.file,
                        entry.range,
                        fmt::format("no check `{}`", entry.id),
                        catalogue.SuggestCheck(entry.id));
    } else if (entry.disabled) {
      filter.exclude_checks.push_back(entry.id);
    }
  }
}

bool ReadFailOn(const ScanSettings& settings,
                PreparedScan& prepared,
                Diagnostics& diagnostics) {
  if (EqualsIgnoreCase(settings.fail_on, "none")) {
    prepared.fail_on_none = true;
    return true;
  }
  const auto severity = ParseSeverity(settings.fail_on);
  if (severity) {
    prepared.fail_on = *severity;
    return true;
  }
  diagnostics.Error(
      "",
      {},
      fmt::format("--fail-on: `{}` is not known", settings.fail_on),
      "use info, low, medium, high, critical or none");
  return false;
}

}  // namespace

Timestamp ScanTime(const AppContext& app) {
  const auto fixed = app.environment.find("SOURCE_DATE_EPOCH");
  if (fixed != app.environment.end()) {
    const auto seconds = ParseNumber<std::int64_t>(fixed->second);
    if (seconds) return {*seconds, 0};
  }
  const auto since = app.clock.Now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::seconds>(since).count(), 0};
}

std::optional<PreparedScan> PrepareScan(const AppContext& app,
                                        const ScanSettings& settings) {
  PreparedScan prepared;
  Diagnostics diagnostics;
  KeyTable config_keys;
  Arena config_arena;
  Config config;
  LoadConfig(app,
             settings,
             ValueFactory(config_arena, config_keys),
             config,
             diagnostics);
  ReadFailOn(settings, prepared, diagnostics);
  if (!diagnostics.has_errors()) {
    std::vector<std::string> folders = config.catalogs;
    folders.insert(
        folders.end(), settings.catalogues.begin(), settings.catalogues.end());
    prepared.loaded = LoadCatalogue(app.files,
                                    settings.base_catalogue,
                                    folders,
                                    config.parameters,
                                    diagnostics);
  }
  if (!diagnostics.has_errors()) {
    const Catalogue& catalogue = *prepared.loaded.catalogue;
    CheckFilter filter = settings.filter;
    ApplyConfig(config, catalogue, filter, diagnostics);
    prepared.checks = ChooseChecks(catalogue, filter, diagnostics);
    prepared.types = NeededTypes(catalogue, prepared.checks);
    for (const std::string& id : filter.frameworks) {
      if (const Framework* f = ChooseFramework(catalogue, id, diagnostics)) {
        prepared.frameworks.push_back(f);
      }
    }
    if (filter.frameworks.empty()) {
      for (const Framework& f : catalogue.frameworks()) {
        prepared.frameworks.push_back(&f);
      }
    }
    if (prepared.checks.empty() && !diagnostics.has_errors()) {
      diagnostics.Error("", {}, "these filters leave no check to run");
    }
  }
  if (!diagnostics.empty()) app.err(Render(diagnostics));
  if (diagnostics.has_errors()) return std::nullopt;
  prepared.now = ScanTime(app);
  return prepared;
}

ExitStatus FinishScan(const AppContext& app,
                      const ScanSettings& settings,
                      const PreparedScan& prepared,
                      const ScanResult& result) {
  bool written = true;
  for (const OutputTarget& target : settings.outputs) {
    written = WriteOutput(app, settings, target, result) && written;
  }
  if (!written) return ExitStatus::kError;
  if (result.interrupted) return ExitStatus::kInterrupted;
  if (settings.exit_zero) return ExitStatus::kOk;
  const bool failed =
      !prepared.fail_on_none &&
      std::any_of(result.findings.begin(),
                  result.findings.end(),
                  [&](const Finding& finding) {
                    return finding.fails() &&
                           finding.check->severity >= prepared.fail_on;
                  });
  if (failed) return ExitStatus::kFindings;
  const bool undecided = std::any_of(
      result.findings.begin(), result.findings.end(), [](const Finding& f) {
        return f.verdict == Verdict::kUnknown || f.verdict == Verdict::kError;
      });
  return result.complete && !undecided ? ExitStatus::kOk
                                       : ExitStatus::kIncomplete;
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "app/scan_code.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "app/code_files.h"
#include "app/code_suppressions.h"
#include "app/scan_common.h"
#include "value/json.h"

namespace plimsoll {
namespace {

/// The languages of code, in the order in which they are read.
std::vector<CodeLanguage> Languages() {
  return {{"cloudformation",
           {".yaml", ".yml", ".json", ".template"},
           ReadTemplates}};
}

/// Reasons that only a live account can answer: such an answer is left out
/// rather than shown as unknown in every template.
bool NeedsLiveAccount(const Finding& finding) {
  if (finding.verdict != Verdict::kUnknown || finding.reasons.empty()) {
    return false;
  }
  return std::all_of(finding.reasons.begin(),
                     finding.reasons.end(),
                     [](const FindingReason& reason) {
                       return reason.code == "not-in-code" ||
                              reason.code == "not-collected";
                     });
}

/// One scan of code, from files to findings.
class CodeScan {
 public:
  CodeScan(const AppContext& app,
           const ScanSettings& settings,
           const CodeScanSettings& code,
           PreparedScan& prepared)
      : app_(app),
        settings_(settings),
        code_(code),
        prepared_(prepared),
        suppressions_(*prepared.loaded.catalogue,
                      RenderTimestamp(prepared.now).substr(0, 10)) {}

  ExitStatus Run() {
    std::erase_if(prepared_.checks,
                  [](const Check* check) { return check->live_only; });
    ResultBuilder builder(*prepared_.loaded.catalogue,
                          prepared_.checks,
                          prepared_.now,
                          &provenance_);
    ReadAll(builder);
    ScanResult result = builder.Finish({}, false);
    Decorate(result);
    TellOfDiagnostics(result);
    OneAccount(result);
    return FinishScan(app_, settings_, prepared_, result);
  }

 private:
  void ReadAll(ResultBuilder& builder) {
    const CodeSourceContext context{
        app_, code_, *prepared_.loaded.catalogue, provenance_};
    for (const CodeLanguage& language : Languages()) {
      const std::vector<std::string> files =
          FindCodeFiles(code_.paths, language.extensions, {}, diagnostics_);
      CodeRoots found = language.read(context, files, diagnostics_);
      for (const auto& [file, text] : found.texts) {
        suppressions_.AddFile(file, text);
      }
      for (CodeInventory& root : found.roots) {
        ++root_count_;
        file_count_ += root.files.size();
        builder.Add(root.inventory, {code_.account, "", true, {}, 0});
        places_.merge(std::move(root.places));
      }
    }
  }

  /// Gives findings their places, and marks those that are accepted.
  void Decorate(ScanResult& result) {
    left_out_ = std::erase_if(result.findings, NeedsLiveAccount);
    std::map<std::string_view, std::shared_ptr<const FindingPlace>> shared;
    for (Finding& finding : result.findings) {
      const auto place = places_.find(finding.resource_id.str());
      if (place == places_.end()) continue;
      std::shared_ptr<const FindingPlace>& code = shared[place->first];
      if (code == nullptr) {
        code = std::make_shared<const FindingPlace>(FindingPlace{
            place->second.file, place->second.range, place->second.address});
      }
      finding.code = code;
      if (finding.verdict != Verdict::kFail) continue;
      finding.suppressed = suppressions_.Find(*finding.check, place->second);
      if (!place->second.only_if.empty()) {
        finding.reasons.push_back(
            {"condition", code->address, place->second.only_if, ""});
      }
    }
  }

  /// What could not be read is a gap, as loud as a finding.
  void TellOfDiagnostics(ScanResult& result) {
    for (const Diagnostic& diagnostic : diagnostics_.all()) {
      if (diagnostic.level == Diagnostic::Level::kWarning) continue;
      Gap gap;
      gap.subject = diagnostic.file;
      gap.code = "malformed";
      gap.message = Render(diagnostic);
      gap.remedy = diagnostic.hint;
      result.gaps.push_back(std::move(gap));
    }
    if (root_count_ == 0 && diagnostics_.error_count() == 0) {
      Gap gap;
      gap.subject = fmt::format("{}", fmt::join(code_.paths, " "));
      gap.code = "no-code";
      gap.message = "no infrastructure code found";
      app_.err(
          fmt::format("plimsoll: no infrastructure code in {}\n", gap.subject));
      result.gaps.push_back(std::move(gap));
    }
    suppressions_.Report(diagnostics_);
    if (!diagnostics_.empty()) app_.err(Render(diagnostics_));
    std::sort(result.gaps.begin(), result.gaps.end());
    result.gaps.erase(std::unique(result.gaps.begin(), result.gaps.end()),
                      result.gaps.end());
    result.complete = result.complete && result.gaps.empty();
    if (settings_.quiet) return;
    app_.err(fmt::format(
        "{} file{} of code\n", file_count_, file_count_ == 1 ? "" : "s"));
    if (left_out_ > 0) {
      app_.err(fmt::format(
          "{} answer{} left out that only the live account can give\n",
          left_out_,
          left_out_ == 1 ? "" : "s"));
    }
  }

  static void OneAccount(ScanResult& result) {
    if (result.accounts.empty()) return;
    for (std::size_t i = 1; i < result.accounts.size(); ++i) {
      result.accounts[0].resource_count += result.accounts[i].resource_count;
    }
    result.accounts.resize(1);
    if (!result.findings.empty()) {
      result.accounts[0].id = result.findings.front().account;
    }
  }

  const AppContext& app_;
  const ScanSettings& settings_;
  const CodeScanSettings& code_;
  PreparedScan& prepared_;
  Provenance provenance_;
  CodeSuppressions suppressions_;
  Diagnostics diagnostics_;
  std::map<std::string, CodePlace, std::less<>> places_;
  std::size_t root_count_ = 0;
  std::size_t file_count_ = 0;
  std::size_t left_out_ = 0;
};

}  // namespace

ExitStatus ScanCode(const AppContext& app,
                    const ScanSettings& settings,
                    const CodeScanSettings& code) {
  std::optional<PreparedScan> prepared = PrepareScan(app, settings);
  if (!prepared) return ExitStatus::kUsage;
  return CodeScan(app, settings, code, *prepared).Run();
}

}  // namespace plimsoll

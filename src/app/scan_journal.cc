// SPDX-License-Identifier: Apache-2.0
#include "app/scan_journal.h"

#include <cstdio>

#include <fmt/format.h>

#include "base/hash.h"

namespace plimsoll {
namespace {

/// Where a scan keeps its journal while it runs: one file for each set of
/// options, so that --resume finds its own.
std::string JournalPath(const AppContext& app,
                        const AwsScanSettings& settings,
                        const std::vector<WantedType>& types) {
  const auto variable = [&](std::string_view name) {
    const auto found = app.environment.find(name);
    return found == app.environment.end() ? std::string() : found->second;
  };
  std::string folder = variable("XDG_STATE_HOME");
  if (folder.empty()) folder = variable("HOME") + "/.local/state";
  std::string text;
  const auto add = [&](std::string_view part) {
    text += part;
    text += '\n';
  };
  add(settings.profile);
  add(settings.endpoint_url);
  add(settings.scanner.role);
  add(settings.scanner.organization ? "organization" : "");
  for (const auto* list : {&settings.scanner.accounts,
                           &settings.scanner.exclude_accounts,
                           &settings.scanner.units,
                           &settings.scanner.exclude_units,
                           &settings.scanner.regions,
                           &settings.scanner.exclude_regions}) {
    for (const std::string& item : *list) add(item);
    add("");
  }
  for (const WantedType& wanted : types) {
    add(wanted.type->name);
    if (!wanted.properties) continue;
    for (const std::string& property : *wanted.properties) add(property);
    for (const std::string& type : wanted.related) add(type);
    add("");
  }
  return fmt::format(
      "{}/plimsoll/scan-{}.journal", folder, Hex(Sha256(text)).substr(0, 16));
}

/// The journal of this scan; null (after saying so) when it cannot be written:
/// the scan goes on without.
std::unique_ptr<FileJournal> OpenJournal(const AppContext& app,
                                         const AwsScanSettings& settings,
                                         const std::string& path,
                                         KeyTable& keys) {
  if (settings.resume) {
    auto journal = FileJournal::Resume(path, keys);
    if (journal) {
      app.err(fmt::format("resuming: {} units are known from {}\n",
                          (*journal)->known_units(),
                          path));
      return *std::move(journal);
    }
    app.err(fmt::format("nothing to resume: {}\n", journal.error().message()));
  }
  // Makes the folder; FileJournal itself only opens the file.
  const Result<void> made = app.files.WriteAtomically(path, "");
  auto journal = made ? FileJournal::Create(path, keys)
                      : Result<std::unique_ptr<FileJournal>>(made.error());
  if (journal) return *std::move(journal);
  app.err(fmt::format("warning: no journal, so --resume will not work: {}\n",
                      journal.error().message()));
  return nullptr;
}

}  // namespace

ScanJournal::ScanJournal(const AppContext& app,
                         const AwsScanSettings& settings,
                         const std::vector<WantedType>& types,
                         KeyTable& keys)
    : app_(app),
      settings_(settings),
      path_(settings.save_inventory.empty() ? JournalPath(app, settings, types)
                                            : settings.save_inventory),
      journal_(OpenJournal(app, settings, path_, keys)) {}

void ScanJournal::Close(bool ended_early) {
  if (journal_ == nullptr) return;
  if (const Result<void> status = journal_->status(); !status) {
    app_.err(fmt::format("warning: {}\n", status.error().message()));
  }
  const bool empty = journal_->empty();
  journal_.reset();
  if (ended_early && empty) {
    std::remove(path_.c_str());
    return;
  }
  if (!settings_.save_inventory.empty()) return;
  if (ended_early) {
    app_.err("go on with: the same command and --resume\n");
    return;
  }
  std::remove(path_.c_str());
}

}  // namespace plimsoll

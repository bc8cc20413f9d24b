// SPDX-License-Identifier: Apache-2.0
// The journal of one scan: where it lies, and what becomes of it at the end.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/scan.h"
#include "source/snapshot/file_journal.h"

namespace plimsoll {

/// Opened when the scan begins, closed when it has ended. Lifetime: borrows all
/// it is given.
class ScanJournal {
 public:
  /// A new journal; with `--resume` that of an earlier scan with the same
  /// options. When it cannot be written it says so, and the scan goes on
  /// without.
  ScanJournal(const AppContext& app,
              const AwsScanSettings& settings,
              const std::vector<WantedType>& types,
              KeyTable& keys);

  /// Null when there is none.
  FileJournal* get() const { return journal_.get(); }
  const std::string& path() const { return path_; }

  /// Keeps what --resume or --save-inventory need, removes the rest: the
  /// journal of a scan that has `ended_early` before it read anything too.
  void Close(bool ended_early);

 private:
  const AppContext& app_;
  const AwsScanSettings& settings_;
  std::string path_;
  std::unique_ptr<FileJournal> journal_;
};

}  // namespace plimsoll

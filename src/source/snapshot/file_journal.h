// SPDX-License-Identifier: Apache-2.0
// The journal of a scan: units are appended as they are read, so that a scan
// that was killed goes on where it stood.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "base/result.h"
#include "base/thread_annotations.h"
#include "model/unit_journal.h"
#include "source/snapshot/inventory_file.h"

namespace plimsoll {

/// A journal in a file of the inventory format. Each unit is one write of one
/// line, so a kill -9 cuts at most the last line, which reading leaves out.
/// Thread-safe.
class FileJournal final : public UnitJournal {
 public:
  /// Begins a new file. Errors: kDenied, kIo.
  static Result<std::unique_ptr<FileJournal>> Create(const std::string& path,
                                                     KeyTable& keys);
  /// Goes on with an existing file: its units are known, new ones are appended
  /// (a cut last line is removed). Errors: kNotFound, kDenied, kIo; kInvalid
  /// when it is no inventory.
  static Result<std::unique_ptr<FileJournal>> Resume(const std::string& path,
                                                     KeyTable& keys);
  ~FileJournal() override;

  void AddAccount(const RecordedAccount& account);
  /// A gap of a whole account or region, which belongs to no unit.
  void AddGap(const Gap& gap);
  bool Restore(const Unit& unit,
               const ResourceType& type,
               Inventory& inventory) override;
  void Save(const Unit& unit,
            std::span<const Resource> resources,
            std::span<const Gap> gaps) override;

  /// True until something was added to a journal that began empty.
  bool empty() const;
  std::size_t known_units() const { return known_.size(); }
  /// The first write that failed, if any: the journal is then incomplete.
  Result<void> status() const;

 private:
  FileJournal(int descriptor, KeyTable& keys);
  void Append(const std::string& line);

  int descriptor_;
  KeyTable& keys_;
  std::string text_;  ///< Of a resumed file; `known_` points into it.
  std::map<Unit, RecordedUnit> known_;
  mutable Mutex mutex_;
  bool empty_ GUARDED_BY(mutex_) = true;
  std::string failure_ GUARDED_BY(mutex_);
};

}  // namespace plimsoll

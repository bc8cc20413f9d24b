// SPDX-License-Identifier: Apache-2.0
#include "source/snapshot/file_journal.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include "base/file_system.h"

namespace plimsoll {
namespace {

constexpr std::size_t kMaxJournalBytes = std::size_t{8} << 30U;

std::string ErrorText() {
  return std::generic_category().message(errno);
}

Error OpenError(const std::string& path) {
  const ErrorCode code = errno == EACCES ? ErrorCode::kDenied : ErrorCode::kIo;
  return {code, fmt::format("cannot write {}: {}", path, ErrorText())};
}

}  // namespace

FileJournal::FileJournal(int descriptor, KeyTable& keys)
    : descriptor_(descriptor), keys_(keys) {}

FileJournal::~FileJournal() {
  ::close(descriptor_);
}

Result<std::unique_ptr<FileJournal>> FileJournal::Create(
    const std::string& path, KeyTable& keys) {
  // Configuration of a cloud is nobody else's business: mode 0600.
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg)
  const int descriptor = ::open(
      path.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) return OpenError(path);
  std::unique_ptr<FileJournal> journal(new FileJournal(descriptor, keys));
  journal->Append(InventoryHeader());
  {
    const MutexLock lock(journal->mutex_);
    journal->empty_ = true;
  }
  PLIMSOLL_RETURN_IF_ERROR(journal->status());
  return journal;
}

Result<std::unique_ptr<FileJournal>> FileJournal::Resume(
    const std::string& path, KeyTable& keys) {
  const DiskFileSystem files;
  PLIMSOLL_ASSIGN_OR_RETURN(std::string text,
                            files.Read(path, kMaxJournalBytes));
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg)
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  if (descriptor < 0) return OpenError(path);
  std::unique_ptr<FileJournal> journal(new FileJournal(descriptor, keys));
  const std::size_t whole = text.rfind('\n') + 1;
  if (whole < text.size()) {
    if (::ftruncate(descriptor, static_cast<off_t>(whole)) != 0) {
      return OpenError(path);
    }
    text.resize(whole);
  }
  journal->text_ = std::move(text);
  Diagnostics diagnostics;
  const RecordedInventory recorded =
      ReadInventoryFile(journal->text_, path, keys, diagnostics);
  if (diagnostics.has_errors()) {
    return Error(ErrorCode::kInvalid, Render(diagnostics.all().front()));
  }
  for (const RecordedUnit& unit : recorded.units) {
    journal->known_.insert_or_assign(unit.unit, unit);
  }
  return journal;
}

void FileJournal::AddAccount(const RecordedAccount& account) {
  Append(RenderAccount(account));
}

void FileJournal::AddGap(const Gap& gap) {
  Append(RenderGap(gap));
}

bool FileJournal::Restore(const Unit& unit,
                          const ResourceType& type,
                          Inventory& inventory) {
  const auto found = known_.find(unit);
  if (found == known_.end()) return false;
  Inventory restored;
  if (!RestoreUnit(found->second, type, keys_, restored)) return false;
  inventory.Merge(std::move(restored));
  return true;
}

void FileJournal::Save(const Unit& unit,
                       std::span<const Resource> resources,
                       std::span<const Gap> gaps) {
  Append(RenderUnit(unit, resources, gaps));
}

bool FileJournal::empty() const {
  const MutexLock lock(mutex_);
  return empty_ && known_.empty();
}

Result<void> FileJournal::status() const {
  const MutexLock lock(mutex_);
  if (failure_.empty()) return {};
  return Error(ErrorCode::kIo, failure_);
}

void FileJournal::Append(const std::string& line) {
  const MutexLock lock(mutex_);
  if (!failure_.empty()) return;
  empty_ = false;
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      failure_ = fmt::format("cannot write the journal: {}", ErrorText());
      return;
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// Files as an argument, so that loaders are tested from memory.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace plimsoll {

/// New content of one file, given piece by piece. Nobody sees it before Commit;
/// without Commit the file stays as it was. Thread-compatible.
class FileWriter {
 public:
  FileWriter() = default;
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;
  virtual ~FileWriter() = default;

  /// Appends. After the first failure, which Commit tells, it does nothing.
  virtual void Write(std::string_view bytes) = 0;
  /// Makes the content durable and puts it in place. Call it once, last.
  /// Errors: kDenied, kIo, those of earlier writes included.
  virtual Result<void> Commit() = 0;
};

/// Read access to a tree of files, and whole-file writes. Paths are UTF-8 with
/// '/'. Const members may be called from several threads together.
class FileSystem {
 public:
  FileSystem() = default;
  FileSystem(const FileSystem&) = delete;
  FileSystem& operator=(const FileSystem&) = delete;
  virtual ~FileSystem() = default;

  /// The whole content. Errors: kNotFound, kDenied, kIo; kInvalid when it is
  /// longer than `max_bytes` or a folder.
  virtual Result<std::string> Read(std::string_view path,
                                   std::size_t max_bytes) const = 0;
  /// Paths of all regular files below `folder`, each beginning with `folder`,
  /// sorted by bytes; symbolic links to folders are not followed.
  /// Errors: kNotFound, kDenied, kIo.
  virtual Result<std::vector<std::string>> ListTree(
      std::string_view folder) const = 0;
  virtual bool Exists(std::string_view path) const = 0;
  /// Begins to replace a file in one step (temporary file beside it, fsync,
  /// rename): a crash leaves the old content or the new one. Makes missing
  /// folders. What a symbolic link names is replaced, not the link; into a
  /// device or a pipe it writes straight. Memory: one block of 64 KiB.
  /// Lifetime: the writer may not outlive the file system.
  /// Errors: kDenied, kIo.
  virtual Result<std::unique_ptr<FileWriter>> StartWrite(
      std::string_view path) = 0;
  /// The same with the content at hand.
  Result<void> WriteAtomically(std::string_view path, std::string_view content);
};

/// The machine's files. Thread-safe.
class DiskFileSystem final : public FileSystem {
 public:
  Result<std::string> Read(std::string_view path,
                           std::size_t max_bytes) const override;
  Result<std::vector<std::string>> ListTree(
      std::string_view folder) const override;
  bool Exists(std::string_view path) const override;
  Result<std::unique_ptr<FileWriter>> StartWrite(
      std::string_view path) override;
};

/// Files held in memory. Thread-compatible.
class MemoryFileSystem final : public FileSystem {
 public:
  MemoryFileSystem() = default;
  explicit MemoryFileSystem(std::map<std::string, std::string> files)
      : files_(std::move(files)) {}
  Result<std::string> Read(std::string_view path,
                           std::size_t max_bytes) const override;
  Result<std::vector<std::string>> ListTree(
      std::string_view folder) const override;
  bool Exists(std::string_view path) const override;
  Result<std::unique_ptr<FileWriter>> StartWrite(
      std::string_view path) override;

 private:
  std::map<std::string, std::string> files_;
};

}  // namespace plimsoll

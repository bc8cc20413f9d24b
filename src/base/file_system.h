// SPDX-License-Identifier: Apache-2.0
// Files as an argument, so that loaders are tested from memory.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace plimsoll {

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
  /// Replaces the file in one step (temporary file beside it, fsync, rename): a
  /// crash leaves the old content or the new one. Makes missing folders. What a
  /// symbolic link names is replaced, not the link; into a device or a pipe it
  /// writes straight.
  /// Errors: kDenied, kIo.
  virtual Result<void> WriteAtomically(std::string_view path,
                                       std::string_view content) = 0;
};

/// The machine's files. Thread-safe.
class DiskFileSystem final : public FileSystem {
 public:
  Result<std::string> Read(std::string_view path,
                           std::size_t max_bytes) const override;
  Result<std::vector<std::string>> ListTree(
      std::string_view folder) const override;
  bool Exists(std::string_view path) const override;
  Result<void> WriteAtomically(std::string_view path,
                               std::string_view content) override;
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
  Result<void> WriteAtomically(std::string_view path,
                               std::string_view content) override;

 private:
  std::map<std::string, std::string> files_;
};

}  // namespace plimsoll

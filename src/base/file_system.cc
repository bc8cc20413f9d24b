// SPDX-License-Identifier: Apache-2.0
#include "base/file_system.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <optional>
#include <system_error>
#include <utility>

namespace plimsoll {
namespace {

namespace fs = std::filesystem;

Error PathError(std::string_view path, std::error_code cause) {
  ErrorCode code = ErrorCode::kIo;
  if (cause == std::errc::no_such_file_or_directory ||
      cause == std::errc::not_a_directory) {
    code = ErrorCode::kNotFound;
  } else if (cause == std::errc::permission_denied ||
             cause == std::errc::operation_not_permitted ||
             cause == std::errc::read_only_file_system) {
    code = ErrorCode::kDenied;
  } else if (cause == std::errc::is_a_directory) {
    code = ErrorCode::kInvalid;
  }
  return {code, std::string(path).append(": ").append(cause.message())};
}

Error PathError(std::string_view path, int error_number) {
  return PathError(path,
                   std::error_code(error_number, std::generic_category()));
}

Error TooLong(std::string_view path, std::size_t max_bytes) {
  return {ErrorCode::kInvalid,
          std::string(path)
              .append(": longer than ")
              .append(std::to_string(max_bytes))
              .append(" bytes")};
}

/// Closes a file descriptor at the end of the scope.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }

 private:
  int fd_;
};

/// Opens again when a signal came between; errno tells why on failure.
int OpenFile(const std::string& path, int flags, mode_t mode = 0) {
  while (true) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg)
    const int fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    if (fd >= 0 || errno != EINTR) return fd;
  }
}

std::string_view WithoutTrailingSlashes(std::string_view folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.remove_suffix(1);
  return folder;
}

/// What every path below `folder` begins with; empty for the current folder.
std::string FolderPrefix(std::string_view folder) {
  std::string prefix(WithoutTrailingSlashes(folder));
  if (!prefix.empty() && !prefix.ends_with('/')) prefix += '/';
  return prefix;
}

Result<void> WriteAll(int fd, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return PathError(path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

/// Makes a rename in `folder` durable.
Result<void> SyncFolder(const std::string& folder) {
  const Descriptor descriptor(OpenFile(folder, O_RDONLY | O_DIRECTORY));
  if (!descriptor.open()) return PathError(folder, errno);
  // Some file systems cannot sync a folder and say so with EINVAL.
  if (::fsync(descriptor.get()) != 0 && errno != EINVAL) {
    return PathError(folder, errno);
  }
  return {};
}

std::string FolderOf(const std::string& path) {
  std::string folder = fs::path(path).parent_path().generic_string();
  return folder.empty() ? std::string(1, '.') : folder;
}

std::string TemporaryName(std::string_view path) {
  static std::atomic<unsigned> counter{0};
  return std::string(path)
      .append(".tmp-")
      .append(std::to_string(::getpid()))
      .append("-")
      .append(std::to_string(counter.fetch_add(1)));
}

constexpr std::size_t kBlockBytes = std::size_t{64} << 10U;

/// Writes in blocks, into a temporary file or, when that has no name, straight
/// into a device, a pipe or a socket, which no rename may replace.
class DiskFileWriter final : public FileWriter {
 public:
  DiskFileWriter(Descriptor file, std::string temporary, std::string target)
      : file_(std::move(file)),
        temporary_(std::move(temporary)),
        target_(std::move(target)) {}
  ~DiskFileWriter() override {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
  }

  void Write(std::string_view bytes) override {
    if (block_.size() + bytes.size() < kBlockBytes) {
      block_ += bytes;
      return;
    }
    Flush();
    if (bytes.size() < kBlockBytes) {
      block_ = bytes;
    } else if (written_) {
      written_ = WriteAll(file_.get(), Name(), bytes);
    }
  }

  Result<void> Commit() override {
    Flush();
    if (temporary_.empty() || !written_) return std::move(written_);
    struct stat old {};
    if (::stat(target_.c_str(), &old) == 0 &&
        ::fchmod(file_.get(), old.st_mode & 07777U) != 0) {
      return PathError(temporary_, errno);
    }
    if (::fsync(file_.get()) != 0) return PathError(temporary_, errno);
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) {
      return PathError(target_, errno);
    }
    temporary_.clear();
    return SyncFolder(FolderOf(target_));
  }

 private:
  const std::string& Name() const {
    return temporary_.empty() ? target_ : temporary_;
  }

  void Flush() {
    if (written_) written_ = WriteAll(file_.get(), Name(), block_);
    block_.clear();
  }

  Descriptor file_;
  std::string temporary_;
  std::string target_;
  std::string block_;
  Result<void> written_;
};

class MemoryFileWriter final : public FileWriter {
 public:
  explicit MemoryFileWriter(std::function<void(std::string)> commit)
      : commit_(std::move(commit)) {}
  void Write(std::string_view bytes) override { content_ += bytes; }
  Result<void> Commit() override {
    commit_(std::move(content_));
    return {};
  }

 private:
  std::function<void(std::string)> commit_;
  std::string content_;
};

}  // namespace

Result<void> FileSystem::WriteAtomically(std::string_view path,
                                         std::string_view content) {
  PLIMSOLL_ASSIGN_OR_RETURN(const std::unique_ptr<FileWriter> writer,
                            StartWrite(path));
  writer->Write(content);
  return writer->Commit();
}

Result<std::string> DiskFileSystem::Read(std::string_view path,
                                         std::size_t max_bytes) const {
  const std::string name(path);
  const Descriptor file(OpenFile(name, O_RDONLY));
  if (!file.open()) return PathError(path, errno);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return PathError(path, errno);
  if (S_ISDIR(info.st_mode)) return PathError(path, EISDIR);
  const auto expected =
      static_cast<std::size_t>(std::max<off_t>(info.st_size, 0));
  if (expected > max_bytes) return TooLong(path, max_bytes);
  // The size is a guess only: files grow, and pipes have none. One byte more
  // than expected makes the last read see the end.
  std::string content(expected + 1, '\0');
  std::size_t used = 0;
  while (true) {
    if (used == content.size()) content.resize(2 * content.size());
    const ssize_t count =
        ::read(file.get(), content.data() + used, content.size() - used);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return PathError(path, errno);
    used += static_cast<std::size_t>(count);
    if (used > max_bytes) return TooLong(path, max_bytes);
    if (count == 0) break;
  }
  content.resize(used);
  return content;
}

Result<std::vector<std::string>> DiskFileSystem::ListTree(
    std::string_view folder) const {
  const std::string prefix = FolderPrefix(folder);
  const fs::path start = prefix.empty() ? fs::path(".") : fs::path(prefix);
  std::vector<std::string> found;
  std::error_code error;
  fs::recursive_directory_iterator at(start, error);
  if (error) return PathError(folder, error);
  while (at != fs::recursive_directory_iterator()) {
    std::error_code ignored;  // A dangling link is not a regular file.
    if (at->is_regular_file(ignored)) {
      found.push_back(prefix +
                      at->path().lexically_relative(start).generic_string());
    }
    const std::string place = at->path().generic_string();
    at.increment(error);
    if (error) return PathError(place, error);
  }
  std::sort(found.begin(), found.end());
  return found;
}

bool DiskFileSystem::Exists(std::string_view path) const {
  std::error_code ignored;
  return fs::exists(fs::path(path), ignored);
}

Result<std::unique_ptr<FileWriter>> DiskFileSystem::StartWrite(
    std::string_view path) {
  std::error_code none;  // A path that does not exist yet is its own target.
  const fs::path link_target = fs::is_symlink(fs::path(path), none)
                                   ? fs::canonical(fs::path(path), none)
                                   : fs::path();
  std::string target =
      link_target.empty() ? std::string(path) : link_target.generic_string();
  struct stat old {};
  if (::stat(target.c_str(), &old) == 0 && !S_ISREG(old.st_mode) &&
      !S_ISDIR(old.st_mode)) {
    Descriptor file(OpenFile(target, O_WRONLY));
    if (!file.open()) return PathError(target, errno);
    return std::unique_ptr<FileWriter>(
        new DiskFileWriter(std::move(file), "", std::move(target)));
  }
  const std::string folder = FolderOf(target);
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return PathError(folder, error);

  std::string temporary;
  int fd = -1;
  do {
    temporary = TemporaryName(target);
    fd = OpenFile(temporary, O_WRONLY | O_CREAT | O_EXCL, 0666);
  } while (fd < 0 && errno == EEXIST);
  Descriptor file(fd);
  if (!file.open()) return PathError(temporary, errno);
  return std::unique_ptr<FileWriter>(new DiskFileWriter(
      std::move(file), std::move(temporary), std::move(target)));
}

Result<std::string> MemoryFileSystem::Read(std::string_view path,
                                           std::size_t max_bytes) const {
  const auto found = files_.find(std::string(path));
  if (found == files_.end()) {
    return PathError(path, Exists(path) ? EISDIR : ENOENT);
  }
  if (found->second.size() > max_bytes) return TooLong(path, max_bytes);
  return found->second;
}

Result<std::vector<std::string>> MemoryFileSystem::ListTree(
    std::string_view folder) const {
  const std::string prefix = FolderPrefix(folder);
  std::vector<std::string> found;
  for (auto it = files_.lower_bound(prefix);
       it != files_.end() && it->first.starts_with(prefix);
       ++it) {
    found.push_back(it->first);
  }
  if (found.empty() && !prefix.empty()) return PathError(folder, ENOENT);
  return found;
}

bool MemoryFileSystem::Exists(std::string_view path) const {
  if (files_.contains(std::string(path))) return true;
  const std::string prefix = FolderPrefix(path);
  const auto it = files_.lower_bound(prefix);
  return it != files_.end() && it->first.starts_with(prefix);
}

Result<std::unique_ptr<FileWriter>> MemoryFileSystem::StartWrite(
    std::string_view path) {
  return std::unique_ptr<FileWriter>(new MemoryFileWriter(
      [this, name = std::string(path)](std::string content) {
        files_[name] = std::move(content);
      }));
}

}  // namespace plimsoll

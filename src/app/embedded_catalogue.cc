// SPDX-License-Identifier: Apache-2.0
#include "app/embedded_catalogue.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/check.h"
#include "base/number.h"

extern "C" {
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
extern const char plimsoll_catalogue_begin[];
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
extern const char plimsoll_catalogue_end[];
}

namespace plimsoll {
namespace {

std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  PLIMSOLL_CHECK(end != std::string_view::npos);
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

/// What is packed into the program, read where it lies.
class PackedFiles final : public FileSystem {
 public:
  explicit PackedFiles(std::map<std::string, std::string_view> files)
      : files_(std::move(files)) {}

  Result<std::string> Read(std::string_view path,
                           std::size_t max_bytes) const override {
    const auto found = files_.find(std::string(path));
    if (found == files_.end()) return NotFound(path);
    if (found->second.size() > max_bytes) {
      return Error(ErrorCode::kInvalid,
                   fmt::format("{}: longer than {} bytes", path, max_bytes));
    }
    return std::string(found->second);
  }

  Result<std::vector<std::string>> ListTree(
      std::string_view folder) const override {
    std::vector<std::string> found;
    const std::string prefix = Below(folder);
    for (auto it = files_.lower_bound(prefix);
         it != files_.end() && it->first.starts_with(prefix);
         ++it) {
      found.push_back(it->first);
    }
    if (found.empty()) return NotFound(folder);
    return found;
  }

  bool Exists(std::string_view path) const override {
    if (files_.contains(std::string(path))) return true;
    const auto it = files_.lower_bound(Below(path));
    return it != files_.end() && it->first.starts_with(Below(path));
  }

  Result<std::unique_ptr<FileWriter>> StartWrite(
      std::string_view path) override {
    return Error(ErrorCode::kDenied,
                 fmt::format("{}: part of the program", path));
  }

 private:
  static std::string Below(std::string_view folder) {
    while (folder.ends_with('/')) folder.remove_suffix(1);
    return std::string(folder) + '/';
  }
  static Error NotFound(std::string_view path) {
    return {ErrorCode::kNotFound,
            fmt::format("{}: not in the built-in catalogue", path)};
  }

  std::map<std::string, std::string_view> files_;
};

}  // namespace

std::unique_ptr<const FileSystem> EmbeddedCatalogue() {
  std::string_view packed(plimsoll_catalogue_begin,
                          static_cast<std::size_t>(plimsoll_catalogue_end -
                                                   plimsoll_catalogue_begin));
  std::map<std::string, std::string_view> files;
  while (!packed.empty()) {
    std::string path = "catalog/";
    path += TakeLine(packed);
    const auto size = ParseNumber<std::size_t>(TakeLine(packed));
    PLIMSOLL_CHECK(size && *size <= packed.size());
    files.emplace(std::move(path), packed.substr(0, *size));
    packed.remove_prefix(*size);
  }
  return std::make_unique<PackedFiles>(std::move(files));
}

}  // namespace plimsoll

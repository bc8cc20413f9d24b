// SPDX-License-Identifier: Apache-2.0
#include "app/code_files.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>

#include <fmt/format.h>

namespace plimsoll {
namespace {

namespace fs = std::filesystem;

/// Folders of other people's code.
constexpr std::array<std::string_view, 4> kSkippedFolders = {
    "node_modules", "vendor", "__pycache__", "venv"};

bool IsSkipped(const std::string& name) {
  return (name.size() > 1 && name.front() == '.' && name != "..") ||
         std::find(kSkippedFolders.begin(), kSkippedFolders.end(), name) !=
             kSkippedFolders.end();
}

class Walk {
 public:
  Walk(const std::vector<std::string>& extensions,
       const CodeFileLimits& limits,
       Diagnostics& diagnostics)
      : extensions_(extensions), limits_(limits), diagnostics_(diagnostics) {}

  void Start(const std::string& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (fs::is_directory(status)) {
      Enter(path);
    } else if (fs::exists(status)) {
      found_.push_back(path);
    } else {
      diagnostics_.Error(path, {}, "no such file or folder");
    }
  }

  std::vector<std::string> Found() {
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  void Enter(const std::string& root) {
    std::error_code error;
    fs::recursive_directory_iterator at(root, error);
    if (error) {
      diagnostics_.Error(root, {}, error.message());
      return;
    }
    while (at != fs::recursive_directory_iterator()) {
      const std::string path = at->path().generic_string();
      std::error_code ignored;  // A dangling link is no file.
      if (at->is_directory(ignored)) {
        const bool deep = static_cast<std::size_t>(at.depth()) >= limits_.depth;
        if (deep) diagnostics_.Error(path, {}, "folders nest too deeply");
        if (deep || IsSkipped(at->path().filename().generic_string())) {
          at.disable_recursion_pending();
        }
      } else if (at->is_regular_file(ignored) && IsCode(path)) {
        if (found_.size() >= limits_.files) {
          diagnostics_.Error(
              root, {}, fmt::format("more than {} files", limits_.files));
          return;
        }
        found_.push_back(path.starts_with("./") ? path.substr(2) : path);
      }
      Advance(at, path);
    }
  }

  void Advance(fs::recursive_directory_iterator& at, const std::string& path) {
    std::error_code error;
    at.increment(error);
    if (!error) return;
    diagnostics_.Error(path, {}, error.message());
    at.pop(error);
    if (error) at = fs::recursive_directory_iterator();
  }

  bool IsCode(std::string_view path) const {
    return std::any_of(extensions_.begin(),
                       extensions_.end(),
                       [&](const std::string& e) { return path.ends_with(e); });
  }

  const std::vector<std::string>& extensions_;
  const CodeFileLimits& limits_;
  Diagnostics& diagnostics_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> FindCodeFiles(
    const std::vector<std::string>& paths,
    const std::vector<std::string>& extensions,
    const CodeFileLimits& limits,
    Diagnostics& diagnostics) {
  Walk walk(extensions, limits, diagnostics);
  for (const std::string& path : paths) walk.Start(path);
  return walk.Found();
}

}  // namespace plimsoll

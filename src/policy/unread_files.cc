// SPDX-License-Identifier: Apache-2.0
#include "policy/unread_files.h"

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"

namespace plimsoll {
namespace {

using Parts = std::vector<std::string_view>;

bool IsExpectedAside(const Parts& parts) {
  if (parts.size() > 2 && parts[1] == "published") return true;
  for (const std::string_view part : parts) {
    if (part.starts_with('.')) return true;
  }
  const std::string_view name = parts.back();
  const std::string_view stem = name.substr(0, name.find('.'));
  return stem == "README" || stem == "NOTICE" || stem == "LICENSE";
}

bool IsRead(const Parts& parts) {
  const std::string_view name = parts.back();
  if (parts[0] == "frameworks") {
    return parts.size() == 2 && name.ends_with(".yaml");
  }
  if (parts.size() == 3) return name.ends_with(".type.yaml");
  if (parts.size() < 5 || parts[2] != "checks") return false;
  return parts.size() == 5 ? name == "check.yaml" : parts[4] == "cases";
}

/// What the author probably meant.
std::string Expected(const Parts& parts) {
  const std::string_view name = parts.back();
  const std::string_view stem = name.substr(0, name.find('.'));
  if (parts[0] == "frameworks" || parts[0] == "framework") {
    return fmt::format("frameworks/{}.yaml", stem);
  }
  if (parts.size() == 3) {
    return fmt::format("{}/{}/{}.type.yaml", parts[0], parts[1], stem);
  }
  if (parts.size() < 4) {
    return "<provider>/<service>/<type>.type.yaml, "
           "<provider>/<service>/checks/<check>/check.yaml or "
           "frameworks/<id>.yaml";
  }
  const std::string folder =
      fmt::format("{}/{}/checks/{}", parts[0], parts[1], parts[3]);
  if (parts.size() > 5 || (parts.size() == 5 && name.ends_with(".json"))) {
    return fmt::format("{}/cases/{}", folder, name);
  }
  if (parts.size() == 4) {  // aws/s3/checks/versioning.yaml
    return fmt::format("{}/{}/checks/{}/check.yaml", parts[0], parts[1], stem);
  }
  return folder + "/check.yaml";
}

}  // namespace

void WarnOfUnreadFiles(const CatalogueTree& tree, Diagnostics& diagnostics) {
  const auto paths = tree.files->ListTree(tree.root);
  if (!paths) return;  // Loading has said so.
  for (const std::string& path : *paths) {
    std::string_view relative = path;
    relative.remove_prefix(tree.root.size());
    while (relative.starts_with('/')) relative.remove_prefix(1);
    const Parts parts = Split(relative, '/');
    if (IsExpectedAside(parts) || IsRead(parts)) continue;
    diagnostics.Warning(path,
                        {},
                        "nothing reads this file",
                        fmt::format("expected {}", Expected(parts)));
  }
}

}  // namespace plimsoll

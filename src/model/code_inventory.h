// SPDX-License-Identifier: Apache-2.0
// What infrastructure code says of a cloud: an inventory, and for each resource
// the place that declares it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "model/inventory.h"

namespace plimsoll {

/// A wish, written in the code of a resource, that a check should not count
/// there.
struct CodeSkip {
  std::string id;  ///< Ours or another tool's.
  std::string reason;
};

/// Where and how code declares one resource.
struct CodePlace {
  std::string file;
  SourceRange range;            ///< From the line that names it to its last.
  std::string address;          ///< "AWS::S3::Bucket.Logs": as other tools say.
  std::string only_if;          ///< Not empty: whether it exists is unknown.
  std::vector<CodeSkip> skips;  ///< Of the resource's metadata, not comments.
};

/// All that one root (a template with its nested ones, a Terraform root module)
/// declares. `places` is by resource id. `files` are those that were read.
struct CodeInventory {
  Inventory inventory;
  std::map<std::string, CodePlace, std::less<>> places;
  std::vector<std::string> files;
};

}  // namespace plimsoll

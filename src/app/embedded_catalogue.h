// SPDX-License-Identifier: Apache-2.0
// The catalogue that the program carries within it.
#pragma once

#include <memory>

#include "base/file_system.h"

namespace plimsoll {

/// The files of `catalog/` as they were when the program was built; paths begin
/// with "catalog/". Nothing is copied until it is read; writing is denied.
std::unique_ptr<const FileSystem> EmbeddedCatalogue();

}  // namespace plimsoll

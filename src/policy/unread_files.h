// SPDX-License-Identifier: Apache-2.0
// Files of a catalogue folder that the loader passes over.
#pragma once

#include "base/diagnostic.h"
#include "policy/catalogue.h"

namespace plimsoll {

/// A warning for every file below the tree's root that nothing reads, with the
/// name that would be read. Expected beside the catalogue's own files are
/// `<provider>/published/`, README, NOTICE and LICENSE (with any extension) and
/// hidden files.
void WarnOfUnreadFiles(const CatalogueTree& tree, Diagnostics& diagnostics);

}  // namespace plimsoll

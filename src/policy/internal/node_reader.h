// SPDX-License-Identifier: Apache-2.0
// Reads a YAML map with declared keys: what is missing, of the wrong kind or
// not declared becomes a diagnostic with its place.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "value/provenance.h"
#include "value/value.h"

namespace plimsoll {

/// One catalogue file being loaded. Lifetime: the texts and tables outlive it.
struct CatalogueFile {
  std::string_view name;
  std::string_view text;
  const Provenance* provenance = nullptr;
  Diagnostics* diagnostics = nullptr;

  SourceRange RangeOf(Value value) const;
  void Error(Value at, std::string message, std::string hint = {}) const;
};

/// Thread-compatible; call Finish after the last key has been asked for.
class NodeReader {
 public:
  /// `what` names the map in messages: "a check", "live.list".
  NodeReader(Value node, const CatalogueFile& file, std::string_view what);

  bool ok() const { return node_.is_map(); }
  /// The member, or null. Marks the key as known.
  Value Take(std::string_view key);
  /// As Take; absent is an error.
  Value Require(std::string_view key);
  /// A text; "" with a diagnostic when it is something else or required and
  /// absent.
  std::string Text(std::string_view key);
  std::string RequireText(std::string_view key);
  /// A list of texts; a single text counts as a list of one.
  std::vector<std::string> Texts(std::string_view key);
  /// Entries of a map member, in key order; empty when absent.
  std::vector<std::pair<std::string, Value>> Entries(std::string_view key);
  /// Reports keys that nobody asked for, with the nearest known one.
  void Finish();

 private:
  Value node_;
  const CatalogueFile* file_;
  std::string what_;
  std::vector<std::string> known_;
};

}  // namespace plimsoll

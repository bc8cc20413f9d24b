// SPDX-License-Identifier: Apache-2.0
// Finds which failures in code somebody has accepted in writing.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/diagnostic.h"
#include "finding/finding.h"
#include "finding/suppression.h"
#include "model/code_inventory.h"
#include "policy/catalogue.h"

namespace plimsoll {

/// The suppressions of one scan of code. Of our own form, a high or critical
/// check needs a reason; an expired one does not count.
class CodeSuppressions {
 public:
  /// `today` is "2026-11-24".
  CodeSuppressions(const Catalogue& catalogue, std::string today);

  void AddFile(const std::string& file, std::string_view text);
  /// The one that speaks of this check in this place; null when none does.
  std::shared_ptr<const Suppression> Find(const Check& check,
                                          const CodePlace& place);
  /// Tells of those that do not count, and of those that nothing needed.
  void Report(Diagnostics& diagnostics) const;

 private:
  struct Comment {
    SuppressionComment text;
    bool used = false;
  };
  bool Means(const std::vector<std::string>& ids, const Check& check) const;
  bool Counts(const Comment& comment,
              const std::string& file,
              const Check& check);

  const Catalogue& catalogue_;
  std::string today_;
  std::map<std::string, std::vector<Comment>> comments_;
  Diagnostics refused_;
};

}  // namespace plimsoll

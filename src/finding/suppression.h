// SPDX-License-Identifier: Apache-2.0
// Comments in code by which somebody accepts what a check says.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace plimsoll {

/// One such comment.
struct SuppressionComment {
  std::uint32_t line = 0;
  std::string tool;              ///< "plimsoll", "checkov", "tfsec", "trivy"
  std::vector<std::string> ids;  ///< As written; "*" for all.
  std::string reason;            ///< May be empty.
  std::string expires;           ///< "2026-12-31", or empty.
  bool alone = false;            ///< Nothing but the comment is on its line.
  std::uint32_t above_line = 0;  ///< First line below it that is no comment.
};

/// Those of a text, in order. Forms, after "#" or "//":
///   plimsoll:ignore=ID[,ID] [reason="..."] [expires=YYYY-MM-DD]
///   checkov:skip=ID[,ID][:reason]      (also bridgecrew: and cortex:)
///   tfsec:ignore:ID [tfsec:ignore:ID]  trivy:ignore:ID[:exp:YYYY-MM-DD]
/// Sources:
/// https://www.checkov.io/2.Basics/Suppressing%20and%20Skipping%20Policies.html
/// https://trivy.dev/latest/docs/configuration/filtering/
std::vector<SuppressionComment> ReadSuppressions(std::string_view text);

/// Whether a comment speaks of the block in `range`: it stands in it or, but
/// for Checkov's form, on the lines right above.
bool Covers(const SuppressionComment& comment, SourceRange range);

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// CloudFormation templates as texts: telling them from other files, reading
// them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "value/provenance.h"
#include "value/value.h"

namespace plimsoll::cfn {

/// Most bytes of one template; CloudFormation itself takes 1 MB.
inline constexpr std::size_t kMaxTemplateBytes = std::size_t{16} << 20U;

/// One template, with all short tags (`!Ref x`) in their long form. Immutable.
struct TemplateFile {
  std::string file;
  std::string text;
  std::shared_ptr<Arena> arena;
  Value root;  ///< A map.
  std::vector<std::size_t> line_starts;
};

/// Whether a text claims to be a template, so that what is wrong with it is
/// worth telling. Cost: linear.
bool LooksLikeTemplate(std::string_view text);

/// Reads YAML or JSON. Null when the text is no template: without diagnostics
/// when it does not claim to be one, else with the reason.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-formats.html
std::shared_ptr<const TemplateFile> ReadTemplate(std::string file,
                                                 std::string text,
                                                 KeyTable& keys,
                                                 Provenance& provenance,
                                                 Diagnostics& diagnostics);

/// From the line that names member `name`, whose value is at `value`, to the
/// value's end. `value` itself when the name is not found before it.
SourceRange RangeWithName(const TemplateFile& file,
                          std::string_view name,
                          SourceRange value);

}  // namespace plimsoll::cfn

// SPDX-License-Identifier: Apache-2.0
// Formats of texts by name: Kubernetes' names and labels, URIs, UUIDs, dates.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "value/value.h"

namespace plimsoll::cel {

struct NamedFormat;

/// The format of that name ("dns1123Label", "uuid"), or null. Static lifetime.
const NamedFormat* FindFormat(std::string_view name);
/// What is wrong with the text; nullopt when nothing is.
std::optional<std::string> FormatProblem(const NamedFormat& format,
                                         std::string_view text);

extern const OpaqueType kFormatType;
/// The format in a value, or null when it is none.
const NamedFormat* FormatIn(Value value);

}  // namespace plimsoll::cel

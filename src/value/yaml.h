// SPDX-License-Identifier: Apache-2.0
// YAML in, with the place of every key and value.
#pragma once

#include <string_view>

#include "base/diagnostic.h"
#include "value/json.h"
#include "value/value.h"

namespace plimsoll {

/// Reads one YAML document (1.1 syntax as libyaml reads it, 1.2 core schema for
/// plain scalars: true/false, null/~, int, float; "yes" and "on" are strings).
/// A plain number with a leading zero (an account id) also stays a string. Keys
/// are strings: a plain 80 as a key is "80". Duplicate keys, merge keys ("<<"),
/// unknown tags, a second document, aliases that would multiply the document,
/// and passed limits are errors; of duplicates the first is kept. Diagnostics
/// carry file, line and column; the value is what could be read (null when
/// nothing). With `options.provenance`, every value has its range; that of a
/// block map or list begins at its first key or item and ends with the last.
/// With `tag_key`, a local tag may stand for a map of one entry: where it
/// answers "Ref" to "!Ref", `!Ref x` reads as {"Ref": x}; a tag to which it
/// answers nothing is unknown. Such a map has the origin of its value.
using TagKey = std::string_view (*)(std::string_view tag);
Value ReadYaml(std::string_view text,
               ValueFactory factory,
               const ReadOptions& options,
               Diagnostics& diagnostics,
               TagKey tag_key = nullptr);

}  // namespace plimsoll

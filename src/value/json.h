// SPDX-License-Identifier: Apache-2.0
// JSON in and out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/result.h"
#include "value/value.h"

namespace plimsoll {

/// No reader nests deeper than this, whatever Limits::depth says, since values
/// are walked on the machine stack.
inline constexpr std::uint32_t kDeepestDocument = 500;

/// How a text becomes values. Lifetime: `provenance` for the call.
struct ReadOptions {
  std::string_view file = {};        ///< Named in errors and origins.
  Provenance* provenance = nullptr;  ///< Null: values have no file origin.
  OriginId origin = 0;  ///< Given to every value when there is no `provenance`.
  /// {"$unknown": "text"} or {"$unknown": [{code, subject, message, remedy}]}
  /// is read as an unknown, as our inventories and case files write it.
  bool unknown_markers = false;
  Limits limits = {};
};

/// Reads one JSON text (RFC 8259). A number without fraction and exponent is
/// int, or uint above 2^63-1; anything else double. Of duplicate keys the last
/// wins. A byte order mark is skipped.
/// Errors: kInvalid with "file:line:column: what"; also for a passed limit and
/// for text that is not UTF-8.
Result<Value> ReadJson(std::string_view text,
                       ValueFactory factory,
                       const ReadOptions& options = {});

struct WriteOptions {
  int indent = 0;  ///< Spaces a level; 0 writes one line.
};

/// Deterministic JSON: keys sorted by bytes, shortest round-trip numbers,
/// integral doubles with ".0". Bytes become base64 text, times RFC 3339 text,
/// durations "1.5s"; unknown becomes {"$unknown": [...]}, error {"$error":
/// "..."}, NaN and infinities the texts "NaN", "Infinity", "-Infinity"; an
/// opaque value
/// {"$opaque": "type"}. Map keys that are not strings become their JSON text.
/// Bytes that are not UTF-8 become U+FFFD. Recurses as deep as the value.
std::string WriteJson(Value value, const WriteOptions& options = {});
/// Appends to `out`, for streams of documents.
void AppendJson(Value value, const WriteOptions& options, std::string& out);
/// Appends the JSON string literal of a text, quotes included.
void AppendJsonString(std::string_view text, std::string& out);

/// "2026-11-23T20:15:00Z" with as many fraction digits (0, 3, 6 or 9) as
/// needed.
std::string RenderTimestamp(Timestamp time);
/// RFC 3339; nullopt on anything else, outside the years 1 to 9999, and for a
/// leap second (":60"). Fraction digits after the ninth are dropped.
std::optional<Timestamp> ParseTimestamp(std::string_view text);

}  // namespace plimsoll

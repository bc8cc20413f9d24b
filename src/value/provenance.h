// SPDX-License-Identifier: Apache-2.0
// Where values come from. A value carries a 32-bit OriginId; this table turns
// it back into a file range or an API call.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "base/thread_annotations.h"

namespace plimsoll {

/// Index into a Provenance; 0 is "not known".
using OriginId = std::uint32_t;

/// Where one value was read.
struct Origin {
  enum class Kind : std::uint8_t {
    kNone,
    kFile,     ///< `source` is the file's name, `range` the place in it.
    kApiCall,  ///< `source` is e.g. "s3:GetBucketPolicy 123456789012
               ///< eu-west-1".
    kDefault   ///< The provider's documented default; `source` is its URL.
  };
  Kind kind = Kind::kNone;
  std::string_view source;  ///< Lifetime: the Provenance.
  SourceRange range;        ///< Only for kFile.
  std::int64_t time = 0;    ///< Only for kApiCall: seconds since 1970, UTC.
};

/// Append-only table of origins of one scan. Thread-safe: many parsers append
/// while readers resolve. Cost: 20 bytes an entry; equal source texts are kept
/// once.
class Provenance {
 public:
  Provenance();
  ~Provenance();
  Provenance(const Provenance&) = delete;
  Provenance& operator=(const Provenance&) = delete;

  /// Registers a file; its values are then added with AddRange.
  std::uint32_t AddFile(std::string_view name);
  OriginId AddRange(std::uint32_t file, SourceRange range);
  OriginId AddApiCall(std::string_view call, std::int64_t time);
  /// The same id for the same text.
  OriginId AddDefault(std::string_view source);

  /// kNone for 0 and for ids of another table.
  Origin Resolve(OriginId id) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// "main.tf:7:3", "s3:GetBucketPolicy 123456789012 eu-west-1", or empty.
std::string Render(const Origin& origin);

}  // namespace plimsoll

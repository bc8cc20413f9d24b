// SPDX-License-Identifier: Apache-2.0
// What is wrong with a text somebody wrote: a check, a type, a configuration,
// an expression. A parser reports every problem of a file, not only the first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace plimsoll {

/// A place in a text. Lines and columns count from 1, columns in bytes; 0 means
/// "not known". The end is exclusive.
struct SourceRange {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  std::uint32_t end_line = 0;
  std::uint32_t end_column = 0;

  friend bool operator==(const SourceRange&, const SourceRange&) = default;
};

struct Diagnostic {
  enum class Level : std::uint8_t { kWarning, kError };
  Level level = Level::kError;
  std::string file;  ///< As the user named it; empty when there is no file.
  SourceRange range;
  std::string message;  ///< What is wrong, one line, no full stop.
  std::string hint;     ///< What to do about it; may be empty.

  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

/// "main.tf:7:3: error: unclosed block; add \"}\"", without a newline.
std::string Render(const Diagnostic& diagnostic);

/// The diagnostics of one run, in the order in which they were found.
/// Thread-compatible.
class Diagnostics {
 public:
  void Error(std::string_view file,
             SourceRange range,
             std::string message,
             std::string hint = {});
  void Warning(std::string_view file,
               SourceRange range,
               std::string message,
               std::string hint = {});
  /// What went wrong with a file, when its reader gave an Error. A place at the
  /// front of the message ("FILE:2:7: ...") becomes that of the diagnostic.
  void Error(std::string_view file, const plimsoll::Error& error);
  void Add(Diagnostic diagnostic);

  bool has_errors() const { return error_count_ > 0; }
  std::size_t error_count() const { return error_count_; }
  bool empty() const { return all_.empty(); }
  const std::vector<Diagnostic>& all() const { return all_; }

 private:
  std::vector<Diagnostic> all_;
  std::size_t error_count_ = 0;
};

/// All diagnostics, one a line, each ended by a newline.
std::string Render(const Diagnostics& diagnostics);

}  // namespace plimsoll

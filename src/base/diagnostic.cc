// SPDX-License-Identifier: Apache-2.0
#include "base/diagnostic.h"

#include <utility>

#include "base/number.h"

namespace plimsoll {

std::string Render(const Diagnostic& diagnostic) {
  std::string out = diagnostic.file;
  const SourceRange& range = diagnostic.range;
  if (range.line != 0) {
    if (!out.empty()) out += ':';
    out += std::to_string(range.line);
    if (range.column != 0) out.append(":").append(std::to_string(range.column));
  }
  if (!out.empty()) out += ": ";
  out +=
      diagnostic.level == Diagnostic::Level::kError ? "error: " : "warning: ";
  out += diagnostic.message;
  if (!diagnostic.hint.empty()) out.append("; ").append(diagnostic.hint);
  return out;
}

void Diagnostics::Error(std::string_view file,
                        SourceRange range,
                        std::string message,
                        std::string hint) {
  Add({Diagnostic::Level::kError,
       std::string(file),
       range,
       std::move(message),
       std::move(hint)});
}

void Diagnostics::Error(std::string_view file, const plimsoll::Error& error) {
  std::string_view message = error.message();
  SourceRange range;
  if (!file.empty() && message.starts_with(file)) {
    std::string_view rest = message.substr(file.size());
    for (std::uint32_t* number : {&range.line, &range.column}) {
      const std::size_t end = rest.find(':', 1);
      if (!rest.starts_with(':') || end == std::string_view::npos) break;
      const auto value = ParseNumber<std::uint32_t>(rest.substr(1, end - 1));
      if (!value) break;
      *number = *value;
      rest.remove_prefix(end);
    }
    if (rest.starts_with(": ")) message = rest.substr(2);
  }
  Error(file, range, std::string(message));
}

void Diagnostics::Warning(std::string_view file,
                          SourceRange range,
                          std::string message,
                          std::string hint) {
  Add({Diagnostic::Level::kWarning,
       std::string(file),
       range,
       std::move(message),
       std::move(hint)});
}

void Diagnostics::Add(Diagnostic diagnostic) {
  if (diagnostic.level == Diagnostic::Level::kError) ++error_count_;
  all_.push_back(std::move(diagnostic));
}

std::string Render(const Diagnostics& diagnostics) {
  std::string out;
  for (const Diagnostic& d : diagnostics.all())
    out.append(Render(d)).append("\n");
  return out;
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "app/embedded_catalogue.h"

#include <map>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/number.h"

extern "C" {
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
extern const char plimsoll_catalogue_begin[];
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
extern const char plimsoll_catalogue_end[];
}

namespace plimsoll {
namespace {

std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  PLIMSOLL_CHECK(end != std::string_view::npos);
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace

std::unique_ptr<const FileSystem> EmbeddedCatalogue() {
  std::string_view packed(plimsoll_catalogue_begin,
                          static_cast<std::size_t>(plimsoll_catalogue_end -
                                                   plimsoll_catalogue_begin));
  std::map<std::string, std::string> files;
  while (!packed.empty()) {
    std::string path = "catalog/";
    path += TakeLine(packed);
    const auto size = ParseNumber<std::size_t>(TakeLine(packed));
    PLIMSOLL_CHECK(size && *size <= packed.size());
    files.emplace(std::move(path), packed.substr(0, *size));
    packed.remove_prefix(*size);
  }
  return std::make_unique<MemoryFileSystem>(std::move(files));
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// A small catalogue with frameworks, for tests and benchmarks of compliance.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>

#include <fmt/format.h>

#include "policy/catalogue.h"
#include "value/key_table.h"

namespace plimsoll {

/// One type, Toy::Box, with `checks` checks "toy-box-c<i>" that all pass, and
/// `frameworks` frameworks "toy-<i>", each with a requirement for each check
/// ("0", "1", ...) and a manual one ("m").
inline std::unique_ptr<const Catalogue> MakeToyCatalogue(std::size_t checks,
                                                         std::size_t frameworks,
                                                         KeyTable& keys) {
  std::map<std::string, std::string> files;
  files["c/toy/box/box.type.yaml"] =
      "type: Toy::Box\ntitle: Box\nscope: account\nschema: none\n"
      "id: 'box:{account}:{spec.Name}'\nfields: { Name: string }\n";
  std::string requirements;
  for (std::size_t i = 0; i < checks; ++i) {
    files[fmt::format("c/toy/box/checks/c{}/check.yaml", i)] =
        "title: T\nseverity: low\ntype: Toy::Box\nviolation: false\n"
        "rationale: R\nfix: { text: F }\n";
    requirements += fmt::format(
        "  - {{ id: '{0}', title: T, checks: [toy-box-c{0}] }}\n", i);
  }
  for (std::size_t i = 0; i < frameworks; ++i) {
    files[fmt::format("c/frameworks/toy-{:03}.yaml", i)] = fmt::format(
        "id: toy-{}\ntitle: Toy\nprovider: toy\nrequirements:\n{}"
        "  - {{ id: m, title: T, manual: Ask somebody. }}\n",
        i,
        requirements);
  }
  const MemoryFileSystem disk(std::move(files));
  CatalogueOptions options;
  options.trees = {{&disk, "c"}};
  Diagnostics diagnostics;
  return Catalogue::Load(options, keys, diagnostics);
}

}  // namespace plimsoll

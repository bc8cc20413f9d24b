// SPDX-License-Identifier: Apache-2.0
// Any text as a file of the catalogue, beside good ones: the first byte says
// which (a type, a check, a framework, a schema, a case). Loading must not
// crash; what loads without an error must also run.
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/check.h"
#include "policy/case_runner.h"
#include "policy/catalogue.h"

namespace {

using plimsoll::Diagnostics;

constexpr std::string_view kType = R"(type: Toy::Box
title: Box
scope: region
id: "box:{account}:{spec.Name}"
fields: { Labels: [ { Text: string } ], When: timestamp }
status: { Weight: double }
refers: { Shelf: Toy::Box }
)";
constexpr std::string_view kCheck = R"(title: Box is closed
severity: high
type: Toy::Box
params: { smallest: { value: 1, doc: D } }
variables: { others: 'account.all("Toy::Box")', near: 'related("Toy::Box")' }
when: spec.Size == null || spec.Size > params.smallest
violation: others.exists(o, o.spec.Open == true) || near.size() > 2
message: "{{ spec.Name }} is open"
rationale: Things fall out.
fix: { text: Close it. }
)";
constexpr std::string_view kFramework =
    "id: toy-1\ntitle: Toy\nprovider: toy\nrequirements:\n"
    "  - { id: '1', title: Closed, checks: [toy-box-closed] }\n";
constexpr std::string_view kSchema = R"({"type": "Toy::Box",
 "properties": {"Name": "string", "Open": "boolean", "Size": "integer",
                "Lid": {"ref": "Lid"}, "Shelf": "string"},
 "definitions": {"Lid": {"Locked": "boolean"}},
 "primaryIdentifier": ["Name"]})";
constexpr std::string_view kCase = R"({"spec": {"Name": "b", "Open": true},
 "inventory": [{"type": "Toy::Box", "id": "c", "spec": {"Shelf": "b"}}],
 "gaps": [{"type": "Toy::Box", "message": "refused"}]})";

struct File {
  const char* path;
  std::string_view text;
};
constexpr std::array<File, 5> kFiles = {
    {{"c/toy/box/box.type.yaml", kType},
     {"c/toy/box/checks/closed/check.yaml", kCheck},
     {"c/frameworks/toy.yaml", kFramework},
     {"c/toy/published/cloudformation/Toy-Box.json", kSchema},
     {"c/toy/box/checks/closed/cases/fail-open.json", kCase}}};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  if (size == 0) return 0;
  std::map<std::string, std::string> files;
  for (const File& file : kFiles) files[file.path] = file.text;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const std::string text(reinterpret_cast<const char*>(data + 1), size - 1);
  files[kFiles[data[0] % kFiles.size()].path] = text;
  const plimsoll::MemoryFileSystem disk(std::move(files));
  plimsoll::CatalogueOptions options;
  options.trees = {{&disk, "c"}};
  plimsoll::KeyTable keys;
  Diagnostics diagnostics;
  const auto catalogue = plimsoll::Catalogue::Load(options, keys, diagnostics);
  if (catalogue == nullptr || diagnostics.has_errors()) return 0;
  for (const auto& check : catalogue->checks()) {
    RunCases(*catalogue, *check, disk, diagnostics);
  }
  return 0;
}

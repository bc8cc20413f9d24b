// SPDX-License-Identifier: Apache-2.0
#include "app/catalogue_files.h"

#include "app/embedded_catalogue.h"
#include "source/aws/collect/api_schema.h"

namespace plimsoll {
namespace {

constexpr std::string_view kEmbeddedRoot = "catalog";
constexpr std::string_view kApiFolder = "/aws/published/api";

}  // namespace

const FileSystem& LoadedCatalogue::FilesOf(const Check& check,
                                           const FileSystem& disk) const {
  if (embedded != nullptr && embedded->Exists(check.file)) return *embedded;
  return disk;
}

LoadedCatalogue LoadCatalogue(const FileSystem& disk,
                              const std::string& base_folder,
                              const std::vector<std::string>& folders,
                              std::vector<ParameterOverride> overrides,
                              Diagnostics& diagnostics) {
  LoadedCatalogue loaded;
  loaded.keys = std::make_unique<KeyTable>();
  CatalogueOptions options;
  options.overrides = std::move(overrides);
  std::string root(kEmbeddedRoot);
  const FileSystem* base = &disk;
  if (base_folder.empty()) {
    loaded.embedded = EmbeddedCatalogue();
    base = loaded.embedded.get();
  } else {
    root = base_folder;
  }
  options.trees.push_back({base, root});
  for (const std::string& folder : folders) {
    options.trees.push_back({&disk, folder});
  }
  std::vector<aws::ApiFolder> api_folders;
  for (const CatalogueTree& tree : options.trees) {
    std::string path = tree.root + std::string(kApiFolder);
    const bool own = &tree != &options.trees.front();
    if (own && !tree.files->Exists(path)) continue;
    api_folders.push_back({tree.files, std::move(path)});
  }
  auto api = aws::ApiModel::Load(api_folders);
  if (!api) {
    diagnostics.Error(root, {}, api.error().message());
    return loaded;
  }
  loaded.api = *std::move(api);
  const aws::AwsApiSchema schema(*loaded.api);
  options.api = &schema;
  loaded.catalogue = Catalogue::Load(options, *loaded.keys, diagnostics);
  return loaded;
}

}  // namespace plimsoll

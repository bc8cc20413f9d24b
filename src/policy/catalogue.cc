// SPDX-License-Identifier: Apache-2.0
#include "policy/catalogue.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "policy/functions/domain_functions.h"
#include "policy/internal/check_loader.h"
#include "policy/internal/expression.h"
#include "policy/internal/inventory_functions.h"
#include "policy/internal/type_loader.h"
#include "value/json.h"
#include "value/yaml.h"

namespace plimsoll {

struct Catalogue::Impl {
  explicit Impl(KeyTable& key_table)
      : keys(&key_table), factory(arena, key_table) {}

  KeyTable* keys;
  Arena arena;  ///< Parameters.
  ValueFactory factory;
  cel::TypePool types;
  cel::FunctionTable functions;
  std::vector<std::unique_ptr<ResourceType>> resource_types;
  std::vector<std::unique_ptr<Check>> checks;
  std::map<const ResourceType*, std::vector<const Check*>> checks_of;
  /// Lower-case id, alias or equivalent -> checks.
  std::map<std::string, std::vector<const Check*>, std::less<>> by_any_id;
  std::vector<Framework> frameworks;
};

namespace {

constexpr std::size_t kMaxFileBytes = std::size_t{16} << 20U;
constexpr std::string_view kTypeSuffix = ".type.yaml";
constexpr std::string_view kCheckName = "check.yaml";

/// A catalogue file and the tree in which it lies.
struct TreeFile {
  const CatalogueTree* tree = nullptr;
  std::string path;      ///< As the file system knows it.
  std::string relative;  ///< "aws/s3/bucket.type.yaml"
};

std::string WithoutRoot(std::string_view path, std::string_view root) {
  if (!root.empty() && path.starts_with(root)) path.remove_prefix(root.size());
  while (path.starts_with('/')) path.remove_prefix(1);
  return std::string(path);
}

/// Reports branches of `match` with two conditions, of which one would be
/// passed over. Of a whole check the loader says so.
void CheckBranches(Value root, const CatalogueFile& file) {
  const Value match = root.is_map() ? root.Get("match") : Value();
  if (!match.is_list()) return;
  for (const Value& branch : match.AsList()) {
    if (!branch.is_map() || branch.Get("violation").is_null() ||
        branch.Get("require").is_null()) {
      continue;
    }
    file.Error(branch.Get("require"),
               "a branch of `match` has both `violation` and `require`",
               "keep one of them, or make two branches");
  }
}

}  // namespace

/// Loads all trees into one catalogue. Used once.
class CatalogueLoader {
 public:
  CatalogueLoader(const CatalogueOptions& options,
                  KeyTable& keys,
                  Diagnostics& diagnostics)
      : options_(options),
        diagnostics_(diagnostics),
        catalogue_(new Catalogue(keys)),
        impl_(*catalogue_->impl_) {}

  std::unique_ptr<const Catalogue> Load() {
    cel::AddAllLibraries(impl_.functions, impl_.types);
    AddDomainFunctions(impl_.functions, impl_.types);
    ListFiles();
    LoadTypes();
    LoadChecks();
    IndexChecks();
    ApplyOverrides();
    LoadFrameworks();
    return std::move(catalogue_);
  }

 private:
  /// A parsed file. Texts and values that outlive it were copied.
  struct Parsed {
    TreeFile source;
    std::string text;
    Arena arena;
    Value root;
    CatalogueFile file;
  };

  void ListFiles() {
    for (const CatalogueTree& tree : options_.trees) {
      const auto paths = tree.files->ListTree(tree.root);
      if (!paths) {
        diagnostics_.Error(tree.root, {}, paths.error().message());
        continue;
      }
      for (const std::string& path : *paths) {
        std::string relative = WithoutRoot(path, tree.root);
        files_[relative] = {&tree, path, relative};
      }
    }
  }

  /// Null after a diagnostic.
  std::unique_ptr<Parsed> Parse(const TreeFile& source) {
    Result<std::string> text =
        source.tree->files->Read(source.path, kMaxFileBytes);
    if (!text) {
      diagnostics_.Error(source.path, {}, text.error().message());
      return nullptr;
    }
    auto owned = std::make_unique<Parsed>();
    Parsed& parsed = *owned;
    parsed.source = source;
    parsed.text = *std::move(text);
    parsed.file = {
        parsed.source.path, parsed.text, &provenance_, &diagnostics_};
    ReadOptions read;
    read.file = parsed.source.path;
    read.provenance = &provenance_;
    const std::size_t before = diagnostics_.error_count();
    parsed.root = ReadYaml(parsed.text,
                           ValueFactory(parsed.arena, *impl_.keys),
                           read,
                           diagnostics_);
    if (diagnostics_.error_count() != before) return nullptr;
    return owned;
  }

  Result<Value> ReadSchema(std::string_view provider,
                           std::string_view type,
                           const ValueFactory& factory) {
    std::string name(type);
    for (std::size_t at = name.find("::"); at != std::string::npos;
         at = name.find("::")) {
      name.replace(at, 2, "-");
    }
    const auto found = files_.find(
        fmt::format("{}/published/cloudformation/{}.json", provider, name));
    if (found == files_.end()) return Value();
    PLIMSOLL_ASSIGN_OR_RETURN(
        const std::string text,
        found->second.tree->files->Read(found->second.path, kMaxFileBytes));
    ReadOptions read;
    read.file = found->second.path;
    return ReadJson(text, factory, read);
  }

  ExpressionScope ScopeOf(const CatalogueFile& file, bool inventory) {
    return {&file,
            impl_.keys,
            &impl_.types,
            &impl_.functions,
            inventory ? &resource_types_ : nullptr};
  }

  void LoadTypes() {
    std::vector<std::pair<std::unique_ptr<Parsed>, const ResourceType*>> loaded;
    for (const auto& [relative, source] : files_) {
      const auto parts = Split(relative, '/');
      if (!relative.ends_with(kTypeSuffix) || parts.size() != 3) continue;
      std::unique_ptr<Parsed> parsed = Parse(source);
      if (parsed == nullptr) continue;
      Arena schema_arena;
      KeyTable schema_keys;
      const ValueFactory schema_factory(schema_arena, schema_keys);
      TypeLoadContext context;
      context.scope = ScopeOf(parsed->file, false);
      context.schemas = [&](std::string_view provider, std::string_view name) {
        return ReadSchema(provider, name, schema_factory);
      };
      context.api = options_.api;
      context.provider = parts[0];
      context.service = parts[1];
      auto type = LoadResourceType(parsed->root, context);
      if (type == nullptr) continue;
      if (const ResourceType* other = resource_types_.Find(type->name)) {
        parsed->file.Error(
            parsed->root.Get("type"),
            fmt::format(
                "{} is declared already, in {}", type->name, other->file));
        continue;
      }
      resource_types_.Add(*type);
      loaded.emplace_back(std::move(parsed), type.get());
      impl_.resource_types.push_back(std::move(type));
    }
    for (const auto& [parsed, type] : loaded) {
      CheckReferences(*type, parsed->root, resource_types_, parsed->file);
    }
    std::sort(impl_.resource_types.begin(),
              impl_.resource_types.end(),
              [](const auto& a, const auto& b) { return a->name < b->name; });
  }

  void LoadChecks() {
    for (const auto& [relative, source] : files_) {
      const auto parts = Split(relative, '/');
      if (parts.size() != 5 || parts[2] != "checks" || parts[4] != kCheckName) {
        continue;
      }
      std::unique_ptr<Parsed> parsed = Parse(source);
      if (parsed == nullptr) continue;
      const CheckLoadContext context{
          ScopeOf(parsed->file, true),
          fmt::format("{}-{}-{}", parts[0], parts[1], parts[3]),
          std::string(parts[1]),
          impl_.factory};
      const std::size_t before = diagnostics_.error_count();
      CheckBranches(parsed->root, parsed->file);
      auto check = LoadCheck(parsed->root, context);
      if (diagnostics_.error_count() != before) continue;
      if (check != nullptr) impl_.checks.push_back(std::move(check));
    }
    std::sort(impl_.checks.begin(),
              impl_.checks.end(),
              [](const auto& a, const auto& b) { return a->id < b->id; });
  }

  void IndexChecks() {
    for (const auto& check : impl_.checks) {
      impl_.checks_of[check->type].push_back(check.get());
      Index(check->id, *check);
      for (const std::string& alias : check->aliases) Index(alias, *check);
      for (const auto& [tool, ids] : check->equivalents) {
        for (const std::string& id : ids) Index(id, *check);
      }
    }
  }

  void Index(std::string_view id, const Check& check) {
    std::vector<const Check*>& list = impl_.by_any_id[ToLower(id)];
    if (list.empty() || list.back() != &check) list.push_back(&check);
  }

  Check* FindOwn(std::string_view id) {
    for (const auto& check : impl_.checks) {
      if (check->id == id ||
          std::find(check->aliases.begin(), check->aliases.end(), id) !=
              check->aliases.end()) {
        return check.get();
      }
    }
    return nullptr;
  }

  void ApplyOverrides() {
    for (const ParameterOverride& change : options_.overrides) {
      const auto found = catalogue_->FindChecks(change.check);
      if (found.empty()) {
        diagnostics_.Error(change.file,
                           change.range,
                           fmt::format("no check `{}`", change.check),
                           catalogue_->SuggestCheck(change.check));
        continue;
      }
      bool taken = false;
      for (const auto& check : impl_.checks) {
        if (std::find(found.begin(), found.end(), check.get()) != found.end()) {
          taken |= ApplyOverride(change, *check);
        }
      }
      if (!taken) ReportParameter(change, found);
    }
  }

  /// False when the check has no such parameter: an id of another tool may
  /// stand for several checks, of which one has it.
  bool ApplyOverride(const ParameterOverride& change, Check& check) {
    for (CheckParameter& parameter : check.params) {
      if (parameter.name != change.name) continue;
      if (!ParameterFits(parameter.value, change.value)) {
        diagnostics_.Error(
            change.file,
            change.range,
            fmt::format("parameter `{}` of {} is of another type",
                        change.name,
                        check.id),
            fmt::format("its default is {}", WriteJson(parameter.value)));
        return true;
      }
      parameter.value = impl_.factory.Copy(change.value);
      BindParameters(check, impl_.factory);
      return true;
    }
    return false;
  }

  void ReportParameter(const ParameterOverride& change,
                       const std::vector<const Check*>& checks) {
    std::vector<std::string_view> names;
    std::vector<std::string> ids;
    for (const Check* check : checks) {
      ids.push_back(check->id);
      for (const CheckParameter& p : check->params) names.push_back(p.name);
    }
    diagnostics_.Error(
        change.file,
        change.range,
        fmt::format("{} has no parameter `{}`", Join(ids, ", "), change.name),
        DidYouMean(change.name, names));
  }

  void LoadFrameworks() {
    for (const auto& [relative, source] : files_) {
      const auto parts = Split(relative, '/');
      if (parts.size() != 2 || parts[0] != "frameworks" ||
          !relative.ends_with(".yaml")) {
        continue;
      }
      std::unique_ptr<Parsed> parsed = Parse(source);
      if (parsed == nullptr) continue;
      Framework framework = LoadFramework(parsed->root, parsed->file);
      CheckRequirements(framework, *parsed);
      AddFramework(std::move(framework), *parsed);
    }
    std::sort(impl_.frameworks.begin(),
              impl_.frameworks.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
  }

  /// Of two with one id the later tree's counts; in one tree that is an error.
  void AddFramework(Framework framework, const Parsed& parsed) {
    const CatalogueTree* tree = parsed.source.tree;
    for (Framework& other : impl_.frameworks) {
      if (!EqualsIgnoreCase(other.id, framework.id)) continue;
      const CatalogueTree*& others = framework_trees_[other.id];
      if (others == tree) {
        parsed.file.Error(parsed.root.Get("id"),
                          fmt::format("framework {} is declared already, in {}",
                                      framework.id,
                                      other.file));
      } else if (tree > others) {
        framework_trees_[framework.id] = tree;
        other = std::move(framework);
      }
      return;
    }
    framework_trees_[framework.id] = tree;
    impl_.frameworks.push_back(std::move(framework));
  }

  void CheckRequirements(const Framework& framework, const Parsed& parsed) {
    std::set<std::string_view> seen;
    const Value list = parsed.root.Get("requirements");
    for (std::size_t i = 0; i < framework.requirements.size(); ++i) {
      const Requirement& requirement = framework.requirements[i];
      const Value node = list.AsList()[i];
      if (!seen.insert(requirement.id).second) {
        parsed.file.Error(
            node, fmt::format("requirement {} stands twice", requirement.id));
      }
      for (const std::string& id : requirement.checks) {
        if (FindOwn(id) != nullptr) continue;
        std::vector<std::string_view> ids;
        for (const auto& c : impl_.checks) ids.push_back(c->id);
        parsed.file.Error(node.Get("checks"),
                          fmt::format("no check `{}`", id),
                          DidYouMean(id, ids));
      }
    }
  }

  const CatalogueOptions& options_;
  Diagnostics& diagnostics_;
  std::unique_ptr<Catalogue> catalogue_;
  Catalogue::Impl& impl_;
  Provenance provenance_;
  std::map<std::string, TreeFile> files_;  ///< By relative path.
  /// By framework id; those of options_.trees, in its order.
  std::map<std::string, const CatalogueTree*> framework_trees_;
  ResourceTypes resource_types_;
};

Catalogue::Catalogue(KeyTable& keys) : impl_(std::make_unique<Impl>(keys)) {}

Catalogue::~Catalogue() = default;

std::unique_ptr<const Catalogue> Catalogue::Load(
    const CatalogueOptions& options, KeyTable& keys, Diagnostics& diagnostics) {
  return CatalogueLoader(options, keys, diagnostics).Load();
}

std::span<const std::unique_ptr<ResourceType>> Catalogue::types() const {
  return impl_->resource_types;
}

const ResourceType* Catalogue::FindType(std::string_view name) const {
  for (const auto& type : impl_->resource_types) {
    if (type->name == name) return type.get();
  }
  return nullptr;
}

std::span<const std::unique_ptr<Check>> Catalogue::checks() const {
  return impl_->checks;
}

std::span<const Check* const> Catalogue::ChecksOf(
    const ResourceType& type) const {
  const auto found = impl_->checks_of.find(&type);
  if (found == impl_->checks_of.end()) return {};
  return found->second;
}

std::vector<const Check*> Catalogue::FindChecks(std::string_view id) const {
  const auto found = impl_->by_any_id.find(ToLower(id));
  if (found == impl_->by_any_id.end()) return {};
  return found->second;
}

std::string Catalogue::SuggestCheck(std::string_view id) const {
  std::vector<std::string_view> names;
  for (const auto& check : impl_->checks) {
    names.push_back(check->id);
    names.insert(names.end(), check->aliases.begin(), check->aliases.end());
    for (const auto& [tool, ids] : check->equivalents) {
      names.insert(names.end(), ids.begin(), ids.end());
    }
  }
  return DidYouMean(id, names);
}

std::span<const Framework> Catalogue::frameworks() const {
  return impl_->frameworks;
}

const Framework* Catalogue::FindFramework(std::string_view id) const {
  for (const Framework& framework : impl_->frameworks) {
    if (EqualsIgnoreCase(framework.id, id)) return &framework;
  }
  return nullptr;
}

KeyTable& Catalogue::keys() const {
  return *impl_->keys;
}

const cel::FunctionTable& Catalogue::functions() const {
  return impl_->functions;
}

}  // namespace plimsoll

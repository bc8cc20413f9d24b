// SPDX-License-Identifier: Apache-2.0
#include "policy/internal/type_loader.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "policy/internal/inventory_functions.h"
#include "policy/internal/schema.h"

namespace plimsoll {
namespace {

using cel::TypeKind;
using cel::TypeRef;

std::string HintFor(std::string_view name, const cel::ObjectType& object) {
  std::vector<std::string_view> names;
  for (const auto& [field, type] : object.fields) names.push_back(field);
  return DidYouMean(name, names);
}

/// Reads the parts of one type file.
class TypeLoader {
 public:
  TypeLoader(Value root, const TypeLoadContext& context)
      : context_(context),
        file_(*context.scope.file),
        reader_(root, file_, "a resource type") {}

  std::unique_ptr<ResourceType> Load() {
    if (!reader_.ok()) return nullptr;
    const std::size_t before = file_.diagnostics->error_count();
    auto type = std::make_unique<ResourceType>();
    type->name = reader_.RequireText("type");
    type->title = reader_.RequireText("title");
    type->provider = context_.provider;
    type->service = context_.service;
    type->file = file_.name;
    LoadScope(*type);
    DeclareObjects(*type);
    if (file_.diagnostics->error_count() != before) return nullptr;
    type->id = LoadTemplate(reader_.Require("id"), *type);
    type->display_name = LoadTemplate(reader_.Take("name"), *type);
    LoadKeys(*type);
    LoadReferences(*type);
    const Value live = reader_.Take("live");
    if (!live.is_null()) type->live = LoadLive(live, *type, context_);
    type->cloudformation =
        LoadCodeBlocks(reader_, "cloudformation", *type, context_);
    type->defaults = LoadDefaults(reader_, *type, context_);
    reader_.Finish();
    if (file_.diagnostics->error_count() != before) return nullptr;
    return type;
  }

 private:
  void LoadScope(ResourceType& type) {
    const Value value = reader_.Require("scope");
    const std::string_view name = value.StringOr("");
    if (name == "organization") {
      type.scope = CollectScope::kOrganization;
    } else if (name == "account") {
      type.scope = CollectScope::kAccount;
    } else if (name == "region") {
      type.scope = CollectScope::kRegion;
    } else if (!value.is_null()) {
      file_.Error(value,
                  fmt::format("no scope is called `{}`", name),
                  "use organization, account or region");
    }
  }

  void DeclareObjects(ResourceType& type) {
    cel::TypePool& types = *context_.scope.types;
    cel::ObjectType& spec = types.Object(type.name);
    DeclarePublished(type, spec);
    for (const auto& [name, notation] : reader_.Entries("fields")) {
      const auto [field, fresh] = spec.fields.emplace(
          name,
          ReadTypeNotation(
              notation, fmt::format("{}.{}", type.name, name), file_, types));
      type.own_fields.push_back(name);
      if (!fresh) {
        file_.Error(
            notation,
            fmt::format(
                "{} has `{}` already by its published schema", type.name, name),
            "leave it out of `fields`");
      }
    }
    cel::ObjectType& status = types.Object(type.name + " status");
    for (const auto& [name, notation] : reader_.Entries("status")) {
      status.fields.insert_or_assign(
          name,
          ReadTypeNotation(notation,
                           fmt::format("{} status.{}", type.name, name),
                           file_,
                           types));
    }
    cel::ObjectType& self = types.Object(type.name + " resource");
    for (const char* name :
         {"account", "id", "name", "partition", "region", "type"}) {
      self.fields.emplace(name, types.String());
    }
    self.fields.emplace("spec", types.ObjectRef(spec));
    self.fields.emplace("status", types.ObjectRef(status));
    self.fields.emplace("tags", types.Map(types.String(), types.String()));
    type.spec = &spec;
    type.status = &status;
    type.self = &self;
  }

  void DeclarePublished(ResourceType& type, cel::ObjectType& spec) {
    const Value declared = reader_.Take("schema");
    const std::string_view name = declared.StringOr(type.name);
    if (name == "none" || type.name.empty()) return;
    const Value at = declared.is_null() ? reader_.Take("type") : declared;
    const Result<Value> schema = context_.schemas(context_.provider, name);
    if (!schema) {
      file_.Error(at, schema.error().message());
      return;
    }
    if (schema->is_null()) {
      file_.Error(
          at,
          fmt::format("no published schema of {} is in the catalogue", name),
          "add it with tools/reduce_cloudformation.py, or write "
          "`schema: none` for a type of our own");
      return;
    }
    const Result<cel::ObjectType*> object =
        DeclarePublishedSchema(*schema, *context_.scope.types);
    if (!object) {
      file_.Error(at, object.error().message());
      return;
    }
    if (*object != &spec) spec.fields = (*object)->fields;
    primary_identifier_ = SchemaNames(*schema, "primaryIdentifier");
    type.read_only = SchemaNames(*schema, "readOnly");
    std::sort(type.read_only.begin(), type.read_only.end());
  }

  Template LoadTemplate(Value value, const ResourceType& type) {
    Template result;
    if (value.is_null()) return result;
    std::string_view rest = value.StringOr("");
    using Kind = Template::Piece::Kind;
    while (!rest.empty()) {
      const std::size_t open = rest.find('{');
      if (open != 0) {
        result.pieces.push_back(
            {Kind::kText, std::string(rest.substr(0, open))});
        if (open == std::string_view::npos) break;
        rest.remove_prefix(open);
      }
      const std::size_t close = rest.find('}');
      if (close == std::string_view::npos) {
        file_.Error(value, "`{` is never closed", "add `}`");
        break;
      }
      result.pieces.push_back(
          LoadPiece(value, rest.substr(1, close - 1), type));
      rest.remove_prefix(close + 1);
    }
    return result;
  }

  Template::Piece LoadPiece(Value at,
                            std::string_view name,
                            const ResourceType& type) {
    using Kind = Template::Piece::Kind;
    if (name == "partition") return {Kind::kPartition, ""};
    if (name == "account") return {Kind::kAccount, ""};
    if (name == "region") return {Kind::kRegion, ""};
    for (const auto& [prefix, kind, object] :
         {std::tuple{std::string_view("spec."), Kind::kSpec, type.spec},
          std::tuple{
              std::string_view("status."), Kind::kStatus, type.status}}) {
      if (!name.starts_with(prefix)) continue;
      const std::string_view property = name.substr(prefix.size());
      if (!object->fields.contains(property)) {
        file_.Error(
            at,
            fmt::format("{} has no property `{}`", object->name, property),
            HintFor(property, *object));
      }
      return {kind, std::string(property)};
    }
    file_.Error(at,
                fmt::format("`{{{}}}` stands for nothing", name),
                "use {partition} {account} {region} {spec.X} {status.X}");
    return {Kind::kText, ""};
  }

  void LoadKeys(ResourceType& type) {
    const Value value = reader_.Take("keys");
    type.keys = value.is_null() ? primary_identifier_ : reader_.Texts("keys");
    for (const std::string& key : type.keys) {
      if (type.spec->fields.contains(key)) continue;
      file_.Error(value,
                  fmt::format("{} has no property `{}`", type.name, key),
                  HintFor(key, *type.spec));
    }
  }

  void LoadReferences(ResourceType& type) {
    for (const auto& [path, targets] : reader_.Entries("refers")) {
      Reference reference;
      reference.path = path;
      if (targets.is_string()) {
        reference.types.emplace_back(targets.AsString());
      } else if (targets.is_list()) {
        for (const Value& target : targets.AsList()) {
          reference.types.emplace_back(target.StringOr(""));
        }
      }
      CheckPath(path, targets, *type.spec);
      type.refers.push_back(std::move(reference));
    }
  }

  /// Every step of a reference path must be declared, as far as it is typed.
  void CheckPath(std::string_view path, Value at, const cel::ObjectType& spec) {
    TypeRef type = context_.scope.types->ObjectRef(spec);
    for (std::string_view step : Split(path, '.')) {
      const bool each = step.ends_with("[]");
      if (each) step.remove_suffix(2);
      if (type->kind == TypeKind::kDyn) return;
      if (type->kind != TypeKind::kObject ||
          !type->object->fields.contains(step)) {
        file_.Error(
            at,
            fmt::format("{} has no property `{}`", cel::Render(type), step),
            type->kind == TypeKind::kObject ? HintFor(step, *type->object)
                                            : std::string());
        return;
      }
      type = type->object->fields.find(step)->second;
      if (!each) continue;
      if (type->kind != TypeKind::kList) {
        file_.Error(at, fmt::format("`{}` is not a list", step));
        return;
      }
      type = type->params[0];
    }
  }

  const TypeLoadContext& context_;
  const CatalogueFile& file_;
  NodeReader reader_;
  std::vector<std::string> primary_identifier_;
};

}  // namespace

std::unique_ptr<ResourceType> LoadResourceType(Value root,
                                               const TypeLoadContext& context) {
  return TypeLoader(root, context).Load();
}

void CheckReferences(const ResourceType& type,
                     Value root,
                     const ResourceTypes& types,
                     const CatalogueFile& file) {
  const Value refers = root.Get("refers");
  for (const Reference& reference : type.refers) {
    for (const std::string& target : reference.types) {
      if (types.Find(target) != nullptr) continue;
      file.Error(refers.Get(reference.path),
                 fmt::format("no resource type `{}`", target),
                 DidYouMean(target, types.Names()));
    }
  }
}

}  // namespace plimsoll

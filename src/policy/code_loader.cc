// SPDX-License-Identifier: Apache-2.0
// The parts of a type file that say how code gives its properties:
// `cloudformation` and `defaults`.
#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "policy/internal/schema.h"
#include "policy/internal/type_loader.h"

namespace plimsoll {
namespace {

using cel::TypeKind;
using cel::TypeRef;

constexpr std::string_view kBlockVariable = "block";

/// Whether a value of this type can name resources: a text or a list of texts.
bool NamesResources(TypeRef type) {
  if (type->kind == TypeKind::kWrapper) return NamesResources(type->params[0]);
  if (type->kind == TypeKind::kList) return NamesResources(type->params[0]);
  return type->kind == TypeKind::kString || type->kind == TypeKind::kDyn;
}

/// Reads the blocks of one language.
class BlockLoader {
 public:
  BlockLoader(const ResourceType& type, const TypeLoadContext& context)
      : type_(type), context_(context), file_(*context.scope.file) {}

  std::optional<CodeBlock> Load(const std::string& name, Value node) {
    NodeReader reader(node, file_, fmt::format("block {}", name));
    if (!reader.ok()) return std::nullopt;
    const cel::ObjectType* properties = PropertiesOf(name, node);
    if (properties == nullptr) return std::nullopt;
    cel::Environment environment;
    environment.types = context_.scope.types;
    environment.functions = context_.scope.functions;
    environment.variables.push_back(
        {std::string(kBlockVariable),
         context_.scope.types->ObjectRef(*properties)});
    CodeBlock block;
    block.name = name;
    block.properties = properties;
    LoadAttach(reader, environment, block);
    if (const Value when = reader.Take("when"); !when.is_null()) {
      block.when = CompileExpression(
          when, environment, context_.scope, context_.scope.types->Bool());
    }
    block.set = LoadFields(reader, "set", environment);
    block.append = LoadFields(reader, "append", environment);
    reader.Finish();
    return block;
  }

 private:
  const cel::ObjectType* PropertiesOf(const std::string& name, Value at) {
    if (name == type_.name) return type_.spec;
    const Result<Value> schema = context_.schemas(context_.provider, name);
    if (!schema) {
      file_.Error(at, schema.error().message());
      return nullptr;
    }
    if (schema->is_null()) {
      file_.Error(
          at,
          fmt::format("no published schema of {} is in the catalogue", name),
          "add it with tools/reduce_cloudformation.py");
      return nullptr;
    }
    // A type of the catalogue may have declared it, with fields of its own.
    const Result<cel::ObjectType*> object =
        DeclarePublishedSchema(*schema, *context_.scope.types);
    if (object) return *object;
    file_.Error(at, object.error().message());
    return nullptr;
  }

  void LoadAttach(NodeReader& reader,
                  const cel::Environment& environment,
                  CodeBlock& block) {
    const Value attach =
        block.name == type_.name ? Value() : reader.Require("attach");
    if (attach.is_null()) return;
    block.attach =
        CompileExpression(attach, environment, context_.scope, nullptr);
    if (block.attach != nullptr &&
        !NamesResources(block.attach->result_type())) {
      file_.Error(attach,
                  fmt::format("`attach` is {}",
                              cel::Render(block.attach->result_type())),
                  "it must be the id or key of a resource, or a list of them");
    }
  }

  std::vector<CollectField> LoadFields(NodeReader& reader,
                                       std::string_view section,
                                       const cel::Environment& environment) {
    std::vector<CollectField> fields;
    for (const auto& [name, source] : reader.Entries(section)) {
      const auto declared = type_.spec->fields.find(name);
      if (declared == type_.spec->fields.end()) {
        std::vector<std::string_view> names;
        for (const auto& [field, t] : type_.spec->fields) {
          names.push_back(field);
        }
        file_.Error(source,
                    fmt::format("{} has no property `{}`", type_.name, name),
                    DidYouMean(name, names));
        continue;
      }
      TypeRef want = declared->second;
      if (section == "append") {
        if (want->kind != TypeKind::kList) {
          file_.Error(source, fmt::format("`{}` is not a list", name));
          continue;
        }
        want = nullptr;  // An element, or a list of them.
      }
      auto program =
          CompileExpression(source, environment, context_.scope, want);
      if (program == nullptr) continue;
      if (section == "append")
        CheckAppended(source, *program, declared->second);
      fields.push_back({name, std::move(program)});
    }
    return fields;
  }

  void CheckAppended(Value source, const cel::Program& program, TypeRef list) {
    const TypeRef type = program.result_type();
    if (TypeFits(type, list) || TypeFits(type, list->params[0])) return;
    file_.Error(source,
                fmt::format("the expression is {}, not {} nor a list of it",
                            cel::Render(type),
                            cel::Render(list->params[0])));
  }

  const ResourceType& type_;
  const TypeLoadContext& context_;
  const CatalogueFile& file_;
};

/// The type of a property path, or null after a diagnostic.
TypeRef TypeOfPath(const PropertyDefault& fallback,
                   Value at,
                   const ResourceType& type,
                   const TypeLoadContext& context) {
  TypeRef found = context.scope.types->ObjectRef(*type.spec);
  for (const std::string& step : fallback.path) {
    const bool known = found->kind == TypeKind::kObject &&
                       found->object->fields.contains(step);
    if (!known) {
      std::vector<std::string_view> names;
      if (found->kind == TypeKind::kObject) {
        for (const auto& [field, t] : found->object->fields) {
          names.push_back(field);
        }
      }
      context.scope.file->Error(
          at,
          fmt::format("{} has no property `{}`", cel::Render(found), step),
          DidYouMean(step, names));
      return nullptr;
    }
    found = found->object->fields.find(step)->second;
  }
  return found;
}

}  // namespace

std::vector<CodeBlock> LoadCodeBlocks(NodeReader& reader,
                                      std::string_view language,
                                      const ResourceType& type,
                                      const TypeLoadContext& context) {
  std::vector<CodeBlock> blocks;
  for (const auto& [name, node] : reader.Entries(language)) {
    auto block = BlockLoader(type, context).Load(name, node);
    if (block) blocks.push_back(*std::move(block));
  }
  return blocks;
}

std::vector<PropertyDefault> LoadDefaults(NodeReader& reader,
                                          const ResourceType& type,
                                          const TypeLoadContext& context) {
  std::vector<PropertyDefault> defaults;
  cel::Environment environment;
  environment.types = context.scope.types;
  environment.functions = context.scope.functions;
  environment.variables.push_back(
      {"spec", context.scope.types->ObjectRef(*type.spec)});
  for (const auto& [path, node] : reader.Entries("defaults")) {
    PropertyDefault fallback;
    for (const std::string_view step : Split(path, '.')) {
      fallback.path.emplace_back(step);
    }
    NodeReader entry(node, *context.scope.file, "a default");
    if (!entry.ok()) continue;
    const Value value = entry.Require("value");
    fallback.source = entry.RequireText("source");
    entry.Finish();
    const TypeRef want = TypeOfPath(fallback, node, type, context);
    if (want == nullptr || value.is_null()) continue;
    fallback.value = CompileExpression(value, environment, context.scope, want);
    if (fallback.value != nullptr) defaults.push_back(std::move(fallback));
  }
  return defaults;
}

}  // namespace plimsoll

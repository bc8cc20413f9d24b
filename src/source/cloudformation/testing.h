// SPDX-License-Identifier: Apache-2.0
// A small world for the tests of this folder: one bucket type with a policy
// satellite, one group type with a rule satellite.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cel/function.h"
#include "source/cloudformation/template_source.h"

namespace plimsoll::cfn {

/// Types as the catalogue would load them. Movable only by pointer.
class TestWorld {
 public:
  TestWorld() {
    cel::AddAllLibraries(functions_, pool_);
    cel::ObjectType& rule = pool_.Object("Rule");
    rule.fields = {{"Port", pool_.Int()}, {"Cidr", pool_.String()}};
    cel::ObjectType& bucket = pool_.Object("T::Bucket");
    bucket.fields = {{"BucketName", pool_.String()},
                     {"Arn", pool_.String()},
                     {"Policy", pool_.Dyn()},
                     {"Mfa", pool_.String()},
                     {"On", pool_.Bool()},
                     {"Status", pool_.String()},
                     {"Tags", pool_.Dyn()},
                     {"Rules", pool_.List(pool_.ObjectRef(rule))}};
    cel::ObjectType& policy = pool_.Object("T::BucketPolicy");
    policy.fields = {{"Bucket", pool_.String()}, {"Document", pool_.Dyn()}};
    cel::ObjectType& extra = pool_.Object("T::Rule");
    extra.fields = {{"Target", pool_.String()},
                    {"Port", pool_.Int()},
                    {"Cidr", pool_.String()}};
    auto type = std::make_unique<ResourceType>();
    type->name = "T::Bucket";
    type->spec = &bucket;
    type->scope = CollectScope::kRegion;
    type->keys = {"BucketName"};
    type->read_only = {"Arn"};
    type->own_fields = {"Mfa", "Policy"};
    AddBlock(*type,
             "T::BucketPolicy",
             policy,
             "block.Bucket",
             "Policy",
             "block.Document",
             false);
    AddBlock(*type,
             "T::Rule",
             extra,
             "block.Target",
             "Rules",
             "{'Port': block.Port, 'Cidr': block.Cidr}",
             true);
    PropertyDefault fallback;
    fallback.path = {"Status"};
    fallback.value = Compile("'Off'", &bucket);
    fallback.source = "https://example.org/default";
    type->defaults.push_back(std::move(fallback));
    types_.push_back(std::move(type));
  }

  /// Reads a template; diagnostics in diagnostics().
  CodeInventory Read(std::string text,
                     std::map<std::string, std::string> parameters = {},
                     std::string name = "t.yaml") {
    const ValueFactory factory(arena_, keys_);
    TemplateInput input;
    for (const auto& [key, value] : parameters) {
      input.parameters.emplace(key, factory.String(value));
    }
    const auto file = ReadTemplate(
        std::move(name), std::move(text), keys_, provenance_, diagnostics_);
    if (file == nullptr) return {};
    const TemplateContext context{files_, types_, keys_, provenance_};
    return ReadCode(*file, context, input, diagnostics_);
  }

  MemoryFileSystem& files() { return files_; }
  Diagnostics& diagnostics() { return diagnostics_; }
  const Provenance& provenance() const { return provenance_; }
  KeyTable& keys() { return keys_; }

 private:
  std::unique_ptr<const cel::Program> Compile(std::string_view text,
                                              const cel::ObjectType* block) {
    cel::Environment environment;
    environment.types = &pool_;
    environment.functions = &functions_;
    if (block != nullptr) {
      environment.variables.push_back({"block", pool_.ObjectRef(*block)});
    }
    Diagnostics problems;
    auto ast = cel::Parse(text, {}, problems);
    PLIMSOLL_CHECK(ast != nullptr);
    PLIMSOLL_CHECK(cel::Check(*ast, environment, {}, problems));
    return cel::Program::Compile(std::move(ast), environment, keys_);
  }

  void AddBlock(ResourceType& type,
                std::string name,
                const cel::ObjectType& properties,
                std::string_view attach,
                std::string property,
                std::string_view value,
                bool append) {
    CodeBlock block;
    block.name = std::move(name);
    block.properties = &properties;
    block.attach = Compile(attach, &properties);
    (append ? block.append : block.set)
        .push_back({std::move(property), Compile(value, &properties)});
    type.cloudformation.push_back(std::move(block));
  }

  KeyTable keys_;
  Arena arena_;
  cel::TypePool pool_;
  cel::FunctionTable functions_;
  std::vector<std::unique_ptr<ResourceType>> types_;
  MemoryFileSystem files_;
  Provenance provenance_;
  Diagnostics diagnostics_;
};

}  // namespace plimsoll::cfn

// SPDX-License-Identifier: Apache-2.0
// CloudFormation templates as a language of `plimsoll scan code`.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "app/scan_code.h"
#include "source/cloudformation/template_source.h"
#include "value/json.h"
#include "value/yaml.h"

namespace plimsoll {
namespace {

constexpr std::size_t kMaxParameterBytes = std::size_t{4} << 20U;

using Parameters = std::map<std::string, Value, std::less<>>;

/// The AWS CLI's list ([{ParameterKey, ParameterValue}]), CodePipeline's
/// {"Parameters": {...}}, or a map.
/// Source:
/// https://docs.aws.amazon.com/cli/latest/reference/cloudformation/create-stack.html
void AddParameters(Value document, Parameters& parameters) {
  if (document.is_list()) {
    for (const Value& entry : document.AsList()) {
      const std::string_view key = entry.Get("ParameterKey").StringOr("");
      if (key.empty()) continue;
      parameters.insert_or_assign(std::string(key),
                                  entry.Get("ParameterValue"));
    }
    return;
  }
  if (const Value inner = document.Get("Parameters"); inner.is_map()) {
    document = inner;
  }
  if (!document.is_map()) return;
  const MapView map = document.AsMap();
  for (std::size_t i = 0; i < map.size(); ++i) {
    parameters.insert_or_assign(std::string(map.KeyAt(i).StringOr("")),
                                map.ValueAt(i));
  }
}

Parameters ReadParameters(const CodeSourceContext& context,
                          const ValueFactory& factory,
                          Diagnostics& diagnostics) {
  Parameters parameters;
  for (const std::string& given : context.settings.parameters) {
    const std::size_t equals = given.find('=');
    if (equals != std::string::npos && !context.app.files.Exists(given)) {
      parameters.insert_or_assign(given.substr(0, equals),
                                  factory.String(given.substr(equals + 1)));
      continue;
    }
    const auto text = context.app.files.Read(given, kMaxParameterBytes);
    if (!text) {
      diagnostics.Error(given, {}, text.error().message());
      continue;
    }
    ReadOptions options;
    options.file = given;
    AddParameters(ReadYaml(*text, factory, options, diagnostics), parameters);
  }
  return parameters;
}

}  // namespace

CodeRoots ReadTemplates(const CodeSourceContext& context,
                        const std::vector<std::string>& files,
                        Diagnostics& diagnostics) {
  CodeRoots result;
  auto arena = std::make_shared<Arena>();
  const ValueFactory factory(*arena, context.catalogue.keys());
  const CodeScanSettings& settings = context.settings;
  const cfn::TemplateInput input{
      {settings.account, settings.region, settings.partition},
      ReadParameters(context, factory, diagnostics)};
  std::vector<std::shared_ptr<const cfn::TemplateFile>> templates;
  std::set<std::string> nested;
  for (const std::string& file : files) {
    auto text = context.app.files.Read(file, cfn::kMaxTemplateBytes);
    if (!text) {
      diagnostics.Error(file, {}, text.error().message());
      continue;
    }
    auto read = cfn::ReadTemplate(file,
                                  *std::move(text),
                                  context.catalogue.keys(),
                                  context.provenance,
                                  diagnostics);
    if (read == nullptr) continue;
    for (std::string& path : cfn::NestedTemplates(*read)) {
      if (path != file) nested.insert(std::move(path));
    }
    templates.push_back(std::move(read));
  }
  const cfn::TemplateContext shared{context.app.files,
                                    context.catalogue.types(),
                                    context.catalogue.keys(),
                                    context.provenance};
  // First those that no other nests; then what no stack has led to.
  std::set<std::string> visited;
  for (const bool top : {true, false}) {
    for (const auto& root : templates) {
      result.texts.emplace(root->file, root->text);
      if (nested.contains(root->file) == top || visited.contains(root->file)) {
        continue;
      }
      result.roots.push_back(cfn::ReadCode(*root, shared, input, diagnostics));
      CodeInventory& code = result.roots.back();
      code.inventory.Hold(arena);
      visited.insert(code.files.begin(), code.files.end());
    }
  }
  return result;
}

}  // namespace plimsoll

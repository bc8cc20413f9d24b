// SPDX-License-Identifier: Apache-2.0
#include "source/cloudformation/template_source.h"

#include <algorithm>

#include <fmt/format.h>

#include "source/cloudformation/assemble.h"
#include "source/cloudformation/sam.h"

namespace plimsoll::cfn {
namespace {

constexpr std::size_t kMaxNesting = 10;
constexpr std::size_t kMaxStacks = 1000;
constexpr std::string_view kStackType = "AWS::CloudFormation::Stack";
constexpr std::string_view kSamStackType = "AWS::Serverless::Application";

/// The property that says where a nested template lies; empty for other types.
std::string_view LocationProperty(std::string_view type) {
  if (type == kStackType) return "TemplateURL";
  return type == kSamStackType ? "Location" : "";
}

std::string FolderOf(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string_view::npos ? std::string()
                                         : std::string(file.substr(0, slash));
}

/// `path` as seen from the folder of `from`; empty when it is no local path or
/// leaves the file system's root.
std::string LocalPath(std::string_view from, std::string_view path) {
  if (path.empty() || path.find("://") != std::string_view::npos ||
      path.starts_with('/') || path.find('$') != std::string_view::npos) {
    return {};
  }
  std::string folder = FolderOf(from);
  while (path.starts_with("./") || path.starts_with("../")) {
    if (path.starts_with("./")) {
      path.remove_prefix(2);
      continue;
    }
    path.remove_prefix(3);
    if (folder.empty()) return {};
    folder = FolderOf(folder);
  }
  if (path.find("/../") != std::string_view::npos) return {};
  if (folder.empty()) {
    return from.starts_with('/') ? "/" + std::string(path) : std::string(path);
  }
  return folder + "/" + std::string(path);
}

/// Reads one root template and, below it, those that it nests.
class StackReader {
 public:
  StackReader(const TemplateContext& context,
              const TemplateInput& input,
              Diagnostics& diagnostics)
      : context_(context),
        input_(input),
        diagnostics_(diagnostics),
        arena_(std::make_shared<Arena>()),
        factory_(*arena_, context.keys),
        assembler_(context, input.place, factory_) {}

  CodeInventory Read(const TemplateFile& root) {
    assembler_.Hold(arena_);
    Stack(root, root.file + "#", input_.parameters);
    return assembler_.Finish();
  }

 private:
  /// Adds the resources of one stack; its outputs.
  Value Stack(const TemplateFile& file,
              const std::string& id_prefix,
              std::map<std::string, Value, std::less<>> parameters) {
    open_.push_back(file.file);
    ++stacks_;
    assembler_.Hold(file.arena);
    assembler_.AddFile(file.file);
    Value root = file.root;
    NoteMacros(root, file);
    if (IsSam(root)) root = ExpandSam(root, factory_);
    ScopeOptions options;
    options.place = input_.place;
    options.parameters = std::move(parameters);
    options.id_prefix = id_prefix;
    options.file = file.file;
    Scope scope(
        root, std::move(options), factory_, context_.provenance, diagnostics_);
    ReadNested(scope, file, id_prefix);
    for (const auto& [name, node] : scope.resources()) {
      assembler_.Add(scope, file, name, node);
    }
    const Value outputs = scope.Outputs();
    open_.pop_back();
    return outputs;
  }

  /// A macro of one's own may change anything.
  void NoteMacros(Value root, const TemplateFile& file) {
    const Value transform = root.Get("Transform");
    const auto note = [&](Value name) {
      const std::string_view text =
          name.is_map() ? name.Get("Name").StringOr("") : name.StringOr("");
      // Source:
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-reference.html
      for (const std::string_view known : {"AWS::Serverless-2016-10-31",
                                           "AWS::LanguageExtensions",
                                           "AWS::SecretsManager",
                                           "AWS::CodeDeploy",
                                           "AWS::ServiceCatalog"}) {
        if (text.starts_with(known)) return;
      }
      assembler_.AddGap(
          file.file,
          "macro",
          fmt::format("macro `{}` may change what the template declares", text),
          "scan the processed template (aws cloudformation get-template "
          "--template-stage Processed)");
    };
    if (transform.is_list()) {
      for (const Value& name : transform.AsList()) note(name);
    } else if (!transform.is_null()) {
      note(transform);
    }
  }

  void ReadNested(Scope& scope,
                  const TemplateFile& file,
                  const std::string& id_prefix) {
    for (const auto& [name, node] : scope.resources()) {
      const std::string_view property =
          LocationProperty(node.Get("Type").StringOr(""));
      if (property.empty() || !scope.Exists(name)) continue;
      const Value properties = node.Get("Properties");
      const Value location =
          scope.Evaluate(properties.Get(property)).value_or(Value());
      const std::string path = LocalPath(file.file, location.StringOr(""));
      const auto child = path.empty() ? nullptr : Load(path);
      if (child == nullptr) {
        assembler_.AddGap(
            file.file,
            "nested-stack",
            fmt::format("nested stack `{}` is not a file here", name),
            "scan its template as well");
        continue;
      }
      if (!MayNest(path, scope.RangeOf(node), file.file)) continue;
      std::map<std::string, Value, std::less<>> parameters;
      const Value given =
          scope.Evaluate(properties.Get("Parameters")).value_or(Value());
      if (given.is_map()) {
        const MapView map = given.AsMap();
        for (std::size_t i = 0; i < map.size(); ++i) {
          parameters.emplace(map.KeyAt(i).StringOr(""), map.ValueAt(i));
        }
      }
      scope.SetOutputs(
          name,
          Stack(*child, fmt::format("{}{}/", id_prefix, name), parameters));
    }
  }

  bool MayNest(const std::string& path,
               SourceRange range,
               const std::string& file) {
    std::string problem;
    if (std::find(open_.begin(), open_.end(), path) != open_.end()) {
      problem = "the template nests itself";
    } else if (open_.size() >= kMaxNesting || stacks_ >= kMaxStacks) {
      problem = "nested stacks go too deep";
    }
    if (problem.empty()) return true;
    diagnostics_.Error(file, range, problem);
    return false;
  }

  std::shared_ptr<const TemplateFile> Load(const std::string& path) {
    const auto known = loaded_.find(path);
    if (known != loaded_.end()) return known->second;
    auto text = context_.files.Read(path, kMaxTemplateBytes);
    std::shared_ptr<const TemplateFile> file;
    if (text) {
      file = ReadTemplate(path,
                          *std::move(text),
                          context_.keys,
                          context_.provenance,
                          diagnostics_);
    }
    loaded_.emplace(path, file);
    return file;
  }

  const TemplateContext& context_;
  const TemplateInput& input_;
  Diagnostics& diagnostics_;
  std::shared_ptr<Arena> arena_;
  ValueFactory factory_;
  Assembler assembler_;
  std::vector<std::string> open_;
  std::size_t stacks_ = 0;
  std::map<std::string, std::shared_ptr<const TemplateFile>> loaded_;
};

}  // namespace

std::vector<std::string> NestedTemplates(const TemplateFile& root) {
  std::vector<std::string> paths;
  const MapView resources = root.root.Get("Resources").AsMap();
  for (const Value& node : resources.values()) {
    const std::string_view property =
        LocationProperty(node.Get("Type").StringOr(""));
    if (property.empty()) continue;
    std::string path =
        LocalPath(root.file, node.Get("Properties").Get(property).StringOr(""));
    if (!path.empty()) paths.push_back(std::move(path));
  }
  return paths;
}

CodeInventory ReadCode(const TemplateFile& root,
                       const TemplateContext& context,
                       const TemplateInput& input,
                       Diagnostics& diagnostics) {
  return StackReader(context, input, diagnostics).Read(root);
}

}  // namespace plimsoll::cfn

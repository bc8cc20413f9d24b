// SPDX-License-Identifier: Apache-2.0
#include "source/cloudformation/template.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "value/json.h"
#include "value/yaml.h"

namespace plimsoll::cfn {
namespace {

struct ShortTag {
  std::string_view tag;
  std::string_view key;
};

/// Short forms and the functions for which they stand.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
/// (each function's page), and for the last six
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-rules.html
constexpr std::array<ShortTag, 26> kShortTags = {{
    {"!Ref", "Ref"},
    {"!Condition", "Condition"},
    {"!GetAtt", "Fn::GetAtt"},
    {"!Sub", "Fn::Sub"},
    {"!Join", "Fn::Join"},
    {"!Select", "Fn::Select"},
    {"!Split", "Fn::Split"},
    {"!If", "Fn::If"},
    {"!Equals", "Fn::Equals"},
    {"!And", "Fn::And"},
    {"!Or", "Fn::Or"},
    {"!Not", "Fn::Not"},
    {"!FindInMap", "Fn::FindInMap"},
    {"!Base64", "Fn::Base64"},
    {"!Cidr", "Fn::Cidr"},
    {"!GetAZs", "Fn::GetAZs"},
    {"!ImportValue", "Fn::ImportValue"},
    {"!GetStackOutput", "Fn::GetStackOutput"},
    {"!Transform", "Fn::Transform"},
    {"!Length", "Fn::Length"},
    {"!ToJsonString", "Fn::ToJsonString"},
    {"!Contains", "Fn::Contains"},
    {"!EachMemberEquals", "Fn::EachMemberEquals"},
    {"!EachMemberIn", "Fn::EachMemberIn"},
    {"!RefAll", "Fn::RefAll"},
    {"!ValueOf", "Fn::ValueOf"},
}};

std::string_view KeyOfShortTag(std::string_view tag) {
  const auto found = std::find_if(
      kShortTags.begin(), kShortTags.end(), [&](const ShortTag& t) {
        return t.tag == tag;
      });
  return found == kShortTags.end() ? std::string_view() : found->key;
}

std::string_view WithoutSpace(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first);
}

std::vector<std::size_t> LineStarts(std::string_view text) {
  std::vector<std::size_t> starts = {0};
  for (std::size_t at = text.find('\n'); at != std::string_view::npos;
       at = text.find('\n', at + 1)) {
    starts.push_back(at + 1);
  }
  return starts;
}

std::string_view LineAt(std::string_view text, std::size_t start) {
  return text.substr(start, text.find('\n', start) - start);
}

/// Whether a line names member `name`: `Name:`, `"Name" :`, `{"Name":`.
/// `column` is then the place of the name, from 0.
bool NamesMember(std::string_view line,
                 std::string_view name,
                 std::size_t& column) {
  for (std::size_t at = line.find(name); at != std::string_view::npos;
       at = line.find(name, at + 1)) {
    std::size_t end = at + name.size();
    const char before = at == 0 ? ' ' : line[at - 1];
    const bool quoted = before == '"' || before == '\'';
    if (quoted && end < line.size() && line[end] == before) ++end;
    while (end < line.size() && line[end] == ' ') ++end;
    const bool starts = quoted || before == ' ' || before == '{' ||
                        before == ',' || before == '\t';
    if (!starts || end >= line.size() || line[end] != ':') continue;
    column = quoted ? at - 1 : at;
    return true;
  }
  return false;
}

}  // namespace

bool LooksLikeTemplate(std::string_view text) {
  if (text.find("AWSTemplateFormatVersion") != std::string_view::npos) {
    return true;
  }
  return text.find("Resources") != std::string_view::npos &&
         text.find("AWS::") != std::string_view::npos &&
         text.find("Type") != std::string_view::npos;
}

std::shared_ptr<const TemplateFile> ReadTemplate(std::string file,
                                                 std::string text,
                                                 KeyTable& keys,
                                                 Provenance& provenance,
                                                 Diagnostics& diagnostics) {
  if (!LooksLikeTemplate(text)) return nullptr;
  auto result = std::make_shared<TemplateFile>();
  result->file = std::move(file);
  result->text = std::move(text);
  result->line_starts = LineStarts(result->text);
  result->arena = std::make_shared<Arena>();
  const ValueFactory factory(*result->arena, keys);
  ReadOptions options;
  options.file = result->file;
  options.provenance = &provenance;
  options.limits.bytes = kMaxTemplateBytes;
  options.limits.nodes = 1'000'000;
  options.limits.depth = 200;  // A tag makes a level of its own.
  const bool yaml =
      result->file.ends_with(".yaml") || result->file.ends_with(".yml");
  const std::size_t before = diagnostics.error_count();
  if (!yaml && WithoutSpace(result->text).starts_with('{')) {
    Result<Value> root = ReadJson(result->text, factory, options);
    if (!root) {
      diagnostics.Error(result->file, root.error());
      return nullptr;
    }
    result->root = *root;
  } else {
    result->root =
        ReadYaml(result->text, factory, options, diagnostics, KeyOfShortTag);
  }
  if (diagnostics.error_count() != before) return nullptr;
  const bool versioned =
      !result->root.Get("AWSTemplateFormatVersion").is_null();
  if (!result->root.Get("Resources").is_map()) {
    if (versioned) {
      diagnostics.Error(result->file,
                        {1, 1, 0, 0},
                        "a template without `Resources`",
                        "it must be a map of resources by name");
    }
    return nullptr;
  }
  return result;
}

SourceRange RangeWithName(const TemplateFile& file,
                          std::string_view name,
                          SourceRange value) {
  if (name.empty() || value.line == 0) return value;
  for (std::size_t i =
           std::min<std::size_t>(value.line, file.line_starts.size());
       i-- > 0;) {
    std::string_view line = LineAt(file.text, file.line_starts[i]);
    if (i + 1 == value.line && value.column > 0) {
      line = line.substr(0, value.column - 1);
    }
    std::size_t column = 0;
    if (!NamesMember(line, name, column)) continue;
    value.line = static_cast<std::uint32_t>(i + 1);
    value.column = static_cast<std::uint32_t>(column + 1);
    return value;
  }
  return value;
}

}  // namespace plimsoll::cfn

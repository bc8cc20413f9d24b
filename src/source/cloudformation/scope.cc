// SPDX-License-Identifier: Apache-2.0
#include "source/cloudformation/scope.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/number.h"
#include "base/text.h"

namespace plimsoll::cfn {
namespace {

/// Evaluation steps of one template, and how deep loops may nest.
constexpr std::size_t kMaxSteps = 2'000'000;
constexpr int kMaxLoopDepth = 8;
// Ten times what CloudFormation itself takes in one template.
constexpr std::size_t kMaxResources = 5000;
constexpr std::string_view kLoopPrefix = "Fn::ForEach::";

/// Puts `value` for every `${name}` and `&{name}`, `&{name}` without what is
/// not alphanumeric.
std::string Replace(std::string_view text,
                    std::string_view name,
                    std::string_view value) {
  std::string alphanumeric;
  for (const char c : value) {
    const bool digit = c >= '0' && c <= '9';
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (digit || letter) alphanumeric += c;
  }
  std::string result(text);
  const auto put = [&](char sign, std::string_view by) {
    const std::string what = fmt::format("{}{{{}}}", sign, name);
    for (std::size_t at = result.find(what); at != std::string::npos;
         at = result.find(what, at + by.size())) {
      result.replace(at, what.size(), by);
    }
  };
  put('$', value);
  put('&', alphanumeric);
  return result;
}

/// True when the map is one call of a function.
bool IsCall(const MapView& map) {
  if (map.size() != 1) return false;
  const std::string_view key = map.KeyAt(0).StringOr("");
  return key == "Ref" ||
         (key.starts_with("Fn::") && !key.starts_with(kLoopPrefix));
}

}  // namespace

std::optional<std::string> ScalarText(Value value) {
  switch (value.kind()) {
    case Kind::kString: return std::string(value.AsString());
    case Kind::kBool: return value.AsBool() ? "true" : "false";
    case Kind::kInt: return std::to_string(value.AsInt());
    case Kind::kUint: return std::to_string(value.AsUint());
    case Kind::kDouble: return fmt::format("{}", value.AsDouble());
    default: return std::nullopt;
  }
}

Value FirstUnknown(Value value) {
  if (value.is_unknown()) return value;
  if (value.is_list()) {
    for (const Value& item : value.AsList()) {
      if (const Value found = FirstUnknown(item); !found.is_null()) {
        return found;
      }
    }
  }
  if (value.is_map()) {
    for (const Value& item : value.AsMap().values()) {
      if (const Value found = FirstUnknown(item); !found.is_null()) {
        return found;
      }
    }
  }
  return {};
}

Scope::Scope(Value root,
             ScopeOptions options,
             const ValueFactory& factory,
             const Provenance& provenance,
             Diagnostics& diagnostics)
    : root_(root),
      options_(std::move(options)),
      factory_(factory),
      provenance_(provenance),
      diagnostics_(diagnostics) {
  ExpandResources();
}

SourceRange Scope::RangeOf(Value value) const {
  return provenance_.Resolve(value.origin()).range;
}

void Scope::Error(Value at, std::string message, std::string hint) {
  diagnostics_.Error(
      options_.file, RangeOf(at), std::move(message), std::move(hint));
}

Value Scope::Unknown(std::string_view code,
                     std::string_view subject,
                     const std::string& message,
                     const std::string& remedy) const {
  return factory_.Unknown({code, subject, message, remedy});
}

bool Scope::Spend(Value at) {
  if (exhausted_) return false;
  if (++steps_ <= kMaxSteps) return true;
  exhausted_ = true;
  Error(at, fmt::format("more than {} evaluation steps", kMaxSteps));
  return false;
}

std::string Scope::IdOf(std::string_view logical_id) const {
  return options_.id_prefix + std::string(logical_id);
}

void Scope::SetOutputs(std::string_view logical_id, Value outputs) {
  outputs_.insert_or_assign(std::string(logical_id), outputs);
}

void Scope::ExpandResources() {
  std::vector<std::pair<std::string, Value>> entries;
  Expand(root_.Get("Resources"), entries, 0);
  for (auto& [name, node] : entries) {
    if (!node.is_map()) {
      Error(node, fmt::format("resource `{}` is not a map", name));
      continue;
    }
    resources_.emplace(name, node);
  }
}

void Scope::Expand(Value node,
                   std::vector<std::pair<std::string, Value>>& entries,
                   int depth) {
  if (!node.is_map()) return;
  const MapView map = node.AsMap();
  for (std::size_t i = 0; i < map.size(); ++i) {
    const std::string_view key = map.KeyAt(i).StringOr("");
    if (entries.size() >= kMaxResources) {
      Error(node, fmt::format("more than {} members", kMaxResources));
      return;
    }
    if (!Spend(node)) return;
    if (key.starts_with(kLoopPrefix)) {
      ExpandLoop(key, map.ValueAt(i), entries, depth);
    } else {
      entries.emplace_back(key, map.ValueAt(i));
    }
  }
}

/// "Fn::ForEach::Name": [identifier, collection, {key: fragment}]
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
void Scope::ExpandLoop(std::string_view key,
                       Value node,
                       std::vector<std::pair<std::string, Value>>& entries,
                       int depth) {
  const bool shaped = node.is_list() && node.AsList().size() == 3 &&
                      node.AsList()[0].is_string() && node.AsList()[2].is_map();
  if (!shaped || depth >= kMaxLoopDepth) {
    Error(node,
          shaped ? "loops nest too deeply"
                 : fmt::format("{} takes [identifier, collection, fragment]",
                               key));
    return;
  }
  const std::string_view name = node.AsList()[0].AsString();
  const Value collection = Plain(node.AsList()[1]);
  if (!collection.is_list()) {
    diagnostics_.Warning(options_.file,
                         RangeOf(node.AsList()[1]),
                         fmt::format("what {} goes through is not known", key),
                         "what it declares is not judged");
    return;
  }
  for (const Value& item : collection.AsList()) {
    const std::optional<std::string> text = ScalarText(item);
    if (!text) {
      Error(node, fmt::format("an element of {} is not known", key));
      continue;
    }
    if (!Spend(node)) return;
    Expand(Substitute(node.AsList()[2], name, *text), entries, depth + 1);
  }
}

Value Scope::Substitute(Value node,
                        std::string_view name,
                        std::string_view text) {
  if (!Spend(node)) return node;
  if (node.is_string()) {
    const std::string_view old = node.AsString();
    if (old.find(name) == std::string_view::npos) return node;
    return factory_.String(Replace(old, name, text)).WithOrigin(node.origin());
  }
  if (node.is_list()) {
    std::vector<Value> items;
    for (const Value& item : node.AsList()) {
      items.push_back(Substitute(item, name, text));
    }
    return factory_.List(items).WithOrigin(node.origin());
  }
  if (!node.is_map()) return node;
  const MapView map = node.AsMap();
  if (map.size() == 1 && map.KeyAt(0).StringOr("") == "Ref" &&
      map.ValueAt(0).StringOr("") == name) {
    return factory_.String(text).WithOrigin(node.origin());
  }
  std::vector<std::string> keys;
  keys.reserve(map.size());
  std::vector<std::pair<std::string_view, Value>> members;
  for (std::size_t i = 0; i < map.size(); ++i) {
    keys.push_back(Replace(map.KeyAt(i).StringOr(""), name, text));
    members.emplace_back(keys.back(), Substitute(map.ValueAt(i), name, text));
  }
  return factory_.Map(members).WithOrigin(node.origin());
}

std::optional<Value> Scope::Evaluate(Value node) {
  if (!Spend(node)) {
    return Unknown("limit", "", "the template takes too many steps");
  }
  if (node.is_string()) {
    // Source:
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    if (node.AsString().find("{{resolve:") == std::string_view::npos) {
      return node;
    }
    return Unknown("dynamic-reference",
                   node.AsString(),
                   fmt::format("`{}` is read when the stack is deployed",
                               node.AsString()))
        .WithOrigin(node.origin());
  }
  if (node.is_list()) return EvaluateList(node);
  if (node.is_map()) return EvaluateMap(node);
  return node;
}

std::optional<Value> Scope::EvaluateList(Value node) {
  std::vector<Value> items;
  items.reserve(node.AsList().size());
  for (const Value& item : node.AsList()) {
    if (const auto value = Evaluate(item)) items.push_back(*value);
  }
  return factory_.List(items).WithOrigin(node.origin());
}

std::optional<Value> Scope::EvaluateMap(Value node) {
  const MapView map = node.AsMap();
  if (IsCall(map)) {
    const auto result = Apply(map.KeyAt(0).AsString(), map.ValueAt(0), node);
    if (!result) return std::nullopt;
    return result->WithOrigin(node.origin());
  }
  if (map.Find("Fn::Transform") != nullptr) {
    return Unknown("macro", "Fn::Transform", "a macro changes this part")
        .WithOrigin(node.origin());
  }
  std::vector<std::pair<std::string, Value>> entries;
  Expand(node, entries, 0);
  std::vector<std::pair<std::string_view, Value>> members;
  members.reserve(entries.size());
  for (const auto& [key, member] : entries) {
    if (const auto value = Evaluate(member)) members.emplace_back(key, *value);
  }
  return factory_.Map(members).WithOrigin(node.origin());
}

std::optional<Value> Scope::Apply(std::string_view function,
                                  Value argument,
                                  Value node) {
  if (function == "Ref") return Ref(argument);
  if (function == "Fn::If") return If(argument);
  if (function == "Fn::GetAtt") return GetAtt(argument);
  if (function == "Fn::Sub") return Sub(argument);
  if (function == "Fn::Join") return Join(argument);
  if (function == "Fn::Select") return Select(argument);
  if (function == "Fn::Split") return SplitText(argument);
  if (function == "Fn::FindInMap") return FindInMap(argument);
  if (function == "Fn::Base64") return Base64(argument);
  if (function == "Fn::Cidr") return Cidr(argument);
  if (function == "Fn::Length") return Length(argument);
  if (function == "Fn::ToJsonString") return ToJsonString(argument);
  if (function == "Fn::Equals" || function == "Fn::And" ||
      function == "Fn::Or" || function == "Fn::Not") {
    return Logic(node);
  }
  if (function == "Fn::GetAZs") {
    return Unknown(
        "runtime", function, "the zones of the region are not known");
  }
  if (function == "Fn::ImportValue" || function == "Fn::GetStackOutput") {
    return Unknown("import", function, "the value comes from another stack");
  }
  if (function == "Fn::Transform") {
    return Unknown("macro", function, "a macro makes this part");
  }
  Error(node, fmt::format("no function is called `{}`", function));
  return Unknown("invalid", function, "the template uses an unknown function");
}

std::vector<Value> Scope::Arguments(std::string_view function,
                                    Value argument,
                                    std::size_t least,
                                    std::size_t most) {
  if (argument.is_list() && argument.AsList().size() >= least &&
      argument.AsList().size() <= most) {
    return {argument.AsList().begin(), argument.AsList().end()};
  }
  Error(
      argument,
      least == most
          ? fmt::format("{} takes a list of {}", function, least)
          : fmt::format("{} takes a list of {} to {}", function, least, most));
  return {};
}

Value Scope::Outputs() {
  std::vector<std::pair<std::string, Value>> entries;
  Expand(root_.Get("Outputs"), entries, 0);
  std::vector<std::pair<std::string_view, Value>> members;
  for (const auto& [name, node] : entries) {
    members.emplace_back(name, Plain(node.Get("Value")));
  }
  return factory_.Map(members);
}

}  // namespace plimsoll::cfn

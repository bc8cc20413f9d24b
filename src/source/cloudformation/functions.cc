// SPDX-License-Identifier: Apache-2.0
// The functions of templates, one by one. Source of each: its page below
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/number.h"
#include "base/text.h"
#include "source/cloudformation/scope.h"
#include "value/json.h"

namespace plimsoll::cfn {
namespace {

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string EncodeBase64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k) {
      group <<= 8U;
      if (k < count) group |= static_cast<unsigned char>(bytes[i + k]);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= count ? kDigits[group >> (18 - 6 * k) & 0x3FU] : '=';
    }
  }
  return text;
}

/// "10.0.0.0" as a number.
std::optional<std::uint32_t> ParseAddress(std::string_view text) {
  const std::vector<std::string_view> parts = Split(text, '.');
  if (parts.size() != 4) return std::nullopt;
  std::uint32_t address = 0;
  for (const std::string_view part : parts) {
    const auto octet = ParseNumber<std::uint32_t>(part);
    if (!octet || *octet > 255) return std::nullopt;
    address = address << 8U | *octet;
  }
  return address;
}

std::string RenderRange(std::uint32_t address, std::uint32_t bits) {
  return fmt::format("{}.{}.{}.{}/{}",
                     address >> 24U,
                     address >> 16U & 0xFFU,
                     address >> 8U & 0xFFU,
                     address & 0xFFU,
                     bits);
}

/// The stack itself, where nothing else is known of it.
constexpr std::string_view kAnyStack = "any-stack";

}  // namespace

// ---- references -------------------------------------------------------------

std::optional<Value> Scope::Ref(Value argument) {
  const std::string name(argument.StringOr(""));
  if (name == "AWS::NoValue") return std::nullopt;
  if (name.starts_with("AWS::")) return PseudoParameter(name);
  const Value declared = root_.Get("Parameters").Get(name);
  if (!declared.is_null()) return Parameter(name, declared);
  if (resources_.contains(name)) {
    if (Exists(name)) return factory_.String(IdOf(name));
    return Unknown("condition",
                   name,
                   fmt::format("`{}` is left out by its condition", name));
  }
  Error(argument, fmt::format("no parameter or resource is called `{}`", name));
  return Unknown("invalid", name, fmt::format("`{}` is not declared", name));
}

/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
Value Scope::PseudoParameter(std::string_view name) const {
  const auto known_or = [&](const std::string& given,
                            std::string_view any,
                            std::string_view flag) {
    if (!given.empty()) return factory_.String(given);
    if (!exact_) return factory_.String(any);
    return Unknown("no-value",
                   name,
                   fmt::format("`{}` is not known", name),
                   fmt::format("give it with {}", flag));
  };
  const StackPlace& place = options_.place;
  if (name == "AWS::AccountId") {
    return known_or(place.account, kAnyAccount, "--account");
  }
  if (name == "AWS::Region") {
    return known_or(place.region, kAnyRegion, "--region");
  }
  if (name == "AWS::Partition") {
    return known_or(place.partition, kAnyPartition, "--partition");
  }
  if (name == "AWS::URLSuffix" && !exact_) {
    return factory_.String(place.partition == "aws-cn" ? "amazonaws.com.cn"
                                                       : "amazonaws.com");
  }
  if ((name == "AWS::StackName" || name == "AWS::StackId") && !exact_) {
    return factory_.String(kAnyStack);
  }
  return Unknown("no-value", name, fmt::format("`{}` is not known", name));
}

Value Scope::Parameter(const std::string& name, Value declaration) {
  const auto known = parameters_.find(name);
  if (known != parameters_.end()) return known->second;
  const Value value = ParameterValue(name, declaration);
  parameters_.emplace(name, value);
  return value;
}

Value Scope::ParameterValue(const std::string& name, Value declaration) {
  const std::string_view type = declaration.Get("Type").StringOr("String");
  const auto given = options_.parameters.find(name);
  if (given != options_.parameters.end() && given->second.is_unknown()) {
    return given->second;
  }
  // Source:
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-supplied-parameter-types.html
  if (type.starts_with("AWS::SSM::Parameter::Value")) {
    return Unknown("dynamic-reference",
                   name,
                   fmt::format("parameter `{}` is read from the Parameter "
                               "Store when the stack is deployed",
                               name));
  }
  const bool is_given = given != options_.parameters.end();
  const Value value = is_given ? given->second : declaration.Get("Default");
  if (value.is_null()) {
    return Unknown("no-value",
                   name,
                   fmt::format("parameter `{}` has no value", name),
                   fmt::format("give it with --parameters {}=...", name));
  }
  const Value at = is_given ? declaration : value;
  const Value allowed = declaration.Get("AllowedValues");
  if (allowed.is_list()) {
    const auto text = ScalarText(value);
    const auto items = allowed.AsList();
    if (text && std::none_of(items.begin(), items.end(), [&](Value item) {
          return ScalarText(item) == text;
        })) {
      Error(at,
            fmt::format("parameter `{}` may not be `{}`", name, *text),
            "use one of its AllowedValues");
    }
  }
  return ConvertParameter(type, value, at);
}

Value Scope::ConvertParameter(std::string_view type, Value value, Value at) {
  const bool list = type == "CommaDelimitedList" || type.starts_with("List<");
  const auto text = ScalarText(value);
  if (!list) {
    if (type == "Number" && text && !ParseNumber<double>(*text)) {
      Error(at, fmt::format("`{}` is not a number", *text));
    }
    return text ? factory_.String(*text).WithOrigin(value.origin()) : value;
  }
  if (!text) return value;  // A list already, as nested stacks give it.
  std::vector<Value> items;
  for (const std::string_view item : Split(*text, ',')) {
    items.push_back(factory_.String(Trimmed(item)).WithOrigin(value.origin()));
  }
  return factory_.List(items).WithOrigin(value.origin());
}

bool Scope::Exists(std::string_view logical_id) {
  const auto found = resources_.find(logical_id);
  if (found == resources_.end()) return false;
  const Value condition = found->second.Get("Condition");
  if (!condition.is_string()) return true;
  return !EvaluateCondition(condition.AsString(), condition).is_false();
}

Value Scope::GetAtt(Value argument) {
  std::string resource;
  std::string attribute;
  if (argument.is_string()) {
    const std::string_view text = argument.AsString();
    const std::size_t dot = text.find('.');
    resource = text.substr(0, dot);
    if (dot != std::string_view::npos) attribute = text.substr(dot + 1);
  } else {
    const std::vector<Value> parts = Arguments("Fn::GetAtt", argument, 2, 9);
    if (parts.empty()) return Unknown("invalid", "Fn::GetAtt", "ill-formed");
    resource = parts[0].StringOr("");
    for (std::size_t i = 1; i < parts.size(); ++i) {
      const Value part = Plain(parts[i]);
      if (part.is_unknown()) return part;
      if (i > 1) attribute += '.';
      attribute += ScalarText(part).value_or("");
    }
  }
  if (!resources_.contains(resource)) {
    Error(argument, fmt::format("no resource is called `{}`", resource));
    return Unknown(
        "invalid", resource, fmt::format("`{}` is not declared", resource));
  }
  return Attribute(resource, attribute);
}

Value Scope::Attribute(std::string_view resource, std::string_view attribute) {
  const std::string subject = fmt::format("{}.{}", resource, attribute);
  if (!Exists(resource)) {
    return Unknown("condition",
                   resource,
                   fmt::format("`{}` is left out by its condition", resource));
  }
  if (attribute.starts_with("Outputs.")) {
    const auto outputs = outputs_.find(resource);
    if (outputs != outputs_.end()) {
      const Value value = outputs->second.Get(attribute.substr(8));
      if (!value.is_null()) return value;
    }
  }
  // What names the resource stands for it, so that references join.
  const bool names = attribute == "Arn" || attribute == "Id" ||
                     attribute == "Ref" || attribute == "GroupId" ||
                     attribute == "KeyId" ||
                     (attribute.ends_with("Arn") &&
                      attribute.find('.') == std::string_view::npos);
  const Value properties = resources_.find(resource)->second.Get("Properties");
  const Value property = properties.Get(attribute);
  if (!property.is_null()) {
    const auto [place, fresh] = open_.insert(subject);
    if (!fresh) {
      return Unknown("invalid", subject, "it depends on itself");
    }
    const Value value = Plain(property);
    open_.erase(place);
    if (!value.is_null()) return value;
  }
  if (names) return factory_.String(IdOf(resource));
  return Unknown(
      "runtime",
      subject,
      fmt::format("`{}` is known when the stack is deployed", subject));
}

// ---- texts and lists --------------------------------------------------------

/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-sub.html
Value Scope::Sub(Value argument) {
  Value pattern = argument;
  Value own;
  if (argument.is_list()) {
    const std::vector<Value> parts = Arguments("Fn::Sub", argument, 2, 2);
    if (parts.empty()) return Unknown("invalid", "Fn::Sub", "ill-formed");
    pattern = parts[0];
    own = parts[1];
  }
  if (!pattern.is_string()) {
    Error(argument, "Fn::Sub takes a text, or a text and a map");
    return Unknown("invalid", "Fn::Sub", "ill-formed");
  }
  std::string text;
  Value unknown;
  std::string_view rest = pattern.AsString();
  for (std::size_t at = rest.find("${"); at != std::string_view::npos;
       at = rest.find("${")) {
    text += rest.substr(0, at);
    const std::size_t close = rest.find('}', at);
    if (close == std::string_view::npos) break;
    const std::string_view name = Trimmed(rest.substr(at + 2, close - at - 2));
    rest.remove_prefix(close + 1);
    if (name.starts_with('!')) {
      text += fmt::format("${{{}}}", name.substr(1));
      continue;
    }
    const Value value = SubVariable(name, own);
    if (value.is_unknown()) {
      unknown =
          unknown.is_null() ? value : factory_.MergeUnknown(unknown, value);
    } else {
      text += ScalarText(value).value_or("");
    }
  }
  if (unknown.is_unknown()) return unknown;
  text += rest;
  return Plain(factory_.String(text));
}

Value Scope::SubVariable(std::string_view name, Value own) {
  if (const Value mine = own.Get(name); !mine.is_null()) {
    const Value value = Plain(mine);
    if (value.is_unknown() || ScalarText(value)) return value;
    return Unknown("invalid", name, fmt::format("`{}` is not a text", name));
  }
  const std::size_t dot = name.find('.');
  const Value value =
      dot == std::string_view::npos
          ? Ref(factory_.String(name)).value_or(factory_.String(""))
          : GetAtt(factory_.String(name));
  if (value.is_unknown() || ScalarText(value)) return value;
  return Unknown("invalid", name, fmt::format("`{}` is not a text", name));
}

Value Scope::Join(Value argument) {
  const std::vector<Value> parts = Arguments("Fn::Join", argument, 2, 2);
  if (parts.empty()) return Unknown("invalid", "Fn::Join", "ill-formed");
  const Value delimiter = Plain(parts[0]);
  const Value items = Plain(parts[1]);
  if (items.is_unknown()) return items;
  if (delimiter.is_unknown()) return delimiter;
  if (!items.is_list()) {
    Error(parts[1], "Fn::Join takes a list");
    return Unknown("invalid", "Fn::Join", "ill-formed");
  }
  std::string text;
  Value unknown;
  bool first = true;
  for (const Value& item : items.AsList()) {
    if (!first) text += ScalarText(delimiter).value_or("");
    first = false;
    if (item.is_unknown()) {
      unknown = unknown.is_null() ? item : factory_.MergeUnknown(unknown, item);
    } else if (const auto piece = ScalarText(item)) {
      text += *piece;
    } else {
      return Unknown("invalid", "Fn::Join", "an element is not a text");
    }
  }
  return unknown.is_unknown() ? unknown : Plain(factory_.String(text));
}

Value Scope::Select(Value argument) {
  const std::vector<Value> parts = Arguments("Fn::Select", argument, 2, 2);
  if (parts.empty()) return Unknown("invalid", "Fn::Select", "ill-formed");
  const Value index = Plain(parts[0]);
  if (index.is_unknown()) return index;
  const Value items = Plain(parts[1]);
  if (items.is_unknown()) return items;
  const auto text = ScalarText(index);
  const auto number = text ? ParseNumber<std::size_t>(*text) : std::nullopt;
  if (!number || !items.is_list()) {
    Error(argument, "Fn::Select takes an index and a list");
    return Unknown("invalid", "Fn::Select", "ill-formed");
  }
  if (*number < items.AsList().size()) return items.AsList()[*number];
  Error(argument,
        fmt::format("Fn::Select: index {} of a list of {}",
                    *number,
                    items.AsList().size()));
  return Unknown("invalid", "Fn::Select", "the index is out of range");
}

Value Scope::SplitText(Value argument) {
  const std::vector<Value> parts = Arguments("Fn::Split", argument, 2, 2);
  if (parts.empty()) return Unknown("invalid", "Fn::Split", "ill-formed");
  const Value delimiter = Plain(parts[0]);
  const Value text = Plain(parts[1]);
  if (text.is_unknown()) return text;
  const std::string_view separator = delimiter.StringOr("");
  if (!text.is_string() || separator.empty()) {
    Error(argument, "Fn::Split takes a delimiter and a text");
    return Unknown("invalid", "Fn::Split", "ill-formed");
  }
  std::vector<Value> items;
  std::string_view rest = text.AsString();
  for (std::size_t at = rest.find(separator); at != std::string_view::npos;
       at = rest.find(separator)) {
    items.push_back(factory_.String(rest.substr(0, at)));
    rest.remove_prefix(at + separator.size());
  }
  items.push_back(factory_.String(rest));
  return factory_.List(items);
}

Value Scope::Base64(Value argument) {
  const Value value = Plain(argument);
  if (value.is_unknown()) return value;
  const auto text = ScalarText(value);
  if (text) return factory_.String(EncodeBase64(*text));
  Error(argument, "Fn::Base64 takes a text");
  return Unknown("invalid", "Fn::Base64", "ill-formed");
}

/// [block, count, host bits]: the first `count` ranges of that size; IPv4 only.
Value Scope::Cidr(Value argument) {
  const std::vector<Value> parts = Arguments("Fn::Cidr", argument, 2, 3);
  if (parts.empty()) return Unknown("invalid", "Fn::Cidr", "ill-formed");
  const Value block = Plain(parts[0]);
  if (block.is_unknown()) return block;
  const std::string_view text = block.StringOr("");
  const std::size_t slash = text.find('/');
  std::array<std::uint32_t, 2> numbers{0, 8};
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const Value value = Plain(parts[i]);
    if (value.is_unknown()) return value;
    const auto number =
        ParseNumber<std::uint32_t>(ScalarText(value).value_or(""));
    if (!number) return Unknown("invalid", "Fn::Cidr", "ill-formed");
    numbers.at(i - 1) = *number;
  }
  const auto [count, host_bits] = numbers;
  const auto address = ParseAddress(text.substr(0, slash));
  if (!address || slash == std::string_view::npos) {
    return Unknown("runtime", "Fn::Cidr", "the ranges are not known");
  }
  if (count < 1 || count > 256 || host_bits < 1 || host_bits > 31) {
    Error(argument, "Fn::Cidr: count must be 1 to 256, host bits 1 to 31");
    return Unknown("invalid", "Fn::Cidr", "ill-formed");
  }
  std::vector<Value> ranges;
  for (std::uint32_t i = 0; i < count; ++i) {
    ranges.push_back(factory_.String(
        RenderRange(*address + (i << host_bits), 32 - host_bits)));
  }
  return factory_.List(ranges);
}

Value Scope::Length(Value argument) {
  const Value value = Plain(argument);
  if (value.is_unknown()) return value;
  if (value.is_list()) {
    return Value::Int(static_cast<std::int64_t>(value.AsList().size()));
  }
  Error(argument, "Fn::Length takes a list");
  return Unknown("invalid", "Fn::Length", "ill-formed");
}

Value Scope::ToJsonString(Value argument) {
  const Value value = Plain(argument);
  const Value unknown = FirstUnknown(value);
  return unknown.is_null() ? factory_.String(WriteJson(value)) : unknown;
}

/// [map, key, key], and {DefaultValue: x} behind them.
Value Scope::FindInMap(Value argument) {
  const std::vector<Value> parts = Arguments("Fn::FindInMap", argument, 3, 4);
  if (parts.empty()) return Unknown("invalid", "Fn::FindInMap", "ill-formed");
  const bool exact = std::exchange(exact_, true);
  const Value name = Plain(parts[0]);
  const Value first = Plain(parts[1]);
  const Value second = Plain(parts[2]);
  exact_ = exact;
  if (name.is_unknown()) return name;
  const Value found = LookUp(
      LookUp(root_.Get("Mappings").Get(name.StringOr("")), first, parts[1]),
      second,
      parts[2]);
  if (!found.is_null()) return found;
  if (parts.size() == 4) {
    if (const Value fallback = parts[3].Get("DefaultValue");
        !fallback.is_null()) {
      return Plain(fallback);
    }
  }
  Error(argument,
        fmt::format("mapping `{}` has no such entry", name.StringOr("")));
  return Unknown("invalid", "Fn::FindInMap", "the mapping has no such entry");
}

/// The member of a map; with an unknown key what all members are, if they are
/// the same. Null when there is none.
Value Scope::LookUp(Value map, Value key, Value at) {
  if (map.is_unknown()) {
    return map;
  }
  if (!key.is_unknown()) {
    const auto text = ScalarText(key);
    return text ? map.Get(*text) : Value();
  }
  if (!map.is_map() || map.AsMap().empty()) return {};
  const auto values = map.AsMap().values();
  const bool same = std::all_of(values.begin(), values.end(), [&](Value v) {
    return Identical(v, values.front());
  });
  return same ? values.front() : key.WithOrigin(at.origin());
}

// ---- conditions -------------------------------------------------------------

Value Scope::EvaluateCondition(std::string_view name, Value at) {
  const auto known = conditions_.find(name);
  if (known != conditions_.end()) return known->second;
  const Value node = root_.Get("Conditions").Get(name);
  if (node.is_null()) {
    Error(at, fmt::format("no condition is called `{}`", name));
    return Unknown(
        "invalid", name, fmt::format("condition `{}` is not declared", name));
  }
  const std::string subject = fmt::format("condition {}", name);
  if (!open_.insert(subject).second) {
    Error(at, fmt::format("condition `{}` depends on itself", name));
    return Unknown("invalid", name, "the condition depends on itself");
  }
  const bool exact = std::exchange(exact_, true);
  const Value value = Logic(node);
  exact_ = exact;
  open_.erase(subject);
  conditions_.emplace(name, value);
  return value;
}

Value Scope::Logic(Value node) {
  if (node.kind() == Kind::kBool) return node;
  if (!node.is_map() || node.AsMap().size() != 1) {
    const auto text = ScalarText(node);
    if (text == "true" || text == "false") return Value::Bool(text == "true");
    Error(node, "a condition is a call of one of its functions");
    return Unknown("invalid", "condition", "ill-formed");
  }
  const std::string_view function = node.AsMap().KeyAt(0).StringOr("");
  const Value argument = node.AsMap().ValueAt(0);
  if (!Spend(node)) return Unknown("limit", "", "too many steps");
  if (function == "Condition") {
    return EvaluateCondition(argument.StringOr(""), argument);
  }
  if (function == "Fn::Equals") return Equals(argument);
  if (function == "Fn::And" || function == "Fn::Or") {
    return AndOr(argument, function == "Fn::And");
  }
  if (function == "Fn::Not") {
    const std::vector<Value> parts = Arguments(function, argument, 1, 1);
    if (parts.empty()) return Unknown("invalid", function, "ill-formed");
    const Value value = Logic(parts[0]);
    return value.kind() == Kind::kBool ? Value::Bool(!value.AsBool()) : value;
  }
  const Value value = Plain(node);
  if (value.is_unknown()) return value;
  const auto text = ScalarText(value);
  if (text == "true" || text == "false") return Value::Bool(text == "true");
  Error(node, "this is not a condition");
  return Unknown("invalid", function, "not a condition");
}

Value Scope::Equals(Value argument) {
  const std::vector<Value> parts = Arguments("Fn::Equals", argument, 2, 2);
  if (parts.empty()) return Unknown("invalid", "Fn::Equals", "ill-formed");
  const bool exact = std::exchange(exact_, true);
  const Value a = Plain(parts[0]);
  const Value b = Plain(parts[1]);
  exact_ = exact;
  for (const Value& side : {a, b}) {
    if (const Value unknown = FirstUnknown(side); !unknown.is_null()) {
      return unknown;
    }
  }
  const auto text_a = ScalarText(a);
  const auto text_b = ScalarText(b);
  return Value::Bool(text_a || text_b ? text_a == text_b : Identical(a, b));
}

Value Scope::AndOr(Value argument, bool conjunction) {
  const std::vector<Value> parts =
      Arguments(conjunction ? "Fn::And" : "Fn::Or", argument, 1, 64);
  if (parts.empty()) return Unknown("invalid", "condition", "ill-formed");
  Value unknown;
  for (const Value& part : parts) {
    const Value value = Logic(part);
    if (value.is_unknown()) {
      unknown =
          unknown.is_null() ? value : factory_.MergeUnknown(unknown, value);
    } else if (value.is_true() != conjunction) {
      return Value::Bool(!conjunction);
    }
  }
  return unknown.is_null() ? Value::Bool(conjunction) : unknown;
}

std::optional<Value> Scope::If(Value argument) {
  const std::vector<Value> parts = Arguments("Fn::If", argument, 3, 3);
  if (parts.empty()) return Unknown("invalid", "Fn::If", "ill-formed");
  const Value condition = parts[0].is_string()
                              ? EvaluateCondition(parts[0].AsString(), parts[0])
                              : Logic(parts[0]);
  if (condition.is_true()) return Evaluate(parts[1]);
  if (condition.is_false()) return Evaluate(parts[2]);
  const auto a = Evaluate(parts[1]);
  const auto b = Evaluate(parts[2]);
  if (!a && !b) return std::nullopt;
  if (a && b && Identical(*a, *b)) return a;
  return condition;
}

}  // namespace plimsoll::cfn

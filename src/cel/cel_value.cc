// SPDX-License-Identifier: Apache-2.0
#include "cel/cel_value.h"

#include <cmath>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/number.h"
#include "cel/library/optional.h"
#include "cel/library/type_value.h"
#include "value/json.h"

namespace plimsoll::cel {

namespace {

Error Bad(std::string_view what, Value json) {
  return {ErrorCode::kInvalid, fmt::format("{}: {}", what, WriteJson(json))};
}

std::optional<double> ReadDouble(Value json) {
  switch (json.kind()) {
    case Kind::kDouble: return json.AsDouble();
    case Kind::kInt: return static_cast<double>(json.AsInt());
    case Kind::kUint: return static_cast<double>(json.AsUint());
    case Kind::kString: break;
    default: return std::nullopt;
  }
  const std::string_view text = json.AsString();
  if (text == "NaN") return std::numeric_limits<double>::quiet_NaN();
  if (text == "Infinity") return std::numeric_limits<double>::infinity();
  if (text == "-Infinity") return -std::numeric_limits<double>::infinity();
  return ParseNumber<double>(text);
}

// "-12.000000005s": as protobuf writes durations in JSON.
std::optional<Duration> ReadDuration(std::string_view text) {
  if (text.empty() || text.back() != 's') return std::nullopt;
  text.remove_suffix(1);
  const bool negative = text.substr(0, 1) == "-";
  if (negative) text.remove_prefix(1);
  const std::size_t dot = text.find('.');
  const auto seconds = ParseNumber<std::int64_t>(text.substr(0, dot));
  std::int32_t nanos = 0;
  if (dot != std::string_view::npos) {
    std::string fraction(text.substr(dot + 1));
    if (fraction.empty() || fraction.size() > 9) return std::nullopt;
    fraction.resize(9, '0');
    const auto read = ParseNumber<std::int32_t>(fraction);
    if (!read || *read < 0) return std::nullopt;
    nanos = *read;
  }
  if (!seconds || *seconds < 0) return std::nullopt;
  if (!negative) return Duration{*seconds, nanos};
  if (nanos == 0) return Duration{-*seconds, 0};
  return Duration{-*seconds - 1, 1'000'000'000 - nanos};
}

std::string RenderDuration(Duration duration) {
  std::int64_t seconds = duration.seconds;
  std::int32_t nanos = duration.nanos;
  const bool negative = seconds < 0;
  if (negative) {
    seconds = nanos == 0 ? -seconds : -(seconds + 1);
    nanos = nanos == 0 ? 0 : 1'000'000'000 - nanos;
  }
  std::string text = fmt::format("{}{}", negative ? "-" : "", seconds);
  if (nanos != 0) {
    std::string fraction = fmt::format("{:09}", nanos);
    fraction.erase(fraction.find_last_not_of('0') + 1);
    text += "." + fraction;
  }
  return text + "s";
}

Result<Value> ListFromNotation(Value json, const ValueFactory& factory) {
  if (!json.is_list()) return Bad("a list is needed", json);
  std::vector<Value> items;
  for (const Value item : json.AsList()) {
    Result<Value> read = FromNotation(item, factory);
    if (!read) return read;
    items.push_back(*read);
  }
  return factory.List(items);
}

Result<Value> MapFromNotation(Value json, const ValueFactory& factory) {
  if (!json.is_list()) return Bad("a list of pairs is needed", json);
  std::vector<std::pair<Value, Value>> entries;
  std::vector<std::pair<std::string_view, Value>> named;
  for (const Value pair : json.AsList()) {
    if (!pair.is_list() || pair.AsList().size() != 2) {
      return Bad("a pair [key, value] is needed", pair);
    }
    Result<Value> key = FromNotation(pair.AsList()[0], factory);
    if (!key) return key;
    Result<Value> value = FromNotation(pair.AsList()[1], factory);
    if (!value) return value;
    entries.emplace_back(*key, *value);
    if (key->is_string()) named.emplace_back(key->AsString(), *value);
  }
  // As documents come: with interned keys where they can be.
  if (named.size() == entries.size()) return factory.Map(named);
  return factory.AnyMap(entries);
}

Result<Value> ScalarFromNotation(std::string_view kind,
                                 Value json,
                                 const ValueFactory& factory) {
  if (kind == "null") return Value::Null();
  if (kind == "bool" && json.kind() == Kind::kBool) return json;
  if (kind == "double") {
    if (const auto number = ReadDouble(json)) return Value::Double(*number);
  }
  if (kind == "unknown") {
    return factory.Unknown({.code = "no-value",
                            .subject = "binding",
                            .message = "given as unknown",
                            .remedy = ""});
  }
  if (json.is_string()) {
    const std::string_view text = json.AsString();
    if (kind == "string") return factory.String(text);
    if (kind == "type") return MakeTypeValue(factory, text);
    if (kind == "int") {
      if (const auto i = ParseNumber<std::int64_t>(text)) return Value::Int(*i);
    }
    if (kind == "uint") {
      if (const auto u = ParseNumber<std::uint64_t>(text))
        return Value::Uint(*u);
    }
    if (kind == "bytes") {
      if (const auto bytes = Base64Decode(text)) return factory.Bytes(*bytes);
    }
    if (kind == "timestamp") {
      if (const auto time = ParseTimestamp(text)) return factory.Time(*time);
    }
    if (kind == "duration") {
      if (const auto span = ReadDuration(text)) return factory.Span(*span);
    }
  }
  return Bad(fmt::format("not a value of kind '{}'", kind), json);
}

}  // namespace

Result<Value> FromNotation(Value json, const ValueFactory& factory) {
  if (!json.is_map() || json.AsMap().size() != 1) {
    return Bad("a value is written {\"kind\": content}", json);
  }
  const Value content = json.AsMap().ValueAt(0);
  const std::string_view kind = json.AsMap().KeyAt(0).AsString();
  if (kind == "list") return ListFromNotation(content, factory);
  if (kind == "map") return MapFromNotation(content, factory);
  return ScalarFromNotation(kind, content, factory);
}

namespace {

void AppendDouble(double number, std::string& out) {
  if (std::isnan(number)) {
    out += R"("NaN")";
  } else if (std::isinf(number)) {
    out += number > 0 ? R"("Infinity")" : R"("-Infinity")";
  } else {
    AppendJson(Value::Double(number), {}, out);
  }
}

void AppendOpaque(Value value, std::string& out) {
  if (IsTypeValue(value)) {
    out += R"({"type":)";
    AppendJsonString(TypeValueName(value), out);
  } else if (IsOptional(value)) {
    out += R"({"optional":)";
    if (const Value* content = OptionalContent(value)) {
      AppendNotation(*content, out);
    } else {
      out += "null";
    }
  } else {
    out += R"({"object":{"type":)";
    AppendJsonString(TypeNameOf(value), out);
    out += '}';
  }
  out += '}';
}

void AppendText(std::string_view kind,
                std::string_view text,
                std::string& out) {
  out += fmt::format(R"({{"{}":)", kind);
  AppendJsonString(text, out);
  out += '}';
}

}  // namespace

void AppendNotation(Value value, std::string& out) {
  switch (value.kind()) {
    case Kind::kNull: out += R"({"null":null})"; return;
    case Kind::kBool:
      out += fmt::format(R"({{"bool":{}}})", value.AsBool());
      return;
    case Kind::kInt:
      out += fmt::format(R"({{"int":"{}"}})", value.AsInt());
      return;
    case Kind::kUint:
      out += fmt::format(R"({{"uint":"{}"}})", value.AsUint());
      return;
    case Kind::kDouble:
      out += R"({"double":)";
      AppendDouble(value.AsDouble(), out);
      out += '}';
      return;
    case Kind::kString: AppendText("string", value.AsString(), out); return;
    case Kind::kBytes:
      AppendText("bytes", Base64Encode(value.AsBytes()), out);
      return;
    case Kind::kList: {
      out += R"({"list":[)";
      bool first = true;
      for (const Value item : value.AsList()) {
        if (!std::exchange(first, false)) out += ',';
        AppendNotation(item, out);
      }
      out += "]}";
      return;
    }
    case Kind::kMap: {
      out += R"({"map":[)";
      const MapView map = value.AsMap();
      for (std::size_t i = 0; i < map.size(); ++i) {
        out += i == 0 ? "[" : ",[";
        AppendNotation(map.KeyAt(i), out);
        out += ',';
        AppendNotation(map.ValueAt(i), out);
        out += ']';
      }
      out += "]}";
      return;
    }
    case Kind::kTimestamp:
      AppendText("timestamp", RenderTimestamp(value.AsTimestamp()), out);
      return;
    case Kind::kDuration:
      AppendText("duration", RenderDuration(value.AsDuration()), out);
      return;
    case Kind::kUnknown: out += R"({"unknown":true})"; return;
    case Kind::kError: AppendText("error", value.AsError(), out); return;
    case Kind::kOpaque: AppendOpaque(value, out); return;
  }
}

namespace {

struct SimpleType {
  std::string_view name;
  TypeKind kind;
};
constexpr SimpleType kSimpleTypes[] = {{"dyn", TypeKind::kDyn},
                                       {"null", TypeKind::kNull},
                                       {"bool", TypeKind::kBool},
                                       {"int", TypeKind::kInt},
                                       {"uint", TypeKind::kUint},
                                       {"double", TypeKind::kDouble},
                                       {"string", TypeKind::kString},
                                       {"bytes", TypeKind::kBytes},
                                       {"timestamp", TypeKind::kTimestamp},
                                       {"duration", TypeKind::kDuration}};

Result<std::vector<TypeRef>> TypesFromNotation(Value json, TypePool& types) {
  if (!json.is_list()) return Bad("a list of types is needed", json);
  std::vector<TypeRef> params;
  for (const Value item : json.AsList()) {
    Result<TypeRef> type = TypeFromNotation(item, types);
    if (!type) return std::move(type).error();
    params.push_back(*type);
  }
  return params;
}

}  // namespace

Result<TypeRef> TypeFromNotation(Value json, TypePool& types) {
  if (json.is_string()) {
    for (const SimpleType& simple : kSimpleTypes) {
      if (simple.name == json.AsString()) return types.Simple(simple.kind);
    }
    return Bad("no such type", json);
  }
  const Value name = json.Get("abstract");
  if (name.is_string()) {
    Result<std::vector<TypeRef>> params = std::vector<TypeRef>();
    if (!json.Get("params").is_null()) {
      params = TypesFromNotation(json.Get("params"), types);
    }
    if (!params) return std::move(params).error();
    if (name.AsString() == "optional_type" && params->size() == 1) {
      return types.Optional((*params)[0]);
    }
    return types.Opaque(name.AsString(), *params);
  }
  if (!json.is_map() || json.AsMap().size() != 1) {
    return Bad("no such type", json);
  }
  const std::string_view kind = json.AsMap().KeyAt(0).AsString();
  const Value content = json.AsMap().ValueAt(0);
  if (kind == "param" && content.is_string()) {
    return types.Param(content.AsString());
  }
  if (kind == "map") {
    const auto params = TypesFromNotation(content, types);
    if (!params) return params.error();
    if (params->size() != 2) return Bad("a map has two types", json);
    return types.Map((*params)[0], (*params)[1]);
  }
  if (kind == "list" || kind == "wrapper" || kind == "type") {
    const Result<TypeRef> inner = TypeFromNotation(content, types);
    if (!inner) return inner;
    if (kind == "list") return types.List(*inner);
    return kind == "type" ? types.TypeOf(*inner) : types.Wrapper(*inner);
  }
  return Bad("no such type", json);
}

void AppendTypeNotation(TypeRef type, std::string& out) {
  const auto append_params = [&] {
    for (std::size_t i = 0; i < type->params.size(); ++i) {
      if (i > 0) out += ',';
      AppendTypeNotation(type->params[i], out);
    }
  };
  const auto append_named = [&](std::string_view kind, std::string_view name) {
    out += fmt::format(R"({{"{}":)", kind);
    AppendJsonString(name, out);
  };
  for (const SimpleType& simple : kSimpleTypes) {
    if (simple.kind == type->kind) {
      AppendJsonString(simple.name, out);
      return;
    }
  }
  switch (type->kind) {
    case TypeKind::kList: out += R"({"list":)"; break;
    case TypeKind::kWrapper: out += R"({"wrapper":)"; break;
    case TypeKind::kMap: out += R"({"map":[)"; break;
    case TypeKind::kType:
      out += R"({"type":)";
      if (type->params.empty()) out += R"("dyn")";
      break;
    case TypeKind::kParam: append_named("param", type->name); break;
    case TypeKind::kObject: append_named("object", type->name); break;
    default:
      append_named(
          "abstract",
          type->kind == TypeKind::kOptional ? "optional_type" : type->name);
      out += R"(,"params":[)";
  }
  append_params();
  const bool bracket = type->kind == TypeKind::kMap ||
                       type->kind == TypeKind::kOptional ||
                       type->kind == TypeKind::kOpaque;
  out += bracket ? "]}" : "}";
}

}  // namespace plimsoll::cel

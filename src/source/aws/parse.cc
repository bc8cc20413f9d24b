// SPDX-License-Identifier: Apache-2.0
#include "source/aws/parse.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/number.h"
#include "base/text.h"
#include "source/aws/aws_time.h"
#include "source/aws/uri.h"

namespace plimsoll::aws {
namespace internal {

Error Malformed(const ShapeRef& ref, std::string_view what) {
  return {ErrorCode::kInvalid,
          fmt::format("malformed response: {}: {}", ref.shape->name, what)};
}

namespace {

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

Result<Value> IntegerFromText(const ShapeRef& ref, std::string_view text) {
  const auto number = ParseNumber<std::int64_t>(text);
  if (!number) return Malformed(ref, "not an integer");
  return Value::Int(*number);
}

Result<Value> DoubleFromText(const ShapeRef& ref, std::string_view text) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (text == "NaN") {
    return Value::Double(std::numeric_limits<double>::quiet_NaN());
  }
  if (text == "Infinity") return Value::Double(kInfinity);
  if (text == "-Infinity") return Value::Double(-kInfinity);
  const auto number = ParseNumber<double>(text);
  if (!number) return Malformed(ref, "not a number");
  return Value::Double(*number);
}

}  // namespace

Result<Value> ScalarFromText(const ShapeRef& ref,
                             std::string_view text,
                             const ParseTarget& target) {
  const auto stamped = [&](Value value) {
    return value.WithOrigin(target.origin);
  };
  if (ref.shape->kind == ShapeKind::kString) {
    if (!IsUtf8(text)) return Malformed(ref, "not UTF-8");
    if (!ref.url_encoded) return stamped(target.factory.String(text));
    const std::string decoded = UriDecode(text);
    if (!IsUtf8(decoded)) return Malformed(ref, "not UTF-8");
    return stamped(target.factory.String(decoded));
  }
  text = Trimmed(text);
  if (ref.shape->kind == ShapeKind::kBlob) {
    const auto bytes = Base64Decode(text);
    if (!bytes) return Malformed(ref, "not base64");
    return stamped(target.factory.Bytes(*bytes));
  }
  if (text.empty()) return Value::Null();
  switch (ref.shape->kind) {
    case ShapeKind::kInteger:
    case ShapeKind::kLong: return IntegerFromText(ref, text).transform(stamped);
    case ShapeKind::kFloat:
    case ShapeKind::kDouble:
      return DoubleFromText(ref, text).transform(stamped);
    case ShapeKind::kBoolean:
      if (EqualsIgnoreCase(text, "true")) return stamped(Value::Bool(true));
      if (EqualsIgnoreCase(text, "false")) return stamped(Value::Bool(false));
      return Malformed(ref, "neither true nor false");
    case ShapeKind::kTimestamp: {
      const auto time = ParseAwsTime(text);
      if (!time) return Malformed(ref, "not a time");
      return stamped(target.factory.Time(*time));
    }
    default: return Malformed(ref, "text where a structure was expected");
  }
}

namespace {

// A list in one header, split at commas outside quotes.
std::vector<std::string> HeaderItems(std::string_view text) {
  std::vector<std::string> items;
  std::string item;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\' && i + 1 < text.size()) {
      item += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      items.emplace_back(Trimmed(item));
      item.clear();
    } else {
      item += c;
    }
  }
  items.emplace_back(Trimmed(item));
  return items;
}

Result<Value> FromHeader(const ShapeRef& ref,
                         std::string_view text,
                         const ParseTarget& target) {
  if (ref.shape->kind != ShapeKind::kList) {
    return ScalarFromText(ref, text, target);
  }
  std::vector<Value> items;
  for (const std::string& item : HeaderItems(text)) {
    PLIMSOLL_ASSIGN_OR_RETURN(const Value value,
                              ScalarFromText(ref.shape->element, item, target));
    items.push_back(value);
  }
  return target.factory.List(items).WithOrigin(target.origin);
}

Value HeaderMap(const ApiMember& member,
                const HttpResponse& response,
                const ParseTarget& target) {
  const std::string prefix = ToLower(member.ref.name);
  std::vector<std::string> names;
  names.reserve(response.headers.size());
  Entries entries;
  for (const auto& [name, value] : response.headers) {
    const std::string lower = ToLower(name);
    if (!lower.starts_with(prefix) || !IsUtf8(value)) continue;
    names.push_back(lower.substr(prefix.size()));
    entries.emplace_back(
        names.back(), target.factory.String(value).WithOrigin(target.origin));
  }
  return target.factory.Map(entries).WithOrigin(target.origin);
}

const std::string* FindHeader(const HttpResponse& response,
                              std::string_view name) {
  for (const auto& [header, value] : response.headers) {
    if (EqualsIgnoreCase(header, name)) return &value;
  }
  return nullptr;
}

Result<void> ParseOutsideBody(const ApiShape& shape,
                              const HttpResponse& response,
                              const ParseTarget& target,
                              Entries& out) {
  for (const ApiMember& member : shape.members) {
    if (member.ref.location == Location::kStatus) {
      out.emplace_back(member.name,
                       Value::Int(response.status).WithOrigin(target.origin));
    } else if (member.ref.location == Location::kHeaders) {
      out.emplace_back(member.name, HeaderMap(member, response, target));
    } else if (member.ref.location == Location::kHeader) {
      const std::string* text = FindHeader(
          response, member.ref.name.empty() ? member.name : member.ref.name);
      if (text == nullptr) continue;
      PLIMSOLL_ASSIGN_OR_RETURN(const Value value,
                                FromHeader(member.ref, *text, target));
      if (!value.is_null()) out.emplace_back(member.name, value);
    }
  }
  return {};
}

bool HasBodyMembers(const ApiShape& shape) {
  return std::any_of(
      shape.members.begin(), shape.members.end(), [](const ApiMember& member) {
        return member.ref.location == Location::kBody;
      });
}

Result<void> ParsePayload(const ApiOperation& operation,
                          const ApiMember& member,
                          std::string_view body,
                          const ParseTarget& target,
                          Entries& out) {
  const ShapeKind kind = member.ref.shape->kind;
  Value value;
  if (kind == ShapeKind::kBlob) {
    value = target.factory.Bytes(body).WithOrigin(target.origin);
  } else if (kind == ShapeKind::kString) {
    PLIMSOLL_ASSIGN_OR_RETURN(value, ScalarFromText(member.ref, body, target));
  } else if (operation.service->protocol == Protocol::kRestJson) {
    PLIMSOLL_ASSIGN_OR_RETURN(value,
                              ParseJsonPayload(member.ref, body, target));
  } else {
    PLIMSOLL_ASSIGN_OR_RETURN(value, ParseXmlPayload(member.ref, body, target));
  }
  out.emplace_back(member.name, value);
  return {};
}

}  // namespace
}  // namespace internal

Result<Value> ParseResponse(const ApiOperation& operation,
                            const HttpResponse& response,
                            const ParseTarget& target) {
  internal::Entries entries;
  if (operation.output.shape != nullptr) {
    const ApiShape& shape = *operation.output.shape;
    const Protocol protocol = operation.service->protocol;
    const bool is_rest =
        protocol == Protocol::kRestJson || protocol == Protocol::kRestXml;
    if (is_rest) {
      PLIMSOLL_RETURN_IF_ERROR(
          internal::ParseOutsideBody(shape, response, target, entries));
    }
    if (is_rest && !shape.payload.empty()) {
      PLIMSOLL_RETURN_IF_ERROR(
          internal::ParsePayload(operation,
                                 *shape.Find(shape.payload),
                                 response.body,
                                 target,
                                 entries));
    } else if (internal::HasBodyMembers(shape)) {
      const bool is_json =
          protocol == Protocol::kJson || protocol == Protocol::kRestJson;
      PLIMSOLL_RETURN_IF_ERROR(
          is_json ? internal::ParseJsonBody(
                        operation.output, response.body, target, entries)
                  : internal::ParseXmlBody(
                        operation, response.body, target, entries));
    }
  }
  return target.factory.Map(entries).WithOrigin(target.origin);
}

}  // namespace plimsoll::aws

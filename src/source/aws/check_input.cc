// SPDX-License-Identifier: Apache-2.0
// Checks an operation's input against its shape, so that a serializer may rely
// on it and a mistake names the member instead of coming back from AWS.
#include <limits>

#include <fmt/format.h>

#include "base/text.h"
#include "source/aws/aws_time.h"
#include "source/aws/serialize.h"

namespace plimsoll::aws {
namespace {

constexpr int kMaxDepth = 64;

Error Bad(std::string_view path, std::string_view what) {
  return {ErrorCode::kInvalid, fmt::format("{}: {}", path, what)};
}

Error Expected(std::string_view path, std::string_view what, Value value) {
  return Bad(path,
             fmt::format("expected {}, found {}", what, Name(value.kind())));
}

Result<void> CheckInteger(const ShapeRef& ref,
                          Value value,
                          std::string_view path) {
  if (value.kind() == Kind::kUint) {
    return Bad(path, "the number is too large");
  }
  if (value.kind() != Kind::kInt) return Expected(path, "integer", value);
  const std::int64_t number = value.AsInt();
  if (ref.shape->kind == ShapeKind::kInteger &&
      (number > std::numeric_limits<std::int32_t>::max() ||
       number < std::numeric_limits<std::int32_t>::min())) {
    return Bad(path, "the number is too large");
  }
  return {};
}

Result<void> CheckTime(Value value, std::string_view path) {
  if (value.kind() == Kind::kTimestamp) return {};
  if (value.is_string() && ParseAwsTime(value.AsString())) return {};
  return Expected(path, "timestamp", value);
}

Result<void> CheckScalar(const ShapeRef& ref,
                         Value value,
                         std::string_view path) {
  const Kind kind = value.kind();
  switch (ref.shape->kind) {
    case ShapeKind::kString:
      if (kind != Kind::kString) return Expected(path, "string", value);
      return {};
    case ShapeKind::kInteger:
    case ShapeKind::kLong: return CheckInteger(ref, value, path);
    case ShapeKind::kFloat:
    case ShapeKind::kDouble:
      if (kind != Kind::kDouble && kind != Kind::kInt) {
        return Expected(path, "number", value);
      }
      return {};
    case ShapeKind::kBoolean:
      if (kind != Kind::kBool) return Expected(path, "bool", value);
      return {};
    case ShapeKind::kTimestamp: return CheckTime(value, path);
    case ShapeKind::kBlob:
      if (kind != Kind::kBytes && kind != Kind::kString) {
        return Expected(path, "bytes", value);
      }
      return {};
    default: return {};
  }
}

Result<void> Check(const ShapeRef& ref,
                   Value value,
                   const std::string& path,
                   int depth);

Result<void> CheckDocument(Value value, const std::string& path, int depth) {
  if (depth > kMaxDepth) return Bad(path, "nested too deeply");
  if (value.is_unknown() || value.is_error()) return Bad(path, "is not known");
  if (value.is_list()) {
    for (const Value item : value.AsList()) {
      PLIMSOLL_RETURN_IF_ERROR(CheckDocument(item, path, depth + 1));
    }
  }
  if (value.is_map()) {
    for (const Value item : value.AsMap().values()) {
      PLIMSOLL_RETURN_IF_ERROR(CheckDocument(item, path, depth + 1));
    }
  }
  return {};
}

Error UnknownMember(const ApiShape& shape,
                    std::string_view path,
                    std::string_view name) {
  std::vector<std::string_view> names;
  names.reserve(shape.members.size());
  for (const ApiMember& member : shape.members) names.push_back(member.name);
  const std::string hint = DidYouMean(name, names);
  return Bad(
      path,
      fmt::format(
          "has no member \"{}\"{}{}", name, hint.empty() ? "" : "; ", hint));
}

Result<void> CheckStructure(const ApiShape& shape,
                            Value value,
                            const std::string& path,
                            int depth) {
  if (!value.is_map()) return Expected(path, "map", value);
  const MapView map = value.AsMap();
  for (std::size_t i = 0; i < map.size(); ++i) {
    if (!map.KeyAt(i).is_string()) return Bad(path, "keys must be strings");
    const std::string_view name = map.KeyAt(i).AsString();
    const ApiMember* member = shape.Find(name);
    if (member == nullptr) return UnknownMember(shape, path, name);
    if (map.ValueAt(i).is_null()) continue;
    PLIMSOLL_RETURN_IF_ERROR(Check(member->ref,
                                   map.ValueAt(i),
                                   fmt::format("{}.{}", path, name),
                                   depth + 1));
  }
  for (const ApiMember& member : shape.members) {
    if (!member.required) continue;
    const Value found = value.Get(member.name);
    if (found.is_null()) {
      return Bad(path, fmt::format("needs member \"{}\"", member.name));
    }
    // These would turn GetBucketPolicy into another operation.
    const std::string_view text = found.StringOr("x");
    if (member.ref.location == Location::kUri &&
        (text.empty() || text == "." || text == "..")) {
      return Bad(
          path,
          fmt::format("{} \"{}\" cannot be part of a path", member.name, text));
    }
  }
  return {};
}

Result<void> CheckMap(const ApiShape& shape,
                      Value value,
                      const std::string& path,
                      int depth) {
  if (!value.is_map()) return Expected(path, "map", value);
  const MapView map = value.AsMap();
  for (std::size_t i = 0; i < map.size(); ++i) {
    if (!map.KeyAt(i).is_string()) return Bad(path, "keys must be strings");
    PLIMSOLL_RETURN_IF_ERROR(
        Check(shape.value,
              map.ValueAt(i),
              fmt::format("{}[\"{}\"]", path, map.KeyAt(i).AsString()),
              depth + 1));
  }
  return {};
}

Result<void> Check(const ShapeRef& ref,
                   Value value,
                   const std::string& path,
                   int depth) {
  if (depth > kMaxDepth) return Bad(path, "nested too deeply");
  if (value.is_unknown() || value.is_error()) return Bad(path, "is not known");
  switch (ref.shape->kind) {
    case ShapeKind::kStructure:
      return CheckStructure(*ref.shape, value, path, depth);
    case ShapeKind::kMap: return CheckMap(*ref.shape, value, path, depth);
    case ShapeKind::kDocument: return CheckDocument(value, path, depth);
    case ShapeKind::kList: break;
    default: return CheckScalar(ref, value, path);
  }
  if (!value.is_list()) return Expected(path, "list", value);
  std::size_t index = 0;
  for (const Value item : value.AsList()) {
    PLIMSOLL_RETURN_IF_ERROR(Check(ref.shape->element,
                                   item,
                                   fmt::format("{}[{}]", path, index++),
                                   depth + 1));
  }
  return {};
}

}  // namespace

Result<void> CheckInput(const ApiOperation& operation, Value input) {
  const std::string path =
      fmt::format("input of {}.{}", operation.service->name, operation.name);
  if (operation.input.shape == nullptr) {
    const bool is_empty =
        input.is_null() || (input.is_map() && input.AsMap().empty());
    if (!is_empty) return Bad(path, "the operation takes no input");
    return {};
  }
  if (!input.is_null()) return Check(operation.input, input, path, 0);
  for (const ApiMember& member : operation.input.shape->members) {
    if (member.required) {
      return Bad(path, fmt::format("needs member \"{}\"", member.name));
    }
  }
  return {};
}

}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include <fmt/format.h>

#include "base/hash.h"
#include "source/aws/aws_time.h"
#include "source/aws/parse.h"
#include "value/json.h"

namespace plimsoll::aws::internal {
namespace {

// Turns parsed JSON into values of a shape. The JSON was read within limits on
// depth, so recursion is bounded.
class JsonShaper {
 public:
  explicit JsonShaper(const ParseTarget& target) : target_(target) {}

  Result<Value> Shape(const ShapeRef& ref, Value json) const {
    switch (ref.shape->kind) {
      case ShapeKind::kStructure: {
        Entries entries;
        PLIMSOLL_RETURN_IF_ERROR(Members(ref, json, entries));
        return Stamp(target_.factory.Map(entries));
      }
      case ShapeKind::kList: return List(ref, json);
      case ShapeKind::kMap: return Map(ref, json);
      case ShapeKind::kDocument: return target_.factory.Copy(json);
      case ShapeKind::kTimestamp: return Time(ref, json);
      case ShapeKind::kInteger:
      case ShapeKind::kLong: return Integer(ref, json);
      case ShapeKind::kFloat:
      case ShapeKind::kDouble:
        if (json.kind() == Kind::kInt) {
          return Stamp(Value::Double(static_cast<double>(json.AsInt())));
        }
        if (json.kind() == Kind::kUint) {
          return Stamp(Value::Double(static_cast<double>(json.AsUint())));
        }
        if (json.kind() == Kind::kDouble) return Stamp(json);
        break;
      case ShapeKind::kBoolean:
        if (json.kind() == Kind::kBool) return Stamp(json);
        break;
      case ShapeKind::kString:
        // Some services write a number where the model says string.
        if (!json.is_string() && !json.is_map() && !json.is_list()) {
          return Stamp(target_.factory.String(WriteJson(json)));
        }
        break;
      case ShapeKind::kBlob: break;
    }
    if (!json.is_string()) {
      return Malformed(ref, fmt::format("found {}", Name(json.kind())));
    }
    return ScalarFromText(ref, json.AsString(), target_);
  }

  Result<void> Members(const ShapeRef& ref, Value json, Entries& out) const {
    if (!json.is_map()) {
      return Malformed(ref, fmt::format("found {}", Name(json.kind())));
    }
    const MapView map = json.AsMap();
    for (const ApiMember& member : ref.shape->members) {
      if (member.ref.location != Location::kBody) continue;
      const Value* found =
          map.Find(member.ref.name.empty() ? member.name : member.ref.name);
      if (found == nullptr || found->is_null()) continue;
      PLIMSOLL_ASSIGN_OR_RETURN(const Value value, Shape(member.ref, *found));
      if (!value.is_null()) out.emplace_back(member.name, value);
    }
    return {};
  }

 private:
  Value Stamp(Value value) const { return value.WithOrigin(target_.origin); }

  Result<Value> List(const ShapeRef& ref, Value json) const {
    if (!json.is_list()) {
      return Malformed(ref, fmt::format("found {}", Name(json.kind())));
    }
    std::vector<Value> items;
    items.reserve(json.AsList().size());
    for (const Value item : json.AsList()) {
      if (item.is_null()) {
        items.push_back(Stamp(Value::Null()));
        continue;
      }
      PLIMSOLL_ASSIGN_OR_RETURN(const Value value,
                                Shape(ref.shape->element, item));
      items.push_back(value);
    }
    return Stamp(target_.factory.List(items));
  }

  Result<Value> Map(const ShapeRef& ref, Value json) const {
    if (!json.is_map()) {
      return Malformed(ref, fmt::format("found {}", Name(json.kind())));
    }
    const MapView map = json.AsMap();
    Entries entries;
    entries.reserve(map.size());
    for (std::size_t i = 0; i < map.size(); ++i) {
      Value value;
      if (!map.ValueAt(i).is_null()) {
        PLIMSOLL_ASSIGN_OR_RETURN(value,
                                  Shape(ref.shape->value, map.ValueAt(i)));
      }
      entries.emplace_back(map.KeyAt(i).AsString(), value);
    }
    return Stamp(target_.factory.Map(entries));
  }

  Result<Value> Time(const ShapeRef& ref, Value json) const {
    std::optional<Timestamp> time;
    if (json.kind() == Kind::kInt) {
      if (std::abs(json.AsInt()) < 1'000'000'000'000) {
        time = TimestampOf(static_cast<double>(json.AsInt()));
      }
    } else if (json.kind() == Kind::kDouble) {
      time = TimestampOf(json.AsDouble());
    } else if (json.is_string()) {
      time = ParseAwsTime(json.AsString());
    }
    if (!time) return Malformed(ref, "not a time");
    return Stamp(target_.factory.Time(*time));
  }

  Result<Value> Integer(const ShapeRef& ref, Value json) const {
    if (json.kind() == Kind::kInt) return Stamp(json);
    if (json.is_string()) return ScalarFromText(ref, json.AsString(), target_);
    if (json.kind() == Kind::kDouble) {
      const double number = json.AsDouble();
      if (std::trunc(number) == number && std::abs(number) < 9e15) {
        return Stamp(Value::Int(static_cast<std::int64_t>(number)));
      }
    }
    return Malformed(ref, "not an integer of 64 bits");
  }

  const ParseTarget& target_;
};

Result<Value> ReadBody(std::string_view body,
                       ValueFactory factory,
                       const ParseTarget& target) {
  ReadOptions options;
  options.file = "malformed response";
  options.origin = target.origin;
  options.limits = target.limits;
  return ReadJson(body, factory, options);
}

}  // namespace

Result<void> ParseJsonBody(const ShapeRef& ref,
                           std::string_view body,
                           const ParseTarget& target,
                           Entries& out) {
  Arena arena;
  KeyTable keys;
  PLIMSOLL_ASSIGN_OR_RETURN(const Value json,
                            ReadBody(body, ValueFactory(arena, keys), target));
  return JsonShaper(target).Members(ref, json, out);
}

Result<Value> ParseJsonPayload(const ShapeRef& ref,
                               std::string_view body,
                               const ParseTarget& target) {
  Arena arena;
  KeyTable keys;
  PLIMSOLL_ASSIGN_OR_RETURN(const Value json,
                            ReadBody(body, ValueFactory(arena, keys), target));
  return JsonShaper(target).Shape(ref, json);
}

void ParseJsonError(std::string_view body, ServiceError& error) {
  Arena arena;
  KeyTable keys;
  const auto json = ReadJson(body, ValueFactory(arena, keys));
  if (!json) return;
  for (const std::string_view key : {"message", "Message", "errorMessage"}) {
    const Value found = json->Get(key);
    if (error.message.empty()) error.message = found.StringOr("");
  }
  for (const std::string_view key : {"__type", "code", "Code"}) {
    const Value found = json->Get(key);
    if (error.code.empty()) error.code = found.StringOr("");
  }
}

}  // namespace plimsoll::aws::internal

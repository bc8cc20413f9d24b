// SPDX-License-Identifier: Apache-2.0
// JSON bodies of the json and rest-json protocols.
// Source: https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
#include <cmath>

#include <fmt/format.h>

#include "base/hash.h"
#include "source/aws/aws_time.h"
#include "source/aws/serialize.h"
#include "value/json.h"

namespace plimsoll::aws::internal {
namespace {

void AppendNumber(Value value, std::string& out) {
  if (value.kind() == Kind::kInt) {
    out += std::to_string(value.AsInt());
    return;
  }
  const double number = value.AsDouble();
  if (std::isfinite(number)) {
    out += fmt::format("{}", number);
    return;
  }
  // JSON has no such numbers; the protocols write them as texts.
  const std::string_view sign = number < 0 ? "-" : "";
  out += std::isnan(number) ? "\"NaN\"" : fmt::format("\"{}Infinity\"", sign);
}

void AppendTime(const ShapeRef& ref, Value value, std::string& out) {
  if (ref.time_format == TimeFormat::kDefault ||
      ref.time_format == TimeFormat::kUnix) {
    out += RenderTime(value, ref, TimeFormat::kUnix);
    return;
  }
  AppendJsonString(RenderTime(value, ref, TimeFormat::kUnix), out);
}

void AppendStructure(const ShapeRef& ref, Value value, std::string& out) {
  out += '{';
  bool first = true;
  if (value.is_map()) {
    const MapView map = value.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      const ApiMember* member = ref.shape->Find(map.KeyAt(i).AsString());
      if (map.ValueAt(i).is_null() || member->ref.location != Location::kBody) {
        continue;
      }
      if (!first) out += ',';
      first = false;
      AppendJsonString(
          member->ref.name.empty() ? member->name : member->ref.name, out);
      out += ':';
      AppendJsonByShape(member->ref, map.ValueAt(i), out);
    }
  }
  out += '}';
}

void AppendMap(const ShapeRef& ref, Value value, std::string& out) {
  out += '{';
  const MapView map = value.AsMap();
  for (std::size_t i = 0; i < map.size(); ++i) {
    if (i > 0) out += ',';
    AppendJsonString(map.KeyAt(i).AsString(), out);
    out += ':';
    AppendJsonByShape(ref.shape->value, map.ValueAt(i), out);
  }
  out += '}';
}

void AppendList(const ShapeRef& ref, Value value, std::string& out) {
  out += '[';
  bool first = true;
  for (const Value item : value.AsList()) {
    if (!first) out += ',';
    first = false;
    AppendJsonByShape(ref.shape->element, item, out);
  }
  out += ']';
}

}  // namespace

void AppendJsonByShape(const ShapeRef& ref, Value value, std::string& out) {
  switch (ref.shape->kind) {
    case ShapeKind::kStructure: AppendStructure(ref, value, out); return;
    case ShapeKind::kList: AppendList(ref, value, out); return;
    case ShapeKind::kMap: AppendMap(ref, value, out); return;
    case ShapeKind::kString: AppendJsonString(value.AsString(), out); return;
    case ShapeKind::kBlob:
      AppendJsonString(Base64Encode(BlobOf(value)), out);
      return;
    case ShapeKind::kTimestamp: AppendTime(ref, value, out); return;
    case ShapeKind::kBoolean: out += value.AsBool() ? "true" : "false"; return;
    case ShapeKind::kDocument: AppendJson(value, {}, out); return;
    case ShapeKind::kInteger:
    case ShapeKind::kLong:
    case ShapeKind::kFloat:
    case ShapeKind::kDouble: AppendNumber(value, out); return;
  }
}

}  // namespace plimsoll::aws::internal

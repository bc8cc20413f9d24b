// SPDX-License-Identifier: Apache-2.0
#include "value/internal/unknown_marker.h"

#include <string_view>

namespace plimsoll::internal {
namespace {

Error Malformed(std::string_view what) {
  return {ErrorCode::kInvalid,
          std::string("malformed \"$unknown\": ").append(what)};
}

Result<UnknownReason> ReasonFrom(const Value& value) {
  if (!value.is_map()) return Malformed("a reason must be a map");
  UnknownReason reason;
  const MapView map = value.AsMap();
  for (std::size_t i = 0; i < map.size(); ++i) {
    const std::string_view name = map.KeyAt(i).AsString();
    const Value text = map.ValueAt(i);
    if (!text.is_string()) {
      return Malformed(
          std::string("\"").append(name).append("\" must be a string"));
    }
    if (name == "code") {
      reason.code = text.AsString();
    } else if (name == "subject") {
      reason.subject = text.AsString();
    } else if (name == "message") {
      reason.message = text.AsString();
    } else if (name == "remedy") {
      reason.remedy = text.AsString();
    } else {
      return Malformed(std::string("a reason has code, subject, message and "
                                   "remedy, but not \"")
                           .append(name)
                           .append("\""));
    }
  }
  return reason;
}

}  // namespace

Result<std::optional<Value>> FromUnknownMarker(const MapView& map,
                                               const ValueFactory& factory) {
  if (map.size() != 1 || map.KeyAt(0).StringOr("") != "$unknown") {
    return std::optional<Value>();
  }
  const Value content = map.ValueAt(0);
  if (content.is_string()) {
    return std::optional(factory.Unknown({.message = content.AsString()}));
  }
  if (!content.is_list() || content.AsList().empty()) {
    return Malformed("expected a text or a list of reasons");
  }
  std::optional<Value> merged;
  for (const Value& item : content.AsList()) {
    PLIMSOLL_ASSIGN_OR_RETURN(const UnknownReason reason, ReasonFrom(item));
    const Value next = factory.Unknown(reason);
    merged = merged ? factory.MergeUnknown(*merged, next) : next;
  }
  return merged;
}

}  // namespace plimsoll::internal

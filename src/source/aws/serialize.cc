// SPDX-License-Identifier: Apache-2.0
#include "source/aws/serialize.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "source/aws/aws_time.h"
#include "source/aws/uri.h"

namespace plimsoll::aws {
namespace internal {

Timestamp TimeOf(Value value) {
  if (value.kind() == Kind::kTimestamp) return value.AsTimestamp();
  return ParseAwsTime(value.AsString()).value_or(Timestamp{});
}

std::string_view BlobOf(Value value) {
  return value.is_string() ? value.AsString() : value.AsBytes();
}

std::string RenderTime(Value value, const ShapeRef& ref, TimeFormat fallback) {
  const Timestamp time = TimeOf(value);
  const TimeFormat format =
      ref.time_format == TimeFormat::kDefault ? fallback : ref.time_format;
  switch (format) {
    case TimeFormat::kRfc822: return RenderHttpDate(time);
    case TimeFormat::kUnix:
      if (time.nanos == 0) return std::to_string(time.seconds);
      return fmt::format("{}",
                         static_cast<double>(time.seconds) +
                             static_cast<double>(time.nanos) / 1e9);
    default: return RenderIso8601(time);
  }
}

std::string RenderScalar(Value value,
                         const ShapeRef& ref,
                         TimeFormat fallback) {
  switch (ref.shape->kind) {
    case ShapeKind::kTimestamp: return RenderTime(value, ref, fallback);
    case ShapeKind::kBlob: return Base64Encode(BlobOf(value));
    case ShapeKind::kBoolean: return value.AsBool() ? "true" : "false";
    default: break;
  }
  if (value.kind() == Kind::kInt) return std::to_string(value.AsInt());
  if (value.kind() == Kind::kDouble) {
    const double number = value.AsDouble();
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
    return fmt::format("{}", number);
  }
  return std::string(value.AsString());
}

}  // namespace internal

namespace {

using internal::RenderScalar;

bool IsHostPrefixLabel(std::string_view text) {
  return !text.empty() &&
         text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
             "0123456789-.") == std::string_view::npos;
}

Result<std::string> HostPrefix(const ApiOperation& operation, Value input) {
  std::string out;
  std::string_view rest = operation.host_prefix;
  while (!rest.empty()) {
    const std::size_t open = rest.find('{');
    out += rest.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = rest.find('}', open);
    const std::string_view name = rest.substr(open + 1, close - open - 1);
    const std::string_view label = input.Get(name).StringOr("");
    if (!IsHostPrefixLabel(label)) {
      return Error(ErrorCode::kInvalid,
                   fmt::format("input of {}.{}: {} \"{}\" cannot be part of a "
                               "host name",
                               operation.service->name,
                               operation.name,
                               name,
                               label));
    }
    out += label;
    if (close == std::string_view::npos) break;
    rest = rest.substr(close + 1);
  }
  return out;
}

// One request of a REST protocol while it is being put together.
class RestWriter {
 public:
  RestWriter(const ApiOperation& operation, Value input)
      : operation_(operation), input_(input) {}

  void Write(WireRequest& out) {
    const std::string_view uri = operation_.path;
    const std::size_t question = uri.find('?');
    if (question != std::string_view::npos) query_ = uri.substr(question + 1);
    if (operation_.input.shape != nullptr && input_.is_map()) WriteMembers(out);
    out.path = FillPath(uri.substr(0, question), out.bucket);
    out.query = query_;
    WriteBody(out);
  }

 private:
  static std::string NameOf(const ApiMember& member) {
    return member.ref.name.empty() ? member.name : member.ref.name;
  }

  void WriteMembers(WireRequest& out) {
    const MapView map = input_.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      const Value value = map.ValueAt(i);
      if (value.is_null()) continue;
      const ApiMember& member =
          *operation_.input.shape->Find(map.KeyAt(i).AsString());
      switch (member.ref.location) {
        case Location::kUri:
          labels_.emplace_back(
              NameOf(member),
              RenderScalar(value, member.ref, TimeFormat::kIso8601));
          break;
        case Location::kQuery: WriteQuery(member, value); break;
        case Location::kHeader: WriteHeader(member, value, out); break;
        case Location::kHeaders: WriteHeaderMap(member, value, out); break;
        default: break;
      }
    }
  }

  void AddQuery(std::string_view name, std::string_view value) {
    if (!query_.empty()) query_ += '&';
    query_ += UriEncode(name) + "=" + UriEncode(value);
  }

  void WriteQuery(const ApiMember& member, Value value) {
    const ApiShape& shape = *member.ref.shape;
    if (shape.kind == ShapeKind::kMap) {
      const MapView map = value.AsMap();
      for (std::size_t i = 0; i < map.size(); ++i) {
        const Value item = map.ValueAt(i);
        if (!item.is_list()) {
          AddQuery(map.KeyAt(i).AsString(), item.StringOr(""));
          continue;
        }
        for (const Value one : item.AsList()) {
          AddQuery(map.KeyAt(i).AsString(), one.StringOr(""));
        }
      }
      return;
    }
    if (shape.kind == ShapeKind::kList) {
      for (const Value item : value.AsList()) {
        AddQuery(NameOf(member),
                 RenderScalar(item, shape.element, TimeFormat::kIso8601));
      }
      return;
    }
    AddQuery(NameOf(member),
             RenderScalar(value, member.ref, TimeFormat::kIso8601));
  }

  static void WriteHeader(const ApiMember& member,
                          Value value,
                          WireRequest& out) {
    const ApiShape& shape = *member.ref.shape;
    if (shape.kind != ShapeKind::kList) {
      out.headers.emplace_back(
          NameOf(member), RenderScalar(value, member.ref, TimeFormat::kRfc822));
      return;
    }
    std::vector<std::string> items;
    for (const Value item : value.AsList()) {
      std::string text = RenderScalar(item, shape.element, TimeFormat::kRfc822);
      if (text.find_first_of("\",") != std::string::npos) {
        std::string quoted = "\"";
        for (const char c : text) {
          if (c == '"') quoted += '\\';
          quoted += c;
        }
        text = quoted + "\"";
      }
      items.push_back(std::move(text));
    }
    if (items.empty()) return;
    out.headers.emplace_back(NameOf(member), Join(items, ","));
  }

  static void WriteHeaderMap(const ApiMember& member,
                             Value value,
                             WireRequest& out) {
    const MapView map = value.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      out.headers.emplace_back(
          member.ref.name + std::string(map.KeyAt(i).AsString()),
          map.ValueAt(i).StringOr(""));
    }
  }

  std::string FillPath(std::string_view path, std::string& bucket) const {
    std::string out;
    while (!path.empty()) {
      const std::size_t open = path.find('{');
      out += path.substr(0, open);
      if (open == std::string_view::npos) break;
      const std::size_t close = path.find('}', open);
      std::string_view name = path.substr(open + 1, close - open - 1);
      const bool greedy = !name.empty() && name.back() == '+';
      if (greedy) name.remove_suffix(1);
      for (const auto& [label, value] : labels_) {
        if (label != name) continue;
        if (out == "/") bucket = value;
        out += UriEncode(value, greedy ? "/" : "");
      }
      if (close == std::string_view::npos) break;
      path = path.substr(close + 1);
    }
    return out;
  }

  void WriteBody(WireRequest& out) const {
    if (operation_.input.shape == nullptr) return;
    const ApiShape& shape = *operation_.input.shape;
    const bool is_json = operation_.service->protocol == Protocol::kRestJson;
    if (!shape.payload.empty()) {
      WritePayload(*shape.Find(shape.payload), is_json, out);
      return;
    }
    const auto in_body = [](const ApiMember& member) {
      return member.ref.location == Location::kBody;
    };
    if (std::none_of(shape.members.begin(), shape.members.end(), in_body)) {
      return;
    }
    if (is_json) {
      internal::AppendJsonByShape(operation_.input, input_, out.body);
      out.headers.emplace_back("Content-Type", "application/json");
      return;
    }
    const bool has_body =
        input_.is_map() &&
        std::any_of(shape.members.begin(),
                    shape.members.end(),
                    [&](const ApiMember& member) {
                      return in_body(member) &&
                             !input_.Get(member.name).is_null();
                    });
    if (!has_body) return;
    internal::AppendXmlByShape(
        operation_.input,
        input_,
        operation_.input.name.empty() ? shape.name : operation_.input.name,
        out.body);
    out.headers.emplace_back("Content-Type", "application/xml");
  }

  void WritePayload(const ApiMember& member,
                    bool is_json,
                    WireRequest& out) const {
    const Value value = input_.Get(member.name);
    const ShapeKind kind = member.ref.shape->kind;
    if (kind == ShapeKind::kString || kind == ShapeKind::kBlob) {
      if (!value.is_null()) out.body = internal::BlobOf(value);
      return;
    }
    if (is_json) {
      out.body = "{}";
      if (!value.is_null()) {
        out.body.clear();
        internal::AppendJsonByShape(member.ref, value, out.body);
      }
      out.headers.emplace_back("Content-Type", "application/json");
    } else if (!value.is_null()) {
      internal::AppendXmlByShape(member.ref, value, NameOf(member), out.body);
      out.headers.emplace_back("Content-Type", "application/xml");
    }
  }

  const ApiOperation& operation_;
  const Value input_;
  std::string query_;
  std::vector<std::pair<std::string, std::string>> labels_;
};

void WriteJsonRequest(const ApiOperation& operation,
                      Value input,
                      WireRequest& out) {
  const ApiService& service = *operation.service;
  out.path = "/";
  out.headers.emplace_back("X-Amz-Target",
                           service.target_prefix + "." + operation.name);
  out.headers.emplace_back("Content-Type",
                           "application/x-amz-json-" + service.json_version);
  if (service.query_compatible) {
    out.headers.emplace_back("x-amzn-query-mode", "true");
  }
  if (operation.input.shape == nullptr) {
    out.body = "{}";
    return;
  }
  internal::AppendJsonByShape(operation.input, input, out.body);
}

}  // namespace

Result<WireRequest> Serialize(const ApiOperation& operation, Value input) {
  PLIMSOLL_RETURN_IF_ERROR(CheckInput(operation, input));
  WireRequest out;
  out.method = operation.method;
  PLIMSOLL_ASSIGN_OR_RETURN(out.host_prefix, HostPrefix(operation, input));
  switch (operation.service->protocol) {
    case Protocol::kJson: WriteJsonRequest(operation, input, out); break;
    case Protocol::kQuery:
    case Protocol::kEc2:
      out.path = "/";
      out.headers.emplace_back(
          "Content-Type", "application/x-www-form-urlencoded; charset=utf-8");
      out.body = internal::QueryBody(operation, input);
      break;
    case Protocol::kRestJson:
    case Protocol::kRestXml: RestWriter(operation, input).Write(out); break;
  }
  for (const auto& header : operation.service->headers) {
    out.headers.push_back(header);
  }
  // Header values come from the caller: one with a line end would add headers.
  for (const auto& [name, value] : out.headers) {
    if (value.find_first_of("\r\n") == std::string::npos &&
        name.find_first_of("\r\n: ") == std::string::npos) {
      continue;
    }
    return Error(ErrorCode::kInvalid,
                 fmt::format("input of {}.{}: header \"{}\" has a line end",
                             operation.service->name,
                             operation.name,
                             name));
  }
  return out;
}

}  // namespace plimsoll::aws

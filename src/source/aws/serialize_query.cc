// SPDX-License-Identifier: Apache-2.0
// Form bodies of the query and ec2 protocols.
// Source: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html and
// https://smithy.io/2.0/aws/protocols/aws-ec2-query-protocol.html
#include <map>

#include <fmt/format.h>

#include "source/aws/serialize.h"
#include "source/aws/uri.h"

namespace plimsoll::aws::internal {
namespace {

class QueryWriter {
 public:
  explicit QueryWriter(bool is_ec2) : is_ec2_(is_ec2) {}

  void Set(std::string name, std::string value) {
    pairs_[std::move(name)] = std::move(value);
  }

  void Write(const ShapeRef& ref, Value value, const std::string& prefix) {
    switch (ref.shape->kind) {
      case ShapeKind::kStructure: WriteStructure(ref, value, prefix); return;
      case ShapeKind::kList: WriteList(ref, value, prefix); return;
      case ShapeKind::kMap: WriteMap(ref, value, prefix); return;
      default: Set(prefix, RenderScalar(value, ref, TimeFormat::kIso8601));
    }
  }

  std::string Body() const {
    std::string out;
    for (const auto& [name, value] : pairs_) {
      if (!out.empty()) out += '&';
      out += UriEncode(name) + "=" + UriEncode(value);
    }
    return out;
  }

 private:
  std::string NameOf(const ApiMember& member) const {
    if (!is_ec2_)
      return member.ref.name.empty() ? member.name : member.ref.name;
    if (!member.ref.query_name.empty()) return member.ref.query_name;
    if (member.ref.name.empty()) return member.name;
    std::string name = member.ref.name;
    if (name[0] >= 'a' && name[0] <= 'z') {
      name[0] = static_cast<char>(name[0] - 'a' + 'A');
    }
    return name;
  }

  void WriteStructure(const ShapeRef& ref,
                      Value value,
                      const std::string& prefix) {
    const MapView map = value.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      if (map.ValueAt(i).is_null()) continue;
      const ApiMember* member = ref.shape->Find(map.KeyAt(i).AsString());
      const std::string name = NameOf(*member);
      Write(member->ref,
            map.ValueAt(i),
            prefix.empty() ? name : prefix + "." + name);
    }
  }

  void WriteList(const ShapeRef& ref, Value value, std::string prefix) {
    const ShapeRef& element = ref.shape->element;
    if (value.AsList().empty()) {
      // The query protocol says that a list is empty; ec2 cannot.
      if (!is_ec2_) Set(prefix, "");
      return;
    }
    if (!is_ec2_ && !ref.flattened) {
      prefix += "." + (element.name.empty() ? "member" : element.name);
    } else if (!is_ec2_ && !element.name.empty()) {
      const std::size_t dot = prefix.rfind('.');
      prefix.erase(dot == std::string::npos ? 0 : dot + 1);
      prefix += element.name;
    }
    std::size_t number = 1;
    for (const Value item : value.AsList()) {
      Write(element, item, fmt::format("{}.{}", prefix, number++));
    }
  }

  void WriteMap(const ShapeRef& ref, Value value, std::string prefix) {
    if (!ref.flattened) prefix += ".entry";
    const ApiShape& shape = *ref.shape;
    const std::string key_name =
        shape.key.name.empty() ? "key" : shape.key.name;
    const std::string value_name =
        shape.value.name.empty() ? "value" : shape.value.name;
    const MapView map = value.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      const std::string entry = fmt::format("{}.{}.", prefix, i + 1);
      Write(shape.key, map.KeyAt(i), entry + key_name);
      Write(shape.value, map.ValueAt(i), entry + value_name);
    }
  }

  const bool is_ec2_;
  std::map<std::string, std::string> pairs_;
};

}  // namespace

std::string QueryBody(const ApiOperation& operation, Value input) {
  QueryWriter writer(operation.service->protocol == Protocol::kEc2);
  if (operation.input.shape != nullptr && input.is_map()) {
    writer.Write(operation.input, input, "");
  }
  writer.Set("Action", operation.name);
  writer.Set("Version", operation.service->api_version);
  return writer.Body();
}

}  // namespace plimsoll::aws::internal

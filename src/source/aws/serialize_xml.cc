// SPDX-License-Identifier: Apache-2.0
// XML bodies of the rest-xml protocol.
// Source: https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
#include <fmt/format.h>

#include "source/aws/serialize.h"

namespace plimsoll::aws::internal {
namespace {

void AppendEscaped(std::string_view text, std::string& out) {
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      // As they are, a reader would turn these into spaces or line feeds.
      case '\r': out += "&#xD;"; break;
      case '\n': out += "&#xA;"; break;
      case '\t': out += "&#x9;"; break;
      default: out += c;
    }
  }
}

std::string NameOf(const ApiMember& member) {
  return member.ref.name.empty() ? member.name : member.ref.name;
}

std::string NamespaceOf(const ShapeRef& ref) {
  if (ref.namespace_uri.empty()) return {};
  return fmt::format(" xmlns{}{}=\"{}\"",
                     ref.namespace_prefix.empty() ? "" : ":",
                     ref.namespace_prefix,
                     ref.namespace_uri);
}

void AppendStructure(const ShapeRef& ref,
                     Value value,
                     std::string_view name,
                     std::string& out) {
  out += fmt::format("<{}{}", name, NamespaceOf(ref));
  const MapView map = value.AsMap();
  std::string children;
  for (std::size_t i = 0; i < map.size(); ++i) {
    const ApiMember* member = ref.shape->Find(map.KeyAt(i).AsString());
    const Value item = map.ValueAt(i);
    if (item.is_null() || member->ref.location != Location::kBody) continue;
    if (member->ref.attribute) {
      out += fmt::format(" {}=\"", NameOf(*member));
      AppendEscaped(item.AsString(), out);
      out += '"';
      continue;
    }
    AppendXmlByShape(member->ref, item, NameOf(*member), children);
  }
  out += fmt::format(">{}</{}>", children, name);
}

void AppendList(const ShapeRef& ref,
                Value value,
                std::string_view name,
                std::string& out) {
  const ShapeRef& element = ref.shape->element;
  if (ref.flattened) {
    for (const Value item : value.AsList()) {
      AppendXmlByShape(element, item, name, out);
    }
    return;
  }
  out += fmt::format("<{}{}>", name, NamespaceOf(ref));
  for (const Value item : value.AsList()) {
    AppendXmlByShape(
        element, item, element.name.empty() ? "member" : element.name, out);
  }
  out += fmt::format("</{}>", name);
}

void AppendMap(const ShapeRef& ref,
               Value value,
               std::string_view name,
               std::string& out) {
  const ApiShape& shape = *ref.shape;
  const std::string_view entry = ref.flattened ? name : "entry";
  if (!ref.flattened) out += fmt::format("<{}{}>", name, NamespaceOf(ref));
  const MapView map = value.AsMap();
  for (std::size_t i = 0; i < map.size(); ++i) {
    out += fmt::format("<{}>", entry);
    AppendXmlByShape(shape.key,
                     map.KeyAt(i),
                     shape.key.name.empty() ? "key" : shape.key.name,
                     out);
    AppendXmlByShape(shape.value,
                     map.ValueAt(i),
                     shape.value.name.empty() ? "value" : shape.value.name,
                     out);
    out += fmt::format("</{}>", entry);
  }
  if (!ref.flattened) out += fmt::format("</{}>", name);
}

}  // namespace

void AppendXmlByShape(const ShapeRef& ref,
                      Value value,
                      std::string_view name,
                      std::string& out) {
  switch (ref.shape->kind) {
    case ShapeKind::kStructure: AppendStructure(ref, value, name, out); return;
    case ShapeKind::kList: AppendList(ref, value, name, out); return;
    case ShapeKind::kMap: AppendMap(ref, value, name, out); return;
    default: break;
  }
  out += fmt::format("<{}{}>", name, NamespaceOf(ref));
  AppendEscaped(RenderScalar(value, ref, TimeFormat::kIso8601), out);
  out += fmt::format("</{}>", name);
}

}  // namespace plimsoll::aws::internal

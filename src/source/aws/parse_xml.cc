// SPDX-License-Identifier: Apache-2.0
// The one door to pugixml. It neither loads external entities nor expands
// defined ones, so a document cannot grow beyond its text.
#include <cstring>
#include <pugixml.hpp>

#include <fmt/format.h>

#include "base/text.h"
#include "source/aws/parse.h"

namespace plimsoll::aws::internal {
namespace {

// Whitespace that is the whole content of an element is a value.
constexpr unsigned kParseFlags =
    (pugi::parse_default | pugi::parse_ws_pcdata_single) &
    ~static_cast<unsigned>(pugi::parse_doctype);

std::string_view LocalName(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool IsElement(const pugi::xml_node& node) {
  return node.type() == pugi::node_element;
}

pugi::xml_node ChildNamed(const pugi::xml_node& node, std::string_view name) {
  for (const pugi::xml_node child : node.children()) {
    if (IsElement(child) && LocalName(child.name()) == name) return child;
  }
  return {};
}

std::string TextOf(const pugi::xml_node& node) {
  std::string out;
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) {
      out += child.value();
    }
  }
  return out;
}

// Parses `body` in place of a copy; false with `what` when it is no XML.
Result<pugi::xml_node> LoadRoot(std::string_view body,
                                const Limits& limits,
                                pugi::xml_document& document) {
  const auto malformed = [](std::string_view what) {
    return Error(ErrorCode::kInvalid,
                 fmt::format("malformed response: {}", what));
  };
  if (body.size() > limits.bytes) return malformed("too large");
  const pugi::xml_parse_result parsed = document.load_buffer(
      body.data(), body.size(), kParseFlags, pugi::encoding_utf8);
  if (!parsed) {
    return malformed(
        fmt::format("XML at byte {}: {}", parsed.offset, parsed.description()));
  }
  const pugi::xml_node root = document.document_element();
  if (!root) return malformed("no XML element");
  return root;
}

class XmlShaper {
 public:
  explicit XmlShaper(const ParseTarget& target) : target_(target) {}

  Result<Value> Shape(const ShapeRef& ref,
                      const pugi::xml_node& node,
                      std::uint32_t depth) const {
    if (depth > target_.limits.depth)
      return Malformed(ref, "nested too deeply");
    switch (ref.shape->kind) {
      case ShapeKind::kStructure: {
        Entries entries;
        PLIMSOLL_RETURN_IF_ERROR(Members(ref, node, depth, entries));
        return Stamp(target_.factory.Map(entries));
      }
      case ShapeKind::kList: return List(ref, node, depth);
      case ShapeKind::kMap: return Map(ref, node, node.name(), depth);
      default: return ScalarFromText(ref, TextOf(node), target_);
    }
  }

  Result<void> Members(const ShapeRef& ref,
                       const pugi::xml_node& node,
                       std::uint32_t depth,
                       Entries& out) const {
    for (const ApiMember& member : ref.shape->members) {
      if (member.ref.location != Location::kBody) continue;
      PLIMSOLL_ASSIGN_OR_RETURN(const Value value, Member(member, node, depth));
      if (!value.is_null()) out.emplace_back(member.name, value);
    }
    return {};
  }

 private:
  Value Stamp(Value value) const { return value.WithOrigin(target_.origin); }

  static std::string_view NameOf(const ApiMember& member) {
    const ApiShape& shape = *member.ref.shape;
    if (shape.kind == ShapeKind::kList && member.ref.flattened &&
        !shape.element.name.empty()) {
      return shape.element.name;
    }
    return member.ref.name.empty() ? member.name : member.ref.name;
  }

  // Null when the node does not have the member.
  Result<Value> Member(const ApiMember& member,
                       const pugi::xml_node& node,
                       std::uint32_t depth) const {
    const std::string_view name = NameOf(member);
    if (member.ref.attribute) {
      for (const pugi::xml_attribute attribute : node.attributes()) {
        if (name == attribute.name()) {
          return ScalarFromText(member.ref, attribute.value(), target_);
        }
      }
      return Value::Null();
    }
    const pugi::xml_node child = ChildNamed(node, name);
    if (!child) return Value::Null();
    if (!member.ref.flattened) return Shape(member.ref, child, depth + 1);
    if (member.ref.shape->kind == ShapeKind::kMap) {
      return Map(member.ref, node, name, depth + 1);
    }
    return FlatList(member.ref, node, name, depth + 1);
  }

  Result<Value> List(const ShapeRef& ref,
                     const pugi::xml_node& node,
                     std::uint32_t depth) const {
    std::vector<Value> items;
    for (const pugi::xml_node child : node.children()) {
      if (!IsElement(child)) continue;
      PLIMSOLL_ASSIGN_OR_RETURN(const Value value,
                                Shape(ref.shape->element, child, depth + 1));
      items.push_back(value);
    }
    return Stamp(target_.factory.List(items));
  }

  Result<Value> FlatList(const ShapeRef& ref,
                         const pugi::xml_node& parent,
                         std::string_view name,
                         std::uint32_t depth) const {
    std::vector<Value> items;
    for (const pugi::xml_node child : parent.children()) {
      if (!IsElement(child) || LocalName(child.name()) != name) continue;
      PLIMSOLL_ASSIGN_OR_RETURN(const Value value,
                                Shape(ref.shape->element, child, depth + 1));
      items.push_back(value);
    }
    return Stamp(target_.factory.List(items));
  }

  // Entries are the children of `node`; of a flattened map, only those called
  // `name`.
  Result<Value> Map(const ShapeRef& ref,
                    const pugi::xml_node& node,
                    std::string_view name,
                    std::uint32_t depth) const {
    const ApiShape& shape = *ref.shape;
    std::vector<std::pair<std::string, Value>> pairs;
    for (const pugi::xml_node entry : node.children()) {
      if (!IsElement(entry)) continue;
      if (ref.flattened && LocalName(entry.name()) != name) continue;
      const pugi::xml_node key =
          ChildNamed(entry, shape.key.name.empty() ? "key" : shape.key.name);
      const pugi::xml_node value = ChildNamed(
          entry, shape.value.name.empty() ? "value" : shape.value.name);
      if (!key || !value)
        return Malformed(ref, "an entry without key or value");
      PLIMSOLL_ASSIGN_OR_RETURN(const Value made,
                                Shape(shape.value, value, depth + 1));
      pairs.emplace_back(TextOf(key), made);
      if (!IsUtf8(pairs.back().first)) return Malformed(ref, "not UTF-8");
    }
    return Stamp(target_.factory.Map(Entries(pairs.begin(), pairs.end())));
  }

  const ParseTarget& target_;
};

// True for what proxies and front ends send in place of a reply.
bool IsForeign(std::string_view root) {
  return EqualsIgnoreCase(root, "html") || root == "Error" ||
         root == "ErrorResponse" || root == "Response";
}

std::string ChildText(const pugi::xml_node& node, std::string_view name) {
  return TextOf(ChildNamed(node, name));
}

}  // namespace

Result<void> ParseXmlBody(const ApiOperation& operation,
                          std::string_view body,
                          const ParseTarget& target,
                          Entries& out) {
  pugi::xml_document document;
  PLIMSOLL_ASSIGN_OR_RETURN(pugi::xml_node root,
                            LoadRoot(body, target.limits, document));
  const XmlShaper shaper(target);
  const ShapeRef& output = operation.output;
  const std::string_view name = LocalName(root.name());
  if (operation.unwrapped) {
    const ApiMember& member = output.shape->members.front();
    const std::string_view wanted =
        member.ref.name.empty() ? member.name : member.ref.name;
    if (name != wanted) return Malformed(output, "another root element");
    PLIMSOLL_ASSIGN_OR_RETURN(const Value value,
                              shaper.Shape(member.ref, root, 0));
    // us-east-1 answers with an empty element, which means "none".
    if (!value.StringOr("").empty()) out.emplace_back(member.name, value);
    return {};
  }
  const bool is_rest = operation.service->protocol == Protocol::kRestXml;
  if (IsForeign(name) || (!is_rest && !name.ends_with("Response"))) {
    return Malformed(output, fmt::format("root element is {}", name));
  }
  if (!operation.result_wrapper.empty()) {
    root = ChildNamed(root, operation.result_wrapper);
    if (!root) return Malformed(output, "no " + operation.result_wrapper);
  }
  return shaper.Members(output, root, 0, out);
}

Result<Value> ParseXmlPayload(const ShapeRef& ref,
                              std::string_view body,
                              const ParseTarget& target) {
  pugi::xml_document document;
  PLIMSOLL_ASSIGN_OR_RETURN(const pugi::xml_node root,
                            LoadRoot(body, target.limits, document));
  if (IsForeign(LocalName(root.name()))) {
    return Malformed(ref, fmt::format("root element is {}", root.name()));
  }
  return XmlShaper(target).Shape(ref, root, 0);
}

void ParseXmlError(std::string_view body, ServiceError& error) {
  pugi::xml_document document;
  const auto root = LoadRoot(body, Limits{}, document);
  if (!root) return;
  pugi::xml_node node = *root;
  // <Response><Errors><Error>, <ErrorResponse><Error> or a bare <Error>.
  if (const pugi::xml_node errors = ChildNamed(node, "Errors")) node = errors;
  if (const pugi::xml_node inner = ChildNamed(node, "Error")) node = inner;
  error.code = ChildText(node, "Code");
  error.message = ChildText(node, "Message");
  for (const std::string_view name : {"RequestId", "RequestID"}) {
    for (const pugi::xml_node at : {*root, node}) {
      if (error.request_id.empty()) error.request_id = ChildText(at, name);
    }
  }
}

}  // namespace plimsoll::aws::internal

// SPDX-License-Identifier: Apache-2.0
#include "cel/type.h"

#include <utility>

#include <fmt/format.h>

#include "base/check.h"

namespace plimsoll::cel {

namespace {

std::string_view SimpleName(TypeKind kind) {
  switch (kind) {
    case TypeKind::kDyn: return "dyn";
    case TypeKind::kNull: return "null_type";
    case TypeKind::kBool: return "bool";
    case TypeKind::kInt: return "int";
    case TypeKind::kUint: return "uint";
    case TypeKind::kDouble: return "double";
    case TypeKind::kString: return "string";
    case TypeKind::kBytes: return "bytes";
    case TypeKind::kTimestamp: return "timestamp";
    case TypeKind::kDuration: return "duration";
    case TypeKind::kType: return "type";
    case TypeKind::kList: return "list";
    case TypeKind::kMap: return "map";
    case TypeKind::kOptional: return "optional_type";
    case TypeKind::kWrapper: return "wrapper";
    case TypeKind::kObject: return "object";
    case TypeKind::kOpaque: return "opaque";
    case TypeKind::kParam: return "param";
    case TypeKind::kError: return "!error!";
  }
  return "?";
}

constexpr auto kLastKind = static_cast<std::size_t>(TypeKind::kError);

}  // namespace

TypePool::TypePool() : simple_(kLastKind + 1, nullptr) {
  for (std::size_t i = 0; i <= kLastKind; ++i) {
    const auto kind = static_cast<TypeKind>(i);
    switch (kind) {
      case TypeKind::kList:
      case TypeKind::kMap:
      case TypeKind::kOptional:
      case TypeKind::kWrapper:
      case TypeKind::kObject:
      case TypeKind::kOpaque:
      case TypeKind::kParam: continue;
      default: {
        Type type;
        type.kind = kind;
        simple_[i] = Intern(std::move(type));
      }
    }
  }
}

TypeRef TypePool::Simple(TypeKind kind) const {
  const TypeRef type = simple_[static_cast<std::size_t>(kind)];
  PLIMSOLL_CHECK(type != nullptr);
  return type;
}

TypeRef TypePool::Intern(Type type) {
  // Kind and the addresses of the parts identify a type: the parts are
  // interned.
  std::string key =
      fmt::format("{}|{}", static_cast<int>(type.kind), type.name);
  for (const TypeRef part : type.params) {
    key += fmt::format("|{}", static_cast<const void*>(part));
  }
  const auto found = by_text_.find(key);
  if (found != by_text_.end()) return found->second;
  const auto stored = by_text_.emplace(std::move(key), nullptr).first;
  if (!type.name.empty()) {
    // The name must outlive the caller's view: the key holds a copy of it.
    const std::size_t start = stored->first.find('|') + 1;
    type.name = std::string_view(stored->first).substr(start, type.name.size());
  }
  stored->second = &types_.emplace_back(std::move(type));
  return stored->second;
}

TypeRef TypePool::List(TypeRef element) {
  return Intern({TypeKind::kList, {}, {element}, nullptr});
}

TypeRef TypePool::Map(TypeRef key, TypeRef value) {
  return Intern({TypeKind::kMap, {}, {key, value}, nullptr});
}

TypeRef TypePool::Optional(TypeRef value) {
  return Intern({TypeKind::kOptional, {}, {value}, nullptr});
}

TypeRef TypePool::Wrapper(TypeRef value) {
  return Intern({TypeKind::kWrapper, {}, {value}, nullptr});
}

TypeRef TypePool::TypeOf(TypeRef value) {
  return Intern({TypeKind::kType, {}, {value}, nullptr});
}

TypeRef TypePool::Opaque(std::string_view name,
                         std::span<const TypeRef> params) {
  return Intern(
      {TypeKind::kOpaque, name, {params.begin(), params.end()}, nullptr});
}

TypeRef TypePool::Param(std::string_view name) {
  return Intern({TypeKind::kParam, name, {}, nullptr});
}

ObjectType& TypePool::Object(std::string_view name) {
  const auto found = objects_.find(name);
  if (found != objects_.end()) return *found->second;
  auto made = std::make_unique<ObjectType>();
  made->name = std::string(name);
  return *objects_.emplace(std::string(name), std::move(made)).first->second;
}

TypeRef TypePool::ObjectRef(const ObjectType& object) {
  return Intern({TypeKind::kObject, object.name, {}, &object});
}

namespace {

void AppendRendered(TypeRef type, std::string& out) {
  switch (type->kind) {
    case TypeKind::kObject:
    case TypeKind::kOpaque:
    case TypeKind::kParam: out += type->name; break;
    default: out += SimpleName(type->kind);
  }
  if (type->params.empty()) return;
  out += '(';
  for (std::size_t i = 0; i < type->params.size(); ++i) {
    if (i > 0) out += ", ";
    AppendRendered(type->params[i], out);
  }
  out += ')';
}

}  // namespace

std::string Render(TypeRef type) {
  std::string out;
  AppendRendered(type, out);
  return out;
}

}  // namespace plimsoll::cel

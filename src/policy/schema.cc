// SPDX-License-Identifier: Apache-2.0
#include "policy/internal/schema.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace plimsoll {
namespace {

using cel::TypeKind;
using cel::TypeRef;

struct NamedKind {
  std::string_view name;
  TypeKind kind;
};

/// Scalar names of the notation in type files.
constexpr std::array<NamedKind, 6> kNotationNames{
    {{"string", TypeKind::kString},
     {"int", TypeKind::kInt},
     {"double", TypeKind::kDouble},
     {"bool", TypeKind::kBool},
     {"timestamp", TypeKind::kTimestamp},
     {"json", TypeKind::kDyn}}};

/// Scalar names in reduced published schemas (JSON Schema's).
constexpr std::array<NamedKind, 6> kPublishedNames{
    {{"string", TypeKind::kString},
     {"integer", TypeKind::kInt},
     {"number", TypeKind::kDouble},
     {"boolean", TypeKind::kBool},
     {"timestamp", TypeKind::kTimestamp},
     {"json", TypeKind::kDyn}}};

template <std::size_t N>
const NamedKind* FindKind(const std::array<NamedKind, N>& kinds,
                          std::string_view name) {
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const NamedKind& k) {
        return k.name == name;
      });
  return found == kinds.end() ? nullptr : &*found;
}

std::string DefinitionName(std::string_view type, std::string_view name) {
  return fmt::format("{}.{}", type, name);
}

Result<TypeRef> PublishedType(Value node,
                              std::string_view owner,
                              cel::TypePool& types) {
  if (node.is_string()) {
    const NamedKind* kind = FindKind(kPublishedNames, node.AsString());
    if (kind != nullptr) return types.Simple(kind->kind);
  }
  if (const Value element = node.Get("list"); !element.is_null()) {
    return PublishedType(element, owner, types).transform([&](TypeRef type) {
      return types.List(type);
    });
  }
  if (const Value element = node.Get("map"); !element.is_null()) {
    return PublishedType(element, owner, types).transform([&](TypeRef type) {
      return types.Map(types.String(), type);
    });
  }
  if (const Value ref = node.Get("ref"); ref.is_string()) {
    return types.ObjectRef(types.Object(DefinitionName(owner, ref.AsString())));
  }
  return Error(ErrorCode::kInvalid,
               fmt::format("schema of {}: a type must be a name, list, map or "
                           "ref",
                           owner));
}

Result<void> DeclareProperties(Value properties,
                               std::string_view owner,
                               cel::ObjectType& object,
                               cel::TypePool& types) {
  if (!properties.is_map()) return {};
  const MapView map = properties.AsMap();
  for (std::size_t i = 0; i < map.size(); ++i) {
    PLIMSOLL_ASSIGN_OR_RETURN(const TypeRef type,
                              PublishedType(map.ValueAt(i), owner, types));
    object.fields.emplace(map.KeyAt(i).AsString(), type);
  }
  return {};
}

/// "map(string)" -> "string"; empty when it is not of that form.
std::string_view MapElement(std::string_view name) {
  if (!name.starts_with("map(") || !name.ends_with(")")) return {};
  return name.substr(4, name.size() - 5);
}

TypeRef ReadTypeName(Value notation,
                     std::string_view name,
                     const CatalogueFile& file,
                     cel::TypePool& types) {
  if (const NamedKind* kind = FindKind(kNotationNames, name)) {
    return types.Simple(kind->kind);
  }
  if (const std::string_view element = MapElement(name); !element.empty()) {
    return types.Map(types.String(),
                     ReadTypeName(notation, element, file, types));
  }
  std::array<std::string_view, kNotationNames.size()> names;
  std::transform(kNotationNames.begin(),
                 kNotationNames.end(),
                 names.begin(),
                 [](const NamedKind& k) { return k.name; });
  file.Error(notation,
             fmt::format("no type is called `{}`", name),
             DidYouMean(name, names));
  return types.Dyn();
}

bool ObjectsFit(const cel::ObjectType& from, const cel::ObjectType& to) {
  if (&from == &to || from.fields.empty() || to.fields.empty()) return true;
  bool common = false;
  for (const auto& [name, type] : from.fields) {
    const auto target = to.fields.find(name);
    if (target == to.fields.end()) continue;
    common = true;
    const bool nested = type->kind == TypeKind::kObject;
    if (!nested && !TypeFits(type, target->second)) return false;
  }
  return common;
}

}  // namespace

Result<cel::ObjectType*> DeclarePublishedSchema(Value schema,
                                                cel::TypePool& types) {
  const std::string_view name = schema.Get("type").StringOr("");
  if (name.empty()) {
    return Error(ErrorCode::kInvalid, "published schema lacks `type`");
  }
  cel::ObjectType& object = types.Object(name);
  if (!object.fields.empty()) return &object;
  PLIMSOLL_RETURN_IF_ERROR(
      DeclareProperties(schema.Get("properties"), name, object, types));
  const Value definitions = schema.Get("definitions");
  if (definitions.is_map()) {
    const MapView map = definitions.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      cel::ObjectType& definition =
          types.Object(DefinitionName(name, map.KeyAt(i).AsString()));
      PLIMSOLL_RETURN_IF_ERROR(
          DeclareProperties(map.ValueAt(i), name, definition, types));
    }
  }
  return &object;
}

std::vector<std::string> SchemaNames(Value schema, std::string_view list) {
  std::vector<std::string> names;
  const Value items = schema.Get(list);
  if (!items.is_list()) return names;
  for (const Value& item : items.AsList()) {
    names.emplace_back(item.StringOr(""));
  }
  return names;
}

TypeRef ReadTypeNotation(Value notation,
                         std::string_view name,
                         const CatalogueFile& file,
                         cel::TypePool& types) {
  if (notation.is_string()) {
    return ReadTypeName(notation, notation.AsString(), file, types);
  }
  if (notation.is_list() && notation.AsList().size() == 1) {
    return types.List(
        ReadTypeNotation(notation.AsList().front(), name, file, types));
  }
  if (notation.is_map()) {
    cel::ObjectType& object = types.Object(name);
    const MapView map = notation.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      const std::string_view field = map.KeyAt(i).AsString();
      object.fields.insert_or_assign(
          std::string(field),
          ReadTypeNotation(
              map.ValueAt(i), DefinitionName(name, field), file, types));
    }
    return types.ObjectRef(object);
  }
  file.Error(notation,
             "a type is a name, a list of one type, or a map of properties");
  return types.Dyn();
}

bool TypeFits(TypeRef from, TypeRef to) {
  const auto takes_anything = [](TypeKind kind) {
    return kind == TypeKind::kDyn || kind == TypeKind::kNull ||
           kind == TypeKind::kError || kind == TypeKind::kParam;
  };
  if (from == to || takes_anything(from->kind) || takes_anything(to->kind)) {
    return true;
  }
  if (from->kind == TypeKind::kWrapper) return TypeFits(from->params[0], to);
  if (to->kind == TypeKind::kWrapper) return TypeFits(from, to->params[0]);
  if (to->kind == TypeKind::kDouble) return from->kind == TypeKind::kInt;
  if (from->kind == TypeKind::kMap && to->kind == TypeKind::kObject) {
    return true;  // Its keys are checked by CheckShape.
  }
  if (from->kind == TypeKind::kObject && to->kind == TypeKind::kMap) {
    return false;
  }
  if (from->kind != to->kind) return false;
  if (from->kind == TypeKind::kObject) {
    return ObjectsFit(*from->object, *to->object);
  }
  for (std::size_t i = 0; i < from->params.size(); ++i) {
    if (!TypeFits(from->params[i], to->params[i])) return false;
  }
  return true;
}

}  // namespace plimsoll

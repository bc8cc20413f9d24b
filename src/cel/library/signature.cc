// SPDX-License-Identifier: Apache-2.0
#include "cel/library/signature.h"

#include <array>
#include <cctype>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"

namespace plimsoll::cel {

namespace {

constexpr std::array<std::pair<std::string_view, TypeKind>, 11> kSimple = {{
    {"dyn", TypeKind::kDyn},
    {"null_type", TypeKind::kNull},
    {"bool", TypeKind::kBool},
    {"int", TypeKind::kInt},
    {"uint", TypeKind::kUint},
    {"double", TypeKind::kDouble},
    {"string", TypeKind::kString},
    {"bytes", TypeKind::kBytes},
    {"timestamp", TypeKind::kTimestamp},
    {"duration", TypeKind::kDuration},
    {"type", TypeKind::kType},
}};

// Reads one signature from left to right.
class Reader {
 public:
  Reader(std::string_view text, TypePool& types) : rest_(text), types_(types) {}

  Overload Read() {
    Overload overload;
    if (rest_.front() != '(') {
      overload.receiver = true;
      overload.params.push_back(ReadType());
      Take(".");
    }
    Take("(");
    while (!TryTake(")")) {
      overload.params.push_back(ReadType());
      TryTake(", ");
    }
    Take(" -> ");
    overload.result = ReadType();
    PLIMSOLL_CHECK(rest_.empty());
    return overload;
  }

 private:
  TypeRef ReadType() {
    const std::string_view name = ReadName();
    if (name == "list" || name == "optional" || name == "type") {
      // A bare "type" is the type of any type.
      if (name == "type" && !rest_.starts_with("(")) {
        return types_.Simple(TypeKind::kType);
      }
      Take("(");
      const TypeRef inner = ReadType();
      Take(")");
      if (name == "list") return types_.List(inner);
      return name == "type" ? types_.TypeOf(inner) : types_.Optional(inner);
    }
    if (name == "map") {
      Take("(");
      const TypeRef key = ReadType();
      Take(", ");
      const TypeRef value = ReadType();
      Take(")");
      return types_.Map(key, value);
    }
    for (const auto& [simple, kind] : kSimple) {
      if (simple == name) return types_.Simple(kind);
    }
    if (name.size() == 1) return types_.Param(name);
    return types_.Opaque(name);
  }

  // Letters, digits and dots; a dot before "(" belongs to the receiver call.
  std::string_view ReadName() {
    std::size_t size = 0;
    while (size < rest_.size() && IsNamePart(size)) ++size;
    PLIMSOLL_CHECK(size > 0);
    const std::string_view name = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return name;
  }

  bool IsNamePart(std::size_t at) const {
    const char c = rest_[at];
    if (c == '.') return at + 1 < rest_.size() && rest_[at + 1] != '(';
    return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0;
  }

  bool TryTake(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  void Take(std::string_view text) { PLIMSOLL_CHECK(TryTake(text)); }

  std::string_view rest_;
  TypePool& types_;
};

}  // namespace

void Define(FunctionTable& table,
            TypePool& types,
            std::span<const Definition> definitions) {
  for (const Definition& definition : definitions) {
    Overload overload = Reader(definition.signature, types).Read();
    overload.id = std::string(definition.id);
    overload.function = definition.function;
    overload.strict = definition.strict;
    table.Add(definition.name, std::move(overload));
  }
}

}  // namespace plimsoll::cel

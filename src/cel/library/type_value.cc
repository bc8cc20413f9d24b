// SPDX-License-Identifier: Apache-2.0
#include "cel/library/type_value.h"

#include <array>

#include "base/check.h"
#include "cel/library/opaque.h"

namespace plimsoll::cel {

const OpaqueType kTypeType{"type"};

namespace {

struct TypeRep : OpaqueRep {
  const StringRep* name;
};

constexpr std::array<std::string_view, 20> kTypeNames = {
    "bool",
    "bytes",
    "double",
    "google.protobuf.Duration",
    "google.protobuf.Timestamp",
    "int",
    "kubernetes.NamedFormat",
    "kubernetes.Quantity",
    "kubernetes.Semver",
    "kubernetes.URL",
    "list",
    "map",
    "net.CIDR",
    "net.IP",
    "null_type",
    "optional_type",
    "string",
    "type",
    "uint",
    "dyn",
};

}  // namespace

Value MakeTypeValue(const ValueFactory& factory, std::string_view name) {
  TypeRep rep{};
  rep.type = &kTypeType;
  rep.name = factory.String(name).AsStringRep();
  return MakeOpaque(factory, rep);
}

bool IsTypeValue(Value value) {
  return OpaqueCast<TypeRep>(value, kTypeType) != nullptr;
}

std::string_view TypeValueName(Value value) {
  const auto* rep = OpaqueCast<TypeRep>(value, kTypeType);
  PLIMSOLL_CHECK(rep != nullptr);
  return rep->name->view();
}

std::string_view TypeNameOf(Value value) {
  switch (value.kind()) {
    case Kind::kNull: return "null_type";
    case Kind::kTimestamp: return "google.protobuf.Timestamp";
    case Kind::kDuration: return "google.protobuf.Duration";
    case Kind::kOpaque: return value.AsOpaque()->type->name;
    default: return Name(value.kind());
  }
}

std::span<const std::string_view> TypeNames() {
  return kTypeNames;
}

}  // namespace plimsoll::cel

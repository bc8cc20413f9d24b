// SPDX-License-Identifier: Apache-2.0
// tobool tolist tomap tonumber toset tostring sensitive nonsensitive
// issensitive ephemeralasnull
#include "hcl/functions/all.h"

namespace plimsoll::hcl {
namespace {

using Result = std::optional<Value>;

template <TypeKind kKind>
Type Target(CallContext& c) {
  switch (kKind) {
    case TypeKind::kString: return Type::String();
    case TypeKind::kNumber: return Type::Number();
    case TypeKind::kBool: return Type::Bool();
    default: return c.factory.types().Collection(kKind, Type::Dynamic());
  }
}

template <TypeKind kKind>
Result To(CallContext& c, Type) {
  const Value value = c.arguments[0];
  if (value.is_unknown() && value.shallow_type().is_dynamic()) {
    return c.factory.UnknownFrom(
        kKind <= TypeKind::kBool ? Target<kKind>(c) : Type::Dynamic(),
        c.arguments);
  }
  std::string problem;
  const auto converted = Convert(value, Target<kKind>(c), c.factory, &problem);
  if (!converted) return c.FailArgument(0, problem);
  return converted;
}

Result SensitiveOf(CallContext& c, Type) {
  return c.arguments[0].WithSensitive(true);
}
Result NonsensitiveOf(CallContext& c, Type) {
  return c.arguments[0].WithSensitive(false);
}
Result IsSensitiveOf(CallContext& c, Type) {
  if (c.arguments[0].sensitive()) return Value::Bool(true);
  if (c.arguments[0].is_unknown()) {
    return c.factory.UnknownFrom(Type::Bool(), c.arguments);
  }
  return Value::Bool(false);
}
Result SameOf(CallContext& c, Type) {
  return c.arguments[0];
}

}  // namespace

void AddConversionFunctions(FunctionTable& table) {
  const Parameter any{"v", Type::Dynamic(), true, true, true, true};
  const auto add = [&](std::string_view name, ValueFunction f) {
    table.Add({name, {any}, {}, Type::Dynamic(), nullptr, f});
  };
  add("tobool", To<TypeKind::kBool>);
  add("tonumber", To<TypeKind::kNumber>);
  add("tostring", To<TypeKind::kString>);
  add("tolist", To<TypeKind::kList>);
  add("toset", To<TypeKind::kSet>);
  add("tomap", To<TypeKind::kMap>);
  add("sensitive", SensitiveOf);
  add("nonsensitive", NonsensitiveOf);
  add("issensitive", IsSensitiveOf);
  add("ephemeralasnull", SameOf);
}

}  // namespace plimsoll::hcl

// SPDX-License-Identifier: Apache-2.0
#include "cel/function.h"

#include <utility>

#include <fmt/format.h>

#include "cel/library/type_value.h"

namespace plimsoll::cel {

Value CallContext::OverBudget() const {
  return factory.Error("cost limit exceeded");
}

Value CallContext::NoOverload(std::string_view function,
                              std::span<const Value> args) const {
  std::string text = fmt::format("no such overload: {}(", function);
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (i > 0) text += ", ";
    text += TypeNameOf(args[i]);
  }
  text += ')';
  return factory.Error(text);
}

std::uint32_t FunctionTable::Add(std::string_view name, Overload overload) {
  const auto index = static_cast<std::uint32_t>(overloads_.size());
  overloads_.push_back(std::move(overload));
  const auto found = by_name_.find(name);
  if (found != by_name_.end()) {
    found->second.push_back(index);
  } else {
    by_name_.emplace(std::string(name), std::vector<std::uint32_t>{index});
  }
  return index;
}

std::span<const std::uint32_t> FunctionTable::Find(
    std::string_view name) const {
  const auto found = by_name_.find(name);
  if (found == by_name_.end()) return {};
  return found->second;
}

std::vector<std::string_view> FunctionTable::Names() const {
  std::vector<std::string_view> names;
  names.reserve(by_name_.size());
  for (const auto& [name, indexes] : by_name_) names.push_back(name);
  return names;
}

bool KindFits(Value value, TypeRef type) {
  const Kind kind = value.kind();
  if (kind == Kind::kUnknown || kind == Kind::kError) return false;
  const auto is_opaque = [&](std::string_view name) {
    return kind == Kind::kOpaque && value.AsOpaque()->type->name == name;
  };
  switch (type->kind) {
    case TypeKind::kDyn:
    case TypeKind::kParam:
    case TypeKind::kError: return true;
    case TypeKind::kNull: return kind == Kind::kNull;
    case TypeKind::kBool: return kind == Kind::kBool;
    case TypeKind::kInt: return kind == Kind::kInt;
    case TypeKind::kUint: return kind == Kind::kUint;
    case TypeKind::kDouble: return kind == Kind::kDouble;
    case TypeKind::kString: return kind == Kind::kString;
    case TypeKind::kBytes: return kind == Kind::kBytes;
    case TypeKind::kTimestamp: return kind == Kind::kTimestamp;
    case TypeKind::kDuration: return kind == Kind::kDuration;
    case TypeKind::kList: return kind == Kind::kList;
    case TypeKind::kMap: return kind == Kind::kMap;
    case TypeKind::kType: return is_opaque("type");
    case TypeKind::kOptional: return is_opaque("optional_type");
    case TypeKind::kWrapper:
      return kind == Kind::kNull || KindFits(value, type->params[0]);
    case TypeKind::kObject: return kind == Kind::kMap || kind == Kind::kNull;
    case TypeKind::kOpaque: return is_opaque(type->name);
  }
  return false;
}

}  // namespace plimsoll::cel

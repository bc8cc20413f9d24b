// SPDX-License-Identifier: Apache-2.0
#include "source/aws/collect/api_schema.h"

#include <fmt/format.h>

namespace plimsoll::aws {
namespace {

using cel::TypeKind;
using cel::TypeRef;

TypeRef TypeOf(const ApiService& service,
               const ApiShape& shape,
               cel::TypePool& types);

/// The object type of a structure; declares it and all below it once.
const cel::ObjectType* Declare(const ApiService& service,
                               const ApiShape& shape,
                               cel::TypePool& types) {
  cel::ObjectType& object =
      types.Object(fmt::format("{}.{}", service.name, shape.name));
  if (object.fields.size() == shape.members.size()) return &object;
  // Names first, so that a shape that contains itself finds them all there.
  for (const ApiMember& member : shape.members) {
    object.fields.emplace(member.name, types.Dyn());
  }
  for (const ApiMember& member : shape.members) {
    if (member.ref.shape == nullptr) continue;
    object.fields[member.name] = TypeOf(service, *member.ref.shape, types);
  }
  return &object;
}

TypeRef TypeOf(const ApiService& service,
               const ApiShape& shape,
               cel::TypePool& types) {
  switch (shape.kind) {
    case ShapeKind::kStructure:
      return types.ObjectRef(*Declare(service, shape, types));
    case ShapeKind::kList:
      return types.List(shape.element.shape == nullptr
                            ? types.Dyn()
                            : TypeOf(service, *shape.element.shape, types));
    case ShapeKind::kMap:
      return types.Map(types.String(),
                       shape.value.shape == nullptr
                           ? types.Dyn()
                           : TypeOf(service, *shape.value.shape, types));
    case ShapeKind::kString: return types.String();
    case ShapeKind::kInteger:
    case ShapeKind::kLong: return types.Int();
    case ShapeKind::kFloat:
    case ShapeKind::kDouble: return types.Simple(TypeKind::kDouble);
    case ShapeKind::kBoolean: return types.Bool();
    case ShapeKind::kTimestamp: return types.Simple(TypeKind::kTimestamp);
    case ShapeKind::kBlob: return types.Simple(TypeKind::kBytes);
    case ShapeKind::kDocument: return types.Dyn();
  }
  return types.Dyn();
}

}  // namespace

std::optional<ApiSchema::Operation> AwsApiSchema::Find(
    std::string_view service,
    std::string_view operation,
    cel::TypePool& types) const {
  const Result<const ApiOperation*> found =
      model_->FindOperation(service, operation);
  if (!found) return std::nullopt;
  const ApiOperation& op = **found;
  Operation result;
  if (op.input.shape != nullptr) {
    result.input = Declare(*op.service, *op.input.shape, types);
  }
  if (op.output.shape != nullptr) {
    result.output = Declare(*op.service, *op.output.shape, types);
  }
  result.permission = op.iam_action;
  return result;
}

std::vector<std::string> AwsApiSchema::Names(std::string_view service) const {
  std::vector<std::string> names;
  const auto found = model_->services().find(service);
  if (found == model_->services().end()) {
    for (const auto& [name, unused] : model_->services()) names.push_back(name);
  } else {
    for (const auto& [name, unused] : found->second.operations) {
      names.push_back(name);
    }
  }
  return names;
}

}  // namespace plimsoll::aws

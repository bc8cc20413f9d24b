// SPDX-License-Identifier: Apache-2.0
// The API model as the catalogue's type checker sees it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/api_schema.h"
#include "source/aws/api_model.h"

namespace plimsoll::aws {

/// Turns shapes into CEL object types called "<service>.<Shape>". Lifetime:
/// borrows the model. Thread-compatible.
class AwsApiSchema final : public ApiSchema {
 public:
  explicit AwsApiSchema(const ApiModel& model) : model_(&model) {}

  std::optional<Operation> Find(std::string_view service,
                                std::string_view operation,
                                cel::TypePool& types) const override;
  std::vector<std::string> Names(std::string_view service) const override;

 private:
  const ApiModel* model_;
};

}  // namespace plimsoll::aws

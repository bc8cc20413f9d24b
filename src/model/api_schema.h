// SPDX-License-Identifier: Apache-2.0
// What the catalogue needs to know of a provider's API to type-check
// collectors.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cel/type.h"

namespace plimsoll {

/// The operations that collectors may call, with the types of what goes in and
/// what comes out. Implemented by each source over the provider's API model.
class ApiSchema {
 public:
  struct Operation {
    const cel::ObjectType* input = nullptr;   ///< Null: takes nothing.
    const cel::ObjectType* output = nullptr;  ///< Null: answers nothing.
    std::string permission;  ///< "s3:ListAllMyBuckets": what to grant.
  };

  ApiSchema() = default;
  ApiSchema(const ApiSchema&) = delete;
  ApiSchema& operator=(const ApiSchema&) = delete;
  virtual ~ApiSchema() = default;

  /// The operation's types, made in `types`; nullopt when there is none.
  virtual std::optional<Operation> Find(std::string_view service,
                                        std::string_view operation,
                                        cel::TypePool& types) const = 0;
  /// The operations of a service, sorted; the services when `service` is empty
  /// or not known.
  virtual std::vector<std::string> Names(std::string_view service) const = 0;
};

}  // namespace plimsoll

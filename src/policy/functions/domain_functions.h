// SPDX-License-Identifier: Apache-2.0
// The functions that expressions have beside CEL's own: what is known about
// networks, IAM policies and the texts of cloud APIs.
#pragma once

#include "cel/function.h"
#include "cel/type.h"

namespace plimsoll {

/// Adds net.*, iam.*, arn, age, days, json, csv, url.decode and glob, as
/// docs/catalogue.md describes them, and their types: "Arn", "iam.Statement"
/// and "iam.Principal".
void AddDomainFunctions(cel::FunctionTable& table, cel::TypePool& types);

}  // namespace plimsoll

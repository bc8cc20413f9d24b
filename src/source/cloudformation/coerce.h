// SPDX-License-Identifier: Apache-2.0
// CloudFormation takes "true" for true and "80" for 80; checks do not.
#pragma once

#include "cel/type.h"
#include "value/value.h"

namespace plimsoll::cfn {

/// A copy of `value` in the shape that its type declares: texts become booleans
/// and numbers where those are declared, and the other way round; JSON in a
/// text becomes a document where any JSON is declared; null members and
/// undeclared ones are left out. What does not fit stays as it is.
Value Coerce(Value value, cel::TypeRef type, const ValueFactory& factory);

}  // namespace plimsoll::cfn

// SPDX-License-Identifier: Apache-2.0
// The Serverless Application Model, as far as its resources are those of other
// types.
#pragma once

#include "value/value.h"

namespace plimsoll::cfn {

/// Whether a template asks for the transform AWS::Serverless-2016-10-31.
bool IsSam(Value root);

/// The template with its serverless resources written out: Globals merged into
/// functions, APIs and tables; functions with the role that SAM makes for them.
/// Source:
/// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
Value ExpandSam(Value root, const ValueFactory& factory);

}  // namespace plimsoll::cfn

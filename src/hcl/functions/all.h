// SPDX-License-Identifier: Apache-2.0
// The groups of functions, one file each; TerraformFunctions() joins them.
#pragma once

#include "hcl/function.h"

namespace plimsoll::hcl {

void AddNumberFunctions(FunctionTable& table);
void AddCollectionFunctions(FunctionTable& table);
void AddSequenceFunctions(FunctionTable& table);
void AddMapFunctions(FunctionTable& table);
void AddSetFunctions(FunctionTable& table);
void AddConversionFunctions(FunctionTable& table);

}  // namespace plimsoll::hcl

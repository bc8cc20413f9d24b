// SPDX-License-Identifier: Apache-2.0
#include "hcl/functions/all.h"

namespace plimsoll::hcl {

const FunctionTable& TerraformFunctions() {
  static const FunctionTable kTable = [] {
    FunctionTable table;
    AddNumberFunctions(table);
    AddConversionFunctions(table);
    AddSequenceFunctions(table);
    AddMapFunctions(table);
    AddSetFunctions(table);
    return table;
  }();
  return kTable;
}

}  // namespace plimsoll::hcl

// SPDX-License-Identifier: Apache-2.0
#include "cel/function.h"

namespace plimsoll::cel {

void AddAllLibraries(FunctionTable& table, TypePool& types) {
  AddStandardLibrary(table, types);
  AddStringsLibrary(table, types);
  AddListsLibrary(table, types);
  AddSetsLibrary(table, types);
  AddMathLibrary(table, types);
  AddEncodersLibrary(table, types);
  AddRegexLibrary(table, types);
  AddOptionalLibrary(table, types);
  AddNetworkLibrary(table, types);
  AddUrlLibrary(table, types);
  AddQuantityLibrary(table, types);
  AddSemverLibrary(table, types);
  AddNamedFormatLibrary(table, types);
}

}  // namespace plimsoll::cel

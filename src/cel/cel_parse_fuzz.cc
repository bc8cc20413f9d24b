// SPDX-License-Identifier: Apache-2.0
// Any text: parsing and checking must not crash, and what was parsed must print
// to a text that parses to the same print, before and after checking.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "cel/environment.h"

namespace {

using plimsoll::Diagnostics;
using plimsoll::cel::Environment;
using plimsoll::cel::FunctionTable;
using plimsoll::cel::TypePool;

// Filled at the first input and kept for the others.
struct World {
  World() {
    plimsoll::cel::AddAllLibraries(functions, types);
    auto& object = types.Object("Thing");
    object.fields["Name"] = types.String();
    object.fields["Parts"] = types.List(types.ObjectRef(object));
    object.fields["Free"] = types.Dyn();
    environment.types = &types;
    environment.functions = &functions;
    environment.variables = {{"spec", types.ObjectRef(object)},
                             {"x", types.Dyn()},
                             {"a.b", types.Int()}};
  }
  TypePool types;
  FunctionTable functions;
  Environment environment;
};

void CheckRoundTrip(const plimsoll::cel::Ast& ast) {
  const std::string printed = Print(*ast.root);
  Diagnostics diagnostics;
  const auto again = plimsoll::cel::Parse(printed, {}, diagnostics);
  PLIMSOLL_CHECK(again != nullptr);
  PLIMSOLL_CHECK(Print(*again->root) == printed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  static World world;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Diagnostics diagnostics;
  const auto ast = plimsoll::cel::Parse(text, {}, diagnostics);
  PLIMSOLL_CHECK((ast == nullptr) == diagnostics.has_errors());
  if (ast == nullptr) return 0;
  CheckRoundTrip(*ast);
  if (Check(*ast, world.environment, {}, diagnostics)) CheckRoundTrip(*ast);
  return 0;
}

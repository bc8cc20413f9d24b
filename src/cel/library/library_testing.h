// SPDX-License-Identifier: Apache-2.0
// For the tests of the library: calls functions through the table as an
// evaluator does, and shows values as short texts. Test code only.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "cel/function.h"

namespace plimsoll::cel {

/// Calls the first overload of `name` that the kinds of the arguments fit. The
/// arguments of a receiver call have the receiver first.
class LibraryTest : public testing::Test {
 protected:
  LibraryTest() { AddAllLibraries(table_, types_); }

  Value Call(std::string_view name, std::vector<Value> args);
  /// Show(Call(...)).
  std::string Run(std::string_view name, std::vector<Value> args);

  Value S(std::string_view text) { return factory_.String(text); }
  Value B(std::string_view bytes) { return factory_.Bytes(bytes); }
  static Value I(std::int64_t i) { return Value::Int(i); }
  static Value U(std::uint64_t u) { return Value::Uint(u); }
  static Value D(double d) { return Value::Double(d); }
  static Value T(bool b) { return Value::Bool(b); }
  Value L(std::initializer_list<Value> items) {
    return factory_.List({items.begin(), items.size()});
  }
  Value M(std::initializer_list<std::pair<Value, Value>> entries) {
    return factory_.AnyMap({entries.begin(), entries.size()});
  }
  Value Unknown(std::string_view subject) {
    return factory_.Unknown({"denied", subject, "refused", ""});
  }
  Value Time(std::int64_t seconds, std::int32_t nanos = 0) {
    return factory_.Time({seconds, nanos});
  }
  Value Span(std::int64_t seconds, std::int32_t nanos = 0) {
    return factory_.Span({seconds, nanos});
  }

  Arena arena_;
  KeyTable keys_;
  ValueFactory factory_{arena_, keys_};
  TypePool types_;
  FunctionTable table_;
  std::uint64_t steps_ = 1'000'000;  ///< Given to every call.
};

/// "1", "1u", "1.5", "'text'", "b'..'", "[1, 2]", "{'k': 1}",
/// "unknown(subject)", "error(message)", "optional(1)", "none", "type(int)",
/// else the type's name.
std::string Show(Value value);

}  // namespace plimsoll::cel

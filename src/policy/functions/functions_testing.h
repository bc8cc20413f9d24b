// SPDX-License-Identifier: Apache-2.0
// For the tests of the domain functions: calls them through the table as an
// evaluator does, and shows results as short texts. Test code only.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "cel/function.h"
#include "policy/functions/domain_functions.h"
#include "value/json.h"

namespace plimsoll {

class FunctionsTest : public testing::Test {
 protected:
  FunctionsTest() { AddDomainFunctions(table_, types_); }

  /// {"$unknown": "subject"} stands for an unknown.
  Value Read(std::string_view json) {
    ReadOptions options;
    options.unknown_markers = true;
    Result<Value> value = ReadJson(json, factory_, options);
    EXPECT_TRUE(value.has_value()) << json;
    return value ? *value : Value::Null();
  }
  Value S(std::string_view text) { return factory_.String(text); }
  static Value I(std::int64_t i) { return Value::Int(i); }
  Value Unknown(std::string_view subject) {
    return factory_.Unknown({"denied", subject, "refused", ""});
  }

  Value Call(std::string_view name, const std::vector<Value>& args) {
    cel::CallContext context{factory_, nullptr, {1'000'000, 0}, steps_};
    const bool bad = std::any_of(args.begin(), args.end(), [](Value arg) {
      return arg.is_error() || arg.is_unknown();
    });
    for (const std::uint32_t index : table_.Find(name)) {
      const cel::Overload& overload = table_.at(index);
      bool fits = overload.params.size() == args.size();
      for (std::size_t i = 0; fits && i < args.size(); ++i) {
        if (args[i].is_error() || args[i].is_unknown()) continue;
        fits = cel::KindFits(args[i], overload.params[i]);
      }
      if (!fits) continue;
      if (!bad || !overload.strict) return overload.function(context, args);
    }
    for (const Value& arg : args) {
      if (arg.is_error()) return arg;
    }
    for (const Value& arg : args) {
      if (arg.is_unknown()) return arg;
    }
    return context.NoOverload(name, args);
  }

  /// "true", JSON, "unknown(a, b)" with the subjects, or "error(message)".
  std::string Show(Value value) {
    if (value.is_error()) return "error(" + std::string(value.AsError()) + ")";
    if (!value.is_unknown()) return WriteJson(value);
    std::string text;
    for (const UnknownReason& reason : value.AsUnknown()) {
      text += text.empty() ? "" : ", ";
      text += reason.message.empty() ? reason.subject : reason.message;
    }
    return "unknown(" + text + ")";
  }

  std::string Run(std::string_view name, const std::vector<Value>& args) {
    return Show(Call(name, args));
  }

  Arena arena_;
  KeyTable keys_;
  ValueFactory factory_{arena_, keys_};
  cel::TypePool types_;
  cel::FunctionTable table_;
  std::uint64_t steps_ = 1'000'000;
};

}  // namespace plimsoll

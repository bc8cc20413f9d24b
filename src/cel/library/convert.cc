// SPDX-License-Identifier: Apache-2.0
#include "cel/library/convert.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/text.h"
#include "cel/library/cost.h"
#include "cel/library/number.h"
#include "cel/library/signature.h"
#include "cel/library/time.h"
#include "cel/library/type_value.h"
#include "value/json.h"

namespace plimsoll::cel {

namespace {

using Args = std::span<const Value>;

constexpr double kTwo63 = 9223372036854775808.0;
constexpr double kTwo64 = 18446744073709551616.0;

Value Same(CallContext&, Args args) {
  return args[0];
}

Value NotConvertible(const CallContext& context,
                     std::string_view text,
                     std::string_view type) {
  return context.factory.Error(fmt::format(
      "Type conversion error: '{}' is no {}", text.substr(0, 100), type));
}

Value OutOfRange(const CallContext& context, std::string_view type) {
  return context.factory.Error(
      fmt::format("Type conversion error: out of range of {}", type));
}

Value IntOfUint(CallContext& context, Args args) {
  const std::uint64_t u = args[0].AsUint();
  if (u >
      static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    return OutOfRange(context, "int");
  }
  return Value::Int(static_cast<std::int64_t>(u));
}

Value IntOfDouble(CallContext& context, Args args) {
  const double d = args[0].AsDouble();
  // The definition leaves -2^63 out on purpose, as it does 2^63.
  if (!(d > -kTwo63 && d < kTwo63)) return OutOfRange(context, "int");
  return Value::Int(static_cast<std::int64_t>(d));
}

Value IntOfString(CallContext& context, Args args) {
  const auto parsed = ParseInt(args[0].AsString());
  if (!parsed) return NotConvertible(context, args[0].AsString(), "int");
  return Value::Int(*parsed);
}

Value IntOfTime(CallContext&, Args args) {
  return Value::Int(args[0].AsTimestamp().seconds);
}

Value UintOfInt(CallContext& context, Args args) {
  if (args[0].AsInt() < 0) return OutOfRange(context, "uint");
  return Value::Uint(static_cast<std::uint64_t>(args[0].AsInt()));
}

Value UintOfDouble(CallContext& context, Args args) {
  const double d = args[0].AsDouble();
  if (!(d >= 0 && d < kTwo64)) return OutOfRange(context, "uint");
  return Value::Uint(static_cast<std::uint64_t>(d));
}

Value UintOfString(CallContext& context, Args args) {
  const auto parsed = ParseUint(args[0].AsString());
  if (!parsed) return NotConvertible(context, args[0].AsString(), "uint");
  return Value::Uint(*parsed);
}

Value DoubleOfInt(CallContext&, Args args) {
  return Value::Double(static_cast<double>(args[0].AsInt()));
}

Value DoubleOfUint(CallContext&, Args args) {
  return Value::Double(static_cast<double>(args[0].AsUint()));
}

Value DoubleOfString(CallContext& context, Args args) {
  const auto parsed = ParseDouble(args[0].AsString());
  if (!parsed) return NotConvertible(context, args[0].AsString(), "double");
  return Value::Double(*parsed);
}

Value BoolOfString(CallContext& context, Args args) {
  const std::string_view text = args[0].AsString();
  for (const std::string_view yes : {"1", "t", "true", "TRUE", "True"}) {
    if (text == yes) return Value::Bool(true);
  }
  for (const std::string_view no : {"0", "f", "false", "FALSE", "False"}) {
    if (text == no) return Value::Bool(false);
  }
  return NotConvertible(context, text, "bool");
}

Value BytesOfString(CallContext& context, Args args) {
  if (!ChargeText(context, args[0].AsString().size())) {
    return context.OverBudget();
  }
  return context.factory.Bytes(args[0].AsString());
}

Value StringOf(CallContext& context, Args args) {
  if (args[0].kind() == Kind::kBytes) {
    const std::string_view bytes = args[0].AsBytes();
    if (!ChargeText(context, bytes.size())) return context.OverBudget();
    if (!IsUtf8(bytes)) {
      return context.factory.Error(
          "invalid UTF-8 in bytes, cannot convert to string");
    }
    return context.factory.String(bytes);
  }
  return context.factory.String(TextOf(args[0]).value_or(""));
}

Value TimeOfString(CallContext& context, Args args) {
  const auto time = ParseTimestamp(args[0].AsString());
  if (!time || !InRange(*time)) {
    return NotConvertible(context,
                          args[0].AsString(),
                          "timestamp (RFC 3339 text in the range of years 1 "
                          "to 9999)");
  }
  return context.factory.Time(*time);
}

Value TimeOfInt(CallContext& context, Args args) {
  const Timestamp time{args[0].AsInt(), 0};
  if (!InRange(time)) return OutOfRange(context, "timestamp");
  return context.factory.Time(time);
}

Value SpanOfString(CallContext& context, Args args) {
  const auto duration = ParseDuration(args[0].AsString());
  if (!duration) {
    return NotConvertible(context,
                          args[0].AsString(),
                          "duration (like '1h30m' or '90s') in range");
  }
  return context.factory.Span(*duration);
}

Value TypeOf(CallContext& context, Args args) {
  return MakeTypeValue(context.factory, TypeNameOf(args[0]));
}

constexpr Definition kDefinitions[] = {
    {"dyn", "to_dyn", "(A) -> dyn", Same},
    {"type", "type", "(A) -> type(A)", TypeOf},
    {"bool", "bool_to_bool", "(bool) -> bool", Same},
    {"bool", "string_to_bool", "(string) -> bool", BoolOfString},
    {"bytes", "bytes_to_bytes", "(bytes) -> bytes", Same},
    {"bytes", "string_to_bytes", "(string) -> bytes", BytesOfString},
    {"double", "double_to_double", "(double) -> double", Same},
    {"double", "int64_to_double", "(int) -> double", DoubleOfInt},
    {"double", "uint64_to_double", "(uint) -> double", DoubleOfUint},
    {"double", "string_to_double", "(string) -> double", DoubleOfString},
    {"int", "int64_to_int64", "(int) -> int", Same},
    {"int", "uint64_to_int64", "(uint) -> int", IntOfUint},
    {"int", "double_to_int64", "(double) -> int", IntOfDouble},
    {"int", "string_to_int64", "(string) -> int", IntOfString},
    {"int", "timestamp_to_int64", "(timestamp) -> int", IntOfTime},
    {"uint", "uint64_to_uint64", "(uint) -> uint", Same},
    {"uint", "int64_to_uint64", "(int) -> uint", UintOfInt},
    {"uint", "double_to_uint64", "(double) -> uint", UintOfDouble},
    {"uint", "string_to_uint64", "(string) -> uint", UintOfString},
    {"string", "string_to_string", "(string) -> string", Same},
    {"string", "bool_to_string", "(bool) -> string", StringOf},
    {"string", "bytes_to_string", "(bytes) -> string", StringOf},
    {"string", "int64_to_string", "(int) -> string", StringOf},
    {"string", "uint64_to_string", "(uint) -> string", StringOf},
    {"string", "double_to_string", "(double) -> string", StringOf},
    {"string", "timestamp_to_string", "(timestamp) -> string", StringOf},
    {"string", "duration_to_string", "(duration) -> string", StringOf},
    {"timestamp", "timestamp_to_timestamp", "(timestamp) -> timestamp", Same},
    {"timestamp", "string_to_timestamp", "(string) -> timestamp", TimeOfString},
    {"timestamp", "int64_to_timestamp", "(int) -> timestamp", TimeOfInt},
    {"duration", "duration_to_duration", "(duration) -> duration", Same},
    {"duration", "string_to_duration", "(string) -> duration", SpanOfString},
};

}  // namespace

std::optional<std::string> TextOf(Value value) {
  switch (value.kind()) {
    case Kind::kBool: return value.AsBool() ? "true" : "false";
    case Kind::kInt: return fmt::format("{}", value.AsInt());
    case Kind::kUint: return fmt::format("{}", value.AsUint());
    case Kind::kDouble: return RenderDouble(value.AsDouble());
    case Kind::kString: return std::string(value.AsString());
    case Kind::kTimestamp: return RenderTimestamp(value.AsTimestamp());
    case Kind::kDuration: return RenderDuration(value.AsDuration());
    default: return std::nullopt;
  }
}

void AddConversions(FunctionTable& table, TypePool& types) {
  Define(table, types, kDefinitions);
}

}  // namespace plimsoll::cel

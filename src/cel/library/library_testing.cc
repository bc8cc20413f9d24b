// SPDX-License-Identifier: Apache-2.0
#include "cel/library/library_testing.h"

#include <algorithm>

#include <fmt/format.h>

#include "cel/library/convert.h"
#include "cel/library/optional.h"
#include "cel/library/type_value.h"

namespace plimsoll::cel {

Value LibraryTest::Call(std::string_view name, std::vector<Value> args) {
  CallContext context{factory_, nullptr, {}, steps_};
  for (const std::uint32_t index : table_.Find(name)) {
    const Overload& overload = table_.at(index);
    if (overload.params.size() != args.size()) continue;
    const bool fits = std::equal(
        args.begin(),
        args.end(),
        overload.params.begin(),
        [&overload](Value value, TypeRef type) {
          const bool uncertain = value.is_unknown() || value.is_error();
          return uncertain ? !overload.strict : KindFits(value, type);
        });
    if (fits) return overload.function(context, args);
  }
  return context.NoOverload(name, args);
}

std::string LibraryTest::Run(std::string_view name, std::vector<Value> args) {
  return Show(Call(name, std::move(args)));
}

namespace {

std::string ShowMap(MapView map) {
  std::string out = "{";
  for (std::size_t i = 0; i < map.size(); ++i) {
    if (i > 0) out += ", ";
    out += Show(map.KeyAt(i)) + ": " + Show(map.ValueAt(i));
  }
  return out + "}";
}

std::string ShowList(std::span<const Value> items) {
  std::string out = "[";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ", ";
    out += Show(items[i]);
  }
  return out + "]";
}

}  // namespace

std::string Show(Value value) {
  switch (value.kind()) {
    case Kind::kNull: return "null";
    case Kind::kUint: return fmt::format("{}u", value.AsUint());
    case Kind::kDouble: {
      const std::string text = *TextOf(value);
      const bool digits =
          text.find_first_not_of("-0123456789") == std::string::npos;
      return digits ? text + ".0" : text;
    }
    case Kind::kString: return fmt::format("'{}'", value.AsString());
    case Kind::kBytes: return fmt::format("b'{}'", value.AsBytes());
    case Kind::kList: return ShowList(value.AsList());
    case Kind::kMap: return ShowMap(value.AsMap());
    case Kind::kError: return fmt::format("error({})", value.AsError());
    case Kind::kUnknown: {
      std::string out = "unknown(";
      for (const UnknownReason& reason : value.AsUnknown()) {
        if (out.back() != '(') out += ", ";
        out += reason.subject;
      }
      return out + ")";
    }
    case Kind::kOpaque: break;
    default: return *TextOf(value);
  }
  if (IsTypeValue(value)) return fmt::format("type({})", TypeValueName(value));
  if (IsOptional(value)) {
    const Value* content = OptionalContent(value);
    return content == nullptr ? "none" : "optional(" + Show(*content) + ")";
  }
  return std::string(TypeNameOf(value));
}

}  // namespace plimsoll::cel

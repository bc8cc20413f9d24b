// SPDX-License-Identifier: Apache-2.0
// The strings extension, version 4. Positions count code points.
// Source: https://github.com/google/cel-go/tree/master/ext (Strings)
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "cel/function.h"
#include "cel/library/compare.h"
#include "cel/library/cost.h"
#include "cel/library/format.h"
#include "cel/library/signature.h"
#include "cel/library/text.h"
#include "cel/library/type_value.h"

namespace plimsoll::cel {

namespace {

using Args = std::span<const Value>;
constexpr auto kNowhere = std::string_view::npos;

// Pays for all the texts among the arguments.
bool ChargeTexts(CallContext& context, Args args) {
  std::size_t bytes = 0;
  for (const Value& arg : args) {
    if (arg.is_string()) bytes += arg.AsString().size();
  }
  return ChargeText(context, bytes);
}

Value IndexError(const CallContext& context, std::int64_t index) {
  return context.factory.Error(fmt::format("index out of range: {}", index));
}

Value CharAt(CallContext& context, Args args) {
  if (!ChargeTexts(context, args)) return context.OverBudget();
  const std::string_view text = args[0].AsString();
  const auto begin = ByteOffset(text, args[1].AsInt());
  if (!begin) return IndexError(context, args[1].AsInt());
  if (*begin == text.size()) return context.factory.String("");
  return context.factory.String(
      text.substr(*begin, SequenceLength(text[*begin])));
}

// The code point number of a byte offset, or -1 for nowhere.
Value IndexValue(std::string_view text, std::size_t offset) {
  if (offset == kNowhere) return Value::Int(-1);
  return Value::Int(
      static_cast<std::int64_t>(CountCodePoints(text.substr(0, offset))));
}

Value IndexOf(CallContext& context, Args args) {
  if (!ChargeTexts(context, args)) return context.OverBudget();
  const std::string_view text = args[0].AsString();
  std::size_t from = 0;
  if (args.size() == 3) {
    const auto offset = ByteOffset(text, args[2].AsInt());
    if (!offset) return IndexError(context, args[2].AsInt());
    from = *offset;
  }
  return IndexValue(text, FindText(text, args[1].AsString(), from));
}

// Byte offset of the last `part`, in linear time: the first one backwards.
std::size_t FindLast(std::string_view text, std::string_view part) {
  const std::string back(text.rbegin(), text.rend());
  const std::string part_back(part.rbegin(), part.rend());
  const std::size_t found = FindText(back, part_back);
  return found == kNowhere ? kNowhere : text.size() - found - part.size();
}

Value LastIndexOf(CallContext& context, Args args) {
  if (!ChargeTexts(context, args)) return context.OverBudget();
  const std::string_view text = args[0].AsString();
  const std::string_view part = args[1].AsString();
  std::string_view searched = text;
  if (args.size() == 3) {
    const auto last = ByteOffset(text, args[2].AsInt());
    if (!last) return IndexError(context, args[2].AsInt());
    searched = text.substr(0, *last + part.size());
  }
  return IndexValue(text, FindLast(searched, part));
}

Value Substring(CallContext& context, Args args) {
  if (!ChargeTexts(context, args)) return context.OverBudget();
  const std::string_view text = args[0].AsString();
  const auto begin = ByteOffset(text, args[1].AsInt());
  if (!begin) return IndexError(context, args[1].AsInt());
  if (args.size() == 2) return context.factory.String(text.substr(*begin));
  const auto end = ByteOffset(text, args[2].AsInt());
  if (!end) return IndexError(context, args[2].AsInt());
  if (*end < *begin) {
    return context.factory.Error(
        fmt::format("invalid substring range. start: {}, end: {}",
                    args[1].AsInt(),
                    args[2].AsInt()));
  }
  return context.factory.String(text.substr(*begin, *end - *begin));
}

// Replaces up to `limit` occurrences; an empty `from` stands before every code
// point and at the end. Nothing when the result would pass the budget.
std::optional<std::string> ReplaceText(CallContext& context,
                                       std::string_view text,
                                       std::string_view from,
                                       std::string_view to,
                                       std::uint64_t limit) {
  std::string out;
  std::size_t at = 0;
  for (std::uint64_t count = 0; count < limit; ++count) {
    const std::size_t found = FindText(text, from, at);
    if (found == kNowhere) break;
    if (!ChargeText(context, to.size() + (found - at))) return std::nullopt;
    out.append(text.substr(at, found - at)).append(to);
    at = found + from.size();
    if (!from.empty()) continue;
    if (at >= text.size()) return out;
    const std::size_t size = SequenceLength(text[at]);
    out.append(text.substr(at, size));
    at += size;
  }
  return out.append(text.substr(std::min(at, text.size())));
}

Value Replace(CallContext& context, Args args) {
  if (!ChargeTexts(context, args)) return context.OverBudget();
  // A negative limit is none: as unsigned it is beyond all counts.
  const auto limit = args.size() == 4
                         ? static_cast<std::uint64_t>(args[3].AsInt())
                         : ~std::uint64_t{0};
  const auto replaced = ReplaceText(context,
                                    args[0].AsString(),
                                    args[1].AsString(),
                                    args[2].AsString(),
                                    limit);
  if (!replaced) return context.OverBudget();
  return context.factory.String(*replaced);
}

// One text a code point, up to `limit` texts; the last holds the rest.
std::vector<Value> SplitCodePoints(CallContext& context,
                                   std::string_view text,
                                   std::uint64_t limit) {
  std::vector<Value> pieces;
  while (!text.empty()) {
    const std::size_t size =
        pieces.size() + 1 == limit ? text.size() : SequenceLength(text.front());
    pieces.push_back(context.factory.String(text.substr(0, size)));
    text.remove_prefix(size);
  }
  return pieces;
}

Value Split(CallContext& context, Args args) {
  if (!ChargeTexts(context, args)) return context.OverBudget();
  std::string_view text = args[0].AsString();
  const std::string_view separator = args[1].AsString();
  const auto limit = args.size() == 3
                         ? static_cast<std::uint64_t>(args[2].AsInt())
                         : ~std::uint64_t{0};
  if (limit == 0) return context.factory.List({});
  if (separator.empty()) {
    if (!context.Charge(text.size())) return context.OverBudget();
    return context.factory.List(SplitCodePoints(context, text, limit));
  }
  std::vector<Value> pieces;
  while (pieces.size() + 1 < limit) {
    const std::size_t found = FindText(text, separator);
    if (found == kNowhere) break;
    if (!context.Charge(1)) return context.OverBudget();
    pieces.push_back(context.factory.String(text.substr(0, found)));
    text.remove_prefix(found + separator.size());
  }
  pieces.push_back(context.factory.String(text));
  return context.factory.List(pieces);
}

Value JoinTexts(CallContext& context, Args args) {
  const auto items = args[0].AsList();
  const std::string_view separator =
      args.size() == 2 ? args[1].AsString() : std::string_view();
  const Value uncertain = FirstUncertain(context.factory, items);
  if (!uncertain.is_null()) return uncertain;
  std::string out;
  for (const Value& item : items) {
    if (!item.is_string()) {
      return context.factory.Error(fmt::format(
          "no such overload: join of a list with {}", TypeNameOf(item)));
    }
    if (!ChargeText(context, separator.size() + item.AsString().size())) {
      return context.OverBudget();
    }
    if (&item != items.data()) out.append(separator);
    out.append(item.AsString());
  }
  return context.factory.String(out);
}

Value Trim(CallContext& context, Args args) {
  if (!ChargeTexts(context, args)) return context.OverBudget();
  std::string_view text = args[0].AsString();
  while (!text.empty()) {
    std::string_view rest = text;
    if (!IsSpace(TakeCodePoint(rest))) break;
    text = rest;
  }
  std::size_t end = 0;  // Past the last code point that is not a space.
  std::string_view rest = text;
  while (!rest.empty()) {
    if (!IsSpace(TakeCodePoint(rest))) end = text.size() - rest.size();
  }
  return context.factory.String(text.substr(0, end));
}

template <char kFirst, char kLast>
Value ChangeCase(CallContext& context, Args args) {
  if (!ChargeTexts(context, args)) return context.OverBudget();
  std::string text(args[0].AsString());
  for (char& c : text) {
    if (c >= kFirst && c <= kLast) c = static_cast<char>(c ^ 0x20);
  }
  return context.factory.String(text);
}

Value Reverse(CallContext& context, Args args) {
  if (!ChargeTexts(context, args)) return context.OverBudget();
  std::string_view text = args[0].AsString();
  std::string out(text.size(), '\0');
  std::size_t end = out.size();
  while (!text.empty()) {
    const std::size_t size =
        std::min(SequenceLength(text.front()), text.size());
    end -= size;
    text.copy(out.data() + end, size);
    text.remove_prefix(size);
  }
  return context.factory.String(out);
}

Value Quote(CallContext& context, Args args) {
  if (!ChargeTexts(context, args)) return context.OverBudget();
  std::string out = "\"";
  for (const char c : args[0].AsString()) {
    switch (c) {
      case '\a': out += "\\a"; break;
      case '\b': out += "\\b"; break;
      case '\f': out += "\\f"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '\v': out += "\\v"; break;
      case '\\': out += "\\\\"; break;
      case '"': out += "\\\""; break;
      default: out += c;
    }
  }
  out += '"';
  return context.factory.String(out);
}

Value Format(CallContext& context, Args args) {
  return FormatText(context, args[0].AsString(), args[1].AsList());
}

constexpr Definition kDefinitions[] = {
    {"charAt", "string_char_at_int", "string.(int) -> string", CharAt},
    {"indexOf", "string_index_of_string", "string.(string) -> int", IndexOf},
    {"indexOf",
     "string_index_of_string_int",
     "string.(string, int) -> int",
     IndexOf},
    {"lastIndexOf",
     "string_last_index_of_string",
     "string.(string) -> int",
     LastIndexOf},
    {"lastIndexOf",
     "string_last_index_of_string_int",
     "string.(string, int) -> int",
     LastIndexOf},
    {"substring", "string_substring_int", "string.(int) -> string", Substring},
    {"substring",
     "string_substring_int_int",
     "string.(int, int) -> string",
     Substring},
    {"replace",
     "string_replace_string_string",
     "string.(string, string) -> string",
     Replace},
    {"replace",
     "string_replace_string_string_int",
     "string.(string, string, int) -> string",
     Replace},
    {"split", "string_split_string", "string.(string) -> list(string)", Split},
    {"split",
     "string_split_string_int",
     "string.(string, int) -> list(string)",
     Split},
    {"join", "list_join", "list(string).() -> string", JoinTexts},
    {"join", "list_join_string", "list(string).(string) -> string", JoinTexts},
    {"trim", "string_trim", "string.() -> string", Trim},
    {"lowerAscii",
     "string_lower_ascii",
     "string.() -> string",
     ChangeCase<'A', 'Z'>},
    {"upperAscii",
     "string_upper_ascii",
     "string.() -> string",
     ChangeCase<'a', 'z'>},
    {"reverse", "string_reverse", "string.() -> string", Reverse},
    {"strings.quote", "strings_quote", "(string) -> string", Quote},
    {"format", "string_format", "string.(list(dyn)) -> string", Format},
};

}  // namespace

void AddStringsLibrary(FunctionTable& table, TypePool& types) {
  Define(table, types, kDefinitions);
}

}  // namespace plimsoll::cel

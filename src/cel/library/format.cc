// SPDX-License-Identifier: Apache-2.0
#include "cel/library/format.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "cel/library/compare.h"
#include "cel/library/convert.h"
#include "cel/library/cost.h"
#include "cel/library/number.h"
#include "cel/library/type_value.h"

namespace plimsoll::cel {

namespace {

constexpr int kDefaultPrecision = 6;
constexpr int kMaxPrecision = 1000;
constexpr int kMaxDepth = 256;

// What is between '%' and the end of a clause.
struct Clause {
  int precision = kDefaultPrecision;
  char verb = 's';
};

bool IsNumber(Value value) {
  return value.kind() == Kind::kInt || value.kind() == Kind::kUint ||
         value.kind() == Kind::kDouble;
}

double NumberOf(Value value) {
  switch (value.kind()) {
    case Kind::kInt: return static_cast<double>(value.AsInt());
    case Kind::kUint: return static_cast<double>(value.AsUint());
    default: return value.AsDouble();
  }
}

// Writes one text from its clauses. `problem` is the error to give, if any.
class Formatter {
 public:
  explicit Formatter(CallContext& context) : context_(context) {}

  Value Run(std::string_view text, std::span<const Value> args) {
    std::size_t used = 0;
    while (!text.empty()) {
      const std::size_t percent = std::min(text.find('%'), text.size());
      if (!Append(text.substr(0, percent))) return problem_;
      text.remove_prefix(percent);
      if (text.empty()) break;
      text.remove_prefix(1);
      if (text.starts_with('%')) {
        if (!Append("%")) return problem_;
        text.remove_prefix(1);
        continue;
      }
      const std::optional<Clause> clause = TakeClause(text);
      if (!clause) return problem_;
      if (used == args.size()) {
        return context_.factory.Error(
            fmt::format("index {} out of range", used));
      }
      const Value arg = args[used++];
      const Value uncertain = DeepUncertain(context_, arg);
      if (uncertain.is_error()) return uncertain;
      if (uncertain.is_unknown()) {
        unknown_ = unknown_.is_null()
                       ? uncertain
                       : context_.factory.MergeUnknown(unknown_, uncertain);
        continue;
      }
      if (!AppendClause(*clause, arg)) return problem_;
    }
    return unknown_.is_null() ? context_.factory.String(out_) : unknown_;
  }

 private:
  bool Fail(std::string message) {
    problem_ = context_.factory.Error(message);
    return false;
  }

  bool Append(std::string_view piece) {
    if (!ChargeText(context_, piece.size())) {
      problem_ = context_.OverBudget();
      return false;
    }
    out_.append(piece);
    return true;
  }

  // The clause after its '%', taken off the text.
  std::optional<Clause> TakeClause(std::string_view& text) {
    constexpr std::string_view kPrefix = "could not parse formatting clause: ";
    Clause clause;
    if (text.starts_with('.')) {
      text.remove_prefix(1);
      const std::size_t digits =
          std::min(text.find_first_not_of("0123456789"), text.size());
      const auto precision = ParseUint(text.substr(0, digits));
      if (!precision || *precision > kMaxPrecision) {
        Fail(fmt::format("{}error while parsing precision: '.{}'",
                         kPrefix,
                         text.substr(0, digits)));
        return std::nullopt;
      }
      clause.precision = static_cast<int>(*precision);
      text.remove_prefix(digits);
    }
    if (text.empty()) {
      Fail(fmt::format("{}unexpected end of string", kPrefix));
      return std::nullopt;
    }
    clause.verb = text.front();
    text.remove_prefix(1);
    if (std::string_view("sdfexXob").find(clause.verb) ==
        std::string_view::npos) {
      Fail(fmt::format(
          "{}unrecognized formatting clause \"{}\"", kPrefix, clause.verb));
      return std::nullopt;
    }
    return clause;
  }

  bool AppendClause(const Clause& clause, Value arg) {
    switch (clause.verb) {
      case 's': return AppendValue(arg, 0);
      case 'd': return AppendDecimal(arg);
      case 'f':
      case 'e': return AppendFraction(clause, arg);
      case 'b': return AppendBinary(arg);
      case 'o': return AppendOctal(arg);
      default: return AppendHex(arg, clause.verb == 'X');
    }
  }

  bool Mismatch(std::string_view rule, Value arg) {
    return Fail(fmt::format(
        "error during formatting: {}, was given {}", rule, TypeNameOf(arg)));
  }

  bool AppendDecimal(Value arg) {
    if (arg.kind() == Kind::kInt || arg.kind() == Kind::kUint) {
      return Append(*TextOf(arg));
    }
    if (arg.kind() == Kind::kDouble && !std::isfinite(arg.AsDouble())) {
      return Append(RenderDouble(arg.AsDouble()));
    }
    return Mismatch("decimal clause can only be used on integers", arg);
  }

  bool AppendFraction(const Clause& clause, Value arg) {
    if (!IsNumber(arg)) {
      return Mismatch(clause.verb == 'f'
                          ? "fixed-point clause can only be used on doubles"
                          : "scientific clause can only be used on doubles",
                      arg);
    }
    const double number = NumberOf(arg);
    if (!std::isfinite(number)) return Append(RenderDouble(number));
    return Append(clause.verb == 'f'
                      ? fmt::format("{:.{}f}", number, clause.precision)
                      : fmt::format("{:.{}e}", number, clause.precision));
  }

  bool AppendBinary(Value arg) {
    switch (arg.kind()) {
      case Kind::kInt: return Append(fmt::format("{:b}", arg.AsInt()));
      case Kind::kUint: return Append(fmt::format("{:b}", arg.AsUint()));
      case Kind::kBool: return Append(arg.AsBool() ? "1" : "0");
      default:
        return Mismatch("only integers and bools can be formatted as binary",
                        arg);
    }
  }

  bool AppendOctal(Value arg) {
    switch (arg.kind()) {
      case Kind::kInt: return Append(fmt::format("{:o}", arg.AsInt()));
      case Kind::kUint: return Append(fmt::format("{:o}", arg.AsUint()));
      default:
        return Mismatch("octal clause can only be used on integers", arg);
    }
  }

  bool AppendHex(Value arg, bool upper) {
    switch (arg.kind()) {
      case Kind::kInt:
        return Append(upper ? fmt::format("{:X}", arg.AsInt())
                            : fmt::format("{:x}", arg.AsInt()));
      case Kind::kUint:
        return Append(upper ? fmt::format("{:X}", arg.AsUint())
                            : fmt::format("{:x}", arg.AsUint()));
      case Kind::kString: return AppendHexBytes(arg.AsString(), upper);
      case Kind::kBytes: return AppendHexBytes(arg.AsBytes(), upper);
      default:
        return Mismatch(
            "only integers, byte buffers, and strings can be formatted as hex",
            arg);
    }
  }

  bool AppendHexBytes(std::string_view bytes, bool upper) {
    const std::string_view digits =
        upper ? "0123456789ABCDEF" : "0123456789abcdef";
    if (!ChargeText(context_, bytes.size() * 2)) {
      problem_ = context_.OverBudget();
      return false;
    }
    for (const char c : bytes) {
      const auto byte = static_cast<unsigned char>(c);
      out_ += digits[byte >> 4U];
      out_ += digits[byte & 15U];
    }
    return true;
  }

  bool AppendValue(Value value, int depth) {
    if (depth > kMaxDepth) return Fail("values nested too deeply to format");
    if (const auto text = TextOf(value)) return Append(*text);
    switch (value.kind()) {
      case Kind::kNull: return Append("null");
      case Kind::kBytes:
        if (!IsUtf8(value.AsBytes())) {
          return Fail("error during formatting: bytes are not UTF-8 text");
        }
        return Append(value.AsBytes());
      case Kind::kList: return AppendList(value.AsList(), depth + 1);
      case Kind::kMap: return AppendMap(value.AsMap(), depth + 1);
      default: break;
    }
    if (IsTypeValue(value)) return Append(TypeValueName(value));
    return Mismatch(
        "string clause can only be used on strings, bools, bytes, ints, "
        "doubles, maps, lists, types, durations, and timestamps",
        value);
  }

  bool AppendList(std::span<const Value> items, int depth) {
    if (!Append("[")) return false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0 && !Append(", ")) return false;
      if (!AppendValue(items[i], depth)) return false;
    }
    return Append("]");
  }

  bool AppendMap(MapView map, int depth) {
    std::vector<std::pair<std::string, Value>> entries;
    for (std::size_t i = 0; i < map.size(); ++i) {
      entries.emplace_back(TextOf(map.KeyAt(i)).value_or(""), map.ValueAt(i));
    }
    std::stable_sort(
        entries.begin(), entries.end(), [](const auto& a, const auto& b) {
          return a.first < b.first;
        });
    if (!Append("{")) return false;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (i > 0 && !Append(", ")) return false;
      if (!Append(entries[i].first) || !Append(": ")) return false;
      if (!AppendValue(entries[i].second, depth)) return false;
    }
    return Append("}");
  }

  CallContext& context_;
  std::string out_;
  Value unknown_;
  Value problem_;
};

}  // namespace

Value FormatText(CallContext& context,
                 std::string_view text,
                 std::span<const Value> args) {
  return Formatter(context).Run(text, args);
}

}  // namespace plimsoll::cel

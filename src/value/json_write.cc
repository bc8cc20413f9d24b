// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "base/hash.h"
#include "base/text.h"
#include "value/json.h"

namespace plimsoll {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

template <typename Number>
void AppendChars(Number number, std::string& out) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init)
  std::array<char, 32> buffer;
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), number).ptr;
  out.append(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
}

void AppendDouble(double number, std::string& out) {
  if (std::isnan(number)) {
    out += "\"NaN\"";
  } else if (std::isinf(number)) {
    out += number > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  } else {
    const std::size_t start = out.size();
    AppendChars(number, out);
    if (out.find_first_of(".e", start) == std::string::npos) out += ".0";
  }
}

/// "1.5s"; the fraction has 3, 6 or 9 digits with trailing zeros cut.
std::string DurationText(Duration duration) {
  std::int64_t seconds = duration.seconds;
  std::int32_t nanos = duration.nanos;
  std::string out;
  if (seconds < 0) {
    out += '-';
    // -0.5 s is {-1, 500000000}: take the magnitude of the sum.
    if (nanos != 0) {
      seconds += 1;
      nanos = 1'000'000'000 - nanos;
    }
  }
  const auto magnitude = seconds < 0 ? ~static_cast<std::uint64_t>(seconds) + 1
                                     : static_cast<std::uint64_t>(seconds);
  AppendChars(magnitude, out);
  if (nanos != 0) {
    std::string digits = std::to_string(nanos);
    digits.insert(0, 9 - digits.size(), '0');
    digits.erase(digits.find_last_not_of('0') + 1);
    out.append(".").append(digits);
  }
  return out += 's';
}

/// One byte that cannot stand in a JSON string as it is.
void AppendEscaped(unsigned char c, std::string& out) {
  out += '\\';
  switch (c) {
    case '"': out += '"'; break;
    case '\\': out += '\\'; break;
    case '\b': out += 'b'; break;
    case '\f': out += 'f'; break;
    case '\n': out += 'n'; break;
    case '\r': out += 'r'; break;
    case '\t': out += 't'; break;
    default:
      out += "u00";
      out += kHexDigits[c >> 4U];
      out += kHexDigits[c & 15U];
  }
}

void AppendUtf8(std::string_view text, std::string& out) {
  std::size_t start = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text.substr(start, i - start));
    AppendEscaped(c, out);
    start = i + 1;
  }
  out.append(text.substr(start));
}

class Writer {
 public:
  Writer(int indent, std::string& out) : indent_(indent), out_(out) {}

  void Write(const Value& value) {
    switch (value.kind()) {
      case Kind::kNull: out_ += "null"; return;
      case Kind::kBool: out_ += value.AsBool() ? "true" : "false"; return;
      case Kind::kInt: AppendChars(value.AsInt(), out_); return;
      case Kind::kUint: AppendChars(value.AsUint(), out_); return;
      case Kind::kDouble: AppendDouble(value.AsDouble(), out_); return;
      case Kind::kString: AppendJsonString(value.AsString(), out_); return;
      case Kind::kBytes:
        AppendJsonString(Base64Encode(value.AsBytes()), out_);
        return;
      case Kind::kList: WriteList(value.AsList()); return;
      case Kind::kMap: WriteMap(value.AsMap()); return;
      case Kind::kTimestamp:
        AppendJsonString(RenderTimestamp(value.AsTimestamp()), out_);
        return;
      case Kind::kDuration:
        AppendJsonString(DurationText(value.AsDuration()), out_);
        return;
      case Kind::kUnknown: WriteUnknown(value.AsUnknown()); return;
      case Kind::kError: WriteMarker("$error", value.AsError()); return;
      case Kind::kOpaque:
        WriteMarker("$opaque", value.AsOpaque()->type->name);
        return;
    }
  }

 private:
  void Open(char bracket) {
    out_ += bracket;
    ++level_;
    empty_ = true;
  }

  void Close(char bracket) {
    --level_;
    if (!empty_) NewLine();
    out_ += bracket;
    empty_ = false;
  }

  /// Before each item of the innermost container.
  void Next() {
    if (!empty_) out_ += ',';
    NewLine();
    empty_ = false;
  }

  void NewLine() {
    if (indent_ <= 0) return;
    out_ += '\n';
    out_.append(level_ * static_cast<std::size_t>(indent_), ' ');
  }

  void Name(std::string_view name) {
    Next();
    AppendJsonString(name, out_);
    out_ += indent_ > 0 ? ": " : ":";
  }

  void WriteList(std::span<const Value> items) {
    Open('[');
    for (const Value& item : items) {
      Next();
      Write(item);
    }
    Close(']');
  }

  void WriteMap(const MapView& map) {
    Open('{');
    if (map.shape() != nullptr) {
      const std::span<const Key> keys = map.shape()->keys();
      for (std::size_t i = 0; i < keys.size(); ++i) {
        Name(keys[i]->view());
        Write(map.values()[i]);
      }
    } else {
      WriteEntries(map);
    }
    Close('}');
  }

  /// A map with any keys, in the order of their texts.
  void WriteEntries(const MapView& map) {
    std::vector<std::pair<std::string, std::size_t>> order;
    order.reserve(map.size());
    for (std::size_t i = 0; i < map.size(); ++i) {
      order.emplace_back(KeyText(map.KeyAt(i)), i);
    }
    std::sort(order.begin(), order.end());
    for (const auto& [name, index] : order) {
      Name(name);
      Write(map.ValueAt(index));
    }
  }

  static std::string KeyText(const Value& key) {
    if (key.is_string()) return std::string(key.AsString());
    return WriteJson(key);
  }

  void WriteMarker(std::string_view name, std::string_view text) {
    Open('{');
    Name(name);
    AppendJsonString(text, out_);
    Close('}');
  }

  void WriteUnknown(std::span<const UnknownReason> reasons) {
    Open('{');
    Name("$unknown");
    Open('[');
    for (const UnknownReason& reason : reasons) {
      Next();
      Open('{');
      WriteMember("code", reason.code);
      WriteMember("message", reason.message);
      WriteMember("remedy", reason.remedy);
      WriteMember("subject", reason.subject);
      Close('}');
    }
    Close(']');
    Close('}');
  }

  void WriteMember(std::string_view name, std::string_view text) {
    if (text.empty()) return;
    Name(name);
    AppendJsonString(text, out_);
  }

  int indent_;
  std::string& out_;
  std::size_t level_ = 0;
  bool empty_ = true;
};

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  while (true) {
    const std::size_t good = Utf8PrefixLength(text);
    AppendUtf8(text.substr(0, good), out);
    if (good == text.size()) break;
    out += "\\ufffd";
    text.remove_prefix(good + 1);
  }
  out += '"';
}

void AppendJson(Value value, const WriteOptions& options, std::string& out) {
  Writer(options.indent, out).Write(value);
}

std::string WriteJson(Value value, const WriteOptions& options) {
  std::string out;
  AppendJson(value, options, out);
  return out;
}

}  // namespace plimsoll

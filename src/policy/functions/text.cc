// SPDX-License-Identifier: Apache-2.0
#include "policy/functions/text.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"

namespace plimsoll {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Cuts a text into records of fields.
class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : rest_(text) {}

  bool AtEnd() const { return rest_.empty(); }
  std::size_t record() const { return record_; }
  /// What is wrong, or null.
  const char* error() const { return error_; }

  /// Reads one record into `fields`; false on an error.
  bool Next(std::vector<std::string>& fields) {
    ++record_;
    fields.clear();
    while (true) {
      fields.emplace_back();
      if (!TakeField(fields.back())) return false;
      if (rest_.empty() || TakeLineEnd()) return true;
      if (rest_[0] != ',') return Fail("text after a closing quote");
      rest_.remove_prefix(1);
    }
  }

 private:
  bool Fail(const char* what) {
    error_ = what;
    return false;
  }

  bool TakeLineEnd() {
    const std::size_t length = rest_.starts_with("\r\n") ? 2
                               : rest_.starts_with('\n') ? 1
                                                         : 0;
    rest_.remove_prefix(length);
    return length > 0;
  }

  bool TakeField(std::string& field) {
    if (rest_.starts_with('"')) return TakeQuoted(field);
    std::size_t end = std::min(rest_.find_first_of(",\n"), rest_.size());
    if (end > 0 && end < rest_.size() && rest_[end] == '\n' &&
        rest_[end - 1] == '\r') {
      --end;
    }
    field = rest_.substr(0, end);
    rest_.remove_prefix(end);
    if (field.find('"') != std::string::npos) {
      return Fail("a quote inside a bare field");
    }
    return true;
  }

  bool TakeQuoted(std::string& field) {
    rest_.remove_prefix(1);
    while (true) {
      const std::size_t quote = rest_.find('"');
      if (quote == std::string_view::npos) return Fail("a quote is not closed");
      field += rest_.substr(0, quote);
      rest_.remove_prefix(quote + 1);
      if (!rest_.starts_with('"')) return true;
      field += '"';
      rest_.remove_prefix(1);
    }
  }

  std::string_view rest_;
  std::size_t record_ = 0;
  const char* error_ = nullptr;
};

/// The columns of a header: where each value goes in a map of their shape.
struct Columns {
  const Shape* shape = nullptr;
  std::vector<std::size_t> slots;  ///< By column.
};

std::optional<Columns> MakeColumns(const ValueFactory& factory,
                                   const std::vector<std::string>& header) {
  std::vector<std::size_t> order(header.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return header[a] < header[b];
  });
  Columns columns;
  columns.slots.resize(header.size());
  std::vector<Key> keys;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && header[order[i]] == header[order[i - 1]]) return std::nullopt;
    keys.push_back(factory.keys().Intern(header[order[i]]));
    columns.slots[order[i]] = i;
  }
  columns.shape = factory.keys().InternShape(keys);
  return columns;
}

}  // namespace

std::optional<std::string> DecodePercent(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const int high = HexDigit(text[i + 1]);
    const int low = HexDigit(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return decoded;
}

Value ReadCsv(const ValueFactory& factory, std::string_view text) {
  if (!IsUtf8(text)) return factory.Error("csv: text is not UTF-8");
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  CsvReader reader(text);
  if (reader.AtEnd()) return factory.List({});
  const auto fail = [&](std::string_view what) {
    return factory.Error(
        fmt::format("csv record {}: {}", reader.record(), what));
  };
  std::vector<std::string> fields;
  if (!reader.Next(fields)) return fail(reader.error());
  const auto columns = MakeColumns(factory, fields);
  if (!columns) return fail("two columns have the same name");
  std::vector<Value> rows;
  std::vector<Value> values(columns->slots.size());
  while (!reader.AtEnd()) {
    if (!reader.Next(fields)) return fail(reader.error());
    if (fields.size() != values.size()) {
      return fail(fmt::format(
          "{} fields, but the header has {}", fields.size(), values.size()));
    }
    for (std::size_t i = 0; i < fields.size(); ++i) {
      values[columns->slots[i]] = factory.String(fields[i]);
    }
    rows.push_back(factory.MapOfShape(columns->shape, values));
  }
  return factory.List(rows);
}

}  // namespace plimsoll

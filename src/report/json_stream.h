// SPDX-License-Identifier: Apache-2.0
// Writes JSON piece by piece, so that a report of any size needs little memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "report/report.h"

namespace plimsoll {

/// A writer of one JSON text (or, with NewLine between them, several). The
/// caller keeps the grammar: a key before each value of an object, as many ends
/// as begins; a wrong nesting aborts. Members whose name ends in "Member" write
/// key and value. Text that is not UTF-8 becomes U+FFFD. Thread-compatible.
class JsonStream {
 public:
  /// Lifetime: `sink`.
  explicit JsonStream(ReportSink& sink) : sink_(sink) {}
  JsonStream(const JsonStream&) = delete;
  JsonStream& operator=(const JsonStream&) = delete;
  /// Writes out what is left.
  ~JsonStream();

  void BeginObject();
  void EndObject();
  void BeginArray();
  void EndArray();
  void Key(std::string_view key);
  void String(std::string_view text);
  void Integer(std::int64_t number);
  void Count(std::size_t number);
  /// Shortest text that reads back the same; null when not finite.
  void Decimal(double number);
  void Bool(bool flag);
  void Null();

  void BeginObjectMember(std::string_view key);
  void BeginArrayMember(std::string_view key);
  void StringMember(std::string_view key, std::string_view text);
  /// Nothing when the text is empty.
  void OptionalMember(std::string_view key, std::string_view text);
  void IntegerMember(std::string_view key, std::int64_t number);
  void CountMember(std::string_view key, std::size_t number);
  void BoolMember(std::string_view key, bool flag);
  void ListMember(std::string_view key, std::span<const std::string> texts);

  /// A line end before whatever comes next: after the comma, when one is due.
  void NewLine();

 private:
  /// Writes the comma and the line end that are due before an element.
  void Separate();
  void Open(char bracket);
  void Close(char bracket);
  void FlushWhenLong();

  ReportSink& sink_;
  std::string buffer_;
  std::vector<bool> has_elements_;  ///< One for each open bracket.
  bool after_key_ = false;
  bool new_line_ = false;
};

}  // namespace plimsoll

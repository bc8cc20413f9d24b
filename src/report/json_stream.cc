// SPDX-License-Identifier: Apache-2.0
#include "report/json_stream.h"

#include <cmath>

#include <fmt/format.h>

#include "base/check.h"
#include "value/json.h"

namespace plimsoll {
namespace {

constexpr std::size_t kFlushBytes = std::size_t{64} << 10U;

}  // namespace

JsonStream::~JsonStream() {
  if (new_line_) buffer_ += '\n';
  sink_.Write(buffer_);
}

void JsonStream::FlushWhenLong() {
  if (buffer_.size() < kFlushBytes) return;
  sink_.Write(buffer_);
  buffer_.clear();
}

void JsonStream::Separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (!has_elements_.empty()) {
    if (has_elements_.back()) buffer_ += ',';
    has_elements_.back() = true;
  }
  if (new_line_) buffer_ += '\n';
  new_line_ = false;
  FlushWhenLong();
}

void JsonStream::Open(char bracket) {
  Separate();
  buffer_ += bracket;
  has_elements_.push_back(false);
}

void JsonStream::Close(char bracket) {
  PLIMSOLL_CHECK(!has_elements_.empty() && !after_key_);
  has_elements_.pop_back();
  if (new_line_) buffer_ += '\n';
  new_line_ = false;
  buffer_ += bracket;
}

void JsonStream::BeginObject() {
  Open('{');
}
void JsonStream::EndObject() {
  Close('}');
}
void JsonStream::BeginArray() {
  Open('[');
}
void JsonStream::EndArray() {
  Close(']');
}

void JsonStream::Key(std::string_view key) {
  PLIMSOLL_CHECK(!has_elements_.empty() && !after_key_);
  Separate();
  AppendJsonString(key, buffer_);
  buffer_ += ':';
  after_key_ = true;
}

void JsonStream::String(std::string_view text) {
  Separate();
  AppendJsonString(text, buffer_);
}

void JsonStream::Integer(std::int64_t number) {
  Separate();
  buffer_ += fmt::to_string(number);
}

void JsonStream::Count(std::size_t number) {
  Separate();
  buffer_ += fmt::to_string(number);
}

void JsonStream::Decimal(double number) {
  Separate();
  buffer_ += std::isfinite(number) ? fmt::to_string(number) : "null";
}

void JsonStream::Bool(bool flag) {
  Separate();
  buffer_ += flag ? "true" : "false";
}

void JsonStream::Null() {
  Separate();
  buffer_ += "null";
}

void JsonStream::BeginObjectMember(std::string_view key) {
  Key(key);
  BeginObject();
}

void JsonStream::BeginArrayMember(std::string_view key) {
  Key(key);
  BeginArray();
}

void JsonStream::StringMember(std::string_view key, std::string_view text) {
  Key(key);
  String(text);
}

void JsonStream::OptionalMember(std::string_view key, std::string_view text) {
  if (!text.empty()) StringMember(key, text);
}

void JsonStream::IntegerMember(std::string_view key, std::int64_t number) {
  Key(key);
  Integer(number);
}

void JsonStream::CountMember(std::string_view key, std::size_t number) {
  Key(key);
  Count(number);
}

void JsonStream::BoolMember(std::string_view key, bool flag) {
  Key(key);
  Bool(flag);
}

void JsonStream::ListMember(std::string_view key,
                            std::span<const std::string> texts) {
  BeginArrayMember(key);
  for (const std::string& text : texts) String(text);
  EndArray();
}

void JsonStream::NewLine() {
  new_line_ = true;
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <numeric>
#include <optional>
#include <vector>

#include "value/internal/json_syntax.h"
#include "value/internal/number.h"
#include "value/internal/text_position.h"
#include "value/internal/unknown_marker.h"
#include "value/json.h"

namespace plimsoll {
namespace {

namespace ondemand = simdjson::ondemand;

/// Why reading stopped. Without a message it is a syntax error, which
/// FindJsonSyntaxError names.
struct Failure {
  std::size_t offset = 0;
  std::string message;
};

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::string_view TrimRight(std::string_view text) {
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

/// Remembers which shape a sequence of keys led to: documents of one API page
/// repeat the same keys in the same order.
class ShapeCache {
 public:
  struct Entry {
    std::vector<Key> keys;             ///< In the order of the text.
    std::vector<std::uint32_t> slots;  ///< Of each key, in the shape.
    const Shape* shape = nullptr;
    bool in_order = false;  ///< The text has the shape's own order.
  };

  const Entry& Find(std::span<const Key> keys, KeyTable& table) {
    std::size_t h = keys.size();
    for (const Key key : keys) h = h * 31 + key->hash;
    Entry& entry = entries_[(h ^ (h >> 16U)) % entries_.size()];
    if (entry.shape == nullptr ||
        !std::equal(
            keys.begin(), keys.end(), entry.keys.begin(), entry.keys.end())) {
      Fill(keys, table, entry);
    }
    return entry;
  }

 private:
  static void Fill(std::span<const Key> keys, KeyTable& table, Entry& entry) {
    entry.keys.assign(keys.begin(), keys.end());
    std::vector<Key> sorted(keys.begin(), keys.end());
    const auto less = [](Key a, Key b) {
      return a != b && a->view() < b->view();
    };
    std::sort(sorted.begin(), sorted.end(), less);
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    entry.shape = table.InternShape(sorted);
    entry.slots.clear();
    for (const Key key : keys) {
      const auto at = std::lower_bound(sorted.begin(), sorted.end(), key, less);
      entry.slots.push_back(static_cast<std::uint32_t>(at - sorted.begin()));
    }
    entry.in_order =
        std::equal(sorted.begin(), sorted.end(), keys.begin(), keys.end());
  }

  std::array<Entry, 64> entries_;
};

/// A key that was read after another one: likely the next there, and then it
/// needs neither unescaping nor interning.
struct Follower {
  Key key = nullptr;
  bool plain = false;  ///< Stands in JSON as it is.

  /// Whether the string that begins at `raw`, behind its quote, is the key.
  bool Matches(const char* raw, std::string_view padded) const {
    if (!plain) return false;
    const auto left =
        static_cast<std::size_t>(padded.data() + padded.size() - raw);
    return key->size < left && raw[key->size] == '"' &&
           std::memcmp(raw, key->view().data(), key->size) == 0;
  }
};

/// Reads one text. The text stands in `padded` between "[" and "]", so that a
/// scalar needs no rules of its own and every value is followed by a token.
class Reader {
 public:
  Reader(std::string_view text,
         std::string_view padded,
         const ValueFactory& factory,
         const ReadOptions& options)
      : padded_(padded),
        factory_(factory),
        options_(options),
        positions_(text) {
    if (options.provenance != nullptr) {
      file_ = options.provenance->AddFile(options.file);
    }
  }

  /// The value, or nullopt with failure() set.
  std::optional<Value> Run(ondemand::parser& parser) {
    ondemand::array outer;
    if (parser.iterate(padded_.data(),
                       padded_.size(),
                       padded_.size() + simdjson::SIMDJSON_PADDING)
                .get(document_) != simdjson::SUCCESS ||
        document_.get_array().get(outer) != simdjson::SUCCESS) {
      return std::nullopt;
    }
    std::optional<Value> root;
    for (auto item : outer) {
      ondemand::value value;
      if (root || item.get(value) != simdjson::SUCCESS) return std::nullopt;
      root.emplace();
      if (!Read(value, 0, *root)) return std::nullopt;
    }
    const char* rest = nullptr;
    const bool ended =
        document_.current_location().get(rest) == simdjson::OUT_OF_BOUNDS;
    return ended ? root : std::nullopt;
  }

  const Failure& failure() const { return failure_; }

 private:
  bool Fail(const char* at, std::string message) {
    if (failure_.message.empty()) failure_ = {Offset(at), std::move(message)};
    return false;
  }

  std::size_t Offset(const char* at) const {
    return static_cast<std::size_t>(at - padded_.data()) - 1;
  }

  bool Read(ondemand::value value, std::uint32_t depth, Value& out) {
    const std::string_view raw = value.raw_json_token();
    if (++nodes_ > options_.limits.nodes) {
      return Fail(
          raw.data(),
          "more than " + std::to_string(options_.limits.nodes) + " values");
    }
    SourceRange range;
    if (options_.provenance != nullptr) {
      const auto begin = positions_.At(Offset(raw.data()));
      range.line = begin.line;
      range.column = begin.column;
    }
    const char* end = nullptr;
    const char first = raw.empty() ? '\0' : raw.front();
    if (first == '{' || first == '[') {
      if (depth >= std::min(options_.limits.depth, kDeepestDocument)) {
        return Fail(raw.data(),
                    "nested deeper than " + std::to_string(depth) + " levels");
      }
      const bool ok = first == '{' ? ReadMap(value, depth, out)
                                   : ReadList(value, depth, out);
      if (!ok) return false;
      if (options_.provenance != nullptr) end = EndOfContainer();
      if (options_.unknown_markers && out.is_map() && !Mark(raw.data(), out)) {
        return false;
      }
    } else {
      const std::string_view token = TrimRight(raw);
      if (!ReadScalar(value, token, out)) return false;
      end = token.data() + token.size();
    }
    SetOrigin(range, end, out);
    return true;
  }

  void SetOrigin(SourceRange range, const char* end, Value& out) {
    OriginId origin = options_.origin;
    if (options_.provenance != nullptr) {
      const auto stop = positions_.At(Offset(end));
      range.end_line = stop.line;
      range.end_column = stop.column;
      origin = options_.provenance->AddRange(file_, range);
    }
    out = out.WithOrigin(origin);
  }

  /// The place after the bracket that was read last: only spaces lie between
  /// it and the token that is current now.
  const char* EndOfContainer() {
    const char* at = nullptr;
    if (document_.current_location().get(at) != simdjson::SUCCESS) {
      return padded_.data() + padded_.size() - 1;
    }
    while (IsSpace(at[-1])) --at;
    return at;
  }

  bool ReadScalar(ondemand::value value, std::string_view token, Value& out) {
    if (token.starts_with('"')) {
      std::string_view text;
      if (value.get_string().get(text) != simdjson::SUCCESS) return false;
      out = factory_.String(text);
      return true;
    }
    if (token == "true" || token == "false") {
      out = Value::Bool(token == "true");
      return true;
    }
    if (token == "null") {
      out = Value::Null();
      return true;
    }
    if (internal::JsonNumberLength(token) != token.size() || token.empty()) {
      return false;
    }
    const std::optional<Value> number = internal::NumberFromText(token);
    if (!number) return Fail(token.data(), "number too large");
    out = *number;
    return true;
  }

  bool ReadList(ondemand::value value, std::uint32_t depth, Value& out) {
    ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) return false;
    const std::size_t base = values_.size();
    for (auto item : array) {
      ondemand::value child;
      if (item.get(child) != simdjson::SUCCESS) return false;
      Value read;
      if (!Read(child, depth + 1, read)) return false;
      values_.push_back(read);
    }
    out = factory_.List(std::span(values_).subspan(base));
    values_.resize(base);
    return true;
  }

  bool ReadMap(ondemand::value value, std::uint32_t depth, Value& out) {
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return false;
    const std::size_t base = values_.size();
    const std::size_t key_base = keys_.size();
    for (auto item : object) {
      ondemand::field field;
      if (std::move(item).get(field) != simdjson::SUCCESS ||
          !ReadKey(field, keys_.size() - key_base)) {
        return false;
      }
      Value read;
      if (!Read(field.value(), depth + 1, read)) return false;
      values_.push_back(read);
    }
    out = MakeMap(std::span(keys_).subspan(key_base),
                  std::span(values_).subspan(base));
    keys_.resize(key_base);
    values_.resize(base);
    return true;
  }

  /// Puts the key of a field on the stack; `index` is its place in the map.
  bool ReadKey(ondemand::field& field, std::size_t index) {
    const Key before = keys_.empty() ? nullptr : keys_.back();
    const std::size_t h = before == nullptr ? 0 : before->hash;
    Follower& guess = followers_[(2 * h + (index == 0)) % followers_.size()];
    const char* raw = field.key().raw();
    if (index < ValueFactory::kMaxShapeKeys && guess.Matches(raw, padded_)) {
      keys_.push_back(guess.key);
      return true;
    }
    std::string_view name;
    if (field.unescaped_key().get(name) != simdjson::SUCCESS) return false;
    if (index >= ValueFactory::kMaxShapeKeys) {
      // A map with very many keys is data: they are not worth interning.
      keys_.push_back(factory_.String(name).AsStringRep());
      return true;
    }
    guess.key = factory_.keys().Intern(name);
    guess.plain = name.find_first_of("\"\\") == std::string_view::npos;
    keys_.push_back(guess.key);
    return true;
  }

  Value MakeMap(std::span<const Key> keys, std::span<const Value> values) {
    if (keys.size() > ValueFactory::kMaxShapeKeys) {
      std::vector<std::pair<Value, Value>> pairs;
      pairs.reserve(keys.size());
      for (std::size_t i = 0; i < keys.size(); ++i) {
        pairs.emplace_back(Value::FromString(keys[i]), values[i]);
      }
      return factory_.AnyMap(pairs);
    }
    const ShapeCache::Entry& entry = shapes_.Find(keys, factory_.keys());
    if (entry.in_order) return factory_.MapOfShape(entry.shape, values);
    ordered_.resize(entry.shape->size);
    for (std::size_t i = 0; i < values.size(); ++i) {
      ordered_[entry.slots[i]] = values[i];
    }
    return factory_.MapOfShape(entry.shape, ordered_);
  }

  /// Replaces an unknown marker by the unknown.
  bool Mark(const char* at, Value& out) {
    auto unknown = internal::FromUnknownMarker(out.AsMap(), factory_);
    if (!unknown) return Fail(at, unknown.error().message());
    if (*unknown) out = **unknown;
    return true;
  }

  std::string_view padded_;
  const ValueFactory& factory_;
  const ReadOptions& options_;
  internal::PositionFinder positions_;
  ondemand::document document_;
  ShapeCache shapes_;
  std::array<Follower, 256> followers_;
  std::vector<Value> values_;  // A stack: of all containers being read.
  std::vector<Key> keys_;      // The same for keys.
  std::vector<Value> ordered_;
  std::size_t nodes_ = 0;
  std::uint32_t file_ = 0;
  Failure failure_;
};

Error MakeError(std::string_view text,
                const ReadOptions& options,
                const Failure& failure) {
  const auto at = internal::PositionFinder(text).At(failure.offset);
  std::string message(options.file);
  if (!message.empty()) message += ':';
  message.append(std::to_string(at.line))
      .append(":")
      .append(std::to_string(at.column))
      .append(": ")
      .append(failure.message);
  return {ErrorCode::kInvalid, std::move(message)};
}

}  // namespace

Result<Value> ReadJson(std::string_view text,
                       ValueFactory factory,
                       const ReadOptions& options) {
  // simdjson counts with 32 bits.
  const std::size_t longest = std::min<std::size_t>(
      options.limits.bytes, simdjson::SIMDJSON_MAXSIZE_BYTES - 64);
  if (text.size() > longest) {
    return MakeError(text,
                     options,
                     {0, "longer than " + std::to_string(longest) + " bytes"});
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);

  const std::size_t size = text.size() + 2;
  const auto padded =
      std::make_unique_for_overwrite<char[]>(size + simdjson::SIMDJSON_PADDING);
  padded[0] = '[';
  if (!text.empty()) std::memcpy(padded.get() + 1, text.data(), text.size());
  padded[size - 1] = ']';
  std::memset(padded.get() + size, ' ', simdjson::SIMDJSON_PADDING);

  ondemand::parser parser(simdjson::SIMDJSON_MAXSIZE_BYTES);
  if (parser.allocate(size, kDeepestDocument + 2) != simdjson::SUCCESS) {
    return Error(ErrorCode::kInternal, "out of memory");
  }
  Reader reader(text, {padded.get(), size}, factory, options);
  if (const std::optional<Value> value = reader.Run(parser)) return *value;
  if (!reader.failure().message.empty()) {
    return MakeError(text, options, reader.failure());
  }
  auto error = internal::FindJsonSyntaxError(
      text, std::min(options.limits.depth, kDeepestDocument));
  // The checker and simdjson agree on what JSON is (json_fuzz.cc holds them to
  // it), but a text must never be accepted by a disagreement.
  if (!error) error = {0, "not JSON"};
  return MakeError(text, options, {error->offset, error->message});
}

}  // namespace plimsoll

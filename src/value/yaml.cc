// SPDX-License-Identifier: Apache-2.0
#include "value/yaml.h"

#include <yaml.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "value/internal/number.h"
#include "value/internal/text_position.h"
#include "value/internal/unknown_marker.h"

namespace plimsoll {
namespace {

/// How many values the aliases of one document may add.
constexpr std::size_t kMaxAliasedNodes = 1'000'000;
constexpr std::string_view kTagPrefix = "tag:yaml.org,2002:";

std::string_view Text(const yaml_char_t* text) {
  if (text == nullptr) return {};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  return reinterpret_cast<const char*>(text);
}

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

bool AnyOf(std::string_view text,
           std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

/// An int of the core schema in base 8 or 16 ("0o17", "0x1F").
std::optional<Value> PrefixedInt(std::string_view text) {
  const bool hex = text.starts_with("0x");
  if ((!hex && !text.starts_with("0o")) || text.size() < 3) return std::nullopt;
  const std::uint64_t base = hex ? 16 : 8;
  std::uint64_t number = 0;
  for (const char c : text.substr(2)) {
    const bool letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!IsDigit(c) && !(hex && letter)) return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(
        IsDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    if (digit >= base || number > (UINT64_MAX - digit) / base) {
      return std::nullopt;
    }
    number = number * base + digit;
  }
  if (number > INT64_MAX) return Value::Uint(number);
  return Value::Int(static_cast<std::int64_t>(number));
}

/// True for [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
bool IsDecimal(std::string_view text) {
  std::size_t at = 0;
  const auto sign = [&] {
    if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
  };
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    return at - start;
  };
  sign();
  std::size_t count = digits();
  if (at < text.size() && text[at] == '.') {
    ++at;
    count += digits();
  }
  if (count == 0) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    sign();
    if (digits() == 0) return false;
  }
  return at == text.size();
}

/// What a plain scalar means, or nullopt when it is a string.
/// Source: https://yaml.org/spec/1.2.2/#103-core-schema
std::optional<Value> PlainValue(std::string_view text) {
  if (AnyOf(text, {"", "~", "null", "Null", "NULL"})) return Value::Null();
  if (AnyOf(text, {"true", "True", "TRUE"})) return Value::Bool(true);
  if (AnyOf(text, {"false", "False", "FALSE"})) return Value::Bool(false);
  if (AnyOf(text, {".nan", ".NaN", ".NAN"})) {
    return Value::Double(std::numeric_limits<double>::quiet_NaN());
  }
  std::string_view unsigned_text = text;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) unsigned_text.remove_prefix(1);
  if (AnyOf(unsigned_text, {".inf", ".Inf", ".INF"})) {
    const double infinity = std::numeric_limits<double>::infinity();
    return Value::Double(negative ? -infinity : infinity);
  }
  if (const auto number = PrefixedInt(text)) return number;
  if (!IsDecimal(text)) return std::nullopt;
  const bool leading_zero = unsigned_text.size() > 1 &&
                            unsigned_text[0] == '0' &&
                            IsDigit(unsigned_text[1]);
  if (leading_zero) return std::nullopt;
  return internal::NumberFromText(negative ? text : unsigned_text);
}

/// Byte offsets for libyaml's marks, which count characters.
class CharacterOffsets {
 public:
  explicit CharacterOffsets(std::string_view text) : text_(text) {
    std::size_t character = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80) continue;
      if (character++ % kStep == 0) steps_.push_back(i);
    }
  }

  std::size_t At(std::size_t character) const {
    if (character / kStep >= steps_.size()) return text_.size();
    std::size_t at = steps_[character / kStep];
    for (std::size_t left = character % kStep; left > 0; --left) {
      if (at < text_.size()) ++at;
      while (at < text_.size() &&
             (static_cast<unsigned char>(text_[at]) & 0xC0U) == 0x80) {
        ++at;
      }
    }
    return at;
  }

 private:
  static constexpr std::size_t kStep = 64;
  std::string_view text_;
  std::vector<std::size_t> steps_;  // Of every kStep-th character.
};

/// A value with what its container and its aliases must know of it.
struct Node {
  Value value;
  SourceRange range;
  std::size_t nodes = 1;  ///< Values in it, aliases counted as copies.
  std::uint32_t height = 0;
};

/// A container being read.
struct Frame {
  bool map = false;
  bool block = false;
  bool decorated = false;  ///< Has an anchor or a tag before its first item.
  SourceRange range;
  std::string anchor;
  std::string_view tag_key;  ///< The value becomes {tag_key: value}.
  std::vector<Value> values;
  std::vector<std::string_view>
      names;  ///< One more than values while a value is due.
  std::map<std::string_view, SourceRange> seen;
  SourceRange first;  ///< Of the first item or key.
  SourceRange last;   ///< Of the item or key read last.

  void Saw(const SourceRange& item) {
    if (first.line == 0) first = item;
    last = item;
  }
  bool skip_value = false;  ///< The next value belongs to a refused key.
  std::size_t nodes = 1;
  std::uint32_t height = 0;
};

class Reader {
 public:
  Reader(std::string_view text,
         const ValueFactory& factory,
         const ReadOptions& options,
         Diagnostics& diagnostics,
         TagKey tag_key)
      : factory_(factory),
        options_(options),
        diagnostics_(diagnostics),
        tag_key_(tag_key),
        positions_(text),
        offsets_(text) {
    PLIMSOLL_CHECK(yaml_parser_initialize(&parser_) != 0);
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const auto* bytes = reinterpret_cast<const yaml_char_t*>(text.data());
    yaml_parser_set_input_string(&parser_, bytes, text.size());
    if (options.provenance != nullptr) {
      file_ = options.provenance->AddFile(options.file);
    }
  }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { yaml_parser_delete(&parser_); }

  Value Run() {
    while (!stopped_) {
      yaml_event_t event;
      if (yaml_parser_parse(&parser_, &event) == 0) {
        SyntaxError();
        break;
      }
      const bool end = event.type == YAML_STREAM_END_EVENT;
      Handle(event);
      yaml_event_delete(&event);
      if (end) break;
    }
    while (!stack_.empty()) Close(stack_.back().last);
    return root_.value_or(Node{}).value;
  }

 private:
  void Error(SourceRange range, std::string message, std::string hint = {}) {
    diagnostics_.Error(
        options_.file, range, std::move(message), std::move(hint));
  }

  /// An error after which nothing more can be read.
  void Stop(SourceRange range, std::string message, std::string hint = {}) {
    Error(range, std::move(message), std::move(hint));
    stopped_ = true;
  }

  SourceRange RangeOf(const yaml_mark_t& start, const yaml_mark_t& end) {
    const auto a = positions_.At(offsets_.At(start.index));
    const auto b = positions_.At(offsets_.At(end.index));
    return {a.line, a.column, b.line, b.column};
  }

  void SyntaxError() {
    const yaml_mark_t& mark = parser_.problem_mark;
    std::string message =
        parser_.problem == nullptr ? "not YAML" : parser_.problem;
    if (parser_.error == YAML_READER_ERROR) {
      const auto at = positions_.At(parser_.problem_offset);
      Stop({at.line, at.column, 0, 0}, std::move(message));
      return;
    }
    const SourceRange place = RangeOf(mark, mark);
    std::string hint;
    if (parser_.context != nullptr) {
      const SourceRange from =
          RangeOf(parser_.context_mark, parser_.context_mark);
      hint = std::string(parser_.context)
                 .append(" begun at line ")
                 .append(std::to_string(from.line));
    }
    Stop({place.line, place.column, 0, 0}, std::move(message), std::move(hint));
  }

  void Handle(const yaml_event_t& event) {
    const SourceRange range = RangeOf(event.start_mark, event.end_mark);
    switch (event.type) {
      case YAML_DOCUMENT_START_EVENT:
        if (document_seen_) {
          Stop(range,
               "a second document",
               "split the file, or remove the \"---\"");
        }
        document_seen_ = true;
        break;
      case YAML_SCALAR_EVENT: Scalar(event, range); break;
      case YAML_ALIAS_EVENT: Alias(Text(event.data.alias.anchor), range); break;
      case YAML_SEQUENCE_START_EVENT:
        Open(false,
             event.data.sequence_start.style != YAML_FLOW_SEQUENCE_STYLE,
             Text(event.data.sequence_start.anchor),
             Text(event.data.sequence_start.tag),
             range);
        break;
      case YAML_MAPPING_START_EVENT:
        Open(true,
             event.data.mapping_start.style != YAML_FLOW_MAPPING_STYLE,
             Text(event.data.mapping_start.anchor),
             Text(event.data.mapping_start.tag),
             range);
        break;
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT: Close(range); break;
      default: break;
    }
  }

  bool KeyIsDue() const {
    return !stack_.empty() && stack_.back().map &&
           stack_.back().names.size() == stack_.back().values.size() &&
           !stack_.back().skip_value;
  }

  bool Count(std::size_t nodes, SourceRange range) {
    nodes_ += nodes;
    if (nodes_ <= options_.limits.nodes) return true;
    Stop(range,
         "more than " + std::to_string(options_.limits.nodes) + " values");
    return false;
  }

  bool MayNest(std::size_t depth, SourceRange range) {
    const std::uint32_t limit =
        std::min(options_.limits.depth, kDeepestDocument);
    if (depth <= limit) return true;
    Stop(range, "nested deeper than " + std::to_string(limit) + " levels");
    return false;
  }

  void Open(bool map,
            bool block,
            std::string_view anchor,
            std::string_view tag,
            SourceRange range) {
    if (!Count(1, range) || !MayNest(stack_.size() + 1, range)) return;
    if (KeyIsDue()) {
      Stop(range, "a key must be a string", "put the key in quotes");
      return;
    }
    const std::string_view own = map ? "map" : "seq";
    const std::string_view tag_key = KeyOfTag(tag);
    if (!tag.empty() && tag != "!" && tag_key.empty() &&
        tag != std::string(kTagPrefix).append(own)) {
      UnknownTag(tag, range);
    }
    Frame frame;
    frame.tag_key = tag_key;
    frame.map = map;
    frame.block = block;
    frame.decorated = !anchor.empty() || !tag.empty();
    frame.range = range;
    frame.last = range;
    frame.anchor = anchor;
    // While it is open, an alias to it would be a circle.
    if (!anchor.empty()) anchors_.insert_or_assign(frame.anchor, std::nullopt);
    stack_.push_back(std::move(frame));
  }

  /// The key that a tag stands for; empty for every other tag.
  std::string_view KeyOfTag(std::string_view tag) const {
    if (tag_key_ == nullptr || tag.empty()) return {};
    return tag_key_(tag);
  }

  void UnknownTag(std::string_view tag, SourceRange range) {
    Error(range, std::string("unknown tag \"").append(tag).append("\""));
  }

  void Close(SourceRange end) {
    Frame frame = std::move(stack_.back());
    stack_.pop_back();
    if (frame.block) end = frame.last;
    frame.range.end_line = end.end_line;
    frame.range.end_column = end.end_column;
    if (frame.block && frame.decorated && frame.first.line != 0) {
      frame.range.line = frame.first.line;
      frame.range.column = frame.first.column;
    }
    Node node{.value = {},
              .range = frame.range,
              .nodes = frame.nodes,
              .height = frame.height + 1};
    node.value = frame.map ? MakeMap(frame) : factory_.List(frame.values);
    Finish(node, frame.anchor, frame.tag_key);
  }

  Value MakeMap(Frame& frame) {
    frame.names.resize(frame.values.size());  // A last key may lack its value.
    std::vector<std::pair<std::string_view, Value>> entries;
    entries.reserve(frame.values.size());
    for (std::size_t i = 0; i < frame.values.size(); ++i) {
      entries.emplace_back(frame.names[i], frame.values[i]);
    }
    const Value map = factory_.Map(entries);
    if (!options_.unknown_markers) return map;
    auto unknown = internal::FromUnknownMarker(map.AsMap(), factory_);
    if (!unknown) {
      Error(frame.range, unknown.error().message());
      return map;
    }
    return unknown->value_or(map);
  }

  void Scalar(const yaml_event_t& event, SourceRange range) {
    const auto& scalar = event.data.scalar;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    const std::string_view text(reinterpret_cast<const char*>(scalar.value),
                                scalar.length);
    const bool plain =
        scalar.style == YAML_PLAIN_SCALAR_STYLE && scalar.tag == nullptr;
    if (!Count(1, range)) return;
    Node node{.value = {}, .range = range};
    if (KeyIsDue()) {
      node.value = factory_.String(text);
      if (scalar.tag != nullptr && Text(scalar.tag) != "!" &&
          Text(scalar.tag) != std::string(kTagPrefix).append("str")) {
        UnknownTag(Text(scalar.tag), range);
      }
      if (scalar.anchor != nullptr) {
        anchors_.insert_or_assign(std::string(Text(scalar.anchor)), node);
      }
      TakeKey(text, plain, range);
      return;
    }
    const std::string_view tag_key = KeyOfTag(Text(scalar.tag));
    if (!tag_key.empty()) {
      node.value = factory_.String(text);
    } else if (plain) {
      const std::optional<Value> value = PlainValue(text);
      node.value = value ? *value : factory_.String(text);
    } else {
      node.value = TaggedScalar(Text(scalar.tag), text, range);
    }
    Finish(node, Text(scalar.anchor), tag_key);
  }

  /// A scalar that is quoted, or has a tag.
  Value TaggedScalar(std::string_view tag,
                     std::string_view text,
                     SourceRange range) {
    const Value string = factory_.String(text);
    if (tag.empty() || tag == "!") return string;
    if (!tag.starts_with(kTagPrefix)) {
      UnknownTag(tag, range);
      return string;
    }
    const std::string_view type = tag.substr(kTagPrefix.size());
    if (type == "str") return string;
    const Value value = PlainValue(text).value_or(string);
    const Kind kind = value.kind();
    const bool integer = kind == Kind::kInt || kind == Kind::kUint;
    if (type == "null" && kind == Kind::kNull) return value;
    if (type == "bool" && kind == Kind::kBool) return value;
    if (type == "int" && integer) return value;
    if (type == "float" && kind == Kind::kDouble) return value;
    if (type == "float" && integer) {
      return Value::Double(kind == Kind::kInt
                               ? static_cast<double>(value.AsInt())
                               : static_cast<double>(value.AsUint()));
    }
    if (AnyOf(type, {"null", "bool", "int", "float"})) {
      Error(
          range,
          std::string("not a value of the tag \"!!").append(type).append("\""));
    } else {
      UnknownTag(tag, range);
    }
    return string;
  }

  void TakeKey(std::string_view text, bool plain, SourceRange range) {
    Frame& frame = stack_.back();
    frame.Saw(range);
    if (plain && text == "<<") {
      Error(range,
            "merge keys (\"<<\") are not supported",
            "write the members out");
      frame.skip_value = true;
      return;
    }
    const std::string_view name =
        frame.names.size() < ValueFactory::kMaxShapeKeys
            ? factory_.keys().Intern(text)->view()
            : factory_.String(text).AsString();
    const auto [first, fresh] = frame.seen.emplace(name, range);
    if (!fresh) {
      Error(range,
            std::string("duplicate key \"").append(text).append("\""),
            "it was given first at line " + std::to_string(first->second.line) +
                ", column " + std::to_string(first->second.column));
      frame.skip_value = true;
      return;
    }
    frame.names.push_back(name);
  }

  void Alias(std::string_view name, SourceRange range) {
    const auto found = anchors_.find(name);
    if (found == anchors_.end()) {
      Stop(range, std::string("unknown anchor \"").append(name).append("\""));
      return;
    }
    if (!found->second) {
      Stop(range,
           std::string("the anchor \"")
               .append(name)
               .append("\" contains an alias to itself"));
      return;
    }
    const Node& node = *found->second;
    aliased_ += node.nodes;
    if (aliased_ > kMaxAliasedNodes) {
      Stop(range,
           "aliases add more than " + std::to_string(kMaxAliasedNodes) +
               " values");
      return;
    }
    if (!Count(node.nodes, range) ||
        !MayNest(stack_.size() + node.height, range)) {
      return;
    }
    if (KeyIsDue()) {
      if (node.value.is_string()) {
        TakeKey(node.value.AsString(), false, range);
      } else {
        Stop(range, "a key must be a string", "put the key in quotes");
      }
      return;
    }
    Node copy = node;
    copy.range = range;
    Add(copy);
  }

  /// Gives a new value its origin, its tag's map and its anchor.
  void Finish(Node node, std::string_view anchor, std::string_view tag_key) {
    const OriginId origin =
        options_.provenance == nullptr
            ? options_.origin
            : options_.provenance->AddRange(file_, node.range);
    node.value = node.value.WithOrigin(origin);
    if (!tag_key.empty() && Count(1, node.range)) {
      const std::pair<std::string_view, Value> entry[] = {
          {tag_key, node.value}};
      node.value = factory_.Map(entry).WithOrigin(origin);
      ++node.nodes;
      ++node.height;
    }
    if (!anchor.empty()) anchors_.insert_or_assign(std::string(anchor), node);
    Add(node);
  }

  /// Puts a value into the container being read.
  void Add(Node node) {
    if (stack_.empty()) {
      root_ = node;
      return;
    }
    Frame& frame = stack_.back();
    frame.Saw(node.range);
    frame.nodes += node.nodes;
    frame.height = std::max(frame.height, node.height);
    if (frame.skip_value) {
      frame.skip_value = false;
      return;
    }
    frame.values.push_back(node.value);
  }

  const ValueFactory& factory_;
  const ReadOptions& options_;
  Diagnostics& diagnostics_;
  TagKey tag_key_;
  internal::PositionFinder positions_;
  CharacterOffsets offsets_;
  yaml_parser_t parser_{};
  std::vector<Frame> stack_;
  /// No node while the anchored container is open.
  std::map<std::string, std::optional<Node>, std::less<>> anchors_;
  std::optional<Node> root_;
  std::size_t nodes_ = 0;
  std::size_t aliased_ = 0;
  std::uint32_t file_ = 0;
  bool document_seen_ = false;
  bool stopped_ = false;
};

}  // namespace

Value ReadYaml(std::string_view text,
               ValueFactory factory,
               const ReadOptions& options,
               Diagnostics& diagnostics,
               TagKey tag_key) {
  if (text.size() > options.limits.bytes) {
    diagnostics.Error(
        options.file,
        {1, 1, 0, 0},
        "longer than " + std::to_string(options.limits.bytes) + " bytes");
    return {};
  }
  if (const std::size_t good = Utf8PrefixLength(text); good < text.size()) {
    const auto at = internal::PositionFinder(text).At(good);
    diagnostics.Error(options.file, {at.line, at.column, 0, 0}, "not UTF-8");
    return {};
  }
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return Reader(text, factory, options, diagnostics, tag_key).Run();
}

}  // namespace plimsoll

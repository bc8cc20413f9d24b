// SPDX-License-Identifier: Apache-2.0
#include "policy/functions/iam_policy.h"

#include <algorithm>
#include <charconv>
#include <new>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "policy/functions/arn.h"
#include "policy/functions/text.h"
#include "value/json.h"

namespace plimsoll::iam {
namespace {

// Statements live in arenas, which destroy nothing.
static_assert(std::is_trivially_destructible_v<Statement>);

constexpr std::array<std::string_view, 27> kOperators = {
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "NumericEquals",
    "NumericNotEquals",
    "NumericLessThan",
    "NumericLessThanEquals",
    "NumericGreaterThan",
    "NumericGreaterThanEquals",
    "DateEquals",
    "DateNotEquals",
    "DateLessThan",
    "DateLessThanEquals",
    "DateGreaterThan",
    "DateGreaterThanEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "NotIpAddress",
    "ArnEquals",
    "ArnNotEquals",
    "ArnLike",
    "ArnNotLike",
    "Null"};
static_assert(kOperators.size() ==
              static_cast<std::size_t>(Operator::kUnknown));

/// Uninitialised room for `count` items in the arena.
template <typename T>
T* Room(const ValueFactory& factory, std::size_t count) {
  return static_cast<T*>(
      factory.arena().Allocate(count * sizeof(T), alignof(T)));
}

bool StartsWithIgnoreCase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         EqualsIgnoreCase(text.substr(0, prefix.size()), prefix);
}

bool IsScalar(Value value) {
  switch (value.kind()) {
    case Kind::kString:
    case Kind::kBool:
    case Kind::kInt:
    case Kind::kUint:
    case Kind::kDouble: return true;
    default: return false;
  }
}

/// Reads one policy; remembers the first thing that is malformed.
class Reader {
 public:
  explicit Reader(const ValueFactory& factory) : factory_(factory) {}

  Policy Read(const Value& document);

 private:
  using Accepts = bool (*)(Value);

  void Fail(std::string_view what) {
    if (!error_.is_null()) return;
    error_ = factory_.Error(
        number_ == 0 ? fmt::format("policy: {}", what)
                     : fmt::format("policy statement {}: {}", number_, what));
  }
  void ReadStatement(const Value& value, Statement& statement);
  void ReadActions(MapView map, Statement& statement);
  Elements ReadElements(MapView map, std::string_view name, Accepts accepts);
  Elements ElementsOf(const Value& value,
                      std::string_view name,
                      Accepts accepts);
  Principals ReadPrincipals(MapView map, std::string_view name);
  void ReadTyped(const Value& value, Principals& principals);
  std::span<const Condition> ReadConditions(const Value& value);
  Condition* ReadBlock(std::string_view name,
                       const Value& block,
                       Condition* to);

  ValueFactory factory_;
  std::size_t number_ = 0;  ///< Of the statement; 0 outside.
  Value error_;
};

bool IsText(Value value) {
  return value.is_string();
}
/// An account id is sometimes written as a number.
bool IsTextOrInt(Value value) {
  return value.is_string() || value.kind() == Kind::kInt;
}

Elements Reader::ElementsOf(const Value& value,
                            std::string_view name,
                            Accepts accepts) {
  if (value.is_null()) return {};
  const std::span<const Value> items =
      value.is_list() ? value.AsList() : std::span<const Value>(&value, 1);
  for (const Value& item : items) {
    if (!item.is_unknown() && !accepts(item)) {
      Fail(fmt::format(
          "{} holds a value of type {}", name, plimsoll::Name(item.kind())));
    }
  }
  return {items, true};
}

Elements Reader::ReadElements(MapView map,
                              std::string_view name,
                              Accepts accepts) {
  const Value* value = map.Find(name);
  return value == nullptr ? Elements{} : ElementsOf(*value, name, accepts);
}

void Reader::ReadTyped(const Value& value, Principals& principals) {
  const MapView map = value.AsMap();
  principals.form = Principals::Form::kTyped;
  for (std::size_t i = 0; i < map.size(); ++i) {
    const std::string_view type = map.KeyAt(i).StringOr("");
    const Value& names = map.values()[i];
    if (type == "AWS") {
      principals.aws = ElementsOf(names, "Principal.AWS", IsTextOrInt);
    } else if (type == "Service") {
      principals.service = ElementsOf(names, "Principal.Service", IsText);
    } else if (type == "Federated") {
      principals.federated = ElementsOf(names, "Principal.Federated", IsText);
    } else if (type == "CanonicalUser") {
      principals.canonical =
          ElementsOf(names, "Principal.CanonicalUser", IsText);
    } else if (type == "*" && names.StringOr("") == "*") {
      principals.form = Principals::Form::kAnyone;
      return;
    } else {
      Fail(fmt::format("Principal has no type \"{}\"", type));
    }
  }
}

Principals Reader::ReadPrincipals(MapView map, std::string_view name) {
  Principals principals;
  const Value* value = map.Find(name);
  if (value == nullptr || value->is_null()) return principals;
  if (value->is_unknown()) {
    principals.form = Principals::Form::kUnknown;
    principals.unknown = *value;
  } else if (value->is_map()) {
    ReadTyped(*value, principals);
  } else if (value->StringOr("") == "*") {
    principals.form = Principals::Form::kAnyone;
  } else {
    principals.form = Principals::Form::kTyped;
    principals.aws = ElementsOf(*value, name, IsTextOrInt);
  }
  return principals;
}

/// The operator that a name means; nullopt when there is none.
std::optional<Condition> ReadOperator(std::string_view name) {
  Condition condition;
  if (StartsWithIgnoreCase(name, "ForAnyValue:")) {
    condition.quantifier = Quantifier::kForAnyValue;
    name.remove_prefix(12);
  } else if (StartsWithIgnoreCase(name, "ForAllValues:")) {
    condition.quantifier = Quantifier::kForAllValues;
    name.remove_prefix(13);
  }
  constexpr std::string_view kIfExists = "IfExists";
  if (name.size() > kIfExists.size() &&
      EqualsIgnoreCase(name.substr(name.size() - kIfExists.size()),
                       kIfExists)) {
    condition.if_exists = true;
    name.remove_suffix(kIfExists.size());
  }
  for (std::size_t i = 0; i < kOperators.size(); ++i) {
    if (kOperators[i].size() != name.size()) continue;
    if (!EqualsIgnoreCase(kOperators[i], name)) continue;
    condition.op = static_cast<Operator>(i);
    return condition;
  }
  return std::nullopt;
}

Condition* Reader::ReadBlock(std::string_view name,
                             const Value& block,
                             Condition* to) {
  const auto condition = ReadOperator(name);
  if (!condition) {
    Fail(fmt::format("no condition operator \"{}\"; {}",
                     name,
                     DidYouMean(name, kOperators)));
    return to;
  }
  if (block.is_null()) return to;
  if (block.is_unknown()) {
    *to = Condition{};
    to->values = {{&block, 1}, true};
    return to + 1;
  }
  if (!block.is_map()) {
    Fail(fmt::format("Condition.{} is not an object", name));
    return to;
  }
  const MapView map = block.AsMap();
  for (std::size_t i = 0; i < map.size(); ++i) {
    const Value& values = map.values()[i];
    if (values.is_null()) {
      Fail(fmt::format("Condition.{} has a key without value", name));
    }
    *to = *condition;
    to->key = map.KeyAt(i).StringOr("");
    to->values = ElementsOf(values, to->key, IsScalar);
    ++to;
  }
  return to;
}

std::span<const Condition> Reader::ReadConditions(const Value& value) {
  if (value.is_null()) return {};
  if (value.is_unknown()) {
    auto* condition = new (Room<Condition>(factory_, 1)) Condition();
    condition->values = {{&value, 1}, true};
    return {condition, 1};
  }
  if (!value.is_map()) {
    Fail("Condition is not an object");
    return {};
  }
  const MapView map = value.AsMap();
  std::size_t count = 0;
  for (const Value& block : map.values()) {
    count += block.is_map() ? block.AsMap().size() : 1;
  }
  if (count == 0) return {};
  auto* const first = Room<Condition>(factory_, count);
  std::uninitialized_default_construct_n(first, count);
  Condition* end = first;
  for (std::size_t i = 0; i < map.size(); ++i) {
    end = ReadBlock(map.KeyAt(i).StringOr(""), map.values()[i], end);
  }
  return {first, end};
}

/// A statement that is unknown as a whole.
void SetUnknown(const Value& unknown, Statement& statement) {
  const Elements elements{{&unknown, 1}, true};
  statement.allows = Truth::Unknown(unknown);
  statement.sid = unknown;
  statement.action = elements;
  statement.resource = elements;
  statement.principal.form = Principals::Form::kUnknown;
  statement.principal.unknown = unknown;
}

void SetUnknownCondition(const ValueFactory& factory,
                         const Value& unknown,
                         Statement& statement) {
  auto* condition = new (Room<Condition>(factory, 1)) Condition();
  condition->values = {{&unknown, 1}, true};
  statement.conditions = {condition, 1};
}

/// An element and its Not form exclude each other; where one is unknown it is
/// open which of them there is.
bool Conflict(Elements& element, Elements& opposite) {
  if (!element.present || !opposite.present) return false;
  const auto is_unknown = [](const Elements& e) {
    return e.items.size() == 1 && e.items[0].is_unknown();
  };
  if (!is_unknown(element) && !is_unknown(opposite)) return true;
  if (!is_unknown(element)) element = opposite;
  opposite = {};
  return false;
}

void Reader::ReadActions(MapView map, Statement& statement) {
  statement.action = ReadElements(map, "Action", IsText);
  statement.not_action = ReadElements(map, "NotAction", IsText);
  statement.resource = ReadElements(map, "Resource", IsText);
  statement.not_resource = ReadElements(map, "NotResource", IsText);
  if (Conflict(statement.action, statement.not_action)) {
    Fail("has both Action and NotAction");
  }
  if (Conflict(statement.resource, statement.not_resource)) {
    Fail("has both Resource and NotResource");
  }
  if (!statement.action.present && !statement.not_action.present) {
    Fail("has neither Action nor NotAction");
  }
}

void Reader::ReadStatement(const Value& value, Statement& statement) {
  if (value.is_unknown()) {
    SetUnknown(value, statement);
    SetUnknownCondition(factory_, value, statement);
    return;
  }
  if (!value.is_map()) {
    return Fail(fmt::format("is not an object but a value of type {}",
                            plimsoll::Name(value.kind())));
  }
  const MapView map = value.AsMap();
  const Value* effect = map.Find("Effect");
  if (effect != nullptr && effect->is_unknown()) {
    statement.allows = Truth::Unknown(*effect);
  } else if (effect != nullptr && effect->StringOr("") == "Allow") {
    statement.allows = Truth::True();
  } else if (effect == nullptr || effect->StringOr("") != "Deny") {
    Fail("Effect is neither \"Allow\" nor \"Deny\"");
  }
  if (const Value* sid = map.Find("Sid")) statement.sid = *sid;
  ReadActions(map, statement);
  statement.principal = ReadPrincipals(map, "Principal");
  statement.not_principal = ReadPrincipals(map, "NotPrincipal");
  if (const Value* condition = map.Find("Condition")) {
    statement.conditions = ReadConditions(*condition);
  }
}

Policy Reader::Read(const Value& document) {
  Policy policy;
  const MapView map = document.AsMap();
  if (const Value* version = map.Find("Version")) {
    if (version->is_unknown()) {
      policy.variables = Truth::Unknown(*version);
    } else if (version->StringOr("2012-10-17") == "2012-10-17") {
      policy.variables = Truth::True();
    } else if (version->AsString() != "2008-10-17") {
      Fail(fmt::format("no Version \"{}\"", version->AsString()));
    }
  }
  const Value* statements = map.Find("Statement");
  if (statements == nullptr || statements->is_null()) {
    Fail("has no Statement");
  } else {
    const std::span<const Value> items =
        statements->is_list() ? statements->AsList() : std::span(statements, 1);
    auto* const first = Room<Statement>(factory_, items.size());
    std::uninitialized_default_construct_n(first, items.size());
    for (const Value& item : items) {
      ++number_;
      ReadStatement(item, first[number_ - 1]);
    }
    policy.statements = {first, items.size()};
  }
  if (!error_.is_null()) policy.bad = error_;
  return policy;
}

Value ParseText(const ValueFactory& factory, std::string_view text) {
  std::string decoded;
  if (text.starts_with("%7B") || text.starts_with("%7b")) {
    auto plain = DecodePercent(text);
    if (!plain) return factory.Error("policy: malformed percent-encoding");
    decoded = *std::move(plain);
    text = decoded;
  }
  Result<Value> parsed = ReadJson(text, factory);
  if (!parsed) return factory.Error("policy: " + parsed.error().message());
  return *parsed;
}

}  // namespace

std::string_view Name(Operator op) {
  return op == Operator::kUnknown ? "unknown"
                                  : kOperators[static_cast<std::size_t>(op)];
}

Policy ReadPolicy(const ValueFactory& factory, Value document) {
  Policy policy;
  if (document.is_string()) document = ParseText(factory, document.AsString());
  if (document.is_null()) return policy;
  if (document.is_unknown() || document.is_error()) {
    policy.bad = document;
    return policy;
  }
  if (!document.is_map()) {
    policy.bad = factory.Error("policy is neither an object nor JSON text: " +
                               std::string(plimsoll::Name(document.kind())));
    return policy;
  }
  return Reader(factory).Read(document);
}

std::string_view TextOf(Value scalar, ScalarBuffer& buffer) {
  char* const begin = buffer.data();
  char* const end = begin + buffer.size();
  switch (scalar.kind()) {
    case Kind::kString: return scalar.AsString();
    case Kind::kBool: return scalar.AsBool() ? "true" : "false";
    case Kind::kInt: {
      char* const last = std::to_chars(begin, end, scalar.AsInt()).ptr;
      return {begin, static_cast<std::size_t>(last - begin)};
    }
    case Kind::kUint: {
      char* const last = std::to_chars(begin, end, scalar.AsUint()).ptr;
      return {begin, static_cast<std::size_t>(last - begin)};
    }
    case Kind::kDouble: {
      char* const last = std::to_chars(begin, end, scalar.AsDouble()).ptr;
      return {begin, static_cast<std::size_t>(last - begin)};
    }
    default: return {};
  }
}

bool IsAccountId(std::string_view text) {
  return text.size() == 12 && std::all_of(text.begin(), text.end(), [](char c) {
           return c >= '0' && c <= '9';
         });
}

AwsPrincipal ReadAwsPrincipal(std::string_view text) {
  if (text.find_first_of("*?") != std::string_view::npos) {
    return {AwsPrincipal::Kind::kAnyone, {}};
  }
  if (IsAccountId(text)) return {AwsPrincipal::Kind::kAccount, text};
  const auto arn = SplitArn(text);
  if (!arn || !IsAccountId(arn->account)) return {};
  return {arn->resource == "root" ? AwsPrincipal::Kind::kAccount
                                  : AwsPrincipal::Kind::kIdentity,
          arn->account};
}

}  // namespace plimsoll::iam

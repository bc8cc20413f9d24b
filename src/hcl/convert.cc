// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "hcl/value.h"

namespace plimsoll::hcl {
namespace {

std::string Wanted(Type type) {
  switch (type.kind()) {
    case TypeKind::kString: return "a string is required";
    case TypeKind::kNumber: return "a number is required";
    case TypeKind::kBool: return "a bool is required";
    default: return fmt::format("{} is required", TypeText(type));
  }
}

class Conversion {
 public:
  Conversion(const ValueFactory& factory, std::string* problem)
      : factory_(factory), problem_(problem) {}

  std::optional<Value> To(Value value, Type type) {
    if (type.is_dynamic()) return value;
    if (value.is_null() || value.is_unknown()) return Absent(value, type);
    auto result = Known(value, type);
    if (result) {
      return result->WithSensitive(value.sensitive() || result->sensitive())
          .WithPlace(value.place());
    }
    return result;
  }

 private:
  std::nullopt_t Fail(std::string message) {
    if (problem_ != nullptr && problem_->empty())
      *problem_ = std::move(message);
    return std::nullopt;
  }

  std::optional<Value> Absent(Value value, Type type) {
    const Type from = value.shallow_type();
    if (from == type) return value;
    if (!from.is_dynamic() && !CanConvert(from, type, true)) {
      return Fail(Wanted(type));
    }
    if (value.is_unknown()) return factory_.Retype(value, type);
    return Value::Null(type)
        .WithSensitive(value.sensitive())
        .WithPlace(value.place());
  }

  std::optional<Value> Known(Value value, Type type) {
    switch (type.kind()) {
      case TypeKind::kString: return ToString(value);
      case TypeKind::kNumber: return ToNumber(value);
      case TypeKind::kBool: return ToBool(value);
      case TypeKind::kList:
      case TypeKind::kSet: return ToSequence(value, type);
      case TypeKind::kMap: return ToMap(value, type);
      case TypeKind::kTuple: return ToTuple(value, type);
      default: return ToObject(value, type);
    }
  }

  std::optional<Value> ToString(Value value) {
    if (value.is_string()) return value;
    if (value.is_bool()) {
      static constexpr Text kTrue{"true", 4};
      static constexpr Text kFalse{"false", 5};
      return Value::String(value.AsBool() ? &kTrue : &kFalse);
    }
    if (value.is_number()) {
      return factory_.String(ToText(value.AsNumber()));
    }
    return Fail(Wanted(Type::String()));
  }

  std::optional<Value> ToNumber(Value value) {
    if (value.is_number()) return value;
    if (!value.is_string()) return Fail(Wanted(Type::Number()));
    const auto number = BigNumber::Parse(value.AsString());
    if (number) return factory_.Number(*number);
    return Fail(fmt::format("a number is required, and \"{}\" is none",
                            Short(value.AsString())));
  }

  std::optional<Value> ToBool(Value value) {
    if (value.is_bool()) return value;
    if (!value.is_string()) return Fail(Wanted(Type::Bool()));
    const std::string_view text = value.AsString();
    if (text == "true" || text == "1") return Value::Bool(true);
    if (text == "false" || text == "0") return Value::Bool(false);
    return Fail(fmt::format(
        "a bool is required, and \"{}\" is none; write true or false",
        Short(text)));
  }

  static std::string Short(std::string_view text) {
    constexpr std::size_t kMost = 40;
    if (text.size() <= kMost) return std::string(text);
    return std::string(text.substr(0, kMost)) + "...";
  }

  // Converts items to one element type; settles what it is when `element` has
  // dynamic parts.
  bool Elements(std::vector<Value>& items, Type& element) {
    for (Value& item : items) {
      const auto converted = To(item, element);
      if (!converted) return false;
      item = *converted;
    }
    if (items.empty() || element.IsWhollyKnown()) return true;
    std::vector<Type> types;
    for (const Value item : items) types.push_back(factory_.TypeOf(item));
    const auto unified = Unify(types, factory_.types());
    if (!unified) {
      Fail("all elements must have one type");
      return false;
    }
    element = *unified;
    if (element.is_dynamic()) return true;
    for (Value& item : items) {
      const auto converted = To(item, element);
      if (!converted) return false;
      item = *converted;
    }
    return true;
  }

  std::optional<Value> ToSequence(Value value, Type type) {
    if (!value.is_sequence()) return Fail(Wanted(type));
    const bool set = type.kind() == TypeKind::kSet;
    Type element = type.element();
    if (value.kind() != ValueKind::kTuple) {
      const Type own = value.element_type();
      if (value.AsSequence().empty() && element.is_dynamic()) element = own;
      const bool same_kind = (value.kind() == ValueKind::kSet) == set;
      if (same_kind && (element.is_dynamic() || own == element)) return value;
      if (!CanConvert(own, element, true)) return Fail(Wanted(type));
    }
    std::vector<Value> items(value.AsSequence().begin(),
                             value.AsSequence().end());
    if (!Elements(items, element)) return std::nullopt;
    return set ? factory_.Set(element, items) : factory_.List(element, items);
  }

  std::optional<Value> ToMap(Value value, Type type) {
    if (!value.has_members()) return Fail(Wanted(type));
    Type element = type.element();
    if (value.kind() == ValueKind::kMap) {
      const Type own = value.element_type();
      if (value.AsMembers().empty() && element.is_dynamic()) element = own;
      if (element.is_dynamic() || own == element) return value;
      if (!CanConvert(own, element, true)) return Fail(Wanted(type));
    }
    std::vector<Member> members(value.AsMembers().begin(),
                                value.AsMembers().end());
    std::vector<Value> items;
    for (const Member& m : members) items.push_back(m.value);
    if (!Elements(items, element)) return std::nullopt;
    for (std::size_t i = 0; i < members.size(); ++i)
      members[i].value = items[i];
    return factory_.Map(element, std::move(members));
  }

  std::optional<Value> ToTuple(Value value, Type type) {
    const auto elements = type.elements();
    if (value.kind() != ValueKind::kTuple ||
        value.AsSequence().size() != elements.size()) {
      return Fail(Wanted(type));
    }
    std::vector<Value> items;
    for (std::size_t i = 0; i < elements.size(); ++i) {
      const auto item = To(value.AsSequence()[i], elements[i]);
      if (!item) return std::nullopt;
      items.push_back(*item);
    }
    return factory_.Tuple(items);
  }

  std::optional<Value> ToObject(Value value, Type type) {
    if (!value.has_members()) return Fail(Wanted(type));
    std::vector<Member> members;
    for (const ObjectAttribute& wanted : type.attributes()) {
      const Value* have = value.Find(wanted.name.view());
      if (have == nullptr) {
        if (!wanted.optional) {
          return Fail(
              fmt::format("attribute \"{}\" is required", wanted.name.view()));
        }
        members.push_back({&wanted.name, Value::Null(wanted.type)});
        continue;
      }
      const auto converted = To(*have, wanted.type);
      if (!converted) {
        if (problem_ != nullptr) {
          *problem_ = fmt::format(
              "attribute \"{}\": {}", wanted.name.view(), *problem_);
        }
        return std::nullopt;
      }
      members.push_back({&wanted.name, *converted});
    }
    return factory_.Object(std::move(members));
  }

  const ValueFactory& factory_;
  std::string* problem_;
};

}  // namespace

std::optional<Value> Convert(Value value,
                             Type type,
                             const ValueFactory& factory,
                             std::string* problem) {
  return Conversion(factory, problem).To(value, type);
}

}  // namespace plimsoll::hcl

// SPDX-License-Identifier: Apache-2.0
// Equality in three values, and the order of sets.
// Source: https://github.com/zclconf/go-cty/blob/main/docs/refinements.md
#include <algorithm>

#include "hcl/value.h"

namespace plimsoll::hcl {
namespace {

enum class Answer : std::uint8_t { kNo, kYes, kUnknown };

// An unknown whose type is not known either, somewhere inside.
bool HasUnknownType(Value value) {
  if (value.is_unknown()) return !value.shallow_type().IsWhollyKnown();
  if (value.is_sequence()) {
    const auto items = value.AsSequence();
    return std::any_of(items.begin(), items.end(), HasUnknownType);
  }
  if (value.has_members()) {
    const auto members = value.AsMembers();
    return std::any_of(members.begin(), members.end(), [](const Member& m) {
      return HasUnknownType(m.value);
    });
  }
  return false;
}

// Whether a value of one type might turn out to have the other.
bool MayAgree(Type a, Type b) {
  if (a.is_dynamic() || b.is_dynamic()) return true;
  if (a.kind() != b.kind()) return false;
  if (a.is_collection()) return MayAgree(a.element(), b.element());
  if (a.is_tuple()) {
    if (a.elements().size() != b.elements().size()) return false;
    for (std::size_t i = 0; i < a.elements().size(); ++i) {
      if (!MayAgree(a.elements()[i], b.elements()[i])) return false;
    }
  }
  if (a.is_object()) {
    if (a.attributes().size() != b.attributes().size()) return false;
    for (const ObjectAttribute& x : a.attributes()) {
      const ObjectAttribute* y = b.Find(x.name.view());
      if (y == nullptr || !MayAgree(x.type, y->type)) return false;
    }
  }
  return true;
}

// False when what is known about an unknown rules the value out.
bool MayBe(Value unknown, Value known, const ValueFactory& factory) {
  const Refinement& r = unknown.refinement();
  if (known.is_null()) return !r.not_null;
  if (!MayAgree(unknown.shallow_type(), factory.TypeOf(known))) return false;
  if (known.is_string()) return known.AsString().starts_with(r.prefix);
  if (known.is_number()) {
    const BigNumber n = known.AsNumber();
    return (r.lower == nullptr || Compare(n, *r.lower) >= 0) &&
           (r.upper == nullptr || Compare(n, *r.upper) <= 0);
  }
  std::size_t size = r.min_length;
  if (known.kind() == ValueKind::kList || known.kind() == ValueKind::kSet) {
    size = known.AsSequence().size();
  } else if (known.kind() == ValueKind::kMap) {
    size = known.AsMembers().size();
  }
  return size >= r.min_length && size <= r.max_length;
}

class Comparison {
 public:
  explicit Comparison(const ValueFactory& factory) : factory_(factory) {}

  Answer Compare(Value a, Value b) const {
    if (a.is_unknown() || b.is_unknown()) return CompareUnknown(a, b);
    if (a.is_null() || b.is_null()) {
      return a.is_null() && b.is_null() ? Answer::kYes : Answer::kNo;
    }
    if (HasUnknownType(a) || HasUnknownType(b)) {
      return MayAgree(factory_.TypeOf(a), factory_.TypeOf(b)) ? Answer::kUnknown
                                                              : Answer::kNo;
    }
    if (a.kind() != b.kind() || factory_.TypeOf(a) != factory_.TypeOf(b)) {
      return Answer::kNo;
    }
    return CompareKnown(a, b);
  }

 private:
  Answer CompareUnknown(Value a, Value b) const {
    if (a.is_unknown() && b.is_unknown()) {
      return MayAgree(a.shallow_type(), b.shallow_type()) ? Answer::kUnknown
                                                          : Answer::kNo;
    }
    const bool may =
        a.is_unknown() ? MayBe(a, b, factory_) : MayBe(b, a, factory_);
    return may ? Answer::kUnknown : Answer::kNo;
  }

  // Same type, neither null nor unknown.
  Answer CompareKnown(Value a, Value b) const {
    switch (a.kind()) {
      case ValueKind::kBool: return Of(a.AsBool() == b.AsBool());
      case ValueKind::kString: return Of(a.AsString() == b.AsString());
      case ValueKind::kNumber:
        return Of(hcl::Compare(a.AsNumber(), b.AsNumber()) == 0);
      case ValueKind::kSet:
        if (!IsWhollyKnown(a) || !IsWhollyKnown(b)) return Answer::kUnknown;
        return CompareItems(a.AsSequence(), b.AsSequence());
      case ValueKind::kList:
      case ValueKind::kTuple:
        return CompareItems(a.AsSequence(), b.AsSequence());
      default: return CompareMembers(a.AsMembers(), b.AsMembers());
    }
  }

  static Answer Of(bool yes) { return yes ? Answer::kYes : Answer::kNo; }

  Answer CompareItems(std::span<const Value> a,
                      std::span<const Value> b) const {
    if (a.size() != b.size()) return Answer::kNo;
    Answer all = Answer::kYes;
    for (std::size_t i = 0; i < a.size(); ++i) {
      const Answer one = Compare(a[i], b[i]);
      if (one == Answer::kNo) return one;
      if (one == Answer::kUnknown) all = one;
    }
    return all;
  }

  Answer CompareMembers(std::span<const Member> a,
                        std::span<const Member> b) const {
    if (a.size() != b.size()) return Answer::kNo;
    Answer all = Answer::kYes;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (a[i].key->view() != b[i].key->view()) return Answer::kNo;
      const Answer one = Compare(a[i].value, b[i].value);
      if (one == Answer::kNo) return one;
      if (one == Answer::kUnknown) all = one;
    }
    return all;
  }

  const ValueFactory& factory_;
};

int Sign(std::size_t a, std::size_t b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

}  // namespace

Value Equal(Value a, Value b, const ValueFactory& factory) {
  const bool sensitive = ContainsSensitive(a) || ContainsSensitive(b);
  const Answer answer = Comparison(factory).Compare(a, b);
  if (answer != Answer::kUnknown) {
    return Value::Bool(answer == Answer::kYes).WithSensitive(sensitive);
  }
  Refinement refinement;
  refinement.not_null = true;
  const Value both[] = {a, b};
  return factory.Refine(factory.UnknownFrom(Type::Bool(), both), refinement)
      .WithSensitive(sensitive);
}

bool Identical(Value a, Value b, const ValueFactory& factory) {
  return Comparison(factory).Compare(a, b) == Answer::kYes;
}

int CompareForSet(Value a, Value b) {
  if (a.kind() != b.kind()) return a.kind() < b.kind() ? -1 : 1;
  switch (a.kind()) {
    case ValueKind::kNull:
    case ValueKind::kUnknown: return 0;
    case ValueKind::kBool: return Sign(a.AsBool(), b.AsBool());
    case ValueKind::kNumber: return Compare(a.AsNumber(), b.AsNumber());
    case ValueKind::kString: return a.AsString().compare(b.AsString());
    case ValueKind::kList:
    case ValueKind::kSet:
    case ValueKind::kTuple: {
      const auto x = a.AsSequence();
      const auto y = b.AsSequence();
      for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
        if (const int order = CompareForSet(x[i], y[i]); order != 0) {
          return order;
        }
      }
      return Sign(x.size(), y.size());
    }
    default: {
      const auto x = a.AsMembers();
      const auto y = b.AsMembers();
      for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
        if (const int order = x[i].key->view().compare(y[i].key->view());
            order != 0) {
          return order;
        }
        if (const int order = CompareForSet(x[i].value, y[i].value);
            order != 0) {
          return order;
        }
      }
      return Sign(x.size(), y.size());
    }
  }
}

}  // namespace plimsoll::hcl

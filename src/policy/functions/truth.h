// SPDX-License-Identifier: Apache-2.0
// Three-valued logic of the domain functions: an unknown part of a policy or a
// rule makes unknown only what depends on it.
#pragma once

#include <cstdint>

#include "value/value.h"

namespace plimsoll {

/// True, false, or unknown with its reasons (Kleene's strong logic). Immutable.
/// Lifetime: the arena of the unknown.
class Truth {
 public:
  constexpr Truth() = default;  ///< false
  static constexpr Truth True() { return Truth(State::kTrue, {}); }
  static constexpr Truth False() { return {}; }
  static constexpr Truth Of(bool b) { return b ? True() : False(); }
  /// `reason` is an unknown value.
  static constexpr Truth Unknown(Value reason) {
    return Truth(State::kUnknown, reason);
  }

  bool is_true() const { return state_ == State::kTrue; }
  bool is_false() const { return state_ == State::kFalse; }
  bool is_unknown() const { return state_ == State::kUnknown; }
  /// The unknown value; null when this is not unknown.
  Value reason() const { return reason_; }
  /// A bool, or the unknown.
  Value ToValue() const {
    return is_unknown() ? reason_ : Value::Bool(is_true());
  }

 private:
  enum class State : std::uint8_t { kFalse, kUnknown, kTrue };
  constexpr Truth(State state, Value reason) : reason_(reason), state_(state) {}

  Value reason_;
  State state_ = State::kFalse;
};

inline Truth Not(const Truth& a) {
  if (a.is_unknown()) return a;
  return Truth::Of(a.is_false());
}

inline Truth And(const ValueFactory& factory, const Truth& a, const Truth& b) {
  if (a.is_false() || b.is_false()) return Truth::False();
  if (a.is_true()) return b;
  if (b.is_true()) return a;
  return Truth::Unknown(factory.MergeUnknown(a.reason(), b.reason()));
}

inline Truth Or(const ValueFactory& factory, const Truth& a, const Truth& b) {
  if (a.is_true() || b.is_true()) return Truth::True();
  if (a.is_false()) return b;
  if (b.is_false()) return a;
  return Truth::Unknown(factory.MergeUnknown(a.reason(), b.reason()));
}

}  // namespace plimsoll

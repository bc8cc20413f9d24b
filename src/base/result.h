// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/error.h"

namespace plimsoll {

namespace internal {
[[noreturn]] inline void BadResultAccess(const Error* error) {
  std::fprintf(stderr,
               "Result: value() of an error: %s\n",
               error ? error->message().c_str() : "(value)");
  std::abort();
}
}  // namespace internal

/// Either a `T` or the `Error` that stopped it being made. Same member names as
/// std::expected<T, Error>, so that it can become an alias under C++23.
template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  T& operator*() & { return Value(); }
  const T& operator*() const& { return const_cast<Result*>(this)->Value(); }
  T&& operator*() && { return std::move(Value()); }
  T* operator->() { return &Value(); }
  const T* operator->() const { return &**this; }

  const Error& error() const& { return Err(); }
  Error&& error() && { return std::move(const_cast<Error&>(Err())); }

  template <typename U>
  T value_or(U&& other) && {
    return has_value() ? std::move(Value())
                       : static_cast<T>(std::forward<U>(other));
  }

  /// `f(T) -> Result<U>`, run only on a value.
  template <typename F>
  auto and_then(F&& f) && -> std::invoke_result_t<F, T&&> {
    if (!has_value()) return std::move(*this).error();
    return std::invoke(std::forward<F>(f), std::move(Value()));
  }

  /// `f(T) -> U`, run only on a value.
  template <typename F>
  auto transform(F&& f) && -> Result<std::invoke_result_t<F, T&&>> {
    if (!has_value()) return std::move(*this).error();
    return std::invoke(std::forward<F>(f), std::move(Value()));
  }

 private:
  T& Value() {
    if (T* v = std::get_if<0>(&state_)) return *v;
    internal::BadResultAccess(std::get_if<1>(&state_));
  }
  const Error& Err() const {
    if (const Error* e = std::get_if<1>(&state_)) return *e;
    internal::BadResultAccess(nullptr);
  }
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() : state_(std::monostate{}) {}
  // NOLINTNEXTLINE(google-explicit-constructor)
  Result(Error error) : state_(std::move(error)) {}
  bool has_value() const { return state_.index() == 0; }
  explicit operator bool() const { return has_value(); }
  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<std::monostate, Error> state_;
};

#define PLIMSOLL_INTERNAL_PASTE(a, b) a##b
#define PLIMSOLL_INTERNAL_CAT(a, b) PLIMSOLL_INTERNAL_PASTE(a, b)

/// Returns the error of `expr` (a Result) from the enclosing function, if it
/// holds one.
#define PLIMSOLL_RETURN_IF_ERROR(expr)           \
  do {                                           \
    if (auto plimsoll_r_ = (expr); !plimsoll_r_) \
      return std::move(plimsoll_r_).error();     \
  } while (false)

/// Declares or assigns `lhs` from the value of `expr`, or returns its error.
#define PLIMSOLL_ASSIGN_OR_RETURN(lhs, ...) \
  PLIMSOLL_INTERNAL_ASSIGN(                 \
      PLIMSOLL_INTERNAL_CAT(plimsoll_r_, __LINE__), lhs, __VA_ARGS__)
#define PLIMSOLL_INTERNAL_ASSIGN(tmp, lhs, ...) \
  auto tmp = (__VA_ARGS__);                     \
  if (!tmp) return std::move(tmp).error();      \
  lhs = *std::move(tmp)

}  // namespace plimsoll

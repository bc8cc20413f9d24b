// SPDX-License-Identifier: Apache-2.0
// What names mean. Whoever evaluates expressions provides a Scope; it may
// compute values only when they are asked for.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "hcl/ast.h"
#include "hcl/value.h"

namespace plimsoll::hcl {

/// The answer to one reference.
struct Resolved {
  enum class Kind : std::uint8_t {
    kFound,   ///< `value`, which is what root and `steps` steps stand for.
    kMissing  ///< No such thing: an error of the text; `message` and `hint`.
  };
  Kind kind = Kind::kFound;
  Value value;
  /// How many steps of the reference `value` already answers; the evaluator
  /// takes the others on it. aws_x.y.id can be answered with 1 step (the
  /// instance object) or 2 (the attribute alone).
  std::size_t steps = 0;
  std::string message;  ///< Empty: "there is no name ...".
  std::string hint;
};

/// Thread-compatible. Called during evaluation, possibly many times for the
/// same reference; may run another Evaluator inside, but must notice cycles.
class Scope {
 public:
  Scope() = default;
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  virtual ~Scope() = default;
  virtual Resolved Resolve(const TraversalExpr& reference) = 0;
};

/// Names with ready values.
class MapScope final : public Scope {
 public:
  void Set(std::string name, Value value) {
    values_.insert_or_assign(std::move(name), value);
  }
  Resolved Resolve(const TraversalExpr& reference) override;

 private:
  std::map<std::string, Value, std::less<>> values_;
};

}  // namespace plimsoll::hcl

// SPDX-License-Identifier: Apache-2.0
// Why an expression has its value: a slow second evaluation over the tree.
// Private to this folder; the door is Evaluator::Explain.
#pragma once

#include <span>

#include "cel/program.h"

namespace plimsoll::cel {

/// At most so many entries in each list of an explanation.
inline constexpr std::size_t kMaxEvidence = 32;

/// The value, and what decided it, of the checked tree under the bindings:
/// - `decided`: the predicates on the deciding branch, outermost first: of `&&`
///   and `||` those of the operand that decided, or of all when none did; of
///   exists and all the element that decided, and what was said of it; of
///   comparisons also the operands that are neither constants nor paths.
/// - `reads`: the longest paths read there, in order, without repetition, with
///   indexes of elements (spec.Ingress[2].CidrIp). When the result is unknown,
///   only the unknown ones, if there are any.
/// Deterministic. Values live in the context's arena.
Explanation ExplainResult(const Ast& ast,
                          const FunctionTable& functions,
                          std::span<const Value> bindings,
                          CallContext& context);

}  // namespace plimsoll::cel

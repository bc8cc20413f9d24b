// SPDX-License-Identifier: Apache-2.0
// The functions that evaluate nodes. Each comment tells the members of Node
// that the function reads.
#pragma once

#include "cel/evaluate_node.h"

namespace plimsoll::cel {

// --- evaluate_ops.cc: names, fields, logic, literals ---
Value RunConstant(const Node& node, Frame& frame);  ///< constant
Value RunVariable(const Node& node, Frame& frame);  ///< index
Value RunLocal(const Node& node, Frame& frame);     ///< index
/// Chains `base.f1.f2...`: data is the array of `count` FieldSteps; the base is
/// variable `index`, local `index`, or node a.
Value RunPathOfVariable(const Node& node, Frame& frame);
Value RunPathOfLocal(const Node& node, Frame& frame);
Value RunPathOfNode(const Node& node, Frame& frame);
Value RunHas(const Node& node, Frame& frame);             ///< a, data FieldStep
Value RunOptionalSelect(const Node& node, Frame& frame);  ///< as RunHas
/// data: the array of `count` operands (const Node*).
Value RunAnd(const Node& node, Frame& frame);
Value RunOr(const Node& node, Frame& frame);
Value RunNotStrictlyFalse(const Node& node, Frame& frame);  ///< a
Value RunConditional(const Node& node, Frame& frame);       ///< a ? b : c
Value RunNullAsEmpty(const Node& node,
                     Frame& frame);                  ///< a, constant: the empty
Value RunList(const Node& node, Frame& frame);       ///< data Members
Value RunMap(const Node& node, Frame& frame);        ///< data Members
Value RunShapedMap(const Node& node, Frame& frame);  ///< data Members: values

// --- evaluate_calls.cc: calls; data CallSite unless said otherwise ---
Value RunCall(const Node& node, Frame& frame);
Value RunMapInsert(const Node& node, Frame& frame);
Value RunUnknownFunction(const Node& node, Frame& frame);
/// Calls with fast cases: operands a and b, `count` the fast cases that fit.
Value RunEqual(const Node& node, Frame& frame);
Value RunNotEqual(const Node& node, Frame& frame);
Value RunLess(const Node& node, Frame& frame);
Value RunLessEqual(const Node& node, Frame& frame);
Value RunGreater(const Node& node, Frame& frame);
Value RunGreaterEqual(const Node& node, Frame& frame);
/// a == constant; `count` 1 negates, `index` 1 says that the constant is the
/// left operand.
Value RunEqualConstant(const Node& node, Frame& frame);
Value RunEqualText(const Node& node, Frame& frame);  ///< A string constant.
Value RunEqualBool(const Node& node, Frame& frame);
Value RunEqualNull(const Node& node, Frame& frame);
/// a < constant and so on, the constant an int that the site's overloads take.
Value RunLessInt(const Node& node, Frame& frame);
Value RunLessEqualInt(const Node& node, Frame& frame);
Value RunGreaterInt(const Node& node, Frame& frame);
Value RunGreaterEqualInt(const Node& node, Frame& frame);
Value RunNot(const Node& node, Frame& frame);         ///< a
Value RunSize(const Node& node, Frame& frame);        ///< a
Value RunStartsWith(const Node& node, Frame& frame);  ///< a, b
Value RunEndsWith(const Node& node, Frame& frame);    ///< a, b
Value RunContains(const Node& node, Frame& frame);    ///< a, b
Value RunIndex(const Node& node, Frame& frame);       ///< a[b]
Value RunIn(const Node& node, Frame& frame);          ///< a in b
/// a in the constant list of b; c is a node whose data is the LiteralSet.
Value RunInSet(const Node& node, Frame& frame);
/// a.matches(constant); c is a node whose data is the Regex.
Value RunMatches(const Node& node, Frame& frame);

/// The call for arguments already evaluated.
Value CallWith(const CallSite& site, Frame& frame, std::span<const Value> args);

// --- evaluate_loops.cc: comprehensions ---
/// a the range, b the predicate, index the local of the variable (of the first
/// of two), count the local of the second or kOneVariable.
Value RunAll(const Node& node, Frame& frame);
Value RunExists(const Node& node, Frame& frame);
// All others: data Loop.
Value RunExistsOne(const Node& node, Frame& frame);
Value RunMapLoop(const Node& node, Frame& frame);  ///< map, transformList
Value RunFilter(const Node& node, Frame& frame);
Value RunTransformMap(const Node& node, Frame& frame);
Value RunTransformMapEntry(const Node& node, Frame& frame);
Value RunBind(const Node& node, Frame& frame);
Value RunLoop(const Node& node, Frame& frame);  ///< any other

}  // namespace plimsoll::cel

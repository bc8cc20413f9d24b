// SPDX-License-Identifier: Apache-2.0
// Macros: calls that the parser replaces by a comprehension (or by another
// call) before names are resolved.
//
// Meaning of a comprehension (kComprehension), for whoever runs it plainly:
//   accu := init                    (evaluated outside the loop's scope)
//   for each element of range:      (list: item; map: key, keys ascending)
//     iter_var := item or key       (two-variable form: iter_var := index or
//     key,
//                                    iter_var2 := item or value)
//     if condition is false: stop   (anything but `false` goes on)
//     accu := step
//   value := result                 (sees accu, not the iteration variables)
// accu may hold an error or an unknown; it counts only where it is read. A
// range that is an error or unknown is the result of the whole comprehension.
//
// The expansions; R is the accumulator kAccumulator ("@result"), `f`, `t`, `p`
// the macro's arguments, c ? a : b the call "_?_:_", and nsf(x) the call
// "@not_strictly_false" (true unless x is exactly false; never fails):
//   has(e.f)            the kSelect e.f with test_only
//   r.all(x, p)         init true,  cond nsf(R),  step R && p,       result R
//   r.exists(x, p)      init false, cond nsf(!R), step R || p,       result R
//   r.exists_one(x, p)  init 0,     cond true,    step p ? R + 1 : R, result R
//   == 1 r.map(x, t)         init [],    cond true,    step R + [t], result R
//   r.map(x, p, t)      init [],    cond true,    step p ? R + [t] : R
//   r.filter(x, p)      init [],    cond true,    step p ? R + [x] : R
//   r.transformList(i, v[, p], t)      as map with two variables
//   r.transformMap(k, v[, p], t)       init {}, step [p ?] cel.@mapInsert(R, k,
//   t) [: R] r.transformMapEntry(k, v[, p], m)  init {}, step [p ?]
//   cel.@mapInsert(R, m) [: R] all, exists, exists_one with two variables: as
//   above, iter_var2 set. (existsOne is another spelling of exists_one.)
//   cel.bind(v, e, b)   range [], iter_var "#unused", accu v, init e,
//                       cond false, step v, result b
//   r.sortBy(x, k)      Macro::kSortBy, of the form of cel.bind: accu "@sort",
//                       init r, result
//                       @sort.@sortByAssociatedKeys(@sort.map(x, k))
//   o.optMap(v, t)      cel.bind("@opt", o, @opt.hasValue()
//                         ? optional.of(cel.bind(v, @opt.value(), t))
//                         : optional.none())
//   o.optFlatMap(v, t)  the same without optional.of around t
//   math.greatest(a)    math.@max(a);   math.least: math.@min
//   math.greatest(a, b) math.@max(a, b)
//   math.greatest(a, b, c, ...)  math.@max([a, b, c, ...])
//   cel.block([e0, e1, ...], r)  cel.bind("@index0", e0, cel.bind("@index1",
//   ...)) cel.index(n)        the variable "@index<n>" cel.iterVar(d, n),
//   cel.accuVar(d, n)   the variables "@it:<d>:<n>", "@ac:<d>:<n>"
// Names that begin with '@' cannot be written, so they never meet a user's.
// Source: https://github.com/google/cel-spec/blob/master/doc/langdef.md#macros
// and https://github.com/google/cel-go/tree/master/ext (README.md).
#pragma once

#include <string_view>
#include <vector>

#include "cel/ast.h"
#include "cel/tree_builder.h"

namespace plimsoll::cel {

/// The accumulator variable of every macro but cel.bind and its kin.
inline constexpr std::string_view kAccumulator = "@result";

/// A call as the parser has read it. `receiver` is null for f(...).
struct MacroCall {
  std::string_view name;
  Expr* receiver = nullptr;
  std::vector<Expr*> args;
  std::uint32_t offset = 0;  ///< Of the whole call.
  std::uint32_t end = 0;
};

/// The replacement of a call that is a macro; null when it is none (another
/// name or number of arguments). Wrong arguments are reported to `builder` and
/// give a placeholder, not null.
Expr* ExpandMacro(const MacroCall& call, TreeBuilder& builder);

}  // namespace plimsoll::cel

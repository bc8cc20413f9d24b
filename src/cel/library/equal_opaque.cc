// SPDX-License-Identifier: Apache-2.0
#include "cel/library/equal_opaque.h"

#include "cel/library/optional.h"
#include "cel/library/type_value.h"
#include "value/key_table.h"

namespace plimsoll::cel {

namespace {

using Verdict = OpaqueEquality::Verdict;

OpaqueEquality Decided(bool equal) {
  return {equal ? Verdict::kEqual : Verdict::kDifferent, {}, {}};
}

}  // namespace

OpaqueEquality EqualOpaque(Value a, Value b) {
  const OpaqueType* type = a.AsOpaque()->type;
  if (type == &kOptionalType) {
    const Value* inner_a = OptionalContent(a);
    const Value* inner_b = OptionalContent(b);
    if (inner_a == nullptr || inner_b == nullptr) {
      return Decided(inner_a == inner_b);
    }
    return {Verdict::kAsInner, *inner_a, *inner_b};
  }
  if (type == &kTypeType) return Decided(TypeValueName(a) == TypeValueName(b));
  return Decided(a.AsOpaque() == b.AsOpaque());
}

OpaqueHash HashOpaque(Value value) {
  const OpaqueType* type = value.AsOpaque()->type;
  OpaqueHash result;
  result.hash = HashText(type->name);
  if (type == &kOptionalType) {
    const Value* inner = OptionalContent(value);
    result.has_inner = inner != nullptr;
    if (inner != nullptr) result.inner = *inner;
  } else if (type == &kTypeType) {
    result.hash = HashText(TypeValueName(value));
  }
  return result;
}

}  // namespace plimsoll::cel

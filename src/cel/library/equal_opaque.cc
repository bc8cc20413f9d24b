// SPDX-License-Identifier: Apache-2.0
#include "cel/library/equal_opaque.h"

#include "cel/library/ip_address.h"
#include "cel/library/named_format.h"
#include "cel/library/optional.h"
#include "cel/library/quantity.h"
#include "cel/library/semver.h"
#include "cel/library/type_value.h"
#include "cel/library/url.h"
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
  if (type == &kIpType) return Decided(*IpOf(a) == *IpOf(b));
  if (type == &kBlockType) return Decided(*BlockOf(a) == *BlockOf(b));
  if (type == &kUrlType) return Decided(EqualUrls(a, b));
  if (type == &kQuantityType) {
    return Decided(*QuantityIn(a) == *QuantityIn(b));
  }
  if (type == &kSemverType) {
    return Decided(CompareSemver(*SemverIn(a), *SemverIn(b)) == 0);
  }
  if (type == &kFormatType) return Decided(FormatIn(a) == FormatIn(b));
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
  } else if (const IpAddress* address = IpOf(value)) {
    result.hash = HashText(RenderIp(*address));
  } else if (const IpBlock* block = BlockOf(value)) {
    result.hash = HashText(RenderBlock(*block));
  }
  return result;
}

}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
// From judgements, which point into an inventory, to findings, which outlive
// it.
#pragma once

#include "finding/finding.h"
#include "policy/judge.h"
#include "value/provenance.h"

namespace plimsoll {

/// `provenance` (may be null) turns the origins of the evidence into text.
Finding MakeFinding(const Judgement& judgement, const Provenance* provenance);

}  // namespace plimsoll

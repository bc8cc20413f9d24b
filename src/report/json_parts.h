// SPDX-License-Identifier: Apache-2.0
// Parts of our JSON that the document, the lines and the HTML page share.
#pragma once

#include "finding/finding.h"
#include "report/json_stream.h"
#include "report/summary.h"

namespace plimsoll {

/// The members of a finding, from "uid" to "reasons", without brackets.
void WriteFindingMembers(const Finding& finding, JsonStream& out);
/// The members of a check's description but its id, without brackets.
void WriteCheckMembers(const Check& check, JsonStream& out);
void WriteGapMembers(const Gap& gap, JsonStream& out);
void WriteFramework(const FrameworkResult& framework, JsonStream& out);
/// {pass, fail, unknown, error, na}
void WriteCounts(const VerdictCounts& counts, JsonStream& out);

}  // namespace plimsoll

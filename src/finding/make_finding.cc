// SPDX-License-Identifier: Apache-2.0
#include "finding/make_finding.h"

namespace plimsoll {

Finding MakeFinding(const Judgement& judgement, const Provenance* provenance) {
  const Resource& resource = *judgement.resource;
  Finding finding;
  finding.uid = FindingUid(judgement.check->id, resource.id);
  finding.check = judgement.check;
  finding.verdict = judgement.verdict;
  finding.resource_id = resource.id;
  finding.resource_name = resource.name;
  finding.resource_type = resource.type->name;
  finding.account = resource.account;
  finding.region = resource.region;
  finding.partition = resource.self.Get("partition").StringOr("");
  if (resource.tags.is_map()) {
    const MapView tags = resource.tags.AsMap();
    for (std::size_t i = 0; i < tags.size(); ++i) {
      finding.tags.emplace(tags.KeyAt(i).StringOr(""),
                           tags.ValueAt(i).StringOr(""));
    }
  }
  finding.message =
      judgement.message.empty() ? judgement.check->title : judgement.message;
  for (const JudgedValue& value : judgement.evidence) {
    finding.evidence.push_back(
        {value.expression,
         value.value,
         provenance == nullptr ? std::string()
                               : Render(provenance->Resolve(value.origin))});
  }
  for (const JudgedReason& reason : judgement.reasons) {
    finding.reasons.push_back(
        {reason.code, reason.subject, reason.message, reason.remedy});
  }
  return finding;
}

}  // namespace plimsoll

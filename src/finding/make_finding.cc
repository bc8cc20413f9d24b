// SPDX-License-Identifier: Apache-2.0
#include "finding/make_finding.h"

namespace plimsoll {

FindingMaker::FindingMaker(const Provenance* provenance,
                           std::string_view account_name,
                           TextPool& texts)
    : provenance_(provenance), texts_(texts) {
  about_.account_name = texts_.Share(account_name);
}

void FindingMaker::Describe(const Resource& resource) {
  described_ = &resource;
  about_.resource_id = SharedText(resource.id);
  about_.resource_name = resource.name == resource.id
                             ? about_.resource_id
                             : SharedText(resource.name);
  about_.resource_type = texts_.Share(resource.type->name);
  about_.account = texts_.Share(resource.account);
  about_.region = texts_.Share(resource.region);
  about_.partition = texts_.Share(resource.self.Get("partition").StringOr(""));
  SharedTags::Map tags;
  if (resource.tags.is_map()) {
    const MapView map = resource.tags.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      tags.emplace(map.KeyAt(i).StringOr(""), map.ValueAt(i).StringOr(""));
    }
  }
  about_.tags = SharedTags(std::move(tags));
}

// The check's own message; without one, why nothing is known, or the title.
SharedText FindingMaker::MessageOf(const Judgement& judgement) {
  if (!judgement.message.empty()) return SharedText(judgement.message);
  if (judgement.verdict == Verdict::kUnknown && !judgement.reasons.empty()) {
    const JudgedReason& reason = judgement.reasons.front();
    return texts_.Share("not known: " + (reason.message.empty()
                                             ? reason.code
                                             : reason.message));
  }
  return texts_.Share(judgement.check->title);
}

Finding FindingMaker::Make(const Judgement& judgement) {
  if (judgement.resource != described_) Describe(*judgement.resource);
  Finding finding = about_;
  finding.uid = FindingUid(judgement.check->id, judgement.resource->id);
  finding.check = judgement.check;
  finding.verdict = judgement.verdict;
  finding.message = MessageOf(judgement);
  for (const JudgedValue& value : judgement.evidence) {
    finding.evidence.push_back(
        {value.expression,
         value.value,
         provenance_ == nullptr ? std::string()
                                : Render(provenance_->Resolve(value.origin))});
  }
  for (const JudgedReason& reason : judgement.reasons) {
    finding.reasons.push_back(
        {reason.code, reason.subject, reason.message, reason.remedy});
  }
  return finding;
}

}  // namespace plimsoll

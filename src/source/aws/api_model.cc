// SPDX-License-Identifier: Apache-2.0
#include "source/aws/api_model.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"

namespace plimsoll::aws {
namespace {

constexpr std::array<std::pair<Protocol, std::string_view>, 5> kProtocols{{
    {Protocol::kJson, "json"},
    {Protocol::kRestJson, "rest-json"},
    {Protocol::kQuery, "query"},
    {Protocol::kEc2, "ec2"},
    {Protocol::kRestXml, "rest-xml"},
}};

template <typename Map>
Error Unknown(std::string_view what, std::string_view word, const Map& known) {
  std::vector<std::string_view> names;
  names.reserve(known.size());
  for (const auto& [name, unused] : known) names.push_back(name);
  const std::string_view short_word = word.substr(word.rfind('.') + 1);
  const std::string hint = DidYouMean(short_word, names);
  return {ErrorCode::kNotFound,
          fmt::format(
              "unknown {} {}{}{}", what, word, hint.empty() ? "" : "; ", hint)};
}

bool IsWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// True for "<prefix><word>-<digits>", as all partitions name their regions.
bool HasRegionForm(std::string_view region, std::string_view prefix) {
  if (region.substr(0, prefix.size()) != prefix) return false;
  const std::string_view rest = region.substr(prefix.size());
  const std::size_t dash = rest.find('-');
  if (dash == std::string_view::npos || dash == 0) return false;
  const std::string_view word = rest.substr(0, dash);
  const std::string_view number = rest.substr(dash + 1);
  return std::all_of(word.begin(), word.end(), IsWordCharacter) &&
         !number.empty() &&
         number.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string_view Name(Protocol protocol) {
  for (const auto& [value, name] : kProtocols) {
    if (value == protocol) return name;
  }
  return "";
}

const ApiMember* ApiShape::Find(std::string_view member) const {
  const auto at =
      std::lower_bound(members.begin(),
                       members.end(),
                       member,
                       [](const ApiMember& m, std::string_view wanted) {
                         return m.name < wanted;
                       });
  return at != members.end() && at->name == member ? &*at : nullptr;
}

Result<const ApiOperation*> ApiService::Find(std::string_view operation) const {
  const auto at = operations.find(operation);
  if (at == operations.end()) {
    return Unknown(
        "operation", name + "." + std::string(operation), operations);
  }
  return &at->second;
}

Result<const ApiService*> ApiModel::FindService(
    std::string_view service) const {
  const auto at = services_.find(service);
  if (at == services_.end()) return Unknown("service", service, services_);
  return &at->second;
}

Result<const ApiOperation*> ApiModel::FindOperation(
    std::string_view service, std::string_view operation) const {
  PLIMSOLL_ASSIGN_OR_RETURN(const ApiService* found, FindService(service));
  return found->Find(operation);
}

Result<const ApiOperation*> ApiModel::FindCall(std::string_view call) const {
  const std::size_t dot = call.find('.');
  if (dot == std::string_view::npos) {
    return Error(ErrorCode::kInvalid,
                 fmt::format("call \"{}\" is not <service>.<Operation>", call));
  }
  return FindOperation(call.substr(0, dot), call.substr(dot + 1));
}

const Partition* ApiModel::OwnerOf(std::string_view region) const {
  for (const Partition& partition : partitions_) {
    if (partition.regions.find(region) != partition.regions.end()) {
      return &partition;
    }
  }
  for (const Partition& partition : partitions_) {
    for (const std::string& prefix : partition.region_prefixes) {
      if (HasRegionForm(region, prefix)) return &partition;
    }
  }
  return nullptr;
}

const Partition& ApiModel::PartitionOf(std::string_view region) const {
  const Partition* owner = OwnerOf(region);
  return owner != nullptr ? *owner : partitions_.front();
}

bool ApiModel::KnowsRegion(std::string_view region) const {
  return OwnerOf(region) != nullptr;
}

const Partition* ApiModel::FindPartition(std::string_view id) const {
  for (const Partition& partition : partitions_) {
    if (partition.id == id) return &partition;
  }
  return nullptr;
}

}  // namespace plimsoll::aws

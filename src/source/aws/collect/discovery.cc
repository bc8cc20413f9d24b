// SPDX-License-Identifier: Apache-2.0
#include "source/aws/collect/discovery.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/text.h"

namespace plimsoll::aws {
namespace {

bool Contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

Error ToError(const CallFailure& failure) {
  return {failure.reason == "denied" ? ErrorCode::kDenied : ErrorCode::kIo,
          failure.message};
}

/// Reads the organisation's accounts and units.
constexpr const DiscoveryCall& kGetCaller = kAccountDiscoveryCalls[0];
constexpr const DiscoveryCall& kListRegions = kAccountDiscoveryCalls[1];
constexpr const DiscoveryCall& kListAccounts = kOrganizationDiscoveryCalls[0];
constexpr const DiscoveryCall& kListAccountsOf = kOrganizationDiscoveryCalls[1];
constexpr const DiscoveryCall& kListUnitsOf = kOrganizationDiscoveryCalls[2];

class OrganizationReader {
 public:
  OrganizationReader(ApiSession& session,
                     std::string_view region,
                     KeyTable& keys,
                     std::stop_token stop)
      : session_(session), region_(region), keys_(keys), stop_(stop) {}

  Result<std::map<std::string, std::string>> ActiveAccounts() {
    std::map<std::string, std::string> accounts;
    PLIMSOLL_RETURN_IF_ERROR(
        ForEach(kListAccounts, "", "Accounts", [&](Value account) {
          if (account.Get("Status").StringOr("ACTIVE") != "ACTIVE") return;
          accounts.emplace(account.Get("Id").StringOr(""),
                           account.Get("Name").StringOr(""));
        }));
    return accounts;
  }

  /// Ids of all accounts below the units, at any depth.
  Result<std::set<std::string>> AccountsBelow(
      const std::vector<std::string>& units) {
    std::set<std::string> accounts;
    std::vector<std::string> open = units;
    std::set<std::string> seen;
    while (!open.empty()) {
      const std::string unit = std::move(open.back());
      open.pop_back();
      if (!seen.insert(unit).second) continue;
      PLIMSOLL_RETURN_IF_ERROR(
          ForEach(kListAccountsOf, unit, "Accounts", [&](Value v) {
            accounts.emplace(v.Get("Id").StringOr(""));
          }));
      PLIMSOLL_RETURN_IF_ERROR(
          ForEach(kListUnitsOf, unit, "OrganizationalUnits", [&](Value v) {
            open.emplace_back(v.Get("Id").StringOr(""));
          }));
    }
    return accounts;
  }

 private:
  template <typename Visit>
  Result<void> ForEach(const DiscoveryCall& call,
                       std::string_view parent,
                       std::string_view member,
                       const Visit& visit) {
    Arena arena;
    const ValueFactory factory(arena, keys_);
    std::vector<std::pair<std::string_view, Value>> input;
    if (!parent.empty()) {
      input.emplace_back("ParentId", factory.String(parent));
    }
    const auto failure = session_.ForEachPage(
        call.service,
        call.operation,
        factory.Map(input),
        region_,
        [&](const std::shared_ptr<const Arena>&, Value page) {
          const Value list = page.Get(member);
          if (!list.is_list()) return true;
          for (const Value& item : list.AsList()) visit(item);
          return true;
        },
        stop_);
    if (failure) {
      return ToError(*failure).While("reading the organisation");
    }
    return {};
  }

  ApiSession& session_;
  std::string_view region_;
  KeyTable& keys_;
  std::stop_token stop_;
};

Result<std::map<std::string, std::string>> WantedAccounts(
    OrganizationReader& reader, const ScannerOptions& options) {
  PLIMSOLL_ASSIGN_OR_RETURN(auto accounts, reader.ActiveAccounts());
  for (const std::string& id : options.accounts) {
    if (accounts.contains(id)) continue;
    return Error(ErrorCode::kNotFound,
                 fmt::format("account {} is not an active account of the "
                             "organisation",
                             id));
  }
  PLIMSOLL_ASSIGN_OR_RETURN(const auto inside,
                            reader.AccountsBelow(options.units));
  PLIMSOLL_ASSIGN_OR_RETURN(const auto outside,
                            reader.AccountsBelow(options.exclude_units));
  std::erase_if(accounts, [&](const auto& account) {
    const std::string& id = account.first;
    return (!options.accounts.empty() && !Contains(options.accounts, id)) ||
           (!options.units.empty() && !inside.contains(id)) ||
           outside.contains(id) || Contains(options.exclude_accounts, id);
  });
  return accounts;
}

}  // namespace

Result<CallerIdentity> ReadCaller(ApiSession& session,
                                  std::string_view region,
                                  KeyTable& keys,
                                  std::stop_token stop) {
  Arena arena;
  CallerIdentity caller;
  const auto failure = session.ForEachPage(
      kGetCaller.service,
      kGetCaller.operation,
      ValueFactory(arena, keys).Map({}),
      region,
      [&](const std::shared_ptr<const Arena>&, Value page) {
        caller.account = page.Get("Account").StringOr("");
        caller.arn = page.Get("Arn").StringOr("");
        return true;
      },
      stop);
  if (failure) return ToError(*failure).While("asking AWS who we are");
  const auto parts = Split(caller.arn, ':');
  if (caller.account.empty() || parts.size() < 6) {
    return Error(ErrorCode::kInvalid,
                 "sts:GetCallerIdentity named no account; is this AWS?");
  }
  caller.partition = parts[1];
  return caller;
}

Result<std::vector<ScannedAccount>> FindAccounts(ApiSession& session,
                                                 const CallerIdentity& caller,
                                                 const ScannerOptions& options,
                                                 std::string_view region,
                                                 KeyTable& keys,
                                                 std::stop_token stop) {
  std::map<std::string, std::string> names;
  if (options.organization) {
    OrganizationReader reader(session, region, keys, stop);
    PLIMSOLL_ASSIGN_OR_RETURN(names, WantedAccounts(reader, options));
  } else if (!options.accounts.empty()) {
    for (const std::string& id : options.accounts) names.emplace(id, "");
  } else {
    names.emplace(caller.account, "");
  }
  std::vector<ScannedAccount> accounts;
  for (const auto& [id, name] : names) {
    ScannedAccount account;
    account.id = id;
    account.name = name;
    account.partition = caller.partition;
    account.own = id == caller.account;
    accounts.push_back(std::move(account));
  }
  return accounts;
}

std::vector<std::string> FindRegions(ApiSession& session,
                                     const Partition& partition,
                                     const ScannerOptions& options,
                                     KeyTable& keys,
                                     std::stop_token stop,
                                     std::optional<CallFailure>& failure) {
  Arena arena;
  std::set<std::string> enabled;
  failure = session.ForEachPage(
      kListRegions.service,
      kListRegions.operation,
      ValueFactory(arena, keys).Map({}),
      partition.global_region,
      [&](const std::shared_ptr<const Arena>&, Value page) {
        const Value list = page.Get("Regions");
        if (!list.is_list()) return true;
        for (const Value& region : list.AsList()) {
          enabled.emplace(region.Get("RegionName").StringOr(""));
        }
        return true;
      },
      stop);
  if (failure) {
    for (const auto& [name, title] : partition.regions) enabled.insert(name);
  }
  std::vector<std::string> wanted;
  for (const std::string& region : enabled) {
    if (!options.regions.empty() && !Contains(options.regions, region))
      continue;
    if (!Contains(options.exclude_regions, region)) wanted.push_back(region);
  }
  return wanted;
}

}  // namespace plimsoll::aws

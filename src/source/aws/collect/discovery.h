// SPDX-License-Identifier: Apache-2.0
// Who we are, and which accounts and regions there are.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "source/aws/collect/scanner.h"
#include "source/aws/collect/session.h"

namespace plimsoll::aws {

struct CallerIdentity {
  std::string account;
  std::string arn;
  std::string partition;
};

/// An operation of the API model that this file calls.
struct DiscoveryCall {
  std::string_view service;
  std::string_view operation;
};

/// What ReadCaller and FindRegions call.
inline constexpr std::array<DiscoveryCall, 2> kAccountDiscoveryCalls = {
    {{"sts", "GetCallerIdentity"}, {"ec2", "DescribeRegions"}}};
/// What FindAccounts calls.
inline constexpr std::array<DiscoveryCall, 3> kOrganizationDiscoveryCalls = {
    {{"organizations", "ListAccounts"},
     {"organizations", "ListAccountsForParent"},
     {"organizations", "ListOrganizationalUnitsForParent"}}};

/// sts:GetCallerIdentity. Errors: as the call fails.
Result<CallerIdentity> ReadCaller(ApiSession& session,
                                  std::string_view region,
                                  KeyTable& keys,
                                  std::stop_token stop);

/// The accounts that the options name, sorted by id, the caller's own included
/// if it is named. Suspended accounts are left out. Errors: the organisation
/// cannot be read; an account or unit that does not exist.
Result<std::vector<ScannedAccount>> FindAccounts(ApiSession& session,
                                                 const CallerIdentity& caller,
                                                 const ScannerOptions& options,
                                                 std::string_view region,
                                                 KeyTable& keys,
                                                 std::stop_token stop);

/// The account's enabled regions that the options want, sorted. When they
/// cannot be listed: those named in the options, or all of the partition, and
/// `failure`.
std::vector<std::string> FindRegions(ApiSession& session,
                                     const Partition& partition,
                                     const ScannerOptions& options,
                                     KeyTable& keys,
                                     std::stop_token stop,
                                     std::optional<CallFailure>& failure);

}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
// Who we are, and which accounts and regions there are.
#pragma once

#include <string>
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

// SPDX-License-Identifier: Apache-2.0
// Reads one account or a whole organisation: finds the accounts, enters each,
// finds its regions, and runs the collectors.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "model/resource_type.h"
#include "source/aws/client.h"
#include "source/aws/collect/collector.h"
#include "source/aws/credential_sources.h"

namespace plimsoll::aws {

struct ScannerOptions {
  /// All accounts of the caller's organisation.
  bool organization = false;
  /// Role to assume. With `organization` or `accounts`, its name (or path and
  /// name) in each account but the caller's own; else a whole ARN.
  std::string role;
  std::string external_id;
  std::string session_name = "plimsoll";
  std::vector<std::string> accounts;  ///< Only these ids; empty: all.
  std::vector<std::string> exclude_accounts;
  std::vector<std::string> units;  ///< Only below these OU ids.
  std::vector<std::string> exclude_units;
  std::vector<std::string> regions;  ///< Only these; empty: enabled.
  std::vector<std::string> exclude_regions;
  std::string region;  ///< Where STS is called; a region of the partition.
  std::size_t threads = 32;          ///< Calls at the same time.
  std::size_t accounts_at_once = 4;  ///< Bounds the memory.
};

/// One account as it was found.
struct ScannedAccount {
  std::string id;
  std::string name;  ///< From the organisation; may be empty.
  std::string partition;
  std::vector<std::string> regions;
  bool reachable = true;
  bool own = false;  ///< The caller's; its inventory holds the organisation.
};

/// What a scanner works with. Lifetime: all of it outlives the scan.
struct ScannerContext {
  Client& client;
  Clock& clock;
  KeyTable& keys;
  Provenance* provenance = nullptr;
  std::shared_ptr<CredentialsProvider> credentials;
  MfaPrompt mfa_prompt;
};

/// Receives one account after the other, the caller's own first; called on the
/// thread of Scan.
using AccountSink = std::function<void(const ScannedAccount&, Inventory)>;

/// Reads everything that the options name. Returns when all accounts were
/// handed to `sink`, also after `stop` (then with gaps). Errors: kDenied and
/// others when not even the caller's identity or the list of accounts can be
/// had.
Result<void> Scan(const ScannerContext& context,
                  const ScannerOptions& options,
                  const std::vector<WantedType>& types,
                  Timestamp now,
                  UnitJournal* journal,
                  CollectProgress& progress,
                  std::stop_token stop,
                  const AccountSink& sink);

}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
// `plimsoll permissions aws`: what the role of a scan must be allowed to do.
#pragma once

#include <string>
#include <vector>

#include "app/catalogue_files.h"
#include "app/check_commands.h"
#include "app/check_filter.h"
#include "app/scan.h"

namespace plimsoll {

/// The IAM actions that collecting `types` may call, sorted, each once: theirs
/// and what finding the account's regions takes.
std::vector<std::string> ActionsToRead(const LoadedCatalogue& loaded,
                                       const std::vector<WantedType>& types);

/// For whom the policy is.
struct AwsPermissionSettings {
  bool organization =
      false;  ///< For the credentials that start the scan of one.
  std::string role = "OrganizationAccountAccessRole";  ///< In each account.
  std::string partition = "aws";
};

/// Prints the IAM policy document (JSON) of a role that can answer the chosen
/// checks; for an organisation, also what the credentials that start the scan
/// need: to list its accounts and to assume the role in each. Every statement
/// is read-only but sts:AssumeRole.
ExitStatus PrintAwsPermissions(const AppContext& app,
                               const CatalogueSettings& settings,
                               const CheckFilter& filter,
                               const AwsPermissionSettings& wanted);

}  // namespace plimsoll

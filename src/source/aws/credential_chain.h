// SPDX-License-Identifier: Apache-2.0
// Finds the credentials that an AWS user expects to be used.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "source/aws/client.h"
#include "source/aws/credential_sources.h"
#include "source/aws/credentials.h"
#include "source/aws/process_runner.h"
#include "source/aws/profile_config.h"

namespace plimsoll::aws {

/// What the search needs. Lifetime: all of it outlives the provider found.
struct CredentialContext {
  Client& client;
  HttpTransport& transport;
  FileSystem& files;  ///< Refreshed SSO tokens are written back.
  const Clock& clock;
  ProcessRunner& processes;
  const Environment& environment;
  const ProfileConfig& config;
  MfaPrompt mfa_prompt;    ///< May be null.
  std::string sts_region;  ///< Whose STS endpoint assumes roles.
};

/// The first source that is configured, in the order of botocore 1.43: keys in
/// the environment (unless `requested_profile` names a profile), the profile's
/// role, web identity, SSO, the credentials file, credential_process, the
/// config file, the container endpoint, the instance metadata service. Nothing
/// is fetched yet; Get does. A profile may take its role's source from another
/// profile, and that from a third; a circle is an error.
/// Errors: kNotFound for a profile that does not exist, with a suggestion;
/// kInvalid for settings that contradict each other or lack a part.
/// Source:
/// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
Result<std::shared_ptr<CredentialsProvider>> FindCredentials(
    const CredentialContext& context, std::string_view requested_profile);

/// The region in use: `requested`, AWS_REGION, AWS_DEFAULT_REGION or the
/// profile's; empty when none is configured.
std::string RegionName(std::string_view requested,
                       const Environment& environment,
                       const ProfileConfig& config,
                       std::string_view profile);

}  // namespace plimsoll::aws

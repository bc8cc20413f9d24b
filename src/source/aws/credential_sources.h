// SPDX-License-Identifier: Apache-2.0
// The places that credentials come from, one class each.
// Source:
// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/file_system.h"
#include "base/http.h"
#include "source/aws/client.h"
#include "source/aws/credentials.h"
#include "source/aws/process_runner.h"
#include "source/aws/profile_config.h"

namespace plimsoll::aws {

/// Asks the user for the code that an MFA device shows; `serial` names it.
using MfaPrompt = std::function<Result<std::string>(std::string_view serial,
                                                    std::stop_token stop)>;

struct AssumeRoleOptions {
  std::string role_arn;
  std::string session_name = "plimsoll";
  std::string external_id;  ///< Sent when not empty.
  std::string mfa_serial;   ///< Asked for when not empty.
  std::chrono::seconds duration{3600};
  std::string region;  ///< Whose STS endpoint is called.
  std::string policy;  ///< Session policy (JSON), or empty.
};

/// sts:AssumeRole with the credentials of `base`.
class AssumeRoleSource final : public CredentialsSource {
 public:
  /// Lifetime: `client` outlives this. `prompt` may be null: then a role that
  /// wants MFA is an error.
  AssumeRoleSource(Client& client,
                   std::shared_ptr<CredentialsProvider> base,
                   AssumeRoleOptions options,
                   MfaPrompt prompt);
  Result<Credentials> Fetch(std::stop_token stop) override;

 private:
  Client& client_;
  const std::shared_ptr<CredentialsProvider> base_;
  const AssumeRoleOptions options_;
  const MfaPrompt prompt_;
};

/// Credentials of a role, refreshed while they are used: what a scan of a
/// member account asks for. Lifetime: `client` and `clock` outlive the result.
std::shared_ptr<CredentialsProvider> MakeRoleCredentials(
    Client& client,
    const Clock& clock,
    std::shared_ptr<CredentialsProvider> base,
    AssumeRoleOptions options,
    MfaPrompt prompt = nullptr);

/// sts:AssumeRoleWithWebIdentity; the token file is read anew each time.
class WebIdentitySource final : public CredentialsSource {
 public:
  struct Options {
    std::string token_file;
    std::string role_arn;
    std::string session_name = "plimsoll";
    std::string region;
  };
  WebIdentitySource(Client& client, const FileSystem& files, Options options);
  Result<Credentials> Fetch(std::stop_token stop) override;

 private:
  Client& client_;
  const FileSystem& files_;
  const Options options_;
};

/// sso:GetRoleCredentials with the token that "aws sso login" left in
/// ~/.aws/sso/cache. A token that runs out is refreshed, and the cached file
/// with it, when the login was for an sso-session; otherwise it is kDenied:
/// log in again.
class SsoSource final : public CredentialsSource {
 public:
  struct Options {
    std::string cache_folder;
    std::string cache_key;  ///< Session name, or start URL without a session.
    std::string region;
    std::string account_id;
    std::string role_name;
    std::string profile;  ///< For the advice in errors.
  };
  SsoSource(Client& client,
            FileSystem& files,
            const Clock& clock,
            Options options);
  Result<Credentials> Fetch(std::stop_token stop) override;

 private:
  Error LogIn(std::string_view why) const;
  /// The cached token, refreshed if it must be.
  Result<Value> ReadToken(const ValueFactory& factory, std::stop_token stop);
  Result<Value> Refresh(Value token,
                        const std::string& path,
                        const ValueFactory& factory,
                        std::stop_token stop);

  Client& client_;
  FileSystem& files_;
  const Clock& clock_;
  const Options options_;
};

/// What a profile's credential_process prints.
/// Source:
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
class ProcessSource final : public CredentialsSource {
 public:
  ProcessSource(ProcessRunner& processes, std::string command);
  Result<Credentials> Fetch(std::stop_token stop) override;

 private:
  ProcessRunner& processes_;
  const std::string command_;
};

/// The endpoint that ECS and EKS give to a container; the token file is read
/// anew each time.
/// Source:
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
class ContainerSource final : public CredentialsSource {
 public:
  struct Options {
    std::string url;
    std::string token;
    std::string token_file;  ///< Wins over `token`.
  };
  /// Reads AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, ..._FULL_URI and
  /// AWS_CONTAINER_AUTHORIZATION_TOKEN[_FILE]. Error: kInvalid for a plain-HTTP
  /// URI to other than loopback and the platform's own addresses.
  static Result<Options> ReadOptions(const Environment& environment);

  ContainerSource(HttpTransport& transport,
                  const FileSystem& files,
                  Options options);
  Result<Credentials> Fetch(std::stop_token stop) override;

 private:
  HttpTransport& transport_;
  const FileSystem& files_;
  const Options options_;
};

/// The instance metadata service of EC2, version 2; version 1 only where the
/// service does not know tokens and AWS_EC2_METADATA_V1_DISABLED is not set.
/// Source:
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
class InstanceMetadataSource final : public CredentialsSource {
 public:
  struct Options {
    std::string endpoint = "http://169.254.169.254";
    bool disabled = false;
    bool allow_version_1 = true;
    std::chrono::milliseconds timeout{1000};
    int attempts = 1;
  };
  /// Reads AWS_EC2_METADATA_DISABLED, ..._SERVICE_ENDPOINT[_MODE],
  /// ..._V1_DISABLED, AWS_METADATA_SERVICE_TIMEOUT and ..._NUM_ATTEMPTS.
  static Result<Options> ReadOptions(const Environment& environment);

  InstanceMetadataSource(HttpTransport& transport, Options options);
  Result<Credentials> Fetch(std::stop_token stop) override;

 private:
  Result<std::string> Ask(const std::string& method,
                          const std::string& path,
                          std::pair<std::string, std::string> header,
                          std::stop_token stop);

  HttpTransport& transport_;
  const Options options_;
};

namespace internal {

/// Reads {AccessKeyId, SecretAccessKey, Token|SessionToken, Expiration}.
/// Error: kInvalid, never quoting the text.
Result<Credentials> ParseCredentialsJson(std::string_view text,
                                         std::string_view source);

}  // namespace internal
}  // namespace plimsoll::aws

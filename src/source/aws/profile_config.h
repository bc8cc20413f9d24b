// SPDX-License-Identifier: Apache-2.0
// The configuration that AWS users already have: environment variables and the
// shared files ~/.aws/config and ~/.aws/credentials.
// Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/file_system.h"
#include "base/result.h"

namespace plimsoll::aws {

/// Environment variables, handed in by `main`.
using Environment = std::map<std::string, std::string, std::less<>>;

/// Value of a variable, or empty when it is not set.
std::string_view Variable(const Environment& environment,
                          std::string_view name);

/// Settings of one section, keys in lower case.
struct ConfigSection {
  std::map<std::string, std::string, std::less<>> values;
  /// "s3 =" followed by indented "key = value" lines.
  std::map<std::string,
           std::map<std::string, std::string, std::less<>>,
           std::less<>>
      nested;

  /// Empty when absent.
  std::string_view Get(std::string_view key) const;
  std::string_view Get(std::string_view group, std::string_view key) const;
};

/// Sections of one file by their heading, e.g. "profile audit".
/// Error: kInvalid with "file:line: what" at the first line that is neither
/// heading, setting, continuation nor comment. A section that comes twice is
/// merged, the later setting wins.
Result<std::map<std::string, ConfigSection, std::less<>>> ParseIni(
    std::string_view text, std::string_view file);

/// Both shared files put together. Immutable.
class ProfileConfig {
 public:
  /// Reads the files that AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name,
  /// or those in ~/.aws; a file that does not exist counts as empty.
  /// Errors: kInvalid from parsing, kDenied and kIo from reading.
  static Result<ProfileConfig> Load(const FileSystem& files,
                                    const Environment& environment);

  /// Settings of a profile from the config file; null when there are none.
  const ConfigSection* FindInConfig(std::string_view profile) const;
  /// Settings of a profile from the credentials file; null when none.
  const ConfigSection* FindInCredentials(std::string_view profile) const;
  const ConfigSection* FindSsoSession(std::string_view name) const;
  const ConfigSection* FindServices(std::string_view name) const;
  bool HasProfile(std::string_view profile) const;

  /// A setting of the profile; that of the credentials file wins. Empty when
  /// absent.
  std::string_view Get(std::string_view profile, std::string_view key) const;

  /// `did you mean "x"?` among the profiles, or empty.
  std::string SuggestProfile(std::string_view profile) const;

 private:
  std::map<std::string, ConfigSection, std::less<>> profiles_;
  std::map<std::string, ConfigSection, std::less<>> credentials_;
  std::map<std::string, ConfigSection, std::less<>> sso_sessions_;
  std::map<std::string, ConfigSection, std::less<>> services_;
};

/// The profile in use: `requested` (a command-line option), AWS_PROFILE,
/// AWS_DEFAULT_PROFILE or "default".
std::string ProfileName(std::string_view requested,
                        const Environment& environment);

/// `path` with a leading "~/" replaced by HOME.
std::string ExpandHome(std::string_view path, const Environment& environment);

/// Case-insensitive "true" or "false"; nullopt when empty.
/// Error: kInvalid naming `what` on anything else.
Result<std::optional<bool>> ParseSwitch(std::string_view text,
                                        std::string_view what);

}  // namespace plimsoll::aws

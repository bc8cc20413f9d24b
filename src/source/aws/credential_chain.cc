// SPDX-License-Identifier: Apache-2.0
#include "source/aws/credential_chain.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "base/number.h"
#include "base/text.h"

namespace plimsoll::aws {
namespace {

using Provider = std::shared_ptr<CredentialsProvider>;

Error Invalid(std::string message) {
  return {ErrorCode::kInvalid, std::move(message)};
}

// Keys written down in one section; null when it has none.
Result<Provider> StaticKeys(const ConfigSection* section,
                            std::string_view profile,
                            std::string_view source) {
  if (section == nullptr || section->Get("aws_access_key_id").empty()) {
    return Provider{};
  }
  Credentials keys;
  keys.access_key_id = section->Get("aws_access_key_id");
  keys.secret_access_key =
      Secret(std::string(section->Get("aws_secret_access_key")));
  keys.session_token = Secret(std::string(section->Get("aws_session_token")));
  keys.account_id = section->Get("aws_account_id");
  keys.source = source;
  if (keys.secret_access_key.empty()) {
    return Invalid(fmt::format(
        "profile {} has aws_access_key_id but no aws_secret_access_key",
        profile));
  }
  return Provider(std::make_shared<StaticCredentials>(std::move(keys)));
}

Result<Provider> EnvironmentKeys(const Environment& environment) {
  Credentials keys;
  keys.access_key_id = Variable(environment, "AWS_ACCESS_KEY_ID");
  if (keys.access_key_id.empty()) return Provider{};
  keys.secret_access_key =
      Secret(std::string(Variable(environment, "AWS_SECRET_ACCESS_KEY")));
  keys.session_token =
      Secret(std::string(Variable(environment, "AWS_SESSION_TOKEN")));
  keys.account_id = Variable(environment, "AWS_ACCOUNT_ID");
  keys.source = "environment";
  if (keys.secret_access_key.empty()) {
    return Invalid("AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not");
  }
  return Provider(std::make_shared<StaticCredentials>(std::move(keys)));
}

// Follows one profile and those it takes its credentials from.
class ChainBuilder {
 public:
  explicit ChainBuilder(const CredentialContext& context) : context_(context) {}

  // What the profile configures; null when it configures nothing.
  Result<Provider> FromProfile(const std::string& profile) {
    if (std::find(visited_.begin(), visited_.end(), profile) !=
        visited_.end()) {
      return Invalid(
          fmt::format("profile {} takes its credentials from itself", profile));
    }
    visited_.push_back(profile);
    const ConfigSection* config = context_.config.FindInConfig(profile);
    if (!context_.config.Get(profile, "role_arn").empty()) {
      return FromRole(profile);
    }
    if (visited_.size() == 1) {
      PLIMSOLL_ASSIGN_OR_RETURN(Provider found, FromWebIdentity());
      if (found != nullptr) return found;
    }
    if (config != nullptr && (!config->Get("sso_session").empty() ||
                              !config->Get("sso_start_url").empty())) {
      return FromSso(profile, *config);
    }
    PLIMSOLL_ASSIGN_OR_RETURN(
        Provider keys,
        StaticKeys(context_.config.FindInCredentials(profile),
                   profile,
                   "shared-credentials-file"));
    if (keys != nullptr) return keys;
    const std::string_view command =
        context_.config.Get(profile, "credential_process");
    if (!command.empty()) {
      return Cached(std::make_unique<ProcessSource>(context_.processes,
                                                    std::string(command)));
    }
    return StaticKeys(config, profile, "config-file");
  }

  Result<Provider> FromContainer() {
    const Environment& environment = context_.environment;
    if (Variable(environment, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
            .empty() &&
        Variable(environment, "AWS_CONTAINER_CREDENTIALS_FULL_URI").empty()) {
      return Provider{};
    }
    PLIMSOLL_ASSIGN_OR_RETURN(ContainerSource::Options options,
                              ContainerSource::ReadOptions(environment));
    return Cached(std::make_unique<ContainerSource>(
        context_.transport, context_.files, std::move(options)));
  }

  Result<Provider> FromInstance() {
    PLIMSOLL_ASSIGN_OR_RETURN(
        InstanceMetadataSource::Options options,
        InstanceMetadataSource::ReadOptions(context_.environment));
    return Cached(
        std::make_unique<InstanceMetadataSource>(context_.transport, options));
  }

 private:
  Provider Cached(std::unique_ptr<CredentialsSource> source) const {
    return std::make_shared<CachedCredentials>(std::move(source),
                                               context_.clock);
  }

  std::string SessionName(std::string_view profile) const {
    const std::string_view own =
        context_.config.Get(profile, "role_session_name");
    return own.empty() ? "plimsoll" : std::string(own);
  }

  Result<Provider> FromWebIdentity() {
    const Environment& environment = context_.environment;
    WebIdentitySource::Options options;
    options.token_file = Variable(environment, "AWS_WEB_IDENTITY_TOKEN_FILE");
    options.role_arn = Variable(environment, "AWS_ROLE_ARN");
    if (options.token_file.empty()) return Provider{};
    if (options.role_arn.empty()) {
      return Invalid(
          "AWS_WEB_IDENTITY_TOKEN_FILE is set but AWS_ROLE_ARN is not");
    }
    const std::string_view name =
        Variable(environment, "AWS_ROLE_SESSION_NAME");
    if (!name.empty()) options.session_name = name;
    options.region = context_.sts_region;
    return Cached(std::make_unique<WebIdentitySource>(
        context_.client, context_.files, std::move(options)));
  }

  Result<Provider> FromRole(const std::string& profile) {
    const auto get = [&](std::string_view key) {
      return std::string(context_.config.Get(profile, key));
    };
    const std::string token_file = get("web_identity_token_file");
    if (!token_file.empty()) {
      WebIdentitySource::Options options;
      options.token_file = ExpandHome(token_file, context_.environment);
      options.role_arn = get("role_arn");
      options.session_name = SessionName(profile);
      options.region = context_.sts_region;
      return Cached(std::make_unique<WebIdentitySource>(
          context_.client, context_.files, std::move(options)));
    }
    AssumeRoleOptions options;
    options.role_arn = get("role_arn");
    options.session_name = SessionName(profile);
    options.external_id = get("external_id");
    options.mfa_serial = get("mfa_serial");
    options.region = context_.sts_region;
    const std::string duration = get("duration_seconds");
    if (!duration.empty()) {
      const auto seconds = ParseNumber<int>(duration);
      if (!seconds || *seconds < 900 || *seconds > 43200) {
        return Invalid(fmt::format(
            "duration_seconds of profile {} is \"{}\", expected 900 to 43200",
            profile,
            duration));
      }
      options.duration = std::chrono::seconds(*seconds);
    }
    PLIMSOLL_ASSIGN_OR_RETURN(Provider base, RoleBase(profile));
    return MakeRoleCredentials(context_.client,
                               context_.clock,
                               std::move(base),
                               std::move(options),
                               context_.mfa_prompt);
  }

  // The credentials with which a profile's role is assumed.
  Result<Provider> RoleBase(const std::string& profile) {
    const std::string source_profile(
        context_.config.Get(profile, "source_profile"));
    const std::string source(context_.config.Get(profile, "credential_source"));
    if (source_profile.empty() == source.empty()) {
      return Invalid(
          fmt::format("profile {} has role_arn and needs exactly one "
                      "of source_profile and credential_source",
                      profile));
    }
    if (!source.empty()) return FromNamedSource(profile, source);
    if (!context_.config.HasProfile(source_profile)) {
      return Invalid(
          fmt::format("source_profile {} of profile {} does not "
                      "exist",
                      source_profile,
                      profile));
    }
    if (source_profile == profile) {
      // The usual way to keep keys and role in one profile.
      PLIMSOLL_ASSIGN_OR_RETURN(
          Provider keys,
          StaticKeys(context_.config.FindInCredentials(profile),
                     profile,
                     "shared-credentials-file"));
      if (keys == nullptr) {
        PLIMSOLL_ASSIGN_OR_RETURN(
            keys,
            StaticKeys(
                context_.config.FindInConfig(profile), profile, "config-file"));
      }
      if (keys != nullptr) return keys;
    }
    PLIMSOLL_ASSIGN_OR_RETURN(Provider base, FromProfile(source_profile));
    if (base != nullptr) return base;
    return Invalid(
        fmt::format("source_profile {} of profile {} has no "
                    "credentials",
                    source_profile,
                    profile));
  }

  Result<Provider> FromNamedSource(std::string_view profile,
                                   std::string_view source) {
    Provider found;
    if (source == "Environment") {
      PLIMSOLL_ASSIGN_OR_RETURN(found, EnvironmentKeys(context_.environment));
    } else if (source == "EcsContainer") {
      PLIMSOLL_ASSIGN_OR_RETURN(found, FromContainer());
    } else if (source == "Ec2InstanceMetadata") {
      PLIMSOLL_ASSIGN_OR_RETURN(found, FromInstance());
    } else {
      return Invalid(
          fmt::format("credential_source of profile {} is \"{}\", "
                      "expected Environment, EcsContainer or "
                      "Ec2InstanceMetadata",
                      profile,
                      source));
    }
    if (found != nullptr) return found;
    return Invalid(
        fmt::format("credential_source {} of profile {} has no credentials",
                    source,
                    profile));
  }

  Result<Provider> FromSso(const std::string& profile,
                           const ConfigSection& section) {
    SsoSource::Options options;
    options.profile = profile;
    options.cache_folder = ExpandHome("~/.aws/sso/cache", context_.environment);
    options.account_id = section.Get("sso_account_id");
    options.role_name = section.Get("sso_role_name");
    options.region = section.Get("sso_region");
    options.cache_key = section.Get("sso_start_url");
    const std::string_view session = section.Get("sso_session");
    if (!session.empty()) {
      const ConfigSection* found = context_.config.FindSsoSession(session);
      if (found == nullptr) {
        return Invalid(fmt::format(
            "sso_session {} of profile {} does not exist", session, profile));
      }
      options.cache_key = session;
      options.region = found->Get("sso_region");
    }
    if (options.account_id.empty() || options.role_name.empty() ||
        options.region.empty()) {
      return Invalid(
          fmt::format("profile {} needs sso_account_id, "
                      "sso_role_name and sso_region",
                      profile));
    }
    return Cached(std::make_unique<SsoSource>(
        context_.client, context_.files, context_.clock, std::move(options)));
  }

  const CredentialContext& context_;
  std::vector<std::string> visited_;
};

}  // namespace

Result<std::shared_ptr<CredentialsProvider>> FindCredentials(
    const CredentialContext& context, std::string_view requested_profile) {
  if (requested_profile.empty()) {
    PLIMSOLL_ASSIGN_OR_RETURN(Provider keys,
                              EnvironmentKeys(context.environment));
    if (keys != nullptr) return keys;
  }
  const std::string profile =
      ProfileName(requested_profile, context.environment);
  const bool named = !requested_profile.empty() || profile != "default";
  if (named && !context.config.HasProfile(profile)) {
    const std::string hint = context.config.SuggestProfile(profile);
    return Error(ErrorCode::kNotFound,
                 fmt::format("profile {} does not exist{}{}",
                             profile,
                             hint.empty() ? "" : "; ",
                             hint));
  }
  ChainBuilder builder(context);
  PLIMSOLL_ASSIGN_OR_RETURN(Provider found, builder.FromProfile(profile));
  if (found != nullptr) return found;
  if (!requested_profile.empty()) {
    return Error(ErrorCode::kNotFound,
                 fmt::format("profile {} has no credentials", profile));
  }
  PLIMSOLL_ASSIGN_OR_RETURN(found, builder.FromContainer());
  if (found != nullptr) return found;
  return builder.FromInstance();
}

std::string RegionName(std::string_view requested,
                       const Environment& environment,
                       const ProfileConfig& config,
                       std::string_view profile) {
  if (!requested.empty()) return std::string(requested);
  for (const std::string_view name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    const std::string_view value = Variable(environment, name);
    if (!value.empty()) return std::string(value);
  }
  return std::string(config.Get(profile, "region"));
}

}  // namespace plimsoll::aws

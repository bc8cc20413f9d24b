// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <memory>
#include <random>

#include <fmt/format.h>

#include "app/progress.h"
#include "app/scan_common.h"
#include "app/scan_journal.h"
#include "app/version.h"
#include "base/curl_transport.h"
#include "report/summary.h"
#include "source/aws/collect/scanner.h"
#include "source/aws/credential_chain.h"

namespace plimsoll {
namespace {

constexpr std::string_view kFallbackRegion = "us-east-1";

/// The AWS side of a scan, wired together. Members in order of dependence.
struct AwsWiring {
  std::shared_ptr<const aws::ApiModel> model;
  aws::ProfileConfig profiles;
  std::unique_ptr<CurlTransport> transport;
  std::unique_ptr<aws::RandomSource> random;
  std::unique_ptr<aws::Client> client;
  aws::SystemProcessRunner processes;
  std::shared_ptr<aws::CredentialsProvider> credentials;
  std::string region;
};

std::string Variable(const AppContext& app, std::string_view name) {
  const auto found = app.environment.find(name);
  return found == app.environment.end() ? std::string() : found->second;
}

Result<aws::ClientOptions> MakeClientOptions(
    const AwsScanSettings& settings,
    const aws::Environment& environment,
    const std::string& profile,
    const AwsWiring& wiring) {
  aws::ClientOptions options;
  PLIMSOLL_ASSIGN_OR_RETURN(
      options.endpoints,
      aws::EndpointOptions::Load(
          *wiring.model, environment, wiring.profiles, profile));
  if (!settings.endpoint_url.empty()) {
    options.endpoints.override_all = settings.endpoint_url;
    options.endpoints.override_by_service.clear();
  }
  PLIMSOLL_ASSIGN_OR_RETURN(
      options.retry,
      aws::RetryOptions::Load(environment, wiring.profiles, profile));
  if (settings.max_attempts > 0) {
    options.retry.max_attempts = settings.max_attempts;
  }
  options.max_in_flight = static_cast<int>(settings.scanner.threads);
  options.connect_timeout =
      std::chrono::seconds(settings.connect_timeout_seconds);
  return options;
}

/// Asks for the code of an MFA device; null when nobody can be asked.
aws::MfaPrompt MfaPromptOf(const AppContext& app) {
  if (!app.ask) return nullptr;
  return [ask = app.ask](std::string_view serial, std::stop_token stop) {
    return ask(fmt::format("MFA code of {}: ", serial), std::move(stop));
  };
}

Result<void> Wire(const AppContext& app,
                  const AwsScanSettings& settings,
                  const PreparedScan& prepared,
                  AwsWiring& wiring) {
  const aws::Environment& environment = app.environment;
  wiring.model = prepared.loaded.api;
  PLIMSOLL_ASSIGN_OR_RETURN(wiring.profiles,
                            aws::ProfileConfig::Load(app.files, environment));
  const std::string profile = settings.profile.empty()
                                  ? Variable(app, "AWS_PROFILE")
                                  : settings.profile;
  CurlOptions curl;
  curl.ca_bundle = settings.ca_bundle.empty() ? Variable(app, "AWS_CA_BUNDLE")
                                              : settings.ca_bundle;
  curl.user_agent = fmt::format("plimsoll/{}", kVersion);
  wiring.transport = std::make_unique<CurlTransport>(curl);
  wiring.random = std::make_unique<aws::SeededRandom>(std::random_device{}());
  PLIMSOLL_ASSIGN_OR_RETURN(
      const aws::ClientOptions options,
      MakeClientOptions(settings, environment, profile, wiring));
  wiring.client = std::make_unique<aws::Client>(
      wiring.model, *wiring.transport, app.clock, *wiring.random, options);
  wiring.region =
      aws::RegionName(settings.region, environment, wiring.profiles, profile);
  if (wiring.region.empty()) {
    wiring.region = settings.scanner.regions.empty()
                        ? std::string(kFallbackRegion)
                        : settings.scanner.regions.front();
  }
  const aws::CredentialContext context{*wiring.client,
                                       *wiring.transport,
                                       app.files,
                                       app.clock,
                                       wiring.processes,
                                       environment,
                                       wiring.profiles,
                                       MfaPromptOf(app),
                                       wiring.region};
  PLIMSOLL_ASSIGN_OR_RETURN(wiring.credentials,
                            aws::FindCredentials(context, settings.profile));
  return {};
}

ScanResult::Account ToAccount(const aws::ScannedAccount& account) {
  return {account.id, account.name, account.reachable, account.regions, 0};
}

}  // namespace

ExitStatus ScanAws(const AppContext& app,
                   const ScanSettings& settings,
                   const AwsScanSettings& aws_settings) {
  std::optional<PreparedScan> prepared = PrepareScan(app, settings);
  if (!prepared) return ExitStatus::kUsage;
  AwsWiring wiring;
  if (const Result<void> wired = Wire(app, aws_settings, *prepared, wiring);
      !wired) {
    app.err(fmt::format("plimsoll: {}\n", wired.error().message()));
    return ExitStatus::kError;
  }
  KeyTable& keys = *prepared->loaded.keys;
  std::vector<WantedType> types = prepared->types;
  if (!aws_settings.save_inventory.empty()) {
    types.clear();
    for (const auto& type : prepared->loaded.catalogue->types()) {
      types.push_back({type.get(), std::nullopt});
    }
  }
  ScanJournal kept(app, aws_settings, types, keys);
  FileJournal* const journal = kept.get();

  Provenance provenance;
  ResultBuilder builder(*prepared->loaded.catalogue,
                        prepared->checks,
                        prepared->now,
                        &provenance);
  aws::CollectProgress progress;
  std::atomic<std::size_t> accounts_done{0};
  const auto started = app.clock.Steady();
  std::optional<ProgressLine> line;
  if (settings.progress && !settings.quiet) {
    line.emplace(
        [&] {
          const aws::ClientStatistics statistics = wiring.client->Statistics();
          return ProgressState{accounts_done,
                               progress.units_done,
                               progress.units_total,
                               progress.resources,
                               statistics.requests,
                               statistics.throttles,
                               std::chrono::duration_cast<std::chrono::seconds>(
                                   app.clock.Steady() - started)};
        },
        app.err,
        settings.width);
  }
  aws::ScannerOptions options = aws_settings.scanner;
  options.region = wiring.region;
  const aws::ScannerContext context{*wiring.client,
                                    app.clock,
                                    keys,
                                    &provenance,
                                    wiring.credentials,
                                    nullptr};
  const Result<void> scanned = aws::Scan(
      context,
      options,
      types,
      prepared->now,
      journal,
      progress,
      app.stop,
      [&](const aws::ScannedAccount& account, Inventory inventory) {
        if (journal != nullptr) {
          journal->AddAccount({account.id,
                               account.name,
                               account.partition,
                               account.regions,
                               account.reachable,
                               account.own});
          for (const Gap& gap : inventory.gaps()) {
            if (gap.type.empty()) journal->AddGap(gap);
          }
        }
        if (account.own) {
          builder.SetOrganization(std::move(inventory), ToAccount(account));
        } else {
          builder.Add(inventory, ToAccount(account));
        }
        ++accounts_done;
      });
  line.reset();
  const bool interrupted = app.stop.stop_requested();
  kept.Close(interrupted || !scanned);
  if (!scanned && !interrupted) {
    app.err(fmt::format("plimsoll: {}\n", scanned.error().message()));
    return ExitStatus::kError;
  }
  const ScanResult result = builder.Finish(prepared->frameworks, interrupted);
  if (!settings.quiet) {
    const aws::ClientStatistics statistics = wiring.client->Statistics();
    app.err(fmt::format(
        "{}, {}, {} ({} retries, {} throttled), {:.1f} s\n",
        Counted(result.accounts.size(), "account"),
        Counted(progress.resources.load(), "resource"),
        Counted(static_cast<std::size_t>(statistics.requests), "request"),
        statistics.retries,
        statistics.throttles,
        std::chrono::duration<double>(app.clock.Steady() - started).count()));
  }
  return FinishScan(app, settings, *prepared, result);
}

}  // namespace plimsoll

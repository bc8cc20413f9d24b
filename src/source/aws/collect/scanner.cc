// SPDX-License-Identifier: Apache-2.0
#include "source/aws/collect/scanner.h"

#include <algorithm>
#include <condition_variable>
#include <deque>

#include <fmt/format.h>

#include "base/text.h"
#include "source/aws/collect/client_session.h"
#include "source/aws/collect/discovery.h"

namespace plimsoll::aws {
namespace {

/// Accounts that are read to their end, in the order in which they came.
class FinishedAccounts {
 public:
  void Push(ScannedAccount account, Inventory inventory) {
    {
      const MutexLock lock(mutex_);
      queue_.emplace_back(std::move(account), std::move(inventory));
    }
    arrived_.notify_one();
  }

  std::pair<ScannedAccount, Inventory> Pop() {
    const MutexLock lock(mutex_);
    while (queue_.empty()) arrived_.wait(mutex_);
    std::pair<ScannedAccount, Inventory> first = std::move(queue_.front());
    queue_.pop_front();
    return first;
  }

 private:
  Mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<std::pair<ScannedAccount, Inventory>> queue_ GUARDED_BY(mutex_);
};

/// One scan of several accounts.
class ScanRun {
 public:
  ScanRun(const ScannerContext& context,
          const ScannerOptions& options,
          const std::vector<WantedType>& types,
          Timestamp now,
          UnitJournal* journal,
          CollectProgress& progress,
          std::stop_token stop)
      : context_(context),
        options_(options),
        types_(types),
        now_(now),
        journal_(journal),
        progress_(progress),
        stop_(std::move(stop)) {}

  Result<void> Run(const AccountSink& sink) {
    const bool one_role =
        !options_.role.empty() && options_.role.starts_with("arn:");
    credentials_ =
        one_role ? RoleCredentials(options_.role) : context_.credentials;
    ClientSession session(
        context_.client, context_.keys, context_.provenance, credentials_, "");
    PLIMSOLL_ASSIGN_OR_RETURN(
        caller_, ReadCaller(session, options_.region, context_.keys, stop_));
    partition_ = context_.client.model().FindPartition(caller_.partition);
    if (partition_ == nullptr) {
      return Error(ErrorCode::kInvalid,
                   fmt::format("partition {} is not known", caller_.partition));
    }
    PLIMSOLL_RETURN_IF_ERROR(CheckRegions());
    PLIMSOLL_ASSIGN_OR_RETURN(std::vector<ScannedAccount> accounts,
                              FindAccounts(session,
                                           caller_,
                                           options_,
                                           partition_->global_region,
                                           context_.keys,
                                           stop_));
    // The own account first: it holds the organisation, which the checks of the
    // others read.
    std::stable_sort(accounts.begin(),
                     accounts.end(),
                     [](const ScannedAccount& a, const ScannedAccount& b) {
                       return a.own > b.own;
                     });
    ReadAll(std::move(accounts), sink);
    return {};
  }

 private:
  /// A misspelt region would be scanned as an empty one.
  Result<void> CheckRegions() const {
    std::vector<std::string_view> known;
    for (const Partition& partition : context_.client.model().partitions()) {
      for (const auto& [name, title] : partition.regions) known.push_back(name);
    }
    for (const auto* list : {&options_.regions, &options_.exclude_regions}) {
      for (const std::string& region : *list) {
        if (std::find(known.begin(), known.end(), region) != known.end()) {
          continue;
        }
        const std::string hint = DidYouMean(region, known);
        return Error(ErrorCode::kInvalid,
                     fmt::format("no region is called {}{}{}",
                                 region,
                                 hint.empty() ? "" : "; ",
                                 hint));
      }
    }
    return {};
  }

  std::shared_ptr<CredentialsProvider> RoleCredentials(std::string arn) {
    AssumeRoleOptions role;
    role.role_arn = std::move(arn);
    role.session_name = options_.session_name;
    role.external_id = options_.external_id;
    role.region = options_.region;
    return MakeRoleCredentials(context_.client,
                               context_.clock,
                               context_.credentials,
                               std::move(role),
                               context_.mfa_prompt);
  }

  void ReadAll(std::vector<ScannedAccount> accounts, const AccountSink& sink) {
    WorkerPool pool(options_.threads, context_.keys);
    std::size_t started = 0;
    std::size_t finished = 0;
    const auto start_next = [&] {
      pool.Submit([this, &pool, account = accounts[started]](WorkerContext&) {
        StartAccount(account, pool);
      });
      ++started;
    };
    while (finished < accounts.size()) {
      const bool alone = finished == 0 && accounts.front().own;
      const std::size_t at_once = alone ? 1 : options_.accounts_at_once;
      while (started < accounts.size() && started - finished < at_once) {
        start_next();
      }
      auto [account, inventory] = finished_.Pop();
      sink(account, std::move(inventory));
      ++finished;
    }
  }

  /// Enters the account, finds its regions and starts its collectors.
  void StartAccount(ScannedAccount account, WorkerPool& pool) {
    CollectRequest request;
    request.types = TypesFor(account);
    request.now = now_;
    request.clock = &context_.clock;
    request.journal = journal_;
    request.progress = &progress_;
    CollectTarget& target = request.target;
    target.account = account.id;
    target.name = account.name;
    target.partition = account.partition;
    target.global_region = partition_->global_region;
    target.unreachable = Enter(account, target);
    account.reachable = !target.unreachable;
    std::optional<CallFailure> regions_failure;
    if (account.reachable) {
      account.regions = FindRegions(*target.session,
                                    *partition_,
                                    options_,
                                    context_.keys,
                                    stop_,
                                    regions_failure);
      target.regions = account.regions;
    }
    StartCollect(std::move(request),
                 pool,
                 context_.keys,
                 stop_,
                 [this, account, regions_failure](Inventory inventory) {
                   if (regions_failure) {
                     inventory.AddGap(RegionsGap(account.id, *regions_failure));
                   }
                   finished_.Push(account, std::move(inventory));
                 });
  }

  /// Opens the account's session; the reason when it cannot be entered.
  std::optional<CallFailure> Enter(const ScannedAccount& account,
                                   CollectTarget& target) {
    std::shared_ptr<CredentialsProvider> credentials = credentials_;
    if (!account.own) {
      const std::string role =
          options_.role.empty() ? kDefaultRole : options_.role;
      credentials = RoleCredentials(fmt::format(
          "arn:{}:iam::{}:role/{}", account.partition, account.id, role));
    }
    target.session = std::make_shared<ClientSession>(context_.client,
                                                     context_.keys,
                                                     context_.provenance,
                                                     credentials,
                                                     account.id);
    const Result<Credentials> entered = credentials->Get(stop_);
    if (entered) return std::nullopt;
    const ErrorCode code = entered.error().code();
    const std::string_view reason = code == ErrorCode::kDenied    ? "denied"
                                    : code == ErrorCode::kTimeout ? "timeout"
                                    : code == ErrorCode::kCancelled
                                        ? "cancelled"
                                        : "failed";
    return CallFailure{std::string(reason),
                       "",
                       fmt::format("account {} cannot be entered: {}",
                                   account.id,
                                   entered.error().message()),
                       "sts:AssumeRole"};
  }

  std::vector<WantedType> TypesFor(const ScannedAccount& account) const {
    std::vector<WantedType> types;
    for (const WantedType& wanted : types_) {
      if (wanted.type->scope == CollectScope::kOrganization && !account.own) {
        continue;
      }
      types.push_back(wanted);
    }
    return types;
  }

  static Gap RegionsGap(const std::string& account,
                        const CallFailure& failure) {
    Gap gap;
    gap.account = account;
    gap.subject = failure.permission;
    gap.code = failure.reason;
    gap.message = fmt::format(
        "which regions are enabled could not be read, so all were asked: {}",
        failure.message);
    if (failure.reason == "denied") gap.remedy = failure.permission;
    return gap;
  }

  /// The role that AWS Organizations makes in accounts it creates.
  /// Source:
  /// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
  static constexpr const char* kDefaultRole = "OrganizationAccountAccessRole";

  const ScannerContext& context_;
  const ScannerOptions& options_;
  const std::vector<WantedType>& types_;
  Timestamp now_;
  UnitJournal* journal_;
  CollectProgress& progress_;
  std::stop_token stop_;
  std::shared_ptr<CredentialsProvider> credentials_;
  CallerIdentity caller_;
  const Partition* partition_ = nullptr;
  FinishedAccounts finished_;
};

}  // namespace

Result<void> Scan(const ScannerContext& context,
                  const ScannerOptions& options,
                  const std::vector<WantedType>& types,
                  Timestamp now,
                  UnitJournal* journal,
                  CollectProgress& progress,
                  std::stop_token stop,
                  const AccountSink& sink) {
  return ScanRun(
             context, options, types, now, journal, progress, std::move(stop))
      .Run(sink);
}

}  // namespace plimsoll::aws

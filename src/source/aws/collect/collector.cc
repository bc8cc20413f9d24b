// SPDX-License-Identifier: Apache-2.0
#include "source/aws/collect/collector.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "model/conform.h"
#include "source/aws/collect/calls.h"
#include "source/aws/collect/plan.h"

namespace plimsoll::aws {
namespace {

/// Resources whose own calls one job makes one after the other.
constexpr std::size_t kItemsPerJob = 8;

/// Reasons that may be gone at the next try: such units are not journaled.
constexpr std::array<std::string_view, 5> kPassing = {
    "cancelled", "expired", "throttled", "timeout", "unreachable"};

class AccountRun;

/// One unit being read: a type in one scope. Kept alive by its jobs.
class UnitRun : public std::enable_shared_from_this<UnitRun> {
 public:
  /// Lifetime: the account's plan.
  UnitRun(std::shared_ptr<AccountRun> account,
          const CollectPlan& plan,
          std::string region);

  void Start(WorkerContext& context, const std::shared_ptr<JobGroup>& group);
  void Finish();

 private:
  Value RegionList(const std::vector<std::string>& regions) const;
  void AskShared(WorkerContext& context);
  void List(WorkerContext& context, const std::shared_ptr<JobGroup>& group);
  void TakePage(WorkerContext& context,
                const std::shared_ptr<JobGroup>& group,
                const std::shared_ptr<const Arena>& arena,
                Value page);
  void Build(cel::Evaluator& evaluator, std::span<const Value> items);
  void BuildOne(cel::Evaluator& evaluator,
                std::vector<Value>& bindings,
                Value item,
                const ValueFactory& result,
                const ValueFactory& scratch,
                std::vector<Resource>& built);
  Value MakeInput(const CollectCall& call,
                  cel::Evaluator& evaluator,
                  std::span<const Value> bindings,
                  const ValueFactory& factory,
                  Value& problem) const;
  Value CallOne(const CollectCall& call,
                cel::Evaluator& evaluator,
                std::span<const Value> bindings,
                std::string_view region,
                const ValueFactory& factory,
                std::vector<std::shared_ptr<const CallReply>>& replies);
  Value ComputeFields(std::span<const CollectField* const> fields,
                      std::span<const std::string> left_out,
                      const cel::ObjectType& object,
                      cel::Evaluator& evaluator,
                      std::span<const Value> bindings,
                      const ValueFactory& result);
  static Value WithCallOrigin(const cel::Program& program,
                              Value value,
                              std::span<const Value> bindings);
  Value Settle(const cel::Program& program,
               Value value,
               const ValueFactory& factory);
  Value FailureValue(const CallFailure& failure,
                     const ValueFactory& factory) const;
  void AddGap(const CallFailure& failure, bool listing);
  CallFailure Misread(std::string message) const;

  std::shared_ptr<AccountRun> account_;
  const CollectPlan& plan_;
  const ResourceType& type_;
  const LiveCollector& live_;
  std::string region_;
  Arena base_arena_;  ///< account, region, shared replies' joins.
  ValueFactory base_;
  std::vector<Value> base_bindings_;
  std::vector<std::shared_ptr<const CallReply>> shared_replies_;
  bool shared_asked_ = false;  ///< By the job that lists.

  Mutex mutex_;
  std::vector<std::shared_ptr<const Arena>> arenas_ GUARDED_BY(mutex_);
  std::vector<Resource> resources_ GUARDED_BY(mutex_);
  std::vector<Gap> gaps_ GUARDED_BY(mutex_);
};

/// One account being read. Kept alive by its units.
class AccountRun : public std::enable_shared_from_this<AccountRun> {
 public:
  AccountRun(CollectRequest request,
             WorkerPool& pool,
             KeyTable& keys,
             std::stop_token stop,
             std::function<void(Inventory)> done)
      : request_(std::move(request)),
        pool_(&pool),
        keys_(&keys),
        stop_(std::move(stop)),
        done_(std::move(done)),
        calls_(request_.target.session,
               SharedCalls(request_.types),
               *request_.clock,
               stop_) {
    for (const WantedType& wanted : request_.types) {
      if (wanted.type->live) plans_.push_back(MakePlan(wanted));
    }
  }

  void Start() {
    std::vector<std::pair<const CollectPlan*, std::string>> units;
    for (const CollectPlan& plan : plans_) {
      const ResourceType* type = plan.type;
      if (request_.target.unreachable) {
        if (type->scope == CollectScope::kAccount && !type->live->list) {
          units.emplace_back(&plan, request_.target.global_region);
        }
        continue;
      }
      if (type->scope != CollectScope::kRegion) {
        units.emplace_back(&plan, request_.target.global_region);
        continue;
      }
      for (const std::string& region : request_.target.regions) {
        units.emplace_back(&plan, region);
      }
    }
    AddUnreachable();
    if (request_.progress != nullptr) {
      request_.progress->units_total += units.size();
    }
    auto all = std::make_shared<JobGroup>(
        *pool_, [self = shared_from_this()] { self->Finish(); });
    for (const auto& [plan, region] : units) {
      if (RestoreUnit(*plan->type, region)) continue;
      auto unit = std::make_shared<UnitRun>(shared_from_this(), *plan, region);
      // The unit's group releases the account's, so that the account waits for
      // the jobs that a unit adds later.
      auto gate = std::make_shared<JobGroup>(*pool_, [unit, all] {
        unit->Finish();
        all->Release();
      });
      all->Hold();
      gate->Run(
          [unit, gate](WorkerContext& context) { unit->Start(context, gate); });
      gate->Release();
    }
    all->Release();
  }

  void Take(const Unit& unit,
            std::vector<std::shared_ptr<const Arena>> arenas,
            std::vector<Resource> resources,
            std::vector<Gap> gaps) {
    const bool complete =
        std::none_of(gaps.begin(), gaps.end(), [](const Gap& gap) {
          return std::find(kPassing.begin(), kPassing.end(), gap.code) !=
                 kPassing.end();
        });
    if (request_.journal != nullptr && complete) {
      request_.journal->Save(unit, resources, gaps);
    }
    if (request_.progress != nullptr) {
      request_.progress->resources += resources.size();
      ++request_.progress->units_done;
    }
    const MutexLock lock(mutex_);
    for (auto& arena : arenas) inventory_.Hold(std::move(arena));
    for (const Resource& resource : resources) inventory_.Add(resource);
    for (Gap& gap : gaps) inventory_.AddGap(std::move(gap));
    inventory_.AddUnit(unit);
  }

  const CollectRequest& request() const { return request_; }
  AccountCalls& calls() { return calls_; }
  KeyTable& keys() { return *keys_; }
  bool stopped() const { return stop_.stop_requested(); }

 private:
  /// Operations that more than one type (or one type in two places) calls.
  static std::set<std::string> SharedCalls(
      const std::vector<WantedType>& types) {
    std::map<std::string, int> uses;
    for (const WantedType& wanted : types) {
      const ResourceType* type = wanted.type;
      if (!type->live) continue;
      for (const CollectCall& call : type->live->shared) {
        ++uses[OperationName(call)];
      }
      for (const CollectCall& call : type->live->calls) {
        ++uses[OperationName(call)];
      }
      if (type->live->list) ++uses[OperationName(*type->live->list)];
    }
    std::set<std::string> shared;
    for (const auto& [operation, count] : uses) {
      if (count > 1) shared.insert(operation);
    }
    return shared;
  }

  void AddUnreachable() {
    if (!request_.target.unreachable) return;
    const CallFailure& failure = *request_.target.unreachable;
    Gap gap;
    gap.account = request_.target.account;
    gap.subject = failure.permission;
    gap.code = failure.reason;
    gap.message = failure.message;
    gap.remedy = failure.permission;
    gap.listing = true;
    const MutexLock lock(mutex_);
    inventory_.AddGap(std::move(gap));
  }

  bool RestoreUnit(const ResourceType& type, const std::string& region) {
    if (request_.journal == nullptr) return false;
    const Unit unit{request_.target.account, region, type.name};
    const MutexLock lock(mutex_);
    if (!request_.journal->Restore(unit, type, inventory_)) return false;
    inventory_.AddUnit(unit);
    if (request_.progress != nullptr) ++request_.progress->units_done;
    return true;
  }

  void Finish() {
    Inventory inventory;
    {
      const MutexLock lock(mutex_);
      inventory = std::move(inventory_);
    }
    inventory.Seal();
    done_(std::move(inventory));
  }

  CollectRequest request_;
  WorkerPool* pool_;
  KeyTable* keys_;
  std::stop_token stop_;
  std::function<void(Inventory)> done_;
  AccountCalls calls_;
  std::vector<CollectPlan> plans_;  ///< Not changed once units run.
  Mutex mutex_;
  Inventory inventory_ GUARDED_BY(mutex_);
};

UnitRun::UnitRun(std::shared_ptr<AccountRun> account,
                 const CollectPlan& plan,
                 std::string region)
    : account_(std::move(account)),
      plan_(plan),
      type_(*plan.type),
      live_(*plan.type->live),
      region_(std::move(region)),
      base_(base_arena_, account_->keys()) {}

void UnitRun::Start(WorkerContext& context,
                    const std::shared_ptr<JobGroup>& group) {
  const CollectTarget& target = account_->request().target;
  if (account_->stopped()) {
    AddGap({"cancelled", "", "the scan was stopped before this was read", ""},
           true);
    return;
  }
  context.evaluator.set_now(account_->request().now);
  context.list_evaluator.set_now(account_->request().now);
  base_bindings_.resize(live_.environment.variables.size());
  const std::pair<std::string_view, Value> entries[] = {
      {"id", base_.String(target.account)},
      {"name", base_.String(target.name)},
      {"partition", base_.String(target.partition)},
      {"reachable", Value::Bool(!target.unreachable)},
      {"regions", RegionList(target.regions)},
      {"reason",
       base_.String(target.unreachable ? target.unreachable->message : "")}};
  base_bindings_[static_cast<std::size_t>(live_.account_slot)] =
      base_.Map(entries);
  base_bindings_[static_cast<std::size_t>(live_.region_slot)] =
      base_.String(region_);
  if (plan_.shared_before_list) AskShared(context);
  if (live_.list) {
    List(context, group);
  } else {
    const Value none[] = {Value()};
    Build(context.evaluator, none);
  }
}

/// Makes the calls that all resources of the unit share, once.
void UnitRun::AskShared(WorkerContext& context) {
  if (shared_asked_) return;
  shared_asked_ = true;
  for (const CollectCall* call : plan_.shared) {
    base_bindings_[static_cast<std::size_t>(call->slot)] =
        CallOne(*call,
                context.evaluator,
                base_bindings_,
                region_,
                base_,
                shared_replies_);
  }
  for (const CollectValue* value : plan_.values) {
    base_bindings_[static_cast<std::size_t>(value->slot)] = base_.Copy(
        Settle(*value->value,
               context.evaluator.Evaluate(*value->value, base_bindings_),
               base_));
  }
}

Value UnitRun::RegionList(const std::vector<std::string>& regions) const {
  std::vector<Value> items;
  items.reserve(regions.size());
  for (const std::string& region : regions) {
    items.push_back(base_.String(region));
  }
  return base_.List(items);
}

void UnitRun::List(WorkerContext& context,
                   const std::shared_ptr<JobGroup>& group) {
  const CollectCall& call = *live_.list;
  if (call.when != nullptr) {
    const Value when = context.evaluator.Evaluate(*call.when, base_bindings_);
    if (when.is_false() || when.is_null()) return;
    if (!when.is_true()) {
      AddGap(Misread("whether to list it could not be told"), true);
      return;
    }
  }
  Value problem;
  const Value input =
      MakeInput(call, context.evaluator, base_bindings_, base_, problem);
  if (!problem.is_null()) {
    AddGap(Misread("its input could not be computed"), true);
    return;
  }
  const auto failure = account_->calls().ForEachPage(
      call,
      input,
      region_,
      [&](const std::shared_ptr<const Arena>& arena, Value page) {
        TakePage(context, group, arena, page);
        return !account_->stopped();
      });
  if (account_->stopped()) {
    AddGap({"cancelled", "", "the scan was stopped before this was read", ""},
           true);
  } else if (failure &&
             std::find(call.absent.begin(), call.absent.end(), failure->code) ==
                 call.absent.end()) {
    AddGap(*failure, true);
  }
}

void UnitRun::TakePage(WorkerContext& context,
                       const std::shared_ptr<JobGroup>& group,
                       const std::shared_ptr<const Arena>& arena,
                       Value page) {
  std::vector<Value> bindings = base_bindings_;
  bindings[static_cast<std::size_t>(live_.reply_slot)] = page;
  context.list_evaluator.Reset();
  const Value list = context.list_evaluator.Evaluate(*live_.each, bindings);
  if (list.is_null()) return;
  if (!list.is_list()) {
    AddGap(Misread(list.is_error() ? std::string(list.AsError())
                                   : "the reply has no such list"),
           true);
    return;
  }
  if (list.AsList().empty()) return;
  AskShared(context);
  if (plan_.calls.empty()) {
    Build(context.evaluator, list.AsList());
    return;
  }
  // Each resource has calls of its own: spread them over the pool.
  auto copy = std::make_shared<Arena>();
  const Value items = ValueFactory(*copy, account_->keys()).Copy(list);
  const std::span<const Value> all = items.AsList();
  for (std::size_t start = 0; start < all.size(); start += kItemsPerJob) {
    const std::size_t count = std::min(kItemsPerJob, all.size() - start);
    group->Run([self = shared_from_this(),
                copy,
                arena,
                batch = all.subspan(start, count)](WorkerContext& worker) {
      worker.evaluator.set_now(self->account_->request().now);
      self->Build(worker.evaluator, batch);
    });
  }
}

void UnitRun::Build(cel::Evaluator& evaluator, std::span<const Value> items) {
  auto arena = std::make_shared<Arena>(4096);
  const ValueFactory result(*arena, account_->keys());
  Arena scratch_arena;
  const ValueFactory scratch(scratch_arena, account_->keys());
  std::vector<Value> bindings = base_bindings_;
  std::vector<Resource> built;
  built.reserve(items.size());
  for (const Value& item : items) {
    if (account_->stopped()) {
      AddGap({"cancelled", "", "the scan was stopped before this was read", ""},
             true);
      break;
    }
    BuildOne(evaluator, bindings, item, result, scratch, built);
    evaluator.Reset();
    scratch_arena.Reset();
  }
  const MutexLock lock(mutex_);
  arenas_.push_back(std::move(arena));
  resources_.insert(resources_.end(), built.begin(), built.end());
}

void UnitRun::BuildOne(cel::Evaluator& evaluator,
                       std::vector<Value>& bindings,
                       Value item,
                       const ValueFactory& result,
                       const ValueFactory& scratch,
                       std::vector<Resource>& built) {
  bindings[static_cast<std::size_t>(live_.item_slot)] = item;
  if (live_.where != nullptr) {
    const Value keep = evaluator.Evaluate(*live_.where, bindings);
    if (keep.is_false() || keep.is_null()) return;
  }
  std::string call_region = region_;
  std::string shown_region =
      type_.scope == CollectScope::kRegion ? region_ : "global";
  if (live_.item_region != nullptr) {
    const Value region = evaluator.Evaluate(*live_.item_region, bindings);
    if (region.is_string() && !region.AsString().empty()) {
      call_region = shown_region = std::string(region.AsString());
    }
  }
  std::vector<std::shared_ptr<const CallReply>> replies;
  for (const CollectCall* call : plan_.calls) {
    bindings[static_cast<std::size_t>(call->slot)] =
        CallOne(*call, evaluator, bindings, call_region, scratch, replies);
  }
  const Value spec = ComputeFields(plan_.spec,
                                   plan_.spec_left_out,
                                   *type_.spec,
                                   evaluator,
                                   bindings,
                                   result);
  const Value status = ComputeFields(plan_.status,
                                     plan_.status_left_out,
                                     *type_.status,
                                     evaluator,
                                     bindings,
                                     result);
  Value tags = result.Map({});
  if (live_.tags != nullptr) {
    const Value computed =
        Settle(*live_.tags, evaluator.Evaluate(*live_.tags, bindings), scratch);
    if (!computed.is_null()) tags = result.Copy(computed);
  }
  const CollectTarget& target = account_->request().target;
  Result<Resource> resource = MakeResource(type_,
                                           target.partition,
                                           target.account,
                                           shown_region,
                                           spec,
                                           status,
                                           tags,
                                           result);
  if (resource) {
    built.push_back(*resource);
  } else {
    AddGap(Misread(resource.error().message()), true);
  }
}

Value UnitRun::MakeInput(const CollectCall& call,
                         cel::Evaluator& evaluator,
                         std::span<const Value> bindings,
                         const ValueFactory& factory,
                         Value& problem) const {
  std::vector<std::pair<std::string_view, Value>> members;
  for (const CollectCall::Argument& argument : call.arguments) {
    const Value value = evaluator.Evaluate(*argument.value, bindings);
    if (value.is_null()) continue;
    if (value.is_unknown() || value.is_error()) {
      problem = value;
      return {};
    }
    members.emplace_back(argument.member, value);
  }
  return factory.Map(members);
}

Value UnitRun::CallOne(const CollectCall& call,
                       cel::Evaluator& evaluator,
                       std::span<const Value> bindings,
                       std::string_view region,
                       const ValueFactory& factory,
                       std::vector<std::shared_ptr<const CallReply>>& replies) {
  if (const auto& unreachable = account_->request().target.unreachable) {
    return FailureValue(*unreachable, factory);
  }
  if (call.when != nullptr) {
    const Value when =
        Settle(*call.when, evaluator.Evaluate(*call.when, bindings), factory);
    if (when.is_unknown()) return factory.Copy(when);
    if (!when.is_true()) return {};
  }
  Value problem;
  const Value input = MakeInput(call, evaluator, bindings, factory, problem);
  if (!problem.is_null()) {
    return factory.Copy(
        Settle(*call.arguments.front().value, problem, factory));
  }
  std::shared_ptr<const CallReply> reply =
      account_->calls().Call(call, input, region);
  if (!reply->failure) {
    const Value joined = JoinPages(reply->pages, factory);
    replies.push_back(std::move(reply));
    return joined;
  }
  const CallFailure& failure = *reply->failure;
  if (std::find(call.absent.begin(), call.absent.end(), failure.code) !=
      call.absent.end()) {
    return {};
  }
  AddGap(failure, false);
  return FailureValue(failure, factory);
}

Value UnitRun::ComputeFields(std::span<const CollectField* const> fields,
                             std::span<const std::string> left_out,
                             const cel::ObjectType& object,
                             cel::Evaluator& evaluator,
                             std::span<const Value> bindings,
                             const ValueFactory& result) {
  std::vector<std::pair<std::string_view, Value>> members;
  members.reserve(fields.size() + left_out.size());
  for (const CollectField* field : fields) {
    const Value value = Settle(
        *field->value, evaluator.Evaluate(*field->value, bindings), result);
    if (value.is_null()) continue;
    const auto declared = object.fields.find(field->name);
    members.emplace_back(field->name,
                         Conform(WithCallOrigin(*field->value, value, bindings),
                                 declared->second,
                                 result));
  }
  if (!left_out.empty()) {
    const Value unknown = result.Unknown(
        {"not-collected", "", "no check of this scan asks for it", ""});
    for (const std::string& name : left_out) {
      members.emplace_back(name, unknown);
    }
  }
  return result.Map(members);
}

/// A property that was computed comes from the call that its expression reads
/// last: replies of a resource's own calls before the list's.
Value UnitRun::WithCallOrigin(const cel::Program& program,
                              Value value,
                              std::span<const Value> bindings) {
  if (value.origin() != 0) return value;
  for (const int slot : program.variables()) {
    const OriginId origin = bindings[static_cast<std::size_t>(slot)].origin();
    if (origin != 0) value = value.WithOrigin(origin);
  }
  return value;
}

/// An error of a collector's expression means that the reply is not as the
/// model says: what it would have told is unknown, and a gap says so.
Value UnitRun::Settle(const cel::Program& program,
                      Value value,
                      const ValueFactory& factory) {
  if (!value.is_error()) return value;
  const CallFailure failure =
      Misread(fmt::format("`{}`: {}", program.ast().source, value.AsError()));
  AddGap(failure, false);
  return FailureValue(failure, factory);
}

Value UnitRun::FailureValue(const CallFailure& failure,
                            const ValueFactory& factory) const {
  return factory.Unknown(
      {failure.reason,
       failure.permission,
       failure.message,
       failure.reason == "denied" ? failure.permission : std::string()});
}

CallFailure UnitRun::Misread(std::string message) const {
  return {
      "malformed", "", fmt::format("{}: {}", type_.name, message), type_.name};
}

void UnitRun::AddGap(const CallFailure& failure, bool listing) {
  Gap gap;
  gap.account = account_->request().target.account;
  if (type_.scope == CollectScope::kRegion) gap.region = region_;
  gap.type = type_.name;
  gap.subject = failure.permission.empty() ? type_.name : failure.permission;
  gap.code = failure.reason;
  gap.message = failure.message;
  if (failure.reason == "denied") gap.remedy = failure.permission;
  gap.listing = listing;
  const MutexLock lock(mutex_);
  gaps_.push_back(std::move(gap));
}

void UnitRun::Finish() {
  const MutexLock lock(mutex_);
  std::sort(gaps_.begin(), gaps_.end());
  gaps_.erase(std::unique(gaps_.begin(), gaps_.end()), gaps_.end());
  account_->Take({account_->request().target.account, region_, type_.name},
                 std::move(arenas_),
                 std::move(resources_),
                 std::move(gaps_));
}

}  // namespace

void StartCollect(CollectRequest request,
                  WorkerPool& pool,
                  KeyTable& keys,
                  std::stop_token stop,
                  std::function<void(Inventory)> done) {
  std::make_shared<AccountRun>(
      std::move(request), pool, keys, std::move(stop), std::move(done))
      ->Start();
}

}  // namespace plimsoll::aws

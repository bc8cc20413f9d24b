// SPDX-License-Identifier: Apache-2.0
#include "policy/judge.h"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "policy/internal/check_loader.h"
#include "policy/internal/inventory_functions.h"
#include "value/json.h"

namespace plimsoll {
namespace {

constexpr std::size_t kMaxValueBytes = 200;

/// Cuts at a character's boundary and says so.
std::string CutText(std::string text) {
  if (text.size() <= kMaxValueBytes) return text;
  std::size_t end = kMaxValueBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  text.resize(end);
  text += "...";
  return text;
}

std::string RenderPiece(Value value) {
  if (value.is_string()) return std::string(value.AsString());
  if (value.is_unknown()) return "(unknown)";
  if (value.is_error()) return fmt::format("({})", value.AsError());
  return CutText(WriteJson(value));
}

/// What a branch's value says; nullopt means "not violated, look further".
enum class BranchOutcome : std::uint8_t { kHolds, kFails, kUnknown, kError };

BranchOutcome OutcomeOf(const CheckBranch& branch, Value value) {
  if (value.is_unknown()) return BranchOutcome::kUnknown;
  if (value.kind() != Kind::kBool) return BranchOutcome::kError;
  return value.AsBool() == branch.violation ? BranchOutcome::kFails
                                            : BranchOutcome::kHolds;
}

/// The selected checks of each type, so that the loop over resources need not
/// ask again.
using Plan = std::unordered_map<const ResourceType*, std::vector<const Check*>>;

}  // namespace

CheckSelection::CheckSelection(std::vector<const Check*> checks)
    : all_(false), checks_(std::move(checks)) {
  std::sort(checks_.begin(), checks_.end());
}

bool CheckSelection::Contains(const Check& check) const {
  return all_ || std::binary_search(checks_.begin(), checks_.end(), &check);
}

struct Judge::Impl {
  Impl(const Catalogue& c, CheckSelection s, Timestamp now)
      : catalogue(c),
        selection(std::move(s)),
        evaluator(c.keys()),
        host(c.keys()),
        scope_factory(scope_arena, c.keys()) {
    evaluator.set_now(now);
    evaluator.set_host(&host);
    for (const auto& check : c.checks()) {
      slot_count = std::max(slot_count,
                            static_cast<std::size_t>(kFirstVariableSlot) +
                                check->variables.size());
      if (selection.Contains(*check)) {
        plan[check->type].push_back(check.get());
      }
    }
    bindings.resize(slot_count);
  }

  void SetInventory(const Inventory& inventory, const Inventory* organization) {
    host.SetInventory(inventory, organization);
    scope_bound = false;
  }

  std::span<const Check* const> ChecksOf(const ResourceType& type) const {
    const auto found = plan.find(&type);
    if (found == plan.end()) return {};
    return found->second;
  }

  void BindResource(const Resource& resource) {
    host.SetResource(resource);
    bindings[kSpecSlot] = resource.spec;
    bindings[kStatusSlot] = resource.status;
    bindings[kResourceSlot] = resource.self;
    BindScope(resource);
  }

  /// `account`, `region` and `organization`, which neighbours have in common.
  void BindScope(const Resource& resource) {
    // An account lies in one partition.
    const bool same = scope_bound && resource.account == scope_account &&
                      resource.region == scope_region;
    if (same) return;
    scope_bound = true;
    scope_account = resource.account;
    scope_region = resource.region;
    scope_arena.Reset();
    const Value partition = resource.self.Get("partition");
    const Value region_name = resource.self.Get("region");
    const std::pair<std::string_view, Value> account[] = {
        {"id", resource.self.Get("account")}, {"partition", partition}};
    bindings[kAccountSlot] = scope_factory.Map(account);
    const std::pair<std::string_view, Value> region[] = {{"name", region_name}};
    bindings[kRegionSlot] = scope_factory.Map(region);
    bindings[kOrganizationSlot] = scope_factory.Map({});
  }

  /// Computes the variables of `needed` that are not there yet.
  void BindVariables(const Check& check, std::uint64_t needed) {
    needed &= ~computed;
    for (std::size_t i = 0; needed != 0; ++i, needed >>= 1U) {
      if ((needed & 1U) == 0) continue;
      const CheckVariable& variable = check.variables[i];
      bindings[static_cast<std::size_t>(variable.slot)] =
          evaluator.Evaluate(*variable.value, bindings);
      computed |= std::uint64_t{1} << i;
    }
  }

  Value Evaluate(const Check& check, const cel::Program& program) {
    BindVariables(check, VariablesOf(check, program));
    return evaluator.Evaluate(program, bindings);
  }

  Verdict Decide(const Check& check, const CheckBranch*& decided) {
    computed = 0;
    decided = nullptr;
    if (check.when != nullptr) {
      BindVariables(check, check.when_variables);
      const Value when = evaluator.Evaluate(*check.when, bindings);
      if (when.is_false()) return Verdict::kNotApplicable;
      if (when.is_unknown()) return Verdict::kUnknown;
      if (!when.is_true()) return Verdict::kError;
    }
    Verdict verdict = Verdict::kPass;
    for (const CheckBranch& branch : check.branches) {
      BindVariables(check, branch.variables);
      const Value value = evaluator.Evaluate(*branch.condition, bindings);
      switch (OutcomeOf(branch, value)) {
        case BranchOutcome::kHolds: break;
        case BranchOutcome::kFails: decided = &branch; return Verdict::kFail;
        case BranchOutcome::kUnknown:
          if (verdict == Verdict::kPass) {
            verdict = Verdict::kUnknown;
            decided = &branch;
          }
          break;
        case BranchOutcome::kError:
          if (verdict != Verdict::kError) {
            verdict = Verdict::kError;
            decided = &branch;
          }
          break;
      }
    }
    return verdict;
  }

  void AddReasons(Value value, Judgement& judgement) {
    if (value.is_unknown()) {
      for (const UnknownReason& r : value.AsUnknown()) {
        judgement.reasons.push_back({std::string(r.code),
                                     std::string(r.subject),
                                     std::string(r.message),
                                     std::string(r.remedy)});
      }
    } else if (value.is_error()) {
      judgement.reasons.push_back(
          {"error", judgement.check->id, std::string(value.AsError()), ""});
    } else {
      judgement.reasons.push_back({"error",
                                   judgement.check->id,
                                   "the condition is not true or false",
                                   ""});
    }
  }

  void AddEvidence(const cel::Program& program, Judgement& judgement) {
    const cel::Explanation explanation = evaluator.Explain(program, bindings);
    for (const cel::Evidence& read : explanation.reads) {
      const bool known = std::any_of(judgement.evidence.begin(),
                                     judgement.evidence.end(),
                                     [&](const JudgedValue& v) {
                                       return v.expression == read.expression;
                                     });
      if (known) continue;
      judgement.evidence.push_back({read.expression,
                                    CutText(WriteJson(read.value)),
                                    read.value.origin()});
    }
  }

  /// The second look at a pair that did not pass.
  void Explain(const Check& check,
               const CheckBranch* branch,
               Judgement& judgement) {
    const cel::Program& program =
        branch == nullptr ? *check.when : *branch->condition;
    const Value value = Evaluate(check, program);
    if (judgement.verdict != Verdict::kFail) {
      AddReasons(value, judgement);
      std::sort(judgement.reasons.begin(), judgement.reasons.end());
    }
    if (judgement.verdict == Verdict::kError) return;
    AddEvidence(program, judgement);
    const std::uint64_t used = VariablesOf(check, program);
    for (std::size_t i = check.variables.size(); i-- > 0;) {
      if ((used >> i & 1U) == 0) continue;
      AddEvidence(*check.variables[i].value, judgement);
    }
    if (judgement.verdict != Verdict::kFail || branch == nullptr) return;
    for (const MessageTemplate::Piece& piece : branch->message.pieces) {
      judgement.message += piece.value == nullptr
                               ? piece.text
                               : RenderPiece(Evaluate(check, *piece.value));
    }
    if (judgement.message.empty()) judgement.message = check.title;
  }

  Judgement JudgeBound(const Check& check,
                       const Resource& resource,
                       Value params) {
    Judgement judgement;
    judgement.check = &check;
    judgement.resource = &resource;
    bindings[kParamsSlot] = params;
    const CheckBranch* decided = nullptr;
    judgement.verdict = Decide(check, decided);
    if (judgement.verdict == Verdict::kFail ||
        judgement.verdict == Verdict::kUnknown ||
        judgement.verdict == Verdict::kError) {
      Explain(check, decided, judgement);
    }
    return judgement;
  }

  const Catalogue& catalogue;
  CheckSelection selection;
  cel::Evaluator evaluator;
  InventoryHost host;
  Plan plan;
  Arena scope_arena;
  ValueFactory scope_factory;
  std::size_t slot_count = kFirstVariableSlot;
  std::vector<Value> bindings;
  std::uint64_t computed = 0;  ///< Bits of the check's variables.
  bool scope_bound = false;    ///< The bindings are those of:
  std::string scope_account;
  std::string scope_region;
};

Judge::Judge(const Catalogue& catalogue,
             CheckSelection selection,
             Timestamp now)
    : impl_(std::make_unique<Impl>(catalogue, std::move(selection), now)) {}

Judge::~Judge() = default;

void Judge::Run(const Inventory& inventory,
                const Inventory* organization,
                const Sink& sink) {
  impl_->SetInventory(inventory, organization);
  for (const Resource& resource : inventory.resources()) {
    const auto checks = impl_->ChecksOf(*resource.type);
    if (checks.empty()) continue;
    impl_->BindResource(resource);
    for (const Check* check : checks) {
      Judgement judgement =
          impl_->JudgeBound(*check, resource, check->params_value);
      if (judgement.verdict != Verdict::kNotApplicable) {
        sink(std::move(judgement));
      }
    }
    impl_->evaluator.Reset();
  }
}

VerdictTally Judge::Count(const Inventory& inventory,
                          const Inventory* organization) {
  impl_->SetInventory(inventory, organization);
  VerdictTally counts;
  const ResourceType* type = nullptr;
  std::span<const Check* const> checks;
  for (const Resource& resource : inventory.resources()) {
    // Resources of a type come in a row.
    if (resource.type != type) {
      type = resource.type;
      checks = impl_->ChecksOf(*type);
    }
    if (checks.empty()) continue;
    impl_->BindResource(resource);
    for (const Check* check : checks) {
      impl_->bindings[kParamsSlot] = check->params_value;
      const CheckBranch* decided = nullptr;
      ++counts.Of(impl_->Decide(*check, decided));
    }
    impl_->evaluator.Reset();
  }
  return counts;
}

Judgement Judge::JudgeOne(const Check& check,
                          const Resource& resource,
                          const Inventory& inventory,
                          const Inventory* organization,
                          Value params) {
  impl_->SetInventory(inventory, organization);
  impl_->BindResource(resource);
  Judgement judgement = impl_->JudgeBound(
      check, resource, params.is_null() ? check.params_value : params);
  impl_->evaluator.Reset();
  return judgement;
}

}  // namespace plimsoll

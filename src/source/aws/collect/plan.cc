// SPDX-License-Identifier: Apache-2.0
#include "source/aws/collect/plan.h"

#include <algorithm>
#include <set>

namespace plimsoll::aws {
namespace {

/// The property with which a path begins: "SecurityGroups[].GroupId" ->
/// "SecurityGroups".
std::string FirstProperty(std::string_view path) {
  return std::string(path.substr(0, path.find_first_of(".[")));
}

void AddTemplate(const Template& text, std::set<std::string>& names) {
  for (const Template::Piece& piece : text.pieces) {
    if (piece.kind == Template::Piece::Kind::kSpec ||
        piece.kind == Template::Piece::Kind::kStatus) {
      names.insert(FirstProperty(piece.text));
    }
  }
}

bool AsksFor(const WantedType& wanted, const Reference& reference) {
  return !wanted.properties ||
         std::any_of(reference.types.begin(),
                     reference.types.end(),
                     [&](const std::string& type) {
                       return wanted.related.contains(type);
                     });
}

/// Properties by which a resource is known, and found from others.
std::set<std::string> IdentityOf(const WantedType& wanted) {
  const ResourceType& type = *wanted.type;
  std::set<std::string> names;
  AddTemplate(type.id, names);
  AddTemplate(type.display_name, names);
  for (const std::string& key : type.keys) names.insert(FirstProperty(key));
  for (const Reference& reference : type.refers) {
    if (AsksFor(wanted, reference)) names.insert(FirstProperty(reference.path));
  }
  return names;
}

/// The variables of a collector that are needed, directly or through others.
class NeededSlots {
 public:
  explicit NeededSlots(const LiveCollector& live)
      : live_(live), needed_(live.environment.variables.size()) {}

  void Add(const cel::Program* program) {
    if (program == nullptr) return;
    for (const int slot : program->variables()) {
      needed_[static_cast<std::size_t>(slot)] = true;
    }
  }

  void AddInputs(const CollectCall& call) {
    Add(call.when.get());
    for (const CollectCall::Argument& argument : call.arguments) {
      Add(argument.value.get());
    }
  }

  /// Follows what needed calls and values need themselves.
  void Close() {
    std::vector<bool> before;
    do {
      before = needed_;
      for (const auto* calls : {&live_.shared, &live_.calls}) {
        for (const CollectCall& call : *calls) {
          if (Has(call.slot)) AddInputs(call);
        }
      }
      for (const CollectValue& value : live_.values) {
        if (Has(value.slot)) Add(value.value.get());
      }
    } while (before != needed_);
  }

  bool Has(int slot) const { return needed_[static_cast<std::size_t>(slot)]; }

 private:
  const LiveCollector& live_;
  std::vector<bool> needed_;
};

bool ListNeedsShared(const LiveCollector& live) {
  NeededSlots slots(live);
  slots.AddInputs(*live.list);
  slots.Add(live.each.get());
  slots.Close();
  const auto has = [&](const auto& one) { return slots.Has(one.slot); };
  return std::any_of(live.shared.begin(), live.shared.end(), has) ||
         std::any_of(live.values.begin(), live.values.end(), has);
}

void ChooseFields(const WantedType& wanted,
                  const std::set<std::string>& identity,
                  const std::vector<CollectField>& fields,
                  std::vector<const CollectField*>& chosen,
                  std::vector<std::string>& left_out) {
  for (const CollectField& field : fields) {
    if (wanted.Wants(field.name) || identity.contains(field.name)) {
      chosen.push_back(&field);
    } else {
      left_out.push_back(field.name);
    }
  }
}

template <typename T>
std::vector<const T*> Needed(const std::vector<T>& all,
                             const NeededSlots& slots) {
  std::vector<const T*> needed;
  for (const T& one : all) {
    if (slots.Has(one.slot)) needed.push_back(&one);
  }
  return needed;
}

}  // namespace

CollectPlan MakePlan(const WantedType& wanted) {
  const LiveCollector& live = *wanted.type->live;
  CollectPlan plan;
  plan.type = wanted.type;
  const std::set<std::string> identity = IdentityOf(wanted);
  ChooseFields(wanted, identity, live.spec, plan.spec, plan.spec_left_out);
  ChooseFields(
      wanted, identity, live.status, plan.status, plan.status_left_out);

  NeededSlots slots(live);
  for (const auto* fields : {&plan.spec, &plan.status}) {
    for (const CollectField* field : *fields) slots.Add(field->value.get());
  }
  slots.Add(live.tags.get());
  slots.Add(live.where.get());
  slots.Add(live.item_region.get());
  slots.Add(live.each.get());
  if (live.list) slots.AddInputs(*live.list);
  slots.Close();
  plan.shared = Needed(live.shared, slots);
  plan.values = Needed(live.values, slots);
  plan.calls = Needed(live.calls, slots);
  plan.shared_before_list = !live.list || ListNeedsShared(live);
  return plan;
}

}  // namespace plimsoll::aws

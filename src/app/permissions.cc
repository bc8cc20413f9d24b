// SPDX-License-Identifier: Apache-2.0
#include "app/permissions.h"

#include <set>

#include <fmt/format.h>

#include "source/aws/collect/discovery.h"
#include "source/aws/collect/plan.h"
#include "value/json.h"

namespace plimsoll {
namespace {

void AddAction(const aws::ApiModel& api,
               std::string_view service,
               std::string_view operation,
               std::set<std::string>& actions) {
  if (const auto found = api.FindOperation(service, operation)) {
    actions.insert((*found)->iam_action);
  }
}

void AddTypeActions(const aws::ApiModel& api,
                    const WantedType& wanted,
                    std::set<std::string>& actions) {
  if (!wanted.type->live) return;
  const auto add = [&](const CollectCall& call) {
    AddAction(api, call.service, call.operation, actions);
  };
  const aws::CollectPlan plan = aws::MakePlan(wanted);
  if (wanted.type->live->list) add(*wanted.type->live->list);
  for (const CollectCall* call : plan.shared) add(*call);
  for (const CollectCall* call : plan.calls) add(*call);
}

Value Statement(const ValueFactory& factory,
                std::string_view sid,
                const std::set<std::string>& actions,
                std::string_view resource) {
  std::vector<Value> names;
  names.reserve(actions.size());
  for (const std::string& action : actions) {
    names.push_back(factory.String(action));
  }
  const std::pair<std::string_view, Value> entries[] = {
      {"Sid", factory.String(sid)},
      {"Effect", factory.String("Allow")},
      {"Action", factory.List(names)},
      {"Resource", factory.String(resource)}};
  return factory.Map(entries);
}

}  // namespace

std::vector<std::string> ActionsToRead(const LoadedCatalogue& loaded,
                                       const std::vector<WantedType>& types) {
  std::set<std::string> actions;
  for (const WantedType& wanted : types) {
    AddTypeActions(*loaded.api, wanted, actions);
  }
  for (const aws::DiscoveryCall& call : aws::kAccountDiscoveryCalls) {
    AddAction(*loaded.api, call.service, call.operation, actions);
  }
  return {actions.begin(), actions.end()};
}

ExitStatus PrintAwsPermissions(const AppContext& app,
                               const CatalogueSettings& settings,
                               const CheckFilter& filter,
                               const AwsPermissionSettings& wanted) {
  Diagnostics diagnostics;
  const LoadedCatalogue loaded = LoadCatalogue(
      app.files, settings.base_catalogue, settings.catalogues, {}, diagnostics);
  std::vector<const Check*> checks;
  if (!diagnostics.has_errors()) {
    checks = ChooseChecks(*loaded.catalogue, filter, diagnostics);
  }
  if (!diagnostics.empty()) app.err(Render(diagnostics));
  if (diagnostics.has_errors()) return ExitStatus::kUsage;

  const auto actions =
      ActionsToRead(loaded, NeededTypes(*loaded.catalogue, checks));
  Arena arena;
  const ValueFactory factory(arena, *loaded.keys);
  std::vector<Value> statements{Statement(
      factory, "PlimsollRead", {actions.begin(), actions.end()}, "*")};
  if (wanted.organization) {
    std::set<std::string> listing;
    for (const aws::DiscoveryCall& call : aws::kOrganizationDiscoveryCalls) {
      AddAction(*loaded.api, call.service, call.operation, listing);
    }
    statements.push_back(
        Statement(factory, "PlimsollListAccounts", listing, "*"));
    statements.push_back(Statement(
        factory,
        "PlimsollEnterAccounts",
        {"sts:AssumeRole"},
        fmt::format("arn:{}:iam::*:role/{}", wanted.partition, wanted.role)));
  }
  const std::pair<std::string_view, Value> document[] = {
      {"Version", factory.String("2012-10-17")},
      {"Statement", factory.List(statements)}};
  app.out(WriteJson(factory.Map(document), {.indent = 2}) + "\n");
  return ExitStatus::kOk;
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "app/check_filter.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "base/text.h"

namespace plimsoll {
namespace {

using CheckSet = std::set<const Check*>;

/// Services of Prowler whose checks lie in a folder of another name here.
/// Source: https://github.com/prowler-cloud/prowler, the folders of
/// prowler/providers/aws/services.
struct ServiceAlias {
  std::string_view prowler;
  std::string_view folder;
};
constexpr std::array<ServiceAlias, 3> kServiceAliases = {
    {{"awslambda", "lambda"}, {"documentdb", "docdb"}, {"vpc", "ec2"}}};

std::vector<std::string> OwnServices(const std::vector<std::string>& given) {
  std::vector<std::string> own;
  own.reserve(given.size());
  for (const std::string& name : given) {
    const auto* const alias =
        std::find_if(kServiceAliases.begin(),
                     kServiceAliases.end(),
                     [&](const ServiceAlias& candidate) {
                       return EqualsIgnoreCase(candidate.prowler, name);
                     });
    own.emplace_back(alias == kServiceAliases.end() ? std::string_view(name)
                                                    : alias->folder);
  }
  return own;
}

bool Contains(const std::vector<std::string>& list, std::string_view text) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& item) {
    return EqualsIgnoreCase(item, text);
  });
}

void AddById(const Catalogue& catalogue,
             const std::vector<std::string>& ids,
             std::string_view option,
             CheckSet& chosen,
             Diagnostics& diagnostics) {
  for (const std::string& id : ids) {
    const std::vector<const Check*> found = catalogue.FindChecks(id);
    if (found.empty()) {
      diagnostics.Error("",
                        {},
                        fmt::format("{}: no check `{}`", option, id),
                        catalogue.SuggestCheck(id));
    }
    chosen.insert(found.begin(), found.end());
  }
}

void CheckNames(const std::vector<std::string>& given,
                const std::set<std::string_view>& known,
                std::string_view option,
                Diagnostics& diagnostics) {
  const std::vector<std::string_view> names(known.begin(), known.end());
  for (const std::string& name : given) {
    if (known.contains(ToLower(name))) continue;
    diagnostics.Error("",
                      {},
                      fmt::format("{}: `{}` is not known", option, name),
                      DidYouMean(name, names));
  }
}

/// "cis_2.0_aws" -> "cis-aws-2.0", the way Prowler names what we have.
std::string FromProwlerName(const std::string& id) {
  const auto parts = Split(id, '_');
  if (parts.size() != 3) return id;
  return fmt::format("{}-{}-{}", parts[0], parts[2], parts[1]);
}

}  // namespace

const Framework* ChooseFramework(const Catalogue& catalogue,
                                 const std::string& id,
                                 Diagnostics& diagnostics) {
  if (const Framework* own = catalogue.FindFramework(id)) return own;
  if (const Framework* other =
          catalogue.FindFramework(FromProwlerName(ToLower(id)))) {
    return other;
  }
  std::vector<std::string_view> names;
  for (const Framework& f : catalogue.frameworks()) names.push_back(f.id);
  diagnostics.Error("",
                    {},
                    fmt::format("--compliance: no framework `{}`", id),
                    DidYouMean(id, names));
  return nullptr;
}

std::vector<const Check*> ChooseChecks(const Catalogue& catalogue,
                                       const CheckFilter& filter,
                                       Diagnostics& diagnostics) {
  std::set<std::string_view> services;
  std::set<std::string_view> categories;
  for (const auto& check : catalogue.checks()) {
    services.insert(check->service);
    categories.insert(check->categories.begin(), check->categories.end());
  }
  const std::vector<std::string> wanted = OwnServices(filter.services);
  const std::vector<std::string> unwanted =
      OwnServices(filter.exclude_services);
  CheckNames(wanted, services, "--services", diagnostics);
  CheckNames(unwanted, services, "--exclude-services", diagnostics);
  CheckNames(filter.categories, categories, "--categories", diagnostics);
  std::set<Severity> severities;
  for (const std::string& name : filter.severities) {
    if (const auto severity = ParseSeverity(name)) {
      severities.insert(*severity);
    } else {
      diagnostics.Error("",
                        {},
                        fmt::format("--severity: `{}` is not known", name),
                        "use info, low, medium, high or critical");
    }
  }
  CheckSet named;
  AddById(catalogue, filter.checks, "--checks", named, diagnostics);
  for (const std::string& id : filter.frameworks) {
    const Framework* framework = ChooseFramework(catalogue, id, diagnostics);
    if (framework == nullptr) continue;
    for (const Requirement& requirement : framework->requirements) {
      AddById(
          catalogue, requirement.checks, "--compliance", named, diagnostics);
    }
  }
  CheckSet excluded;
  AddById(catalogue,
          filter.exclude_checks,
          "--exclude-checks",
          excluded,
          diagnostics);

  const bool by_name = !filter.checks.empty() || !filter.frameworks.empty();
  std::vector<const Check*> chosen;
  for (const auto& owned : catalogue.checks()) {
    const Check* check = owned.get();
    const std::string& service = check->service;
    if (by_name && !named.contains(check)) continue;
    if (excluded.contains(check)) continue;
    if (!wanted.empty() && !Contains(wanted, service)) continue;
    if (Contains(unwanted, service)) continue;
    if (!severities.empty() && !severities.contains(check->severity)) continue;
    if (!filter.categories.empty() &&
        std::none_of(check->categories.begin(),
                     check->categories.end(),
                     [&](const std::string& category) {
                       return Contains(filter.categories, category);
                     })) {
      continue;
    }
    chosen.push_back(check);
  }
  return chosen;
}

std::vector<WantedType> NeededTypes(const Catalogue& catalogue,
                                    const std::vector<const Check*>& checks) {
  std::map<std::string_view, WantedType> wanted;
  const auto want =
      [&](std::string_view name, const Check& check, std::string_view related) {
        WantedType& type = wanted.try_emplace(name).first->second;
        if (type.type == nullptr) {
          type.type = catalogue.FindType(name);
          type.properties.emplace();
        }
        type.related.emplace(related);
        if (check.reads_whole) type.properties.reset();
        if (!type.properties) return;
        // A word that is no property of this type costs nothing.
        type.properties->insert(check.words.begin(), check.words.end());
      };
  for (const Check* check : checks) {
    want(check->type->name, *check, "");
    for (const std::string& name : check->inventory_types) {
      want(name, *check, check->type->name);
      want(check->type->name, *check, name);
    }
  }
  std::vector<WantedType> types;
  for (auto& [name, type] : wanted) {
    if (type.type != nullptr) types.push_back(std::move(type));
  }
  return types;
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "app/check_commands.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>

#include "app/catalogue_files.h"
#include "base/text.h"
#include "policy/case_runner.h"
#include "policy/unread_files.h"
#include "report/summary.h"
#include "value/json.h"

namespace plimsoll {
namespace {

constexpr std::size_t kMaxTitleBytes = 120;
constexpr std::size_t kMaxCheckBytes = std::size_t{16} << 20U;

/// The catalogue, or nothing after saying what is wrong with it.
LoadedCatalogue Load(const AppContext& app,
                     const CatalogueSettings& settings,
                     Diagnostics& diagnostics) {
  return LoadCatalogue(
      app.files, settings.base_catalogue, settings.catalogues, {}, diagnostics);
}

bool Report(const AppContext& app, const Diagnostics& diagnostics) {
  if (!diagnostics.empty()) app.err(Render(diagnostics));
  return !diagnostics.has_errors();
}

Value TextList(const std::vector<std::string>& texts,
               const ValueFactory& factory) {
  std::vector<Value> items;
  items.reserve(texts.size());
  for (const std::string& text : texts) items.push_back(factory.String(text));
  return factory.List(items);
}

/// One check as a JSON value.
Value Describe(const Check& check, const ValueFactory& factory) {
  std::vector<std::pair<std::string_view, Value>> equivalents;
  for (const auto& [tool, ids] : check.equivalents) {
    equivalents.emplace_back(tool, TextList(ids, factory));
  }
  const std::pair<std::string_view, Value> entries[] = {
      {"id", factory.String(check.id)},
      {"title", factory.String(check.title)},
      {"severity", factory.String(Name(check.severity))},
      {"type", factory.String(check.type->name)},
      {"service", factory.String(check.service)},
      {"live_only", Value::Bool(check.live_only)},
      {"condition", factory.String(check.condition_text)},
      {"rationale", factory.String(check.rationale)},
      {"fix", factory.String(check.fix.text)},
      {"params", check.params_value},
      {"categories", TextList(check.categories, factory)},
      {"references", TextList(check.references, factory)},
      {"aliases", TextList(check.aliases, factory)},
      {"equivalents", factory.Map(equivalents)}};
  return factory.Map(entries);
}

/// "  label: text", several lines indented; nothing for an empty text.
void Print(const AppContext& app,
           std::string_view label,
           std::string_view text) {
  if (text.empty()) return;
  while (text.ends_with('\n')) text.remove_suffix(1);
  if (text.find('\n') == std::string_view::npos) {
    app.out(fmt::format("{}: {}\n", label, text));
    return;
  }
  app.out(fmt::format("{}:\n", label));
  for (const std::string_view line : Split(text, '\n')) {
    app.out(fmt::format("  {}\n", line));
  }
}

void PrintCheck(const AppContext& app, const Check& check) {
  app.out(fmt::format("{}\n{}\n\n", check.id, check.title));
  Print(app, "Severity", Name(check.severity));
  Print(app, "Resource type", check.type->name);
  Print(app, "Categories", Join(check.categories, ", "));
  if (check.live_only) Print(app, "Judges", "live resources only");
  Print(app, "Condition", check.condition_text);
  for (const CheckParameter& p : check.params) {
    Print(app,
          "Parameter",
          fmt::format("{} = {} ({})", p.name, WriteJson(p.value), p.doc));
  }
  Print(app, "Rationale", check.rationale);
  Print(app, "Fix", check.fix.text);
  Print(app, "Fix by command line", check.fix.cli);
  Print(app, "Fix in the console", check.fix.console);
  Print(app, "Fix in Terraform", check.fix.terraform);
  for (const auto& [tool, ids] : check.equivalents) {
    Print(app, fmt::format("Same in {}", tool), Join(ids, ", "));
  }
  Print(app, "References", Join(check.references, "\n"));
  Print(app, "File", check.file);
}

/// Place of a top-level key of a YAML text; its first line when it has none.
SourceRange PlaceOfKey(std::string_view text, std::string_view key) {
  std::uint32_t line = 1;
  for (const std::string_view content : Split(text, '\n')) {
    if (content.starts_with(key) &&
        content.substr(key.size()).starts_with(':')) {
      return {line, 1, 0, 0};
    }
    ++line;
  }
  return {1, 1, 0, 0};
}

/// The categories in use.
std::string CategoryNames(const Catalogue& catalogue) {
  std::set<std::string> names;
  for (const auto& check : catalogue.checks()) {
    names.insert(check->categories.begin(), check->categories.end());
  }
  return Join(std::vector<std::string>(names.begin(), names.end()), ", ");
}

/// What is missing, at the place where it should be or stand beside.
void LintMissing(const Catalogue& catalogue,
                 const Check& check,
                 const FileSystem& files,
                 Diagnostics& diagnostics) {
  const bool silent = std::any_of(
      check.branches.begin(), check.branches.end(), [](const CheckBranch& b) {
        return b.message.empty();
      });
  if (!silent && !check.categories.empty()) return;
  const Result<std::string> read = files.Read(check.file, kMaxCheckBytes);
  const std::string_view text = read ? std::string_view(*read) : "";
  if (silent) {
    const std::string_view condition = check.condition_text;
    diagnostics.Error(
        check.file,
        PlaceOfKey(text,
                   text.find("\nmatch:") != std::string_view::npos
                       ? "match"
                       : condition.substr(0, condition.find(':'))),
        "the check has no `message`",
        "say in one line what is wrong; {{ }} holds CEL");
  }
  if (check.categories.empty()) {
    diagnostics.Error(
        check.file,
        PlaceOfKey(text, "categories"),
        "the check has no category",
        fmt::format("give it one or more of {}", CategoryNames(catalogue)));
  }
}

void LintCheck(const Check& check, Diagnostics& diagnostics) {
  const auto error = [&](std::string message, std::string hint = {}) {
    diagnostics.Error(check.file, {}, std::move(message), std::move(hint));
  };
  if (check.title.size() > kMaxTitleBytes) {
    error(fmt::format("the title is longer than {} bytes", kMaxTitleBytes));
  }
  if (check.title.ends_with('.')) error("the title ends with a full stop");
  for (const std::string& reference : check.references) {
    if (!reference.starts_with("https://")) {
      error(fmt::format("`{}` is no https address", reference));
    }
  }
  for (const auto& [tool, ids] : check.equivalents) {
    if (std::adjacent_find(ids.begin(), ids.end()) != ids.end()) {
      error(fmt::format("an id of {} stands twice", tool));
    }
  }
}

/// Runs the cases of one check; the number that disagree.
std::size_t RunCheck(const AppContext& app,
                     const LoadedCatalogue& loaded,
                     const Check& check,
                     bool verbose,
                     std::size_t& count,
                     Diagnostics& diagnostics) {
  std::size_t failed = 0;
  for (const CaseResult& result : RunCases(*loaded.catalogue,
                                           check,
                                           loaded.FilesOf(check, app.files),
                                           diagnostics)) {
    ++count;
    if (!result.ok) ++failed;
    if (result.ok && !verbose) continue;
    app.out(fmt::format(
        "{} {}: {}{}\n{}",
        result.ok ? "ok  " : "FAIL",
        result.file,
        Name(result.actual),
        result.ok ? std::string()
                  : fmt::format(", expected {}", Name(result.expected)),
        result.detail.empty() ? std::string() : "  " + result.detail + "\n"));
  }
  return failed;
}

constexpr std::string_view kCheckTemplate =
    R"({head}title: Say what holds when all is well
severity: medium
type: {type}
# What must not hold; or `require:` what must. See docs/catalogue.md. As it
# stands everything fails, so that the pass case is red until it is written.
violation: "true"
message: "{{{{ resource.name }}}} ..."
rationale: Why it matters, in a sentence or two.
fix:
  text: What to do.
references: []
categories: []
equivalents: {{}}
)";

std::string WithoutTrailingSlashes(std::string folder) {
  while (folder.size() > 1 && folder.ends_with('/')) folder.pop_back();
  return folder;
}

/// True for a folder that stands in for the built-in catalogue: as named, or
/// because it has all that this takes. On top of the built-in one, it would
/// declare everything twice.
bool IsBaseCatalogue(const AppContext& app,
                     const CatalogueSettings& settings,
                     const std::string& folder) {
  return folder == WithoutTrailingSlashes(settings.base_catalogue) ||
         app.files.Exists(folder + "/aws/published/api/partitions.json");
}

/// The first lines of a new check: the licence, if checks beside it have one,
/// and where editors find the schema, if the folder lies beside it.
std::string HeadOfNewCheck(const AppContext& app,
                           const LoadedCatalogue& loaded,
                           const std::string& folder) {
  constexpr std::string_view kLicence = "# SPDX-License-Identifier: ";
  std::string head;
  for (const auto& check : loaded.catalogue->checks()) {
    if (!check->file.starts_with(folder + "/")) continue;
    const Result<std::string> text =
        app.files.Read(check->file, kMaxCheckBytes);
    if (text && text->starts_with(kLicence)) {
      head = text->substr(0, text->find('\n') + 1);
    }
    break;
  }
  constexpr std::string_view kSchema = "schema/check.schema.json";
  const auto beside = std::filesystem::path(folder).parent_path() / kSchema;
  if (app.files.Exists(beside.generic_string())) {
    // From <folder>/<provider>/<service>/checks/<name>/.
    head += fmt::format("# yaml-language-server: $schema=../../../../../{}\n",
                        kSchema);
  }
  return head;
}

}  // namespace

ExitStatus ListChecks(const AppContext& app,
                      const CatalogueSettings& settings,
                      const CheckFilter& filter,
                      bool json) {
  Diagnostics diagnostics;
  const LoadedCatalogue loaded = Load(app, settings, diagnostics);
  if (!Report(app, diagnostics)) return ExitStatus::kUsage;
  const auto checks = ChooseChecks(*loaded.catalogue, filter, diagnostics);
  if (!Report(app, diagnostics)) return ExitStatus::kUsage;
  Arena arena;
  const ValueFactory factory(arena, *loaded.keys);
  for (const Check* check : checks) {
    app.out(json ? WriteJson(Describe(*check, factory)) + "\n"
                 : fmt::format("{:<9} {:<58} {}\n",
                               Name(check->severity),
                               check->id,
                               check->title));
  }
  if (!json) app.out(fmt::format("\n{}\n", Counted(checks.size(), "check")));
  return ExitStatus::kOk;
}

ExitStatus ShowCheck(const AppContext& app,
                     const CatalogueSettings& settings,
                     const std::string& id) {
  Diagnostics diagnostics;
  const LoadedCatalogue loaded = Load(app, settings, diagnostics);
  if (!Report(app, diagnostics)) return ExitStatus::kUsage;
  CheckFilter filter;
  filter.checks = {id};
  const auto checks = ChooseChecks(*loaded.catalogue, filter, diagnostics);
  if (!Report(app, diagnostics)) return ExitStatus::kUsage;
  for (const Check* check : checks) {
    if (check != checks.front()) app.out("\n");
    PrintCheck(app, *check);
  }
  return ExitStatus::kOk;
}

ExitStatus LintChecks(const AppContext& app,
                      const CatalogueSettings& settings) {
  Diagnostics diagnostics;
  const LoadedCatalogue loaded = Load(app, settings, diagnostics);
  std::size_t cases = 0;
  if (loaded.catalogue != nullptr) {
    for (const auto& check : loaded.catalogue->checks()) {
      const FileSystem& files = loaded.FilesOf(*check, app.files);
      LintCheck(*check, diagnostics);
      LintMissing(*loaded.catalogue, *check, files, diagnostics);
      cases += RunCases(*loaded.catalogue, *check, files, diagnostics).size();
    }
  }
  if (!settings.base_catalogue.empty()) {
    WarnOfUnreadFiles({&app.files, settings.base_catalogue}, diagnostics);
  }
  for (const std::string& folder : settings.catalogues) {
    WarnOfUnreadFiles({&app.files, folder}, diagnostics);
  }
  if (!Report(app, diagnostics)) return ExitStatus::kUsage;
  app.out(fmt::format(
      "{}, {}, {}, {}: {}\n",
      Counted(loaded.catalogue->types().size(), "resource type"),
      Counted(loaded.catalogue->checks().size(), "check"),
      Counted(cases, "case"),
      Counted(loaded.catalogue->frameworks().size(), "framework"),
      diagnostics.empty() ? "no problems"
                          : Counted(diagnostics.all().size(), "warning")));
  return ExitStatus::kOk;
}

ExitStatus TestChecks(const AppContext& app,
                      const CatalogueSettings& settings,
                      const CheckFilter& filter,
                      bool verbose) {
  Diagnostics diagnostics;
  const LoadedCatalogue loaded = Load(app, settings, diagnostics);
  if (!Report(app, diagnostics)) return ExitStatus::kUsage;
  const auto checks = ChooseChecks(*loaded.catalogue, filter, diagnostics);
  if (!Report(app, diagnostics)) return ExitStatus::kUsage;
  std::size_t count = 0;
  std::size_t failed = 0;
  for (const Check* check : checks) {
    failed += RunCheck(app, loaded, *check, verbose, count, diagnostics);
  }
  const bool good = Report(app, diagnostics) && failed == 0 && count > 0;
  app.out(fmt::format("{}: {} passed, {} failed\n",
                      Counted(checks.size(), "check"),
                      count - failed,
                      failed));
  return good ? ExitStatus::kOk : ExitStatus::kError;
}

ExitStatus NewCheck(const AppContext& app,
                    const CatalogueSettings& settings,
                    const std::string& into,
                    const std::string& provider,
                    const std::string& service,
                    const std::string& name,
                    const std::string& type) {
  Diagnostics diagnostics;
  const LoadedCatalogue loaded = Load(app, settings, diagnostics);
  if (!Report(app, diagnostics)) return ExitStatus::kUsage;
  if (loaded.catalogue->FindType(type) == nullptr) {
    std::vector<std::string_view> names;
    for (const auto& t : loaded.catalogue->types()) names.push_back(t->name);
    diagnostics.Error("",
                      {},
                      fmt::format("no resource type `{}`", type),
                      DidYouMean(type, names));
    Report(app, diagnostics);
    return ExitStatus::kUsage;
  }
  const std::string folder = WithoutTrailingSlashes(into);
  const std::string path =
      fmt::format("{}/{}/{}/checks/{}", folder, provider, service, name);
  if (app.files.Exists(path + "/check.yaml")) {
    app.err(fmt::format("plimsoll: {} is there already\n", path));
    return ExitStatus::kError;
  }
  const std::pair<std::string, std::string> files[] = {
      {"/check.yaml",
       fmt::format(kCheckTemplate,
                   fmt::arg("head", HeadOfNewCheck(app, loaded, folder)),
                   fmt::arg("type", type))},
      {"/cases/pass-todo.json", "{\"spec\": {}}\n"},
      {"/cases/fail-todo.json", "{\"spec\": {}}\n"},
      {"/cases/unknown-todo.json", "{\"spec\": {}}\n"}};
  for (const auto& [file, text] : files) {
    if (const auto written = app.files.WriteAtomically(path + file, text);
        !written) {
      app.err(fmt::format("plimsoll: {}\n", written.error().message()));
      return ExitStatus::kError;
    }
  }
  app.out(fmt::format(
      "wrote {}\nFill the cases first, then the expression, then run\n"
      "  plimsoll check test {} {} --checks {}-{}-{}\n",
      path,
      IsBaseCatalogue(app, settings, folder) ? "--base-catalog" : "--catalog",
      folder,
      provider,
      service,
      name));
  return ExitStatus::kOk;
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "policy/internal/check_loader.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "policy/internal/dependency_order.h"

namespace plimsoll {
namespace {

using cel::TypeKind;
using cel::TypeRef;

constexpr std::array<std::string_view, 10> kCategories = {"data-protection",
                                                          "encryption",
                                                          "governance",
                                                          "identity",
                                                          "internet-exposed",
                                                          "logging",
                                                          "patching",
                                                          "resilience",
                                                          "secrets",
                                                          "trust"};
constexpr std::array<std::string_view, 4> kTools = {
    "checkov", "prowler", "securityhub", "trivy"};

/// The CEL type of a parameter, by its default.
TypeRef ParameterType(Value value, cel::TypePool& types) {
  switch (value.kind()) {
    case Kind::kBool: return types.Bool();
    case Kind::kInt: return types.Int();
    case Kind::kDouble: return types.Simple(TypeKind::kDouble);
    case Kind::kString: return types.String();
    case Kind::kList: {
      const auto items = value.AsList();
      return types.List(items.empty() ? types.Dyn()
                                      : ParameterType(items.front(), types));
    }
    default: return types.Dyn();
  }
}

bool IsNamePart(char c) {
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
         (c >= 'a' && c <= 'z');
}

/// Adds the words of an expression, those within its string literals too. True
/// when `spec` or `status` stands in it without a property after it.
bool AddWords(std::string_view text, std::set<std::string_view>& words) {
  bool whole = false;
  std::size_t at = 0;
  while (at < text.size()) {
    if (!IsNamePart(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && IsNamePart(text[at])) ++at;
    const std::string_view word = text.substr(begin, at - begin);
    words.insert(word);
    const bool selected =
        at < text.size() && (text[at] == '.' || text[at] == '[');
    whole |= (word == "spec" || word == "status") && !selected;
  }
  return whole;
}

/// Reads the parts of one check file.
class CheckLoader {
 public:
  CheckLoader(Value root, const CheckLoadContext& context)
      : context_(context),
        scope_(context.scope),
        file_(*context.scope.file),
        types_(*context.scope.types),
        reader_(root, file_, "a check") {
    environment_.types = context.scope.types;
    environment_.functions = context.scope.functions;
    scope_.open_lists = &open_lists_;
  }

  std::unique_ptr<Check> Load() {
    if (!reader_.ok()) return nullptr;
    const std::size_t before = file_.diagnostics->error_count();
    check_ = std::make_unique<Check>();
    check_->id = context_.id;
    check_->service = context_.service;
    check_->file = file_.name;
    LoadTexts();
    LoadSeverity();
    LoadType();
    if (check_->type != nullptr) {
      LoadParameters();
      DeclareVariables();
      LoadExpressions();
      reader_.Finish();
    }
    if (file_.diagnostics->error_count() != before) return nullptr;
    DeriveFlags();
    return std::move(check_);
  }

 private:
  void LoadTexts() {
    check_->title = reader_.RequireText("title");
    check_->rationale = reader_.RequireText("rationale");
    check_->references = reader_.Texts("references");
    check_->aliases = reader_.Texts("aliases");
    check_->categories = reader_.Texts("categories");
    for (const std::string& category : check_->categories) {
      if (std::find(kCategories.begin(), kCategories.end(), category) ==
          kCategories.end()) {
        file_.Error(reader_.Take("categories"),
                    fmt::format("no category is called `{}`", category),
                    DidYouMean(category, kCategories));
      }
    }
    for (const auto& [tool, ids] : reader_.Entries("equivalents")) {
      if (std::find(kTools.begin(), kTools.end(), tool) == kTools.end()) {
        file_.Error(ids,
                    fmt::format("no tool `{}` is known", tool),
                    DidYouMean(tool, kTools));
        continue;
      }
      if (!ids.is_list()) {
        file_.Error(ids, fmt::format("ids of {} must be a list", tool));
        continue;
      }
      std::vector<std::string>& list = check_->equivalents[tool];
      for (const Value& id : ids.AsList()) list.emplace_back(id.StringOr(""));
      std::sort(list.begin(), list.end());
    }
    NodeReader fix(reader_.Require("fix"), file_, "fix");
    check_->fix.text = fix.RequireText("text");
    check_->fix.cli = fix.Text("cli");
    check_->fix.console = fix.Text("console");
    check_->fix.terraform = fix.Text("terraform");
    fix.Finish();
  }

  void LoadSeverity() {
    const Value value = reader_.Require("severity");
    const auto severity = ParseSeverity(value.StringOr(""));
    if (severity) {
      check_->severity = *severity;
    } else if (!value.is_null()) {
      file_.Error(value,
                  fmt::format("no severity is called `{}`", value.StringOr("")),
                  "use info, low, medium, high or critical");
    }
  }

  void LoadType() {
    const Value value = reader_.Require("type");
    const std::string_view name = value.StringOr("");
    check_->type = context_.scope.resource_types->Find(name);
    if (check_->type != nullptr || value.is_null()) return;
    file_.Error(value,
                fmt::format("no resource type `{}`", name),
                DidYouMean(name, context_.scope.resource_types->Names()));
  }

  void LoadParameters() {
    for (const auto& [name, node] : reader_.Entries("params")) {
      NodeReader reader(node, file_, fmt::format("parameter `{}`", name));
      CheckParameter parameter;
      parameter.name = name;
      parameter.value = context_.factory.Copy(reader.Require("value"));
      parameter.doc = reader.RequireText("doc");
      reader.Finish();
      check_->params.push_back(std::move(parameter));
    }
    BindParameters(*check_, context_.factory);
  }

  void Declare(std::string name, TypeRef type) {
    environment_.variables.push_back({std::move(name), type});
  }

  TypeRef TextObject(std::string_view name,
                     std::initializer_list<const char*> fields) {
    cel::ObjectType& object = types_.Object(name);
    for (const char* field : fields) {
      object.fields.emplace(field, types_.String());
    }
    return types_.ObjectRef(object);
  }

  /// In the order of CheckSlot.
  void DeclareVariables() {
    const ResourceType& type = *check_->type;
    Declare("spec", types_.ObjectRef(*type.spec));
    Declare("status", types_.ObjectRef(*type.status));
    const TypeRef resource = TextObject(
        "Resource", {"account", "id", "name", "partition", "region", "type"});
    types_.Object("Resource")
        .fields.emplace("tags", types_.Map(types_.String(), types_.String()));
    Declare("resource", resource);
    cel::ObjectType& params = types_.Object("params of " + check_->id);
    params.fields.clear();
    for (const CheckParameter& parameter : check_->params) {
      params.fields.emplace(parameter.name,
                            ParameterType(parameter.value, types_));
    }
    Declare("params", types_.ObjectRef(params));
    Declare("account", TextObject("Account", {"id", "name", "partition"}));
    Declare("region", TextObject("RegionScope", {"name"}));
    Declare("organization", TextObject("OrganizationScope", {"id"}));
  }

  std::unique_ptr<const cel::Program> Compile(Value source, TypeRef want) {
    return CompileExpression(source, environment_, scope_, want);
  }

  void LoadExpressions() {
    LoadCheckVariables();
    if (const Value when = reader_.Take("when"); !when.is_null()) {
      check_->when = Compile(when, types_.Bool());
      if (check_->when != nullptr) {
        check_->when_variables = VariablesOf(*check_, *check_->when);
      }
    }
    LoadBranches();
  }

  void LoadCheckVariables() {
    const auto entries = reader_.Entries("variables");
    if (entries.size() > kMaxCheckVariables) {
      file_.Error(
          entries.back().second,
          fmt::format("a check has at most {} variables", kMaxCheckVariables));
      return;
    }
    for (const auto& [name, source] :
         OrderNodes(entries, "variables", file_, OwnText)) {
      if (environment_.Slot(name) >= 0) {
        file_.Error(source, fmt::format("`{}` is taken already", name));
        continue;
      }
      CheckVariable variable;
      variable.name = name;
      variable.value = Compile(source, nullptr);
      variable.slot = static_cast<int>(environment_.variables.size());
      Declare(name,
              variable.value == nullptr ? types_.Dyn()
                                        : variable.value->result_type());
      variable.closure = ClosureOf(variable);
      if (variable.value != nullptr &&
          GivesOpenList(*variable.value->ast().root, scope_)) {
        open_lists_.insert(name);
      }
      check_->variables.push_back(std::move(variable));
    }
  }

  /// Earlier variables are complete, so one look at each used one is enough.
  std::uint64_t ClosureOf(const CheckVariable& variable) const {
    const std::uint64_t own = std::uint64_t{1} << check_->variables.size();
    return variable.value == nullptr
               ? own
               : own | VariablesOf(*check_, *variable.value);
  }

  void LoadBranches() {
    const Value violation = reader_.Take("violation");
    const Value require = reader_.Take("require");
    const Value match = reader_.Take("match");
    const Value message = reader_.Take("message");
    const int given = (violation.is_null() ? 0 : 1) +
                      (require.is_null() ? 0 : 1) + (match.is_null() ? 0 : 1);
    if (given != 1) {
      file_.diagnostics->Error(
          file_.name,
          {1, 1, 0, 0},
          "a check has exactly one of `violation`, `require` and `match`");
      return;
    }
    if (match.is_null()) {
      AddBranch(violation, require, message);
      return;
    }
    if (!match.is_list()) {
      file_.Error(match, "`match` must be a list of {violation, message}");
      return;
    }
    for (const Value& node : match.AsList()) {
      NodeReader reader(node, file_, "a branch of `match`");
      const Value branch_violation = reader.Take("violation");
      const Value branch_require = reader.Take("require");
      AddBranch(branch_violation, branch_require, reader.Require("message"));
      reader.Finish();
    }
  }

  void AddBranch(Value violation, Value require, Value message) {
    CheckBranch branch;
    branch.violation = require.is_null();
    const Value source = branch.violation ? violation : require;
    branch.condition = Compile(source, types_.Bool());
    if (branch.condition != nullptr) {
      branch.variables = VariablesOf(*check_, *branch.condition);
    }
    branch.message = LoadMessage(message);
    if (!check_->condition_text.empty()) check_->condition_text += "\n";
    check_->condition_text += branch.violation ? "violation: " : "require: ";
    check_->condition_text += source.StringOr("");
    check_->branches.push_back(std::move(branch));
  }

  MessageTemplate LoadMessage(Value source) {
    MessageTemplate result;
    std::string_view rest = source.StringOr("");
    SourceRange place =
        source.is_string() ? TextPlace(source, file_) : SourceRange{1, 1, 0, 0};
    while (!rest.empty()) {
      const std::size_t open = rest.find("{{");
      if (open != 0) {
        result.pieces.push_back({std::string(rest.substr(0, open)), nullptr});
      }
      if (open == std::string_view::npos) break;
      const std::size_t close = rest.find("}}", open);
      if (close == std::string_view::npos) {
        file_.Error(source, "`{{` is never closed", "add `}}`");
        break;
      }
      place.column += static_cast<std::uint32_t>(open) + 2;
      result.pieces.push_back(
          {"",
           CompileText(rest.substr(open + 2, close - open - 2),
                       place,
                       environment_,
                       scope_,
                       nullptr)});
      place.column += static_cast<std::uint32_t>(close - open);
      rest.remove_prefix(close + 2);
    }
    return result;
  }

  template <typename Visit>
  void ForEachProgram(const Visit& visit) const {
    if (check_->when != nullptr) visit(*check_->when);
    for (const CheckVariable& v : check_->variables) visit(*v.value);
    for (const CheckBranch& b : check_->branches) visit(*b.condition);
  }

  template <typename Visit>
  void ForEachMessageProgram(const Visit& visit) const {
    for (const CheckBranch& b : check_->branches) {
      for (const MessageTemplate::Piece& piece : b.message.pieces) {
        if (piece.value != nullptr) visit(*piece.value);
      }
    }
  }

  void DeriveWords() {
    std::set<std::string_view> words;
    const auto add = [&](const cel::Program& program) {
      check_->reads_whole |= AddWords(program.ast().source, words);
    };
    ForEachProgram(add);
    ForEachMessageProgram(add);
    check_->words.assign(words.begin(), words.end());
  }

  void DeriveFlags() {
    ForEachProgram([&](const cel::Program& program) {
      for (const int slot : program.variables()) {
        check_->live_only |= slot == kStatusSlot;
      }
      for (const std::string_view name : program.impure_functions()) {
        if (IsInventoryFunction(name)) {
          check_->inventory_types.emplace_back(name.substr(name.find(' ') + 1));
        }
        check_->reads_time |= name == "age";
      }
    });
    std::vector<std::string>& types = check_->inventory_types;
    std::sort(types.begin(), types.end());
    types.erase(std::unique(types.begin(), types.end()), types.end());
    DeriveWords();
  }

  const CheckLoadContext& context_;
  std::set<std::string, std::less<>> open_lists_;  ///< Variables so far.
  ExpressionScope scope_;                          ///< With `open_lists_`.
  const CatalogueFile& file_;
  cel::TypePool& types_;
  NodeReader reader_;
  cel::Environment environment_;
  std::unique_ptr<Check> check_;
};

}  // namespace

std::uint64_t VariablesOf(const Check& check, const cel::Program& program) {
  std::uint64_t needed = 0;
  for (const int slot : program.variables()) {
    if (slot < kFirstVariableSlot) continue;
    const auto index = static_cast<std::size_t>(slot - kFirstVariableSlot);
    needed |= check.variables[index].closure;
  }
  return needed;
}

bool ParameterFits(Value default_value, Value value) {
  if (default_value.kind() == Kind::kDouble && value.kind() == Kind::kInt) {
    return true;
  }
  if (default_value.kind() != value.kind()) return false;
  if (!value.is_list() || default_value.AsList().empty()) return true;
  const auto items = value.AsList();
  return std::all_of(items.begin(), items.end(), [&](const Value& item) {
    return ParameterFits(default_value.AsList().front(), item);
  });
}

void BindParameters(Check& check, const ValueFactory& factory) {
  std::vector<std::pair<std::string_view, Value>> entries;
  entries.reserve(check.params.size());
  for (const CheckParameter& p : check.params) {
    entries.emplace_back(p.name, p.value);
  }
  check.params_value = factory.Map(entries);
}

std::unique_ptr<Check> LoadCheck(Value root, const CheckLoadContext& context) {
  return CheckLoader(root, context).Load();
}

Framework LoadFramework(Value root, const CatalogueFile& file) {
  Framework framework;
  NodeReader reader(root, file, "a framework");
  framework.id = reader.RequireText("id");
  framework.title = reader.RequireText("title");
  framework.provider = reader.RequireText("provider");
  framework.file = file.name;
  const Value requirements = reader.Require("requirements");
  if (requirements.is_list()) {
    for (const Value& node : requirements.AsList()) {
      NodeReader item(node, file, "a requirement");
      Requirement requirement;
      requirement.id = item.RequireText("id");
      requirement.title = item.RequireText("title");
      requirement.checks = item.Texts("checks");
      requirement.manual = item.Text("manual");
      item.Finish();
      if (requirement.checks.empty() == requirement.manual.empty()) {
        file.Error(
            node,
            "a requirement has either `checks` or `manual` (why no check "
            "answers it)");
      }
      framework.requirements.push_back(std::move(requirement));
    }
  } else if (!requirements.is_null()) {
    file.Error(requirements, "`requirements` must be a list");
  }
  reader.Finish();
  return framework;
}

}  // namespace plimsoll

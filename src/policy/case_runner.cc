// SPDX-License-Identifier: Apache-2.0
#include "policy/case_runner.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "model/conform.h"
#include "policy/internal/check_loader.h"
#include "policy/internal/node_reader.h"
#include "policy/judge.h"
#include "value/json.h"

namespace plimsoll {
namespace {

constexpr std::size_t kMaxCaseBytes = std::size_t{4} << 20U;
constexpr std::string_view kCaseAccount = "111122223333";
constexpr std::string_view kCaseRegion = "eu-west-1";

/// One case file, read into an inventory around the resource in question.
class CaseFile {
 public:
  CaseFile(const Catalogue& catalogue,
           const Check& check,
           const CatalogueFile& file)
      : catalogue_(catalogue),
        check_(check),
        file_(file),
        arena_(std::make_shared<Arena>()),
        factory_(*arena_, catalogue.keys()) {}

  CaseResult Run(Value root) {
    NodeReader reader(root, file_, "a case");
    const Value spec = reader.Take("spec");
    const Value status = reader.Take("status");
    account_ = reader.Text("account");
    region_ = reader.Text("region");
    if (account_.empty()) account_ = kCaseAccount;
    if (region_.empty()) region_ = kCaseRegion;
    const Value tags = reader.Take("tags");
    const Value params = reader.Take("params");
    const Value now = reader.Take("now");
    AddOthers(reader.Take("inventory"));
    AddGaps(reader.Take("gaps"));
    reader.Finish();
    CaseResult result;
    result.check = check_.id;
    if (!reader.ok()) return result;

    inventory_.Hold(arena_);
    Add(*check_.type, spec, status, tags, "case", account_, region_, true);
    AddUnits();
    inventory_.Seal();
    Judge judge(catalogue_, CheckSelection(), Now(now));
    const Resource* subject = FindSubject();
    if (subject == nullptr) return result;
    const Judgement judgement = JudgeWith(params, *subject, judge);
    result.actual = judgement.verdict;
    result.detail = Describe(judgement);
    return result;
  }

 private:
  /// The value in the schema's shape; properties it does not have are reported.
  Value ReadProperties(Value value, const cel::ObjectType& object) {
    if (value.is_null()) return factory_.Map({});
    const auto report = [this](const cel::ObjectType& owner,
                               std::string_view name,
                               Value stray) {
      std::vector<std::string_view> names;
      for (const auto& [field, type] : owner.fields) names.push_back(field);
      file_.Error(stray,
                  fmt::format("{} has no property `{}`", owner.name, name),
                  DidYouMean(name, names));
    };
    cel::Type type;
    type.kind = cel::TypeKind::kObject;
    type.object = &object;
    return Conform(value, &type, factory_, report);
  }

  /// Cases need not give the properties that make an id: then `id` stands in.
  void Add(const ResourceType& type,
           Value spec,
           Value status,
           Value tags,
           std::string_view id,
           std::string_view account,
           std::string_view region,
           bool subject) {
    const Value empty = factory_.Map({});
    const Value real_spec = ReadProperties(spec, *type.spec);
    const Value real_status = ReadProperties(status, *type.status);
    const std::pair<std::string_view, Value> entries[] = {
        {"account", factory_.String(account)},
        {"id", factory_.String(id)},
        {"name", factory_.String(id)},
        {"partition", factory_.String("aws")},
        {"region", factory_.String(region)},
        {"spec", real_spec},
        {"status", real_status},
        {"tags", tags.is_null() ? empty : tags},
        {"type", factory_.String(type.name)}};
    Resource resource;
    resource.type = &type;
    resource.self = factory_.Map(entries);
    resource.id = resource.self.Get("id").AsString();
    resource.name = resource.self.Get("name").AsString();
    resource.account = resource.self.Get("account").AsString();
    resource.region = resource.self.Get("region").AsString();
    resource.spec = real_spec;
    resource.status = real_status;
    resource.tags = resource.self.Get("tags");
    if (subject) subject_id_ = resource.id;
    inventory_.Add(resource);
  }

  void AddOthers(Value list) {
    if (list.is_null()) return;
    if (!list.is_list()) {
      file_.Error(list, "`inventory` must be a list of resources");
      return;
    }
    for (const Value& node : list.AsList()) {
      NodeReader reader(node, file_, "a resource of `inventory`");
      const Value type_name = reader.Require("type");
      const ResourceType* type = catalogue_.FindType(type_name.StringOr(""));
      const std::string id = reader.RequireText("id");
      const Value spec = reader.Take("spec");
      const Value status = reader.Take("status");
      const Value tags = reader.Take("tags");
      std::string account = reader.Text("account");
      std::string region = reader.Text("region");
      reader.Finish();
      if (type == nullptr) {
        file_.Error(
            type_name,
            fmt::format("no resource type `{}`", type_name.StringOr("")));
        continue;
      }
      Add(*type,
          spec,
          status,
          tags,
          id,
          account.empty() ? account_ : account,
          region.empty() ? region_ : region,
          false);
    }
  }

  void AddGaps(Value list) {
    if (!list.is_list()) return;
    for (const Value& node : list.AsList()) {
      NodeReader reader(node, file_, "a gap");
      Gap gap;
      gap.type = reader.RequireText("type");
      gap.message = reader.RequireText("message");
      gap.region = reader.Text("region");
      reader.Finish();
      gap.account = account_;
      gap.code = "denied";
      gap.subject = gap.type;
      gap.listing = true;
      inventory_.AddGap(std::move(gap));
    }
  }

  /// Everything counts as asked for, so that absent means none.
  void AddUnits() {
    for (const auto& type : catalogue_.types()) {
      inventory_.AddUnit({account_, region_, type->name});
    }
  }

  const Resource* FindSubject() const {
    for (const Resource& r : inventory_.OfType(check_.type->name)) {
      if (r.id == subject_id_) return &r;
    }
    return nullptr;
  }

  Timestamp Now(Value text) const {
    if (text.is_null()) return Timestamp{1'767'225'600, 0};  // 2026-01-01
    const auto time = ParseTimestamp(text.StringOr(""));
    if (time) return *time;
    file_.Error(text, "`now` must be a time like 2026-01-01T00:00:00Z");
    return {};
  }

  Judgement JudgeWith(Value params, const Resource& subject, Judge& judge) {
    if (!params.is_map()) {
      return judge.JudgeOne(check_, subject, inventory_, &inventory_);
    }
    const MapView map = params.AsMap();
    std::vector<std::pair<std::string_view, Value>> entries;
    for (const CheckParameter& parameter : check_.params) {
      const Value* changed = map.Find(parameter.name);
      entries.emplace_back(parameter.name,
                           changed == nullptr ? parameter.value : *changed);
    }
    for (std::size_t i = 0; i < map.size(); ++i) {
      const std::string_view name = map.KeyAt(i).AsString();
      const bool known = std::any_of(
          check_.params.begin(),
          check_.params.end(),
          [&](const CheckParameter& p) {
            return p.name == name && ParameterFits(p.value, map.ValueAt(i));
          });
      if (known) continue;
      file_.Error(
          map.ValueAt(i),
          fmt::format(
              "{} has no parameter `{}` of this type", check_.id, name));
    }
    return judge.JudgeOne(
        check_, subject, inventory_, &inventory_, factory_.Map(entries));
  }

  static std::string Describe(const Judgement& judgement) {
    std::string text = judgement.message;
    for (const JudgedReason& reason : judgement.reasons) {
      text += fmt::format("\n  because {}", reason.message);
    }
    for (const JudgedValue& value : judgement.evidence) {
      text += fmt::format("\n  {} = {}", value.expression, value.value);
    }
    return text;
  }

  const Catalogue& catalogue_;
  const Check& check_;
  const CatalogueFile& file_;
  std::shared_ptr<Arena> arena_;
  ValueFactory factory_;
  Inventory inventory_;
  std::string account_;
  std::string region_;
  std::string_view subject_id_;
};

std::string_view FileName(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

/// "fail-open-to-all.json" -> fail.
std::optional<Verdict> ExpectedVerdict(std::string_view path) {
  const std::string_view name = FileName(path);
  return ParseVerdict(name.substr(0, name.find_first_of("-.")));
}

}  // namespace

std::vector<CaseResult> RunCases(const Catalogue& catalogue,
                                 const Check& check,
                                 const FileSystem& files,
                                 Diagnostics& diagnostics) {
  const std::string folder =
      check.file.substr(0, check.file.rfind('/') + 1) + "cases";
  std::vector<CaseResult> results;
  std::set<Verdict> covered;
  const auto paths = files.ListTree(folder);
  for (const std::string& path : paths ? *paths : std::vector<std::string>()) {
    const auto expected = ExpectedVerdict(path);
    if (!expected || !path.ends_with(".json")) {
      diagnostics.Error(path,
                        {},
                        "a case is called <verdict>-<why>.json",
                        "begin with pass, fail, unknown or na");
      continue;
    }
    covered.insert(*expected);
    const Result<std::string> text = files.Read(path, kMaxCaseBytes);
    if (!text) {
      diagnostics.Error(path, text.error());
      continue;
    }
    Provenance provenance;
    Arena arena;
    ReadOptions read;
    read.file = path;
    read.provenance = &provenance;
    read.unknown_markers = true;
    const Result<Value> root =
        ReadJson(*text, ValueFactory(arena, catalogue.keys()), read);
    if (!root) {
      diagnostics.Error(path, root.error());
      continue;
    }
    const CatalogueFile file{path, *text, &provenance, &diagnostics};
    CaseResult result = CaseFile(catalogue, check, file).Run(*root);
    result.file = path;
    result.expected = *expected;
    result.ok = result.actual == *expected;
    results.push_back(std::move(result));
  }
  for (const Verdict verdict :
       {Verdict::kPass, Verdict::kFail, Verdict::kUnknown}) {
    if (covered.contains(verdict)) continue;
    diagnostics.Error(check.file,
                      {},
                      fmt::format("{} has no {} case", check.id, Name(verdict)),
                      fmt::format("add cases/{}-<why>.json", Name(verdict)));
  }
  return results;
}

}  // namespace plimsoll

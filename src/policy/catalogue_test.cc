// SPDX-License-Identifier: Apache-2.0
#include "policy/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/case_runner.h"
#include "policy/judge.h"
#include "policy/unread_files.h"
#include "value/json.h"

namespace plimsoll {
namespace {

using testing::HasSubstr;

/// One service with one operation, enough for collectors under test.
class TinyApi final : public ApiSchema {
 public:
  std::optional<Operation> Find(std::string_view service,
                                std::string_view operation,
                                cel::TypePool& types) const override {
    if (service != "toy" || operation != "ListBoxes") return std::nullopt;
    cel::ObjectType& input = types.Object("toy.ListBoxesRequest");
    input.fields = {{"Owner", types.String()}};
    cel::ObjectType& box = types.Object("toy.Box");
    box.fields = {{"Name", types.String()}, {"Open", types.Bool()}};
    cel::ObjectType& output = types.Object("toy.ListBoxesReply");
    output.fields = {{"Boxes", types.List(types.ObjectRef(box))}};
    return Operation{&input, &output, "toy:ListBoxes"};
  }
  std::vector<std::string> Names(std::string_view service) const override {
    if (service == "toy") return {"ListBoxes"};
    return {"toy"};
  }
};

constexpr std::string_view kSchema = R"({"type": "Toy::Box",
 "properties": {"Name": "string", "Open": "boolean", "Size": "integer",
                "Lid": {"ref": "Lid"}, "Shelf": "string"},
 "definitions": {"Lid": {"Locked": "boolean"}},
 "primaryIdentifier": ["Name"]})";

constexpr std::string_view kType = R"(type: Toy::Box
title: Box
scope: region
id: "box:{account}:{spec.Name}"
fields:
  Labels: [ { Text: string } ]
status:
  Weight: double
refers:
  Shelf: Toy::Box
live:
  list: { call: toy.ListBoxes, with: { Owner: account.id }, each: reply.Boxes }
  spec:
    Name: item.Name
    Open: item.Open
    Lid: '{"Locked": !item.Open}'
)";

constexpr std::string_view kCheck = R"(title: Box is closed
severity: high
type: Toy::Box
when: spec.Size == null || spec.Size > params.smallest
params:
  smallest: { value: 1, doc: Boxes of this size are toys. }
variables:
  second: first
  first: spec.Open == true
violation: second
message: "{{ spec.Name }} is open, {{ spec.Lid.Locked }}"
rationale: Things fall out.
fix: { text: Close it. }
categories: [trust]
equivalents: { checkov: [CKV_TOY_1] }
)";

class CatalogueTest : public testing::Test {
 protected:
  CatalogueTest() {
    files_ = {
        {"c/toy/published/cloudformation/Toy-Box.json", std::string(kSchema)},
        {"c/toy/box/box.type.yaml", std::string(kType)},
        {"c/toy/box/checks/closed/check.yaml", std::string(kCheck)},
        {"c/toy/box/checks/closed/cases/fail-open.json",
         R"({"spec": {"Name": "b", "Open": true}})"},
        {"c/toy/box/checks/closed/cases/pass-closed.json",
         R"({"spec": {"Name": "b", "Open": false}})"},
        {"c/toy/box/checks/closed/cases/na-small.json",
         R"({"spec": {"Open": true, "Size": 1}})"},
        {"c/toy/box/checks/closed/cases/unknown-denied.json",
         R"({"spec": {"Open": {"$unknown": "toy:ListBoxes refused"}}})"},
        {"c/frameworks/toy.yaml",
         "id: toy-1\ntitle: Toy\nprovider: toy\nrequirements:\n"
         "  - { id: '1', title: Closed, checks: [toy-box-closed] }\n"}};
  }

  std::unique_ptr<const Catalogue> Load() {
    disk_ = std::make_unique<MemoryFileSystem>(files_);
    CatalogueOptions options;
    options.trees = {{disk_.get(), "c"}};
    options.api = &api_;
    options.overrides = overrides_;
    diagnostics_ = {};
    return Catalogue::Load(options, keys_, diagnostics_);
  }

  /// Replaces `from` in one file and returns the diagnostics of loading.
  std::string ErrorsAfter(const std::string& file,
                          std::string_view from,
                          std::string_view to) {
    std::string& text = files_[file];
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    Load();
    return Render(diagnostics_);
  }

  std::map<std::string, std::string> files_;
  std::vector<ParameterOverride> overrides_;
  std::unique_ptr<MemoryFileSystem> disk_;
  TinyApi api_;
  KeyTable keys_;
  Diagnostics diagnostics_;
};

TEST_F(CatalogueTest, LoadsTypesChecksAndFrameworks) {
  const auto catalogue = Load();
  ASSERT_TRUE(diagnostics_.empty()) << Render(diagnostics_);
  ASSERT_EQ(catalogue->types().size(), 1U);
  EXPECT_EQ(catalogue->types()[0]->keys, std::vector<std::string>{"Name"});
  ASSERT_EQ(catalogue->checks().size(), 1U);
  const Check& check = *catalogue->checks()[0];
  EXPECT_EQ(check.id, "toy-box-closed");
  EXPECT_FALSE(check.live_only);
  EXPECT_EQ(catalogue->FindChecks("ckv_toy_1").size(), 1U);
  EXPECT_NE(catalogue->FindFramework("TOY-1"), nullptr);
}

TEST_F(CatalogueTest, RunsCases) {
  const auto catalogue = Load();
  const auto results =
      RunCases(*catalogue, *catalogue->checks()[0], *disk_, diagnostics_);
  ASSERT_TRUE(diagnostics_.empty()) << Render(diagnostics_);
  ASSERT_EQ(results.size(), 4U);
  for (const CaseResult& result : results) {
    EXPECT_TRUE(result.ok) << result.file << ": " << Name(result.actual)
                           << result.detail;
  }
  EXPECT_THAT(results[0].detail, HasSubstr("b is open, null"));
  EXPECT_THAT(results[0].detail, HasSubstr("spec.Open = true"));
  EXPECT_THAT(results[3].detail, HasSubstr("toy:ListBoxes refused"));
}

TEST_F(CatalogueTest, CaseThatDisagreesIsNotOk) {
  files_["c/toy/box/checks/closed/cases/pass-closed.json"] =
      R"({"spec": {"Open": true}})";
  const auto catalogue = Load();
  const auto results =
      RunCases(*catalogue, *catalogue->checks()[0], *disk_, diagnostics_);
  EXPECT_FALSE(results[2].ok);
}

TEST_F(CatalogueTest, CheckNeedsEveryKindOfCase) {
  files_.erase("c/toy/box/checks/closed/cases/unknown-denied.json");
  const auto catalogue = Load();
  RunCases(*catalogue, *catalogue->checks()[0], *disk_, diagnostics_);
  EXPECT_THAT(Render(diagnostics_), HasSubstr("has no unknown case"));
}

TEST_F(CatalogueTest, CaseWithUndeclaredPropertyIsReported) {
  files_["c/toy/box/checks/closed/cases/pass-closed.json"] =
      "{\n \"spec\": {\"Opne\": true}}";
  const auto catalogue = Load();
  RunCases(*catalogue, *catalogue->checks()[0], *disk_, diagnostics_);
  EXPECT_THAT(Render(diagnostics_),
              HasSubstr("pass-closed.json:2:19: error: Toy::Box has no "
                        "property `Opne`; did you mean \"Open\"?"));
}

TEST_F(CatalogueTest, OverridesParameters) {
  overrides_ = {{"toy-box-closed", "smallest", Value::Int(7), "c.yaml", {}}};
  const auto catalogue = Load();
  ASSERT_TRUE(diagnostics_.empty()) << Render(diagnostics_);
  EXPECT_EQ(WriteJson(catalogue->checks()[0]->params_value),
            R"({"smallest":7})");
  overrides_ = {{"toy-box-closed", "smalest", Value::Int(7), "c.yaml", {}}};
  Load();
  EXPECT_THAT(Render(diagnostics_), HasSubstr("did you mean \"smallest\"?"));
  overrides_ = {{"toy-box-closed", "smallest", Value::Bool(true), "", {}}};
  Load();
  EXPECT_THAT(Render(diagnostics_), HasSubstr("is of another type"));
}

TEST_F(CatalogueTest, LaterTreeReplacesFilesOfTheSamePath) {
  const auto base = std::make_unique<MemoryFileSystem>(files_);
  std::string text(kCheck);
  text.replace(text.find("high"), 4, "low");
  const MemoryFileSystem user({{"u/toy/box/checks/closed/check.yaml", text}});
  CatalogueOptions options;
  options.trees = {{base.get(), "c"}, {&user, "u"}};
  options.api = &api_;
  const auto catalogue = Catalogue::Load(options, keys_, diagnostics_);
  ASSERT_TRUE(diagnostics_.empty()) << Render(diagnostics_);
  EXPECT_EQ(catalogue->checks()[0]->severity, Severity::kLow);
}

struct Mistake {
  const char* file;
  const char* from;
  const char* to;
  const char* says;
};

class CatalogueMistakes : public CatalogueTest,
                          public testing::WithParamInterface<Mistake> {};

TEST_P(CatalogueMistakes, AreReportedWithPlaceAndHelp) {
  const Mistake& m = GetParam();
  EXPECT_THAT(ErrorsAfter(m.file, m.from, m.to), HasSubstr(m.says));
}

constexpr const char* kT = "c/toy/box/box.type.yaml";
constexpr const char* kC = "c/toy/box/checks/closed/check.yaml";

INSTANTIATE_TEST_SUITE_P(
    All,
    CatalogueMistakes,
    testing::Values(
        Mistake{kC, "spec.Open", "spec.Opne", "did you mean"},
        Mistake{kC, "spec.Open", "spec.Opne", "check.yaml:9:"},
        Mistake{kC, "severity: high", "severity: bad", "check.yaml:2:11"},
        Mistake{kC, "rationale:", "rationalle:", "did you mean"},
        Mistake{kC, "type: Toy::Box", "type: Toy::Bocks", "Toy::Box"},
        Mistake{kC, "second: first", "second: second", "need each other"},
        Mistake{kC, "[trust]", "[thrust]", "did you mean \"trust\"?"},
        Mistake{kC, "violation: second", "violation: 1", "bool"},
        Mistake{kC,
                "violation: second",
                "require: second\nviolation: second",
                "exactly one of"},
        Mistake{kC, "spec.Name }}", "spec.Nam }}", "check.yaml:11:"},
        Mistake{kC,
                "fix: { text: Close it. }",
                "fix: { txt: x }",
                "fix lacks `text`"},
        Mistake{kT, "item.Name", "item.Nmae", "did you mean"},
        Mistake{kT, "toy.ListBoxes", "toy.ListBoxs", "did you mean"},
        Mistake{kT, "toy.ListBoxes", "toi.ListBoxes", "did you mean"},
        Mistake{kT, "Owner: account.id", "Onwer: account.id", "did you mean"},
        Mistake{kT, "{spec.Name}", "{spec.Nam}", "did you mean"},
        Mistake{kT, "Open: item.Open", "Opened: item.Open", "did you mean"},
        Mistake{kT, "Open: item.Open", "Open: item.Name", "is declared here"},
        Mistake{kT, "\"Locked\"", "\"Lokced\"", "did you mean \"Locked\"?"},
        Mistake{kT, "Weight: double", "Weight: float", "no type is called"},
        Mistake{kT, "Shelf: Toy::Box", "Shelf: Toy::Bix", "did you mean"},
        Mistake{kT, "Shelf: Toy", "Shelv: Toy", "did you mean \"Shelf\"?"},
        Mistake{kT, "scope: region", "scope: planet", "no scope is called"},
        Mistake{
            kT, "type: Toy::Box\n", "type: Toy::Ball\n", "no published schema"},
        Mistake{"c/frameworks/toy.yaml",
                "[toy-box-closed]",
                "[toy-box-closd]",
                "did you mean"}));

TEST_F(CatalogueTest, ParametersAreSetByOtherToolsIds) {
  overrides_ = {{"ckv_toy_1", "smallest", Value::Int(3), "p.yaml", {4, 9}}};
  const auto catalogue = Load();
  EXPECT_EQ(Render(diagnostics_), "");
  EXPECT_EQ(catalogue->checks()[0]->params[0].value.AsInt(), 3);
  overrides_ = {{"ckv_toy_1", "smalest", Value::Int(3), "p.yaml", {4, 9}},
                {"ckv_toy_l", "smallest", Value::Int(3), "p.yaml", {6, 9}}};
  Load();
  EXPECT_EQ(Render(diagnostics_),
            "p.yaml:4:9: error: toy-box-closed has no parameter `smalest`; "
            "did you mean \"smallest\"?\n"
            "p.yaml:6:9: error: no check `ckv_toy_l`; did you mean "
            "\"CKV_TOY_1\"?\n");
}

TEST_F(CatalogueTest, FrameworkIdsAreUniqueInATree) {
  files_["c/frameworks/zwin.yaml"] = files_["c/frameworks/toy.yaml"];
  Load();
  EXPECT_EQ(Render(diagnostics_),
            "c/frameworks/zwin.yaml:1:5: error: framework toy-1 is declared "
            "already, in c/frameworks/toy.yaml\n");
}

TEST_F(CatalogueTest, LaterTreesReplaceFrameworks) {
  const std::string text = files_["c/frameworks/toy.yaml"];
  // In byte order before and after the one that it replaces.
  for (const std::string name : {"a", "z"}) {
    disk_ = std::make_unique<MemoryFileSystem>(files_);
    MemoryFileSystem own(
        {{"own/frameworks/" + name + ".yaml",
          "id: toy-1\ntitle: Mine\nprovider: toy\nrequirements: []\n"}});
    CatalogueOptions options;
    options.trees = {{disk_.get(), "c"}, {&own, "own"}};
    options.api = &api_;
    diagnostics_ = {};
    const auto catalogue = Catalogue::Load(options, keys_, diagnostics_);
    EXPECT_EQ(Render(diagnostics_), "");
    ASSERT_EQ(catalogue->frameworks().size(), 1U);
    EXPECT_EQ(catalogue->frameworks()[0].title, "Mine");
  }
}

TEST_F(CatalogueTest, BranchesHaveOneCondition) {
  const std::string file = "c/toy/box/checks/closed/check.yaml";
  EXPECT_EQ(ErrorsAfter(file,
                        "violation: second\nmessage: \"",
                        "match:\n"
                        "- violation: second\n"
                        "  require: '!second'\n"
                        "  message: \""),
            file +
                ":12:12: error: a branch of `match` has both `violation` and "
                "`require`; keep one of them, or make two branches\n"
                "c/frameworks/toy.yaml:5:39: error: no check "
                "`toy-box-closed`\n");
}

TEST_F(CatalogueTest, UnreadFilesAreWarnedOf) {
  const std::string folder = "c/toy/box/";
  for (const char* name : {"checks/closed/check.yml",
                           "check/lid/check.yaml",
                           "checks/lid.yaml",
                           "checks/closed/pass-x.json",
                           "lid.yaml"}) {
    files_[folder + name] = "";
  }
  files_["c/frameworks/x.yml"] = "";
  files_["c/stray"] = "";
  for (const char* name : {"c/README.md", "c/toy/LICENSE", "c/.git/config"}) {
    files_[name] = "";
  }
  const MemoryFileSystem disk(files_);
  Diagnostics found;
  WarnOfUnreadFiles({&disk, "c"}, found);
  EXPECT_FALSE(found.has_errors());
  const std::string text = "warning: nothing reads this file; expected ";
  EXPECT_EQ(Render(found),
            "c/frameworks/x.yml: " + text + "frameworks/x.yaml\n" +
                "c/stray: " + text +
                "<provider>/<service>/<type>.type.yaml, "
                "<provider>/<service>/checks/<check>/check.yaml or "
                "frameworks/<id>.yaml\n" +
                "c/toy/box/check/lid/check.yaml: " + text +
                "toy/box/checks/lid/check.yaml\n" +
                "c/toy/box/checks/closed/check.yml: " + text +
                "toy/box/checks/closed/check.yaml\n" +
                "c/toy/box/checks/closed/pass-x.json: " + text +
                "toy/box/checks/closed/cases/pass-x.json\n" +
                "c/toy/box/checks/lid.yaml: " + text +
                "toy/box/checks/lid/check.yaml\n" +
                "c/toy/box/lid.yaml: " + text + "toy/box/lid.type.yaml\n");
}

}  // namespace
}  // namespace plimsoll

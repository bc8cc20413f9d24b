// SPDX-License-Identifier: Apache-2.0
#include "policy/internal/inventory_functions.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "policy/case_runner.h"
#include "policy/catalogue.h"

namespace plimsoll {
namespace {

constexpr std::string_view kType = R"(type: Toy::Box
title: Box
scope: account
schema: none
id: "box:{account}:{spec.Name}"
fields: { Name: string, Size: int, Labels: [string] }
)";

constexpr std::string_view kCheckHead = R"(title: Boxes
severity: high
type: Toy::Box
rationale: Things fall out.
fix: { text: Close it. }
variables:
  boxes: account.all("Toy::Box")
  sizes: boxes.map(b, b.spec.Size)
  big: boxes.filter(b, b.spec.Size > 5)
)";

/// The verdict of `require: <expression>` for a box of size 1 beside one of
/// size 7, with or without a listing of boxes that was refused.
std::string VerdictOf(std::string_view expression, bool gap) {
  const std::string check =
      fmt::format("{}require: |\n  {}\n", kCheckHead, expression);
  const std::string document =
      std::string(R"({"spec": {"Name": "a", "Size": 1},
        "inventory": [{"type": "Toy::Box", "id": "b",
                       "spec": {"Name": "b", "Size": 7}}])") +
      (gap ? R"(, "gaps": [{"type": "Toy::Box", "message": "refused"}]})"
           : "}");
  const MemoryFileSystem files(
      {{"c/toy/box/box.type.yaml", std::string(kType)},
       {"c/toy/box/checks/some/check.yaml", check},
       {"c/toy/box/checks/some/cases/pass-x.json", document}});
  CatalogueOptions options;
  options.trees = {{&files, "c"}};
  KeyTable keys;
  Diagnostics diagnostics;
  const auto catalogue = Catalogue::Load(options, keys, diagnostics);
  if (catalogue == nullptr || catalogue->checks().empty()) {
    return Render(diagnostics);
  }
  const auto results =
      RunCases(*catalogue, *catalogue->checks().front(), files, diagnostics);
  return results.empty() ? Render(diagnostics)
                         : std::string(Name(results.front().actual));
}

struct Question {
  const char* expression;
  const char* complete;  ///< Verdict when everything was listed.
  const char* with_gap;
};

class OpenLists : public testing::TestWithParam<Question> {};

TEST_P(OpenLists, AreUnknownWhereAGapCouldChangeTheAnswer) {
  const Question& q = GetParam();
  EXPECT_EQ(VerdictOf(q.expression, false), q.complete) << q.expression;
  EXPECT_EQ(VerdictOf(q.expression, true), q.with_gap) << q.expression;
}

INSTANTIATE_TEST_SUITE_P(
    Quantifiers,
    OpenLists,
    testing::Values(
        Question{
            R"(account.all("Toy::Box").exists(b, b.spec.Size == 9 || spec.Size == 1))",
            "pass",
            "pass"},
        Question{
            R"(account.all("Toy::Box").filter(b, b.name == "?").exists(b, true))",
            "fail",
            "unknown"},
        Question{R"(account.all("Toy::Box").exists(b, b.spec.Size == 7))",
                 "pass",
                 "pass"},
        Question{R"(account.all("Toy::Box").exists(b, b.spec.Size == 9))",
                 "fail",
                 "unknown"},
        Question{R"(account.all("Toy::Box").all(b, b.spec.Size < 9))",
                 "pass",
                 "unknown"},
        Question{R"(account.all("Toy::Box").all(b, b.spec.Size < 5))",
                 "fail",
                 "fail"},
        Question{R"(account.all("Toy::Box").all(b, true))", "pass", "pass"},
        Question{R"(account.all("Toy::Box").exists_one(b, b.spec.Size == 7))",
                 "pass",
                 "unknown"},
        Question{R"(account.all("Toy::Box").exists(i, b, i == 2))",
                 "fail",
                 "unknown"},
        Question{R"(related("Toy::Box").exists(b, true))", "fail", "unknown"},
        Question{R"(related("Toy::Box").all(b, false))", "pass", "unknown"}));

INSTANTIATE_TEST_SUITE_P(
    WholeLists,
    OpenLists,
    testing::Values(
        Question{R"(size(account.all("Toy::Box")) == 2)", "pass", "unknown"},
        Question{R"(account.all("Toy::Box").size() == 2)", "pass", "unknown"},
        Question{R"(related("Toy::Box") == [])", "pass", "unknown"},
        Question{R"([] != related("Toy::Box"))", "fail", "unknown"},
        Question{R"(account.all("Toy::Box") == [])", "fail", "fail"},
        Question{R"(account.all("Toy::Box") != [])", "pass", "pass"},
        Question{
            R"(account.all("Toy::Box")[0].spec.Size == 1)", "fail", "unknown"},
        Question{R"(account.all("Toy::Box").map(b, 1).size() == 2)",
                 "pass",
                 "unknown"},
        Question{R"(account.all("Toy::Box").map(b, b.spec.Size).sum() == 8)",
                 "pass",
                 "unknown"},
        Question{R"(7 in account.all("Toy::Box").map(b, b.spec.Size))",
                 "pass",
                 "pass"},
        Question{
            R"(8 in account.all("Toy::Box").map(b, 9))", "fail", "unknown"},
        Question{
            R"((account.all("Toy::Box") + related("Toy::Box")).size() == 2)",
            "pass",
            "unknown"},
        Question{R"((true ? account.all("Toy::Box") : []).size() == 2)",
                 "pass",
                 "unknown"},
        Question{R"([account.all("Toy::Box")].size() == 1)", "pass", "pass"},
        Question{R"(account.all("Toy::Box").transformMap(i, b, 1).size() == 2)",
                 "pass",
                 "unknown"}));

INSTANTIATE_TEST_SUITE_P(
    ThroughVariables,
    OpenLists,
    testing::Values(
        Question{"boxes.size() == 2", "pass", "unknown"},
        Question{"sizes.size() == 2", "pass", "unknown"},
        Question{"big.size() == 1", "pass", "unknown"},
        Question{R"(boxes.filter(b, b.name == "?").exists(b, true))",
                 "fail",
                 "unknown"},
        Question{"boxes == []", "fail", "fail"},
        Question{
            "cel.bind(all_of, boxes, all_of.size() == 2)", "pass", "unknown"},
        Question{"[[1, 2]].exists(boxes, boxes.size() == 2)", "pass", "pass"}));

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "policy/random_inventory.h"

#include <gtest/gtest.h>

#include "policy/judge.h"
#include "value/json.h"

namespace plimsoll {
namespace {

constexpr std::string_view kType = R"(type: Toy::Box
title: Box
scope: region
schema: none
id: "box:{account}:{spec.Name}"
keys: [Name]
fields: { Name: string, Kind: string, Size: int, When: timestamp, Shelf: string,
          Parts: [ { CidrIp: string } ] }
refers: { Shelf: Toy::Box }
)";

std::string Check(std::string_view condition) {
  return "title: T\nseverity: low\ntype: Toy::Box\nrationale: R\n"
         "fix: { text: F }\nviolation: " +
         std::string(condition) + "\n";
}

class RandomInventoryTest : public testing::Test {
 protected:
  RandomInventoryTest()
      : files_({{"c/toy/box/box.type.yaml", std::string(kType)},
                {"c/toy/box/checks/kind/check.yaml",
                 Check("spec.Kind == 'wooden'")},
                {"c/toy/box/checks/open/check.yaml",
                 Check("spec.Parts.exists(p, p.CidrIp == '0.0.0.0/0')")},
                {"c/toy/box/checks/shelf/check.yaml",
                 Check("related('Toy::Box').exists(b, b.spec.Size == 22)")}}) {
    CatalogueOptions options;
    options.trees = {{&files_, "c"}};
    catalogue_ = Catalogue::Load(options, keys_, diagnostics_);
  }

  Inventory Make(std::uint64_t seed) const {
    RandomInventoryOptions options;
    options.resources = 300;
    options.seed = seed;
    options.now = {1'780'000'000, 0};
    return MakeRandomInventory(*catalogue_, options);
  }

  static std::string Text(const Inventory& inventory) {
    std::string text;
    for (const Resource& r : inventory.resources()) text += WriteJson(r.self);
    return text;
  }

  MemoryFileSystem files_;
  KeyTable keys_;
  Diagnostics diagnostics_;
  std::unique_ptr<const Catalogue> catalogue_;
};

TEST_F(RandomInventoryTest, IsTheSameForTheSameSeed) {
  ASSERT_TRUE(diagnostics_.empty()) << Render(diagnostics_);
  const std::string first = Text(Make(1));
  EXPECT_EQ(first, Text(Make(1)));
  EXPECT_NE(first, Text(Make(2)));
  EXPECT_EQ(Make(1).resources().size(), 300U);
}

TEST_F(RandomInventoryTest, EveryCheckPassesAndFails) {
  const Inventory inventory = Make(1);
  for (const auto& check : catalogue_->checks()) {
    Judge judge(*catalogue_, CheckSelection({check.get()}), {1'780'000'000, 0});
    const VerdictTally counts = judge.Count(inventory, nullptr);
    EXPECT_GT(counts.Of(Verdict::kPass), 0U) << check->id;
    EXPECT_GT(counts.Of(Verdict::kFail), 0U) << check->id;
    EXPECT_EQ(counts.Of(Verdict::kError), 0U) << check->id;
    VerdictTally told;
    judge.Run(inventory, nullptr, [&](const Judgement& judgement) {
      ++told.Of(judgement.verdict);
    });
    EXPECT_EQ(told.by_verdict, counts.by_verdict) << check->id;
  }
}

}  // namespace
}  // namespace plimsoll

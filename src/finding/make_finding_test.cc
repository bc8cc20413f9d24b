// SPDX-License-Identifier: Apache-2.0
#include "finding/make_finding.h"

#include <array>

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

class FindingMakerTest : public testing::Test {
 protected:
  FindingMakerTest() {
    type_.name = "Toy::Box";
    type_.id.pieces = {{Template::Piece::Kind::kSpec, "Name"}};
    check_.id = "toy-box-closed";
    check_.title = "Box is closed";
  }

  Resource MakeBox(std::string_view name) {
    const std::pair<std::string_view, Value> spec[] = {
        {"Name", factory_.String(name)}};
    const std::pair<std::string_view, Value> tags[] = {
        {"owner", factory_.String(name)}, {"env", factory_.String("prod")}};
    return *MakeResource(type_,
                         "aws",
                         "1",
                         "eu-west-1",
                         factory_.Map(spec),
                         factory_.Map({}),
                         factory_.Map(tags),
                         factory_);
  }

  Judgement Judged(const Resource& resource, Verdict verdict) const {
    Judgement judgement;
    judgement.check = &check_;
    judgement.resource = &resource;
    judgement.verdict = verdict;
    return judgement;
  }

  KeyTable keys_;
  Arena arena_;
  ValueFactory factory_{arena_, keys_};
  ResourceType type_;
  Check check_;
  TextPool texts_;
};

TEST_F(FindingMakerTest, UnknownSaysWhy) {
  const Resource box = MakeBox("a");
  FindingMaker maker(nullptr, "toys", texts_);
  EXPECT_EQ(maker.Make(Judged(box, Verdict::kPass)).message, "Box is closed");
  Judgement judgement = Judged(box, Verdict::kUnknown);
  judgement.reasons = {{"denied", "toy:OpenBox", "toy:OpenBox is denied", ""}};
  EXPECT_EQ(maker.Make(judgement).message, "not known: toy:OpenBox is denied");
}

TEST_F(FindingMakerTest, TellsEachResourceByItself) {
  const std::array boxes = {MakeBox("a"), MakeBox("b")};
  FindingMaker maker(nullptr, "toys", texts_);
  const Finding a = maker.Make(Judged(boxes[0], Verdict::kPass));
  const Finding b = maker.Make(Judged(boxes[1], Verdict::kPass));
  EXPECT_EQ(a.resource_id, "a");
  EXPECT_EQ(b.resource_id, "b");
  EXPECT_EQ(a.account_name, "toys");
  EXPECT_EQ(b.account, "1");
  EXPECT_EQ(b.region, "eu-west-1");
  EXPECT_EQ(b.message, "Box is closed");
  EXPECT_EQ(std::string_view(b.uid), FindingUid("toy-box-closed", "b"));
  ASSERT_FALSE(b.tags.empty());
  EXPECT_EQ(b.tags.begin()->first, "env");
  EXPECT_EQ(std::next(b.tags.begin())->second, "b");
}

TEST_F(FindingMakerTest, FindingsOfAResourceShareItsTexts) {
  const Resource box = MakeBox("a name that does not fit into a short string");
  FindingMaker maker(nullptr, "toys", texts_);
  const Finding one = maker.Make(Judged(box, Verdict::kPass));
  const Finding two = maker.Make(Judged(box, Verdict::kFail));
  EXPECT_EQ(one.resource_id.str().data(), two.resource_id.str().data());
  EXPECT_EQ(one.resource_id.str().data(), two.resource_name.str().data());
  EXPECT_EQ(one.message.str().data(), two.message.str().data());
  EXPECT_EQ(&*one.tags.begin(), &*two.tags.begin());
}

TEST(SharedText, ReadsLikeAString) {
  const SharedText text("abc");
  const std::string& as_string = text;
  const std::string_view as_view = text;
  EXPECT_EQ(as_string, "abc");
  EXPECT_EQ(as_view, "abc");
  EXPECT_EQ(text, std::string("abc"));
  EXPECT_NE(text, SharedText());
  EXPECT_LT(SharedText(), text);
  EXPECT_LT(text, SharedText("abd"));
  EXPECT_EQ(text + "d", "abcd");
  EXPECT_TRUE(SharedText("").empty());
  EXPECT_EQ(SharedText().str(), "");
}

TEST(TextPool, GivesEqualTextsTheSameMemory) {
  TextPool pool;
  const SharedText one = pool.Share("eu-west-1");
  EXPECT_EQ(one.str().data(),
            pool.Share(std::string("eu-west-1")).str().data());
  EXPECT_NE(one, pool.Share("eu-west-2"));
  EXPECT_TRUE(pool.Share("").empty());
}

}  // namespace
}  // namespace plimsoll

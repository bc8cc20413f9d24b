// SPDX-License-Identifier: Apache-2.0
#include "source/snapshot/inventory_file.h"

#include <unistd.h>

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_system.h"
#include "source/snapshot/file_journal.h"
#include "value/json.h"

namespace plimsoll {
namespace {

using testing::HasSubstr;

class InventoryFileTest : public testing::Test {
 protected:
  InventoryFileTest() {
    cel::ObjectType& spec = types_.Object("Box");
    spec.fields = {{"Name", types_.String()}, {"X", types_.Dyn()}};
    cel::ObjectType& status = types_.Object("Box status");
    status.fields = {{"Used", types_.Simple(cel::TypeKind::kTimestamp)}};
    type_.name = "Toy::Box";
    type_.id.pieces = {{Template::Piece::Kind::kSpec, "Name"}};
    type_.spec = &spec;
    type_.status = &status;
    path_ = std::filesystem::temp_directory_path() /
            ("plimsoll-journal-" + std::to_string(::getpid()) +
             testing::UnitTest::GetInstance()->current_test_info()->name());
  }
  ~InventoryFileTest() override { std::filesystem::remove(path_); }

  Resource MakeBox(std::string_view spec, Value status) {
    ReadOptions read;
    read.unknown_markers = true;
    return *MakeResource(type_,
                         "aws",
                         "1",
                         "r",
                         *ReadJson(spec, factory_, read),
                         status,
                         factory_.Map({}),
                         factory_);
  }

  cel::TypePool types_;
  ResourceType type_;
  KeyTable keys_;
  Arena arena_;
  ValueFactory factory_{arena_, keys_};
  Diagnostics diagnostics_;
  std::filesystem::path path_;
};

TEST_F(InventoryFileTest, UnitRoundTripsWithUnknownTimesAndGaps) {
  const std::pair<std::string_view, Value> used[] = {
      {"Used", factory_.Time({1700000000, 0})}};
  const Resource resources[] = {
      MakeBox(R"({"Name": "a\"b"})", factory_.Map(used)),
      MakeBox(R"({"Name": "c", "X": {"$unknown": "refused"}})", Value())};
  Gap gap;
  gap.account = "1";
  gap.type = "Toy::Box";
  gap.code = "denied";
  gap.listing = true;
  const Gap gaps[] = {gap};
  const Unit unit{"1", "r", "Toy::Box"};
  const std::string text =
      InventoryHeader() + RenderUnit(unit, resources, gaps);

  const RecordedInventory recorded =
      ReadInventoryFile(text, "f", keys_, diagnostics_);
  ASSERT_TRUE(diagnostics_.empty()) << Render(diagnostics_);
  ASSERT_EQ(recorded.units.size(), 1U);
  EXPECT_EQ(recorded.units[0].unit, unit);
  Inventory inventory;
  ASSERT_TRUE(RestoreUnit(recorded.units[0], type_, keys_, inventory));
  inventory.Seal();
  ASSERT_EQ(inventory.resources().size(), 2U);
  EXPECT_EQ(inventory.resources()[0].id, "a\"b");
  EXPECT_EQ(inventory.resources()[0].status.Get("Used").kind(),
            Kind::kTimestamp);
  EXPECT_TRUE(inventory.resources()[1].spec.Get("X").is_unknown());
  ASSERT_EQ(inventory.gaps().size(), 1U);
  EXPECT_EQ(inventory.gaps()[0], gap);
  EXPECT_EQ(RenderUnit(unit, inventory.resources(), inventory.gaps()),
            text.substr(InventoryHeader().size()));
}

TEST_F(InventoryFileTest, SaysWhatIsWrongAndWhere) {
  const auto errors = [&](std::string_view text) {
    diagnostics_ = {};
    ReadInventoryFile(text, "f", keys_, diagnostics_);
    return Render(diagnostics_);
  };
  EXPECT_THAT(errors(""), HasSubstr("empty"));
  EXPECT_THAT(errors("{\"a\": 1}\n"), HasSubstr("not an inventory"));
  EXPECT_THAT(errors("{\"plimsoll\":\"inventory\",\"version\":9}\n"),
              HasSubstr("another version"));
  EXPECT_THAT(errors(InventoryHeader() + "{]\n"), HasSubstr("f:2:1: error"));
  EXPECT_THAT(errors(InventoryHeader() + "{\"unit\""),
              HasSubstr("f:2:1: warning: the last line is cut off"));
}

TEST_F(InventoryFileTest, JournalGoesOnAfterACut) {
  const Unit first{"1", "r", "Toy::Box"};
  const Unit second{"1", "s", "Toy::Box"};
  const Resource box[] = {MakeBox(R"({"Name": "a"})", Value())};
  {
    auto journal = FileJournal::Create(path_.string(), keys_);
    ASSERT_TRUE(journal) << journal.error().message();
    (*journal)->Save(first, box, {});
    (*journal)->Save(second, box, {});
  }
  DiskFileSystem disk;
  const std::string whole = *disk.Read(path_.string(), 1 << 20);
  ASSERT_TRUE(
      disk.WriteAtomically(path_.string(), whole.substr(0, whole.size() - 9)));

  auto journal = FileJournal::Resume(path_.string(), keys_);
  ASSERT_TRUE(journal) << journal.error().message();
  EXPECT_EQ((*journal)->known_units(), 1U);
  Inventory inventory;
  EXPECT_TRUE((*journal)->Restore(first, type_, inventory));
  EXPECT_FALSE((*journal)->Restore(second, type_, inventory));
  EXPECT_EQ(inventory.resources().size(), 1U);
  (*journal)->Save(second, box, {});
  EXPECT_EQ(*disk.Read(path_.string(), 1 << 20), whole);
}

TEST_F(InventoryFileTest, JournalThatIsNoneIsRefused) {
  DiskFileSystem disk;
  ASSERT_TRUE(disk.WriteAtomically(path_.string(), "hello\n"));
  EXPECT_FALSE(FileJournal::Resume(path_.string(), keys_));
  EXPECT_EQ(FileJournal::Resume("/no/such", keys_).error().code(),
            ErrorCode::kNotFound);
}

}  // namespace
}  // namespace plimsoll

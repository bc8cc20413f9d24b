// SPDX-License-Identifier: Apache-2.0
#include "app/scan_journal.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll {
namespace {

using testing::HasSubstr;

class ScanJournalTest : public testing::Test {
 protected:
  ScanJournalTest()
      : folder_(testing::TempDir() + "/scan_journal_" +
                testing::UnitTest::GetInstance()->current_test_info()->name()),
        app_{files_,
             clock_,
             {{"XDG_STATE_HOME", folder_}},
             {},
             [](std::string_view) {},
             [this](std::string_view text) { told_ += text; }} {
    std::filesystem::remove_all(folder_);
  }
  ~ScanJournalTest() override { std::filesystem::remove_all(folder_); }

  static bool Exists(const std::string& path) {
    return std::filesystem::exists(path);
  }

  std::string folder_;
  std::string told_;
  DiskFileSystem files_;
  SystemClock clock_;
  AppContext app_;
  AwsScanSettings settings_;
  KeyTable keys_;
};

TEST_F(ScanJournalTest, OfAScanThatReadNothingIsRemovedWithoutAHint) {
  ScanJournal journal(app_, settings_, {}, keys_);
  ASSERT_NE(journal.get(), nullptr) << told_;
  EXPECT_TRUE(Exists(journal.path()));
  journal.Close(true);
  EXPECT_FALSE(Exists(journal.path()));
  EXPECT_EQ(told_, "");
}

TEST_F(ScanJournalTest, OfAnInterruptedScanIsKept) {
  ScanJournal journal(app_, settings_, {}, keys_);
  ASSERT_NE(journal.get(), nullptr) << told_;
  journal.get()->Save({"1", "eu-west-1", "AWS::EC2::VPC"}, {}, {});
  journal.Close(true);
  EXPECT_TRUE(Exists(journal.path()));
  EXPECT_THAT(told_, HasSubstr("--resume"));

  // A second try that fails at once leaves what the first one read.
  told_.clear();
  settings_.resume = true;
  ScanJournal again(app_, settings_, {}, keys_);
  EXPECT_THAT(told_, HasSubstr("1 units are known"));
  again.Close(true);
  EXPECT_TRUE(Exists(again.path()));
  EXPECT_THAT(told_, HasSubstr("the same command and --resume"));
}

TEST_F(ScanJournalTest, OfAFinishedScanIsRemoved) {
  ScanJournal journal(app_, settings_, {}, keys_);
  ASSERT_NE(journal.get(), nullptr) << told_;
  journal.get()->Save({"1", "eu-west-1", "AWS::EC2::VPC"}, {}, {});
  journal.Close(false);
  EXPECT_FALSE(Exists(journal.path()));
  EXPECT_EQ(told_, "");
}

TEST_F(ScanJournalTest, SavedInventoryStays) {
  settings_.save_inventory = folder_ + "/own.inventory";
  ScanJournal journal(app_, settings_, {}, keys_);
  ASSERT_NE(journal.get(), nullptr) << told_;
  journal.get()->AddAccount({"1", "", "aws", {}, true, false});
  journal.Close(true);
  EXPECT_TRUE(Exists(settings_.save_inventory));
  EXPECT_EQ(told_, "");
}

}  // namespace
}  // namespace plimsoll

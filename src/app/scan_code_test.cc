// SPDX-License-Identifier: Apache-2.0
#include "app/scan_code.h"

#include <unistd.h>

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/code_files.h"

namespace plimsoll {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ScanCodeTest : public testing::Test {
 protected:
  ScanCodeTest()
      : folder_(
            std::filesystem::temp_directory_path() /
            ("plimsoll-code-" + std::to_string(::getpid()) +
             testing::UnitTest::GetInstance()->current_test_info()->name())) {}
  ~ScanCodeTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const {
    return (folder_ / name).generic_string();
  }
  void Put(const std::string& name, std::string_view text) {
    ASSERT_TRUE(files_.WriteAtomically(Path(name), text));
  }

  ExitStatus Scan(std::string_view format) {
    out_.clear();
    err_.clear();
    const AppContext app{files_,
                         clock_,
                         {},
                         {},
                         [this](std::string_view text) { out_ += text; },
                         [this](std::string_view text) { err_ += text; }};
    ScanSettings settings;
    settings.outputs.push_back({FindReportFormat(format), ""});
    CodeScanSettings code;
    code.paths = {folder_.generic_string()};
    return ScanCode(app, settings, code);
  }

  DiskFileSystem files_;
  SystemClock clock_;
  std::filesystem::path folder_;
  std::string out_;
  std::string err_;
};

TEST_F(ScanCodeTest, JudgesTheGoodNamesTheBrokenHonoursTheAccepted) {
  Put("good.yaml",
      "AWSTemplateFormatVersion: '2010-09-09'\n"
      "Resources:\n"
      "  Open:\n"
      "    Type: AWS::EC2::SecurityGroup\n"
      "    Properties:\n"
      "      GroupDescription: x\n"
      "  Rule:\n"
      "    Type: AWS::EC2::SecurityGroupIngress\n"
      "    Properties: {GroupId: !Ref Open, IpProtocol: tcp, FromPort: '22',\n"
      "                 ToPort: 22, CidrIp: 0.0.0.0/0}\n"
      "  # plimsoll:ignore=CKV_AWS_24 reason=\"a honeypot\"\n"
      "  Accepted:\n"
      "    Type: AWS::EC2::SecurityGroup\n"
      "    Properties:\n"
      "      GroupDescription: x\n"
      "      SecurityGroupIngress:\n"
      "        - {IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: "
      "0.0.0.0/0}\n");
  Put("broken.yaml", "AWSTemplateFormatVersion: x\nResources: [\n");
  Put("node_modules/other.yaml", "AWSTemplateFormatVersion: x\nResources: [\n");
  EXPECT_EQ(Scan("checkov-flat"), ExitStatus::kFindings);
  EXPECT_THAT(out_,
              HasSubstr(R"({"check_id":"CKV_AWS_24","resource":"AWS::EC2::)"
                        R"(SecurityGroup.Open","status":"FAILED"})"));
  EXPECT_THAT(out_,
              HasSubstr(R"(SecurityGroup.Accepted","status":"SKIPPED"})"));
  EXPECT_THAT(err_, HasSubstr("broken.yaml:3:1: error"));
  EXPECT_THAT(err_, Not(HasSubstr("node_modules")));
}

TEST_F(ScanCodeTest, AFolderWithoutCodeIsNoPass) {
  Put("notes.yaml", "a: 1\n");
  EXPECT_EQ(Scan("jsonl"), ExitStatus::kIncomplete);
  EXPECT_THAT(err_, HasSubstr("no infrastructure code"));
}

TEST_F(ScanCodeTest, WalksWithinBounds) {
  Put("a/x.yaml", "a: 1\n");
  Put("a/.git/y.yaml", "a: 1\n");
  Put("a/z.txt", "a: 1\n");
  std::filesystem::create_directory_symlink(folder_, folder_ / "a" / "loop");
  Diagnostics diagnostics;
  EXPECT_THAT(FindCodeFiles({folder_.generic_string(), Path("a/z.txt")},
                            {".yaml"},
                            {},
                            diagnostics),
              ElementsAre(Path("a/x.yaml"), Path("a/z.txt")));
  EXPECT_TRUE(diagnostics.empty());
  FindCodeFiles({Path("nowhere")}, {".yaml"}, {}, diagnostics);
  EXPECT_THAT(Render(diagnostics), HasSubstr("no such file or folder"));
}

}  // namespace
}  // namespace plimsoll

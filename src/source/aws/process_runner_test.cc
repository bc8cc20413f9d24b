// SPDX-License-Identifier: Apache-2.0
#include "source/aws/process_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::aws {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(SplitCommandTest, CutsAsAShellDoes) {
  EXPECT_THAT(*SplitCommand(" /bin/x  --a 'b c' "),
              ElementsAre("/bin/x", "--a", "b c"));
  EXPECT_THAT(*SplitCommand(R"("C:\x y" a\ b '' "q\"q" 'it''s')"),
              ElementsAre("C:\\x y", "a b", "", "q\"q", "its"));
  EXPECT_THAT(*SplitCommand("x $HOME `y` *"),
              ElementsAre("x", "$HOME", "`y`", "*"));
  EXPECT_FALSE(SplitCommand("'open"));
  EXPECT_FALSE(SplitCommand("  "));
}

TEST(ProcessRunnerTest, ReturnsTheOutput) {
  SystemProcessRunner runner;
  const auto output =
      runner.Run({"printf", "%s|", "a b", "$HOME"}, milliseconds(10000), {});
  ASSERT_TRUE(output) << output.error().message();
  EXPECT_EQ(*output, "a b|$HOME|");
}

TEST(ProcessRunnerTest, InputIsEmpty) {
  SystemProcessRunner runner;
  EXPECT_EQ(*runner.Run({"cat"}, milliseconds(10000), {}), "");
}

TEST(ProcessRunnerTest, FailuresSayHow) {
  SystemProcessRunner runner;
  const auto fail = [&](std::vector<std::string> command) {
    return runner.Run(command, milliseconds(10000), {}).error();
  };
  EXPECT_EQ(fail({"/no/such/program"}).code(), ErrorCode::kNotFound);
  EXPECT_THAT(fail({"false"}).message(), HasSubstr("exit code 1"));
  EXPECT_THAT(fail({"yes"}).message(), HasSubstr("more than 1 MiB"));
}

TEST(ProcessRunnerTest, IsKilledInTime) {
  SystemProcessRunner runner;
  EXPECT_EQ(runner.Run({"sleep", "60"}, milliseconds(1), {}).error().code(),
            ErrorCode::kTimeout);
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(runner.Run({"sleep", "60"}, milliseconds(60000), stop.get_token())
                .error()
                .code(),
            ErrorCode::kCancelled);
}

}  // namespace
}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
#include "base/file_system.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A folder that is gone after the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name =
        (std::filesystem::temp_directory_path() / "plimsoll-XXXXXX").string();
    EXPECT_NE(::mkdtemp(name.data()), nullptr);
    path_ = name;
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// What both implementations promise.
class FileSystemTest : public ::testing::TestWithParam<bool> {
 protected:
  FileSystemTest() {
    if (GetParam()) {
      files_ = std::make_unique<DiskFileSystem>();
      root_ = folder_.path();
    } else {
      files_ = std::make_unique<MemoryFileSystem>();
      root_ = "root";
    }
  }
  std::string Path(std::string_view name) const {
    return root_ + "/" + std::string(name);
  }
  void Write(std::string_view name, std::string_view content) {
    const auto written = files_->WriteAtomically(Path(name), content);
    EXPECT_TRUE(written) << written.error().message();
  }

  TemporaryFolder folder_;
  std::unique_ptr<FileSystem> files_;
  std::string root_;
};

TEST_P(FileSystemTest, ReadsWhatWasWritten) {
  const std::string binary("a\0b\n", 4);
  for (const std::string& content :
       {std::string(), std::string("x"), binary, std::string(100'000, 'y')}) {
    Write("deep/er/file", content);
    const auto read = files_->Read(Path("deep/er/file"), 100'000);
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(*read, content);
  }
}

TEST_P(FileSystemTest, SaysWhyNot) {
  Write("folder/file", "12345");
  const auto code = [&](std::string_view name, std::size_t max) {
    const auto read = files_->Read(Path(name), max);
    EXPECT_FALSE(read);
    EXPECT_THAT(read.error().message(), HasSubstr(Path(name)));
    return read.error().code();
  };
  EXPECT_EQ(code("absent", 10), ErrorCode::kNotFound);
  EXPECT_EQ(code("folder", 10), ErrorCode::kInvalid);
  EXPECT_EQ(code("folder/file", 4), ErrorCode::kInvalid);
  EXPECT_TRUE(files_->Read(Path("folder/file"), 5));
}

TEST_P(FileSystemTest, ListsFilesSorted) {
  Write("t/b", "");
  Write("t/a/z", "");
  Write("t/a.txt", "");
  Write("tx", "");
  const auto list = files_->ListTree(Path("t"));
  ASSERT_TRUE(list) << list.error().message();
  EXPECT_THAT(*list, ElementsAre(Path("t/a.txt"), Path("t/a/z"), Path("t/b")));
  EXPECT_EQ(*files_->ListTree(Path("t//")), *list);
  EXPECT_EQ(files_->ListTree(Path("absent")).error().code(),
            ErrorCode::kNotFound);
  EXPECT_EQ(files_->ListTree(Path("tx")).error().code(), ErrorCode::kNotFound);
}

TEST_P(FileSystemTest, Exists) {
  Write("d/f", "");
  EXPECT_TRUE(files_->Exists(Path("d/f")));
  EXPECT_TRUE(files_->Exists(Path("d")));
  EXPECT_FALSE(files_->Exists(Path("d/g")));
  EXPECT_FALSE(files_->Exists(Path("d/") + "x"));
}

TEST_P(FileSystemTest, WritesPieceByPiece) {
  Write("f", "old");
  std::string whole;
  {
    auto writer = files_->StartWrite(Path("f"));
    ASSERT_TRUE(writer) << writer.error().message();
    for (int i = 0; i < 50; ++i) {
      // Short pieces, and some that are longer than a block.
      const std::string piece(i % 10 == 9 ? 200'000 : 3001,
                              static_cast<char>('a' + i % 26));
      (*writer)->Write(piece);
      whole += piece;
    }
    EXPECT_EQ(*files_->Read(Path("f"), 10), "old");
    const auto written = (*writer)->Commit();
    ASSERT_TRUE(written) << written.error().message();
  }
  EXPECT_EQ(*files_->Read(Path("f"), whole.size()), whole);
  EXPECT_THAT(*files_->ListTree(root_), ElementsAre(Path("f")));
}

TEST_P(FileSystemTest, WithoutCommitNothingChanges) {
  Write("f", "old");
  (*files_->StartWrite(Path("f")))->Write(std::string(100'000, 'x'));
  EXPECT_EQ(*files_->Read(Path("f"), 10), "old");
  EXPECT_THAT(*files_->ListTree(root_), ElementsAre(Path("f")));
}

INSTANTIATE_TEST_SUITE_P(Both,
                         FileSystemTest,
                         ::testing::Bool(),
                         [](const auto& p) {
                           return p.param ? "Disk" : "Memory";
                         });

TEST(DiskFileSystem, ReplacesInOneStep) {
  TemporaryFolder folder;
  DiskFileSystem files;
  const std::string path = folder.path() + "/state.json";
  ASSERT_TRUE(files.WriteAtomically(path, "old"));
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  ASSERT_TRUE(files.WriteAtomically(path, "new"));
  EXPECT_EQ(*files.Read(path, 10), "new");
  struct stat info {};
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0600U);
  // Nothing is left beside it.
  EXPECT_THAT(*files.ListTree(folder.path()), ElementsAre(path));
}

TEST(DiskFileSystem, FailedWriteLeavesNothing) {
  TemporaryFolder folder;
  DiskFileSystem files;
  const std::string path = folder.path() + "/taken";
  ASSERT_TRUE(files.WriteAtomically(path + "/inside", "x"));
  EXPECT_FALSE(files.WriteAtomically(path, "y"));  // It is a folder.
  EXPECT_FALSE(files.WriteAtomically(path + "/inside/below", "y"));
  EXPECT_THAT(*files.ListTree(folder.path()), ElementsAre(path + "/inside"));
}

TEST(DiskFileSystem, WritesWhereALinkPoints) {
  const TemporaryFolder folder;
  DiskFileSystem files;
  const std::string real = folder.path() + "/real";
  const std::string link = folder.path() + "/link";
  ASSERT_TRUE(files.WriteAtomically(real, "old"));
  ASSERT_EQ(::symlink("real", link.c_str()), 0);
  ASSERT_TRUE(files.WriteAtomically(link, "new"));
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(*files.Read(real, 10), "new");
}

// `--output json=/dev/stdout`, or a named pipe that somebody reads.
TEST(DiskFileSystem, NeverReplacesADevice) {
  const TemporaryFolder folder;
  DiskFileSystem files;
  const std::string pipe = folder.path() + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::string got;
  std::jthread reader([&] { got = *DiskFileSystem().Read(pipe, 100); });
  const auto written = files.WriteAtomically(pipe, "report");
  reader.join();
  EXPECT_TRUE(written) << written.error().message();
  EXPECT_EQ(got, "report");
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
}

// The limit on file sizes stands for a full disk.
TEST(DiskFileSystem, FullDiskLeavesTheOldFile) {
  const TemporaryFolder folder;
  DiskFileSystem files;
  const std::string path = folder.path() + "/report";
  ASSERT_TRUE(files.WriteAtomically(path, "old"));
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &limit), 0);
  const rlimit small{100'000, limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  Result<void> written;
  {
    auto writer = files.StartWrite(path);
    for (int i = 0; i < 100; ++i) (*writer)->Write(std::string(5000, 'x'));
    written = (*writer)->Commit();
  }
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
  std::signal(SIGXFSZ, before);
  EXPECT_FALSE(written);
  EXPECT_EQ(*files.Read(path, 10), "old");
  EXPECT_THAT(*files.ListTree(folder.path()), ElementsAre(path));
}

TEST(DiskFileSystem, FullDeviceIsAnError) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP();
  DiskFileSystem files;
  EXPECT_FALSE(files.WriteAtomically("/dev/full", "x"));
  EXPECT_TRUE(std::filesystem::exists("/dev/full"));
}

TEST(DiskFileSystem, LinkedFoldersAreNotFollowed) {
  TemporaryFolder folder;
  DiskFileSystem files;
  ASSERT_TRUE(files.WriteAtomically(folder.path() + "/real/f", "1"));
  namespace fs = std::filesystem;
  fs::create_directory_symlink("real", folder.path() + "/circle");
  fs::create_symlink("real/f", folder.path() + "/file");
  fs::create_symlink("nowhere", folder.path() + "/dangling");
  EXPECT_THAT(*files.ListTree(folder.path()),
              ElementsAre(folder.path() + "/file", folder.path() + "/real/f"));
  EXPECT_EQ(*files.Read(folder.path() + "/file", 10), "1");
  fs::create_directory(folder.path() + "/empty");
  EXPECT_THAT(*files.ListTree(folder.path() + "/empty"), IsEmpty());
}

TEST(DiskFileSystem, RefusedFileIsDenied) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  TemporaryFolder folder;
  DiskFileSystem files;
  const std::string path = folder.path() + "/secret";
  ASSERT_TRUE(files.WriteAtomically(path, "x"));
  ASSERT_EQ(::chmod(path.c_str(), 0), 0);
  EXPECT_EQ(files.Read(path, 10).error().code(), ErrorCode::kDenied);
}

TEST(DiskFileSystem, ReadsPipes) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe(ends.data()), 0);
  ASSERT_EQ(::write(ends[1], "piped", 5), 5);
  ::close(ends[1]);
  DiskFileSystem files;
  const auto read = files.Read("/dev/fd/" + std::to_string(ends[0]), 10);
  ASSERT_TRUE(read) << read.error().message();
  EXPECT_EQ(*read, "piped");
  ::close(ends[0]);
}

TEST(MemoryFileSystem, StartsWithWhatItIsGiven) {
  const MemoryFileSystem files({{"a/x", "1"}, {"b", "2"}});
  EXPECT_EQ(*files.Read("a/x", 1), "1");
  EXPECT_THAT(*files.ListTree(""), ElementsAre("a/x", "b"));
}

}  // namespace
}  // namespace plimsoll

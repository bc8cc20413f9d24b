// SPDX-License-Identifier: Apache-2.0
#include "source/aws/process_runner.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include <fmt/format.h>

// NOLINTNEXTLINE(readability-redundant-declaration)
extern char** environ;

namespace plimsoll::aws {
namespace {

constexpr std::size_t kMaxOutputBytes = std::size_t{1} << 20U;
constexpr std::chrono::milliseconds kPollInterval{50};

// Both ends of a pipe, closed when it goes.
class Pipe {
 public:
  Pipe() { open_ = pipe2(ends_.data(), O_CLOEXEC) == 0; }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    CloseWriting();
    if (open_) close(ends_[0]);
  }
  void CloseWriting() {
    if (open_ && ends_[1] >= 0) close(ends_[1]);
    ends_[1] = -1;
  }
  bool open() const { return open_; }
  int reading() const { return ends_[0]; }
  int writing() const { return ends_[1]; }

 private:
  std::array<int, 2> ends_{-1, -1};
  bool open_ = false;
};

// A child that is killed and waited for when nobody did so before.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    Wait();
  }
  int Wait() {
    int status = 0;
    while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = 0;
    return status;
  }

 private:
  pid_t pid_;
};

// Starts the program with its standard output in the pipe; 0 or errno.
int Spawn(const std::vector<std::string>& command, Pipe& out, pid_t& pid) {
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) {
    arguments.push_back(const_cast<char*>(word.c_str()));
  }
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out.writing(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(
      &actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  const int result = posix_spawnp(
      &pid, command[0].c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return result;
}

Result<std::string> ReadAll(int descriptor,
                            std::chrono::milliseconds timeout,
                            std::stop_token stop) {
  std::string out;
  std::array<char, 4096> buffer{};
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (true) {
    if (stop.stop_requested()) return Error(ErrorCode::kCancelled, "stopped");
    if (std::chrono::steady_clock::now() >= deadline) {
      return Error(ErrorCode::kTimeout,
                   fmt::format("no end after {} ms", timeout.count()));
    }
    pollfd waiting{descriptor, POLLIN, 0};
    const int ready =
        poll(&waiting, 1, static_cast<int>(kPollInterval.count()));
    if (ready <= 0) continue;
    const ssize_t count = read(descriptor, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error(ErrorCode::kIo, "its output cannot be read");
    if (count == 0) return out;
    out.append(buffer.data(), static_cast<std::size_t>(count));
    if (out.size() > kMaxOutputBytes) {
      return Error(ErrorCode::kInvalid, "it wrote more than 1 MiB");
    }
  }
}

}  // namespace

Result<std::string> SystemProcessRunner::Run(
    const std::vector<std::string>& command,
    std::chrono::milliseconds timeout,
    std::stop_token stop) {
  const std::string doing = fmt::format("running \"{}\"", command.at(0));
  Pipe pipe;
  if (!pipe.open()) return Error(ErrorCode::kIo, doing + ": no pipe");
  pid_t pid = 0;
  if (Spawn(command, pipe, pid) != 0) {
    return Error(ErrorCode::kNotFound, doing + ": it cannot be started");
  }
  Child child(pid);
  pipe.CloseWriting();
  auto output = ReadAll(pipe.reading(), timeout, stop);
  if (!output) return std::move(output).error().While(doing);
  const int status = child.Wait();
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return output;
  return Error(ErrorCode::kIo,
               WIFEXITED(status)
                   ? fmt::format("{}: exit code {}", doing, WEXITSTATUS(status))
                   : fmt::format("{}: ended by a signal", doing));
}

Result<std::vector<std::string>> SplitCommand(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = '\0';
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote == '\'') {
      if (c == quote) {
        quote = '\0';
      } else {
        word += c;
      }
    } else if (c == '\\' && i + 1 < line.size()) {
      const char next = line[++i];
      // Inside double quotes a backslash protects only these.
      if (quote == '"' && next != '"' && next != '\\') word += c;
      word += next;
      in_word = true;
    } else if (quote == '"' && c == '"') {
      quote = '\0';
    } else if (quote == '"') {
      word += c;
    } else if (c == '"' || c == '\'') {
      quote = c;
      in_word = true;
    } else if (c == ' ' || c == '\t' || c == '\n') {
      if (in_word) words.push_back(std::move(word));
      word.clear();
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (quote != '\0') {
    return Error(ErrorCode::kInvalid, "the command has an unclosed quote");
  }
  if (in_word) words.push_back(std::move(word));
  if (words.empty()) return Error(ErrorCode::kInvalid, "the command is empty");
  return words;
}

}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
#include "main/terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace plimsoll {
namespace {

constexpr std::size_t kUsualWidth = 100;
constexpr std::size_t kMaxAnswer = 4096;

/// The controlling terminal, closed at the end.
class Terminal {
 public:
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg)
  Terminal() : descriptor_(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {}
  ~Terminal() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace

std::size_t TerminalWidth() {
  winsize size{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-vararg)
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 40) {
    return size.ws_col;
  }
  return kUsualWidth;
}

Result<std::string> AskAtTerminal(std::string_view question,
                                  std::stop_token stop) {
  const Terminal terminal;
  if (terminal.get() < 0 ||
      ::write(terminal.get(), question.data(), question.size()) < 0) {
    return Error(ErrorCode::kNotFound, "there is no terminal to ask at");
  }
  std::string answer;
  while (answer.find('\n') == std::string::npos && answer.size() < kMaxAnswer) {
    if (stop.stop_requested()) {
      return Error(ErrorCode::kCancelled, "stopped while asking");
    }
    pollfd waiting{terminal.get(), POLLIN, 0};
    if (::poll(&waiting, 1, 100) <= 0) continue;
    char buffer[256];
    const ssize_t count = ::read(terminal.get(), buffer, sizeof buffer);
    if (count <= 0) break;
    answer.append(buffer, static_cast<std::size_t>(count));
  }
  while (!answer.empty() && (answer.back() == '\n' || answer.back() == '\r' ||
                             answer.back() == ' ')) {
    answer.pop_back();
  }
  if (answer.empty()) return Error(ErrorCode::kInvalid, "nothing was entered");
  return answer;
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "app/progress.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

constexpr std::size_t kBarColumns = 20;
constexpr std::chrono::milliseconds kPause{200};

}  // namespace

std::string RenderProgress(const ProgressState& state, std::size_t width) {
  const double share = state.units_total == 0
                           ? 0
                           : static_cast<double>(state.units_done) /
                                 static_cast<double>(state.units_total);
  const auto filled =
      static_cast<std::size_t>(share * static_cast<double>(kBarColumns));
  std::string line = fmt::format("accounts {}  units {}/{} [{}{}] {:.0f}%",
                                 state.accounts_done,
                                 state.units_done,
                                 state.units_total,
                                 std::string(filled, '#'),
                                 std::string(kBarColumns - filled, '.'),
                                 share * 100);
  line += fmt::format("  resources {}  calls {}", state.resources, state.calls);
  if (state.throttles > 0) {
    line += fmt::format("  throttled {}", state.throttles);
  }
  if (state.units_done > 0 && state.units_done < state.units_total) {
    const double left =
        static_cast<double>(state.elapsed.count()) * (1 - share) / share;
    const auto seconds = static_cast<long>(left);
    line += fmt::format("  ETA {}:{:02}", seconds / 60, seconds % 60);
  }
  if (line.size() > width) line.resize(width);
  return line;
}

ProgressLine::ProgressLine(std::function<ProgressState()> state,
                           std::function<void(std::string_view)> err,
                           std::size_t width)
    : err_(std::move(err)),
      thread_([this, state = std::move(state), width](std::stop_token stop) {
        while (clock_.SleepFor(kPause, stop)) {
          err_(fmt::format("\r\x1b[K{}", RenderProgress(state(), width)));
        }
      }) {}

ProgressLine::~ProgressLine() {
  thread_.request_stop();
  thread_.join();
  err_("\r\x1b[K");
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// The line on a terminal that tells how far a scan is.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "base/clock.h"

namespace plimsoll {

/// What the line shows at one moment.
struct ProgressState {
  std::size_t accounts_done = 0;
  std::size_t units_done = 0;
  std::size_t units_total = 0;
  std::size_t resources = 0;
  std::int64_t calls = 0;
  std::int64_t throttles = 0;
  std::chrono::seconds elapsed{0};
};

/// "accounts 2  units 120/480 [#####.....] 25%  calls 950  throttled 3  ETA
/// 0:42" cut to `width` columns.
std::string RenderProgress(const ProgressState& state, std::size_t width);

/// Draws the line five times a second until destroyed, then clears it.
class ProgressLine {
 public:
  ProgressLine(std::function<ProgressState()> state,
               std::function<void(std::string_view)> err,
               std::size_t width);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

 private:
  std::function<void(std::string_view)> err_;
  SystemClock clock_;
  std::jthread thread_;
};

}  // namespace plimsoll

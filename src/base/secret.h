// SPDX-License-Identifier: Apache-2.0
// A credential that does not print itself.
#pragma once

#include <string>
#include <utility>

namespace plimsoll {

/// Text that must not reach a log, an error, a report or the store. It has no
/// printer and no conversion; `.Reveal()` is the one door, which grep can
/// count. Wiped when destroyed, assigned or moved from.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;
  ~Secret();

  bool empty() const { return text_.empty(); }
  const std::string& Reveal() const { return text_; }

 private:
  void Wipe() noexcept;

  std::string text_;
};

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
// Judges inventories: every selected check on every resource of its type.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "model/inventory.h"
#include "policy/catalogue.h"
#include "policy/check.h"

namespace plimsoll {

/// One value that a verdict rests on, as text.
struct JudgedValue {
  std::string expression;
  std::string value;  ///< JSON, cut at 200 bytes.
  OriginId origin = 0;
};

/// Why a verdict is unknown or an error.
struct JudgedReason {
  std::string code;
  std::string subject;
  std::string message;
  std::string remedy;
  friend auto operator<=>(const JudgedReason&, const JudgedReason&) = default;
};

/// The verdict of one check on one resource. Lifetime: catalogue and inventory.
struct Judgement {
  const Check* check = nullptr;
  const Resource* resource = nullptr;
  Verdict verdict = Verdict::kPass;
  std::string message;                ///< For fail; else empty.
  std::vector<JudgedValue> evidence;  ///< For fail and unknown.
  std::vector<JudgedReason> reasons;  ///< For unknown and error.
};

/// How often each verdict was reached.
struct VerdictTally {
  std::array<std::size_t, 5> by_verdict{};  ///< By Verdict.

  std::size_t& Of(Verdict verdict) {
    return by_verdict[static_cast<std::size_t>(verdict)];
  }
  std::size_t Of(Verdict verdict) const {
    return by_verdict[static_cast<std::size_t>(verdict)];
  }
  VerdictTally& operator+=(const VerdictTally& other) {
    for (std::size_t i = 0; i < by_verdict.size(); ++i) {
      by_verdict[i] += other.by_verdict[i];
    }
    return *this;
  }
};

/// Which checks to run: a sorted set; the default runs all.
class CheckSelection {
 public:
  CheckSelection() = default;
  explicit CheckSelection(std::vector<const Check*> checks);
  bool Contains(const Check& check) const;

 private:
  bool all_ = true;
  std::vector<const Check*> checks_;
};

/// Runs checks document by document. One per thread; reused for many
/// inventories.
class Judge {
 public:
  Judge(const Catalogue& catalogue, CheckSelection selection, Timestamp now);
  ~Judge();
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  using Sink = std::function<void(Judgement)>;

  /// Calls `sink` for every verdict but kNotApplicable, resources in inventory
  /// order, checks by id. `organization` is what organization.all() reads; may
  /// be null. Cost: about 100 ns a pair, more for failures (they are
  /// explained).
  void Run(const Inventory& inventory,
           const Inventory* organization,
           const Sink& sink);

  /// Only how often each verdict is reached: nothing is explained. Cost: about
  /// 100 ns a pair, nothing from the heap for the usual checks.
  VerdictTally Count(const Inventory& inventory, const Inventory* organization);

  /// The one verdict, whatever it is. `params`, when not null, stands for the
  /// check's parameters.
  Judgement JudgeOne(const Check& check,
                     const Resource& resource,
                     const Inventory& inventory,
                     const Inventory* organization,
                     Value params = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plimsoll

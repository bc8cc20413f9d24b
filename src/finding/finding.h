// SPDX-License-Identifier: Apache-2.0
// What one scan found, ready to be reported: plain data, in a fixed order.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "finding/shared_text.h"
#include "model/inventory.h"
#include "model/verdict.h"
#include "policy/check.h"

namespace plimsoll {

/// One value that a verdict rests on.
struct FindingEvidence {
  std::string expression;  ///< "spec.SecurityGroupIngress[0].CidrIp"
  std::string value;       ///< JSON text, cut at 200 bytes.
  std::string
      origin;  ///< "ec2:DescribeSecurityGroups 1111 eu-west-1", or empty.
};

/// Why a verdict is unknown.
struct FindingReason {
  std::string code;
  std::string subject;
  std::string message;
  std::string remedy;
};

/// Where code declares a resource.
struct FindingPlace {
  std::string file;
  SourceRange range;
  std::string address;  ///< "AWS::S3::Bucket.Logs"
};

/// Why a failure does not count: somebody accepted it in writing.
struct Suppression {
  std::string id;       ///< As written: ours or another tool's.
  std::string reason;   ///< May be empty.
  std::string expires;  ///< "2026-12-31", or empty.
  std::string place;    ///< "main.yaml:12", where it is written.
};

/// 32 hexadecimal digits from the check's and the resource's id: the same for
/// the same question about the same thing, for ever.
class Uid {
 public:
  Uid() = default;
  /// What FindingUid returns; aborts on a text of another length.
  // NOLINTNEXTLINE(google-explicit-constructor)
  Uid(const std::string& digits);
  // NOLINTNEXTLINE(google-explicit-constructor)
  operator std::string_view() const { return {digits_.data(), digits_.size()}; }
  friend bool operator==(const Uid&, const Uid&) = default;

 private:
  std::array<char, 32> digits_{};
};

/// The verdict of one check on one resource. A pass takes nothing beside its
/// 272 bytes: what it has in common with others is shared.
struct Finding {
  Uid uid;
  const Check* check = nullptr;  ///< Lifetime: the catalogue.
  Verdict verdict = Verdict::kPass;
  SharedText resource_id;
  SharedText resource_name;
  SharedText resource_type;
  SharedText account;
  SharedText account_name;  ///< May be empty.
  SharedText region;        ///< "global" when it has none.
  SharedText partition;     ///< "aws"
  SharedTags tags;
  SharedText message;  ///< One line. For pass: the check's title.
  std::vector<FindingEvidence> evidence;  ///< For fail and unknown.
  /// For unknown and error; for a fail in code, why the resource may not exist.
  std::vector<FindingReason> reasons;
  std::shared_ptr<const FindingPlace> code;       ///< Null: not from code.
  std::shared_ptr<const Suppression> suppressed;  ///< Null: it counts.

  /// A failure that counts.
  bool fails() const {
    return verdict == Verdict::kFail && suppressed == nullptr;
  }
};

/// Order of all reports: severity (worst first), check id, account, region,
/// resource id.
bool ReportOrder(const Finding& a, const Finding& b);

std::string FindingUid(std::string_view check_id, std::string_view resource_id);

/// Verdict of one requirement of a framework in one account.
struct RequirementResult {
  std::string id;
  std::string title;
  /// kFail when any check failed; kUnknown when none failed and one is unknown
  /// or could not be asked; kPass when all passed; kNotApplicable when nothing
  /// applies.
  Verdict verdict = Verdict::kPass;
  bool manual = false;  ///< No check answers it; `verdict` is kNotApplicable.
  std::string manual_reason;
  std::size_t pass_count = 0;
  std::size_t fail_count = 0;
  std::size_t unknown_count = 0;
  std::vector<std::string> checks;  ///< Ids.
  /// None of its checks was selected; `verdict` is kNotApplicable.
  bool not_checked = false;
};

struct FrameworkResult {
  std::string id;
  std::string title;
  std::string account;
  /// 100 * passed / (passed + failed + unknown) requirements, two decimals
  /// kept; requirements that are manual, not checked or not applicable do not
  /// count. -1 when none do.
  double score = -1;
  std::vector<RequirementResult> requirements;
};

/// Everything a report shows. Findings in ReportOrder; gaps, accounts sorted.
struct ScanResult {
  std::string tool_version;
  std::string provider = "aws";
  std::int64_t time =
      0;  ///< Seconds since 1970; only for formats that demand it.
  struct Account {
    std::string id;
    std::string name;
    bool reachable = true;
    std::vector<std::string> regions;
    std::size_t resource_count = 0;
  };
  std::vector<Account> accounts;
  std::vector<Finding> findings;
  std::vector<Gap> gaps;
  std::vector<FrameworkResult> frameworks;
  bool complete = true;  ///< False when interrupted or with gaps.
  bool interrupted = false;
};

}  // namespace plimsoll

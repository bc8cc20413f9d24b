// SPDX-License-Identifier: Apache-2.0
// Any bytes as a policy: nothing crashes, a well-read policy has an answer to
// every question, and the answers agree with each other.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/text.h"
#include "policy/functions/iam_analysis.h"
#include "policy/functions/iam_escalation.h"
#include "policy/functions/iam_policy.h"
#include "value/json.h"

namespace {

using plimsoll::Value;

void Judge(const plimsoll::ValueFactory& factory, Value document) {
  namespace iam = plimsoll::iam;
  const iam::Policy policy = iam::ReadPolicy(factory, document);
  if (!policy.bad.is_null()) {
    PLIMSOLL_CHECK(policy.bad.is_error() || policy.bad.is_unknown());
    return;
  }
  const plimsoll::Truth open = iam::IsPublic(factory, policy);
  iam::Allows(factory, policy, "s3:GetObject", "arn:aws:s3:::b/k");
  iam::Allows(factory, policy, "s3:*", "*");
  iam::IsFullService(factory, policy, "s3");
  iam::RequiresTls(factory, policy);
  iam::IsConfusedDeputy(factory, policy);
  iam::FindEscalations(factory, policy);
  iam::ForeignAccounts(factory, policy, factory.String("111122223333"));
  iam::IsAdmin(factory, policy);
  const Value statements = iam::RenderStatements(factory, policy);
  PLIMSOLL_CHECK(statements.is_list() || statements.is_error());
  // The list of public statements agrees with the answer.
  const Value names = iam::PublicStatements(factory, policy);
  if (names.is_list()) {
    PLIMSOLL_CHECK(open.is_true() == !names.AsList().empty());
    PLIMSOLL_CHECK(!open.is_unknown());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  plimsoll::Arena arena;
  plimsoll::KeyTable keys;
  const plimsoll::ValueFactory factory(arena, keys);
  if (plimsoll::IsUtf8(text)) Judge(factory, factory.String(text));
  plimsoll::ReadOptions options;
  options.unknown_markers = true;
  if (const auto document = plimsoll::ReadJson(text, factory, options)) {
    Judge(factory, *document);
  }
  return 0;
}

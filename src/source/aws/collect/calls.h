// SPDX-License-Identifier: Apache-2.0
// The calls of one account: each made once however many types ask for it.
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/thread_annotations.h"
#include "model/resource_type.h"
#include "source/aws/collect/session.h"

namespace plimsoll::aws {

/// What a call gave: pages, and why there are no more (if it failed).
struct CallReply {
  struct Page {
    std::shared_ptr<const Arena> arena;
    Value value;
  };
  std::vector<Page> pages;
  std::optional<CallFailure> failure;
};

/// "ec2.DescribeVpcs"
std::string OperationName(const CollectCall& call);

/// Makes the calls of one account; replies of calls that several types share
/// are kept until the account is done. Thread-safe.
class AccountCalls {
 public:
  /// `shared` holds the operations whose replies are kept.
  AccountCalls(std::shared_ptr<ApiSession> session,
               std::set<std::string> shared,
               Clock& clock,
               std::stop_token stop);

  /// All pages. Waits when another thread is making the same shared call.
  std::shared_ptr<const CallReply> Call(const CollectCall& call,
                                        Value input,
                                        std::string_view region);
  /// Page by page, without keeping them; a shared call's pages are kept.
  std::optional<CallFailure> ForEachPage(const CollectCall& call,
                                         Value input,
                                         std::string_view region,
                                         const ApiSession::PageSink& sink);

 private:
  std::shared_ptr<const CallReply> Fetch(const CollectCall& call,
                                         Value input,
                                         std::string_view region);

  std::optional<CallFailure> Attempt(const CollectCall& call,
                                     Value input,
                                     std::string_view region,
                                     const ApiSession::PageSink& sink);

  std::shared_ptr<ApiSession> session_;
  Clock& clock_;
  const std::set<std::string> shared_;
  std::stop_token stop_;
  Mutex mutex_;
  std::condition_variable_any arrived_;
  /// Null while the call is under way.
  std::map<std::string, std::shared_ptr<const CallReply>> kept_
      GUARDED_BY(mutex_);
};

/// One reply out of several pages: lists of the same member are joined, other
/// members are the first page's. Null without pages. Lifetime: `factory`'s
/// arena and the pages.
Value JoinPages(std::span<const CallReply::Page> pages,
                const ValueFactory& factory);

}  // namespace plimsoll::aws

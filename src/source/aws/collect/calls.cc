// SPDX-License-Identifier: Apache-2.0
#include "source/aws/collect/calls.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "value/json.h"

namespace plimsoll::aws {

namespace {

/// How long a call whose answer is not ready is tried again, and how often: IAM
/// makes a credential report within seconds.
constexpr std::chrono::seconds kReadyPause{1};
constexpr int kReadyAttempts = 30;

}  // namespace

std::string OperationName(const CollectCall& call) {
  return fmt::format("{}.{}", call.service, call.operation);
}

AccountCalls::AccountCalls(std::shared_ptr<ApiSession> session,
                           std::set<std::string> shared,
                           Clock& clock,
                           std::stop_token stop)
    : session_(std::move(session)),
      clock_(clock),
      shared_(std::move(shared)),
      stop_(std::move(stop)) {}

std::optional<CallFailure> AccountCalls::Attempt(
    const CollectCall& call,
    Value input,
    std::string_view region,
    const ApiSession::PageSink& sink) {
  std::optional<CallFailure> failure;
  for (int attempt = 1; attempt <= kReadyAttempts; ++attempt) {
    failure = session_->ForEachPage(
        call.service, call.operation, input, region, sink, stop_);
    if (!failure ||
        std::find(call.retry.begin(), call.retry.end(), failure->code) ==
            call.retry.end()) {
      return failure;
    }
    if (!clock_.SleepFor(kReadyPause, stop_)) return failure;
  }
  return failure;
}

std::shared_ptr<const CallReply> AccountCalls::Fetch(const CollectCall& call,
                                                     Value input,
                                                     std::string_view region) {
  auto reply = std::make_shared<CallReply>();
  reply->failure =
      Attempt(call,
              input,
              region,
              [&](const std::shared_ptr<const Arena>& arena, Value page) {
                reply->pages.push_back({arena, page});
                return true;
              });
  return reply;
}

std::shared_ptr<const CallReply> AccountCalls::Call(const CollectCall& call,
                                                    Value input,
                                                    std::string_view region) {
  if (!shared_.contains(OperationName(call))) return Fetch(call, input, region);
  const std::string key = fmt::format(
      "{} {}.{} {}", region, call.service, call.operation, WriteJson(input));
  {
    const MutexLock lock(mutex_);
    const auto [entry, first] = kept_.try_emplace(key, nullptr);
    if (!first) {
      while (kept_[key] == nullptr) arrived_.wait(mutex_);
      return kept_[key];
    }
  }
  std::shared_ptr<const CallReply> reply = Fetch(call, input, region);
  {
    const MutexLock lock(mutex_);
    kept_[key] = reply;
  }
  arrived_.notify_all();
  return reply;
}

std::optional<CallFailure> AccountCalls::ForEachPage(
    const CollectCall& call,
    Value input,
    std::string_view region,
    const ApiSession::PageSink& sink) {
  if (!shared_.contains(OperationName(call))) {
    return Attempt(call, input, region, sink);
  }
  const std::shared_ptr<const CallReply> reply = Call(call, input, region);
  for (const CallReply::Page& page : reply->pages) {
    if (!sink(page.arena, page.value)) return std::nullopt;
  }
  return reply->failure;
}

Value JoinPages(std::span<const CallReply::Page> pages,
                const ValueFactory& factory) {
  if (pages.empty()) return {};
  const Value first = pages.front().value;
  if (pages.size() == 1 || !first.is_map()) return first;
  std::vector<std::pair<std::string_view, Value>> joined;
  const MapView map = first.AsMap();
  for (std::size_t i = 0; i < map.size(); ++i) {
    const std::string_view name = map.KeyAt(i).AsString();
    if (!map.ValueAt(i).is_list()) continue;
    std::vector<Value> items;
    for (const CallReply::Page& page : pages) {
      const Value list = page.value.Get(name);
      if (!list.is_list()) continue;
      items.insert(items.end(), list.AsList().begin(), list.AsList().end());
    }
    joined.emplace_back(name, factory.List(items));
  }
  return factory.With(first, joined);
}

}  // namespace plimsoll::aws

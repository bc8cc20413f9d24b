// SPDX-License-Identifier: Apache-2.0
#include "source/aws/client.h"

#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "source/aws/internal/client_state.h"
#include "value/json.h"

namespace plimsoll::aws {
namespace {

Value AtPath(Value value, std::string_view path) {
  for (const std::string_view key : Split(path, '.')) value = value.Get(key);
  return value;
}

bool IsToken(Value value) {
  return !value.is_null() && !(value.is_string() && value.AsString().empty());
}

// Tokens to ask the next page with, as JSON so that they outlive their page;
// empty after the last page, nullopt when the reply says that there is more but
// not how to get it.
std::optional<std::vector<std::string>> NextTokens(const Pagination& pages,
                                                   Value reply) {
  std::vector<std::string> out;
  const bool more = !pages.more.empty() && AtPath(reply, pages.more).is_true();
  if (!pages.more.empty() && !more) return out;
  bool any = false;
  for (const std::string& path : pages.output_tokens) {
    const Value token = AtPath(reply, path);
    any = any || IsToken(token);
    out.push_back(IsToken(token) ? WriteJson(token) : "null");
  }
  if (any) return out;
  if (more) return std::nullopt;
  return std::vector<std::string>{};
}

// The input with the tokens of the next page put in.
Value WithTokens(const Pagination& pages,
                 const std::vector<std::string>& tokens,
                 Value input,
                 ValueFactory factory) {
  std::vector<std::pair<std::string_view, Value>> entries;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const auto token = ReadJson(tokens[i], factory);
    entries.emplace_back(pages.input_tokens[i], token ? *token : Value::Null());
  }
  if (!input.is_map()) return factory.Map(entries);
  return factory.With(input, entries);
}

ApiError PagingError(const ApiOperation& operation, std::string message) {
  ApiError error;
  error.kind = ApiErrorKind::kServer;
  error.message = std::move(message);
  error.iam_action = operation.iam_action;
  return error;
}

}  // namespace

Client::Client(std::shared_ptr<const ApiModel> model,
               HttpTransport& transport,
               Clock& clock,
               RandomSource& random,
               ClientOptions options)
    : model_(std::move(model)),
      transport_(transport),
      clock_(clock),
      random_(random),
      options_(std::move(options)),
      shared_(std::make_unique<Shared>(clock, options_)) {}

Client::~Client() = default;

CallOutcome Client::Call(const CallRequest& request, ValueFactory factory) {
  return CallRunner(*this, request, factory).Run();
}

PagesOutcome Client::ForEachPage(const CallRequest& request,
                                 KeyTable& keys,
                                 const PageHandler& handler) {
  PagesOutcome out;
  const auto operation =
      model_->FindOperation(request.service, request.operation);
  const Pagination* pages =
      operation && (*operation)->pages ? &*(*operation)->pages : nullptr;
  std::set<std::vector<std::string>> seen;
  std::vector<std::string> tokens;
  while (true) {
    const auto arena = std::make_shared<Arena>();
    const ValueFactory factory(*arena, keys);
    CallRequest page = request;
    if (!tokens.empty()) {
      page.input = WithTokens(*pages, tokens, request.input, factory);
    }
    CallOutcome outcome = Call(page, factory);
    if (!outcome.ok()) {
      out.error = std::move(outcome.error);
      return out;
    }
    ++out.pages;
    if (!handler({arena, outcome.value}) || pages == nullptr) return out;
    auto next = NextTokens(*pages, outcome.value);
    if (!next) {
      out.error = PagingError(
          **operation, fmt::format("page {} lacks its next token", out.pages));
      return out;
    }
    if (next->empty()) return out;
    tokens = *std::move(next);
    if (!seen.insert(tokens).second) {
      out.error = PagingError(
          **operation,
          fmt::format("page {} repeats an earlier page token", out.pages));
      return out;
    }
    if (out.pages >= options_.max_pages) {
      out.error = PagingError(
          **operation, fmt::format("more than {} pages", options_.max_pages));
      return out;
    }
  }
}

ClientStatistics Client::Statistics() const {
  const auto read = [](const std::atomic<std::int64_t>& counter) {
    return counter.load(std::memory_order_relaxed);
  };
  ClientStatistics out;
  out.calls = read(shared_->calls);
  out.failed = read(shared_->failed);
  out.requests = read(shared_->requests);
  out.retries = read(shared_->retries);
  out.throttles = read(shared_->throttles);
  out.bytes = read(shared_->bytes);
  out.in_flight = read(shared_->in_flight);
  return out;
}

}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
// An HttpTransport for the tests of this folder.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/file_system.h"
#include "base/http.h"
#include "base/thread_annotations.h"
#include "source/aws/api_model.h"

namespace plimsoll::aws {

/// Answers by a function and keeps what was asked. Thread-safe if the function
/// is.
class FakeTransport final : public HttpTransport {
 public:
  using Handler = std::function<Result<HttpResponse>(const HttpRequest&)>;

  explicit FakeTransport(Handler handler) : handler_(std::move(handler)) {}

  /// Gives these one after the other, and the last one for ever.
  explicit FakeTransport(std::vector<Result<HttpResponse>> script)
      : handler_([script = std::move(script),
                  next = std::size_t{0}](const HttpRequest&) mutable {
          const std::size_t at = std::min(next++, script.size() - 1);
          return script[at];
        }) {}

  Result<HttpResponse> Send(const HttpRequest& request,
                            std::stop_token stop) override {
    const MutexLock lock(mutex_);
    requests_.push_back(request);
    if (stop.stop_requested()) return Error(ErrorCode::kCancelled, "stopped");
    return handler_(request);
  }

  std::vector<HttpRequest> requests() const {
    const MutexLock lock(mutex_);
    return requests_;
  }

 private:
  mutable Mutex mutex_;
  std::vector<HttpRequest> requests_ GUARDED_BY(mutex_);
  Handler handler_ GUARDED_BY(mutex_);
};

/// Paths and contents of a MemoryFileSystem.
using FileMap = std::map<std::string, std::string>;

/// First header of that name in a request; empty when absent.
inline std::string HeaderOf(const HttpRequest& request, std::string_view name) {
  for (const auto& [key, value] : request.headers) {
    if (key == name) return value;
  }
  return {};
}

inline HttpResponse Reply(
    int status,
    std::string body,
    std::vector<std::pair<std::string, std::string>> headers = {}) {
  HttpResponse out;
  out.status = status;
  out.body = std::move(body);
  out.headers = std::move(headers);
  return out;
}

/// The models that the product ships.
inline const std::shared_ptr<const ApiModel>& ShippedModel() {
  static const std::shared_ptr<const ApiModel> kModel = [] {
    const DiskFileSystem files;
    auto model =
        ApiModel::Load(files, PLIMSOLL_SOURCE_DIR "/catalog/aws/published/api");
    PLIMSOLL_CHECK(model.has_value());
    return *model;
  }();
  return kModel;
}

}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
#include "base/curl_transport.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <curl/curl.h>

#include "base/check.h"
#include "base/text.h"
#include "base/thread_annotations.h"

namespace plimsoll {
namespace {

struct EasyDeleter {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiDeleter {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, EasyDeleter>;
using Multi = std::unique_ptr<CURLM, MultiDeleter>;
using HeaderList = std::unique_ptr<curl_slist, ListDeleter>;

/// One request on its way. The caller of Send waits on `finished`; all else
/// belongs to the event thread until then.
struct Transfer {
  explicit Transfer(const HttpRequest& r) : request(r) {}

  const HttpRequest& request;  // Lifetime: the call of Send.
  Easy easy;                   // Null before the start and after the end.
  HeaderList headers;
  std::array<char, CURL_ERROR_SIZE> error_text{};
  HttpResponse response;
  std::size_t received_bytes = 0;
  bool too_large = false;

  Mutex mutex;
  std::condition_variable_any finished;
  bool done GUARDED_BY(mutex) = false;
  Result<void> outcome GUARDED_BY(mutex);
};
using TransferPtr = std::shared_ptr<Transfer>;

void Finish(Transfer& transfer, Result<void> outcome) {
  MutexLock lock(transfer.mutex);
  transfer.outcome = std::move(outcome);
  transfer.done = true;
  transfer.finished.notify_all();
}

/// The URL without what may be secret: user, query and fragment.
std::string PublicUrl(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::string(url);
  const std::string_view rest = url.substr(scheme + 3);
  const std::string_view authority = rest.substr(0, rest.find('/'));
  const std::size_t at = authority.rfind('@');
  const std::size_t skip = at == std::string_view::npos ? 0 : at + 1;
  return std::string(url.substr(0, scheme + 3)).append(rest.substr(skip));
}

Error RequestError(ErrorCode code,
                   const HttpRequest& request,
                   std::string_view what) {
  return {code,
          std::string(request.method)
              .append(" ")
              .append(PublicUrl(request.url))
              .append(": ")
              .append(what)};
}

Error TimeoutError(const Transfer& transfer) {
  long sent = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_REQUEST_SIZE, &sent);
  const HttpRequest& request = transfer.request;
  const auto limit =
      sent > 0 ? request.total_timeout
               : std::min(request.connect_timeout, request.total_timeout);
  return RequestError(
      ErrorCode::kTimeout,
      request,
      std::string(sent > 0 ? "receiving: no complete response within "
                           : "connecting: no connection within ")
          .append(std::to_string(limit.count()))
          .append(" ms"));
}

/// What a finished transfer means. The texts hold no times or ports, so that
/// the same failure always reads the same.
Result<void> OutcomeOf(const Transfer& transfer, CURLcode code) {
  const HttpRequest& request = transfer.request;
  if (transfer.too_large) {
    return RequestError(ErrorCode::kInvalid,
                        request,
                        "response larger than " +
                            std::to_string(request.max_response_bytes) +
                            " bytes");
  }
  switch (code) {
    case CURLE_OK: return {};
    case CURLE_OPERATION_TIMEDOUT: return TimeoutError(transfer);
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return RequestError(
          ErrorCode::kInvalid, request, curl_easy_strerror(code));
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return RequestError(ErrorCode::kIo, request, curl_easy_strerror(code));
    case CURLE_COULDNT_CONNECT: {
      long cause = 0;
      curl_easy_getinfo(transfer.easy.get(), CURLINFO_OS_ERRNO, &cause);
      std::string what = "cannot connect";
      if (cause != 0) {
        what.append(": ").append(
            std::generic_category().message(static_cast<int>(cause)));
      }
      return RequestError(ErrorCode::kIo, request, what);
    }
    default: break;
  }
  const char* detail = transfer.error_text.data();
  return RequestError(ErrorCode::kIo,
                      request,
                      *detail != '\0' ? detail : curl_easy_strerror(code));
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const std::size_t start = text.find_first_not_of(kSpace);
  if (start == std::string_view::npos) return {};
  return text.substr(start, text.find_last_not_of(kSpace) - start + 1);
}

bool TakeBytes(Transfer& transfer, std::size_t bytes) {
  transfer.received_bytes += bytes;
  transfer.too_large =
      transfer.received_bytes > transfer.request.max_response_bytes;
  return !transfer.too_large;
}

std::size_t OnBody(char* data, std::size_t size, std::size_t n, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (!TakeBytes(transfer, size * n)) return 0;
  transfer.response.body.append(data, size * n);
  return size * n;
}

std::size_t OnHeader(char* data, std::size_t size, std::size_t n, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (!TakeBytes(transfer, size * n)) return 0;
  const std::string_view line = Trim({data, size * n});
  if (line.starts_with("HTTP/")) {
    transfer.response.headers.clear();  // An interim answer (100) came before.
  } else if (const std::size_t colon = line.find(':');
             colon != std::string_view::npos) {
    transfer.response.headers.emplace_back(line.substr(0, colon),
                                           Trim(line.substr(colon + 1)));
  }
  return size * n;
}

bool HasHeader(const HttpRequest& request, std::string_view name) {
  return std::any_of(
      request.headers.begin(), request.headers.end(), [name](const auto& h) {
        return EqualsIgnoreCase(h.first, name);
      });
}

Result<void> CheckRequest(const HttpRequest& request) {
  const auto clean = [](std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
      return c == '\r' || c == '\n' || c == '\0';
    });
  };
  bool good = clean(request.method) && !request.method.empty() &&
              request.method.find(' ') == std::string::npos &&
              clean(request.url);
  for (const auto& [name, value] : request.headers) {
    good = good && clean(name) && clean(value) && !name.empty() &&
           name.find(':') == std::string::npos;
  }
  if (good) return {};
  return RequestError(
      ErrorCode::kInvalid, request, "malformed method, URL or header");
}

HeaderList MakeHeaders(const HttpRequest& request, const CurlOptions& options) {
  curl_slist* list = nullptr;
  const auto add = [&list](const std::string& line) {
    curl_slist* longer = curl_slist_append(list, line.c_str());
    PLIMSOLL_CHECK(longer != nullptr);
    list = longer;
  };
  for (const auto& [name, value] : request.headers) {
    // "Name;" is libcurl's way to send a header without a value.
    std::string line = name;
    add(value.empty() ? line.append(";") : line.append(": ").append(value));
  }
  // A name alone takes away what libcurl would add by itself.
  if (!HasHeader(request, "Content-Type")) add("Content-Type:");
  if (!HasHeader(request, "Expect")) add("Expect:");
  if (!options.user_agent.empty() && !HasHeader(request, "User-Agent")) {
    add("User-Agent: " + options.user_agent);
  }
  return HeaderList(list);
}

void SetMethod(CURL* easy, const HttpRequest& request) {
  if (request.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    return;
  }
  const bool has_body = !request.body.empty() || request.method == "POST" ||
                        request.method == "PUT" || request.method == "PATCH";
  if (has_body) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
    curl_easy_setopt(easy,
                     CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
  }
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

long Milliseconds(std::chrono::milliseconds time) {
  // 0 would mean "no limit" (total) or "300 s" (connect).
  return static_cast<long>(std::max<std::int64_t>(time.count(), 1));
}

void SetUp(Transfer& transfer, const CurlOptions& options) {
  CURL* easy = transfer.easy.get();
  const HttpRequest& request = transfer.request;
  transfer.headers = MakeHeaders(request, options);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &transfer);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer.error_text.data());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer.headers.get());
  curl_easy_setopt(
      easy, CURLOPT_CONNECTTIMEOUT_MS, Milliseconds(request.connect_timeout));
  curl_easy_setopt(
      easy, CURLOPT_TIMEOUT_MS, Milliseconds(request.total_timeout));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &OnBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, &OnHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &transfer);
  if (!options.ca_bundle.empty()) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, options.ca_bundle.c_str());
  }
  if (!options.use_environment_proxies) {
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
  }
  SetMethod(easy, request);
}

}  // namespace

struct CurlTransport::Impl {
  explicit Impl(CurlOptions o) : options(std::move(o)) {
    static std::once_flag once;
    std::call_once(once, [] {
      PLIMSOLL_CHECK(curl_global_init(CURL_GLOBAL_ALL) == CURLE_OK);
    });
    multi.reset(curl_multi_init());
    PLIMSOLL_CHECK(multi != nullptr);
    const long total = std::max(options.max_connections, 1);
    const long host = std::max(options.max_connections_per_host, 1);
    curl_multi_setopt(multi.get(), CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, total);
    curl_multi_setopt(multi.get(), CURLMOPT_MAX_TOTAL_CONNECTIONS, total);
    curl_multi_setopt(multi.get(), CURLMOPT_MAX_HOST_CONNECTIONS, host);
    thread = std::thread([this] { Run(); });
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    {
      MutexLock lock(mutex);
      stopping = true;
    }
    Wake();
    thread.join();
    active.clear();
    idle.clear();
  }

  void Wake() const { curl_multi_wakeup(multi.get()); }

  void Enqueue(TransferPtr transfer) {
    {
      MutexLock lock(mutex);
      queued.push_back(std::move(transfer));
    }
    Wake();
  }

  void Cancel(TransferPtr transfer) {
    {
      MutexLock lock(mutex);
      cancelled.push_back(std::move(transfer));
    }
    Wake();
  }

  /// The event thread; only it touches `active`, `idle` and easy handles.
  void Run() {
    while (true) {
      std::vector<TransferPtr> fresh;
      std::vector<TransferPtr> stopped;
      bool last_round = false;
      {
        MutexLock lock(mutex);
        fresh.swap(queued);
        stopped.swap(cancelled);
        last_round = stopping;
      }
      for (TransferPtr& transfer : fresh) Start(std::move(transfer));
      for (const TransferPtr& transfer : stopped) Abandon(*transfer);
      if (last_round) break;
      int running = 0;
      curl_multi_perform(multi.get(), &running);
      CollectFinished();
      // Wake() ends the wait at once, also when it came before the wait.
      curl_multi_poll(multi.get(), nullptr, 0, 1000, nullptr);
    }
    while (!active.empty()) Abandon(*active.back());
  }

  void Start(TransferPtr transfer) {
    if (idle.empty()) {
      transfer->easy.reset(curl_easy_init());
    } else {
      transfer->easy = std::move(idle.back());
      idle.pop_back();
    }
    PLIMSOLL_CHECK(transfer->easy != nullptr);
    SetUp(*transfer, options);
    PLIMSOLL_CHECK(curl_multi_add_handle(multi.get(), transfer->easy.get()) ==
                   CURLM_OK);
    active.push_back(std::move(transfer));
  }

  void CollectFinished() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      char* user = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &user);
      auto& transfer = *static_cast<Transfer*>(static_cast<void*>(user));
      long status = 0;
      curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
      transfer.response.status = static_cast<int>(status);
      Result<void> outcome = OutcomeOf(transfer, code);
      Remove(transfer, std::move(outcome));
    }
  }

  void Abandon(Transfer& transfer) {
    if (transfer.easy == nullptr) return;  // It ended before.
    Remove(transfer,
           RequestError(ErrorCode::kCancelled, transfer.request, "cancelled"));
  }

  /// Takes a transfer out and tells its caller. The handle is kept for later.
  void Remove(Transfer& transfer, Result<void> outcome) {
    curl_multi_remove_handle(multi.get(), transfer.easy.get());
    curl_easy_reset(transfer.easy.get());
    idle.push_back(std::move(transfer.easy));
    const auto at = std::find_if(
        active.begin(), active.end(), [&transfer](const TransferPtr& t) {
          return t.get() == &transfer;
        });
    const TransferPtr keep = std::move(*at);
    *at = std::move(active.back());
    active.pop_back();
    Finish(*keep, std::move(outcome));
  }

  const CurlOptions options;
  Multi multi;
  std::vector<TransferPtr> active;
  std::vector<Easy> idle;

  Mutex mutex;
  std::vector<TransferPtr> queued GUARDED_BY(mutex);
  std::vector<TransferPtr> cancelled GUARDED_BY(mutex);
  bool stopping GUARDED_BY(mutex) = false;

  std::thread thread;
};

CurlTransport::CurlTransport(CurlOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

CurlTransport::~CurlTransport() = default;

Result<HttpResponse> CurlTransport::Send(const HttpRequest& request,
                                         std::stop_token stop) {
  PLIMSOLL_RETURN_IF_ERROR(CheckRequest(request));
  if (stop.stop_requested()) {
    return RequestError(ErrorCode::kCancelled, request, "cancelled");
  }
  const auto transfer = std::make_shared<Transfer>(request);
  impl_->Enqueue(transfer);
  const std::stop_callback on_stop(
      stop, [this, &transfer] { impl_->Cancel(transfer); });
  MutexLock lock(transfer->mutex);
  // libcurl ends every transfer within its total timeout.
  while (!transfer->done) transfer->finished.wait(transfer->mutex);
  if (!transfer->outcome) return std::move(transfer->outcome).error();
  return std::move(transfer->response);
}

}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "base/curl_transport.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "base/thread_annotations.h"

namespace plimsoll {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

/// A socket bound to a free port of the loopback address, listening.
int Listen(int backlog, std::uint16_t& port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(fd, generic, size), 0);
  EXPECT_EQ(::listen(fd, backlog), 0);
  EXPECT_EQ(::getsockname(fd, generic, &size), 0);
  port = ntohs(address.sin_port);
  return fd;
}

/// An HTTP/1.1 server for one test: a thread a connection, and an answer that
/// depends on the path:
///   /echo      200, the request's head and body as body
///   /slow      says nothing until the client goes away
///   /cut       promises 100 bytes, sends 3, closes
///   /hangup    closes without a word
///   /close     200, then closes
///   /size/N    N bytes
///   /chunked   "one two" in two chunks
///   /moved     302 to /echo
///   /interim   100, then 200
///   /N         status N, empty
class TinyServer {
 public:
  TinyServer() : listener_(Listen(128, port_)) {
    acceptor_ = std::thread([this] { Accept(); });
  }
  TinyServer(const TinyServer&) = delete;
  TinyServer& operator=(const TinyServer&) = delete;
  ~TinyServer() {
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    {
      MutexLock lock(mutex_);
      for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    }
    for (std::thread& t : workers_) t.join();
    ::close(listener_);
  }

  std::string Url(std::string_view path) const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }
  int connections() const { return connections_; }
  int requests() const { return requests_; }

 private:
  void Accept() {
    while (true) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) return;
      ++connections_;
      {
        MutexLock lock(mutex_);
        open_.push_back(fd);
      }
      workers_.emplace_back([this, fd] {
        Serve(fd);
        MutexLock lock(mutex_);
        std::erase(open_, fd);
        ::close(fd);
      });
    }
  }

  void Serve(int fd) {
    std::string buffer;
    while (true) {
      std::size_t head = 0;
      while ((head = buffer.find("\r\n\r\n")) == std::string::npos) {
        if (!More(fd, buffer)) return;
      }
      head += 4;
      const std::size_t length = BodyLength(buffer.substr(0, head));
      while (buffer.size() < head + length) {
        if (!More(fd, buffer)) return;
      }
      ++requests_;
      if (!Answer(fd, buffer.substr(0, head + length))) return;
      buffer.erase(0, head + length);
    }
  }

  static bool More(int fd, std::string& buffer) {
    std::array<char, 4096> piece{};
    const ssize_t count = ::recv(fd, piece.data(), piece.size(), 0);
    if (count <= 0) return false;
    buffer.append(piece.data(), static_cast<std::size_t>(count));
    return true;
  }

  static std::size_t BodyLength(const std::string& head) {
    const std::string lower = ToLower(head);
    const std::size_t at = lower.find("content-length: ");
    return at == std::string::npos ? 0 : std::stoul(lower.substr(at + 16));
  }

  static void Say(int fd, std::string_view text) {
    while (!text.empty()) {
      const ssize_t sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  static void Respond(int fd, std::string_view status, std::string_view body) {
    Say(fd,
        "HTTP/1.1 " + std::string(status) +
            "\r\nX-Kind:  spaced value \r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
  }

  /// False when the connection is to be closed.
  static bool Answer(int fd, const std::string& request) {
    const std::string path(Split(Split(request, ' ')[1], '?')[0]);
    if (path == "/slow") {
      std::string ignored;
      return More(fd, ignored);
    }
    if (path == "/hangup") return false;
    if (path == "/cut") {
      Say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
      return false;
    }
    if (path == "/chunked") {
      Say(fd,
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
          "4\r\none \r\n3\r\ntwo\r\n0\r\n\r\n");
    } else if (path == "/moved") {
      Say(fd,
          "HTTP/1.1 302 Found\r\nLocation: /echo\r\n"
          "Content-Length: 0\r\n\r\n");
    } else if (path == "/interim") {
      Say(fd, "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n");
      Respond(fd, "200 OK", "late");
    } else if (path.starts_with("/size/")) {
      Respond(fd, "200 OK", std::string(std::stoul(path.substr(6)), 'x'));
    } else if (path.size() == 4 && path[1] >= '2' && path[1] <= '5') {
      Respond(fd, path.substr(1) + " Something", "");
    } else {
      Respond(fd, "200 OK", request.starts_with("HEAD") ? "" : request);
    }
    return path != "/close";
  }

  std::uint16_t port_ = 0;
  int listener_;
  std::thread acceptor_;
  std::vector<std::thread> workers_;  // Of the acceptor until it is joined.
  std::atomic<int> connections_ = 0;
  std::atomic<int> requests_ = 0;
  Mutex mutex_;
  std::vector<int> open_ GUARDED_BY(mutex_);
};

class CurlTransportTest : public ::testing::Test {
 protected:
  HttpResponse Get(std::string_view path) {
    return Send({.url = server_.Url(path)});
  }
  HttpResponse Send(const HttpRequest& request) {
    auto response = transport_.Send(request, {});
    EXPECT_TRUE(response) << response.error().message();
    return response ? *std::move(response) : HttpResponse{};
  }
  Error Fail(const HttpRequest& request, std::stop_token stop = {}) {
    auto response = transport_.Send(request, std::move(stop));
    EXPECT_FALSE(response) << response->body;
    return response ? Error(ErrorCode::kInternal, "") : response.error();
  }

  TinyServer server_;
  CurlTransport transport_{
      {.user_agent = "plimsoll/test", .use_environment_proxies = false}};
};

TEST_F(CurlTransportTest, StatusHeadersAndBody) {
  const HttpResponse response = Get("/echo");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.Header("x-kind"), "spaced value");
  EXPECT_EQ(response.Header("absent"), "");
  EXPECT_THAT(response.body, HasSubstr("GET /echo HTTP/1.1\r\n"));
  EXPECT_THAT(response.body, HasSubstr("User-Agent: plimsoll/test\r\n"));
  for (const int status : {204, 404, 429, 500, 503}) {
    EXPECT_EQ(Get("/" + std::to_string(status)).status, status);
  }
}

TEST_F(CurlTransportTest, RequestIsSentAsItStands) {
  const HttpResponse response =
      Send({.method = "PUT",
            .url = server_.Url("/a/../b//c%2Fd/./e?x=%20&y"),
            .headers = {{"X-One", "1"}, {"X-Empty", ""}, {"user-agent", "me"}},
            .body = std::string("b\0dy", 4)});
  EXPECT_THAT(response.body,
              HasSubstr("PUT /a/../b//c%2Fd/./e?x=%20&y HTTP/1.1\r\n"));
  EXPECT_THAT(response.body, HasSubstr("X-One: 1\r\n"));
  EXPECT_THAT(response.body, HasSubstr("X-Empty:\r\n"));
  EXPECT_THAT(response.body, HasSubstr("user-agent: me\r\n"));
  EXPECT_THAT(response.body, HasSubstr("Content-Length: 4\r\n"));
  EXPECT_TRUE(response.body.ends_with(std::string("\r\n\r\nb\0dy", 8)));
  EXPECT_EQ(response.body.find("plimsoll"), std::string::npos);
  EXPECT_EQ(response.body.find("Expect"), std::string::npos);
  EXPECT_EQ(response.body.find("Content-Type"), std::string::npos);
}

TEST_F(CurlTransportTest, Methods) {
  for (const std::string method : {"GET", "POST", "DELETE", "PATCH"}) {
    EXPECT_THAT(Send({.method = method, .url = server_.Url("/m")}).body,
                ::testing::StartsWith(method + " /m HTTP/1.1\r\n"));
  }
  EXPECT_THAT(Send({.method = "POST", .url = server_.Url("/m")}).body,
              HasSubstr("Content-Length: 0\r\n"));
  EXPECT_THAT(
      Send({.method = "GET", .url = server_.Url("/m"), .body = "x"}).body,
      ::testing::StartsWith("GET /m"));
  // A handle that sent a HEAD is used again for a GET.
  EXPECT_EQ(Send({.method = "HEAD", .url = server_.Url("/m")}).body, "");
  EXPECT_THAT(Get("/m").body, ::testing::StartsWith("GET /m"));
}

TEST_F(CurlTransportTest, OtherAnswers) {
  EXPECT_EQ(Get("/chunked").body, "one two");
  EXPECT_EQ(Get("/moved").status, 302);
  EXPECT_EQ(Get("/moved").Header("Location"), "/echo");
  const HttpResponse late = Get("/interim");
  EXPECT_EQ(late.status, 200);
  EXPECT_EQ(late.body, "late");
  EXPECT_EQ(late.Header("X-Early"), "");
}

TEST_F(CurlTransportTest, ConnectionIsUsedAgain) {
  for (int i = 0; i < 5; ++i) Get("/echo");
  EXPECT_EQ(server_.connections(), 1);
  // The server closed: the next request opens another one.
  Get("/close");
  EXPECT_EQ(Get("/echo").status, 200);
  EXPECT_EQ(server_.connections(), 2);
}

TEST_F(CurlTransportTest, SlowResponseTimesOut) {
  const Error error = Fail(
      {.url = server_.Url("/slow?secret"), .total_timeout = milliseconds(50)});
  EXPECT_EQ(error.code(), ErrorCode::kTimeout);
  EXPECT_EQ(error.message(),
            "GET " + server_.Url("/slow") +
                ": receiving: no complete response within 50 ms");
}

TEST_F(CurlTransportTest, SilentHostTimesOutConnecting) {
  // The kernel drops connection attempts once the queue of accepted
  // connections, here of one, is full.
  std::uint16_t port = 0;
  const int listener = Listen(0, port);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  std::vector<int> fillers;
  for (int i = 0; i < 4; ++i) {
    fillers.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast)
    ::connect(
        fillers.back(), reinterpret_cast<sockaddr*>(&address), sizeof(address));
  }
  const Error error =
      Fail({.url = "http://127.0.0.1:" + std::to_string(port) + "/",
            .connect_timeout = milliseconds(60)});
  EXPECT_EQ(error.code(), ErrorCode::kTimeout);
  EXPECT_THAT(error.message(),
              HasSubstr("connecting: no connection within 60 ms"));
  for (const int fd : fillers) ::close(fd);
  ::close(listener);
}

TEST_F(CurlTransportTest, RefusedAndCutConnections) {
  std::uint16_t port = 0;
  ::close(Listen(1, port));
  const Error refused =
      Fail({.url = "http://127.0.0.1:" + std::to_string(port) + "/"});
  EXPECT_EQ(refused.code(), ErrorCode::kIo);
  EXPECT_THAT(refused.message(),
              HasSubstr("cannot connect: Connection refused"));
  EXPECT_EQ(Fail({.url = server_.Url("/cut")}).code(), ErrorCode::kIo);
  EXPECT_EQ(Fail({.url = server_.Url("/hangup")}).code(), ErrorCode::kIo);
}

TEST_F(CurlTransportTest, ResponseSizeIsBounded) {
  EXPECT_EQ(Get("/size/100000").body.size(), 100'000U);
  const Error error =
      Fail({.url = server_.Url("/size/100000"), .max_response_bytes = 5'000});
  EXPECT_EQ(error.code(), ErrorCode::kInvalid);
  EXPECT_THAT(error.message(), HasSubstr("response larger than 5000 bytes"));
}

TEST_F(CurlTransportTest, BadRequestsNeverLeave) {
  const HttpRequest bad[] = {
      {.url = "no url"},
      {.url = ""},
      {.url = "file:///etc/passwd"},
      {.url = "ftp://127.0.0.1/"},
      {.method = "GET X", .url = server_.Url("/echo")},
      {.url = server_.Url("/echo\r\nX: y")},
      {.url = server_.Url("/echo"), .headers = {{"A", "b\r\nC: d"}}},
      {.url = server_.Url("/echo"), .headers = {{"A: b", "c"}}},
      {.url = server_.Url("/echo"), .headers = {{"", "c"}}},
  };
  for (const HttpRequest& request : bad) {
    EXPECT_EQ(Fail(request).code(), ErrorCode::kInvalid) << request.url;
  }
  EXPECT_EQ(server_.requests(), 0);
}

TEST_F(CurlTransportTest, ErrorsHideSecrets) {
  std::uint16_t port = 0;
  ::close(Listen(1, port));
  const Error error =
      Fail({.url = "http://user:word@127.0.0.1:" + std::to_string(port) +
                   "/p?sig=s3cret"});
  EXPECT_EQ(error.message().find("word"), std::string::npos);
  EXPECT_EQ(error.message().find("s3cret"), std::string::npos);
  EXPECT_THAT(error.message(), HasSubstr("http://127.0.0.1:"));
}

TEST_F(CurlTransportTest, StopCancels) {
  std::stop_source stop;
  std::thread stopper([&] {
    while (server_.requests() == 0) std::this_thread::yield();
    stop.request_stop();
  });
  EXPECT_EQ(Fail({.url = server_.Url("/slow")}, stop.get_token()).code(),
            ErrorCode::kCancelled);
  stopper.join();
  // Already stopped: nothing is sent.
  EXPECT_EQ(Fail({.url = server_.Url("/echo")}, stop.get_token()).code(),
            ErrorCode::kCancelled);
  EXPECT_EQ(server_.requests(), 1);
  EXPECT_EQ(Get("/echo").status, 200);
}

TEST_F(CurlTransportTest, ManyCallersAtOnce) {
  constexpr int kCallers = 64;
  std::atomic<int> good = 0;
  std::latch start(kCallers);
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < kCallers; ++i) {
      callers.emplace_back([&, i] {
        start.arrive_and_wait();
        for (int j = 0; j < 5; ++j) {
          const std::string path =
              "/from/" + std::to_string(i) + "/" + std::to_string(j);
          if (Get(path).body.starts_with("GET " + path + " ")) ++good;
        }
      });
    }
  }
  EXPECT_EQ(good, kCallers * 5);
  EXPECT_LE(server_.connections(), kCallers);
}

TEST(CurlTransport, ConnectionsPerHostAreBounded) {
  TinyServer server;
  CurlTransport transport({.max_connections = 2,
                           .max_connections_per_host = 2,
                           .use_environment_proxies = false});
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> callers;
    for (int i = 0; i < 16; ++i) {
      callers.emplace_back([&] {
        const auto response = transport.Send({.url = server.Url("/echo")}, {});
        if (response && response->status == 200) ++good;
      });
    }
  }
  EXPECT_EQ(good, 16);
  EXPECT_LE(server.connections(), 2);
}

TEST(CurlTransport, ProxyIsTakenFromTheEnvironmentOnlyWhenAsked) {
  TinyServer proxy;
  // NOLINTNEXTLINE(concurrency-mt-unsafe)
  ::setenv("http_proxy", proxy.Url("").c_str(), 1);
  CurlTransport by_proxy({.use_environment_proxies = true});
  const auto response = by_proxy.Send({.url = "http://plimsoll.invalid/x"}, {});
  CurlTransport direct({.use_environment_proxies = false});
  const auto refused = direct.Send({.url = "http://plimsoll.invalid/x"}, {});
  // NOLINTNEXTLINE(concurrency-mt-unsafe)
  ::unsetenv("http_proxy");
  ASSERT_TRUE(response) << response.error().message();
  EXPECT_THAT(response->body, HasSubstr("GET http://plimsoll.invalid/x HTTP"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kIo);
}

}  // namespace
}  // namespace plimsoll

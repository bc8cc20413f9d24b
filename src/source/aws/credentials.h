// SPDX-License-Identifier: Apache-2.0
// AWS credentials and who hands them out.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/thread_annotations.h"

namespace plimsoll::aws {

struct Credentials {
  std::string access_key_id;
  Secret secret_access_key;
  Secret session_token;             ///< Empty for long-term keys.
  std::optional<WallTime> expires;  ///< Absent: never.
  std::string source;               ///< "environment", "assume-role", ...
  std::string account_id;           ///< Where the source tells it, or empty.
};

/// Hands out credentials that are valid now. Implementations are thread-safe;
/// Get may block on the network.
class CredentialsProvider {
 public:
  CredentialsProvider() = default;
  CredentialsProvider(const CredentialsProvider&) = delete;
  CredentialsProvider& operator=(const CredentialsProvider&) = delete;
  virtual ~CredentialsProvider() = default;

  /// Errors: kNotFound when there are none, kDenied when they were refused,
  /// kTimeout, kIo, kInvalid (malformed source), kCancelled.
  virtual Result<Credentials> Get(std::stop_token stop) = 0;
  /// Says that the service refused these as expired, so that the next Get asks
  /// the source again. Ignored when newer ones are already held.
  virtual void Invalidate(const Credentials& refused) = 0;
};

/// Always the same credentials. Immutable.
class StaticCredentials final : public CredentialsProvider {
 public:
  explicit StaticCredentials(Credentials credentials)
      : credentials_(std::move(credentials)) {}
  Result<Credentials> Get(std::stop_token stop) override;
  void Invalidate(const Credentials& refused) override;

 private:
  const Credentials credentials_;
};

/// Where credentials come from, asked each time anew.
class CredentialsSource {
 public:
  CredentialsSource() = default;
  CredentialsSource(const CredentialsSource&) = delete;
  CredentialsSource& operator=(const CredentialsSource&) = delete;
  virtual ~CredentialsSource() = default;

  /// Errors as CredentialsProvider::Get. Never called by two threads at once
  /// when held by one CachedCredentials.
  virtual Result<Credentials> Fetch(std::stop_token stop) = 0;
};

/// Keeps what a source gave and asks it again before it expires: from
/// `advisory` before on one caller refreshes while the others go on with what
/// is held; from `mandatory` before on all wait for it. A failed advisory
/// refresh is not an error while the held ones last. Thread-safe.
/// Source of the windows: botocore's RefreshableCredentials, 15 and 10 minutes,
/// https://github.com/boto/botocore/blob/develop/botocore/credentials.py
class CachedCredentials final : public CredentialsProvider {
 public:
  struct Windows {
    std::chrono::seconds advisory{15 * 60};
    std::chrono::seconds mandatory{10 * 60};
    std::chrono::seconds retry_after_failure{5};
  };

  /// Lifetime: `clock` outlives this.
  CachedCredentials(std::unique_ptr<CredentialsSource> source,
                    const Clock& clock);
  CachedCredentials(std::unique_ptr<CredentialsSource> source,
                    const Clock& clock,
                    Windows windows);
  ~CachedCredentials() override;

  Result<Credentials> Get(std::stop_token stop) override;
  void Invalidate(const Credentials& refused) override;

 private:
  struct State;
  enum class Need : std::uint8_t { kNothing, kAdvisory, kMandatory };

  Need NeedAt(WallTime now) const;
  Result<Credentials> Refresh(Need need, std::stop_token stop);

  const std::unique_ptr<CredentialsSource> source_;
  const Clock& clock_;
  const Windows windows_;
  std::unique_ptr<State> state_;
};

}  // namespace plimsoll::aws

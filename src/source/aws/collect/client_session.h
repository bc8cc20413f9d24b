// SPDX-License-Identifier: Apache-2.0
// The session of a collector over the real client.
#pragma once

#include <memory>
#include <string>

#include "source/aws/client.h"
#include "source/aws/collect/session.h"
#include "value/provenance.h"

namespace plimsoll::aws {

/// What an error of the client means to a collector.
CallFailure ToFailure(const ApiError& error);

/// Calls in the name of one account. Lifetime: the client, the key table and
/// the provenance (may be null) outlive it. Thread-safe.
class ClientSession final : public ApiSession {
 public:
  ClientSession(Client& client,
                KeyTable& keys,
                Provenance* provenance,
                std::shared_ptr<CredentialsProvider> credentials,
                std::string account);

  std::optional<CallFailure> ForEachPage(std::string_view service,
                                         std::string_view operation,
                                         Value input,
                                         std::string_view region,
                                         const PageSink& sink,
                                         std::stop_token stop) override;

 private:
  Client& client_;
  KeyTable& keys_;
  Provenance* provenance_;
  const std::shared_ptr<CredentialsProvider> credentials_;
  const std::string account_;
};

}  // namespace plimsoll::aws

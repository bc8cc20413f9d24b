// SPDX-License-Identifier: Apache-2.0
// AWS Signature Version 4 in request headers.
// Source:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
#pragma once

#include <string>

#include "base/clock.h"
#include "base/http.h"
#include "base/result.h"
#include "source/aws/credentials.h"

namespace plimsoll::aws {

struct SigningScope {
  std::string region;
  std::string service;  ///< Signing name: "s3", "monitoring".
  WallTime time;
  /// S3 signs the path as it is sent and wants x-amz-content-sha256; all other
  /// services sign the normalised path, encoded once more.
  bool is_s3 = false;
};

/// Adds X-Amz-Date, X-Amz-Security-Token, (S3) X-Amz-Content-SHA256 and
/// Authorization. Every header of the request is signed except those that
/// proxies and the transport may change. The URL must be encoded already.
/// Error: kInvalid when the URL cannot be read.
Result<void> Sign(HttpRequest& request,
                  const Credentials& credentials,
                  const SigningScope& scope);

/// The canonical request, for tests and for messages about refused signatures.
Result<std::string> CanonicalRequest(const HttpRequest& request,
                                     const SigningScope& scope);

}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
// From a response to values, by the shape of the operation's output.
// Source: https://smithy.io/2.0/aws/protocols/index.html
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/http.h"
#include "base/limits.h"
#include "base/result.h"
#include "source/aws/api_model.h"
#include "value/value.h"

namespace plimsoll::aws {

/// What a service says when it refuses.
struct ServiceError {
  std::string code;  ///< "AccessDenied"; the status as text when none is said.
  std::string message;
  std::string request_id;
  std::optional<std::chrono::milliseconds> retry_after;
};

/// Where parsed values go. Lifetime: borrows the factory's arena and keys.
struct ParseTarget {
  ValueFactory factory;
  OriginId origin = 0;  ///< Given to every value.
  Limits limits;
};

/// The output of a successful call, a map by member names. Members that the
/// response does not have stay absent; lists are empty only where the wire says
/// so. Times become timestamps, blobs bytes, numbers int or double by shape.
/// Error: kInvalid when the text is not what the protocol promises (malformed,
/// truncated, an HTML page, an empty body): such a reply never reads as "none".
/// Cost: linear in the body.
Result<Value> ParseResponse(const ApiOperation& operation,
                            const HttpResponse& response,
                            const ParseTarget& target);

/// The error in a response with a status of 300 or more; whatever the body is,
/// there is a code.
ServiceError ParseServiceError(const ApiOperation& operation,
                               const HttpResponse& response);

/// The id by which AWS finds the request again, from the headers; or empty.
std::string_view RequestIdOf(const HttpResponse& response);

namespace internal {

using Entries = std::vector<std::pair<std::string_view, Value>>;

/// What is not a value of that shape; `what` says where and how.
Error Malformed(const ShapeRef& ref, std::string_view what);

/// A scalar from the text of an element, attribute or header; null when a
/// number or time is empty.
Result<Value> ScalarFromText(const ShapeRef& ref,
                             std::string_view text,
                             const ParseTarget& target);

/// Adds the body members of a JSON object to `out`.
Result<void> ParseJsonBody(const ShapeRef& ref,
                           std::string_view body,
                           const ParseTarget& target,
                           Entries& out);
/// A whole JSON body as one value of `ref`.
Result<Value> ParseJsonPayload(const ShapeRef& ref,
                               std::string_view body,
                               const ParseTarget& target);
/// Code and message of a JSON error body, where it has them.
void ParseJsonError(std::string_view body, ServiceError& error);

/// Adds the body members of an XML document to `out`: of the root, or of its
/// child `wrapper`.
Result<void> ParseXmlBody(const ApiOperation& operation,
                          std::string_view body,
                          const ParseTarget& target,
                          Entries& out);
Result<Value> ParseXmlPayload(const ShapeRef& ref,
                              std::string_view body,
                              const ParseTarget& target);
void ParseXmlError(std::string_view body, ServiceError& error);

}  // namespace internal
}  // namespace plimsoll::aws

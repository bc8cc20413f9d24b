// SPDX-License-Identifier: Apache-2.0
// From an operation's input to what is sent, by the operation's protocol.
// Source: https://smithy.io/2.0/aws/protocols/index.html
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "source/aws/api_model.h"
#include "value/value.h"

namespace plimsoll::aws {

/// A request that has no host yet.
struct WireRequest {
  std::string method;
  std::string path;   ///< Encoded; begins with '/'.
  std::string query;  ///< Encoded, without '?'; may be empty.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string host_prefix;  ///< "123456789012.", or empty.
  std::string bucket;       ///< S3: first label of the path, not encoded.
};

/// `input` is a map by member names, or null for no input; null members count
/// as absent. Times may be given as timestamp or text, blobs as bytes or text.
/// Error: kInvalid naming the member, for one that is missing, not known
/// (with a suggestion), unknown or of another type.
/// Cost: linear in the input.
Result<WireRequest> Serialize(const ApiOperation& operation, Value input);

/// Only the checks of Serialize.
Result<void> CheckInput(const ApiOperation& operation, Value input);

namespace internal {

/// Time and blob members as Serialize accepts them; the input was checked.
Timestamp TimeOf(Value value);
std::string_view BlobOf(Value value);
std::string RenderTime(Value value, const ShapeRef& ref, TimeFormat fallback);
/// Text of a string, number, boolean, time or blob outside JSON.
std::string RenderScalar(Value value, const ShapeRef& ref, TimeFormat fallback);

/// Body of the query and ec2 protocols: form pairs, sorted by name.
std::string QueryBody(const ApiOperation& operation, Value input);
/// JSON text of a value by its shape; members that travel elsewhere left out.
void AppendJsonByShape(const ShapeRef& ref, Value value, std::string& out);
/// XML text of `value` as element `name`.
void AppendXmlByShape(const ShapeRef& ref,
                      Value value,
                      std::string_view name,
                      std::string& out);

}  // namespace internal
}  // namespace plimsoll::aws

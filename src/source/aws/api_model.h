// SPDX-License-Identifier: Apache-2.0
// What AWS publishes about its APIs, reduced by tools/reduce_api_models.py to
// the operations in use: how each is called, what goes in and what comes out.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file_system.h"
#include "base/result.h"

namespace plimsoll::aws {

enum class Protocol : std::uint8_t { kJson, kRestJson, kQuery, kEc2, kRestXml };
/// "json", "rest-json", "query", "ec2", "rest-xml".
std::string_view Name(Protocol protocol);

enum class ShapeKind : std::uint8_t {
  kStructure,
  kList,
  kMap,
  kString,
  kInteger,  ///< 32 bits
  kLong,     ///< 64 bits
  kFloat,
  kDouble,
  kBoolean,
  kTimestamp,
  kBlob,
  kDocument  ///< Any JSON.
};

enum class TimeFormat : std::uint8_t {
  kDefault,  ///< What the protocol says: JSON unix time, XML ISO 8601.
  kIso8601,
  kRfc822,
  kUnix
};

/// Where a member of an input or output structure travels.
enum class Location : std::uint8_t {
  kBody,
  kUri,
  kQuery,
  kHeader,
  kHeaders,  ///< A map of headers with a common prefix.
  kStatus
};

struct ApiShape;

/// A use of a shape, with what the wire wants to know about it.
struct ShapeRef {
  const ApiShape* shape = nullptr;
  std::string name;        ///< Name on the wire; empty: that of the member.
  std::string query_name;  ///< Name in the ec2 protocol's requests, or empty.
  std::string namespace_prefix;
  std::string namespace_uri;
  Location location = Location::kBody;
  TimeFormat time_format = TimeFormat::kDefault;
  bool flattened = false;
  bool attribute = false;  ///< An XML attribute.
  bool streaming = false;
  bool host_label = false;   ///< Replaces {Member} in the host prefix.
  bool url_encoded = false;  ///< Replies carry it percent-encoded.
};

struct ApiMember {
  std::string name;
  ShapeRef ref;
  bool required = false;
};

/// A type. Shapes may be recursive.
struct ApiShape {
  ShapeKind kind = ShapeKind::kString;
  std::string name;
  std::vector<ApiMember> members;  ///< Of a structure; sorted by name.
  std::string payload;             ///< Member that is the body, or empty.
  ShapeRef element;                ///< Of a list.
  ShapeRef key;                    ///< Of a map.
  ShapeRef value;                  ///< Of a map.

  /// Null when there is none of that name. Cost: O(log members).
  const ApiMember* Find(std::string_view member) const;
};

/// How an operation hands out its result page by page; paths are dotted.
struct Pagination {
  std::vector<std::string> input_tokens;
  std::vector<std::string> output_tokens;  ///< As many as input tokens.
  std::vector<std::string> results;        ///< May be empty.
  std::string limit;  ///< Input member of the page size, or empty.
  std::string more;   ///< Output member that says whether there is more.
};

struct ApiService;

struct ApiOperation {
  const ApiService* service = nullptr;
  std::string name;
  std::string method;
  std::string path;         ///< "/{Bucket}?policy"
  std::string host_prefix;  ///< "{AccountId}.", or empty.
  std::string iam_action;   ///< "s3:GetBucketPolicy"
  ShapeRef input;           ///< shape is null when there is none.
  ShapeRef output;
  std::string result_wrapper;
  std::optional<Pagination> pages;
  bool unsigned_request = false;
  bool path_style = false;  ///< S3: the bucket never becomes the host.
  bool unwrapped = false;   ///< The reply's root element is the first member.
};

/// Host of one variant; templates hold {region}, {dnsSuffix},
/// {dualStackDnsSuffix}. An empty host: the variant does not exist there.
struct HostTemplate {
  std::string host;
  std::string signing_region;  ///< Empty: the region of the call.
  std::string signing_name;    ///< Empty: the service's.
};

/// Index by fips + 2 * dualstack.
using HostVariants = std::array<std::optional<HostTemplate>, 4>;

struct ApiService {
  std::string name;  ///< As the catalogue says it: "elbv2".
  std::string id;    ///< "Elastic Load Balancing v2"
  std::string endpoint_prefix;
  std::string signing_name;
  std::string iam_prefix;
  std::string api_version;
  std::string json_version;
  std::string target_prefix;
  std::string xml_namespace;
  Protocol protocol = Protocol::kJson;
  bool query_compatible = false;
  std::vector<std::pair<std::string, std::string>> headers;
  /// By region, partition or "*", the most particular first.
  std::map<std::string, HostVariants, std::less<>> hosts;
  std::map<std::string, ApiOperation, std::less<>> operations;
  std::map<std::string, std::unique_ptr<ApiShape>, std::less<>> shapes;

  /// Error: kNotFound with "unknown operation ec2.X; did you mean ...".
  Result<const ApiOperation*> Find(std::string_view operation) const;
};

struct Partition {
  std::string id;  ///< "aws", "aws-cn", ...
  std::string dns_suffix;
  std::string dual_stack_dns_suffix;
  std::string global_region;  ///< Region of its global services.
  bool supports_fips = true;
  bool supports_dual_stack = true;
  std::vector<std::string> region_prefixes;
  std::map<std::string, std::string, std::less<>> regions;  ///< Name, title.
};

/// A folder with files of tools/reduce_api_models.py.
struct ApiFolder {
  const FileSystem* files = nullptr;
  std::string path;
};

/// All services and partitions. Immutable once loaded, so thread-safe.
class ApiModel {
 public:
  /// Reads every *.json of the folders. A service that a later one has as well
  /// replaces the earlier one whole, and so do the partitions. Errors: those of
  /// reading; kInvalid with file and place when one is not as the tool writes
  /// it.
  static Result<std::shared_ptr<const ApiModel>> Load(
      std::span<const ApiFolder> folders);
  static Result<std::shared_ptr<const ApiModel>> Load(const FileSystem& files,
                                                      std::string_view folder);

  /// Errors: kNotFound with a suggestion.
  Result<const ApiService*> FindService(std::string_view service) const;
  Result<const ApiOperation*> FindOperation(std::string_view service,
                                            std::string_view operation) const;
  /// `call` is "ec2.DescribeVpcs".
  Result<const ApiOperation*> FindCall(std::string_view call) const;

  /// The partition that lists the region or else owns its prefix; "aws" when
  /// none does (then the name is probably misspelt).
  const Partition& PartitionOf(std::string_view region) const;
  /// True when some partition lists the region or owns its prefix.
  bool KnowsRegion(std::string_view region) const;
  /// Null when there is none of that id.
  const Partition* FindPartition(std::string_view id) const;

  const std::vector<Partition>& partitions() const { return partitions_; }
  const std::map<std::string, ApiService, std::less<>>& services() const {
    return services_;
  }

 private:
  friend class ApiModelLoader;
  const Partition* OwnerOf(std::string_view region) const;

  std::map<std::string, ApiService, std::less<>> services_;
  std::vector<Partition> partitions_;
};

}  // namespace plimsoll::aws

// SPDX-License-Identifier: Apache-2.0
// Speaks the AWS protocols from stdin to stdout, one JSON object a line, so
// that tests/conformance/aws can compare them with another implementation:
//   {"op":"serialize","service":s,"operation":o,"input":{...},"region":r}
//     -> {"method","url","headers":{...},"body":base64}
//   {"op":"parse","service":s,"operation":o,"status":n,"headers":{...},
//    "body":base64} -> {"value":...} or {"error":{"code","message"}}
//   {"op":"sign","method","url","headers":{...},"body":base64,"region","service",
//    "time":"2015-08-30T12:36:00Z","key","secret","token"} -> {"headers":{...}}
//   {"op":"endpoint","service":s,"region":r,"fips":b,"dualstack":b}
//     -> {"url","signingRegion","signingName"}
// Anything that cannot be done gives {"failure":"why"}.
#include <cstdio>
#include <iostream>
#include <string>

#include "base/hash.h"
#include "source/aws/aws_time.h"
#include "source/aws/endpoints.h"
#include "source/aws/parse.h"
#include "source/aws/serialize.h"
#include "source/aws/signer.h"
#include "value/json.h"

namespace plimsoll::aws {
namespace {

// One request line and the memory its values live in.
class Job {
 public:
  explicit Job(const ApiModel& model)
      : model_(model), factory_(arena_, keys_) {}

  std::string Run(const std::string& line) {
    const auto read = ReadJson(line, factory_);
    if (!read) return Failure(read.error());
    in_ = *read;
    const std::string_view op = Text("op");
    const auto out = op == "serialize"  ? RunSerialize()
                     : op == "parse"    ? RunParse()
                     : op == "sign"     ? RunSign()
                     : op == "endpoint" ? RunEndpoint()
                                        : Error(ErrorCode::kInvalid, "op?");
    return out ? WriteJson(*out) : Failure(out.error());
  }

 private:
  std::string Failure(const Error& error) const {
    return WriteJson(Map({{"failure", factory_.String(error.message())}}));
  }

  std::string_view Text(std::string_view key) const {
    return in_.Get(key).StringOr("");
  }

  Value Map(
      std::initializer_list<std::pair<std::string_view, Value>> entries) const {
    return factory_.Map({entries.begin(), entries.size()});
  }

  Value HeaderMap(const HttpRequest& request) const {
    std::vector<std::pair<std::string_view, Value>> entries;
    for (const auto& [name, value] : request.headers) {
      entries.emplace_back(name, factory_.String(value));
    }
    return factory_.Map(entries);
  }

  std::vector<std::pair<std::string, std::string>> Headers() const {
    std::vector<std::pair<std::string, std::string>> out;
    const Value headers = in_.Get("headers");
    if (!headers.is_map()) return out;
    const MapView map = headers.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      out.emplace_back(map.KeyAt(i).AsString(), map.ValueAt(i).StringOr(""));
    }
    return out;
  }

  std::string Body() const { return Base64Decode(Text("body")).value_or(""); }

  Result<Value> RunSerialize() {
    PLIMSOLL_ASSIGN_OR_RETURN(
        const ApiOperation* operation,
        model_.FindOperation(Text("service"), Text("operation")));
    PLIMSOLL_ASSIGN_OR_RETURN(WireRequest wire,
                              Serialize(*operation, in_.Get("input")));
    const EndpointOptions options;
    PLIMSOLL_ASSIGN_OR_RETURN(
        const Endpoint endpoint,
        ResolveEndpoint(model_, *operation->service, Text("region"), options));
    PLIMSOLL_ASSIGN_OR_RETURN(
        const HttpRequest request,
        Place(*operation, std::move(wire), endpoint, options));
    return Map({{"method", factory_.String(request.method)},
                {"url", factory_.String(request.url)},
                {"headers", HeaderMap(request)},
                {"body", factory_.String(Base64Encode(request.body))}});
  }

  Result<Value> RunParse() {
    PLIMSOLL_ASSIGN_OR_RETURN(
        const ApiOperation* operation,
        model_.FindOperation(Text("service"), Text("operation")));
    HttpResponse response;
    response.status = static_cast<int>(in_.Get("status").AsInt());
    response.headers = Headers();
    response.body = Body();
    if (response.status >= 300) {
      const ServiceError error = ParseServiceError(*operation, response);
      return Map({{"error",
                   Map({{"code", factory_.String(error.code)},
                        {"message", factory_.String(error.message)},
                        {"requestId", factory_.String(error.request_id)}})}});
    }
    PLIMSOLL_ASSIGN_OR_RETURN(
        const Value value,
        ParseResponse(*operation, response, {factory_, 0, {}}));
    return Map({{"value", value}});
  }

  Result<Value> RunSign() {
    HttpRequest request;
    request.method = Text("method");
    request.url = Text("url");
    request.headers = Headers();
    request.body = Body();
    Credentials credentials;
    credentials.access_key_id = Text("key");
    credentials.secret_access_key = Secret(std::string(Text("secret")));
    credentials.session_token = Secret(std::string(Text("token")));
    SigningScope scope;
    scope.region = Text("region");
    scope.service = Text("service");
    scope.is_s3 = scope.service == "s3";
    const auto time = ParseAwsTime(Text("time"));
    if (!time) return Error(ErrorCode::kInvalid, "time?");
    scope.time = ToWallTime(*time);
    PLIMSOLL_RETURN_IF_ERROR(Sign(request, credentials, scope));
    return Map({{"headers", HeaderMap(request)}});
  }

  Result<Value> RunEndpoint() {
    PLIMSOLL_ASSIGN_OR_RETURN(const ApiService* service,
                              model_.FindService(Text("service")));
    EndpointOptions options;
    options.use_fips = in_.Get("fips").is_true();
    options.use_dual_stack = in_.Get("dualstack").is_true();
    PLIMSOLL_ASSIGN_OR_RETURN(
        const Endpoint endpoint,
        ResolveEndpoint(model_, *service, Text("region"), options));
    return Map({{"url", factory_.String(endpoint.url)},
                {"signingRegion", factory_.String(endpoint.signing_region)},
                {"signingName", factory_.String(endpoint.signing_name)}});
  }

  const ApiModel& model_;
  Arena arena_;
  KeyTable keys_;
  ValueFactory factory_;
  Value in_;
};

int Main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: aws_wire_tool MODELS < requests.jsonl\n");
    return 2;
  }
  const DiskFileSystem files;
  const auto model = ApiModel::Load(files, argv[1]);
  if (!model) {
    std::fprintf(stderr, "%s\n", model.error().message().c_str());
    return 1;
  }
  std::string line;
  while (std::getline(std::cin, line)) {
    std::cout << Job(**model).Run(line) << std::endl;
  }
  return 0;
}

}  // namespace
}  // namespace plimsoll::aws

int main(int argc, char** argv) {
  return plimsoll::aws::Main(argc, argv);
}

// SPDX-License-Identifier: Apache-2.0
#include "source/cloudformation/sam.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace plimsoll::cfn {
namespace {

constexpr std::string_view kTransform = "AWS::Serverless-2016-10-31";
constexpr std::string_view kPrefix = "AWS::Serverless::";

using Members = std::vector<std::pair<std::string_view, Value>>;

struct SamType {
  std::string_view name;  ///< Behind kPrefix; also the key of Globals.
  std::string_view type;  ///< What it becomes.
};

/// Source:
/// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources.html
constexpr std::array<SamType, 6> kTypes = {{
    {"Function", "AWS::Lambda::Function"},
    {"Api", "AWS::ApiGateway::RestApi"},
    {"HttpApi", "AWS::ApiGatewayV2::Api"},
    {"SimpleTable", "AWS::DynamoDB::Table"},
    {"StateMachine", "AWS::StepFunctions::StateMachine"},
    {"LayerVersion", "AWS::Lambda::LayerVersion"},
}};

/// As SAM merges Globals: maps member by member, lists one behind the other,
/// else the resource's own.
/// Source:
/// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html
Value Merge(Value global, Value own, const ValueFactory& factory) {
  if (global.is_null()) return own;
  if (own.is_null()) return global;
  if (global.is_map() && own.is_map()) {
    const MapView map = global.AsMap();
    Members members;
    for (std::size_t i = 0; i < map.size(); ++i) {
      const std::string_view key = map.KeyAt(i).StringOr("");
      members.emplace_back(key, Merge(map.ValueAt(i), own.Get(key), factory));
    }
    return factory.With(own, members).WithOrigin(own.origin());
  }
  if (global.is_list() && own.is_list()) {
    std::vector<Value> items(global.AsList().begin(), global.AsList().end());
    items.insert(items.end(), own.AsList().begin(), own.AsList().end());
    return factory.List(items).WithOrigin(own.origin());
  }
  return own;
}

/// Writes the resources of one template.
class SamExpander {
 public:
  SamExpander(Value root, const ValueFactory& factory)
      : root_(root), factory_(factory) {}

  Value Expand() {
    const Value resources = root_.Get("Resources");
    if (!resources.is_map()) return root_;
    const MapView map = resources.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      Resource(map.KeyAt(i).StringOr(""), map.ValueAt(i));
    }
    Members members;
    for (const auto& [name, node] : out_) members.emplace_back(name, node);
    const std::pair<std::string_view, Value> entry[] = {
        {"Resources", factory_.Map(members).WithOrigin(resources.origin())}};
    return factory_.With(root_, entry).WithOrigin(root_.origin());
  }

 private:
  void Resource(std::string_view name, Value node) {
    const std::string_view type = node.Get("Type").StringOr("");
    for (const SamType& sam : kTypes) {
      if (type != std::string(kPrefix).append(sam.name)) continue;
      const Value properties = Merge(
          root_.Get("Globals").Get(sam.name), PropertiesOf(node), factory_);
      if (sam.name == "Function") {
        Function(std::string(name), node, properties);
      } else if (sam.name == "Api") {
        Api(std::string(name), node, properties);
      } else if (sam.name == "SimpleTable") {
        Put(std::string(name), node, sam.type, Table(properties));
      } else {
        Put(std::string(name), node, sam.type, properties);
      }
      return;
    }
    out_.emplace_back(name, node);
  }

  Value PropertiesOf(Value node) {
    const Value properties = node.Get("Properties");
    return properties.is_null() ? factory_.Map({}).WithOrigin(node.origin())
                                : properties;
  }

  /// A resource of `type` in the place of `node`, which keeps the rest of it.
  void Put(std::string name,
           Value node,
           std::string_view type,
           Value properties) {
    const std::pair<std::string_view, Value> entry[] = {
        {"Type", factory_.String(type).WithOrigin(node.Get("Type").origin())},
        {"Properties", properties},
        {"SamType", node.Get("Type")}};
    out_.emplace_back(std::move(name),
                      factory_.With(node, entry).WithOrigin(node.origin()));
  }

  Value Map(const Members& members, Value at) {
    return factory_.Map(members).WithOrigin(at.origin());
  }
  Value List(const std::vector<Value>& items, Value at) {
    return factory_.List(items).WithOrigin(at.origin());
  }
  Value Text(std::string_view text) { return factory_.String(text); }

  void Function(const std::string& name, Value node, Value properties) {
    Members members;
    // Source:
    // https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-function.html
    for (const std::string_view same : {"Architectures",
                                        "Description",
                                        "EphemeralStorage",
                                        "FileSystemConfigs",
                                        "FunctionName",
                                        "Handler",
                                        "ImageConfig",
                                        "KmsKeyArn",
                                        "Layers",
                                        "LoggingConfig",
                                        "MemorySize",
                                        "PackageType",
                                        "RecursiveLoop",
                                        "Environment",
                                        "Runtime",
                                        "RuntimeManagementConfig",
                                        "SnapStart",
                                        "Timeout",
                                        "VpcConfig",
                                        "ReservedConcurrentExecutions",
                                        "CodeSigningConfigArn"}) {
      Take(properties, same, same, members);
    }
    if (const Value mode = properties.Get("Tracing"); !mode.is_null()) {
      members.emplace_back("TracingConfig", Map({{"Mode", mode}}, mode));
    }
    if (const Value queue = properties.Get("DeadLetterQueue");
        !queue.is_null()) {
      members.emplace_back("DeadLetterConfig",
                           Map({{"TargetArn", queue.Get("TargetArn")}}, queue));
    }
    Take(properties, "Tags", "Tags", members, true);
    const Value role = properties.Get("Role");
    const std::string role_name = name + "Role";
    if (!role.is_null()) {
      members.emplace_back("Role", role);
    } else {
      const Value arn = Map(
          {{"Fn::GetAtt",
            factory_.List(std::vector<Value>{Text(role_name), Text("Arn")})}},
          properties);
      members.emplace_back("Role", arn);
      Put(role_name, node, "AWS::IAM::Role", Role(properties));
    }
    Put(name, node, "AWS::Lambda::Function", Map(members, properties));
    if (const Value url = properties.Get("FunctionUrlConfig"); url.is_map()) {
      const std::pair<std::string_view, Value> entry[] = {
          {"TargetFunctionArn", Map({{"Ref", Text(name)}}, url)}};
      Put(name + "Url",
          node,
          "AWS::Lambda::Url",
          factory_.With(url, entry).WithOrigin(url.origin()));
    }
  }

  void Take(Value properties,
            std::string_view from,
            std::string_view to,
            Members& members,
            bool tags = false) {
    const Value value = properties.Get(from);
    if (value.is_null()) return;
    members.emplace_back(to, tags ? TagList(value) : value);
  }

  /// {a: b} -> [{Key: a, Value: b}]
  Value TagList(Value tags) {
    if (!tags.is_map()) return tags;
    std::vector<Value> items;
    const MapView map = tags.AsMap();
    for (std::size_t i = 0; i < map.size(); ++i) {
      items.push_back(
          Map({{"Key", map.KeyAt(i)}, {"Value", map.ValueAt(i)}}, tags));
    }
    return List(items, tags);
  }

  /// The role that SAM makes for a function without one.
  Value Role(Value properties) {
    const Value principal =
        Map({{"Service", List({Text("lambda.amazonaws.com")}, properties)}},
            properties);
    const Value trust =
        Map({{"Effect", Text("Allow")},
             {"Action", List({Text("sts:AssumeRole")}, properties)},
             {"Principal", principal}},
            properties);
    Members members = {{"AssumeRolePolicyDocument",
                        Map({{"Version", Text("2012-10-17")},
                             {"Statement", List({trust}, properties)}},
                            properties)}};
    std::vector<Value> managed;
    std::vector<Value> inline_policies;
    const Value policies = properties.Get("Policies");
    if (policies.is_list()) {
      for (const Value& policy : policies.AsList()) {
        AddPolicy(policy, managed, inline_policies);
      }
    } else if (!policies.is_null()) {
      AddPolicy(policies, managed, inline_policies);
    }
    members.emplace_back("ManagedPolicyArns", List(managed, properties));
    members.emplace_back("Policies", List(inline_policies, properties));
    Take(properties, "PermissionsBoundary", "PermissionsBoundary", members);
    return Map(members, properties);
  }

  /// A statement, an ARN or name of AWS's, or one of SAM's own templates.
  void AddPolicy(Value policy,
                 std::vector<Value>& managed,
                 std::vector<Value>& inline_policies) {
    if (policy.is_map() && !policy.Get("Statement").is_null()) {
      inline_policies.push_back(
          Map({{"PolicyName", Text("inline")}, {"PolicyDocument", policy}},
              policy));
    } else if (policy.is_string() && !policy.AsString().starts_with("arn:")) {
      managed.push_back(factory_
                            .String(fmt::format("arn:aws:iam::aws:policy/{}",
                                                policy.AsString()))
                            .WithOrigin(policy.origin()));
    } else if (IsTemplate(policy)) {
      inline_policies.push_back(
          factory_
              .Unknown({"not-in-code",
                        policy.AsMap().KeyAt(0).StringOr(""),
                        "a policy template of SAM's",
                        "scan the processed template"})
              .WithOrigin(policy.origin()));
    } else {
      managed.push_back(policy);
    }
  }

  static bool IsTemplate(Value policy) {
    return policy.is_map() && policy.AsMap().size() == 1 &&
           policy.AsMap().KeyAt(0).StringOr("").ends_with("Policy");
  }

  void Api(const std::string& name, Value node, Value properties) {
    Members api;
    for (const std::string_view same : {"Name",
                                        "Description",
                                        "BinaryMediaTypes",
                                        "MinimumCompressionSize",
                                        "Mode",
                                        "Policy",
                                        "ApiKeySourceType",
                                        "FailOnWarnings",
                                        "DisableExecuteApiEndpoint"}) {
      Take(properties, same, same, api);
    }
    Take(properties, "DefinitionBody", "Body", api);
    Take(properties, "Tags", "Tags", api, true);
    if (const Value type = properties.Get("EndpointConfiguration");
        !type.is_null()) {
      const Value kind = type.is_string() ? type : type.Get("Type");
      api.emplace_back("EndpointConfiguration",
                       Map({{"Types", List({kind}, type)}}, type));
    }
    Put(name, node, "AWS::ApiGateway::RestApi", Map(api, properties));
    Members stage = {{"RestApiId", Map({{"Ref", Text(name)}}, properties)}};
    for (const std::string_view same : {"StageName",
                                        "TracingEnabled",
                                        "AccessLogSetting",
                                        "MethodSettings",
                                        "Variables",
                                        "CacheClusterEnabled",
                                        "CacheClusterSize",
                                        "CanarySetting"}) {
      Take(properties, same, same, stage);
    }
    Put(name + "Stage", node, "AWS::ApiGateway::Stage", Map(stage, properties));
  }

  /// Source:
  /// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-simpletable.html
  Value Table(Value properties) {
    Members table;
    for (const std::string_view same : {"TableName",
                                        "SSESpecification",
                                        "ProvisionedThroughput",
                                        "PointInTimeRecoverySpecification"}) {
      Take(properties, same, same, table);
    }
    Take(properties, "Tags", "Tags", table, true);
    return Map(table, properties);
  }

  Value root_;
  const ValueFactory& factory_;
  std::vector<std::pair<std::string, Value>> out_;
};

}  // namespace

bool IsSam(Value root) {
  const Value transform = root.Get("Transform");
  if (transform.StringOr("") == kTransform) return true;
  if (!transform.is_list()) return false;
  for (const Value& name : transform.AsList()) {
    if (name.StringOr("") == kTransform) return true;
  }
  return false;
}

Value ExpandSam(Value root, const ValueFactory& factory) {
  return SamExpander(root, factory).Expand();
}

}  // namespace plimsoll::cfn

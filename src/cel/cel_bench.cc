// SPDX-License-Identifier: Apache-2.0
// Checks a second: documents of three types, each with its checks, document by
// document; and checks compiled a second.
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "cel/environment.h"
#include "cel/program.h"
#include "value/json.h"

namespace plimsoll::cel {
namespace {

constexpr const char* kBucketChecks[] = {
    ("spec.PublicAccessBlockConfiguration.BlockPublicAcls == true && "
     "spec.PublicAccessBlockConfiguration.BlockPublicPolicy == true && "
     "spec.PublicAccessBlockConfiguration.IgnorePublicAcls == true && "
     "spec.PublicAccessBlockConfiguration.RestrictPublicBuckets == true"),
    "spec.VersioningConfiguration.Status == 'Enabled'",
    ("spec.BucketEncryption.ServerSideEncryptionConfiguration.exists(r, "
     "r.ServerSideEncryptionByDefault.SSEAlgorithm in ['aws:kms', 'AES256'])"),
    ("spec.BucketEncryption.ServerSideEncryptionConfiguration.exists(r, "
     "r.ServerSideEncryptionByDefault.SSEAlgorithm == 'aws:kms')"),
    "spec.LoggingConfiguration.DestinationBucketName != null",
    "spec.LifecycleConfiguration.Rules.exists(r, r.Status == 'Enabled')",
    ("spec.LifecycleConfiguration.Rules.all(r, r.ExpirationInDays == null || "
     "r.ExpirationInDays >= 30)"),
    "!(spec.AccessControl in ['PublicRead', 'PublicReadWrite'])",
    "spec.ObjectLockEnabled == true || spec.Tags.exists(t, t.Key == 'no-lock')",
    "spec.Tags.exists(t, t.Key == 'owner' && t.Value != '')",
    "spec.BucketName.matches('^[a-z0-9.-]{3,63}$')",
    ("spec.OwnershipControls.Rules.all(r, r.ObjectOwnership == "
     "'BucketOwnerEnforced')")};

constexpr const char* kGroupChecks[] = {
    ("!spec.SecurityGroupIngress.exists(r, (r.CidrIp == '0.0.0.0/0' || "
     "r.CidrIpv6 == '::/0') && (r.IpProtocol == '-1' || (r.FromPort <= 22 && "
     "r.ToPort >= 22)))"),
    ("!spec.SecurityGroupIngress.exists(r, (r.CidrIp == '0.0.0.0/0' || "
     "r.CidrIpv6 == '::/0') && (r.IpProtocol == '-1' || (r.FromPort <= 3389 && "
     "r.ToPort >= 3389)))"),
    ("spec.SecurityGroupIngress.all(r, r.Description != null && "
     "r.Description != '')"),
    "spec.SecurityGroupEgress.all(r, r.CidrIp != '0.0.0.0/0')",
    "!(spec.GroupName == 'default' && size(spec.SecurityGroupIngress) > 0)",
    ("spec.GroupDescription != null && !spec.GroupDescription.startsWith("
     "'launch-wizard')"),
    "spec.Tags.exists(t, t.Key == 'owner')"};

constexpr const char* kRoleChecks[] = {
    "!spec.ManagedPolicyArns.exists(a, a.endsWith('/AdministratorAccess'))",
    "spec.MaxSessionDuration == null || spec.MaxSessionDuration <= 43200",
    ("!spec.AssumeRolePolicyDocument.Statement.exists(s, s.Effect == 'Allow' "
     "&& "
     "s.Principal.AWS == '*')"),
    "spec.PermissionsBoundary != null",
    "spec.Path.startsWith('/') && !spec.RoleName.contains('temp')",
    "spec.Tags.exists(t, t.Key == 'owner' && t.Value != '')"};

constexpr std::size_t kDocuments = 100'000;

std::string Tags(std::size_t n) {
  return fmt::format(R"([{{"Key": "owner", "Value": "team-{}"}},
      {{"Key": "env", "Value": "{}"}}])",
                     n % 17,
                     n % 3 == 0 ? "prod" : "dev");
}

std::string Bucket(std::size_t n) {
  std::string json = fmt::format(
      R"({{"BucketName": "bucket-{}", "Arn": "arn:aws:s3:::bucket-{}",
      "DomainName": "bucket-{}.s3.amazonaws.com", "AccessControl": "Private",
      "VersioningConfiguration": {{"Status": "{}"}},
      "PublicAccessBlockConfiguration": {{"BlockPublicAcls": true,
        "BlockPublicPolicy": true, "IgnorePublicAcls": true,
        "RestrictPublicBuckets": {}}},
      "BucketEncryption": {{"ServerSideEncryptionConfiguration": [
        {{"BucketKeyEnabled": true, "ServerSideEncryptionByDefault":
          {{"SSEAlgorithm": "{}"}}}}]}},
      "OwnershipControls": {{"Rules": [
        {{"ObjectOwnership": "BucketOwnerEnforced"}}]}},
      "LifecycleConfiguration": {{"Rules": [
        {{"Id": "a", "Status": "Enabled", "ExpirationInDays": 365}},
        {{"Id": "b", "Status": "Disabled", "Prefix": "logs/"}}]}},
      "Tags": {})",
      n,
      n,
      n,
      n % 4 == 0 ? "Suspended" : "Enabled",
      n % 10 != 0,
      n % 2 == 0 ? "aws:kms" : "AES256",
      Tags(n));
  // Not every bucket has every setting, so there are several shapes.
  if (n % 3 != 0) {
    json += R"(, "LoggingConfiguration": {"DestinationBucketName": "logs"})";
  }
  if (n % 5 == 0) json += R"(, "ObjectLockEnabled": true)";
  return json + "}";
}

std::string Group(std::size_t n) {
  return fmt::format(
      R"({{"GroupId": "sg-{}", "GroupName": "group-{}", "VpcId": "vpc-{}",
      "GroupDescription": "serves team {}", "SecurityGroupIngress": [
        {{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
          "CidrIp": "0.0.0.0/0", "Description": "web"}},
        {{"IpProtocol": "tcp", "FromPort": {}, "ToPort": {},
          "CidrIp": "10.{}.0.0/16", "Description": "inside"}},
        {{"IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432,
          "SourceSecurityGroupId": "sg-1"}}],
      "SecurityGroupEgress": [{{"IpProtocol": "-1", "CidrIp": "{}"}}],
      "Tags": {}}})",
      n,
      n,
      n % 50,
      n % 17,
      n % 9 == 0 ? 22 : 8080,
      n % 9 == 0 ? 22 : 8090,
      n % 256,
      n % 2 == 0 ? "0.0.0.0/0" : "10.0.0.0/8",
      Tags(n));
}

std::string Role(std::size_t n) {
  return fmt::format(
      R"({{"RoleName": "role-{}", "RoleId": "AROA{}", "Path": "/service/",
      "Arn": "arn:aws:iam::123456789012:role/service/role-{}",
      "MaxSessionDuration": {}, "ManagedPolicyArns": [
        "arn:aws:iam::aws:policy/ReadOnlyAccess",
        "arn:aws:iam::aws:policy/{}"],
      "AssumeRolePolicyDocument": {{"Version": "2012-10-17", "Statement": [
        {{"Effect": "Allow", "Action": "sts:AssumeRole",
          "Principal": {{"Service": "ec2.amazonaws.com"}}}}]}},
      "Tags": {}}})",
      n,
      n,
      n,
      n % 2 == 0 ? 3600 : 43200,
      n % 20 == 0 ? "AdministratorAccess" : "AmazonSQSFullAccess",
      Tags(n));
}

/// Declares as an object type what the sample has, and some that it lacks.
TypeRef TypeOfSample(Value sample, const std::string& name, TypePool& types) {
  switch (sample.kind()) {
    case Kind::kBool: return types.Bool();
    case Kind::kInt: return types.Int();
    case Kind::kString: return types.String();
    case Kind::kList:
      return types.List(TypeOfSample(sample.AsList()[0], name + "_", types));
    case Kind::kMap: break;
    default: return types.Dyn();
  }
  ObjectType& object = types.Object(name);
  const MapView map = sample.AsMap();
  for (std::size_t i = 0; i < map.size(); ++i) {
    const std::string key(map.KeyAt(i).AsString());
    object.fields[key] = TypeOfSample(map.ValueAt(i), name + "." + key, types);
  }
  for (const char* text : {"CidrIp",
                           "CidrIpv6",
                           "Description",
                           "AWS",
                           "PermissionsBoundary",
                           "ExpirationInDays"}) {
    object.fields.try_emplace(text, types.Dyn());
  }
  return types.ObjectRef(object);
}

struct Kind3 {
  const char* name;
  std::string (*make)(std::size_t);
  std::span<const char* const> checks;
};
const Kind3 kKinds[] = {{"Bucket", Bucket, kBucketChecks},
                        {"Group", Group, kGroupChecks},
                        {"Role", Role, kRoleChecks}};

struct Estate {
  Estate() {
    AddAllLibraries(functions, types);
    for (std::size_t k = 0; k < std::size(kKinds); ++k) {
      Environment& environment = environments.emplace_back();
      environment.types = &types;
      environment.functions = &functions;
      const Value sample = Read(kKinds[k].make(5));
      environment.variables = {
          {"spec", TypeOfSample(sample, kKinds[k].name, types)}};
      programs.emplace_back();
      for (const char* check : kKinds[k].checks) {
        programs.back().push_back(Compile(check, environment));
      }
    }
    for (std::size_t n = 0; n < kDocuments; ++n) {
      documents.push_back(Read(kKinds[n % std::size(kKinds)].make(n)));
    }
  }

  Value Read(const std::string& json) {
    const auto value = ReadJson(json, ValueFactory(arena, keys));
    if (!value) std::abort();
    return *value;
  }

  std::unique_ptr<const Program> Compile(const char* text,
                                         const Environment& environment) {
    Diagnostics diagnostics;
    auto ast = Parse(text, {}, diagnostics);
    if (ast == nullptr || !Check(*ast, environment, {}, diagnostics)) {
      std::fprintf(stderr, "%s\n%s", text, Render(diagnostics).c_str());
      std::abort();
    }
    return Program::Compile(std::move(ast), environment, keys);
  }

  KeyTable keys;
  Arena arena;
  TypePool types;
  FunctionTable functions;
  std::deque<Environment> environments;
  std::vector<std::vector<std::unique_ptr<const Program>>> programs;
  std::vector<Value> documents;
};

Estate& SharedEstate() {
  static Estate estate;
  return estate;
}

/// All checks of a document's type, document after document.
void EvaluateDocumentMajor(benchmark::State& state) {
  Estate& estate = SharedEstate();
  Evaluator evaluator(estate.keys);
  std::int64_t count = 0;
  std::int64_t passed = 0;
  for (auto _ : state) {
    for (std::size_t n = 0; n < estate.documents.size(); ++n) {
      const Value document = estate.documents[n];
      for (const auto& program : estate.programs[n % std::size(kKinds)]) {
        const Value verdict = evaluator.Evaluate(*program, {&document, 1});
        passed += verdict.is_true() ? 1 : 0;
        if (verdict.is_error()) std::abort();
        ++count;
      }
      evaluator.Reset();
    }
  }
  state.SetItemsProcessed(count);
  state.counters["passed"] = benchmark::Counter(static_cast<double>(passed) /
                                                static_cast<double>(count));
}
BENCHMARK(EvaluateDocumentMajor)->Unit(benchmark::kMillisecond);

/// One check alone, over all documents of its type.
void EvaluateOne(benchmark::State& state) {
  Estate& estate = SharedEstate();
  Evaluator evaluator(estate.keys);
  auto check = static_cast<std::size_t>(state.range(0));
  std::size_t kind = 0;
  while (check >= estate.programs[kind].size()) {
    check -= estate.programs[kind++].size();
  }
  const Program& program = *estate.programs[kind][check];
  state.SetLabel(std::string(kKinds[kind].checks[check]).substr(0, 60));
  std::int64_t count = 0;
  // A few thousand, so that what is measured is evaluation, not memory.
  for (auto _ : state) {
    for (std::size_t n = kind; n < 3000; n += std::size(kKinds)) {
      benchmark::DoNotOptimize(
          evaluator.Evaluate(program, {&estate.documents[n], 1}));
      evaluator.Reset();
      ++count;
    }
  }
  state.SetItemsProcessed(count);
}
BENCHMARK(EvaluateOne)->DenseRange(0, 24);

void CompileChecks(benchmark::State& state) {
  Estate& estate = SharedEstate();
  std::int64_t count = 0;
  for (auto _ : state) {
    for (std::size_t k = 0; k < std::size(kKinds); ++k) {
      for (const char* check : kKinds[k].checks) {
        benchmark::DoNotOptimize(estate.Compile(check, estate.environments[k]));
        ++count;
      }
    }
  }
  state.SetItemsProcessed(count);
}
BENCHMARK(CompileChecks)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace plimsoll::cel

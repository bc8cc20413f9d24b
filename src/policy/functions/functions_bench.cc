// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "base/check.h"
#include "policy/functions/iam_analysis.h"
#include "policy/functions/iam_escalation.h"
#include "policy/functions/iam_policy.h"
#include "policy/functions/network.h"
#include "value/json.h"

namespace plimsoll {
namespace {

/// Documents live in one arena, what the functions make in another.
struct World {
  KeyTable keys;
  Arena documents;
  Arena scratch;
  ValueFactory factory{scratch, keys};

  Value Read(const std::string& json) {
    Result<Value> value = ReadJson(json, ValueFactory(documents, keys));
    PLIMSOLL_CHECK(value.has_value());
    return *value;
  }
};

/// A group of ten rules that admits the internet to 443 only.
std::string TenRules() {
  std::string rules = "[";
  for (int i = 0; i < 9; ++i) {
    rules += fmt::format(
        R"({{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"CidrIp":"54.{}.0.0/16","Description":"office"}},)",
        i);
  }
  return rules +
         R"({"IpProtocol":"tcp","FromPort":443,"ToPort":443,"CidrIp":"0.0.0.0/0"}])";
}

void BM_NetExposes(benchmark::State& state) {
  World world;
  const Value rules = world.Read(TenRules());
  const Value protocol = world.factory.String("tcp");
  for (auto _ : state) {
    const net::Openings openings(world.factory, rules, protocol);
    benchmark::DoNotOptimize(openings.Exposes(22));
  }
}
BENCHMARK(BM_NetExposes);

std::string FiveStatements() {
  std::string policy = R"({"Version":"2012-10-17","Statement":[)";
  for (int i = 0; i < 4; ++i) {
    policy += fmt::format(
        R"({{"Sid":"S{}","Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:PutObject"],)"
        R"("Resource":"arn:aws:s3:::b/*","Condition":{{"StringEquals":{{"aws:SourceVpce":"vpce-{}"}},)"
        R"("IpAddress":{{"aws:SourceIp":["54.0.0.0/16","55.0.0.0/16"]}}}}}},)",
        i,
        i);
  }
  return policy +
         R"({"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::b","arn:aws:s3:::b/*"],)"
         R"("Condition":{"Bool":{"aws:SecureTransport":"false"}}}]})";
}

void BM_IamPublic(benchmark::State& state) {
  World world;
  const Value document = world.Read(FiveStatements());
  for (auto _ : state) {
    world.scratch.Reset();
    const iam::Policy policy = iam::ReadPolicy(world.factory, document);
    benchmark::DoNotOptimize(iam::IsPublic(world.factory, policy));
  }
}
BENCHMARK(BM_IamPublic);

void BM_IamPublicFromText(benchmark::State& state) {
  World world;
  const std::string text = FiveStatements();
  for (auto _ : state) {
    world.scratch.Reset();
    const iam::Policy policy =
        iam::ReadPolicy(world.factory, world.factory.String(text));
    benchmark::DoNotOptimize(iam::IsPublic(world.factory, policy));
  }
}
BENCHMARK(BM_IamPublicFromText);

void BM_IamAdmin(benchmark::State& state) {
  World world;
  const Value document = world.Read(FiveStatements());
  for (auto _ : state) {
    world.scratch.Reset();
    const iam::Policy policy = iam::ReadPolicy(world.factory, document);
    benchmark::DoNotOptimize(iam::IsAdmin(world.factory, policy));
  }
}
BENCHMARK(BM_IamAdmin);

void BM_IamEscalation(benchmark::State& state) {
  World world;
  const Value document = world.Read(FiveStatements());
  for (auto _ : state) {
    world.scratch.Reset();
    const iam::Policy policy = iam::ReadPolicy(world.factory, document);
    benchmark::DoNotOptimize(iam::FindEscalations(world.factory, policy));
  }
}
BENCHMARK(BM_IamEscalation);

}  // namespace
}  // namespace plimsoll

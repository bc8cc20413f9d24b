// SPDX-License-Identifier: Apache-2.0
// Makes AWS calls with the user's configuration, for tests against a simulator:
//   aws_call_tool MODELS < calls.jsonl
// Each line {"service","operation","input","region"} gives one line
// {"pages":[...],"attempts":n} or {"error":{kind, code, message, action, ...}}.
// With "role" (an ARN) and "external_id" the call is made as that role.
// {"op":"statistics"} gives the client's counters.
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "base/curl_transport.h"
#include "source/aws/credential_chain.h"
#include "value/json.h"

// NOLINTNEXTLINE(readability-redundant-declaration)
extern char** environ;

namespace plimsoll::aws {
namespace {

Environment ReadEnvironment() {
  Environment out;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string_view entry(*at);
    const std::size_t equals = entry.find('=');
    if (equals == std::string_view::npos) continue;
    out.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  return out;
}

// Everything a call needs, wired as `main` does it.
struct Program {
  explicit Program(std::shared_ptr<const ApiModel> models,
                   ProfileConfig profiles,
                   ClientOptions options)
      : config(std::move(profiles)),
        client(std::move(models), transport, clock, random, options) {}

  Environment environment = ReadEnvironment();
  DiskFileSystem files;
  SystemClock clock;
  SeededRandom random{1};
  SystemProcessRunner processes;
  ProfileConfig config;
  CurlTransport transport{CurlOptions{}};
  Client client;
};

class Job {
 public:
  Job(Program& program, std::shared_ptr<CredentialsProvider> base)
      : program_(program), base_(std::move(base)) {}

  std::string Run(const std::string& line) {
    const auto read = ReadJson(line, factory_);
    if (!read) return WriteJson(Failure(read.error().message()));
    in_ = *read;
    return WriteJson(Text("op") == "statistics" ? Statistics() : Call());
  }

 private:
  std::string_view Text(std::string_view key) const {
    return in_.Get(key).StringOr("");
  }

  Value Map(
      std::initializer_list<std::pair<std::string_view, Value>> entries) const {
    return factory_.Map({entries.begin(), entries.size()});
  }

  Value Failure(std::string_view what) const {
    return Map({{"failure", factory_.String(what)}});
  }

  Value Statistics() const {
    const ClientStatistics now = program_.client.Statistics();
    return Map({{"calls", Value::Int(now.calls)},
                {"failed", Value::Int(now.failed)},
                {"requests", Value::Int(now.requests)},
                {"retries", Value::Int(now.retries)},
                {"throttles", Value::Int(now.throttles)},
                {"bytes", Value::Int(now.bytes)}});
  }

  Value Call() {
    std::shared_ptr<CredentialsProvider> credentials = base_;
    if (!Text("role").empty()) {
      AssumeRoleOptions role;
      role.role_arn = Text("role");
      role.external_id = Text("external_id");
      role.region = Text("region");
      credentials =
          MakeRoleCredentials(program_.client, program_.clock, base_, role);
    }
    CallRequest request;
    request.service = Text("service");
    request.operation = Text("operation");
    request.input = in_.Get("input");
    request.region = Text("region");
    request.credentials = credentials.get();
    std::vector<Value> pages;
    const PagesOutcome outcome =
        program_.client.ForEachPage(request, keys_, [&](const Document& page) {
          pages.push_back(factory_.Copy(page.root));
          return true;
        });
    if (!outcome.ok()) return ErrorValue(*outcome.error);
    return Map({{"pages", factory_.List(pages)}});
  }

  Value ErrorValue(const ApiError& error) const {
    return Map({{"error",
                 Map({{"kind", factory_.String(Name(error.kind))},
                      {"code", factory_.String(error.code)},
                      {"message", factory_.String(error.message)},
                      {"status", Value::Int(error.http_status)},
                      {"action", factory_.String(error.iam_action)},
                      {"deniedBy", factory_.String(Name(error.denied_by))},
                      {"attempts", Value::Int(error.attempts)}})}});
  }

  Program& program_;
  const std::shared_ptr<CredentialsProvider> base_;
  Arena arena_;
  KeyTable keys_;
  ValueFactory factory_{arena_, keys_};
  Value in_;
};

int Fail(const Error& error) {
  std::fprintf(stderr, "%s\n", error.message().c_str());
  return 1;
}

int Main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: aws_call_tool MODELS < calls.jsonl\n");
    return 2;
  }
  const DiskFileSystem files;
  const Environment environment = ReadEnvironment();
  auto model = ApiModel::Load(files, argv[1]);
  if (!model) return Fail(model.error());
  auto config = ProfileConfig::Load(files, environment);
  if (!config) return Fail(config.error());
  const std::string profile = ProfileName("", environment);
  ClientOptions options;
  auto endpoints =
      EndpointOptions::Load(**model, environment, *config, profile);
  if (!endpoints) return Fail(endpoints.error());
  options.endpoints = *endpoints;
  auto retry = RetryOptions::Load(environment, *config, profile);
  if (!retry) return Fail(retry.error());
  options.retry = *retry;
  Program program(*model, *config, options);
  const std::string region = RegionName("", environment, *config, profile);
  const CredentialContext context{program.client,
                                  program.transport,
                                  program.files,
                                  program.clock,
                                  program.processes,
                                  program.environment,
                                  program.config,
                                  nullptr,
                                  region.empty() ? "us-east-1" : region};
  const auto credentials = FindCredentials(context, "");
  if (!credentials) return Fail(credentials.error());
  std::string line;
  while (std::getline(std::cin, line)) {
    std::cout << Job(program, *credentials).Run(line) << std::endl;
  }
  return 0;
}

}  // namespace
}  // namespace plimsoll::aws

int main(int argc, char** argv) {
  return plimsoll::aws::Main(argc, argv);
}

// SPDX-License-Identifier: Apache-2.0
// Runs the corpora in tests/conformance/cel through the JSON protocol, with the
// compiled program and with the plain tree walk. A case passes when both do.
#include <map>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/file_system.h"
#include "base/text.h"
#include "cel/cel_value.h"
#include "cel/json_protocol.h"
#include "cel/library/type_value.h"
#include "value/json.h"

namespace plimsoll::cel {
namespace {

const std::string kFolder =
    std::string(PLIMSOLL_SOURCE_DIR) + "/tests/conformance/cel/";

std::string ReadOrDie(const std::string& path) {
  auto text = DiskFileSystem().Read(path, std::size_t{64} << 20U);
  EXPECT_TRUE(text) << (text ? "" : text.error().message());
  return text ? *text : "";
}

// Case ids of a corpus that are expected to fail, with the reason.
std::map<std::string, std::string> Skips(std::string_view corpus) {
  std::map<std::string, std::string> skips;
  const std::string text = ReadOrDie(kFolder + "skips.txt");
  for (const std::string_view line : Split(text, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    const std::size_t first = line.find(' ');
    const std::size_t second = line.find(' ', first + 1);
    EXPECT_NE(second, std::string_view::npos) << "no reason: " << line;
    if (line.substr(0, first) != corpus) continue;
    skips[std::string(line.substr(first + 1, second - first - 1))] =
        std::string(line.substr(second + 1));
  }
  return skips;
}

// Equality of results: kinds must agree, 0.0 equals -0.0 and NaN equals NaN.
bool Same(Value a, Value b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::kDouble:
      return a.AsDouble() == b.AsDouble() ||
             (a.AsDouble() != a.AsDouble() && b.AsDouble() != b.AsDouble());
    case Kind::kList: {
      const auto x = a.AsList();
      const auto y = b.AsList();
      if (x.size() != y.size()) return false;
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (!Same(x[i], y[i])) return false;
      }
      return true;
    }
    case Kind::kMap: {
      const MapView x = a.AsMap();
      const MapView y = b.AsMap();
      if (x.size() != y.size()) return false;
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (!Same(x.KeyAt(i), y.KeyAt(i)) ||
            !Same(x.ValueAt(i), y.ValueAt(i))) {
          return false;
        }
      }
      return true;
    }
    case Kind::kOpaque:
      return IsTypeValue(a) && IsTypeValue(b) &&
             TypeValueName(a) == TypeValueName(b);
    default: return Identical(a, b);
  }
}

class Suite {
 public:
  explicit Suite(std::string_view name) : name_(name) {}

  // Runs all cases but those that need protobuf messages.
  void Run(double wanted_share) {
    const std::string text = ReadOrDie(kFolder + name_ + ".json");
    Arena arena;
    KeyTable keys;
    const auto cases = ReadJson(text, ValueFactory(arena, keys));
    ASSERT_TRUE(cases) << cases.error().message();
    const auto skips = Skips(name_);
    std::set<std::string> unused;
    for (const auto& [id, reason] : skips) unused.insert(id);
    for (const Value item : cases->AsList()) {
      if (item.Get("needs_protobuf").is_true()) continue;
      const std::string id(item.Get("id").AsString());
      unused.erase(id);
      const std::string problem = Judge(item);
      Count& count = counts_[std::string(item.Get("file").AsString())];
      ++count.all;
      if (problem.empty()) ++count.passed;
      if (problem.empty() == skips.contains(id)) {
        ADD_FAILURE() << id << ' ' << item.Get("file").AsString() << ": "
                      << item.Get("expr").AsString() << "\n"
                      << (problem.empty() ? "passes: remove it from skips.txt"
                                          : problem);
      }
    }
    EXPECT_TRUE(unused.empty()) << *unused.begin() << ": no such case";
    Summarise(wanted_share);
  }

 private:
  struct Count {
    int all = 0;
    int passed = 0;
  };

  std::string Judge(Value item) {
    const std::string request = RequestLine(item);
    std::string problem = JudgeAnswer(item, compiled_.Answer(request));
    if (!problem.empty()) return "compiled: " + problem;
    problem = JudgeAnswer(item, walk_.Answer(request));
    return problem.empty() ? "" : "tree walk: " + problem;
  }

  static std::string RequestLine(Value item) {
    std::string line = "{";
    const auto add = [&](std::string_view name, std::string_view member) {
      if (line.size() > 1) line += ',';
      AppendJsonString(name, line);
      line += ':';
      AppendJson(item.Get(member), {}, line);
    };
    add("vars", "bindings");
    for (const char* name : {"id",
                             "expr",
                             "container",
                             "type_env",
                             "disable_check",
                             "disable_macros",
                             "check_only"}) {
      add(name, name);
    }
    return line + "}";
  }

  // What is wrong with the answer, or "".
  static std::string JudgeAnswer(Value item, const std::string& answer) {
    Arena arena;
    KeyTable keys;
    const ValueFactory factory(arena, keys);
    const auto json = ReadJson(answer, factory);
    if (!json) return "unreadable answer: " + answer;
    const bool wants_error = !item.Get("error").is_null();
    if (!json->Get("error").is_null()) {
      return wants_error ? "" : "unexpected " + answer;
    }
    const Value wanted_type = item.Get("deduced_type");
    const bool type_ok =
        wanted_type.is_null() ||
        WriteJson(wanted_type) == WriteJson(json->Get("deduced_type"));
    if (!type_ok) {
      return fmt::format("type {} wanted: {}", WriteJson(wanted_type), answer);
    }
    if (item.Get("check_only").is_true()) {
      return wants_error ? "error wanted: " + answer : "";
    }
    if (item.Get("unknown").is_true()) {
      return json->Get("unknown").is_true() ? "" : "unknown wanted: " + answer;
    }
    if (json->AsMap().Find("value") == nullptr) return "no value: " + answer;
    if (wants_error) return "error wanted: " + answer;
    if (item.Get("expected").is_null()) return "";
    const auto wanted = FromNotation(item.Get("expected"), factory);
    const auto got = FromNotation(json->Get("value"), factory);
    if (wanted && got && Same(*wanted, *got)) return "";
    return fmt::format(
        "{} wanted: {}", WriteJson(item.Get("expected")), answer);
  }

  void Summarise(double wanted_share) const {
    Count total;
    for (const auto& [file, count] : counts_) {
      fmt::print("  {:20} {:4}/{}\n", file, count.passed, count.all);
      total.all += count.all;
      total.passed += count.passed;
    }
    fmt::print("  {:20} {:4}/{}\n", name_, total.passed, total.all);
    ASSERT_GT(total.all, 0) << "no cases found";
    EXPECT_GE(total.passed, wanted_share * total.all);
  }

  std::string name_;
  RequestAnswerer compiled_{Engine::kCompiled};
  RequestAnswerer walk_{Engine::kTreeWalk};
  std::map<std::string, Count> counts_;
};

TEST(Case_CelConformance, Definition) {
  Suite("conformance").Run(0.99);
}
TEST(Case_CelConformance, Extensions) {
  Suite("extensions").Run(0.95);
}
TEST(Case_CelConformance, Unknowns) {
  Suite("unknowns").Run(1.0);
}

}  // namespace
}  // namespace plimsoll::cel

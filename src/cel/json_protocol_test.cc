// SPDX-License-Identifier: Apache-2.0
#include "cel/json_protocol.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cel/cel_value.h"
#include "value/json.h"

namespace plimsoll::cel {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(JsonProtocol, AnswersRequests) {
  struct Case {
    std::string_view request;
    std::string_view want;
  };
  const Case cases[] = {
      {R"J({"id":"a","expr":"1 + 1"})J",
       R"J({"id":"a","value":{"int":"2"},"deduced_type":"int"})J"},
      {R"J({"id":7,"expr":"x.all(i, i > 0)","vars":{"x":{"list":[{"int":"1"}]}}})J",
       R"J({"id":7,"value":{"bool":true},"deduced_type":"bool"})J"},
      {R"J({"id":1,"expr":"[x]","type_env":[{"name":"x","type":"string"}],)J"
       R"J("check_only":true})J",
       R"J({"id":1,"deduced_type":{"list":"string"}})J"},
      {R"J({"id":1,"expr":"f(1)","check_only":true,"type_env":[{"name":"f",)J"
       R"J("overloads":[{"id":"f","params":[{"param":"T"}],"result":)J"
       R"J({"map":["string",{"param":"T"}]},"instance":false}]}]})J",
       R"J({"id":1,"deduced_type":{"map":["string","int"]}})J"},
      {R"J({"id":1,"expr":"x && false","vars":{"x":{"unknown":true}}})J",
       R"J({"id":1,"value":{"bool":false},"deduced_type":"bool"})J"},
      {R"J({"id":1,"expr":"x.a","vars":{"x":{"map":[[{"string":"a"},)J"
       R"J({"unknown":true}]]}}})J",
       R"J({"id":1,"unknown":true})J"},
      {R"J({"id":1,"expr":"x","type_env":[{"name":"x","type":"int"}]})J",
       R"J({"id":1,"error":"no value for variable 'x'"})J"},
      {R"J({"id":1,"expr":"y","container":"a.b","vars":{"a.y":{"uint":"3"}}})J",
       R"J({"id":1,"value":{"uint":"3"},"deduced_type":"dyn"})J"},
      {R"J({"id":1,"expr":"1 / 0"})J",
       R"J({"id":1,"error":"divide by zero"})J"},
      {R"J({"id":1,"expr":"1 +"})J",
       R"J({"id":1,"error":"1:4: error: expected an expression, found the end of )J"
       R"J(the expression\n"})J"},
      {R"J({"id":1,"expr":"'a' == 1","disable_check":true})J",
       R"J({"id":1,"value":{"bool":false}})J"},
      {R"J({"id":1,"expr":"x","vars":{"x":{"enum":{"type":"E","value":1}}}})J",
       R"J({"id":1,"unsupported":"not a value of kind 'enum': )J"
       R"J({\"type\":\"E\",\"value\":1}"})J"},
      {R"J({"id":1,"expr":"x","type_env":[{"name":"x","type":{"message":"M"}}]})J",
       R"J({"id":1,"unsupported":"no such type: {\"message\":\"M\"}"})J"},
      {R"J({"id":1})J", R"J({"id":1,"error":"\"expr\" is not a text"})J"},
      {R"J([1])J",
       R"J({"id":null,"error":"the request is not a JSON object"})J"}};
  RequestAnswerer compiled(Engine::kCompiled);
  RequestAnswerer walk(Engine::kTreeWalk);
  for (const Case& c : cases) {
    EXPECT_EQ(compiled.Answer(c.request), c.want);
    EXPECT_EQ(walk.Answer(c.request), c.want);
    EXPECT_EQ(AnswerRequest(c.request), c.want);
  }
  EXPECT_THAT(compiled.Answer("{"),
              StartsWith(R"J({"id":null,"error":"request:1)J"));
}

TEST(JsonProtocol, LeavesMacrosAloneWhenAsked) {
  EXPECT_THAT(
      AnswerRequest(
          R"J({"id":1,"expr":"[1].all(x, true)","disable_macros":true})J"),
      HasSubstr("no function 'all'"));
}  // namespace

TEST(JsonProtocol, KeepsToItsLimits) {
  Limits limits;
  limits.steps = 1000;
  const std::string request =
      R"J({"id":1,"expr":"x.all(a, x.all(b, x.all(c, true)))","vars":{"x":)J"
      R"J({"list":[{"int":"1"},{"int":"2"},{"int":"3"},{"int":"4"},{"int":"5"},)J"
      R"J({"int":"6"},{"int":"7"},{"int":"8"},{"int":"9"},{"int":"10"},)J"
      R"J({"int":"11"},{"int":"12"}]}}})J";
  EXPECT_THAT(RequestAnswerer(Engine::kCompiled, limits).Answer(request),
              HasSubstr("cost limit exceeded"));
  EXPECT_THAT(RequestAnswerer(Engine::kTreeWalk, limits).Answer(request),
              HasSubstr("cost limit exceeded"));
}

TEST(CelValue, NotationSurvivesTheRoundTrip) {
  const std::string_view texts[] = {
      R"J({"null":null})J",
      R"J({"bool":true})J",
      R"J({"int":"-9223372036854775808"})J",
      R"J({"uint":"18446744073709551615"})J",
      R"J({"double":1.5})J",
      R"J({"double":2.0})J",
      R"J({"double":"NaN"})J",
      R"J({"double":"-Infinity"})J",
      R"J({"string":"a\"b"})J",
      R"J({"bytes":"AP8="})J",
      R"J({"list":[{"int":"1"},{"list":[]}]})J",
      R"J({"map":[[{"bool":true},{"int":"1"}],[{"string":"a"},{"map":[]}]]})J",
      R"J({"type":"int"})J",
      R"J({"timestamp":"2009-02-13T23:31:30.000000005Z"})J",
      R"J({"duration":"0s"})J",
      R"J({"duration":"-1.5s"})J",
      R"J({"duration":"-0.000000001s"})J",
      R"J({"duration":"315576000000.123s"})J",
      R"J({"unknown":true})J"};
  for (const std::string_view text : texts) {
    Arena arena;
    KeyTable keys;
    const ValueFactory factory(arena, keys);
    const auto json = ReadJson(text, factory);
    ASSERT_TRUE(json) << text;
    const auto value = FromNotation(*json, factory);
    ASSERT_TRUE(value) << text << value.error().message();
    std::string out;
    AppendNotation(*value, out);
    EXPECT_EQ(out, text);
  }
}

TEST(CelValue, RefusesWhatIsNoValue) {
  for (const std::string_view text : {R"J(1)J",
                                      R"J({})J",
                                      R"J({"int":1})J",
                                      R"J({"int":"1x"})J",
                                      R"J({"uint":"-1"})J",
                                      R"J({"double":"fast"})J",
                                      R"J({"bytes":"*"})J",
                                      R"J({"list":{}})J",
                                      R"J({"list":[1]})J",
                                      R"J({"map":[[{"int":"1"}]]})J",
                                      R"J({"timestamp":"yesterday"})J",
                                      R"J({"duration":"1"})J",
                                      R"J({"duration":"1.s"})J",
                                      R"J({"nothing":true})J"}) {
    Arena arena;
    KeyTable keys;
    const ValueFactory factory(arena, keys);
    const auto json = ReadJson(text, factory);
    ASSERT_TRUE(json) << text;
    EXPECT_FALSE(FromNotation(*json, factory)) << text;
  }
}

TEST(CelValue, TypeNotationSurvivesTheRoundTrip) {
  for (const std::string_view text :
       {R"J("dyn")J",
        R"J("null")J",
        R"J("timestamp")J",
        R"J({"list":{"map":["string","int"]}})J",
        R"J({"wrapper":"bool"})J",
        R"J({"type":"int"})J",
        R"J({"param":"T"})J",
        R"J({"abstract":"optional_type","params":["int"]})J",
        R"J({"abstract":"tuple","params":["int",{"list":"dyn"}]})J",
        R"J({"abstract":"net.IP","params":[]})J"}) {
    Arena arena;
    KeyTable keys;
    TypePool types;
    const auto json = ReadJson(text, ValueFactory(arena, keys));
    ASSERT_TRUE(json) << text;
    const auto type = TypeFromNotation(*json, types);
    ASSERT_TRUE(type) << text;
    std::string out;
    AppendTypeNotation(*type, out);
    EXPECT_EQ(out, text);
  }
}

}  // namespace
}  // namespace plimsoll::cel

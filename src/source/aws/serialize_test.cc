// SPDX-License-Identifier: Apache-2.0
// The mapping of every modelled operation is compared with botocore by
// tests/conformance/aws; here are the rules one by one, and what is refused.
#include "source/aws/serialize.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "source/aws/fake_transport.h"
#include "value/json.h"

namespace plimsoll::aws {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

// A service with every trait, in each of the protocols.
constexpr std::string_view kService = R"({
  "service":"x","serviceId":"X","signingName":"x","iamPrefix":"x",
  "apiVersion":"2020-01-02","jsonVersion":"1.1","targetPrefix":"T",
  "protocol":"PROTOCOL","operations":{
    "Do":{"method":"POST","path":"/r/{Id}/{Path+}?fixed","input":"In",
          "hostPrefix":"{Host}."},
    "Bare":{"method":"GET","path":"/"},
    "Wrapped":{"method":"PUT","path":"/w","input":"Payload"}},
  "shapes":{
    "In":{"members":{
      "Id":{"shape":"string","in":"uri"},"Path":{"shape":"string","in":"uri"},
      "Host":{"shape":"string","hostLabel":true},
      "Q":{"shape":"Names","in":"querystring","name":"q"},
      "Any":{"shape":"StringMap","in":"querystring"},
      "H":{"shape":"timestamp","in":"header","name":"X-H"},
      "Hs":{"shape":"Names","in":"header","name":"X-Hs"},
      "Meta":{"shape":"StringMap","in":"headers","name":"x-m-"},
      "Text":{"shape":"string","name":"text"},"Count":"integer","Big":"long",
      "Rate":"double","On":"boolean","When":"timestamp",
      "Day":{"shape":"timestamp","format":"iso8601"},"Data":"blob",
      "Names":"Names","Flat":{"shape":"Flat","flattened":true},
      "Tags":"StringMap","Self":"In","Doc":"document"},
      "required":["Id","Path","Host"]},
    "Names":{"list":{"shape":"string","name":"Name"}},
    "Flat":{"list":{"shape":"string","name":"One"}},
    "StringMap":{"key":"string","value":"string"},
    "Payload":{"members":{"Body":{"shape":"Inner","name":"Outer","namespace":{
      "uri":"http://n/"}}},"payload":"Body"},
    "Inner":{"members":{"Kind":{"shape":"string","name":"xsi:type",
      "attribute":true},"A":"string"}}}})";

class SerializeTest : public ::testing::Test {
 protected:
  const ApiOperation& Operation(std::string_view protocol,
                                std::string_view name = "Do") {
    std::string text(kService);
    const std::string_view mark = "PROTOCOL";
    text.replace(text.find(mark), mark.size(), protocol);
    const MemoryFileSystem files(
        {{"a/partitions.json", R"({"partitions":[{"id":"aws"}]})"},
         {"a/x.json", text}});
    auto model = ApiModel::Load(files, "a");
    EXPECT_TRUE(model) << model.error().message();
    models_.push_back(*model);
    return **models_.back()->FindOperation("x", name);
  }
  Value Json(std::string_view text) {
    auto value = ReadJson(text, factory_);
    EXPECT_TRUE(value) << text;
    return *value;
  }
  // `members` are added to those that are required.
  WireRequest Do(std::string_view protocol, std::string_view members) {
    std::string input = R"({"Id":"i","Path":"p","Host":"h")";
    if (!members.empty()) input += "," + std::string(members);
    auto wire = Serialize(Operation(protocol), Json(input + "}"));
    EXPECT_TRUE(wire) << wire.error().message();
    return wire ? *wire : WireRequest{};
  }
  std::string Refused(std::string_view input) {
    const auto wire = Serialize(Operation("json"), Json(input));
    EXPECT_FALSE(wire) << input;
    return wire ? "" : wire.error().message();
  }

  Arena arena_;
  KeyTable keys_;
  ValueFactory factory_{arena_, keys_};
  std::vector<std::shared_ptr<const ApiModel>> models_;
};

TEST_F(SerializeTest, Json) {
  const WireRequest wire =
      Do("json",
         R"("Count":-3,"Rate":1.5,"On":true,"When":"2015-08-30T12:36:00.5Z",
            "Day":"2015-08-30T12:36:00Z","Data":"hi","Names":["a","b"],
            "Tags":{"k":"v"},"Text":"\"","Doc":{"x":[1,null]},"Self":null)");
  EXPECT_EQ(wire.path, "/");
  EXPECT_EQ(wire.host_prefix, "h.");
  EXPECT_THAT(wire.headers, Contains(Pair("X-Amz-Target", "T.Do")));
  EXPECT_THAT(wire.headers,
              Contains(Pair("Content-Type", "application/x-amz-json-1.1")));
  EXPECT_THAT(wire.body, HasSubstr(R"("Count":-3)"));
  EXPECT_THAT(wire.body, HasSubstr(R"("Rate":1.5)"));
  EXPECT_THAT(wire.body, HasSubstr(R"("When":1440938160.5)"));
  EXPECT_THAT(wire.body, HasSubstr(R"("Day":"2015-08-30T12:36:00Z")"));
  EXPECT_THAT(wire.body, HasSubstr(R"("Data":"aGk=")"));
  EXPECT_THAT(wire.body, HasSubstr(R"("Names":["a","b"])"));
  EXPECT_THAT(wire.body, HasSubstr(R"("Tags":{"k":"v"})"));
  EXPECT_THAT(wire.body, HasSubstr(R"("text":"\"")"));
  EXPECT_THAT(wire.body, HasSubstr(R"("Doc":{"x":[1,null]})"));
  EXPECT_EQ(wire.body.find("Self"), std::string::npos);
}

TEST_F(SerializeTest, Query) {
  const WireRequest wire =
      Do("query",
         R"("Names":["a b","c"],"Flat":["x"],"Tags":{"k":"v"},"On":false,
            "Data":"hi","Self":{"Id":"2","Path":"p","Host":"h","Names":[]})");
  EXPECT_EQ(wire.body,
            "Action=Do&Data=aGk%3D&Host=h&Id=i&Names.Name.1=a%20b&"
            "Names.Name.2=c&On=false&One.1=x&Path=p&Self.Host=h&Self.Id=2&"
            "Self.Names=&Self.Path=p&Tags.entry.1.key=k&Tags.entry.1.value=v&"
            "Version=2020-01-02");
}

TEST_F(SerializeTest, Ec2NamesAreCapitalAndListsFlat) {
  const WireRequest wire =
      Do("ec2", R"("Names":["a"],"Text":"t","Self":null,"Flat":[])");
  EXPECT_EQ(wire.body,
            "Action=Do&Host=h&Id=i&Names.1=a&Path=p&Text=t&Version=2020-01-02");
}

TEST_F(SerializeTest, RestPlacesMembers) {
  const WireRequest wire =
      Do("rest-json",
         R"("Q":["a/b","c&d"],"Any":{"k":"v w"},"H":"2015-08-30T12:36:00Z",
            "Hs":["plain","a,\"b"],"Meta":{"one":"1"},"Text":"t")");
  EXPECT_EQ(wire.path, "/r/i/p");
  EXPECT_EQ(wire.query, "fixed&k=v%20w&q=a%2Fb&q=c%26d");
  EXPECT_THAT(wire.headers,
              Contains(Pair("X-H", "Sun, 30 Aug 2015 12:36:00 GMT")));
  EXPECT_THAT(wire.headers, Contains(Pair("X-Hs", "plain,\"a,\\\"b\"")));
  EXPECT_THAT(wire.headers, Contains(Pair("x-m-one", "1")));
  EXPECT_EQ(wire.body, R"({"Host":"h","text":"t"})");
}

TEST_F(SerializeTest, PathLabelsAreEncodedButGreedyOnesKeepSlashes) {
  const auto wire =
      Serialize(Operation("rest-json"),
                Json(R"({"Id":"a/b:c","Path":"d/e f","Host":"h"})"));
  ASSERT_TRUE(wire);
  EXPECT_EQ(wire->path, "/r/a%2Fb%3Ac/d/e%20f");
}

TEST_F(SerializeTest, RestXml) {
  const WireRequest wire =
      Do("rest-xml",
         R"("Names":["a<b","c"],"Flat":["x","y"],"Tags":{"k":"v"},"Count":1)");
  EXPECT_EQ(wire.body,
            "<In><Count>1</Count><Flat>x</Flat><Flat>y</Flat><Host>h</Host>"
            "<Names><Name>a&lt;b</Name><Name>c</Name></Names>"
            "<Tags><entry><key>k</key><value>v</value></entry></Tags></In>");
}

TEST_F(SerializeTest, XmlPayloadWithNamespaceAndAttribute) {
  const auto wire =
      Serialize(Operation("rest-xml", "Wrapped"),
                Json(R"({"Body":{"Kind":"a\"b","A":"line\nend"}})"));
  ASSERT_TRUE(wire);
  EXPECT_EQ(wire->body,
            "<Outer xmlns=\"http://n/\" xsi:type=\"a&quot;b\">"
            "<A>line&#xA;end</A></Outer>");
}

TEST_F(SerializeTest, OperationsWithoutInput) {
  EXPECT_EQ(Serialize(Operation("json", "Bare"), Value())->body, "{}");
  EXPECT_EQ(Serialize(Operation("query", "Bare"), Json("{}"))->body,
            "Action=Bare&Version=2020-01-02");
  EXPECT_THAT(Serialize(Operation("rest-json", "Bare"), Value())->body,
              IsEmpty());
  EXPECT_FALSE(Serialize(Operation("json", "Bare"), Json(R"({"a":1})")));
}

TEST_F(SerializeTest, MistakesNameTheMember) {
  EXPECT_EQ(Refused("{}"), "input of x.Do: needs member \"Host\"");
  EXPECT_THAT(Refused("[]"), HasSubstr("expected map, found list"));
  const std::string start = R"({"Id":"i","Path":"p","Host":"h",)";
  EXPECT_EQ(Refused(start + R"("Cuont":1})"),
            "input of x.Do: has no member \"Cuont\"; did you mean \"Count\"?");
  EXPECT_EQ(Refused(start + R"("Names":["a",1]})"),
            "input of x.Do.Names[1]: expected string, found int");
  EXPECT_THAT(Refused(start + R"("Count":3000000000})"),
              HasSubstr("too large"));
  EXPECT_THAT(Refused(start + R"("When":"soon"})"),
              HasSubstr("When: expected timestamp"));
  EXPECT_THAT(Refused(start + R"("On":"true"})"), HasSubstr("expected bool"));
  EXPECT_THAT(Refused(start + R"("Tags":{"k":1}})"),
              HasSubstr("Tags[\"k\"]: expected string"));
}

TEST_F(SerializeTest, UnknownInputIsRefused) {
  const Value unknown = factory_.Unknown({"denied", "a", "b", "c"});
  const std::pair<std::string_view, Value> entries[] = {
      {"Id", unknown},
      {"Path", factory_.String("p")},
      {"Host", factory_.String("h")}};
  const auto wire = Serialize(Operation("json"), factory_.Map(entries));
  ASSERT_FALSE(wire);
  EXPECT_EQ(wire.error().message(), "input of x.Do.Id: is not known");
}

TEST_F(SerializeTest, NothingTurnsOneOperationIntoAnother) {
  for (const std::string_view id : {"", ".", ".."}) {
    const std::string input =
        R"({"Id":")" + std::string(id) + R"(","Path":"p","Host":"h"})";
    EXPECT_THAT(Refused(input), HasSubstr("cannot be part of a path")) << id;
  }
  EXPECT_THAT(Refused(R"({"Id":"i","Path":"p","Host":"evil.example/"})"),
              HasSubstr("cannot be part of a host name"));
  const auto wire = Serialize(
      Operation("rest-json"),
      Json(R"({"Id":"i","Path":"p","Host":"h","Meta":{"a":"1\r\nX: 2"}})"));
  ASSERT_FALSE(wire);
  EXPECT_THAT(wire.error().message(), HasSubstr("has a line end"));
}

TEST_F(SerializeTest, DepthIsBounded) {
  std::string input;
  for (int i = 0; i < 80; ++i) {
    input += R"({"Id":"i","Path":"p","Host":"h","Self":)";
  }
  input += "null" + std::string(80, '}');
  EXPECT_THAT(Refused(input), HasSubstr("nested too deeply"));
}

}  // namespace
}  // namespace plimsoll::aws

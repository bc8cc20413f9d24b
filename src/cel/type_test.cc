// SPDX-License-Identifier: Apache-2.0
#include "cel/type.h"

#include <string>

#include <gtest/gtest.h>

#include "cel/function.h"
#include "cel/library/optional.h"
#include "cel/library/type_value.h"

namespace plimsoll::cel {
namespace {

TEST(TypePool, EqualTypesAreTheSame) {
  TypePool types;
  EXPECT_EQ(types.List(types.Int()), types.List(types.Int()));
  EXPECT_NE(types.List(types.Int()), types.List(types.String()));
  EXPECT_EQ(types.Opaque("net.IP"), types.Opaque("net.IP"));
  EXPECT_NE(types.Opaque("T"), types.Param("T"));
  EXPECT_EQ(&types.Object("A"), &types.Object("A"));
  EXPECT_EQ(types.ObjectRef(types.Object("A")),
            types.ObjectRef(types.Object("A")));
  EXPECT_NE(types.ObjectRef(types.Object("A")), types.Opaque("A"));
  EXPECT_NE(types.Map(types.Int(), types.String()),
            types.Map(types.String(), types.Int()));
}

TEST(TypePool, KeepsNamesThatTheCallerForgets) {
  TypePool types;
  TypeRef type = nullptr;
  {
    const std::string name = "a.rather.long.name.that.is.on.the.heap";
    type = types.Opaque(name);
  }
  EXPECT_EQ(Render(type), "a.rather.long.name.that.is.on.the.heap");
}

TEST(TypePool, RendersAsTheDefinitionWrites) {
  TypePool types;
  const TypeRef parts[] = {types.Int(), types.Dyn()};
  EXPECT_EQ(Render(types.Map(types.String(), types.List(types.Dyn()))),
            "map(string, list(dyn))");
  EXPECT_EQ(Render(types.Optional(types.Wrapper(types.Bool()))),
            "optional_type(wrapper(bool))");
  EXPECT_EQ(Render(types.Opaque("tuple", parts)), "tuple(int, dyn)");
  EXPECT_EQ(Render(types.ObjectRef(types.Object("AWS::S3::Bucket"))),
            "AWS::S3::Bucket");
  EXPECT_EQ(Render(types.Simple(TypeKind::kNull)), "null_type");
  EXPECT_EQ(Render(types.TypeOf(types.Int())), "type(int)");
}

TEST(KindFits, LooksAtTheKindOnly) {
  TypePool types;
  Arena arena;
  KeyTable keys;
  const ValueFactory factory(arena, keys);
  const Value list = factory.List({});
  const TypeRef wrapper = types.Wrapper(types.Int());
  EXPECT_TRUE(KindFits(Value::Int(1), types.Int()));
  EXPECT_FALSE(KindFits(Value::Uint(1), types.Int()));
  EXPECT_TRUE(KindFits(Value::Int(1), types.Dyn()));
  EXPECT_TRUE(KindFits(list, types.Param("A")));
  EXPECT_TRUE(KindFits(list, types.List(types.String())));
  EXPECT_TRUE(KindFits(Value::Null(), wrapper));
  EXPECT_TRUE(KindFits(Value::Int(1), wrapper));
  EXPECT_FALSE(KindFits(Value::Bool(true), wrapper));
  EXPECT_TRUE(KindFits(OptionalNone(), types.Optional(types.Int())));
  EXPECT_FALSE(KindFits(OptionalNone(), types.Opaque("net.IP")));
  EXPECT_TRUE(
      KindFits(MakeTypeValue(factory, "int"), types.Simple(TypeKind::kType)));
  EXPECT_TRUE(KindFits(Value::Null(), types.ObjectRef(types.Object("A"))));
  EXPECT_FALSE(KindFits(factory.Error("x"), types.Dyn()));
  EXPECT_FALSE(KindFits(factory.Unknown({}), types.Dyn()));
}

TEST(FunctionTable, KeepsOverloadsInTheirOrder) {
  FunctionTable table;
  Overload first;
  first.id = "first";
  Overload second;
  second.id = "second";
  table.Add("f", first);
  table.Add("e", first);
  table.Add("f", second);
  ASSERT_EQ(table.Find("f").size(), 2U);
  EXPECT_EQ(table.at(table.Find("f")[0]).id, "first");
  EXPECT_EQ(table.at(table.Find("f")[1]).id, "second");
  EXPECT_TRUE(table.Find("g").empty());
  EXPECT_EQ(table.Names(), (std::vector<std::string_view>{"e", "f"}));
}

}  // namespace
}  // namespace plimsoll::cel

// SPDX-License-Identifier: Apache-2.0
#include "report/json_stream.h"

#include <limits>

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

TEST(JsonStreamTest, WritesEveryKindOfValue) {
  StringSink sink;
  {
    JsonStream out(sink);
    out.BeginObject();
    out.StringMember("text", "a\"\\\n\x01");
    out.IntegerMember("least", std::numeric_limits<std::int64_t>::min());
    out.CountMember("count", 7);
    out.BoolMember("yes", true);
    out.Key("none");
    out.Null();
    out.Key("score");
    out.Decimal(33.33);
    out.Key("nan");
    out.Decimal(std::numeric_limits<double>::quiet_NaN());
    out.OptionalMember("left out", "");
    out.BeginArrayMember("list");
    out.Bool(false);
    out.BeginArray();
    out.EndArray();
    out.BeginObject();
    out.EndObject();
    out.EndArray();
    out.EndObject();
  }
  EXPECT_EQ(sink.text(),
            R"({"text":"a\"\\\n\u0001","least":-9223372036854775808,)"
            R"("count":7,"yes":true,"none":null,"score":33.33,"nan":null,)"
            R"("list":[false,[],{}]})");
}

TEST(JsonStreamTest, LineEndsFollowTheComma) {
  StringSink sink;
  {
    JsonStream out(sink);
    out.BeginArray();
    for (int i = 0; i < 2; ++i) {
      out.NewLine();
      out.Integer(i);
    }
    out.NewLine();
    out.EndArray();
    out.NewLine();
  }
  EXPECT_EQ(sink.text(), "[\n0,\n1\n]\n");
}

TEST(JsonStreamTest, LinesOfDocumentsHaveNoComma) {
  StringSink sink;
  {
    JsonStream out(sink);
    for (int i = 0; i < 2; ++i) {
      out.BeginArray();
      out.EndArray();
      out.NewLine();
    }
  }
  EXPECT_EQ(sink.text(), "[]\n[]\n");
}

/// Remembers the longest piece.
class LongestSink final : public ReportSink {
 public:
  void Write(std::string_view text) override {
    longest = std::max(longest, text.size());
    total += text.size();
  }
  std::size_t longest = 0;
  std::size_t total = 0;
};

TEST(JsonStreamTest, HoldsOnlyAPieceInMemory) {
  LongestSink sink;
  {
    JsonStream out(sink);
    out.BeginArray();
    for (int i = 0; i < 100000; ++i) out.String("0123456789");
    out.EndArray();
  }
  EXPECT_GT(sink.total, 1000000U);
  EXPECT_LT(sink.longest, 100000U);
}

TEST(JsonStreamDeathTest, RefusesAnEndTooMany) {
  StringSink sink;
  JsonStream out(sink);
  EXPECT_DEATH(out.EndArray(), "");
}

}  // namespace
}  // namespace plimsoll

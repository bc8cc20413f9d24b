// SPDX-License-Identifier: Apache-2.0
#include "report/html.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "base/file_system.h"
#include "base/hash.h"
#include "base/text.h"
#include "report/html_data.h"
#include "report/testdata_fixture.h"
#include "value/json.h"

namespace plimsoll {
namespace {

using report_testing::Fixture;
using report_testing::Render;

std::string Between(const std::string& text,
                    std::string_view open,
                    std::string_view close) {
  const std::size_t begin = text.find(open);
  if (begin == std::string::npos) return {};
  const std::size_t end = text.find(close, begin + open.size());
  return text.substr(begin + open.size(), end - begin - open.size());
}

std::string HashOf(const std::string& block) {
  const Sha256Digest digest = Sha256(block);
  return "'sha256-" + Base64Encode(std::string(digest.begin(), digest.end())) +
         "'";
}

TEST(HtmlTest, PolicyAllowsExactlyTheInlineBlocks) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::string page = Render("html", fixture.result);
  const std::string style = Between(page, "<style>", "</style>");
  const std::string script = Between(page, "<script>", "</script>");
  ASSERT_GT(style.size(), 1000U);
  ASSERT_GT(script.size(), 5000U);
  const std::string policy =
      Between(page, "Content-Security-Policy\" content=\"", "\"");
  EXPECT_EQ(policy,
            "default-src 'none'; style-src " + HashOf(style) + "; script-src " +
                HashOf(script) + "; base-uri 'none'; form-action 'none'");
}

TEST(HtmlTest, NoNameReachesTheMarkupAndNothingIsLoaded) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::string page = Render("html", fixture.result);
  EXPECT_EQ(page.find("alert(1)"), std::string::npos);
  EXPECT_EQ(page.find(" src="), std::string::npos);
  EXPECT_EQ(page.find("<link"), std::string::npos);
  EXPECT_EQ(page.find("innerHTML"), std::string::npos);
  EXPECT_EQ(page.find("{{"), std::string::npos);
  EXPECT_TRUE(IsUtf8(page));
}

TEST(HtmlTest, WithoutScriptsCountsAndGapsAreThere) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::string plain =
      Between(Render("html", fixture.result), "<noscript>", "</noscript>");
  EXPECT_NE(plain.find("16 failed, 3 unknown, 4 not read, 2 passed"),
            std::string::npos)
      << plain;
  EXPECT_NE(plain.find("sts:AssumeRole"), std::string::npos);
}

TEST(HtmlTest, DataIsJson) {
  Fixture fixture;
  fixture.AddRichScan();
  StringSink sink;
  WriteHtmlData(fixture.result, {}, sink);
  KeyTable keys;
  Arena arena;
  EXPECT_TRUE(ReadJson(sink.text(), ValueFactory(arena, keys)));
  EXPECT_TRUE(IsUtf8(sink.text()));
}

TEST(HtmlTest, SameScanSameBytes) {
  Fixture fixture;
  fixture.AddRichScan();
  const std::string page = Render("html", fixture.result);
  fixture.result.time += 1;
  EXPECT_EQ(Render("html", fixture.result), page);
}

TEST(HtmlTest, ManyFindingsStaySmall) {
  Fixture fixture;
  fixture.AddManyFindings(20000, 40);
  const std::string page = Render("html", fixture.result);
  EXPECT_LT(page.size(), std::size_t{3} << 20U);
}

/// Pages to look at: PLIMSOLL_HTML_DIR=DIR writes rich.html, many.html there.
TEST(HtmlTest, WritesPagesToLookAt) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): no thread is running
  const char* folder = std::getenv("PLIMSOLL_HTML_DIR");
  if (folder == nullptr) GTEST_SKIP() << "PLIMSOLL_HTML_DIR is not set";
  DiskFileSystem files;
  Fixture rich;
  rich.AddRichScan();
  EXPECT_TRUE(files.WriteAtomically(std::string(folder) + "/rich.html",
                                    Render("html", rich.result)));
  Fixture many;
  many.AddManyFindings(100000, 200);
  EXPECT_TRUE(files.WriteAtomically(std::string(folder) + "/many.html",
                                    Render("html", many.result)));
}

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include "report/csv.h"

#include <gtest/gtest.h>

#include "report/testdata_fixture.h"

namespace plimsoll {
namespace {

using report_testing::ExpectGolden;
using report_testing::Fixture;
using report_testing::Render;

using Rows = std::vector<std::vector<std::string>>;

/// A plain reader of RFC 4180, section 2.
Rows ReadCsv(std::string_view text) {
  Rows rows(1);
  std::string cell;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"') {
        cell += c;
      } else if (i + 1 < text.size() && text[i + 1] == '"') {
        cell += '"';
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      rows.back().push_back(std::move(cell));
      cell.clear();
    } else if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
      rows.back().push_back(std::move(cell));
      cell.clear();
      rows.emplace_back();
      ++i;
    } else {
      cell += c;
    }
  }
  rows.pop_back();
  return rows;
}

TEST(CsvTest, RichScan) {
  Fixture fixture;
  fixture.AddRichScan();
  ExpectGolden("rich.csv", Render("csv", fixture.result));
}

TEST(CsvTest, EveryRowHasEveryColumn) {
  Fixture fixture;
  fixture.AddRichScan();
  const Rows rows = ReadCsv(Render("csv", fixture.result));
  ASSERT_EQ(rows.size(),
            1 + fixture.result.findings.size() + fixture.result.gaps.size());
  for (const auto& row : rows) EXPECT_EQ(row.size(), rows[0].size());
}

TEST(CsvTest, NoCellIsAFormula) {
  Fixture fixture;
  fixture.AddRichScan();
  bool disarmed = false;
  for (const auto& row : ReadCsv(Render("csv", fixture.result))) {
    for (const std::string& cell : row) {
      ASSERT_TRUE(cell.empty() ||
                  std::string_view("=+-@\t\r\n").find(cell[0]) ==
                      std::string_view::npos)
          << cell;
      disarmed = disarmed || cell == "'=HYPERLINK(\"http://evil.example\")";
    }
  }
  EXPECT_TRUE(disarmed);
}

TEST(CsvTest, GapsAreRows) {
  Fixture fixture;
  fixture.AddRichScan();
  const Rows rows = ReadCsv(Render("csv", fixture.result));
  EXPECT_EQ(rows.back()[0], "gap");
  EXPECT_EQ(rows.back()[1], "unknown");
  EXPECT_EQ(rows.back()[5], "333333333333");
}

}  // namespace
}  // namespace plimsoll

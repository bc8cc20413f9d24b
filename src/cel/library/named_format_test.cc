// SPDX-License-Identifier: Apache-2.0
#include "cel/library/named_format.h"

#include "cel/library/library_testing.h"

namespace plimsoll::cel {

namespace {

class NamedFormatTest : public LibraryTest {};

TEST(NamedFormat, AcceptsAndRefuses) {
  struct Case {
    std::string_view format;
    std::string_view text;
    bool fits;
  };
  const std::string long_label(64, 'a');
  const std::vector<Case> cases = {
      {"dns1123Label", "my-name", true},
      {"dns1123Label", "1-name", true},
      {"dns1123Label", "-name", false},
      {"dns1123Label", "name-", false},
      {"dns1123Label", "name\n", false},
      {"dns1123Label", "My", false},
      {"dns1123Label", "", false},
      {"dns1123Label", long_label, false},
      {"dns1123Label", std::string_view(long_label).substr(1), true},
      {"dns1123LabelPrefix", "name-", true},
      {"dns1123Subdomain", "a.b-c.d", true},
      {"dns1123Subdomain", "a..b", false},
      {"dns1035Label", "1name", false},
      {"dns1035LabelPrefix", "name-", true},
      {"qualifiedName", "example.com/My_name", true},
      {"qualifiedName", "My_name", true},
      {"qualifiedName", "/name", false},
      {"labelValue", "", true},
      {"labelValue", "a_B.c", true},
      {"labelValue", "_a", false},
      {"uri", "https://example.com", true},
      {"uri", "example.com", false},
      {"uuid", "123e4567-e89b-12d3-a456-426614174000", true},
      {"uuid", "123e4567-e89b-12d3-a456-42661417400", false},
      {"byte", "aGVsbG8=", true},
      {"byte", "aGVsbG8", false},
      {"date", "2024-02-29", true},
      {"date", "2023-02-29", false},
      {"date", "2023-2-3", false},
      {"datetime", "2024-02-29T00:00:00Z", true},
      {"datetime", "2024-02-29", false},
  };
  for (const Case& c : cases) {
    const NamedFormat* format = FindFormat(c.format);
    ASSERT_NE(format, nullptr) << c.format;
    EXPECT_EQ(FormatProblem(*format, c.text) == std::nullopt, c.fits)
        << c.format << " " << c.text;
  }
}

TEST_F(NamedFormatTest, Functions) {
  EXPECT_EQ(Run("format.named", {S("unknown")}), "none");
  EXPECT_EQ(Run("format.named", {S("date")}),
            "optional(kubernetes.NamedFormat)");
  const Value date = Call("format.date", {});
  EXPECT_EQ(Run("validate", {date, S("2024-01-01")}), "none");
  EXPECT_EQ(Run("validate", {date, S("today")}),
            "optional(['must be a date like 2006-01-02'])");
  EXPECT_EQ(Run("_==_", {date, Call("format.date", {})}), "true");
  EXPECT_EQ(Run("_==_", {date, Call("format.uuid", {})}), "false");
}

}  // namespace

}  // namespace plimsoll::cel

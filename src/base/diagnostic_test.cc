// SPDX-License-Identifier: Apache-2.0
#include "base/diagnostic.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace plimsoll {
namespace {

TEST(Diagnostic, RendersWhatIsKnown) {
  using Level = Diagnostic::Level;
  struct Case {
    Diagnostic diagnostic;
    std::string_view text;
  };
  const Case cases[] = {
      {{Level::kError, "main.tf", {7, 3, 7, 9}, "unclosed block", "add \"}\""},
       "main.tf:7:3: error: unclosed block; add \"}\""},
      {{Level::kWarning, "a.yaml", {2, 0, 0, 0}, "old key", ""},
       "a.yaml:2: warning: old key"},
      {{Level::kError, "a.yaml", {}, "empty", ""}, "a.yaml: error: empty"},
      {{Level::kError, "", {1, 2, 0, 0}, "x", ""}, "1:2: error: x"},
      {{Level::kError, "", {}, "x", ""}, "error: x"},
  };
  for (const Case& c : cases) EXPECT_EQ(Render(c.diagnostic), c.text);
}

TEST(Diagnostics, KeepsTheOrderAndCountsErrors) {
  Diagnostics all;
  EXPECT_TRUE(all.empty());
  EXPECT_EQ(Render(all), "");
  all.Warning("f", {1, 1, 0, 0}, "w");
  EXPECT_FALSE(all.has_errors());
  all.Error("f", {2, 1, 0, 0}, "e", "h");
  EXPECT_TRUE(all.has_errors());
  EXPECT_EQ(all.error_count(), 1U);
  EXPECT_EQ(Render(all), "f:1:1: warning: w\nf:2:1: error: e; h\n");
}

TEST(Error, GainsContextOutward) {
  const Error error = Error(ErrorCode::kDenied, "refused")
                          .While("listing buckets")
                          .While("account 1234");
  EXPECT_EQ(error.message(), "account 1234: listing buckets: refused");
  EXPECT_EQ(error.code(), ErrorCode::kDenied);
  EXPECT_EQ(Name(error.code()), "denied");
}

TEST(Diagnostics, TakesThePlaceFromAnError) {
  Diagnostics d;
  d.Error("a.json", Error(ErrorCode::kInvalid, "a.json:2:7: no value"));
  d.Error("a.json", Error(ErrorCode::kInvalid, "a.json: longer than 3 bytes"));
  d.Error("a.json", Error(ErrorCode::kInvalid, "something else"));
  d.Error("", Error(ErrorCode::kInvalid, ": odd"));
  EXPECT_EQ(Render(d),
            "a.json:2:7: error: no value\n"
            "a.json: error: longer than 3 bytes\n"
            "a.json: error: something else\n"
            "error: : odd\n");
}

}  // namespace
}  // namespace plimsoll

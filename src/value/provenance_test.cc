// SPDX-License-Identifier: Apache-2.0
#include "value/provenance.h"

#include <array>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace plimsoll {
namespace {

TEST(Provenance, GivesBackWhatWasAdded) {
  Provenance table;
  const std::uint32_t file = table.AddFile("main.tf");
  EXPECT_EQ(table.AddFile("main.tf"), file);
  const OriginId place = table.AddRange(file, {7, 3, 9, 1});
  const OriginId call = table.AddApiCall("s3:GetBucketPolicy 1 eu-west-1", -5);
  const OriginId given = table.AddDefault("https://example.org/default");
  EXPECT_EQ(table.AddDefault("https://example.org/default"), given);

  const Origin a = table.Resolve(place);
  EXPECT_EQ(a.kind, Origin::Kind::kFile);
  EXPECT_EQ(a.source, "main.tf");
  EXPECT_EQ(a.range, (SourceRange{7, 3, 9, 1}));
  EXPECT_EQ(Render(a), "main.tf:7:3");

  const Origin b = table.Resolve(call);
  EXPECT_EQ(b.kind, Origin::Kind::kApiCall);
  EXPECT_EQ(b.time, -5);
  EXPECT_EQ(Render(b), "s3:GetBucketPolicy 1 eu-west-1");

  const Origin c = table.Resolve(given);
  EXPECT_EQ(c.kind, Origin::Kind::kDefault);
  EXPECT_EQ(Render(c), "https://example.org/default");
}

TEST(Provenance, ForeignIdsAreNotKnown) {
  Provenance table;
  for (const OriginId id : {0U, 1U, 1023U, 1024U, 1'000'000U, UINT32_MAX}) {
    EXPECT_EQ(table.Resolve(id).kind, Origin::Kind::kNone) << id;
    EXPECT_EQ(Render(table.Resolve(id)), "");
  }
}

TEST(Provenance, ManyWritersAndReaders) {
  Provenance table;
  constexpr std::uint32_t kThreads = 4;
  constexpr std::uint32_t kEach = 5000;
  std::array<std::vector<OriginId>, kThreads> ids;
  {
    std::vector<std::jthread> threads;
    for (std::uint32_t t = 0; t < kThreads; ++t) {
      threads.emplace_back([&table, &mine = ids[t], t] {
        const std::uint32_t file = table.AddFile(std::to_string(t));
        for (std::uint32_t i = 1; i <= kEach; ++i) {
          mine.push_back(table.AddRange(file, {i, t, i, t}));
          // Somebody else's, perhaps half written: a whole entry or none.
          const Origin other = table.Resolve(mine.back() + 1);
          if (other.kind == Origin::Kind::kFile) {
            EXPECT_EQ(other.range.line, other.range.end_line);
          }
        }
      });
    }
  }
  for (std::uint32_t t = 0; t < kThreads; ++t) {
    for (std::uint32_t i = 0; i < kEach; ++i) {
      const Origin origin = table.Resolve(ids[t][i]);
      ASSERT_EQ(origin.source, std::to_string(t));
      ASSERT_EQ(origin.range, (SourceRange{i + 1, t, i + 1, t}));
    }
  }
}

}  // namespace
}  // namespace plimsoll

// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <benchmark/benchmark.h>

#include "base/check.h"
#include "value/json.h"
#include "value/yaml.h"

namespace plimsoll {
namespace {

/// A document with 30 members as a provider describes a resource.
std::string OneDocument(int seed) {
  std::string json = "{";
  for (int i = 0; i < 24; ++i) {
    json += "\"FieldNumber" + std::to_string(i) + "\":";
    if (i % 3 == 0) {
      json += seed % 2 == 0 ? "true" : "false";
    } else if (i % 3 == 1) {
      json += std::to_string(seed + i);
    } else {
      json += "\"sg-0123456789ab" + std::to_string(seed % 1000) + "\"";
    }
    json += ",";
  }
  for (int i = 0; i < 6; ++i) {
    json += "\"Nested" + std::to_string(i) +
            R"(":{"Key":"Name","Value":"web-frontend"},)";
  }
  json.back() = '}';
  return json;
}

std::string Page(int documents) {
  std::string json = "[";
  for (int i = 0; i < documents; ++i) json += OneDocument(i) + ",\n";
  json.erase(json.size() - 2);
  return json += "]";
}

void Read(benchmark::State& state, const std::string& text, bool places) {
  KeyTable keys;
  Arena arena;
  for (auto _ : state) {
    arena.Reset();
    Provenance provenance;
    ReadOptions options;
    if (places) options.provenance = &provenance;
    auto value = ReadJson(text, {arena, keys}, options);
    PLIMSOLL_CHECK(value.has_value());
    benchmark::DoNotOptimize(*value);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(text.size()));
}

void BM_ReadJsonPage(benchmark::State& state) {
  Read(state, Page(1000), false);
}
BENCHMARK(BM_ReadJsonPage);

void BM_ReadJsonPageWithPlaces(benchmark::State& state) {
  Read(state, Page(1000), true);
}
BENCHMARK(BM_ReadJsonPageWithPlaces);

void BM_ReadJsonOneDocument(benchmark::State& state) {
  Read(state, OneDocument(1), false);
}
BENCHMARK(BM_ReadJsonOneDocument);

void BM_WriteJsonPage(benchmark::State& state) {
  KeyTable keys;
  Arena arena;
  const auto value = ReadJson(Page(1000), {arena, keys});
  std::string out;
  for (auto _ : state) {
    out.clear();
    AppendJson(*value, {}, out);
    benchmark::DoNotOptimize(out);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(out.size()));
}
BENCHMARK(BM_WriteJsonPage);

void BM_ReadYaml(benchmark::State& state) {
  // JSON is YAML, so the figures can be compared.
  const std::string text = Page(50);
  KeyTable keys;
  Arena arena;
  for (auto _ : state) {
    arena.Reset();
    Diagnostics diagnostics;
    benchmark::DoNotOptimize(ReadYaml(text, {arena, keys}, {}, diagnostics));
    PLIMSOLL_CHECK(!diagnostics.has_errors());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(text.size()));
}
BENCHMARK(BM_ReadYaml);

/// Looks the same member up in each of 1000 documents of one shape.
template <typename Lookup>
void LookUp(benchmark::State& state, const Lookup& lookup) {
  KeyTable keys;
  Arena arena;
  const auto page = ReadJson(Page(1000), {arena, keys});
  const auto documents = page->AsList();
  const Key key = keys.Intern("FieldNumber17");
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(lookup(documents[next].AsMap(), key));
    next = next + 1 == documents.size() ? 0 : next + 1;
  }
}

void BM_FindByText(benchmark::State& state) {
  LookUp(state, [](const MapView& map, Key) {
    return map.Find(std::string_view("FieldNumber17"));
  });
}
BENCHMARK(BM_FindByText);

void BM_FindByKey(benchmark::State& state) {
  LookUp(state, [](const MapView& map, Key key) { return map.Find(key); });
}
BENCHMARK(BM_FindByKey);

/// As a compiled expression does: the slot is valid while the shape is.
void BM_FindByCachedSlot(benchmark::State& state) {
  const Shape* shape = nullptr;
  std::size_t slot = 0;
  LookUp(state, [&](const MapView& map, Key key) {
    if (map.shape() != shape) {
      shape = map.shape();
      slot = static_cast<std::size_t>(shape->Find(key));
    }
    return &map.values()[slot];
  });
}
BENCHMARK(BM_FindByCachedSlot);

void BM_HashOfDocument(benchmark::State& state) {
  KeyTable keys;
  Arena arena;
  const auto value = ReadJson(OneDocument(1), {arena, keys});
  for (auto _ : state) benchmark::DoNotOptimize(HashOf(*value));
}
BENCHMARK(BM_HashOfDocument);

}  // namespace
}  // namespace plimsoll

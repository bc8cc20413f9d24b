// SPDX-License-Identifier: Apache-2.0
// Collectors as the catalogue declares them, run against an API that is made
// up: here because it needs both the catalogue and the source.
#include <future>
#include <map>
#include <mutex>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "policy/catalogue.h"
#include "source/aws/collect/collector.h"
#include "value/json.h"

namespace plimsoll {
namespace {

using aws::CallFailure;
using testing::HasSubstr;

/// toy.ListBoxes, toy.GetLid and toy.GetReport.
class ToySchema final : public ApiSchema {
 public:
  std::optional<Operation> Find(std::string_view service,
                                std::string_view operation,
                                cel::TypePool& types) const override {
    if (service != "toy") return std::nullopt;
    cel::ObjectType& input = types.Object("toy.Input");
    input.fields = {{"Name", types.String()}};
    cel::ObjectType& box = types.Object("toy.Box");
    box.fields = {{"Name", types.String()}, {"Color", types.String()}};
    cel::ObjectType& boxes = types.Object("toy.Boxes");
    boxes.fields = {{"Boxes", types.List(types.ObjectRef(box))}};
    cel::ObjectType& lid = types.Object("toy.Lid");
    lid.fields = {{"Locked", types.Bool()}};
    cel::ObjectType& report = types.Object("toy.Report");
    report.fields = {{"Owners", types.Map(types.String(), types.String())}};
    if (operation == "ListBoxes") return Operation{&input, &boxes, ""};
    if (operation == "GetLid") return Operation{&input, &lid, ""};
    if (operation == "GetReport") return Operation{&input, &report, ""};
    return std::nullopt;
  }
  std::vector<std::string> Names(std::string_view) const override {
    return {"toy"};
  }
};

/// Answers by "Operation name"; counts what was asked. Thread-safe.
class ToySession final : public aws::ApiSession {
 public:
  explicit ToySession(KeyTable& keys) : keys_(keys) {}

  std::optional<CallFailure> ForEachPage(std::string_view,
                                         std::string_view operation,
                                         Value input,
                                         std::string_view region,
                                         const PageSink& sink,
                                         std::stop_token) override {
    std::string key(operation);
    if (const Value name = input.Get("Name"); name.is_string()) {
      key += ' ';
      key += name.AsString();
    }
    std::vector<std::string> pages;
    {
      const std::lock_guard lock(mutex_);
      ++asked_[key + " " + std::string(region)];
      if (const auto failure = failures.find(key); failure != failures.end()) {
        if (failures_left[key]-- > 0) return failure->second;
      }
      pages = replies[key];
    }
    for (const std::string& page : pages) {
      auto arena = std::make_shared<Arena>();
      const Result<Value> value = ReadJson(page, ValueFactory(*arena, keys_));
      if (!sink(arena, *value)) break;
    }
    return std::nullopt;
  }

  int asked(const std::string& key) {
    const std::lock_guard lock(mutex_);
    return asked_[key];
  }

  void Fail(const std::string& key,
            const std::string& reason,
            const std::string& code,
            int times = 1'000) {
    failures[key] = {reason, code, key + " " + reason, "toy:" + key};
    failures_left[key] = times;
  }

  std::map<std::string, std::vector<std::string>> replies;
  std::map<std::string, CallFailure> failures;
  std::map<std::string, int> failures_left;

 private:
  KeyTable& keys_;
  std::mutex mutex_;
  std::map<std::string, int> asked_;
};

constexpr std::string_view kBoxType = R"yaml(type: Toy::Box
title: Box
scope: region
schema: none
id: "{account}/{region}/{spec.Name}"
fields: { Name: string, Locked: bool, Owner: string, Color: string }
live:
  shared:
    report: { call: toy.GetReport, retry: [NotReady] }
  values:
    owners: report.Owners
  list: { call: toy.ListBoxes, each: reply.Boxes }
  where: item.Color != "invisible"
  calls:
    lid: { call: toy.GetLid, with: { Name: item.Name }, absent: [NoSuchLid] }
  spec:
    Name: item.Name
    Color: item.Color
    Locked: lid.Locked
    Owner: "owners[?item.Name].orValue('nobody')"
)yaml";

constexpr std::string_view kRoomType = R"(type: Toy::Room
title: Room
scope: account
schema: none
id: "{account}"
fields: { Owners: map(string) }
status: { Reachable: bool }
live:
  shared:
    report: { call: toy.GetReport }
  spec: { Owners: report.Owners }
  status: { Reachable: account.reachable }
)";

class CollectTest : public testing::Test {
 protected:
  CollectTest()
      : files_({{"c/toy/box/box.type.yaml", std::string(kBoxType)},
                {"c/toy/room/room.type.yaml", std::string(kRoomType)}}) {
    CatalogueOptions options;
    options.trees = {{&files_, "c"}};
    options.api = &schema_;
    Diagnostics diagnostics;
    catalogue_ = Catalogue::Load(options, keys_, diagnostics);
    EXPECT_TRUE(diagnostics.empty()) << Render(diagnostics);
    session_ = std::make_shared<ToySession>(keys_);
    session_->replies["GetReport"] = {R"({"Owners": {"a": "ann"}})"};
    session_->replies["ListBoxes"] = {
        R"({"Boxes": [{"Name": "a", "Color": "red"}]})",
        R"({"Boxes": [{"Name": "b"}, {"Name": "c", "Color": "invisible"}]})"};
    session_->replies["GetLid a"] = {R"({"Locked": true})"};
    session_->replies["GetLid b"] = {R"({"Locked": false})"};
  }

  Inventory Collect(std::optional<CallFailure> unreachable = {},
                    bool stopped = false) {
    aws::CollectRequest request;
    request.target.account = "1";
    request.target.partition = "aws";
    request.target.global_region = "north";
    request.target.regions = {"north", "south"};
    request.target.session = session_;
    request.target.unreachable = std::move(unreachable);
    for (const auto& type : catalogue_->types()) {
      request.types.push_back({type.get(), properties_});
    }
    request.clock = &clock_;
    std::stop_source stop;
    if (stopped) stop.request_stop();
    std::promise<Inventory> promise;
    {
      aws::WorkerPool pool(3, keys_);
      aws::StartCollect(std::move(request),
                        pool,
                        keys_,
                        stop.get_token(),
                        [&](Inventory inventory) {
                          promise.set_value(std::move(inventory));
                        });
    }
    return promise.get_future().get();
  }

  static std::string Specs(const Inventory& inventory, std::string_view type) {
    std::string text;
    for (const Resource& r : inventory.OfType(type)) {
      text += std::string(r.id) + " " + WriteJson(r.spec) + "\n";
    }
    return text;
  }

  KeyTable keys_;
  MemoryFileSystem files_;
  ToySchema schema_;
  std::unique_ptr<const Catalogue> catalogue_;
  std::shared_ptr<ToySession> session_;
  ManualClock clock_{WallTime{}};
  /// Of every type; nullopt: all.
  decltype(WantedType::properties) properties_;
};

TEST_F(CollectTest, BuildsResourcesOfAllPagesAndRegions) {
  const Inventory inventory = Collect();
  EXPECT_EQ(
      Specs(inventory, "Toy::Box"),
      "1/north/a {\"Color\":\"red\",\"Locked\":true,\"Name\":\"a\","
      "\"Owner\":\"ann\"}\n"
      "1/north/b {\"Locked\":false,\"Name\":\"b\",\"Owner\":\"nobody\"}\n"
      "1/south/a {\"Color\":\"red\",\"Locked\":true,\"Name\":\"a\","
      "\"Owner\":\"ann\"}\n"
      "1/south/b {\"Locked\":false,\"Name\":\"b\",\"Owner\":\"nobody\"}\n");
  EXPECT_TRUE(inventory.gaps().empty());
  EXPECT_EQ(inventory.units().size(), 3U);
}

TEST_F(CollectTest, MakesOnlyTheCallsThatAreWanted) {
  properties_.emplace().insert("Color");
  const Inventory inventory = Collect();
  EXPECT_EQ(session_->asked("GetLid a north"), 0);
  EXPECT_EQ(session_->asked("GetReport north"), 0);
  const Value spec = inventory.OfType("Toy::Box")[0].spec;
  EXPECT_EQ(spec.Get("Name").StringOr(""), "a");  // The id needs it.
  EXPECT_EQ(spec.Get("Color").StringOr(""), "red");
  // What was not read is unknown, never absent.
  ASSERT_TRUE(spec.Get("Locked").is_unknown());
  EXPECT_EQ(spec.Get("Locked").AsUnknown()[0].code, "not-collected");

  properties_.emplace().insert("Owner");
  Collect();
  EXPECT_EQ(session_->asked("GetLid a north"), 0);
  EXPECT_EQ(session_->asked("GetReport north"), 1);
}

TEST_F(CollectTest, SharedCallsWaitForAFirstResource) {
  session_->replies["ListBoxes"] = {R"({"Boxes": []})"};
  Collect();
  EXPECT_EQ(session_->asked("GetReport south"), 0);
  EXPECT_EQ(session_->asked("GetReport north"), 1);  // For the room.
}

TEST_F(CollectTest, MakesACallOfSeveralTypesOnceARegion) {
  Collect();
  EXPECT_EQ(session_->asked("GetReport north"), 1);
  EXPECT_EQ(session_->asked("GetReport south"), 1);
}

TEST_F(CollectTest, RefusedCallMakesItsPropertyUnknownAndAGap) {
  session_->Fail("GetLid a", "denied", "AccessDenied");
  const Inventory inventory = Collect();
  const Value locked = inventory.OfType("Toy::Box")[0].spec.Get("Locked");
  ASSERT_TRUE(locked.is_unknown());
  EXPECT_EQ(locked.AsUnknown()[0].remedy, "toy:GetLid a");
  EXPECT_TRUE(inventory.OfType("Toy::Box")[1].spec.Get("Locked").is_false());
  ASSERT_EQ(inventory.gaps().size(), 2U);
  EXPECT_EQ(inventory.gaps()[0].code, "denied");
  EXPECT_FALSE(inventory.gaps()[0].listing);
}

TEST_F(CollectTest, CodeDeclaredAbsentIsNullAndNoGap) {
  session_->Fail("GetLid a", "failed", "NoSuchLid");
  const Inventory inventory = Collect();
  EXPECT_TRUE(inventory.OfType("Toy::Box")[0].spec.Get("Locked").is_null());
  EXPECT_TRUE(inventory.gaps().empty());
}

TEST_F(CollectTest, RefusedSharedCallLeavesWhatItTellsUnknown) {
  session_->Fail("GetReport", "denied", "AccessDenied");
  const Inventory inventory = Collect();
  EXPECT_TRUE(inventory.OfType("Toy::Box")[0].spec.Get("Owner").is_unknown());
  EXPECT_TRUE(inventory.OfType("Toy::Room")[0].spec.Get("Owners").is_unknown());
}

TEST_F(CollectTest, WaitsForWhatIsNotReady) {
  session_->Fail("GetReport", "failed", "NotReady", 4);
  const Inventory inventory = Collect();
  EXPECT_EQ(inventory.OfType("Toy::Box")[0].spec.Get("Owner").StringOr(""),
            "ann");
}

TEST_F(CollectTest, FailedListingIsALoudGap) {
  session_->Fail("ListBoxes", "throttled", "Throttling");
  const Inventory inventory = Collect();
  EXPECT_TRUE(inventory.OfType("Toy::Box").empty());
  ASSERT_EQ(inventory.gaps().size(), 2U);
  EXPECT_TRUE(inventory.gaps()[0].listing);
  EXPECT_EQ(inventory.gaps()[0].region, "north");
}

TEST_F(CollectTest, UnreachableAccountHasItsSingletonsOnly) {
  const Inventory inventory =
      Collect(CallFailure{"denied", "", "no role", "sts:AssumeRole"});
  ASSERT_EQ(inventory.resources().size(), 1U);
  const Resource& room = inventory.resources()[0];
  EXPECT_TRUE(room.status.Get("Reachable").is_false());
  EXPECT_TRUE(room.spec.Get("Owners").is_unknown());
  ASSERT_EQ(inventory.gaps().size(), 1U);
  EXPECT_TRUE(inventory.gaps()[0].listing);
  EXPECT_THAT(inventory.gaps()[0].message, HasSubstr("no role"));
  EXPECT_EQ(session_->asked("GetReport north"), 0);
}

TEST_F(CollectTest, StoppedScanLeavesGapsNotSilence) {
  const Inventory inventory = Collect({}, true);
  EXPECT_TRUE(inventory.resources().empty());
  ASSERT_EQ(inventory.gaps().size(), 3U);
  EXPECT_EQ(inventory.gaps()[0].code, "cancelled");
  EXPECT_TRUE(inventory.gaps()[0].listing);
}

TEST_F(CollectTest, ReplyOfAnotherShapeIsAGapNotACrash) {
  session_->replies["ListBoxes"] = {R"({"Boxes": "none"})"};
  const Inventory inventory = Collect();
  ASSERT_FALSE(inventory.gaps().empty());
  EXPECT_EQ(inventory.gaps()[0].code, "malformed");
  EXPECT_TRUE(inventory.gaps()[0].listing);
}

}  // namespace
}  // namespace plimsoll

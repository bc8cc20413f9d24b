// SPDX-License-Identifier: Apache-2.0
#include "source/snapshot/inventory_file.h"

#include <memory>

#include <fmt/format.h>

#include "model/conform.h"
#include "value/json.h"

namespace plimsoll {
namespace {

constexpr std::int64_t kVersion = 1;

/// Appends `"key":"text"`.
void AppendText(std::string_view key, std::string_view text, std::string& out) {
  AppendJsonString(key, out);
  out += ':';
  AppendJsonString(text, out);
}

void AppendGap(const Gap& gap, std::string& out) {
  out += '{';
  AppendText("account", gap.account, out);
  for (const auto& [key, text] :
       {std::pair<std::string_view, std::string_view>{"region", gap.region},
        {"type", gap.type},
        {"subject", gap.subject},
        {"code", gap.code},
        {"message", gap.message},
        {"remedy", gap.remedy},
        {"resource", gap.resource}}) {
    if (text.empty()) continue;
    out += ',';
    AppendText(key, text, out);
  }
  if (gap.listing) out += R"(,"listing":true)";
  out += '}';
}

Gap ReadGap(Value node) {
  Gap gap;
  gap.account = node.Get("account").StringOr("");
  gap.region = node.Get("region").StringOr("");
  gap.type = node.Get("type").StringOr("");
  gap.subject = node.Get("subject").StringOr("");
  gap.code = node.Get("code").StringOr("");
  gap.message = node.Get("message").StringOr("");
  gap.remedy = node.Get("remedy").StringOr("");
  gap.resource = node.Get("resource").StringOr("");
  gap.listing = node.Get("listing").is_true();
  return gap;
}

RecordedAccount ReadAccount(Value node) {
  RecordedAccount account;
  account.id = node.Get("id").StringOr("");
  account.name = node.Get("name").StringOr("");
  account.partition = node.Get("partition").StringOr("aws");
  account.reachable = !node.Get("reachable").is_false();
  account.organization = node.Get("organization").is_true();
  const Value regions = node.Get("regions");
  if (regions.is_list()) {
    for (const Value& region : regions.AsList()) {
      account.regions.emplace_back(region.StringOr(""));
    }
  }
  return account;
}

/// In the shape that the schema declares: times are texts in JSON.
Value Restore(Value value,
              const cel::ObjectType& object,
              const ValueFactory& factory) {
  cel::Type type;
  type.kind = cel::TypeKind::kObject;
  type.object = &object;
  return Conform(value, &type, factory);
}

/// Reads the lines of one file.
class FileReader {
 public:
  FileReader(std::string_view file, KeyTable& keys, Diagnostics& diagnostics)
      : file_(file), keys_(keys), diagnostics_(diagnostics) {}

  RecordedInventory Read(std::string_view text) {
    while (!text.empty()) {
      ++line_number_;
      const std::size_t end = text.find('\n');
      if (end == std::string_view::npos) {
        diagnostics_.Warning(file_,
                             {line_number_, 1, 0, 0},
                             "the last line is cut off and was left out",
                             "the scan that wrote it did not end");
        break;
      }
      ReadLine(text.substr(0, end));
      text.remove_prefix(end + 1);
    }
    if (line_number_ == 0) Error("the file is empty");
    return std::move(result_);
  }

 private:
  void Error(std::string message, std::string hint = {}) {
    diagnostics_.Error(
        file_, {line_number_, 1, 0, 0}, std::move(message), std::move(hint));
  }

  void ReadLine(std::string_view line) {
    if (line.empty()) return;
    Arena arena;
    const Result<Value> root = ReadJson(line, ValueFactory(arena, keys_));
    if (!root) {
      Error(root.error().message());
      return;
    }
    if (line_number_ == 1) {
      ReadHeader(*root);
    } else if (const Value unit = root->Get("unit"); unit.is_map()) {
      result_.units.push_back({{std::string(unit.Get("account").StringOr("")),
                                std::string(unit.Get("region").StringOr("")),
                                std::string(unit.Get("type").StringOr(""))},
                               line});
    } else if (const Value account = root->Get("account"); account.is_map()) {
      result_.accounts.push_back(ReadAccount(account));
    } else if (const Value gap = root->Get("gap"); gap.is_map()) {
      result_.gaps.push_back(ReadGap(gap));
    } else {
      Error("a line holds an account, a unit or a gap");
    }
  }

  void ReadHeader(Value root) {
    if (root.Get("plimsoll").StringOr("") != "inventory") {
      Error("this is not an inventory of Plimsoll",
            "write one with `plimsoll scan aws --save-inventory FILE`");
    } else if (const Value version = root.Get("version");
               version.kind() != Kind::kInt || version.AsInt() != kVersion) {
      Error(fmt::format("inventory of another version than {}", kVersion),
            "read it with the program that wrote it");
    }
  }

  std::string_view file_;
  KeyTable& keys_;
  Diagnostics& diagnostics_;
  std::uint32_t line_number_ = 0;
  RecordedInventory result_;
};

}  // namespace

std::string InventoryHeader() {
  return fmt::format("{{\"plimsoll\":\"inventory\",\"version\":{}}}\n",
                     kVersion);
}

std::string RenderAccount(const RecordedAccount& account) {
  std::string out = R"({"account":{)";
  AppendText("id", account.id, out);
  out += ',';
  AppendText("name", account.name, out);
  out += ',';
  AppendText("partition", account.partition, out);
  out += R"(,"regions":[)";
  for (std::size_t i = 0; i < account.regions.size(); ++i) {
    if (i > 0) out += ',';
    AppendJsonString(account.regions[i], out);
  }
  out += fmt::format("],\"reachable\":{},\"organization\":{}}}}}\n",
                     account.reachable,
                     account.organization);
  return out;
}

std::string RenderGap(const Gap& gap) {
  std::string out = R"({"gap":)";
  AppendGap(gap, out);
  out += "}\n";
  return out;
}

std::string RenderUnit(const Unit& unit,
                       std::span<const Resource> resources,
                       std::span<const Gap> gaps) {
  std::string out = R"({"unit":{)";
  AppendText("account", unit.account, out);
  out += ',';
  AppendText("region", unit.region, out);
  out += ',';
  AppendText("type", unit.type, out);
  out += R"(},"resources":[)";
  for (std::size_t i = 0; i < resources.size(); ++i) {
    if (i > 0) out += ',';
    AppendJson(resources[i].self, {}, out);
  }
  out += R"(],"gaps":[)";
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    if (i > 0) out += ',';
    AppendGap(gaps[i], out);
  }
  out += "]}\n";
  return out;
}

RecordedInventory ReadInventoryFile(std::string_view text,
                                    std::string_view file,
                                    KeyTable& keys,
                                    Diagnostics& diagnostics) {
  return FileReader(file, keys, diagnostics).Read(text);
}

Result<void> RestoreUnit(const RecordedUnit& recorded,
                         const ResourceType& type,
                         KeyTable& keys,
                         Inventory& inventory) {
  auto arena = std::make_shared<Arena>();
  const ValueFactory factory(*arena, keys);
  ReadOptions read;
  read.unknown_markers = true;
  Arena text_arena;
  PLIMSOLL_ASSIGN_OR_RETURN(
      const Value root,
      ReadJson(recorded.line, ValueFactory(text_arena, keys), read));
  const Value resources = root.Get("resources");
  if (resources.is_list()) {
    for (const Value& self : resources.AsList()) {
      const auto text = [&](std::string_view key) {
        return self.Get(key).StringOr("");
      };
      PLIMSOLL_ASSIGN_OR_RETURN(
          const Resource resource,
          MakeResource(type,
                       text("partition"),
                       text("account"),
                       text("region"),
                       Restore(self.Get("spec"), *type.spec, factory),
                       Restore(self.Get("status"), *type.status, factory),
                       factory.Copy(self.Get("tags")),
                       factory));
      inventory.Add(resource);
    }
  }
  const Value gaps = root.Get("gaps");
  if (gaps.is_list()) {
    for (const Value& gap : gaps.AsList()) inventory.AddGap(ReadGap(gap));
  }
  inventory.AddUnit(recorded.unit);
  inventory.Hold(std::move(arena));
  return {};
}

}  // namespace plimsoll
